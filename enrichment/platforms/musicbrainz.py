"""MusicBrainz WS/2 in JSON: searches that settle dozens of subjects in one request.

https://musicbrainz.org/doc/MusicBrainz_API. One request a second and address, so nothing is asked singly that a search
can batch. Searches lag the database by minutes to hours; `recordings_of` asks the database itself.
"""

import re
import threading
import time
import warnings

import musicbrainzngs

from enrichment.findings import AreaFinding, ArtistFinding, LabelFinding, Page
from enrichment.platforms import musicbrainz_replies as replies
from enrichment.platforms.base import (
    Account,
    Malformed,
    Misconfigured,
    PlatformError,
    RateLimited,
    readable,
    text,
    whole,
)
from enrichment.platforms.transport import LONGEST_PAUSE, NotThere, OneTry, agent, base_url, refused, retry_after, told

PAGE = 100  # the most a search answers at once
MBID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ISRC = re.compile("[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")

_asking = threading.local()  # holds the adapter whose question musicbrainzngs is wording right now, if one is
_own_reader = musicbrainzngs.musicbrainz._safe_read


def _send_once(opener, req, body=None):
    """In place of musicbrainzngs' own reader, which has no timeout and sleeps through eight tries.

    The host is the adapter's, not the library's global one, so two adapters never ask each other's server.
    """
    asking = getattr(_asking, "adapter", None)
    if asking is None:  # somebody else in this process uses the library in its own manner
        return _own_reader(opener, req, body)
    return asking.session.get(asking.base + req.selector).content


musicbrainzngs.musicbrainz._safe_read = _send_once
musicbrainzngs.set_rate_limit(False)  # ours is shared by all processes
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # "non-official": true since 2012, and richer than what the XML parser keeps
    musicbrainzngs.set_format("json")


def _search_urls(query, limit, offset):
    """URL search is missing from musicbrainzngs; this is how its own searches ask."""
    return musicbrainzngs.musicbrainz._mb_request("url", args={"query": query, "limit": limit, "offset": offset})


SEARCHES = {
    "recording": musicbrainzngs.search_recordings,
    "artist": musicbrainzngs.search_artists,
    "release": musicbrainzngs.search_releases,
    "area": musicbrainzngs.search_areas,
    "url": _search_urls,
}


LOOK_UPS = {
    "artist": (musicbrainzngs.get_artist_by_id, replies.artist),
    "area": (musicbrainzngs.get_area_by_id, replies.area),
    "label": (musicbrainzngs.get_label_by_id, replies.label),
}


