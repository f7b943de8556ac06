"""What is still worth asking about an artist, read off what is known and what was asked. It never looks at history:
run it twice and the second time it wishes for nothing new.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.conf import settings

from enrichment import places
from enrichment.channel import channel_of
from enrichment.gate import configured
from enrichment.kinds import KIND, LASTFM, MB, SPOTIFY, YOUTUBE
from enrichment.models import Area, Lookup, Want
from enrichment.worth import rank, worth
from leads.gather import Known
from leads.labelling import unsettled
from leads.models import Credit, Job, JobRow, Profile, Recording, Release, Statement
from scoring.labels import LabelBook

NEWEST_RELEASES = 2  # whose labels are read; older ones say little of today
FETCHED = (Lookup.State.FOUND, Lookup.State.NOT_FOUND)


@dataclass(frozen=True)
class Wish:
    platform: str
    kind: str
    subject: str
    artist: int | None = None
    recording: int | None = None


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


# --- Wishes of one artist -------------------------------------------------------------------------------------------


class Wishes:
    """All wishes of one artist, each platform once what it waits for has been answered."""

    def __init__(self, known: Known, terms: Terms):
        self.known, self.terms = known, terms
        self.artist = known.artist
        self.asked = terms.asked.get(known.artist.pk, {})
        self.found: list[Wish] = []

    def all(self) -> list[Wish]:
        if MB in self.terms.configured and self.artist.mbid:
            self._musicbrainz()
        if LASTFM in self.terms.configured:
            self._wish(LASTFM, "audience", str(self.artist.pk))
        if YOUTUBE in self.terms.configured and self.artist.pk in self.terms.youtube and self._links_are_read():
            self._youtube()
        if SPOTIFY in self.terms.configured and self._done(MB):
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

    def _done(self, platform: str) -> bool:
        """Nothing more to ask that platform about the artist."""
        waiting = any(key[0] == platform and lookup.state in Lookup.OPEN for key, lookup in self.asked.items())
        return not waiting and not any(wish.platform == platform for wish in self.found)

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
            for key in ("area", "begin_area"):
                self._wish_area(key)
        for label in unsettled(self.known, self.terms.book):
            self._wish(MB, "label", label)

    def _newest(self, id_field: str) -> list[Release]:
        """Releases that the platform has, newest first; compilations, which are mostly other people's, come last."""
        theirs = [one for one in self.known.own_releases if getattr(one, id_field)]
        return sorted(theirs, key=lambda one: one.kind == "compilation")

    def _country_is_open(self) -> bool:
        return not self.known.data(MB).get("country") and not self.known.stated(Statement.Field.COUNTRY)

    def _wish_area(self, key: str) -> None:
        """The next unknown area on the way up; the birthplace only where the area leads nowhere."""
        data = self.known.data(MB)
        if key == "begin_area" and data.get("area"):
            return
        area = (data.get(key) or {}).get("id")
        if area:
            _, _, missing = places.resolve(area, self.terms.areas)
            self._wish(MB, "area", missing)

    def _links_are_read(self) -> bool:
        return MB not in self.terms.configured or not self.artist.mbid or self._over(MB, "links", self.artist.mbid)

    def _youtube(self) -> None:
        if self.known.state(YOUTUBE) == Profile.State.REJECTED:
            return
        data = self.known.data(YOUTUBE)
        if not data.get("channel_at") and not self._wish_channel():
            self._wish(YOUTUBE, "search", str(self.artist.pk))
        if data.get("topic_only") or not self.artist.youtube_channel_id:
            return
        if data.get("uploads") and data.get("videos"):
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
        urls = [stated.value] if stated else []
        urls += self.known.data(MB).get("youtube_links", [])
        for hint in self.known.hints:
            urls += hint.words.get("links", [])
        links = [link for url in urls if (link := channel_of(url))]
        lookups = []
        for link in links:
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
        if self.artist.spotify_id and not self.artist.last_release_date and self._done(SPOTIFY):
            self._wish(SPOTIFY, "albums", self.artist.spotify_id)
        if self.artist.spotify_id and settings.SPOTIFY_EXTENDED:
            self._wish(SPOTIFY, "followers", self.artist.spotify_id)

    def _independence_is_open(self) -> bool:
        lines = (self.artist.breakdown or {}).get("components", [])
        return next((line["state"] for line in lines if line["component"] == "independence"), "unknown") == "unknown"

    def _wish_code(self) -> None:
        """One search on the artist's best code: the newest recording stands best for who they are today."""
        codes = [one for one in self.known.recordings if one.isrc]
        if any(self._state(SPOTIFY, "isrc", one.isrc) for one in codes):
            return  # asked once; a miss is looked at again a day later
        best = max(codes, key=lambda one: (one.first_release, -one.pk), default=None)
        if best:
            self.found.append(Wish(SPOTIFY, "isrc", best.isrc, artist=self.artist.pk, recording=best.pk))


# --- Wishes of recordings nobody is credited on yet -----------------------------------------------------------------


