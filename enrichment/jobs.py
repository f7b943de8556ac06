"""Work that people start, stop and send again. Every function is safe to call twice."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q
from django.utils import timezone

from enrichment import gate, plan, progress, refusals, settle, wake
from enrichment.kinds import KIND, LABELS, LASTFM, MB, PLATFORMS, SPOTIFY, YOUTUBE
from enrichment.models import Lookup, Touch, Want
from enrichment.worth import URGENT
from leads.models import Credit, Job, JobRow, Recording, Upload, UploadRow

CHUNK = 1000  # rows a transaction
AT_ONCE = 5000  # rows a page stores itself; more are stored by a worker
# What a refresh asks anew; labels, areas and releases are kept, their own freshness is long.
REFRESHED = [(kind.platform, kind.name) for kind in KIND.values() if not kind.shared and kind.name != "tracks"]
ENDED = (
    Lookup.State.FOUND,
    Lookup.State.NOT_FOUND,
    Lookup.State.FAILED,
    Lookup.State.SKIPPED,
    Lookup.State.PARKED,
)


class QueueFull(Exception):
    """More rows wait than QUEUE_MAX_ROWS allows; the message is for people."""


def start_upload(upload: Upload, user=None, *, include_youtube: bool = True, force_refresh: bool = False) -> Job:
    """Analyse every valid code of an upload. While a job of the same upload is open, that one is returned."""
    rows = _accepted(upload)
    with transaction.atomic():
        Upload.objects.select_for_update().get(pk=upload.pk)  # a double click waits here for the first
        running = upload.jobs.filter(state__in=Job.OPEN).first()
        if running:
            return running
        _make_room(rows.count())
        job = Job.objects.create(
            kind=Job.Kind.UPLOAD,
            label=upload.filename[:200],
            upload=upload,
            created_by=user,
            include_youtube=include_youtube,
            force_refresh=force_refresh,
        )
    if rows.count() > AT_ONCE:
        wake.fill(job.pk)  # nobody waits at a page for a hundred thousand rows
    else:
        fill(job)
    return job


def start(
    recordings: Iterable[int],
    *,
    kind: str = Job.Kind.ANALYZE,
    user=None,
    label: str = "",
    include_youtube: bool = True,
    force_refresh: bool = False,
    urgent: bool = False,
) -> Job:
    """Analyse these recordings."""
    ids = list(dict.fromkeys(recordings))
    _make_room(len(ids))
    with transaction.atomic():  # there is no upload to complete it from
        job = Job.objects.create(
            kind=kind,
            label=label[:200],
            created_by=user,
            include_youtube=include_youtube,
            force_refresh=force_refresh,
            urgent=urgent,
        )
        _store(job, ids)
    _filled(job)
    return job


def _accepted(upload: Upload):
    accepted = (UploadRow.Outcome.NEW, UploadRow.Outcome.KNOWN)
    return upload.cells.filter(outcome__in=accepted).exclude(recording=None)


def _make_room(rows: int) -> None:
    waiting = JobRow.objects.filter(state__in=JobRow.OPEN).count()
    if waiting + rows > settings.QUEUE_MAX_ROWS:
        raise QueueFull(f"{waiting:,} rows wait already; with these it would be more than {settings.QUEUE_MAX_ROWS:,}.")


def fill(job: Job) -> None:
    """Store the rows of an upload's job. Cut off midway, it is called again and goes on where it stopped."""
    stored = job.rows.aggregate(last=Max("position"))["last"] or 0
    rows = _accepted(job.upload).order_by("position").values_list("recording_id", flat=True)
    _store(job, list(rows[stored:]), after=stored)  # read whole: SQLite cannot write while a read of ours stands open
    _filled(job)


def _store(job: Job, recordings: Iterable[int], after: int = 0) -> None:
    chunk = []
    for position, recording in enumerate(recordings, after + 1):
        chunk.append(JobRow(job=job, recording_id=recording, position=position))
        if len(chunk) == CHUNK:
            _store_chunk(job, chunk)
            chunk = []
    _store_chunk(job, chunk)


def _filled(job: Job) -> None:
    now = timezone.now()
    Job.objects.filter(pk=job.pk).update(filled_at=now)
    Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(state=Job.State.RUNNING, started_at=now)
    progress.settle_job(job.pk, now)
    job.refresh_from_db()
    for platform in PLATFORMS:
        wake.wake(platform)


