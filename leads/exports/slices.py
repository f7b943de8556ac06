"""How a worker makes an export's file: for some seconds at a time, so that others get their turn.

What was made is on the disk before the record says so: whoever goes on after a crash begins where the record ends.
"""

import os
import time
from array import array
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from leads.exports import as_csv, as_excel, as_json, as_pdf, shelf
from leads.exports.about import About
from leads.exports.columns import chosen
from leads.exports.making import PDF_PART
from leads.exports.order import summed_up
from leads.exports.rows import AT_ONCE, HandOut, chunk, rows
from leads.models import Export, Job

TELL = 1.0  # seconds between two entries in the record: each writes the whole row, ids and all, on SQLite
RUNNING, COMPLETED = Job.State.RUNNING, Job.State.COMPLETED


class Ended(Exception):
    """It was cancelled, or somebody else goes on with it."""


def about(export: Export) -> About:
    """What the export says of itself, from its record."""
    return About(
        columns=chosen(export.fields),
        count=export.rows,
        summary=summed_up(export.leads),
        filters=export.filters,
        made_at=export.at,
        by=export.by.get_username() if export.by else "",
        policy_version=export.policy_version,
        picked=export.picked,
    )


class Slice:
    """Some seconds of work on an export that its `owner` has claimed."""

    def __init__(self, export: Export, hand_out: HandOut, seconds: float):
        self.export, self.hand_out = export, hand_out
        self.ids = array("q", export.leads)
        self.about = about(export)
        self.until = time.monotonic() + seconds
        self.told = 0.0

    def work(self) -> bool:
        """Do some of it; whether there is more to do. Ended where it is ours no longer."""
        return {"excel": self._workbook, "pdf": self._pages}.get(self.export.format, self._lines)()

    # --- CSV, JSON: appended to

    def _lines(self) -> bool:
        export, total = self.export, len(self.ids)
        with shelf.opened(export) as file:
            self._still_ours()  # from here on, who takes over has a file of their own
            while export.done < total:
                self._still_ours()
                after = min(export.done + AT_ONCE, total)
                file.write(self._text(export.done, after, first=not file.tell()))
                export.done = after
                if time.monotonic() > self.until and after < total:
                    self._tell(size=shelf.settled(file), message="")
                    return True
                if self._is_time_to_tell():
                    self._tell(size=shelf.settled(file), message="")
            shelf.settled(file)
        return self._finish(shelf.beginning(export))

    def _text(self, start: int, end: int, *, first: bool) -> bytes:
        """The leads from one to another, and the head and the tail of the document if they are there."""
        cells = chunk(self.ids[start:end], self.about.columns, self.hand_out)
        last = end == len(self.ids)
        if not cells and not last:
            return b""  # all of them are gone: the next begin the document
        return b"".join(_WRITERS[self.export.format](self.about, iter(cells), first, last))

    # --- Excel: made in one go

    def _workbook(self) -> bool:
        path = shelf.beginning(self.export, f"{os.getpid()}-{time.monotonic_ns()}")
        try:
            as_excel.save(self.about, self._counted(rows(self.ids, self.about.columns, self.hand_out)), path)
            return self._finish(path)
        finally:
            path.unlink(missing_ok=True)

    def _counted(self, cells: Iterator[tuple]) -> Iterator[tuple]:
        self.export.done = 0
        while some := list(islice(cells, AT_ONCE)):
            self._still_ours()
            yield from some
            self.export.done = min(self.export.done + len(some), len(self.ids))
            if self._is_time_to_tell():
                self._tell()

    # --- PDF: in parts, put together at the end

    def _pages(self) -> bool:
        export, total = self.export, len(self.ids)
        done = shelf.parts(export, -(-export.done // PDF_PART))
        self._still_ours()
        if export.done < total:
            cells = rows(self.ids[export.done : export.done + PDF_PART], self.about.columns, self.hand_out)
            content, _ = as_pdf.part(self.about, cells, not done, _pages_in(done))
            shelf.store(shelf.beginning(export, str(len(done))), content)
            export.done = min(export.done + PDF_PART, total)
            self._tell(message="")
            return True
        path = shelf.beginning(export, "whole")
        as_pdf.joined(done, path)
        return self._finish(path)

    # --- The record

    def _mine(self):
        return Export.objects.filter(pk=self.export.pk, owner=self.export.owner)

    def _still_ours(self) -> None:
        if not self._mine().filter(job__state=RUNNING).exists():
            raise Ended

    def _is_time_to_tell(self) -> bool:
        return time.monotonic() - self.told >= TELL

    def _tell(self, **values) -> None:
        self.told = time.monotonic()
        if not self._mine().update(done=self.export.done, moved_at=timezone.now(), **values):
            raise Ended

    def _finish(self, path: Path) -> bool:
        """Put the whole file into its place, if the export is ours and nobody cancelled it."""
        now = timezone.now()
        with transaction.atomic():
            ours = self._mine().select_for_update(no_key=True).values_list("pk").first()
            running = Job.objects.filter(pk=self.export.job_id, state=RUNNING)
            if not ours or not running.update(state=COMPLETED, finished_at=now):
                raise Ended
            size = path.stat().st_size  # whoever cancelled it has deleted the file
            os.replace(path, shelf.finished(self.export))
            self._mine().update(
                done=self.export.rows,
                size=size,
                owner="",
                moved_at=now,
                message="",
                expires_at=now + timedelta(days=settings.EXPORT_KEEP_DAYS),
            )
        shelf.clear(self.export)
        return False


def _pages_in(paths: Iterable[Path]) -> int:
    from pypdf import PdfReader  # 40 MB that nobody else in the worker needs

    return sum(len(PdfReader(path).pages) for path in paths)


_WRITERS: dict[str, Callable] = {
    "csv": lambda about, cells, first, last: as_csv.pieces(about, cells, first=first),
    "json": lambda about, cells, first, last: as_json.pieces(about, cells, first=first, last=last),
    "jsonl": lambda about, cells, first, last: as_json.lines(about, cells),
}
