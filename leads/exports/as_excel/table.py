"""The sheet of leads: a title, a header that stays in sight, and one row a lead."""

from collections.abc import Iterable, Iterator

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from leads.exports import words
from leads.exports.about import COMPANY, About
from leads.exports.as_excel import look
from leads.exports.as_excel.cells import letters, row_maker, text_cell

HEADER_ROW = 6
ROOM = 1_048_576 - HEADER_ROW  # rows of a sheet


class Table(WriteOnlyWorksheet):
    """A sheet that takes rows of cells only.

    openpyxl's own takes plain values, too, and finds out that a cell is none by failing: a third of all the time.
    """

    @classmethod
    def in_book(cls, book: Workbook, title: str) -> "Table":
        sheet = cls(book, title)
        book._add_sheet(sheet)
        return sheet

    def _values_to_row(self, values: Iterable[Cell | None], row_idx: int) -> Iterator[Cell]:
        for column, cell in enumerate(values, 1):
            if cell is not None:
                cell.row, cell.column = row_idx, column
                yield cell


def write_table(sheet: Table, about: About, rows: Iterable[tuple]) -> None:
    _set_up(sheet, about)
    for line in _title(sheet, about):
        sheet.append([line])
    sheet.append([])
    sheet.append([text_cell(sheet, column.label, **look.header(look.side(column))) for column in about.columns])
    cells, last = row_maker(sheet, about.columns), HEADER_ROW
    for values in rows:
        sheet.append(cells(values))
        last += 1
    _finish(sheet, about, last)


def _title(sheet, about: About) -> list:
    policy = f", scored by policy {about.policy_version}" if about.count else ""
    return [
        text_cell(sheet, f"{COMPANY}: leads from Prism", font=look.TITLE),
        text_cell(sheet, words.made(about), font=look.QUIET),
        text_cell(sheet, f"{words.how_many(about.count)}{policy}", font=look.QUIET),
        text_cell(sheet, words.which(about), font=look.QUIET),
    ]


def _set_up(sheet, about: About) -> None:
    """What openpyxl wants to know before the first row."""
    sheet.sheet_properties.tabColor = look.RED
    sheet.row_dimensions[1].height = 24
    sheet.row_dimensions[HEADER_ROW].height = 32
    for letter, column in zip(letters(about.columns), about.columns, strict=True):
        sheet.column_dimensions[letter].width = look.width(column)
    names_first = about.columns[0].name == "artist_name" and len(about.columns) > 1
    sheet.freeze_panes = f"{'B' if names_first else 'A'}{HEADER_ROW + 1}"
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", look.A4
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = f"Prism - {COMPANY}", "Page &P of &N"


def _finish(sheet, about: About, last: int) -> None:
    """What stands below the rows in the file, and knows the last of them."""
    of = letters(about.columns)
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{of[-1]}{last}"
    if last == HEADER_ROW:
        return
    for letter, column in zip(of, about.columns, strict=True):
        if column.name in look.TIER_COLUMNS:
            for rule in look.tier_rules():
                sheet.conditional_formatting.add(f"{letter}{HEADER_ROW + 1}:{letter}{last}", rule)
