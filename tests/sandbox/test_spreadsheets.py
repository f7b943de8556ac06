"""The sheets hold the whole catalogue, and the demo's a row of every outcome."""

import csv
import io
import re

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from sandbox import spreadsheets

CODE = re.compile(r"[A-Z]{2}[A-Z0-9]{3}\d{7}")


@pytest.fixture(scope="module")
def folder(world, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sheets")
    spreadsheets.write_all(world, folder)
    return folder


def codes(text):
    return CODE.findall(re.sub(r"[\s\u2011-]", "", text).upper().replace("ISRC", ""))


def cells(path, encoding="utf-8", delimiter=","):
    if path.suffix in (".xlsx", ".xls", ".ods"):
        book = CalamineWorkbook.from_path(path)
        lines = [line for name in book.sheet_names for line in book.get_sheet_by_name(name).to_python()]
    else:
        lines = csv.reader(io.StringIO(path.read_bytes().decode(encoding)), delimiter=delimiter)
    return [str(cell) for line in lines for cell in line]


@pytest.mark.parametrize(
    ("name", "encoding", "delimiter"),
    [
        ("comma-utf8.csv", "utf-8", ","),
        ("comma-utf8-bom.csv", "utf-8-sig", ","),
        ("comma-utf16.csv", "utf-16", ","),
        ("tabs.tsv", "utf-8", "\t"),
        ("headerless.csv", "utf-8", ","),
        ("codes.txt", "utf-8", ","),
        ("several-sheets.xlsx", "", ""),
        ("old-workbook.xls", "", ""),
        ("open-document.ods", "", ""),
        ("demo.xlsx", "", ""),
    ],
)
def test_every_format_holds_every_code(world, folder, name, encoding, delimiter):
    found = {code for cell in cells(folder / name, encoding, delimiter) for code in codes(cell)}
    assert found >= set(world.isrcs)


def test_the_western_sheet_leaves_out_what_its_encoding_cannot_say(world, folder):
    found = {code for cell in cells(folder / "semicolon-cp1252.csv", "cp1252", ";") for code in codes(cell)}
    assert set() < found < set(world.isrcs)


def test_the_demo_has_a_row_of_every_outcome(world, folder):
    sheet = openpyxl.load_workbook(folder / "demo.xlsx")["Catalogue"]
    lines = [[cell or "" for cell in line] for line in sheet.iter_rows(values_only=True)]
    assert tuple(lines[3]) == spreadsheets.HEADER and "ISRC" not in lines[0]
    column = [line[2] for line in lines[4:]]
    found = [code for cell in column for code in codes(cell)]
    assert len(found) > len(set(found)), "no duplicate"
    assert any(len(codes(cell)) == 2 for cell in column), "no cell of several codes"
    assert "" in column and set(spreadsheets.BAD_CELLS) < set(column)


def test_the_second_upload_has_known_codes_and_new_ones(world, folder):
    found = {code for cell in cells(folder / "demo-second.csv") for code in codes(cell)}
    assert found & set(world.isrcs) and found - set(world.isrcs)
