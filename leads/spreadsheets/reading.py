"""One file to rows: every ISRC cell of every sheet gets its outcome."""

from collections.abc import Iterator
from itertools import islice
from os import PathLike
from pathlib import Path

from leads.isrc import CLEAN, USUAL_PAIRS, Code, in_words, is_blank, not_text, read_cell
from leads.spreadsheets.columns import SAMPLE, Layout, codelike_columns, column_names, find_layout, layout_of
from leads.spreadsheets.containers import TEXT_FORMATS, check, too_large
from leads.spreadsheets.results import (
    LARGEST_FILE,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Sheetful,
    Unreadable,
    assemble,
)
from leads.spreadsheets.texts import Text
from leads.spreadsheets.workbooks import Book
from leads.text import clean

BATCH = 1000
LONGEST_HINT = 300
SAME = True  # hints: those of the line's first cell
BLANK = []  # the verdict on a blank cell, told by identity


def read(source: bytes | str | PathLike, filename: str, **overrides) -> Sheetful:
    """The file's rows, or Unreadable. Overrides: encoding, delimiter, sheet, columns."""
    return assemble(harvest(source, filename, **overrides))


def harvest(source, filename, *, encoding=None, delimiter=None, sheet=None, columns=None) -> Iterator:
    """What `assemble` takes, as it is found: sheets announced, rows in batches, and the end."""
    file = _open(_bytes(source), filename, encoding, delimiter, str(sheet) if sheet else None)
    reading = _Reading([str(column) for column in columns or []])
    for each in file.sheets():
        yield from reading.sheet(each)
    yield reading.end(file)


def _bytes(source) -> bytes:
    if isinstance(source, bytes):
        return source
    path = Path(source)
    if (size := path.stat().st_size) > LARGEST_FILE:
        raise too_large(size)
    return path.read_bytes()


def _open(data, filename, encoding, delimiter, sheet) -> Text | Book:
    format = check(data, filename)
    if format in TEXT_FORMATS:
        return Text(data, format, encoding=encoding, delimiter=delimiter, sheet=sheet)
    return Book(data, format, only=sheet)


class _Reading:
    """The counts and findings over all sheets of one file."""

    def __init__(self, wanted: list[str]):
        self.wanted = wanted
        self.chosen = set()  # of the wanted columns, those that some sheet has
        self.row_count = self.cell_count = self.widest = 0
        self.sheets, self.columns, self.hints, self.notes = [], [], {}, []
        self.header_row = None
        self.other_columns = []  # of the sheets without ISRCs
        self.has_content = False

    def sheet(self, sheet) -> Iterator:
        """The messages of one sheet; none where it holds no ISRCs."""
        rows = list(islice(sheet.rows(), SAMPLE))
        self.has_content = self.has_content or any(any(row) for row in rows)
        widest = max(map(_width, rows), default=0)
        rows = [row[:MOST_COLUMNS] for row in rows]
        layout = self._layout(sheet, rows)
        if layout is None:
            self.widest = max(self.widest, widest)
            self.other_columns += [name for name in column_names(rows) if name not in self.other_columns]
            return
        self._note(sheet, layout)
        yield {
            "sheet": sheet.name,
            "columns": [(column, layout.names[column]) for column in layout.isrc],
            "hints": [hint for _, hint in layout.hints],
        }
        yield from _batches(self._cells(sheet, layout))
        if sheet.stopped_at:
            self.notes.append(f"“{sheet.name}” was read down to row {sheet.stopped_at}: 1,000 empty rows follow.")

    def end(self, file) -> dict:
        """The last message: what was detected, or Unreadable where there is nothing to import."""
        detected = {
            "format": file.format,
            "encoding": file.encoding,
            "delimiter": file.delimiter,
            "sheets": self.sheets,
            "header_row": self.header_row,
            "columns": self.columns,
        }
        if not self.has_content:
            raise Unreadable("empty", "There is nothing in this file.", detected=detected)
        if not self.columns:
            _refuse_width(self.widest)
        if missing := [choice for choice in self.wanted if choice not in self.chosen]:
            sentence = f"There is no column {_listed(missing)} in this file. {self._there_are()}".strip()
            raise Unreadable("wrong_override", sentence, allowed=self.other_columns + self.columns, detected=detected)
        if not self.columns:
            sentence = f"No column of this file holds ISRCs. {self._there_are()}".strip()
            raise Unreadable("no_isrc", sentence, allowed=self.other_columns, detected=detected)
        if not self.row_count:
            sentence = f"Nothing stands below the header {_listed(self.columns)}."
            raise Unreadable("empty", sentence, detected=detected)
        return {"detected": detected, "row_count": self.row_count, "hints": self.hints, "notes": self.notes}

    def _layout(self, sheet, rows) -> Layout | None:
        if self.wanted:
            layout, chosen = layout_of(rows, sheet.first_column, self.wanted)
            self.chosen |= chosen
            return layout
        layout = find_layout(rows, sheet.first_column, codelike_columns(rows))
        if layout is None and len(rows) == SAMPLE:  # the codes may begin further down
            layout = find_layout(rows, sheet.first_column, codelike_columns(sheet.rows()))
        return layout

    def _note(self, sheet, layout: Layout):
        if not self.columns:
            self.header_row = None if layout.header_row is None else layout.header_row + 1
        if sheet.name is not None:
            self.sheets.append(sheet.name)
        names = [layout.names[column] for column in layout.isrc]
        self.columns += [name for name in names if name not in self.columns]
        for column, hint in layout.hints:
            self.hints.setdefault(hint, layout.names[column])

    def _there_are(self) -> str:
        names = self.other_columns + self.columns
        more = " and more" if len(names) > 30 else ""
        return f"The columns are: {_listed(names[:30])}{more}." if names else ""

    def _cells(self, sheet, layout: Layout) -> Iterator[tuple]:
        """(line, column, value, verdict, hints) for each code, bad cell and blank; see `results.assemble`."""
        hint_columns = [column for column, _ in layout.hints]
        index = -1
        for index, row in enumerate(sheet.rows()):
            if len(row) > MOST_COLUMNS:  # headers and titles, too
                _refuse_width(_width(row))
            if index < layout.first_row:
                continue
            cells = [(column, *verdict) for column in layout.isrc for verdict in _verdicts(sheet, row, index, column)]
            if all(verdict is BLANK for _, _, verdict in cells) and _is_empty(row):
                continue
            self._count(len(cells))
            hints = _hints(row, hint_columns)
            for column, value, verdict in cells:
                yield index + 1, column, value, verdict, hints
                hints = hints and SAME
        for row, column in sheet.unsaved_below(index + 1):
            if column - sheet.first_column in layout.isrc:
                self._count(1)
                yield row + 1, column - sheet.first_column, *_unsaved(sheet, row, column), None

    def _count(self, cells: int):
        self.row_count += 1
        self.cell_count += cells
        if self.row_count > MOST_ROWS:
            raise Unreadable("too_many_rows", f"This file has more than {MOST_ROWS:,} rows.", limit=MOST_ROWS)
        if self.cell_count > MOST_CELLS:
            sentence = f"This file has more than {MOST_CELLS:,} cells for ISRCs."
            raise Unreadable("too_many_rows", sentence, limit=MOST_CELLS)


