"""Cells of a sheet, made so that a spreadsheet shows what stands in them and works out nothing.

openpyxl takes text that begins with "=" for a formula and "#N/A" for an error unless it is told that it is text.
A sheet that is only written writes each row at once, so that a column makes do with one or two cells for all its rows.
"""

import re
from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from leads.exports.as_excel import look
from leads.exports.columns import Column, Kind
from leads.exports.safe import evaluates, sheet_text

HERE = ZoneInfo("Pacific/Auckland")
KEPT = 10**15  # Excel keeps 15 digits of a number
FIRST_DAY = date(1900, 3, 1)  # Excel knows none before 1900, and a 29 February 1900 that never was
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # readers take _x0041_ for an A

Make = Callable[[object], Cell | None]


def text_cell(sheet, text: str, **look) -> Cell:
    """A cell that holds this text and nothing else."""
    cell = WriteOnlyCell(sheet)
    for name, value in look.items():
        setattr(cell, name, value)
    _write(cell, sheet_text(text))
    cell.quotePrefix = evaluates(text)
    return cell


def value_cell(sheet, value, **look) -> Cell:
    """A number's cell; None is an empty one."""
    cell = WriteOnlyCell(sheet, value)
    for name, set_to in look.items():
        setattr(cell, name, set_to)
    return cell


def _write(cell: Cell, text: str) -> Cell:
    cell.value = ESCAPED.sub("_x005F_", text) if "_x" in text else text
    cell.data_type = "s"
    return cell


# --- One column, many rows --------------------------------------------------------------------------------------------


def maker(sheet, column: Column) -> Make:
    """From a value of this column to its cell; the cell is the same one each time."""
    return _MAKERS.get(column.kind, _text)(sheet, column)


def _blank(sheet, column: Column) -> Cell:
    cell = WriteOnlyCell(sheet)
    if (side := look.side(column)) != "left":  # where text stands by itself
        cell.alignment = Alignment(side)
    return cell


def _text(sheet, column: Column) -> Make:
    words = column.words or {}
    plain, risky = _blank(sheet, column), _blank(sheet, column)
    risky.quotePrefix = True  # it stays text when somebody edits it

    def made(value: str) -> Cell | None:
        text = sheet_text(words.get(value, value))
        return _write(risky if evaluates(text) else plain, text) if text else None

    return made


def _handles(sheet, column: Column) -> Make:
    text = _text(sheet, column)
    return lambda handles: text("; ".join(f"{network}: {name}" for network, name in handles.items()))


def _number(sheet, column: Column) -> Make:
    return _same(value_cell(sheet, 0, number_format=look.number_format(column)))


def _integer(sheet, column: Column) -> Make:
    number, digits = _number(sheet, column), _blank(sheet, column)
    return lambda value: number(value) if -KEPT < value < KEPT else _write(digits, str(value))


def _day(sheet, column: Column) -> Make:
    day, text = _number(sheet, column), _text(sheet, column)
    return lambda value: day(value) if value >= FIRST_DAY else text(value.isoformat())


def _moment(sheet, column: Column) -> Make:
    wall = _number(sheet, column)
    return lambda value: wall(value.astimezone(HERE).replace(tzinfo=None, microsecond=0))


def _flag(sheet, column: Column) -> Make:
    return _same(WriteOnlyCell(sheet))


def _same(cell: Cell) -> Make:
    def made(value) -> Cell:
        cell.value = value
        return cell

    return made


_MAKERS = {
    Kind.HANDLES: _handles,
    Kind.INTEGER: _integer,
    Kind.SCORE: _number,
    Kind.RATE: _number,
    Kind.PERCENT: _number,
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
    Kind.FLAG: _flag,
}


def row_maker(sheet, columns: tuple[Column, ...]) -> Callable[[tuple], list[Cell | None]]:
    """From the values of a row to its cells."""
    makers = [maker(sheet, column) for column in columns]

    def cells(values: tuple) -> list[Cell | None]:
        return [None if value is None else make(value) for make, value in zip(makers, values, strict=True)]

    return cells


def letters(columns: tuple[Column, ...]) -> list[str]:
    return [get_column_letter(number) for number, _ in enumerate(columns, 1)]
