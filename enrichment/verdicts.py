"""What has become of each row of a job, read off its lookups, and of the job, read off its rows."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, Q

from enrichment import gate
from enrichment.gate import Closed
from enrichment.kinds import KIND, LABELS
from enrichment.models import Lookup, Touch, Want
from leads.models import Artist, Credit, Job, JobRow
from leads.text import cut

ASKING = ("include_youtube", "platforms", "artist")  # columns by which a job says whom it asks, and about whom
SPENT = ("quota_spent", "search_quota_spent")
NOBODY_ASKED = "Neither MusicBrainz nor Spotify is switched on, and nobody else knows codes."
GIVEN_UP = "Prism tried four times in half an hour and could not assess {}; the log says why. Retrying starts anew."


@dataclass(frozen=True)
class Verdict:
    """What has become of a row."""

    state: str
    reason: str = ""
    message: str = ""
    until: datetime | None = None


def settle_rows(recording_ids: Iterable[int], now: datetime) -> set[str]:
    """Give the open rows of these recordings the state that their lookups amount to; the jobs that changed."""
    rows = list(
        JobRow.objects.filter(recording__in=list(recording_ids), state__in=JobRow.OPEN, job__state__in=Job.OPEN)
        .select_related("job")
        .only("pk", "recording_id", "state", "reason", "until", "job_id", *(f"job__{name}" for name in ASKING))
    )
    if not rows:
        return set()
    evidence = _Evidence({row.recording_id for row in rows}, now)
    changed = defaultdict(list)
    for row in rows:
        verdict = evidence.verdict(row.recording_id, row.job)
        if verdict and (verdict.state, verdict.reason, verdict.until) != (row.state, row.reason, row.until):
            changed[verdict].append(row)
    for verdict, same in changed.items():
        JobRow.objects.filter(pk__in=[row.pk for row in same], state__in=JobRow.OPEN).update(
            state=verdict.state,
            reason=verdict.reason,
            message=verdict.message,
            until=verdict.until,
            updated_at=now,
        )
    jobs = {row.job_id for same in changed.values() for row in same}
    for job in jobs:
        settle_job(job, now)
    return jobs


def give_up(now: datetime, *, artist: int | None = None, recording: int | None = None) -> None:
    """End the open rows that wait for an artist, or for a code, that Prism cannot assess, and say so."""
    going = JobRow.objects.going().order_by()
    rows = going.about(artist=artist) if artist else going.filter(recording=recording)
    name = Artist.objects.filter(pk=artist).values_list("name", flat=True).first() if artist else None
    message = GIVEN_UP.format(cut(name, 120) if name else "this code")
    jobs = set(rows.values_list("job_id", flat=True))
    failed = {"state": JobRow.State.FAILED, "reason": "failed", "message": message, "until": None, "updated_at": now}
    JobRow.objects.filter(pk__in=rows.values("pk")).update(**failed)
    for job in jobs:
        settle_job(job, now)


class _Evidence:
    """The lookups that belong to some recordings and their main artists, read at once."""

    def __init__(self, recordings: set[int], now: datetime):
        self.shut = gate.shut(now.timestamp())
        self.now = now.timestamp()
        self.artists = defaultdict(list)
        for recording, artist in Credit.objects.filter(recording__in=recordings, role=Credit.Role.MAIN).values_list(
            "recording_id", "artist_id"
        ):
            self.artists[recording].append(artist)
        everyone = {artist for artists in self.artists.values() for artist in artists}
        self.unsettled = set(Touch.objects.filter(artist__in=everyone).values_list("artist_id", flat=True))
        self.unsettled_recordings = set(
            Touch.objects.filter(recording__in=recordings).values_list("recording_id", flat=True)
        )
        columns = ("platform", "kind", "state", "reason", "message", "attempts")
        self.of_recording = defaultdict(list)
        telling = Lookup.objects.filter(Q(state__in=Lookup.OPEN) | Q(state=Lookup.State.FAILED))
        codes = telling.of_codes().filter(recording__in=recordings)
        for recording, *lookup in codes.values_list("recording_id", *columns):
            self.of_recording[recording].append(lookup)
        nobodys = recordings - self.artists.keys()
        answered = Lookup.objects.filter(recording__in=nobodys, state__in=(Lookup.State.FOUND, Lookup.State.NOT_FOUND))
        self.answered = set(answered.values_list("recording_id", flat=True)) if nobodys else set()
        self.of_artist = defaultdict(list)
        wants = Want.objects.filter(artist__in=everyone, lookup__in=telling.values("pk"))
        for artist, *lookup in wants.values_list("artist_id", *(f"lookup__{column}" for column in columns)):
            self.of_artist[artist].append(lookup)

    def verdict(self, recording: int, job: Job) -> Verdict | None:
        """None while what was learned is not worked through: the next wishes are not written yet."""
        artists = self.artists.get(recording, [])
        about = [job.artist_id] if job.artist_id else artists
        if recording in self.unsettled_recordings or not self.unsettled.isdisjoint(about):
            return None
        lookups = self.of_recording[recording] + [one for artist in about for one in self.of_artist[artist]]
        lookups = [one for one in lookups if one[0] in job.asks]
        still_open = [one for one in lookups if one[2] in Lookup.OPEN]
        if still_open:
            return self._waiting(still_open)
        failed = next((one for one in lookups if one[2] == Lookup.State.FAILED), None)
        if failed:
            return Verdict(JobRow.State.FAILED, failed[3] or "failed", f"{LABELS[failed[0]]}: {failed[4]}"[:300])
        if artists:
            return Verdict(JobRow.State.DONE)
        if recording in self.answered:
            return Verdict(JobRow.State.NOT_FOUND)
        return Verdict(JobRow.State.FAILED, gate.SWITCHED_OFF, NOBODY_ASKED)

    def _waiting(self, lookups: list) -> Verdict:
        """Waiting when every open question stands at a closed gate; the one that opens last says until when.

        A spent quota is named only where nothing else is waited for: then the row counts as finished.
        """
        closed = [self._gate(platform, kind) for platform, kind, *_ in lookups]
        if not all(closed):
            return Verdict(JobRow.State.RUNNING)
        last = max(closed, key=lambda one: (one.reason not in SPENT, one.until))
        until = datetime.fromtimestamp(last.until, UTC)
        return Verdict(JobRow.State.WAITING, last.reason, last.message[:300], until)

    def _gate(self, platform: str, kind: str) -> Closed | None:
        shut = gate.closure(KIND[platform, kind], self.shut)
        return shut if shut and (shut.reason in SPENT or shut.until > self.now + gate.MAX_WAIT) else None


def settle_job(job_id: str, now: datetime) -> None:
    """The job's state from its rows' states."""
    job = _judged().filter(pk=job_id).exclude(filled_at=None).first()
    if job is None:
        return
    counts = row_counts(job)
    still_open = sum(counts[state] for state in JobRow.OPEN)
    if still_open and still_open == counts["waiting"]:
        state = Job.State.WAITING
    elif still_open:
        state = Job.State.RUNNING
    else:
        state = _ended(counts)
    Job.objects.filter(pk=job.pk, state__in=Job.OPEN).update(
        state=state, started_at=job.started_at or now, finished_at=None if still_open else now
    )


def _ended(counts: Counter) -> str:
    if not counts["failed"]:
        return Job.State.COMPLETED
    return Job.State.COMPLETED_WITH_ERRORS if counts["done"] or counts["not_found"] else Job.State.FAILED


def row_counts(job: Job) -> Counter:
    return Counter(dict(job.rows.order_by().values_list("state").annotate(n=Count("pk"))))


def resettle(now: datetime, limit: int = 2000) -> None:
    """Look again at rows that are not waiting yet although a gate they need has closed, and at jobs left behind."""
    rows = JobRow.objects.filter(state__in=JobRow.OPEN, job__state__in=Job.OPEN)
    active = rows.exclude(state=JobRow.State.WAITING).order_by("updated_at").values_list("recording_id", flat=True)
    stale = rows.filter(state=JobRow.State.WAITING, until__lt=now).values_list("recording_id", flat=True)
    for some in (active[:limit], stale[:limit]):
        ids = set(some)
        settle_rows(ids, now)
        rows.filter(recording__in=ids).update(updated_at=now)  # the others' turn comes next
    for job in _judged().values_list("pk", flat=True):
        settle_job(job, now)


def _judged():
    """Open jobs that stand as their rows do. An export has no rows: whoever makes it says how it stands."""
    return Job.objects.filter(state__in=Job.OPEN).exclude(kind=Job.Kind.EXPORT)