def _verdicts(sheet, row: list, index: int, column: int) -> list[tuple]:
    """(value, verdict) of one cell: no verdict on a clean code, BLANK, or [isrc, reason, message...]."""
    cell = row[column] if column < len(row) else ""
    if type(cell) is not str:
        return [_judged(not_text(cell))]
    if CLEAN.fullmatch(cell) and cell[:2] in USUAL_PAIRS:
        return [(cell, None)]
    if not is_blank(cell):
        return [_judged(code) for code in read_cell(cell)]
    if (index, sheet.first_column + column) in sheet.unsaved:
        return [_unsaved(sheet, index, sheet.first_column + column)]
    return [("", BLANK)]


def _unsaved(sheet, row: int, column: int) -> tuple:
    value, message = sheet.unsaved[row, column]
    return clean(value), (None, "not_text", message, None, None)


def _judged(code: Code) -> tuple:
    return code.value, (code.isrc, code.reason, code.message, code.suggestion, code.warning)


def _is_empty(row: list) -> bool:
    return all(isinstance(cell, str) and not cell.strip() for cell in row)


def _hints(row: list, columns: list[int]) -> list[str] | None:
    values = [_hint(row[column]) if column < len(row) else "" for column in columns]
    return values if any(values) else None


def _hint(cell) -> str:
    if type(cell) is str and len(cell) <= LONGEST_HINT and cell.isprintable():
        return cell.strip()
    return clean(in_words(cell)[:LONGEST_HINT])


def _batches(cells: Iterator) -> Iterator[list]:
    while batch := list(islice(cells, BATCH)):
        yield batch


def _listed(names: list[str]) -> str:
    return ", ".join(f"“{name[:60]}”" for name in names)


def _width(row: list) -> int:
    """How far to the right the row holds anything."""
    if len(row) <= MOST_COLUMNS:
        return len(row)
    return next((index for index in range(len(row), 0, -1) if not _is_empty(row[index - 1 : index])), 0)


def _refuse_width(width: int):
    if width > MOST_COLUMNS:
        sentence = f"This file has {width:,} columns; up to {MOST_COLUMNS} can be read."
        raise Unreadable("too_many_columns", sentence, found=width, limit=MOST_COLUMNS)
