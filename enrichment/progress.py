"""How far a job is: rows settled from what their lookups came to, counts per platform, an estimate."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from enrichment import gate
from enrichment.gate import Closed
from enrichment.kinds import KIND, LABELS, LASTFM, MB, SPOTIFY, YOUTUBE
from enrichment.models import Call, Lookup, Touch, Want
from leads.models import Artist, Credit, Job, JobRow

SPENT = ("quota_spent", "search_quota_spent")
NOBODY_ASKED = "Neither MusicBrainz nor Spotify is switched on, and nobody else knows codes."


# --- Rows -------------------------------------------------------------------------------------------------------------


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
        .only("pk", "recording_id", "state", "reason", "until", "job_id", "job__include_youtube")
    )
    if not rows:
        return set()
    evidence = _Evidence({row.recording_id for row in rows}, now)
    changed = defaultdict(list)
    for row in rows:
        verdict = evidence.verdict(row.recording_id, row.job.include_youtube)
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
        for recording, *lookup in telling.filter(recording__in=recordings).values_list("recording_id", *columns):
            self.of_recording[recording].append(lookup)
        nobodys = recordings - self.artists.keys()
        answered = Lookup.objects.filter(recording__in=nobodys, state__in=(Lookup.State.FOUND, Lookup.State.NOT_FOUND))
        self.answered = set(answered.values_list("recording_id", flat=True)) if nobodys else set()
        self.of_artist = defaultdict(list)
        wants = Want.objects.filter(artist__in=everyone, lookup__in=telling.values("pk"))
        for artist, *lookup in wants.values_list("artist_id", *(f"lookup__{column}" for column in columns)):
            self.of_artist[artist].append(lookup)

    def verdict(self, recording: int, youtube: bool) -> Verdict | None:
        """None while what was learned is not worked through: the next wishes are not written yet."""
        artists = self.artists.get(recording, [])
        if recording in self.unsettled_recordings or not self.unsettled.isdisjoint(artists):
            return None
        lookups = self.of_recording[recording] + [one for artist in artists for one in self.of_artist[artist]]
        lookups = [one for one in lookups if youtube or one[0] != YOUTUBE]
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
        shut = self.shut.get(platform) or self.shut.get(gate.bucket_of(KIND[platform, kind], self.now))
        return shut if shut and (shut.reason in SPENT or shut.until > self.now + gate.MAX_WAIT) else None


def settle_job(job_id: str, now: datetime) -> None:
    """The job's state from its rows' states."""
    job = Job.objects.filter(pk=job_id, state__in=Job.OPEN).exclude(filled_at=None).first()
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
    for job in Job.objects.filter(state__in=Job.OPEN).values_list("pk", flat=True):
        settle_job(job, now)


# --- Counts for people ------------------------------------------------------------------------------------------------


@dataclass
class PlatformProgress:
    platform: str
    label: str
    total: int = 0
    answered: int = 0
    found: int = 0
    failed: int = 0
    waiting: int = 0
    calls: int = 0
    state: str = "done"  # done, asking, waiting, off
    message: str = ""
    until: datetime | None = None
    seconds: float = 0.0  # until the last call it still needs may leave

    @property
    def percent(self) -> int:
        """Whole percent; never 100 before it is done."""
        return 100 if self.state == "done" else min(99, self.answered * 100 // self.total) if self.total else 0


@dataclass
class Progress:
    accepted: int
    counts: dict[str, int]
    platforms: list[PlatformProgress] = field(default_factory=list)
    estimate: str = ""
    leads: int = 0
    tiers: dict[str, int] = field(default_factory=dict)
    filled: bool = True  # all rows are stored

    @property
    def done(self) -> int:
        ended = (JobRow.State.DONE, JobRow.State.NOT_FOUND, JobRow.State.FAILED, JobRow.State.CANCELLED)
        return sum(self.counts.get(state, 0) for state in ended)

    @property
    def percent(self) -> float:
        return round(100 * self.done / self.accepted, 1) if self.accepted else 100.0

    @property
    def finished(self) -> bool:
        """Every row has ended, or waits for a spent daily quota."""
        return self.filled and self.done + self.counts.get("waiting_for_quota", 0) == self.accepted


def of(job: Job) -> Progress:
    """Everything the upload page shows, counted from rows and lookups."""
    counts = dict(row_counts(job))
    counts["waiting_for_quota"] = job.rows.filter(state=JobRow.State.WAITING, reason__in=SPENT).count()
    found = artists_of(job).exclude(scored_at=None)
    tiers = dict(found.order_by().values_list("tier").annotate(n=Count("pk")))
    platforms = by_platform(job)
    progress = Progress(
        accepted=sum(counts[state] for state in counts if state != "waiting_for_quota"),
        counts=counts,
        platforms=platforms,
        leads=sum(tiers.values()),
        tiers={tier or "none": n for tier, n in tiers.items()},
        filled=job.filled_at is not None,
    )
    progress.estimate = _estimate(platforms, progress)
    return progress


def artists_of(job: Job):
    """The main artists of the job's recordings."""
    credits = Credit.objects.filter(artist=OuterRef("pk"), role=Credit.Role.MAIN, recording__job_rows__job=job)
    return Artist.objects.filter(Exists(credits))


