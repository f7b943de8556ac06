"""Last.fm: how many people listen to an artist. One getInfo holds all that we take.

https://www.last.fm/api/show/artist.getInfo. Names collide and MBID look-ups answer wrong artists, so we ask by name and
the caller judges who came back.
"""

import pylast

from enrichment.findings import AudienceFinding
from enrichment.platforms.base import (
    Account,
    Malformed,
    Misconfigured,
    PlatformError,
    RateLimited,
    TryAgain,
    address,
    text,
    whole,
)
from enrichment.platforms.transport import READ_SECONDS, NotThere, OneTry, agent, base_url, refused, retry_after

NO_SUCH_ARTIST = "6"
TOO_FAST = "29"
PAUSE = 60  # seconds, where Last.fm names none
TRY_LATER = {"8": "a failure of its own", "11": "being offline", "16": "being out for a moment"}
OWNER_MUST_ACT = {
    "10": "Last.fm does not accept the API key.",
    "26": "Last.fm has suspended our API key.",
    "4": "Last.fm does not let our API key in.",
    "9": "Last.fm does not let our API key in.",
    "13": "Last.fm does not let our API key in.",
}


class _Request(pylast._Request):
    """pylast's words on our line: its own opens a new TLS client for each call and follows the proxy variables."""

    def __init__(self, session: OneTry, url: str, network, method: str, params: dict):
        super().__init__(network, method, params)
        self.session, self.url = session, url

    def _download_response(self) -> str:
        body = str(self.session.post(self.url, data=self.params).content, "utf-8")
        if "<!DOCTYPE" in body[:1000] or "<!ENTITY" in body:
            raise Malformed("Last.fm's reply is no answer of its API.")  # a web page, or an XML bomb
        self._check_response_for_errors(body)
        return body


class LastFM:
    name = "lastfm"

    def __init__(self, url: str, key: str, version: str, contact: str, *, timeout: float = READ_SECONDS):
        self.account = Account()
        self.url = base_url(url) + "/2.0/"
        self.network = pylast.LastFMNetwork(api_key=key)
        self.session = OneTry(
            self.name, "Last.fm", self.account, _refusal, agent=agent(version, contact), timeout=timeout
        )

    def artist(self, name: str, mbid: str | None = None) -> AudienceFinding | None:
        """Whoever Last.fm has under this name (only without one, under the MBID): compare before you believe."""
        who = {"artist": wanted} if (wanted := text(name)) else {"mbid": mbid}
        document = self._ask("artist_info", "artist.getInfo", {**who, "autocorrect": 1})
        return None if document is None else _audience(document)

    def _ask(self, endpoint, method, params):
        """The reply's document, or None when Last.fm says there is no such thing."""
        self.session.about(endpoint)
        try:
            return _Request(self.session, self.url, self.network, method, params).execute()
        except NotThere:
            return None
        except pylast.WSError as error:
            if str(error.status) == NO_SUCH_ARTIST:
                return None
            raise _meaning(str(error.status), str(error.details)) from None
        except (pylast.PyLastError, ValueError, LookupError, AttributeError, RecursionError):
            raise Malformed("Last.fm's reply cannot be read.") from None


def _refusal(endpoint, response) -> PlatformError | NotThere | None:
    """By HTTP status only what has no answer of the API in it: errors come with 200, 400, 403 and 404 alike."""
    if response.status_code == 429:
        return RateLimited("Last.fm asks us to slow down.", after=retry_after(response) or PAUSE)
    if response.status_code < 500 and b"<lfm" in response.content[:1000]:
        return None
    return refused("Last.fm", response)


def _meaning(status: str, details: str) -> PlatformError:
    if status == TOO_FAST:
        return RateLimited("Last.fm asks us to slow down.", after=PAUSE)
    if status in TRY_LATER:
        return TryAgain(f"Last.fm reports {TRY_LATER[status]}.")
    if status in OWNER_MUST_ACT:
        return Misconfigured(OWNER_MUST_ACT[status])
    return PlatformError(
        f"Last.fm refused the question: {text(details, 200) or 'no reason given'} (code {text(status, 10)})."
    )


# --- Reading ----------------------------------------------------------------------------------------------------------


def _audience(document) -> AudienceFinding:
    found = next(iter(_children(document.documentElement, "artist")), None)
    name = found and text(_words(found, "name"))
    if not name:
        raise Malformed("Last.fm's reply names no artist.")
    stats = next(iter(_children(found, "stats")), found)
    tags = [text(_words(tag, "name")) for tags in _children(found, "tags") for tag in _children(tags, "tag")]
    return AudienceFinding(
        name=name,
        mbid=text(_words(found, "mbid")),
        listeners=whole(_words(stats, "listeners")),
        playcount=whole(_words(stats, "playcount")),
        tags=tuple(tag for tag in tags if tag),
        url=address(_words(found, "url")),
    )


def _children(element, name: str) -> list:
    """Direct children only: similar artists are artists too, with names of their own."""
    return [node for node in element.childNodes if node.nodeName == name]


def _words(element, name: str) -> str | None:
    found = next(iter(_children(element, name)), None)
    return "".join(node.data for node in found.childNodes if node.nodeType in (3, 4)) if found else None
