"""What the queue runs. Small ids in, nothing out: our rows are the record, the queue only wakes us."""

import time

from django.utils import timezone

from enrichment import gate, jobs, settle, verdicts
from enrichment.drain import Drain
from enrichment.models import Gate, Touch
from enrichment.owner import me
from enrichment.wake import due_kinds, wake
from leads.models import Job

FILLING = "fill"  # one at a time: positions follow each other


def drain(platform: str) -> None:
    """One slice of one platform's questions, then the next if something is still due."""
    if not gate.lease(platform, me(), time.time()):
        Gate.objects.filter(pk=platform).update(woken_at=0)
        return
    try:
        closed = Drain(platform).run()
    finally:
        settle.stop()
        gate.release(platform, me())
    if closed:
        verdicts.resettle(timezone.now())
    if Touch.objects.exists() or _may_go_on(platform):
        wake(platform)


def _may_go_on(platform: str) -> bool:
    """Something is due and its gate is open; what waits at a closed gate is woken by the sweep."""
    now = timezone.now()
    shut = gate.shut(now.timestamp())
    if platform in shut and shut[platform].until > now.timestamp() + gate.MAX_WAIT:
        return False
    return any(gate.bucket_of(kind, now.timestamp()) not in shut for kind in due_kinds(platform, now))


def fill(job_id: str) -> None:
    """Store a large job's rows; a second run of the same task goes on where the first was cut off."""
    job = Job.objects.filter(pk=job_id, filled_at=None).first()
    if job and gate.lease(FILLING, me(), time.time()):
        try:
            jobs.fill(job)
        finally:
            gate.release(FILLING, me())