def lookups_of(job: Job):
    """The lookups whose answers the job's rows want."""
    wanted = Want.objects.filter(lookup=OuterRef("pk"), artist__in=artists_of(job).values("pk"))
    rows = JobRow.objects.filter(job=job, recording=OuterRef("recording_id"))
    lookups = Lookup.objects.filter(Q(Exists(wanted)) | Q(Exists(rows)))
    return lookups if job.include_youtube else lookups.exclude(platform=YOUTUBE)


def by_platform(job: Job) -> list[PlatformProgress]:
    now = timezone.now()
    on, shut = gate.configured(), gate.shut(now.timestamp())
    found = {name: PlatformProgress(name, LABELS[name]) for name in (MB, SPOTIFY, LASTFM, YOUTUBE)}
    kinds = defaultdict(Counter)
    rows = lookups_of(job).order_by().values_list("platform", "kind", "state").annotate(n=Count("pk", distinct=True))
    for platform, kind, state, n in rows:
        _count(found[platform], state, n)
        if state in Lookup.OPEN:
            kinds[platform][kind] += n
    calls = dict(Call.objects.filter(job=job).order_by().values_list("platform").annotate(n=Count("pk")))
    for name, one in found.items():
        one.calls = calls.get(name, 0)
        _tell(one, name in on and (job.include_youtube or name != YOUTUBE), kinds[name], shut, now.timestamp())
    return list(found.values())


def _count(one: PlatformProgress, state: str, n: int) -> None:
    if state == Lookup.State.PARKED:
        return
    one.total += n
    if state in Lookup.OPEN:
        one.waiting += n
        return
    one.answered += n
    one.found += n if state == Lookup.State.FOUND else 0
    one.failed += n if state == Lookup.State.FAILED else 0


def _tell(one: PlatformProgress, is_on: bool, kinds: Counter, shut: dict[str, Closed], now: float) -> None:
    """The platform's state as a sentence: what it waits for, and until when."""
    if not is_on:
        one.state, one.message = "off", f"{one.label} is not asked: no key is set, or it is switched off."
        return
    if not one.waiting:
        return
    calls = {kind: -(-n // KIND[one.platform, kind].batch) for kind, n in kinds.items()}
    one.seconds = sum(calls.values()) * gate.interval(one.platform)
    closed = [shut.get(one.platform) or shut.get(gate.bucket_of(KIND[one.platform, kind], now)) for kind in kinds]
    if closed and all(closed):
        last = max(closed, key=lambda shutting: shutting.until)
        one.state, one.message, one.until = "waiting", last.message, datetime.fromtimestamp(last.until, UTC)
        return
    one.state = "asking"
    part = next((shutting for shutting in closed if shutting), None)
    one.message = f"Asking now. {part.message}" if part else "Asking now."


def _estimate(platforms: list[PlatformProgress], progress: Progress) -> str:
    if progress.finished and not any(one.state == "waiting" for one in platforms):
        return ""
    asking = [one.seconds for one in platforms if one.state == "asking"]
    words = [words_for(max(asking)).capitalize() + " left."] if asking else []
    words += [one.message for one in platforms if one.state == "waiting"]
    return " ".join(words) if words else "Nearly there."


def words_for(seconds: float) -> str:
    """A span as people say it: never more exact than it can be."""
    if seconds < 45:
        return "less than a minute"
    minutes = round(seconds / 60)
    if minutes < 2:
        return "about 1 minute"
    return f"about {minutes} minutes" if minutes < 120 else f"about {round(minutes / 60)} hours"
