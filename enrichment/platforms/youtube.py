"""YouTube Data API v3 with a key: channels, their uploads and figures, and the dear search.

Three buckets a Pacific day: "search" (100 calls), "stats" (videos.batchGetStats), "main" (all else, a unit a call).
https://developers.google.com/youtube/v3/determine_quota_cost
"""

import html

import httplib2
from googleapiclient.discovery import build

from enrichment.findings import ChannelFinding, ChannelHit, UploadsFinding, VideoFinding
from enrichment.platforms.base import (
    Account,
    Malformed,
    Misconfigured,
    NotOffered,
    PlatformError,
    QuotaSpent,
    RateLimited,
    code,
    items,
    mapping,
    moment,
    readable,
    text,
    true,
    whole,
)
from enrichment.platforms.transport import READ_SECONDS, NotThere, OneTry, base_url, refused, retry_after, told

BATCH = 50
COUNTRY = "[A-Z]{2}"
CHANNEL_PARTS = "snippet,statistics,contentDetails,brandingSettings"  # parts cost nothing

BUCKETS = {"search": "search", "stats": "stats"}  # every other endpoint: "main"
SPENT = {
    "main": "YouTube's quota for today is spent.",
    "search": "YouTube's searches for today are spent.",
    "stats": "YouTube's quota for video figures is spent for today.",
}

# https://developers.google.com/youtube/v3/docs/errors and google.api.ErrorReason, folded to lower case
DAY_IS_SPENT = {"quotaexceeded", "dailylimitexceeded"}
TOO_FAST = {"ratelimitexceeded", "userratelimitexceeded", "rate_limit_exceeded", "resource_exhausted"}
KEY_IS_WRONG = {"keyinvalid", "api_key_invalid", "keyexpired", "api_key_expired"}
API_IS_OFF = {"accessnotconfigured", "service_disabled", "api_key_service_blocked"}
KEY_IS_BLOCKED = {
    "iprefererblocked",
    "api_key_ip_address_blocked",
    "api_key_http_referrer_blocked",
    "api_key_android_app_blocked",
    "api_key_ios_app_blocked",
}
NOT_FOUND = {"channelnotfound", "playlistnotfound", "videonotfound", "notfound"}


class _Http:
    """What the Google client takes for httplib2; it speaks through our session."""

    def __init__(self, session: OneTry):
        self.session = session

    def request(self, uri, method="GET", body=None, headers=None, **unused):
        response = self.session.request(method, uri, data=body, headers={"Accept": "application/json"})
        return httplib2.Response({"status": response.status_code}), response.content


