"""What somebody hands over: a file, or a list of codes. Not read yet, but known again by its bytes."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from leads.isrc import Code, read_cell, read_one
from leads.names import clean
from leads.spreadsheets import Row, Sheetful, Unreadable, read_fenced
from leads.spreadsheets.containers import too_large
from leads.spreadsheets.results import LARGEST_FILE

MOST_CODES = 200_000  # in a list; spreadsheets have limits of their own


@dataclass(frozen=True)
class Handed:
    kind: str  # file, paste, api, single
    name: str
    sha256: str
    size: int
    overrides: dict
    read: Callable[[str, dict], Sheetful]  # from the name and the overrides


def file(path: str | PathLike, filename: str, overrides: dict | None) -> Handed:
    if (size := Path(path).stat().st_size) > LARGEST_FILE:
        raise too_large(size)
    with Path(path).open("rb") as opened:
        sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
    name = clean(re.split(r"[\\/]", filename)[-1])[-255:]  # the end, for it holds the extension
    given = {key: value for key, value in (overrides or {}).items() if value}
    return Handed("file", name, sha256, size, given, lambda name, given: read_fenced(path, name, **given))


def codes(entries: list, kind: str, label: str) -> Handed:
    """A pasted line may hold several codes, or none; an entry of an API list is one code or a mistake."""
    one_each = kind != "paste"
    rows = list(_rows(entries, one_each))
    written = (row.isrc or str(entries[row.row - 1]) for row in rows)  # another spelling is no other list
    data = "\n".join([kind, *written]).encode("utf-8", "surrogatepass")
    sha256 = hashlib.sha256(data).hexdigest()
    return Handed(kind, clean(label)[:255], sha256, len(data), {}, lambda *_: _sheetful(entries, rows))


def _sheetful(entries: list, rows: list[Row]) -> Sheetful:
    if len(entries) > MOST_CODES:
        raise Unreadable("too_many_rows", f"This list has more than {MOST_CODES:,} lines.", limit=MOST_CODES)
    if all(row.outcome == "blank" for row in rows):
        raise Unreadable("empty", "There is nothing in this list.")
    nothing = {"encoding": None, "delimiter": None, "sheets": [], "header_row": None, "columns": []}
    return Sheetful({"format": "list", **nothing}, rows, len(entries))


def _rows(entries: list, one_each: bool) -> Iterator[Row]:
    for number, entry in enumerate(entries, start=1):
        single = one_each or not isinstance(entry, str)
        for code in [read_one(entry)] if single else read_cell(entry):
            told = (code.reason, code.message, code.suggestion, code.warning)
            yield Row(number, None, "", code.value, code.isrc, _outcome(code, one_each), *told)


def _outcome(code: Code, one_each: bool) -> str:
    if code.isrc:
        return "code"
    return "blank" if code.reason == "empty" and not one_each else "invalid"
