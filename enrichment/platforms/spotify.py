"""Spotify's Web API with client credentials, in the development mode that 2026 leaves us (extended mode: a flag).

Ten hits a search, one ISRC a search, no batches, no followers, no labels; what is left as evidence are an album's P and
C lines. https://developer.spotify.com/documentation/web-api
"""

import re
import time
from collections.abc import Callable

import spotipy
from spotipy.cache_handler import MemoryCacheHandler

from enrichment.findings import (
    AlbumFinding,
    ArtistFinding,
    Page,
    RecordingFinding,
)
from enrichment.platforms import spotify_replies as replies
from enrichment.platforms.base import (
    Account,
    Malformed,
    Misconfigured,
    NotOffered,
    PlatformError,
    QuotaSpent,
    TryAgain,
    code,
    mapping,
    readable,
    text,
    whole,
)
from enrichment.platforms.transport import READ_SECONDS, NotThere, OneTry, base_url, refused, retry_after, told

ID = re.compile("[0-9A-Za-z]{1,64}")
TOKEN = "[!-~]+"  # goes into a header


class _Credentials(spotipy.SpotifyClientCredentials):
    """Client credentials that read the token reply as doubtfully as any other."""

    def _request_access_token(self):
        reply = mapping(super()._request_access_token())
        if (token := code(reply.get("access_token"), TOKEN)) is None:
            raise Malformed("Spotify's reply holds no token.")
        lifetime = whole(reply.get("expires_in"))
        return {"access_token": token, "expires_in": 3600 if lifetime is None else min(lifetime, 3600)}


class Spotify:
    name = "spotify"

    def __init__(
        self,
        api_url: str,
        accounts_url: str,
        client_id: str,
        client_secret: str,
        market: str = "NZ",
        extended: bool = False,
        cache_handler=None,
        *,
        before_token: Callable[[], None] = lambda: None,
        timeout: float = READ_SECONDS,
    ):
        """`cache_handler` is where processes share one token (spotipy's CacheHandler); saving {} forgets it.

        `before_token` is told that a token request is about to leave, beside the question.
        """
        self.account = Account()
        self.market, self.extended, self.before_token = market, extended, before_token
        self.page = 50 if extended else 10
        self.session = OneTry(self.name, "Spotify", self.account, _refusal, agent="Prism", timeout=timeout)
        self.accounts = OneTry(self.name, "Spotify", self.account, _token_refusal, agent="Prism", timeout=timeout)
        self.auth = _Credentials(
            client_id,
            client_secret,
            requests_session=self.accounts,
            cache_handler=cache_handler or MemoryCacheHandler(),
        )
        self.auth.OAUTH_TOKEN_URL = base_url(accounts_url) + "/api/token"
        self.client = spotipy.Spotify(requests_session=self.session)
        self.client.prefix = base_url(api_url) + "/v1/"

    # --- Questions ----------------------------------------------------------------------------------------------------

    def tracks_by_isrc(self, isrc: str) -> tuple[RecordingFinding, ...]:
        """Tracks that themselves carry this ISRC, oldest non-compilation first. None found once is not yet "absent":
        Spotify's index has lost valid codes for hours."""
        found = [
            track for track in self._tracks(f"isrc:{replies.compact(isrc)}") if replies.compact(isrc) in track.isrcs
        ]
        return tuple(sorted(found, key=replies.oldest_album_first))

    def tracks_by_artist(self, name: str) -> tuple[RecordingFinding, ...]:
        """Full tracks by artists of this name: one search may settle several ISRCs, by their codes alone."""
        plain = re.sub(r'["\\]', " ", text(name, 150) or "").strip()
        return self._tracks(f'artist:"{plain}"') if plain else ()

    def album(self, id: str) -> AlbumFinding | None:
        reply = self._ask("album", self.client.album, _id(id), market=self.market)
        return None if reply is None else replies.album(reply)

    def artist_albums(self, id: str, offset: int = 0) -> Page:
        """ReleaseHits of their own albums and singles, in no dependable order; an unknown artist has none."""
        reply = self._ask(
            "artist_albums",
            self.client.artist_albums,
            _id(id),
            include_groups="album,single",
            country=self.market,
            limit=self.page,
            offset=offset,
        )
        if reply is None:
            return Page()
        rows = replies.rows(reply)
        total = whole(reply.get("total"))
        hits = readable("Spotify", rows, replies.release_hit)
        return Page(hits, offset + len(rows) if total is None else total, offset, len(rows))

    def artist(self, id: str) -> ArtistFinding | None:
        reply = self._ask("artist", self.client.artist, _id(id))
        if reply is None:
            return None
        if (found := replies.artist(reply)) is None:
            raise Malformed("Spotify's reply names no artist.")
        return found

    def artists(self, ids: list[str]) -> tuple[ArtistFinding, ...]:
        """50 at a time; extended mode only."""
        if not self.extended:
            raise NotOffered("Spotify answers several artists at once in extended mode only.")
        reply = self._ask("artists", self.client.artists, [_id(id) for id in ids], subjects=len(ids)) or {}
        rows = [row for row in replies.rows(reply, "artists") if row is not None]  # null: no such artist
        return readable("Spotify", rows, replies.artist)

    # --- Asking -------------------------------------------------------------------------------------------------------

    def _tracks(self, query: str) -> tuple[RecordingFinding, ...]:
        reply = self._ask("search", self.client.search, query, limit=self.page, type="track", market=self.market)
        rows = replies.rows(mapping(mapping(reply).get("tracks")))
        return readable("Spotify", rows, replies.track)

    def _ask(self, endpoint, question, *args, subjects: int = 1, **kwargs) -> dict | None:
        """The reply as a JSON object, or None when Spotify says there is no such thing."""
        held = self._held_token()
        token = held or self._new_token()
        self.client.set_auth(token)
        self.session.about(endpoint, subjects)
        try:
            reply = question(*args, **kwargs)
        except NotThere:
            return None
        except _TokenRefused:
            self._forget(token)
            # A token kept too long is renewed at once; refusing one made this second is another kind of trouble.
            raise TryAgain("Spotify no longer accepts our token.", after=0 if held else None) from None
        except (ValueError, RecursionError):
            raise Malformed("Spotify's reply cannot be read.") from None
        if not isinstance(reply, dict):  # spotipy answers None for anything that is no JSON
            raise Malformed("Spotify's reply cannot be read.")
        return reply

    def _held_token(self) -> str | None:
        held = mapping(self.auth.cache_handler.get_cached_token())
        fresh = (whole(held.get("expires_at")) or 0) - time.time() >= 60
        return code(held.get("access_token"), TOKEN) if fresh else None

    def _new_token(self) -> str:
        self.accounts.about("token")
        self.before_token()
        try:
            return self.auth.get_access_token(as_dict=False, check_cache=False)
        except UnicodeEncodeError:
            raise Misconfigured("Spotify's client id and secret hold letters that no key has.") from None
        except (ValueError, RecursionError):
            raise Malformed("Spotify's token reply cannot be read.") from None

    def _forget(self, token: str) -> None:
        """Another process may have renewed it meanwhile: that one stays."""
        if mapping(self.auth.cache_handler.get_cached_token()).get("access_token") == token:
            self.auth.cache_handler.save_token_to_cache({})


