"""A spreadsheet of ISRCs from the command line: what it holds, what of it is new, and the analysis if wanted."""

import json
import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from enrichment import jobs, progress
from leads.intake import Taken, look, take_in
from leads.models import JobRow
from leads.names import clean
from leads.spreadsheets import Unreadable

SHOWN_ERRORS = 10
POLL_SECONDS = 1
NO_DATABASE = "The database cannot be used. Is it running, and has `manage.py migrate` been run?"
NOTHING_DETECTED = {
    "format": None,
    "encoding": None,
    "delimiter": None,
    "sheets": [],
    "header_row": None,
    "columns": [],
}
SUMS = ("rows", "isrcs", "new", "known", "duplicates", "invalid")


class Refused(Exception):
    """Nothing was taken in; the text says why."""

    def __init__(self, sentence: str, detected: dict | None = None):
        super().__init__(sentence)
        self.detected = detected


class NotAnalysed(Exception):
    """The file was taken in, but no analysis could be started or watched; the text says why."""


class Command(BaseCommand):
    help = "Take in a spreadsheet of ISRCs (CSV, TSV, TXT, XLSX, XLS, ODS). The same file twice changes nothing."
    requires_system_checks = []  # their warnings are for whoever runs the site, not for who imports a file

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what the file holds and store nothing")
        parser.add_argument("--analyze", action="store_true", help="start asking the platforms about its recordings")
        parser.add_argument("--wait", type=float, metavar="S", help="with --analyze: wait up to S seconds for the end")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *, file: Path, dry_run: bool, analyze: bool, wait: float | None, **options):
        if dry_run and analyze:
            raise CommandError("--dry-run stores nothing, so there is nothing to --analyze.", returncode=2)
        if wait is not None and not analyze:
            raise CommandError("--wait needs --analyze.", returncode=2)
        self.quiet = options["json"]
        try:
            taken = _read(file, dry_run)
            answer = _answer(taken)
            if not self.quiet:
                self._summarise(taken, file.name, dry_run)
            if analyze and taken.isrcs:
                answer |= self._analysis(taken.upload, wait)
        except Refused as refusal:
            self._refuse(str(refusal), _refusal(refusal))
        except NotAnalysed as trouble:
            self._refuse(str(trouble), answer | {"reason": str(trouble), "job_id": None, "finished": False})
        except KeyboardInterrupt:
            raise CommandError("Stopped. The same command goes on from here.", returncode=130)
        else:
            if self.quiet:
                self.stdout.write(json.dumps(answer))

    def _refuse(self, sentence: str, answer: dict):
        if not self.quiet:
            raise CommandError(sentence)
        self.stdout.write(json.dumps(answer))
        sys.exit(1)

    def _summarise(self, taken: Taken, name: str, dry_run: bool):
        done = (
            "Only looked at" if dry_run else "Same file as before, nothing written" if taken.same_file else "Taken in"
        )
        self.stdout.write(f"{done}: {clean(name)} ({_described(taken.detected)}).")
        self.stdout.write(
            f"{_count(taken.isrcs, 'ISRC')} in {_count(taken.rows, 'row')}: {taken.new:,} new, {taken.known:,} known; "
            f"{_count(taken.duplicates, 'duplicate')}, {taken.invalid:,} invalid, {taken.blank:,} blank."
        )
        for error in taken.errors[:SHOWN_ERRORS]:
            where = f"Row {error.row}" + (f" of sheet {error.sheet}" if error.sheet else "")
            meant = f" Perhaps {error.suggestion}?" if error.suggestion else ""
            self.stdout.write(f"  {where}: {error.value!r}. {error.message}.{meant}")
        if (more := len(taken.errors) - SHOWN_ERRORS) > 0:
            self.stdout.write(f"  and {more:,} more.")
        for note in taken.notes:
            self.stdout.write(note)

    def _analysis(self, upload, wait: float | None) -> dict:
        try:
            return self._analyze(upload, wait)
        except jobs.QueueFull as trouble:
            raise NotAnalysed(str(trouble))
        except DatabaseError:
            raise NotAnalysed(NO_DATABASE)

    def _analyze(self, upload, wait: float | None) -> dict:
        """Start the job and watch it for `wait` seconds."""
        job = jobs.start_upload(upload, user=None)
        self._say(f"Analysis {job.pk} started.")
        end, told = time.monotonic() + (wait or 0), None
        state = progress.of(job)
        while not state.finished and time.monotonic() < end:
            if (line := _progress_line(state)) != told:
                self._say(line)
                told = line
            time.sleep(min(POLL_SECONDS, max(end - time.monotonic(), 0)))
            state = progress.of(job)
        self._say(_progress_line(state) + (" Finished." if state.finished else " The worker goes on with it."))
        return {"job_id": job.pk, "finished": state.finished}

    def _say(self, line: str):
        if not self.quiet:
            self.stdout.write(line)
            self.stdout.flush()


def _read(file: Path, dry_run: bool) -> Taken:
    if file.is_dir():
        raise Refused("This is a folder. Name one file.")
    if not file.exists():
        raise Refused("There is no such file.")
    if not file.is_file():
        raise Refused("This is not an ordinary file.")
    try:
        return look(file, file.name) if dry_run else take_in(file, file.name)
    except Unreadable as refusal:
        raise Refused(refusal.sentence, refusal.detected)
    except OSError as error:
        raise Refused(f"The file cannot be opened: {error.strerror or 'reading it failed'}.")
    except DatabaseError:
        raise Refused(NO_DATABASE)


def _answer(taken: Taken) -> dict:
    return {
        "accepted": True,
        "reason": None if taken.isrcs else "No cell of this file holds an ISRC.",
        **{name: getattr(taken, name) for name in SUMS},
        "errors": [
            {
                "row": error.row,
                "sheet": error.sheet,
                "column": error.column,
                "value": error.value,
                "reason": error.reason,
                "suggestion": error.suggestion,
            }
            for error in taken.errors
        ],
        "detected": _detected(taken.detected),
    }


def _refusal(refusal: Refused) -> dict:
    nothing = dict.fromkeys(SUMS, 0)
    told = {"accepted": False, "reason": str(refusal), **nothing, "errors": []}
    return told | {"detected": _detected(refusal.detected)}


def _detected(detected: dict | None) -> dict:
    return {key: (detected or {}).get(key, nothing) for key, nothing in NOTHING_DETECTED.items()}


def _described(detected: dict) -> str:
    parts = [str(detected.get("format") or "").upper(), detected.get("encoding")]
    if sheets := detected.get("sheets"):
        parts.append(("sheet " if len(sheets) == 1 else "sheets ") + ", ".join(sheets))
    if columns := detected.get("columns"):
        parts.append(("column " if len(columns) == 1 else "columns ") + ", ".join(columns))
    return ", ".join(part for part in parts if part)


def _progress_line(state) -> str:
    counts = ", ".join(f"{state.counts[row]:,} {row.label.lower()}" for row in JobRow.State if state.counts.get(row))
    return f"{state.percent:.0f} %: {counts or 'nothing yet'}."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
