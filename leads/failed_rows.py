"""The rows of an upload or a job that came to nothing, as a file that staff can mend and send again."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from heapq import merge
from itertools import islice
from operator import itemgetter

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from leads.exports.safe import csv_text
from leads.models import Job, JobRow, Upload, UploadRow

COLUMNS = (
    *("position", "row", "value", "isrc", "state", "reason", "message", "suggestion"),
    *("platform", "last_attempt_at"),
)
BATCH = 1000

# From recording ids to the platform that was asked last, and when.
LastAttempts = Callable[[list[int]], dict[int, tuple[str, datetime]]]


def failed_rows_csv(source: Upload | Job, *, last_attempts: LastAttempts | None = None) -> Iterator[str]:
    """CSV text in pieces: invalid and duplicate cells, and for a job also rows not found, failed or cancelled.

    Blank cells are no failures. `last_attempts` is handed in by those who know whom we asked.
    """
    yield "\ufeff" + _lines([COLUMNS])
    rows = _of_job(source) if isinstance(source, Job) else _of_upload(source)
    while batch := list(islice(rows, BATCH)):
        asked = [row["recording"] for row in batch if row["recording"]]
        attempts = last_attempts(asked) if last_attempts and asked else {}
        yield _lines(_line(row, attempts.get(row["recording"])) for row in batch)


def _of_upload(upload: Upload) -> Iterator[dict]:
    refused = (UploadRow.Outcome.INVALID, UploadRow.Outcome.DUPLICATE)
    cells = upload.cells.filter(outcome__in=refused).values(
        *("position", "row", "value", "reason", "message", "suggestion"), isrc=F("recording__isrc"), state=F("outcome")
    )
    return ({**cell, "recording": None} for cell in cells.order_by("position").iterator(BATCH))


def _of_job(job: Job) -> Iterator[dict]:
    failed = (JobRow.State.NOT_FOUND, JobRow.State.FAILED, JobRow.State.CANCELLED)
    cell = UploadRow.objects.filter(
        upload=job.upload_id, recording=OuterRef("recording"), outcome__in=("new", "known")
    ).order_by("position")
    rows = job.rows.filter(state__in=failed).values(
        *("recording", "state", "reason", "message"),
        isrc=F("recording__isrc"),
        place=Coalesce(Subquery(cell.values("position")[:1]), F("position")),
        row=Subquery(cell.values("row")[:1]),
        value=Subquery(cell.values("value")[:1]),
    )
    asked = (_filled(row) for row in rows.order_by("place").iterator(BATCH))
    if job.upload_id is None:
        return asked
    return merge(_of_upload(job.upload), asked, key=itemgetter("position"))


def _filled(row: dict) -> dict:
    return {**row, "position": row["place"], "value": row["value"] or row["isrc"], "suggestion": None}


def _line(row: dict, attempt: tuple[str, datetime] | None) -> list[str]:
    platform, at = attempt or ("", None)
    when = timezone.localtime(at).isoformat(timespec="seconds") if at else ""
    return ["" if row[name] is None else csv_text(str(row[name])) for name in COLUMNS[:-2]] + [platform, when]


def _lines(rows: Iterable) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue()