# --- Refusals ---------------------------------------------------------------------------------------------------------


class _TokenRefused(Exception):
    """401: expired or withdrawn."""


def _refusal(endpoint, response) -> Exception | None:
    status, error = response.status_code, mapping(told(response).get("error"))
    said = text(error.get("message"), 200)
    if status == 429 and text(error.get("reason")) == "QUOTA_EXCEEDED":
        # Counted per developer account over 24 hours. https://developer.spotify.com/blog/2026-07-23-web-api-quota-updates
        return QuotaSpent("Spotify's quota is spent.", bucket="daily", after=retry_after(response))
    if status == 401:
        return _TokenRefused()
    if status == 403:
        return _forbidden(endpoint, said, response)
    if status == 404 and error:
        return NotThere()
    return refused("Spotify", response, said)


def _forbidden(endpoint, said, response) -> PlatformError:
    if said == "Forbidden":  # how a removed endpoint answers in development mode, while the others go on
        return NotOffered(f"Spotify does not offer this to our key: {endpoint.replace('_', ' ')}.")
    if "premium" in response.text[:500].lower():  # plain text, not JSON
        return Misconfigured("Spotify wants an active Premium subscription of the app's owner.")
    return Misconfigured(f"Spotify refuses our app: {said or 'no reason given'}.")


def _token_refusal(endpoint, response) -> PlatformError | None:
    if response.status_code in (400, 401, 403):
        return Misconfigured("Spotify does not accept the client id and secret.")
    return refused("Spotify", response)


def _id(id: str) -> str:
    if not ID.fullmatch(id):
        raise PlatformError(f"{id!r} is not a Spotify id.")
    return id
