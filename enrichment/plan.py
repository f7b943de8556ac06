"""What is still worth asking about an artist, read off what is known and what was asked. It never looks at history:
run it twice and the second time it wishes for nothing new.
"""

import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.conf import settings

from enrichment import gate, places
from enrichment.channel import ChannelLink, channel_named, channel_of
from enrichment.kinds import LASTFM, MB, PLATFORMS, SPOTIFY, YOUTUBE
from enrichment.models import Area, Lookup, Want
from enrichment.wanted import Wanted, Wish
from leads.gather import Known
from leads.labelling import unsettled
from leads.models import Profile, Recording, Release, Statement
from scoring.labels import LabelBook

NEWEST_RELEASES = 2  # whose labels are read; older ones say little of today
FETCHED = (Lookup.State.FOUND, Lookup.State.NOT_FOUND)


class Asked(NamedTuple):
    """As much of a lookup as planning looks at."""

    state: str
    message: str = ""


@dataclass
class Terms:
    """Under which the planning goes: what is switched on, what the flow holds."""

    configured: set[str]
    book: LabelBook
    areas: dict[str, Area]
    asked: dict[int, dict[tuple[str, str, str], Asked]] = field(default_factory=dict)  # by artist
    youtube: set[int] = field(default_factory=set)  # artists whose jobs want YouTube
    only: dict[int, frozenset[str]] = field(default_factory=dict)  # by artist: what their jobs ask; else everything
    busy: set[int] = field(default_factory=set)  # artists whose score is older than what is known of them
    out: set[str] = field(default_factory=set)  # platforms silent for so long that nobody waits for them


# --- Wishes of one artist -------------------------------------------------------------------------------------------


class Wishes:
    """All wishes of one artist, each platform once what it waits for has been answered."""

    def __init__(self, known: Known, terms: Terms):
        self.known, self.terms = known, terms
        self.artist = known.artist
        self.asked = terms.asked.get(known.artist.pk, {})
        self.on = terms.configured & terms.only.get(known.artist.pk, frozenset(PLATFORMS))
        self.found: list[Wish] = []

    def all(self) -> list[Wish]:
        if MB in self.on and self.artist.mbid:
            self._musicbrainz()
        if LASTFM in self.on:
            self._wish(LASTFM, "audience", str(self.artist.pk))
        if YOUTUBE in self.on and self.artist.pk in self.terms.youtube and self._links_are_read():
            self._youtube()
        if SPOTIFY in self.on and self._done(MB, besides="area") and self.artist.pk not in self.terms.busy:
            self._spotify()
        return self.found

    def _wish(self, platform: str, kind: str, subject: str | None) -> None:
        if subject and (platform, kind, subject) not in self.asked:
            self.found.append(Wish(platform, kind, subject, artist=self.artist.pk))

    def _state(self, platform: str, kind: str, subject: str | None) -> str:
        lookup = self.asked.get((platform, kind, subject or ""))
        return lookup.state if lookup else ""

    def _over(self, platform: str, kind: str, subject: str | None) -> bool:
        """Asked, and nothing more will come of it for now."""
        return self._state(platform, kind, subject) not in ("", *Lookup.OPEN)

    def _done(self, platform: str, besides: str = "") -> bool:
        """Nothing more to ask that platform about the artist, as far as it can be asked at all."""
        if platform in self.terms.out:
            return True
        waiting = {kind for (name, kind, _), one in self.asked.items() if name == platform and one.state in Lookup.OPEN}
        waiting |= {wish.kind for wish in self.found if wish.platform == platform}
        return waiting <= {besides}

    def _musicbrainz(self) -> None:
        mbid = self.artist.mbid
        self._wish(MB, "artist", mbid)
        self._wish(MB, "links", mbid)
        if not self._over(MB, "artist", mbid):
            return  # it is asked after all recordings: only then are the newest releases known
        for release in self._newest("mbid")[:NEWEST_RELEASES]:
            if release.labels is None:
                self._wish(MB, "release", release.mbid)
        if self._country_is_open():
            self._wish_area()
        for label in unsettled(self.known, self.terms.book):
            self._wish(MB, "label", label)

    def _newest(self, id_field: str) -> list[Release]:
        """Releases that the platform has, newest first; compilations, which are mostly other people's, come last."""
        theirs = [one for one in self.known.own_releases if getattr(one, id_field)]
        return sorted(theirs, key=lambda one: one.kind == "compilation")

    def _country_is_open(self) -> bool:
        return not self.known.data(MB).get("country") and not self.known.stated(Statement.Field.COUNTRY)

    def _wish_area(self) -> None:
        """The next unknown area on the way up; the birthplace only where the area leads nowhere."""
        for key in ("area", "begin_area"):
            if area := (self.known.data(MB).get(key) or {}).get("id"):
                country, _, missing = places.resolve(area, self.terms.areas)
                self._wish(MB, "area", missing)
                if country or missing:
                    return

    def _links_are_read(self) -> bool:
        asked = MB in self.on and MB not in self.terms.out and self.artist.mbid
        return not asked or self._over(MB, "links", self.artist.mbid)

    def _youtube(self) -> None:
        if self.known.state(YOUTUBE) == Profile.State.REJECTED:
            return
        data = self.known.data(YOUTUBE)
        linked = bool(data.get("channel_at"))
        if (not linked or data.get("topic_only")) and not self._wish_channel() and not linked:
            self._wish(YOUTUBE, "search", str(self.artist.pk))
        if data.get("topic_only") or not self.artist.youtube_channel_id:
            return
        if data.get("uploads") and data.get("videos") != 0:
            self._wish(YOUTUBE, "uploads", data["uploads"])
        if data.get("newest"):
            self._wish(YOUTUBE, "videos", self.artist.youtube_channel_id)

    def _wish_channel(self) -> bool:
        """Whether a link tells the channel, or may still do so. Links that lead nowhere do not count."""
        if self.artist.youtube_channel_id:
            self._wish(YOUTUBE, "channel", self.artist.youtube_channel_id)
            return True
        for kind, subject in self._linked():
            if not self._over(YOUTUBE, kind, subject):
                self._wish(YOUTUBE, kind, subject)
                return True
        return False

    def _linked(self) -> list[tuple[str, str]]:
        """Lookups that the links of staff, MusicBrainz and spreadsheets allow, the artist's own channel first."""
        stated = self.known.stated(Statement.Field.CHANNEL)
        links = [channel_named(stated.value)] if stated else []
        links += [channel_of(url) for url in self.known.data(MB).get("youtube_links", [])]
        for hint in self.known.hints:
            links += [_link_in(column, text) for column, text in hint.links.items()]
        lookups = []
        for link in filter(None, links):
            if link.kind == "id":
                lookups.append(("channel", link.value))
            elif link.kind in ("handle", "username", "custom"):
                lookups.append(("handle", f"{link.kind}:{link.value}"))
        return lookups

    def _spotify(self) -> None:
        """Only where presence or independence is open, and one question after the other."""
        state = self.known.state(SPOTIFY)
        if state == Profile.State.REJECTED:
            return
        albums = self._newest("spotify_id")
        presence_open = not self.artist.spotify_id and state == ""
        if presence_open or (self._independence_is_open() and not albums):
            self._wish_code()
        elif self._independence_is_open() and albums and albums[0].copyrights is None:
            self._wish(SPOTIFY, "album", albums[0].spotify_id)
        was_open = any(platform == SPOTIFY for platform, *_ in self.asked)  # recency alone is worth no call of a budget
        if was_open and self.artist.spotify_id and not self.artist.last_release_date and self._done(SPOTIFY):
            self._wish(SPOTIFY, "albums", self.artist.spotify_id)
        if self.artist.spotify_id and settings.SPOTIFY_EXTENDED:
            self._wish(SPOTIFY, "followers", self.artist.spotify_id)

    def _independence_is_open(self) -> bool:
        """Nothing was ever read, or what was read is gone; a contradiction is for people to settle, not for a call."""
        lines = (self.artist.breakdown or {}).get("components", [])
        state = next((line["state"] for line in lines if line["component"] == "independence"), "unknown")
        return state in ("unknown", "stale")

    def _wish_code(self) -> None:
        """One search on the artist's best code: the newest recording stands best for who they are today."""
        codes = [one for one in self.known.recordings if one.isrc]
        if any(self._state(SPOTIFY, "isrc", one.isrc) for one in codes):
            return  # asked once; a miss is looked at again a day later
        best = max(codes, key=lambda one: (one.first_release, -one.pk), default=None)
        if best:
            self.found.append(Wish(SPOTIFY, "isrc", best.isrc, artist=self.artist.pk, recording=best.pk))


