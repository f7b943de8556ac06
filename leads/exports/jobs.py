"""Exports on record: made at once, or by a worker whose file is there to fetch for some days.

One worker holds an export at a time. Whoever dies holding it is found out (see enrichment.recovery) and another goes
on; an export that its workers keep dying of is given up.
"""

import logging
import os
import socket
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django_q.tasks import async_task

from leads.exports import shelf
from leads.exports.making import filename
from leads.exports.order import Prepared
from leads.exports.rows import HandOut
from leads.exports.shelf import GOING
from leads.exports.slices import Ended, Slice
from leads.models import Export, Job

log = logging.getLogger("prism.exports")
SLICE = 20.0  # seconds a worker stays at it
QUIET = timedelta(seconds=30)  # an export that nobody holds and that stood still for so long was forgotten
# A workbook cannot be appended to. Its task outlasts the queue's `retry` and is given out again while it runs: the
# second finds the export held and returns at once.
TIMEOUT = {"excel": 1800}
# Held, and nothing heard of it: longer than the longest step, which is laying out pages, or packing a workbook.
SILENT = {"pdf": timedelta(seconds=90), "excel": timedelta(minutes=5)}
DEATHS = (
    "Its worker stopped in the midst. Another goes on.",
    "Its worker stopped in the midst twice. Another goes on.",
)  # without progress in between
HOPELESS = "Its worker stopped in the midst three times. Choose fewer leads, or CSV."
CANCELLED, FAILED, QUEUED, RUNNING = Job.State.CANCELLED, Job.State.FAILED, Job.State.QUEUED, Job.State.RUNNING


def record(prepared: Prepared, by, door: str) -> Export:
    """Note an export that is made at once: before its first byte leaves."""
    return Export.objects.create(**_told(prepared, by, door))


def start(prepared: Prepared, by, door: str) -> Export:
    """Have a worker make it: the leads are those that match now."""
    told = _told(prepared, by, door)
    with transaction.atomic():
        job = Job.objects.create(
            kind=Job.Kind.EXPORT,
            label=told["filename"],
            created_by=told["by"],
            include_youtube=prepared.about.includes_youtube,
        )
        export = Export.objects.create(job=job, leads=list(prepared.ids), **told)
        wake(export)
    return export


def _told(prepared: Prepared, by, door: str) -> dict:
    about = prepared.about
    return {
        "format": prepared.format,
        "door": door,
        "by": by if by and by.pk else None,
        "filters": about.filters,
        "picked": about.picked,
        "fields": [column.name for column in about.columns],
        "rows": about.count,
        "policy_version": about.policy_version,
        "filename": filename(prepared.format, about.made_at),
    }


def wake(export: Export) -> None:
    """Have a worker go on with it once the current transaction is committed."""
    options = {"timeout": TIMEOUT[export.format]} if export.format in TIMEOUT else {}
    transaction.on_commit(lambda: async_task("enrichment.tasks.export", export.pk, group="export", **options))


def path_of(export: Export) -> Path | None:
    """The file, if it is whole, not past its day and there."""
    if export.job is None or not shelf.is_kept(export, timezone.now()):
        return None
    path = shelf.finished(export)
    return path if path.exists() else None


# --- What people do ---------------------------------------------------------------------------------------------------


def cancel(export: Export) -> bool:
    """Stop within a chunk of leads and leave no file; False where it had ended already."""
    open_job = Job.objects.filter(pk=export.job_id, state__in=Job.OPEN)
    if not open_job.update(state=CANCELLED, finished_at=timezone.now()):
        return False
    shelf.clear(export)
    return True


def again(export: Export) -> bool:
    """Make one anew that failed or was cancelled, of the same leads; False where it did not."""
    with transaction.atomic():
        stopped = Job.objects.filter(pk=export.job_id, state__in=(FAILED, CANCELLED))
        if not stopped.update(state=QUEUED, started_at=None, finished_at=None):
            return False
        values = {"done": 0, "size": None, "owner": "", "message": "", "moved_at": timezone.now()}
        Export.objects.filter(pk=export.pk).update(**values)
        wake(export)
    return True