class MusicBrainz:
    name = "musicbrainz"

    def __init__(self, url: str, contact: str, version: str, *, timeout: float = 15):
        self.account = Account()
        self.base = base_url(url)
        self.session = OneTry(
            self.name, "MusicBrainz", self.account, _refusal, agent=agent(version, contact), timeout=timeout
        )
        musicbrainzngs.set_useragent("Prism", version, contact)  # it asks for one; the session sends ours

    # --- Searches: many subjects in one request -----------------------------------------------------------------------

    def recordings(self, isrcs: list[str], offset: int = 0) -> Page:
        """RecordingFindings filed under any of these ISRCs; join on their `isrcs`. 40 at a time."""
        return self._search("recording", "isrc", isrcs, ISRC, offset, replies.recording)

    def artists(self, mbids: list[str], offset: int = 0) -> Page:
        """ArtistFindings; 50 at a time. Their tags come as genres: the licence of those is the caller's to heed."""
        return self._search("artist", "arid", mbids, MBID, offset, replies.artist)

    def artists_named(self, name: str) -> Page:
        """ArtistFindings whose name or alias holds these words, best first: candidates, never an answer."""
        plain = re.sub(r'["\\]', " ", text(name, 150) or "").strip()
        return self._asked("artist", f'artist:"{plain}"', 1, 0, replies.artist) if plain else Page()

    def links(self, mbids: list[str], offset: int = 0) -> Page:
        """One LinkFinding for each URL and artist; about 8 artists at a time, whose URLs soon fill a page."""
        page = self._search("url", "targetid", mbids, MBID, offset, replies.links, " AND targettype:artist")
        flat = tuple(link for links in page.items for link in links)
        return Page(flat, page.total, page.offset, page.taken)

    def releases(self, mbids: list[str], offset: int = 0) -> Page:
        """ReleaseFindings with their labels, which no recording carries; 50 at a time."""
        return self._search("release", "reid", mbids, MBID, offset, replies.release)

    def areas(self, ids: list[str], offset: int = 0) -> Page:
        """AreaFindings, each with the area it is part of; 50 at a time."""
        return self._search("area", "aid", ids, MBID, offset, replies.area)

    # --- Look-ups: one subject ----------------------------------------------------------------------------------------

    def artist_with_links(self, mbid: str) -> ArtistFinding | None:
        """The artist, the links, and the codes of their places, which no search brings together."""
        return self._looked_up("artist", mbid, ["aliases", "tags", "url-rels"])

    def area_with_parent(self, mbid: str) -> AreaFinding | None:
        """The area and the codes of the one it is part of."""
        return self._looked_up("area", mbid, ["area-rels"])

    def label(self, mbid: str) -> LabelFinding | None:
        """The label with its owners, distributors and the artists tied to it."""
        return self._looked_up("label", mbid, ["label-rels", "artist-rels"])

    def recordings_of(self, isrc: str) -> Page:
        """What the database itself holds under this ISRC, fresher than the search."""
        if not ISRC.fullmatch(isrc):
            raise PlatformError(f"{isrc!r} is not an ISRC as MusicBrainz spells it.")
        args = {"inc": "artist-credits isrcs releases"}  # artist-credits is refused by the library's own function
        reply = self._ask("isrc_lookup", 1, musicbrainzngs.musicbrainz._mb_request, f"isrc/{isrc}", args=args)
        if reply is None:
            return Page()
        rows, filed_under = replies.rows(reply, "recordings"), text(reply.get("isrc")) or isrc
        found = readable("MusicBrainz", rows, lambda row: replies.recording(row, filed_under))
        return Page(found, len(rows), 0, len(rows))

    # --- Asking -------------------------------------------------------------------------------------------------------

    def _looked_up(self, entity, mbid, includes):
        """One that was merged into another is answered as that one, and kept under the id it was asked by."""
        if not MBID.fullmatch(mbid):
            return None  # nobody's, as in a search: nothing is sent
        question, read = LOOK_UPS[entity]
        if (reply := self._ask(f"{entity}_lookup", 1, question, mbid, includes=includes)) is None:
            return None
        if (found := read(reply | {"id": mbid})) is None:
            raise Malformed(f"MusicBrainz's reply names no {entity}.")
        return found

    def _search(self, core, field, asked, pattern, offset, read, also="") -> Page:
        terms = [term for term in asked if pattern.fullmatch(term)]  # nothing else may become part of the query
        if not terms:
            return Page()
        return self._asked(core, f"{field}:({' OR '.join(terms)}){also}", len(terms), offset, read)

    def _asked(self, core, query, subjects, offset, read) -> Page:
        reply = self._ask(f"{core}_search", subjects, SEARCHES[core], query=query, limit=PAGE, offset=offset)
        if reply is None:
            raise Malformed('MusicBrainz answers a search with "not found".')
        rows = replies.rows(reply, f"{core}s")
        found = readable("MusicBrainz", rows, read)
        total = whole(reply.get("count"))
        return Page(found, offset + len(rows) if total is None else total, offset, len(rows))

    def _ask(self, endpoint, subjects, question, *args, **kwargs) -> dict | None:
        """The reply as a JSON object, or None when MusicBrainz says there is no such thing."""
        _asking.adapter = self
        self.session.about(endpoint, subjects)
        try:
            reply = question(*args, **kwargs)
        except NotThere:
            return None
        except (ValueError, RecursionError):
            raise Malformed("MusicBrainz's reply cannot be read.") from None
        finally:
            _asking.adapter = None
        if not isinstance(reply, dict):
            raise Malformed("MusicBrainz's reply is of an unknown shape.")
        return reply


def _refusal(endpoint, response) -> PlatformError | NotThere | None:
    status, said = response.status_code, text(told(response).get("error"), 200)
    if status == 404 and said:
        return NotThere()
    if status == 503:
        return RateLimited("MusicBrainz asks us to slow down.", after=_pause(response))
    if status in (401, 403):
        return Misconfigured("MusicBrainz refuses us. Check CONTACT: it blocks programs whose owner it cannot reach.")
    return refused("MusicBrainz", response, said)


def _pause(response) -> float | None:
    """The longer of what the two headers say: Retry-After is often 0 while the window still has seconds to run."""
    reset = whole(response.headers.get("X-RateLimit-Reset"))
    left = None if reset is None else min(max(reset - time.time(), 0), LONGEST_PAUSE)
    return max((s for s in (retry_after(response), left) if s is not None), default=None)