# --- Wishes of recordings nobody is credited on yet -----------------------------------------------------------------


def recording_wishes(
    recordings: Iterable[Recording], asked: dict[tuple[int, str], str], on: set[str], out: set[str]
) -> list[Wish]:
    """MusicBrainz first, in large batches; Spotify only for what MusicBrainz does not know, or cannot tell now."""
    wishes = []
    for recording in recordings:
        musicbrainz = asked.get((recording.pk, MB), "")
        if MB in on and not musicbrainz:
            wishes.append(Wish(MB, "recording", recording.isrc, recording=recording.pk))
        if SPOTIFY not in on or asked.get((recording.pk, SPOTIFY)):
            continue
        if MB in on and MB not in out and (not musicbrainz or musicbrainz in Lookup.OPEN):
            continue
        wishes.append(Wish(SPOTIFY, "isrc", recording.isrc, recording=recording.pk))
    return wishes


# --- What is known when planning begins ------------------------------------------------------------------------------


def terms_for(known: dict[int, Known], book: LabelBook, wanted: dict[int, Wanted], asked: dict[int, dict]) -> Terms:
    data = [one.data(MB) for one in known.values()]
    ids = {(d.get(key) or {}).get("id") for d in data for key in ("area", "begin_area")}
    return Terms(
        configured=gate.configured(),
        book=book,
        areas=places.load(ids),
        asked=asked,
        youtube={artist for artist, want in wanted.items() if YOUTUBE in want.platforms},
        only={artist: want.platforms for artist, want in wanted.items()},
        out=out(),
    )


def out() -> set[str]:
    return {MB} if gate.out(MB, time.time()) else set()


def asked_of(artist_ids: Iterable[int]) -> dict[int, dict[tuple[str, str, str], Asked]]:
    """What was asked about each artist, by (platform, kind, subject)."""
    asked: dict[int, dict] = defaultdict(dict)
    columns = ("platform", "kind", "subject", "state", "message")
    wants = Want.objects.filter(artist__in=list(artist_ids))
    for artist, *key, state, message in wants.values_list("artist_id", *(f"lookup__{name}" for name in columns)):
        asked[artist][tuple(key)] = Asked(state, message)
    return asked


def _link_in(column: str, text: str) -> ChannelLink | None:
    """A channel in a spreadsheet's link column; only one headed YouTube may hold it without an address."""
    return channel_named(text) if column == "youtube" else channel_of(text)
