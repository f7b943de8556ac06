"""Label families as a CSV file: read line by line, each broken one with its sentence, and written to be read again."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from scoring.labels.days import days_of
from scoring.labels.families import COLUMNS, PATTERN, row_problem

LARGEST = 5 * 1024 * 1024  # bytes
MOST_ROWS = 50_000
DELIMITERS = (",", ";", "\t")
LENGTHS = {"label": 200, "group": 200, "source": 200}
HEADER = f"The first line must name the columns: {', '.join(COLUMNS)}."
# A spreadsheet would run what begins like this, so it leaves us behind an apostrophe and loses one when it comes back.
FORMULA = re.compile("'*[=+@\t\r\n＝＋－＠-]")


class Unreadable(ValueError):
    """The whole file cannot be read; the words say why."""


class Line(NamedTuple):
    """One family as its line gives it; what the file has no column for is left empty."""

    number: int  # as an editor shows it
    label: str
    kind: str
    group: str = ""
    source: str = ""
    since: date | None = None
    until: date | None = None


class Broken(NamedTuple):
    number: int
    sentence: str


class Sheet(NamedTuple):
    columns: tuple[str, ...]
    lines: list[Line]
    broken: list[Broken]


# --- Reading ----------------------------------------------------------------------------------------------------------


def refuse_larger(size: int) -> None:
    if size > LARGEST:
        raise Unreadable(f"This file has {size / 1024 / 1024:.1f} MB; {LARGEST // 1024 // 1024} MB are possible.")


def decode(data: bytes) -> str:
    """The file's text: UTF-8, UTF-16 with its mark, or Windows-1252."""
    refuse_larger(len(data))
    if data.startswith(b"PK\x03\x04"):
        raise Unreadable("This is a workbook or an archive. Save the sheet as CSV and choose that.")
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        if not text.strip():
            raise Unreadable("There is nothing in this file.")
        return text
    raise Unreadable("This is no text in UTF-8, UTF-16 or Windows-1252. Save the sheet as “CSV UTF-8”.")


def read(text: str) -> Sheet:
    """Every line as a family or with what is wrong with it. The order of the columns is free."""
    delimiter, columns, start = _header(text)
    lines: list[Line] = []
    broken: list[Broken] = []
    for number, cells in _records(text, delimiter):
        if number <= start or not cells:
            continue
        try:
            lines.append(_line(number, cells, columns))
        except ValueError as trouble:
            broken.append(Broken(number, str(trouble)))
        if len(lines) + len(broken) > MOST_ROWS:
            raise Unreadable(f"This file has more than {MOST_ROWS:,} rows.")
    if not lines and not broken:
        raise Unreadable("This file names columns, but no family.")
    return Sheet(columns, lines, broken)


def _header(text: str) -> tuple[str, tuple[str, ...], int]:
    """The delimiter that makes columns of the first line, those columns, and that line's number."""
    for delimiter in DELIMITERS:
        number, cells = next(((n, cells) for n, cells in _records(text, delimiter) if cells), (0, []))
        if isinstance(cells, csv.Error):
            continue
        columns = tuple(cell.casefold() for cell in _without_blank_end(cells))
        if {"label", "kind"} <= set(columns):
            break
    else:
        raise Unreadable(HEADER)
    if strange := [name for name in columns if name not in COLUMNS]:
        raise Unreadable(f"“{strange[0]}” is no column of label families. {HEADER}")
    if len(set(columns)) < len(columns):
        raise Unreadable(f"A column stands twice in the first line: {', '.join(columns)}.")
    return delimiter, columns, number


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """Line numbers and cells, none for a blank line; what cannot be taken apart comes as its error."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            yield number, error
            continue
        yield number, cells if any(cells) else []


def _without_blank_end(cells: list[str], least: int = 0) -> list[str]:
    """Spreadsheets write blank cells as far to the right as anything ever stood."""
    end = max((n for n, cell in enumerate(cells, 1) if cell), default=0)
    return cells[: max(end, least)]


def _line(number: int, cells: list[str] | csv.Error, columns: tuple[str, ...]) -> Line:
    if isinstance(cells, csv.Error):
        too_long = "limit" in str(cells)
        raise ValueError("A cell is far too long." if too_long else "The quotation marks do not match.")
    cells = _without_blank_end(cells, least=len(columns))
    if len(cells) != len(columns):
        raise ValueError(f"This line has {_cells(len(cells))}, but the first line names {len(columns)} columns.")
    given = dict(zip(columns, map(_cell, cells), strict=True))
    line = Line(
        number,
        given.get("label", ""),
        given.get("kind", "").casefold(),
        given.get("group", ""),
        given.get("source", ""),
        _day(given.get("since", ""), last=False),
        _day(given.get("until", ""), last=True),
    )
    if problem := row_problem(line.label, line.kind, line.since, line.until):
        raise ValueError(problem)
    for column, longest in LENGTHS.items():
        if (length := len(getattr(line, column))) > longest:
            raise ValueError(f"The {column} has {length} characters; {longest} are possible.")
    return line


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"


def _cell(cell: str) -> str:
    """One line of text; the blanks of a regular expression are its own."""
    if not cell.startswith(PATTERN):
        cell = " ".join(cell.split())
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in cell if not character.isprintable()):
        raise ValueError("There is a character in this line that cannot be shown.")
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def _day(text: str, *, last: bool) -> date | None:
    """The first or the last day that is meant: people often know the year only. Days come first, as in New Zealand."""
    if not text:
        return None
    if re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text) and (days := days_of(text)):
        return days[last]
    if written := re.fullmatch(r"(\d\d?)/(\d\d?)/(\d{4})", text):
        day, month, year = map(int, written.groups())
        try:
            return date(year, month, day)
        except ValueError:
            pass
    raise ValueError(f"“{text}” is no day. Write 2006-03-14, 2006-03 or 2006.")


# --- What lines have to do with each other ----------------------------------------------------------------------------


def clashes(rows: Iterable[tuple[int, str, str, date | None, date | None]]) -> Iterator[tuple[int, int]]:
    """Pairs of rows, by number, that hold for the same label and kind on the same day.

    Rows come as (number, label, kind, since, until).
    """
    latest: tuple | None = None  # of the same label and kind, the row that lasts longest so far
    for row in sorted(rows, key=lambda row: (row[1], row[2], row[3] or date.min, row[0])):
        number, label, kind, since, until = row
        if latest and latest[1:3] == (label, kind):
            if (latest[4] or date.max) >= (since or date.min):
                yield number, latest[0]
            if (latest[4] or date.max) >= (until or date.max):
                continue
        latest = row


# --- Writing ----------------------------------------------------------------------------------------------------------


def written(rows: Iterable[tuple]) -> Iterator[str]:
    """CSV text in pieces from rows in the order of COLUMNS: what `read` reads, and what spreadsheets open as text."""
    yield "\ufeff" + _text([COLUMNS])
    for row in rows:
        yield _text([["" if value is None else _safe(str(value)) for value in row]])


def _safe(cell: str) -> str:
    return f"'{cell}" if FORMULA.match(cell) else cell


def _text(rows: Iterable) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue()