# --- What workers do --------------------------------------------------------------------------------------------------


def work_on(export_id: int, hand_out: HandOut, *, owner: str = "", seconds: float | None = None) -> bool:
    """Work on an export for about so long; whether there is more to do. Nothing happens where somebody else does.

    `owner` is this process, as enrichment.owner names it. Whoever is cut off here stays on record as the owner.
    """
    export = _claim(export_id, owner or f"{socket.gethostname()[:30]}:{os.getpid()}/{os.getpid()}")
    if export is None:
        return False
    try:
        more = Slice(export, hand_out, SLICE if seconds is None else seconds).work()
    except Ended:
        more = False
        if _release(export):
            shelf.clear(export)
    except shelf.Lost as lost:
        log.warning("Export %s begins anew: %s is not there any more", export_id, lost)
        return _died(export, done=0, size=None)
    else:
        _release(export)
    return more


def _claim(export_id: int, owner: str) -> Export | None:
    free = Export.objects.filter(pk=export_id, owner="", job__state__in=GOING)
    job_id = free.values_list("job_id", flat=True).first()
    now = timezone.now()
    if not job_id or not Export.objects.filter(pk=export_id, owner="").update(owner=owner, moved_at=now):
        return None
    export = Export.objects.select_related("by").get(pk=export_id)  # read now: nobody else moves it
    going = Job.objects.filter(pk=job_id, state__in=GOING)
    if going.update(state=RUNNING, started_at=Coalesce("started_at", now)):
        return export
    _release(export)
    return None


def _release(export: Export) -> bool:
    mine = Export.objects.filter(pk=export.pk, owner=export.owner)
    return bool(mine.update(owner="", moved_at=timezone.now()))


def fail(export_id: int, sentence: str) -> None:
    """End an export that cannot be made, with the sentence that says why."""
    export = Export.objects.defer("leads").get(pk=export_id)
    if Job.objects.filter(pk=export.job_id, state__in=GOING).update(state=FAILED, finished_at=timezone.now()):
        Export.objects.filter(pk=export_id).update(owner="", message=sentence[:300])
        shelf.clear(export)


# --- After a crash ----------------------------------------------------------------------------------------------------


def owners() -> set[str]:
    """Who holds an export."""
    return set(_held().values_list("owner", flat=True))


def free(dead: Collection[str]) -> None:
    """Let others go on with what the dead held."""
    for export in _held().filter(owner__in=dead):
        if _died(export):
            wake(export)


def resume() -> None:
    """Wake the exports that stand still. Once a minute, and when a worker starts."""
    now = timezone.now()
    for export in _held():
        if export.moved_at < now - SILENT.get(export.format, QUIET) and _died(export):
            wake(export)
    forgotten = Q(moved_at=None, at__lt=now - QUIET) | Q(moved_at__lt=now - QUIET)
    for export in Export.objects.filter(forgotten, owner="", job__state__in=GOING).defer("leads"):
        wake(export)


def expire(now: datetime) -> int:
    """Delete files past their day and what nobody goes on with; how many went. The records stay."""
    return shelf.sweep(now)


def _held():
    return Export.objects.exclude(owner="").filter(job__state__in=GOING).defer("leads")


def _died(export: Export, **values) -> bool:
    """Whoever held it is gone. Whether another may try."""
    deaths = DEATHS.index(export.message) + 1 if export.message in DEATHS else 0
    if deaths == len(DEATHS):
        log.error("Export %s is given up: its worker died of it again and again", export.pk)
        fail(export.pk, HOPELESS)
        return False
    theirs = Export.objects.filter(pk=export.pk, owner=export.owner, moved_at=export.moved_at)
    return bool(theirs.update(owner="", message=DEATHS[deaths], moved_at=timezone.now(), **values))