def recording_wishes(recordings: Iterable[Recording], asked: dict[tuple[int, str], str], on: set[str]) -> list[Wish]:
    """MusicBrainz first, in large batches; Spotify only for what MusicBrainz does not know."""
    wishes = []
    for recording in recordings:
        musicbrainz = asked.get((recording.pk, MB), "")
        if MB in on and not musicbrainz:
            wishes.append(Wish(MB, "recording", recording.isrc, recording=recording.pk))
        elif SPOTIFY in on and musicbrainz not in Lookup.OPEN and not asked.get((recording.pk, SPOTIFY)):
            wishes.append(Wish(SPOTIFY, "isrc", recording.isrc, recording=recording.pk))
    return wishes


# --- Writing wishes down --------------------------------------------------------------------------------------------


def terms_for(known: dict[int, Known], book: LabelBook, wanted: dict[int, "Wanted"]) -> Terms:
    data = [one.data(MB) for one in known.values()]
    ids = {(d.get(key) or {}).get("id") for d in data for key in ("area", "begin_area")}
    return Terms(
        configured=configured(),
        book=book,
        areas=places.load(ids),
        asked=asked_of(known),
        youtube={artist for artist, want in wanted.items() if want.youtube},
    )


def asked_of(artist_ids: Iterable[int]) -> dict[int, dict[tuple[str, str, str], Asked]]:
    """What was asked about each artist, by (platform, kind, subject)."""
    asked: dict[int, dict] = defaultdict(dict)
    columns = ("platform", "kind", "subject", "state", "message")
    wants = Want.objects.filter(artist__in=list(artist_ids))
    for artist, *key, state, message in wants.values_list("artist_id", *(f"lookup__{name}" for name in columns)):
        asked[artist][tuple(key)] = Asked(state, message)
    return asked


@dataclass
class Wanted:
    """Who still wants an artist: the job to book calls on, and what it asks for."""

    job: str
    youtube: bool = False
    urgent: bool = False


def wanted_by(artist_ids: Iterable[int]) -> dict[int, Wanted]:
    """Artists that an open row of an open job waits for. The others are scored but not asked about."""
    rows = Credit.objects.filter(
        artist__in=list(artist_ids),
        role=Credit.Role.MAIN,
        recording__job_rows__state__in=JobRow.OPEN,
        recording__job_rows__job__state__in=Job.OPEN,
    ).values_list(
        "artist_id",
        "recording__job_rows__job_id",
        "recording__job_rows__job__include_youtube",
        "recording__job_rows__job__urgent",
    )
    wanted: dict[int, Wanted] = {}
    for artist, job, youtube, urgent in rows.distinct():
        want = wanted.setdefault(artist, Wanted(job))
        want.youtube |= youtube
        want.urgent |= urgent
    return wanted


def write_down(
    wishes: list[Wish], known: dict[int, Known], wanted: dict[int, Wanted], now: datetime, **common
) -> set[str]:
    """Store wishes as lookups, each once whoever else wishes it too; the platforms that have new work."""
    if not wishes:
        return set()
    lookups = {}
    for wish in wishes:
        want = wanted.get(wish.artist)
        lookups.setdefault(
            (wish.platform, wish.kind, wish.subject),
            Lookup(
                platform=wish.platform,
                kind=wish.kind,
                subject=wish.subject,
                due_at=now,
                rank=_rank(wish, known, want, now, common.get("urgent", False)),
                recording_id=wish.recording,
                job_id=want.job if want else common.get("job_id"),
            ),
        )
    Lookup.objects.bulk_create(lookups.values(), batch_size=500, ignore_conflicts=True)
    _want(wishes, now)
    return {wish.platform for wish in wishes}


def _rank(wish: Wish, known: dict[int, Known], want: Wanted | None, now: datetime, urgent: bool) -> float:
    points = 0.0
    if wish.artist in known and KIND[wish.platform, wish.kind].scarce:
        artist = known[wish.artist].artist
        points = worth((wish.platform, wish.kind), artist.breakdown, artist.total_score and float(artist.total_score))
    return rank(points, now.timestamp(), urgent or bool(want and want.urgent))


def _want(wishes: list[Wish], now: datetime) -> None:
    """Tie artists to their lookups; what was parked for want of a job is queued again."""
    subjects = {(wish.platform, wish.kind, wish.subject): [] for wish in wishes}
    for wish in wishes:
        if wish.artist:
            subjects[wish.platform, wish.kind, wish.subject].append(wish.artist)
    found = Lookup.objects.filter(subject__in={key[2] for key in subjects}).values_list(
        "pk", "platform", "kind", "subject", "state"
    )
    ties, parked = [], []
    for pk, platform, kind, subject, state in found:
        for artist in subjects.get((platform, kind, subject), ()):
            ties.append(Want(lookup_id=pk, artist_id=artist))
        if state == Lookup.State.PARKED and (platform, kind, subject) in subjects:
            parked.append(pk)
    Want.objects.bulk_create(ties, batch_size=500, ignore_conflicts=True)
    if parked:
        Lookup.objects.filter(pk__in=parked).update(state=Lookup.State.QUEUED, due_at=now)
