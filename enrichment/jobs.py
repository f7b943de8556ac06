"""Work that people start, stop and send again. Every function is safe to call twice."""

from collections.abc import Callable, Collection, Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from enrichment import demand, gate, progress, refusals, settle, verdicts, wake
from enrichment.kinds import LABELS, PLATFORMS
from enrichment.learn.rows import touch
from enrichment.models import Lookup
from leads import bulk
from leads.exports import jobs as exports
from leads.models import Artist, Export, Job, JobRow, Recording, Upload, UploadRow

CHUNK = 1000  # rows a transaction
AT_ONCE = 5000  # rows a page stores itself; more are stored by a worker


class QueueFull(Exception):
    """More rows wait than QUEUE_MAX_ROWS allows; the message is for people."""


def start_upload(
    upload: Upload,
    user=None,
    *,
    kind: str = Job.Kind.UPLOAD,
    label: str = "",
    include_youtube: bool = True,
    force_refresh: bool = False,
) -> Job:
    """Analyse every valid code of an upload. While a job of the same upload is open, that one is returned: if it asks
    for no less.
    """
    rows = _accepted(upload)
    with transaction.atomic():
        Upload.objects.select_for_update().get(pk=upload.pk)  # a double click waits here for the first
        if running := _under_way(upload, include_youtube, force_refresh):
            return running
        _make_room(rows.count())
        job = Job.objects.create(
            kind=kind,
            label=(label or upload.filename)[:200],
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


def _under_way(upload: Upload, include_youtube: bool, force_refresh: bool) -> Job | None:
    going = upload.jobs.filter(state__in=Job.OPEN)
    if include_youtube:
        going = going.filter(include_youtube=True)
    if force_refresh:
        going = going.filter(force_refresh=True)
    return going.first()


def start(
    recordings: Iterable[int],
    *,
    kind: str = Job.Kind.ANALYZE,
    user=None,
    label: str = "",
    include_youtube: bool = True,
    force_refresh: bool = False,
    urgent: bool = False,
    platforms: Collection[str] | None = None,
    artist: Artist | None = None,
) -> Job:
    """Analyse these recordings; with `platforms` asking those alone, with `artist` about nobody else who made them."""
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
            platforms=" ".join(sorted(set(platforms or ()))),
            artist=artist,
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
    ids = list(rows[stored:])  # read whole: SQLite cannot write while a read of ours stands open
    _store(job, ids[:CHUNK], after=stored)
    if len(ids) > CHUNK:
        bulk.look_over(Recording, JobRow, Lookup)
        _store(job, ids[CHUNK:], after=stored + CHUNK)
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
    verdicts.settle_job(job.pk, now)
    job.refresh_from_db()
    for platform in PLATFORMS:
        wake.wake(platform)


def _store_chunk(job: Job, rows: list[JobRow]) -> None:
    if not rows:
        return
    now = timezone.now()
    with transaction.atomic():
        going = Job.objects.select_for_update(no_key=True).filter(pk=job.pk, state__in=Job.OPEN)
        cancelled = not going.values_list("pk").first()
        for row in rows if cancelled else ():
            row.state = JobRow.State.CANCELLED
        JobRow.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)
        if not cancelled:
            demand.want_answers(job, [row.recording_id for row in rows], now)


# --- Stop, go on, send again ------------------------------------------------------------------------------------------


def cancel(job: Job) -> bool:
    """Stop after at most the call in flight. What is done stays; False when the job had ended already."""
    if job.kind == Job.Kind.EXPORT:
        return _steered(job, exports.cancel)
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


def _steered(job: Job, act: Callable[[Export], bool]) -> bool:
    """A file that somebody waits for: it has no rows, and nobody is asked for it."""
    done = act(Export.objects.defer("leads").get(job=job))
    job.refresh_from_db()
    return done


def _park(job: Job) -> None:
    """Questions that only this job wanted wait aside; those that others want go on."""
    refusals.park_unwanted(progress.lookups_of(job), timezone.now())


def resume(job: Job) -> bool:
    """Go on with a cancelled job; finished rows are not asked again. False when there is nothing to resume."""
    if job.kind == Job.Kind.EXPORT:
        return job.state == Job.State.CANCELLED and _steered(job, exports.again)
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
    job.refresh_from_db()
    if job.state == Job.State.CANCELLED:
        return 0
    if job.kind == Job.Kind.EXPORT:
        return int(_steered(job, exports.again))
    gate.forgive()
    queued = _send_again(job, JobRow.State.FAILED, [Lookup.State.FAILED])
    if include_not_found:
        queued += _send_again(job, JobRow.State.NOT_FOUND, [Lookup.State.FAILED, Lookup.State.NOT_FOUND])
    for platform in PLATFORMS if queued else ():
        wake.wake(platform)
    job.refresh_from_db()
    return queued


def _send_again(job: Job, row_state: str, lookup_states: list[str]) -> int:
    rows = list(job.rows.filter(state=row_state).values_list("pk", "recording_id"))
    for start_at in range(0, len(rows), CHUNK):
        part = rows[start_at : start_at + CHUNK]
        with transaction.atomic():
            JobRow.objects.filter(pk__in=[pk for pk, _ in part]).update(
                state=JobRow.State.QUEUED, reason="", message="", until=None
            )
            Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, finished_at=None)
            demand.send_again(job, [recording for _, recording in part], lookup_states)
    return len(rows)


def _again(job: Job, state: str) -> None:
    """Queue what the job's open rows lack."""
    rows = list(job.rows.filter(state=state).values_list("recording_id", flat=True))
    for start_at in range(0, len(rows), CHUNK):
        with transaction.atomic():
            demand.want_answers(job, rows[start_at : start_at + CHUNK], timezone.now())
    for platform in PLATFORMS:
        wake.wake(platform)


def reassess(artist_ids: Iterable[int], because: str = "") -> None:
    """Have these artists' facts and scores looked at anew, by whoever drains next or the settling itself.

    `because` says which edit it was, for the score's history.
    """
    touch(timezone.now(), "", because=because, artists=artist_ids)
    settle.work_off(idle=False)


# --- What it will cost ------------------------------------------------------------------------------------------------


def estimate(upload: Upload, *, artists_per_code: float = 0.25) -> list[tuple[str, int, float]]:
    """(platform, calls, seconds) an analysis of the upload's new codes would take, by the usual shape of catalogues."""
    codes = upload.cells.filter(outcome=UploadRow.Outcome.NEW).count()
    costs = progress.usual_cost(codes, artists_per_code=artists_per_code)
    return [(LABELS[name], calls, seconds) for name, calls, seconds in costs]
