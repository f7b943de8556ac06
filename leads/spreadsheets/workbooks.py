"""Sheets of XLSX, XLS and ODS workbooks, through calamine."""

import io
from collections.abc import Iterator
from functools import cached_property

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from leads.spreadsheets.containers import corrupt, encrypted
from leads.spreadsheets.formulas import claimed_rows, unsaved_cells
from leads.spreadsheets.results import Unreadable

EMPTY_ROWS_BEFORE_STOP = 1000  # sheets formatted down to row 1,048,576 end here


class BookSheet:
    """One sheet; calamine holds it whole, rows are made as they are asked for."""

    def __init__(self, name: str, sheet, data: bytes, format: str):
        self.name = name
        self.first_column = sheet.start[1] if sheet.start else 0  # calamine leaves out empty columns before the first
        self.stopped_at = None  # the last row read, where the sheet goes on after many empty ones
        self._sheet = sheet
        self._data = data
        self._format = format

    def rows(self) -> Iterator[list]:
        """From the sheet's first row on, until 1,000 empty ones follow each other."""
        empty = 0
        for index, row in enumerate(self._sheet.iter_rows() if self._sheet.start else ()):
            empty = 0 if any(row) else empty + 1
            if empty == EMPTY_ROWS_BEFORE_STOP:
                self.stopped_at = index + 1 - empty
                return
            yield row

    @cached_property
    def unsaved(self) -> dict[tuple[int, int], tuple[str, str]]:
        """Cells that calamine shows as blank and are not: {(row, column): (what stands there, message)}."""
        return unsaved_cells(self._data, self.name) if self._format == "xlsx" else {}

    def unsaved_below(self, row: int) -> list[tuple[int, int]]:
        """Where such cells stand from that row on: calamine ends a sheet at its last cell with a value.

        A sheet that claims as many rows as were read is believed; most do, and looking takes a while.
        """
        if self._format != "xlsx" or self.stopped_at or claimed_rows(self._data, self.name) == row:
            return []
        return sorted(place for place in self.unsaved if place[0] >= row)


class Book:
    """A workbook: its sheets come one after the other, so that only one is held at a time."""

    encoding = delimiter = None

    def __init__(self, data: bytes, format: str, only: str | None = None):
        self.format = format
        self._data = data
        try:
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        except PasswordError:
            raise encrypted() from None
        except CalamineError:
            raise corrupt() from None
        names = [sheet.name for sheet in self._book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        self.names = [_sheet_called(only, names)] if only else names

    def sheets(self) -> Iterator[BookSheet]:
        for name in self.names:
            try:
                sheet = self._book.get_sheet_by_name(name)
            except PasswordError:
                raise encrypted() from None
            except CalamineError:
                raise corrupt() from None
            yield BookSheet(name, sheet, self._data, self.format)


def _sheet_called(wanted: str, names: list[str]) -> str:
    """The sheet of that name, else the one of that number counted from 1."""
    for name in names:
        if name.strip().casefold() == wanted.strip().casefold():
            return name
    if wanted.strip().isascii() and wanted.strip().isdigit() and 1 <= int(wanted) <= len(names):
        return names[int(wanted) - 1]
    listed = ", ".join(f"“{name}”" for name in names)
    raise Unreadable("wrong_override", f"There is no sheet “{wanted[:100]}”. The sheets are: {listed}.", allowed=names)
