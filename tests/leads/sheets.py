"""Spreadsheets made up for tests, in all formats, good and broken."""

import io
import re
import zipfile

import openpyxl
import xlwt

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet1.xml"


def xlsx(*rows, name="Catalogue", **others) -> bytes:
    """A workbook of these rows, and one more sheet for each keyword."""
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    for title, more in others.items():
        sheet = book.create_sheet(title)
        for row in more:
            sheet.append(row)
    return saved(book)


def xls(*rows) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Catalogue")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(at, column, value)
    return saved(book)


def ods(*rows, mimetype="application/vnd.oasis.opendocument.spreadsheet", content=True, manifest="") -> bytes:
    cells = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    body = (
        '<?xml version="1.0"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Catalogue">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    members = {"mimetype": mimetype, "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>"}
    return zipped(members | ({"content.xml": body} if content else {}))


def _ods_cell(value) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'


def zipped(members: dict) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return whole.getvalue()


def saved(book) -> bytes:
    whole = io.BytesIO()
    book.save(whole)
    return whole.getvalue()


def patched(book: bytes, pattern: bytes, replacement: bytes, member=SHEET) -> bytes:
    """The workbook with one part of its XML changed."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    before = members[member]
    members[member] = re.sub(pattern, lambda match: replacement, before, count=1)
    assert members[member] != before
    return zipped(members)


def with_row(book: bytes, row: bytes) -> bytes:
    return patched(book, b"</sheetData>", row + b"</sheetData>")


def liar(book: bytes, claimed: int) -> bytes:
    """The workbook with a sheet that says it unpacks to `claimed` bytes."""
    return _with_entry(book, 24, claimed.to_bytes(4, "little"))


def locked(book: bytes) -> bytes:
    """The workbook with a sheet that says it is encrypted."""
    return _with_entry(book, 8, b"\x01\x00")


def _with_entry(book: bytes, offset: int, change: bytes) -> bytes:
    """The workbook with something changed in the sheet's line of the ZIP directory."""
    at = book.index(b"PK\x01\x02")
    while book[at + 46 : at + 46 + len(SHEET)] != SHEET.encode():
        at = book.index(b"PK\x01\x02", at + 4)
    return book[: at + offset] + change + book[at + offset + len(change) :]


def holed(book: bytes) -> bytes:
    """The workbook with noughts where its sheet begins."""
    at = book.index(SHEET.encode()) + len(SHEET)
    return book[:at] + bytes(80) + book[at + 80 :]