class YouTube:
    """One for each thread: the Google client is not to be shared."""

    name = "youtube"

    def __init__(self, url: str, key: str, timeout: float = READ_SECONDS):
        self.account = Account()
        self.key = key
        self.session = OneTry(self.name, "YouTube", self.account, self._refusal, agent="Prism", timeout=timeout)
        self.service = build(
            "youtube",
            "v3",
            developerKey=key,
            http=_Http(self.session),
            client_options={"api_endpoint": base_url(url)},
            static_discovery=True,
            cache_discovery=False,
        )

    # --- Questions ----------------------------------------------------------------------------------------------------

    def channels(self, ids: list[str]) -> tuple[ChannelFinding, ...]:
        """Those of the (at most 50) channels that exist."""
        return self._channels(len(ids), id=",".join(ids), maxResults=BATCH)

    def channel_by_handle(self, handle: str) -> ChannelFinding | None:
        return next(iter(self._channels(1, forHandle=handle)), None)

    def channel_by_username(self, name: str) -> ChannelFinding | None:
        """By the old kind of name, in /user/ addresses."""
        return next(iter(self._channels(1, forUsername=name)), None)

    def uploads(self, playlist: str) -> UploadsFinding:
        """The newest 50. A channel without public uploads has no such playlist: that is an empty one."""
        question = self.service.playlistItems().list(part="contentDetails", playlistId=playlist, maxResults=BATCH)
        reply = self._ask("playlist_items", 1, question)
        found = list(readable("YouTube", _rows(reply), _upload)) if reply else []
        found.sort(key=lambda upload: upload[1].timestamp() if upload[1] else float("-inf"), reverse=True)
        return UploadsFinding(playlist, tuple(found))

    def video_stats(self, ids: list[str]) -> tuple[VideoFinding, ...]:
        """Figures of at most 50 videos from their own bucket; NotOffered where a key alone does not open it."""
        return self._videos("stats", self.service.videos().batchGetStats, ids, "snippet,statistics")

    def videos(self, ids: list[str]) -> tuple[VideoFinding, ...]:
        """The same figures from the main bucket."""
        return self._videos("videos", self.service.videos().list, ids, "snippet,statistics", maxResults=BATCH)

    def search(self, name: str) -> tuple[ChannelHit, ...]:
        """Channels whose names look alike: candidates, never an answer."""
        question = self.service.search().list(part="snippet", type="channel", q=text(name) or "", maxResults=5)
        reply = self._ask("search", 1, question)
        return readable("YouTube", _rows(reply or {}), _hit)

    # --- Asking -------------------------------------------------------------------------------------------------------

    def _channels(self, subjects: int, **which) -> tuple[ChannelFinding, ...]:
        reply = self._ask("channels", subjects, self.service.channels().list(part=CHANNEL_PARTS, **which))
        return readable("YouTube", _rows(reply), _channel) if reply else ()

    def _videos(self, endpoint, method, ids, parts, **options) -> tuple[VideoFinding, ...]:
        reply = self._ask(endpoint, len(ids), method(part=parts, id=",".join(ids), **options))
        return readable("YouTube", _rows(reply), _video) if reply else ()

    def _ask(self, endpoint, subjects, question) -> dict | None:
        """The reply as a JSON object, or None when YouTube says there is no such thing."""
        self.session.about(endpoint, subjects)
        try:
            reply = question.execute(num_retries=0)
        except NotThere:
            return None
        except (ValueError, RecursionError):
            raise Malformed("YouTube's reply cannot be read.") from None
        if not isinstance(reply, dict):  # the client answers a string for anything that is no JSON
            raise Malformed("YouTube's reply cannot be read.")
        return reply

    # --- Refusals -----------------------------------------------------------------------------------------------------

    def _refusal(self, endpoint, response) -> Exception | None:
        status = response.status_code
        if status < 400:
            return refused("YouTube", response)
        reasons, said = _reasons(response)
        if special := _quota(endpoint, response, reasons, said) or _configuration(reasons, said):
            return special
        if endpoint == "stats" and status in (400, 401, 403, 404):
            # Unknown videos are left out of a proper answer, so a 404 here means the method itself.
            return NotOffered("YouTube does not offer its quick figures to our key.")
        if status == 404 and reasons & NOT_FOUND:
            return NotThere()
        said = said.replace(self.key, "(key)")
        if status == 401 or (status == 403 and not _about_one(reasons)):
            return Misconfigured(f"YouTube refuses our key: {said.rstrip('.') or 'no reason given'}.")
        return refused("YouTube", response, said)


def _reasons(response) -> tuple[set[str], str]:
    """Every reason given, in lower case, and the message: Google has changed over the years where they stand."""
    error = mapping(told(response).get("error"))
    named = [row.get("reason") for row in items(error.get("errors")) + items(error.get("details"))]
    reasons = {read.lower() for value in [*named, error.get("status")] if (read := text(value))}
    return reasons, text(error.get("message"), 200) or ""


def _quota(endpoint, response, reasons: set[str], said: str) -> PlatformError | None:
    if response.status_code not in (403, 429) or not (reasons & (DAY_IS_SPENT | TOO_FAST)):
        return None
    # A spent search bucket came as 429 naming "Search Queries per day", not as the classic 403 quotaExceeded.
    said = said.lower()
    whole_day = "per day" in said or ("search queries" in said and "per minute" not in said)
    if reasons & DAY_IS_SPENT or whole_day:
        bucket = BUCKETS.get(endpoint, "main")
        return QuotaSpent(SPENT[bucket], bucket=bucket, after=retry_after(response))
    return RateLimited("YouTube asks us to slow down.", after=retry_after(response))


