"""Leads as a workbook: the table with its title, how they stand together, and a page on what it all is."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from openpyxl import Workbook

from leads.exports.about import COMPANY, About
from leads.exports.as_excel import sheets
from leads.exports.as_excel.table import ROOM, Table, write_table


def save(about: About, rows: Iterable[tuple], path: Path) -> None:
    """Write the workbook to `path`; `rows` are read one by one. ValueError where a sheet has not room for so many."""
    if about.count > ROOM:
        raise ValueError(f"A sheet has room for {ROOM:,} leads, and these are {about.count:,}: choose CSV instead.")
    with _workbook() as book:
        write_table(Table.in_book(book, "Leads"), about, rows)
        sheets.write_summary(book.create_sheet("Summary Statistics"), about.summary)
        sheets.write_about(book.create_sheet("About"), about)
        book.save(path)


@contextmanager
def _workbook() -> Iterator[Workbook]:
    """An empty one; what openpyxl has put on the disk of a workbook that was never saved is taken away again."""
    book = Workbook(write_only=True)
    book.properties.creator = "Prism"
    book.properties.title = f"{COMPANY}: leads"
    try:
        yield book
    finally:
        for sheet in book.worksheets:
            if not sheet.closed and sheet._writer:
                sheet.close()
                sheet._writer.cleanup()
