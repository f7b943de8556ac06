"""Leads as a file from the command line, however many."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.http import QueryDict

from leads.exports import jobs, making
from leads.exports.as_pdf import PdfUnavailable
from leads.exports.columns import COLUMNS, UnknownColumn
from leads.exports.order import NothingMatches, Order, Prepared, TooLarge, prepare
from leads.filters import Refused
from leads.models import Export
from outreach.permission import contacts_to_hand_out, usable_contacts

STDOUT = "-"
NO_DATABASE = "The database cannot be used. Is it running, and has `manage.py migrate` been run?"


class Command(BaseCommand):
    help = "Write leads to a file: all, those that pass the filters of the leads list, or those named by id."
    requires_system_checks = []  # their warnings are for whoever runs the site

    def add_arguments(self, parser: ArgumentParser):
        formats = "csv, excel (or xlsx), json, jsonl or pdf"
        parser.add_argument("--format", default="csv", metavar="FORMAT", help=f"{formats}; csv if not given")
        parser.add_argument("--filter", action="append", default=[], metavar="NAME=VALUE", help="tier=A, region=...")
        parser.add_argument("--ids", metavar="1,2,3", help="only these leads")
        parser.add_argument("--fields", default="", metavar="A,B", help="only these columns, in this order")
        parser.add_argument("--no-youtube", action="store_true", help="without the columns about YouTube")
        parser.add_argument("--no-bom", action="store_true", help="CSV without its byte order mark")
        parser.add_argument("--output", metavar="FILE", help="where to; - is standard output. By itself: a dated name")
        parser.add_argument("--by", metavar="USERNAME", help="on whose behalf, for the record and for owner=me")

    def handle(self, **options):
        user = _user(options["by"])
        try:
            prepared = prepare(_order(options), user=user, usable=usable_contacts)
            where = options["output"] or making.filename(prepared.format, prepared.about.made_at)
            _write(prepared, user, where, bom=not options["no_bom"])
        except UnknownColumn as unknown:
            raise CommandError(f"There is no column {_quoted(unknown.args[0])}. There are: {', '.join(COLUMNS)}.")
        except (Refused, NothingMatches, TooLarge, PdfUnavailable) as refusal:
            raise CommandError(_told(refusal))
        except DatabaseError:
            raise CommandError(NO_DATABASE)
        except KeyboardInterrupt:
            raise CommandError("Stopped. Nothing was kept.", returncode=130)
        self._say(prepared, where)

    def _say(self, prepared: Prepared, where: str):
        leads = "1 lead" if prepared.about.count == 1 else f"{prepared.about.count:,} leads"
        out = self.stderr if where == STDOUT else self.stdout
        out.write(f"{leads} written to {'standard output' if where == STDOUT else where}.", self.style.SUCCESS)
        if prepared.missing:
            out.write(f"No lead has these ids: {', '.join(map(str, prepared.missing))}.", self.style.WARNING)


def _user(name: str | None):
    if not name:
        return None
    user = get_user_model().objects.filter(username=name).first()
    if user is None:
        raise CommandError(f"Nobody here is called “{name}”.")
    return user


def _order(options: dict) -> Order:
    return Order(
        format=options["format"],
        filters=_filters(options["filter"]),
        ids=None if options["ids"] is None else _listed(options["ids"]),
        fields=_listed(options["fields"]),
        include_youtube=not options["no_youtube"],
    )


def _filters(given: list[str]) -> QueryDict:
    filters = QueryDict(mutable=True)
    for one in given:
        name, equals, value = one.partition("=")
        if not equals:
            raise CommandError(f"“{one}” is no filter. Write it as NAME=VALUE, for example tier=A.")
        filters.appendlist(name.strip(), value)
    return filters


def _listed(given: str) -> list[str]:
    return [one.strip() for one in given.split(",") if one.strip()]


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)


def _told(refusal: Exception) -> str:
    """The sentence, and what is allowed wherever it does not say so itself."""
    lines = [str(refusal)]
    for problem in getattr(refusal, "problems", ()):
        if any(str(word) not in problem.message for word in problem.allowed):
            known = "There are" if problem.code == "unknown_parameter" else f"{problem.field} can be"
            lines.append(f"{known}: {', '.join(map(str, problem.allowed))}.")
    return "\n".join(lines)


# --- The file ---------------------------------------------------------------------------------------------------------


def _write(prepared: Prepared, user, where: str, *, bom: bool) -> None:
    """Make the file; it appears under its name only when it is whole."""
    try:
        if where == STDOUT:
            _pour(prepared, user, sys.stdout.buffer, bom=bom)
            return
        path = Path(where).resolve()  # a link stays one, and what it leads to is written
        if path.is_dir():
            raise CommandError(f"{where} is a folder. Name a file.")
        if path.exists() and not path.is_file():  # a pipe, a device: nothing that could be replaced
            with path.open("wb") as file:
                _pour(prepared, user, file, bom=bom)
            return
        _write_file(prepared, user, path, bom=bom)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains once more at its end
        raise CommandError("Whoever reads this stopped reading.")
    except OSError as error:
        raise CommandError(f"{where} cannot be written: {error.strerror or 'no reason was given'}.")


def _write_file(prepared: Prepared, user, path: Path, *, bom: bool) -> None:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("wb") as file:
            _pour(prepared, user, file, bom=bom)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def _pour(prepared: Prepared, user, file: BinaryIO, *, bom: bool) -> None:
    jobs.record(prepared, user, Export.Door.COMMAND)
    for piece in making.pieces(prepared, contacts_to_hand_out, bom=bom):
        file.write(piece)
    file.flush()