def _store_chunk(job: Job, rows: list[JobRow]) -> None:
    if not rows:
        return
    now = timezone.now()
    with transaction.atomic():
        JobRow.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)
        want_answers(job, [row.recording_id for row in rows], now)


def want_answers(job: Job, recordings: list[int], now: datetime) -> None:
    """Ask what was never asked, ask again what is stale, and have everything already known looked through."""
    since = now if job.force_refresh else now - timedelta(hours=settings.ANALYSIS_FRESH_HOURS)
    artists = Credit.objects.filter(recording__in=recordings, role=Credit.Role.MAIN).values_list("artist_id", flat=True)
    artists = list(artists.distinct())
    _ask_again(job, recordings, artists, since, now)
    first = _ask_first(job, recordings, now)
    at = now.timestamp()
    Touch.objects.bulk_create([Touch(artist_id=pk, at=at) for pk in artists], batch_size=CHUNK)
    Touch.objects.bulk_create([Touch(recording_id=pk, at=at) for pk in set(recordings) - first], batch_size=CHUNK)


def _ask_first(job: Job, recordings: list[int], now: datetime) -> set[int]:
    """The first question about a code, straight away: the rest follows from its answer. Those asked about."""
    if MB not in gate.configured():
        return set()  # the settling of the touched recordings turns to Spotify
    asked = Lookup.objects.filter(platform=MB, kind="recording", recording=OuterRef("pk"))
    new = Recording.objects.filter(pk__in=recordings).exclude(Exists(asked)).values_list("pk", "isrc")
    wishes = [plan.Wish(MB, "recording", isrc, recording=pk) for pk, isrc in new]
    plan.write_down(wishes, {}, {}, now, job_id=job.pk, urgent=job.urgent)
    return {wish.recording for wish in wishes}


def _ask_again(job: Job, recordings: list[int], artists: list[int], since: datetime, now: datetime) -> None:
    """Move the due time of stale answers back to now. What waits or is being asked stays as it is."""
    about = Q(recording__in=recordings) | Q(Exists(Want.objects.filter(lookup=OuterRef("pk"), artist__in=artists)))
    kinds = Q()
    for platform, kind in REFRESHED:
        kinds |= Q(platform=platform, kind=kind)
    stale = (
        Lookup.objects.filter(about)
        .filter(kinds)
        .filter(Q(answered_at__lt=since) | Q(state=Lookup.State.PARKED), state__in=ENDED)
    )
    if not job.include_youtube:
        stale = stale.exclude(platform=YOUTUBE)
    ids = list(stale.values_list("pk", flat=True))
    Lookup.objects.filter(pk__in=ids, state__in=ENDED).update(
        state=Lookup.State.QUEUED, due_at=now, attempts=0, attempts_allowed=5, reason="", message="", job=job
    )
    if job.urgent:
        Lookup.objects.filter(about, state__in=Lookup.OPEN, rank__lt=URGENT / 2).update(rank=F("rank") + URGENT)


# --- Stop, go on, send again ------------------------------------------------------------------------------------------


def cancel(job: Job) -> bool:
    """Stop after at most the call in flight. What is done stays; False when the job had ended already."""
    with transaction.atomic():
        stopped = Job.objects.filter(pk=job.pk, state__in=Job.OPEN).update(
            state=Job.State.CANCELLED, finished_at=timezone.now()
        )
        if stopped:
            job.rows.filter(state__in=JobRow.OPEN).update(
                state=JobRow.State.CANCELLED, reason="", message="", until=None
            )
    if stopped:
        _park(job)
    job.refresh_from_db()
    return bool(stopped)


def _park(job: Job) -> None:
    """Questions that only this job wanted wait aside; those that others want go on."""
    others = JobRow.objects.filter(state__in=JobRow.OPEN, job__state__in=Job.OPEN)
    row_wants = Exists(others.filter(recording=OuterRef("recording_id")))
    credits = Credit.objects.filter(
        role=Credit.Role.MAIN,
        artist__wants__lookup=OuterRef("pk"),
        recording__job_rows__state__in=JobRow.OPEN,
        recording__job_rows__job__state__in=Job.OPEN,
    )
    ids = progress.lookups_of(job).filter(state=Lookup.State.QUEUED).exclude(row_wants).exclude(Exists(credits))
    parked = list(ids.values_list("pk", flat=True))
    Lookup.objects.filter(pk__in=parked, state=Lookup.State.QUEUED).update(state=Lookup.State.PARKED)
    refusals.touch_wanting(parked, timezone.now())


