"""Everything one analysis is told from, read for many recordings in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone

from enrichment import gate
from enrichment.gate import Closed
from enrichment.models import Call, Lookup, Touch, Want
from leads.models import Artist, Credit, Job, JobRow, Profile, Recording, Release
from outreach.models import Contact
from outreach.permission import usable_contacts


@dataclass
class Terms:
    """How things are at this moment, for every row alike."""

    now: datetime
    on: set[str]  # platforms with their keys
    shut: dict[str, Closed]
    waited: bool = False  # a request was held for it, and its time ran out


@dataclass
class Held:
    """One recording, its main artist and what was asked about both. `row` is None outside of a job."""

    recording: Recording
    artist: Artist | None = None
    credits: list[tuple[Artist, str]] = field(default_factory=list)  # with the role
    profiles: dict[str, Profile] = field(default_factory=dict)  # of the main artist
    releases: list[Release] = field(default_factory=list)  # newest first
    contacts: list[Contact] = field(default_factory=list)  # the surest first
    lookups: list[Lookup] = field(default_factory=list)
    calls: dict[str, int] | None = None  # by platform; None where they cannot be told apart from other rows'
    touched: bool = False  # something new is known and not worked through
    row: JobRow | None = None
    job: Job | None = None
    youtube: bool = True  # whether it was to be asked
    since: datetime | None = None  # what was answered later was asked for this analysis

    @property
    def is_open(self) -> bool:
        return self.row is not None and self.row.state in JobRow.OPEN

    def data(self, platform: str) -> dict:
        profile = self.profiles.get(platform)
        return profile.data if profile else {}

    def is_there(self, platform: str) -> bool:
        profile = self.profiles.get(platform)
        return bool(profile and profile.state == Profile.State.FOUND)


def terms(*, waited: bool = False) -> Terms:
    now = timezone.now()
    return Terms(now, gate.configured(), gate.shut(now.timestamp()), waited)


def hold(recordings: Iterable[Recording], rows: dict[int, JobRow] | None = None, job: Job | None = None) -> list[Held]:
    """In the order given; `rows` of one job, by recording."""
    rows = rows or {}
    asked = {"job": job, "youtube": job.include_youtube, "since": job.created_at} if job else {}
    held = [Held(recording, row=rows.get(recording.pk), **asked) for recording in recordings]
    by_recording = {one.recording.pk: one for one in held}
    everyone = _credits(by_recording)
    main = {one.artist.pk: one.artist for one in held if one.artist}
    profiles, releases, contacts = _profiles(main), _releases(main), _contacts(main)
    for one in held:
        if one.artist:
            one.profiles, one.releases = profiles[one.artist.pk], releases[one.artist.pk]
            one.contacts = contacts[one.artist.pk]
    about = {job.artist_id: everyone.get(job.artist_id, set())} if job and job.artist_id else everyone
    _lookups(by_recording, about)
    _touches(by_recording, about)
    _calls(held, job)
    return held


def hold_artist(artist: Artist, job: Job) -> Held:
    """What was asked about one artist, for a job that asks about them through all of their recordings."""
    main = Credit.objects.filter(artist=artist, role=Credit.Role.MAIN).values("recording")
    row = job.rows.filter(state__in=JobRow.OPEN).first() or job.rows.first()
    held = Held(Recording(), artist, row=row, job=job, youtube=True, since=job.created_at)
    codes = Lookup.objects.of_codes().filter(recording__in=main)
    held.lookups = list(Lookup.objects.filter(Q(pk__in=codes) | Q(artists=artist)).distinct().order_by("pk"))
    held.touched = Touch.objects.filter(Q(recording__in=main) | Q(artist=artist)).exists()
    held.calls = _calls_of(job)
    return held


def _credits(held: dict[int, Held]) -> dict[int, set[int]]:
    """Recordings by main artist; the first main artist of each recording is whose it is."""
    recordings = defaultdict(set)
    credits = Credit.objects.filter(recording__in=held).select_related("artist").order_by("position", "pk")
    for credit in credits:
        one = held[credit.recording_id]
        one.credits.append((credit.artist, credit.role))
        if credit.role == Credit.Role.MAIN:
            one.artist = one.artist or credit.artist
            recordings[credit.artist_id].add(credit.recording_id)
    return recordings


def _profiles(artists: Iterable[int]) -> dict[int, dict[str, Profile]]:
    found = defaultdict(dict)
    for profile in Profile.objects.filter(artist__in=list(artists)):
        found[profile.artist_id][profile.platform] = profile
    return found


def _releases(artists: Iterable[int]) -> dict[int, list[Release]]:
    found = defaultdict(list)
    ties = Release.artists.through.objects.filter(artist__in=list(artists)).select_related("release")
    for tie in ties.order_by("-release__date", "release_id"):
        found[tie.artist_id].append(tie.release)
    return found


def _contacts(artists: Iterable[int]) -> dict[int, list[Contact]]:
    found = defaultdict(list)
    for contact in usable_contacts().filter(artist__in=list(artists)).order_by("-confidence", "pk"):
        found[contact.artist_id].append(contact)
    return found


def _lookups(held: dict[int, Held], everyone: dict[int, set[int]]) -> None:
    """What was asked about the code, and about each of its main artists: the same as a job's row waits for."""
    seen = defaultdict(set)
    about = [(one.recording_id, one) for one in Lookup.objects.of_codes().filter(recording__in=held).order_by("pk")]
    wants = Want.objects.filter(artist__in=everyone).select_related("lookup").order_by("pk")
    about += [(recording, want.lookup) for want in wants for recording in everyone[want.artist_id]]
    for recording, lookup in about:
        if lookup.pk not in seen[recording]:
            seen[recording].add(lookup.pk)
            held[recording].lookups.append(lookup)


def _touches(held: dict[int, Held], everyone: dict[int, set[int]]) -> None:
    touches = Touch.objects.filter(Q(recording__in=held) | Q(artist__in=everyone))
    for recording, artist in touches.values_list("recording_id", "artist_id"):
        for pk in everyone.get(artist, set()) | ({recording} & held.keys()):
            held[pk].touched = True


def _calls(held: list[Held], job: Job | None) -> None:
    """Of a job with one row every call is that row's; in others one call serves many rows."""
    if job is None or len(held) != 1:
        return
    if job.rows.order_by()[:2].count() == 1:
        held[0].calls = _calls_of(job)


def _calls_of(job: Job) -> dict[str, int]:
    return dict(Call.objects.filter(job=job).order_by().values_list("platform").annotate(n=Count("pk")))
