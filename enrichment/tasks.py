"""What the queue runs. Small ids in, nothing out: our rows are the record, the queue only wakes us."""

import logging
import time

from django.utils import timezone

from enrichment import gate, jobs, settle, verdicts
from enrichment.drain import Drain
from enrichment.kinds import MB
from enrichment.learn.rows import touch
from enrichment.models import Gate, Touch
from enrichment.owner import me
from enrichment.wake import due_kinds, find_relabelled, wake
from leads.exports import jobs as exports
from leads.exports.as_pdf import PdfUnavailable
from leads.models import Export, Job
from leads.relabel import touched_by
from leads.text import cut
from outreach.permission import contacts_to_hand_out
from scoring.models import LabelFamily

log = logging.getLogger("prism.exports")
RELABELLING = 20.0  # seconds a worker looks for those whom changed label families concern
BROKEN = "Prism stopped here; the log says why. “Try again” makes the file anew."
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
    if Touch.objects.soon(time.time()).exists() or _may_go_on(platform):
        wake(platform)


def _may_go_on(platform: str) -> bool:
    """Something is due and its gate is open; what waits at a closed gate is woken by the sweep."""
    now = timezone.now()
    shut = gate.shut(now.timestamp())
    if platform in shut and shut[platform].until > now.timestamp() + gate.MAX_WAIT:
        return False
    return any(gate.bucket_of(kind, shut) not in shut for kind in due_kinds(platform, now))


def fill(job_id: str) -> None:
    """Store a large job's rows; a second run of the same task goes on where the first was cut off."""
    job = Job.objects.filter(pk=job_id, filled_at=None).first()
    if job and gate.lease(FILLING, me(), time.time()):
        try:
            jobs.fill(job)
        finally:
            gate.release(FILLING, me())


def relabel(labels: list[str], after: int = 0) -> None:
    """Have everybody scored anew whom changed label families concern; what one slice does not reach, the next does."""
    until = time.monotonic() + RELABELLING
    for step in touched_by(labels, LabelFamily.objects.book(), after):
        for label in set(step.touched.values()):
            concerned = [pk for pk, named in step.touched.items() if named == label]
            touch(timezone.now(), "", because=f"Label family “{cut(label, 150)}” changed", artists=concerned)
        if step.touched:
            wake(min(gate.configured(), default=MB))  # whoever drains settles in passing
        if time.monotonic() > until:
            find_relabelled(labels, step.last)
            return


def export(export_id: int) -> None:
    """One slice of a file that somebody waits for, then the next if there is more."""
    try:
        more = exports.work_on(export_id, contacts_to_hand_out, owner=me())
    except PdfUnavailable as why:
        exports.fail(export_id, str(why))
    except OSError as error:
        log.exception("Export %s cannot be written", export_id)
        exports.fail(export_id, f"The file cannot be written: {error.strerror or 'the disk gave no reason'}.")
    except Exception:  # the worker's edge
        log.exception("Export %s cannot be made", export_id)
        exports.fail(export_id, BROKEN)
    else:
        if more:
            exports.wake(Export.objects.defer("leads").get(pk=export_id))
