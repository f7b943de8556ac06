"""What comes out of a spreadsheet, or the sentence that says why nothing does."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

MEGABYTE = 1024 * 1024
LARGEST_FILE = 20 * MEGABYTE
MOST_ROWS = 200_000  # below the header, over all sheets
MOST_COLUMNS = 200
MOST_CELLS = 600_000  # codes, bad cells and blanks: three ISRC columns of the longest file
MOST_OUTPUT = 100 * MEGABYTE
FORMATS = ("csv", "tsv", "txt", "xlsx", "xls", "ods")


class Unreadable(Exception):
    """The whole file is refused: a reason code, and a sentence for the person who sent it."""

    def __init__(self, reason, sentence, *, found=None, limit=None, allowed=(), detected=None, rows=()):
        super().__init__(sentence)
        self.reason = reason
        self.sentence = sentence
        self.found = found
        self.limit = limit
        self.allowed = list(allowed)  # the sheets, columns or formats there are, when a wrong one was asked for
        self.detected = detected
        self.rows = rows  # what stands there in place of codes, where that is why


class Row(NamedTuple):
    """One code, bad cell or blank, where it stood."""

    row: int  # the line as the spreadsheet shows it
    sheet: str | None
    column: str  # the header's words, or the letter where there is no header
    value: str
    isrc: str | None = None
    outcome: str = "code"  # code, invalid or blank: new, known and duplicate are for those who know the database
    reason: str | None = None
    message: str | None = None
    suggestion: str | None = None
    warning: str | None = None
    hints: dict | None = None  # {"artist": ..., "title": ..., "links": {"youtube": ...}}, what the row says besides


@dataclass
class Sheetful:
    """A file that could be read, whatever its rows are worth."""

    detected: dict = field(default_factory=dict)  # format, encoding, delimiter, sheets, header_row, columns
    rows: list[Row] = field(default_factory=list)
    row_count: int = 0  # rows below the header that hold anything
    hints: dict = field(default_factory=dict)  # which column each hint came from: {"artist": "Artist Name"}
    notes: list[str] = field(default_factory=list)  # sentences about what was left out


def assemble(messages: Iterable) -> Sheetful:
    """The messages of `reading.harvest`, which may have come from another process, as one Sheetful.

    A list is a batch of rows of the sheet announced before it; a dictionary announces a sheet, ends the file, or
    says why there is nothing.
    """
    sheetful, finished = Sheetful(), False
    name, columns, hint_keys, hints = None, {}, [], None
    for message in messages:
        if isinstance(message, list):
            for line, column, value, verdict, told in message:
                if told is not True:  # else the line has told it already
                    hints = _hints(hint_keys, told) if told else None
                sheetful.rows.append(_row(line, name, columns[column], value, verdict, hints))
        elif "columns" in message:
            name, columns, hint_keys = message["sheet"], dict(message["columns"]), message["hints"]
            hint_keys = [key.partition(".")[::2] for key in hint_keys]
        elif "unreadable" in message:
            raise Unreadable(**message["unreadable"])
        else:
            sheetful = Sheetful(rows=sheetful.rows, **message)
            finished = True
    if not finished:
        raise EOFError("the reader stopped in the middle")
    return sheetful


def _row(line, sheet, name, value, verdict, hints) -> Row:
    if verdict is None:
        return Row(line, sheet, name, value, value, "code", None, None, None, None, hints)
    if not verdict:
        return Row(line, sheet, name, "", None, "blank", "empty", "The cell is blank", None, None, hints)
    isrc, *why = verdict
    return Row(line, sheet, name, value, isrc, "code" if isrc else "invalid", *why, hints)


def _hints(keys, values) -> dict:
    """Only what is there; the first of two columns for the same thing counts."""
    hints = {}
    for (kind, link), value in zip(keys, values, strict=True):
        if not value:
            continue
        if link:
            hints.setdefault(kind, {}).setdefault(link, value)
        elif kind not in hints:
            hints[kind] = value
    return hints