def _configuration(reasons: set[str], said: str) -> Misconfigured | None:
    if reasons & KEY_IS_WRONG or "api key not valid" in said.lower():
        return Misconfigured("YouTube does not accept the API key.")
    if reasons & API_IS_OFF:
        return Misconfigured("The YouTube Data API is not switched on for this key's project.")
    if reasons & KEY_IS_BLOCKED:
        return Misconfigured("YouTube does not accept this key from here: its restrictions forbid it.")
    return None


def _about_one(reasons: set[str]) -> bool:
    """channelForbidden, playlistItemsNotAccessible...: closed to us is the thing asked about, not the API."""
    return any(r != "forbidden" and r.endswith(("forbidden", "notaccessible")) for r in reasons)


# --- Reading ----------------------------------------------------------------------------------------------------------


def _rows(reply: dict) -> list:
    """The items as sent. Unknown ids and handles leave them out; any other reply without them is unreadable."""
    found = reply.get("items")
    if isinstance(found, dict):
        return [found]
    if isinstance(found, list):
        return found
    total = mapping(reply.get("pageInfo")).get("totalResults")
    if "items" not in reply and text(reply.get("kind")) and whole(total) in (0, None):
        return []
    raise Malformed("YouTube's reply lacks its items.")


def _channel(row) -> ChannelFinding | None:
    row = mapping(row)
    if not (id := text(row.get("id"))):
        return None
    snippet, figures = mapping(row.get("snippet")), mapping(row.get("statistics"))
    branding = mapping(mapping(row.get("brandingSettings")).get("channel"))
    playlists = mapping(mapping(row.get("contentDetails")).get("relatedPlaylists"))
    title = text(snippet.get("title")) or text(branding.get("title")) or ""
    hidden = true(figures.get("hiddenSubscriberCount"))
    return ChannelFinding(
        id=id,
        title=title,
        handle=code(snippet.get("customUrl"), "@.+"),
        description=text(snippet.get("description"), 5000) or "",
        country=code(snippet.get("country"), COUNTRY) or code(branding.get("country"), COUNTRY),
        published_at=moment(snippet.get("publishedAt")),
        uploads=text(playlists.get("uploads")),
        subscribers=None if hidden else whole(figures.get("subscriberCount")),
        hidden_subscribers=hidden,
        views=whole(figures.get("viewCount")),
        videos=whole(figures.get("videoCount")),
        topic=title.endswith(" - Topic"),
    )


def _upload(row) -> tuple | None:
    details, snippet = mapping(mapping(row).get("contentDetails")), mapping(mapping(row).get("snippet"))
    id = text(details.get("videoId")) or text(mapping(snippet.get("resourceId")).get("videoId"))
    return (id, moment(details.get("videoPublishedAt")) or moment(snippet.get("publishedAt"))) if id else None


def _video(row) -> VideoFinding | None:
    row = mapping(row)
    if not (id := text(row.get("id"))):
        return None
    snippet, figures = mapping(row.get("snippet")), mapping(row.get("statistics"))
    return VideoFinding(
        id=id,
        views=whole(figures.get("viewCount")),
        likes=whole(figures.get("likeCount")),
        comments=whole(figures.get("commentCount")),
        published_at=moment(snippet.get("publishedAt")) or moment(snippet.get("publishTime")),
    )


def _hit(row) -> ChannelHit | None:
    """Search alone, of all answers, escapes its words for HTML."""
    row = mapping(row)
    if not (id := text(mapping(row.get("id")).get("channelId"))):
        return None
    snippet = mapping(row.get("snippet"))
    title, description = text(snippet.get("title")), text(snippet.get("description"))
    return ChannelHit(id, html.unescape(title or ""), html.unescape(description or ""))