def resume(job: Job) -> bool:
    """Go on with a cancelled job; finished rows are not asked again. False when there is nothing to resume."""
    with transaction.atomic():
        going = Job.objects.filter(pk=job.pk, state=Job.State.CANCELLED).update(
            state=Job.State.RUNNING, finished_at=None
        )
        if going:
            job.rows.filter(state=JobRow.State.CANCELLED).update(state=JobRow.State.QUEUED)
    if going:
        _again(job, JobRow.State.QUEUED)
    job.refresh_from_db()
    return bool(going)


def retry_failed(job: Job, *, include_not_found: bool = False) -> int:
    """Send failed rows again; attempts count on. How many rows were queued."""
    states = [JobRow.State.FAILED] + ([JobRow.State.NOT_FOUND] if include_not_found else [])
    if job.state == Job.State.CANCELLED:
        return 0
    rows = list(job.rows.filter(state__in=states).values_list("pk", "recording_id"))
    if not rows:
        return 0
    failed = [Lookup.State.FAILED] + ([Lookup.State.NOT_FOUND] if include_not_found else [])
    for start_at in range(0, len(rows), CHUNK):
        part = rows[start_at : start_at + CHUNK]
        with transaction.atomic():
            JobRow.objects.filter(pk__in=[pk for pk, _ in part]).update(
                state=JobRow.State.QUEUED, reason="", message="", until=None
            )
            Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, finished_at=None)
            _requeue([recording for _, recording in part], failed)
    for platform in PLATFORMS:
        wake.wake(platform)
    job.refresh_from_db()
    return len(rows)


def _requeue(recordings: list[int], states: list[str]) -> None:
    now = timezone.now()
    credits = Credit.objects.filter(
        recording__in=recordings, role=Credit.Role.MAIN, artist__wants__lookup=OuterRef("pk")
    )
    about = Q(recording__in=recordings) | Q(Exists(credits))
    ids = list(Lookup.objects.filter(about, state__in=states).values_list("pk", flat=True))
    Lookup.objects.filter(pk__in=ids).update(
        state=Lookup.State.QUEUED, due_at=now, attempts_allowed=F("attempts") + 5, reason="", message=""
    )
    at = now.timestamp()
    Touch.objects.bulk_create([Touch(recording_id=pk, at=at) for pk in recordings], batch_size=CHUNK)


def _again(job: Job, state: str) -> None:
    """Queue what the job's open rows lack."""
    rows = list(job.rows.filter(state=state).values_list("recording_id", flat=True))
    for start_at in range(0, len(rows), CHUNK):
        with transaction.atomic():
            want_answers(job, rows[start_at : start_at + CHUNK], timezone.now())
    for platform in PLATFORMS:
        wake.wake(platform)


def reassess(artist_ids: Iterable[int]) -> None:
    """Have these artists' facts and scores looked at anew, by whoever drains next or the settling itself."""
    ids = list(artist_ids)
    at = timezone.now().timestamp()
    Touch.objects.bulk_create([Touch(artist_id=pk, at=at) for pk in ids], batch_size=CHUNK)
    settle.work_off(idle=False)


# --- What it will cost ------------------------------------------------------------------------------------------------


def estimate(upload: Upload, *, artists_per_code: float = 0.25) -> list[tuple[str, int, float]]:
    """(platform, calls, seconds) an analysis of the upload's new codes would take, by the usual shape of catalogues."""
    codes = upload.cells.filter(outcome=UploadRow.Outcome.NEW).count()
    artists = max(1, round(codes * artists_per_code)) if codes else 0
    calls = {
        MB: -(-codes // 40) + -(-artists // 50) + -(-artists // 8) + -(-2 * artists // 50) + artists // 4,
        SPOTIFY: artists,
        LASTFM: artists,
        YOUTUBE: 2 * artists,
    }
    on = gate.configured()
    return [(LABELS[name], n, n * gate.interval(name)) for name, n in calls.items() if name in on]
