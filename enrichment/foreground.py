"""The drains run in the calling process: for one code at once, or for a machine without a worker.

The same gates, quotas and lookups as the worker's; claims keep the two from asking twice. Platforms take turns, so
that the second one of MusicBrainz' interval is spent on asking the others.
"""

import time
from collections.abc import Callable
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from enrichment import gate, jobs, progress, recovery, settle, verdicts
from enrichment.drain import Drain
from enrichment.kinds import PLATFORMS
from enrichment.line import BUSY
from enrichment.models import SOON, Lookup, Touch
from enrichment.wake import due_kinds
from leads.models import Job, JobRow

PAUSE = 0.02  # seconds between two rounds in which no gate was open
AT_ONCE = 2000  # rows of a job looked at again when nothing is left to ask
SWEEP = 60.0  # seconds between two sweeps: there may be no worker whose watchdog does it


def work(
    job: Job | None = None,
    *,
    deadline: float | None = None,
    patience: float = gate.MAX_WAIT,
    tick: Callable[[], None] = lambda: None,
) -> bool:
    """Work until nothing more can be done now; True then, False when `deadline` (epoch seconds) came first.

    With `job`, only what that job's rows want is asked and nothing is held back for fuller batches. What is due again
    within `patience` seconds, and what somebody else is asking at this moment, is waited for.
    """
    unfilled = Job.objects.filter(filled_at=None, upload__isnull=False)
    for one in unfilled.filter(pk=job.pk) if job else unfilled:
        jobs.fill(one)
    only = _only(job) if job else None
    recordings = job.rows.order_by().values("recording") if job else None  # more than one statement can list
    swept = time.time()
    while deadline is None or time.time() < deadline:
        asked = [_step(platform, only) for platform in PLATFORMS]
        if not any(asked) or settle.is_due(idle=False):
            settle.work_off(idle=False, only=recordings)
        tick()
        if job is None and time.time() - swept >= SWEEP:
            recovery.sweep()
            swept = time.time()
        if any(asked):
            continue
        if not _anything_due(only, recordings, patience):
            _resettle(job)
            return True
        time.sleep(PAUSE)
    return False


def _resettle(job: Job | None) -> None:
    """Look again at rows whose gate has closed meanwhile: all there are, or those of the job alone."""
    now = timezone.now()
    if job is None:
        verdicts.resettle(now)
        return
    still_open = job.rows.filter(state__in=JobRow.OPEN).values_list("recording_id", flat=True)
    verdicts.settle_rows(still_open[:AT_ONCE], now)
    verdicts.settle_job(job.pk, now)


def _step(platform: str, only) -> bool:
    outcome = Drain(platform, only=only, max_wait=0.0).step()
    return outcome is True


def _only(job: Job):
    """Narrow a queryset to the lookups whose answers the job's rows want."""
    return lambda lookups: lookups.filter(pk__in=progress.lookups_of(job).values("pk"))


def _anything_due(only, recordings: QuerySet | None, patience: float) -> bool:
    """Touches to work off soon, a question under way, or one due soon at a gate that is open by then."""
    now = timezone.now()
    touches = Touch.objects.filter(at__lte=now.timestamp() + max(patience, SOON))
    if recordings is not None:
        touches = touches.filter(recording__in=recordings) | touches.filter(artist__recordings__in=recordings)
    if touches.exists():
        return True
    soon = now + timedelta(seconds=patience)
    shut = {name: one for name, one in gate.shut(now.timestamp()).items() if one.until > soon.timestamp()}
    under_way = Q(state=Lookup.State.ASKING, due_at__gt=now)
    for platform in PLATFORMS:
        for kind in due_kinds(platform, now + BUSY):
            closed = gate.closure(kind, shut)
            due = Q(pk__in=[]) if closed else Q(due_at__lte=soon)
            due = Lookup.objects.filter(due | under_way, platform=platform, kind=kind.name, state__in=Lookup.OPEN)
            if (only(due) if only else due).exists():
                return True
    return False
