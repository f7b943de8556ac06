"""Files and cells that break importers: each gets one exact sentence, none an exception."""

import pytest

from leads.spreadsheets import Unreadable, read_fenced
from leads.spreadsheets.results import LARGEST_FILE
from tests.leads.sheets import OLE, holed, liar, locked, ods, patched, with_row, xls, xlsx, zipped

CODE = "NZABC2100001"
GOOD = xlsx(["ISRC"], [CODE])
DAMAGED = "This file is damaged and cannot be opened. Open it in a spreadsheet program and save it again."
LOCKED = "This file is password protected. Save it without a password and upload it again."
NOTHING = "There is nothing in this file."
SAVE_AGAIN = "Open it in a spreadsheet program and save it as .xlsx or .csv."
HEAVY = (
    "Reading this file takes more than 300 MB of memory. Delete what stands far to the right or far below, "
    "or save the sheet with the ISRCs as CSV."
)


def utf16(text):
    return text.encode("utf-16-le")


REFUSED = [
    # id, file name, content, reason, sentence
    ("no bytes", "a.csv", b"", "empty", NOTHING),
    ("no bytes xlsx", "a.xlsx", b"", "empty", NOTHING),
    ("only a mark", "a.csv", b"\xef\xbb\xbf", "empty", NOTHING),
    ("only blank lines", "a.txt", b"\r\n \n\n", "empty", NOTHING),
    ("only NULs", "a.txt", b"\0" * 5000, "empty", NOTHING),
    ("only commas", "a.csv", b",,,\n,,,\n", "empty", NOTHING),
    ("empty sheets", "a.xlsx", xlsx(), "empty", NOTHING),
    ("empty ods", "a.ods", ods(), "empty", NOTHING),
    ("only a header", "a.csv", b"ISRC,Title\n", "empty", "Nothing stands below the header “ISRC”."),
    ("only headers", "a.xlsx", xlsx(["ISRC1", "ISRC2"]), "empty", "Nothing stands below the header “ISRC1”, “ISRC2”."),
    ("no ISRCs", "a.csv", b"Title,UPC\na,9400000000017\n", "no_isrc",
     "No column of this file holds ISRCs. The columns are: “Title”, “UPC”."),
    ("track ids", "a.csv", b"id,name\n4aB5cD9uYEdYUVa79Axb7R,x\n6rqhFgbbKwnb9MLmUQDhG6,y\n", "no_isrc",
     "No column of this file holds ISRCs. The columns are: “id”, “name”."),
    ("ISWCs", "a.csv", b"Work,Code\nx,T-123.456.789-4\n", "no_isrc",
     "No column of this file holds ISRCs. The columns are: “Work”, “Code”."),
    ("no ISRCs xls", "a.xls", xls(["Title", "Year"], ["a", 2021]), "no_isrc",
     "No column of this file holds ISRCs. The columns are: “Title”, “Year”."),
    ("prose", "a.txt", b"Dear all,\nplease find the list attached.\n", "no_isrc",
     "No column of this file holds ISRCs. The columns are: “Dear all”."),
    ("no extension", "isrcs", b"ISRC\n", "unsupported", "Only CSV, TSV, TXT, XLSX, XLS and ODS files can be read."),
    ("numbers", "a.numbers", GOOD, "unsupported", "Only CSV, TSV, TXT, XLSX, XLS and ODS files can be read."),
    ("macro book", "a.xlsm", GOOD, "unsupported", "Only CSV, TSV, TXT, XLSX, XLS and ODS files can be read."),
    ("only an extension", ".csv.exe", b"MZ", "unsupported",
     "Only CSV, TSV, TXT, XLSX, XLS and ODS files can be read."),
    ("xlsx as csv", "a.csv", GOOD, "not_what_it_says",
     "This file is named .csv, but it is an XLSX workbook. Rename it to end in .xlsx, or save it as .csv."),
    ("csv as xlsx", "a.xlsx", b"ISRC\nNZABC2100001\n", "not_what_it_says",
     "This file is named .xlsx, but it is plain text. Rename it to end in .csv, or save it as .xlsx."),
    ("csv as xls", "a.xls", b"ISRC\tTitle\nNZABC2100001\tx\n", "not_what_it_says",
     "This file is named .xls, but it is plain text. Rename it to end in .csv, or save it as .xls."),
    ("xls as xlsx", "a.xlsx", xls(["ISRC"], [CODE]), "not_what_it_says",
     "This file is named .xlsx, but it is an XLS workbook. Rename it to end in .xls, or save it as .xlsx."),
    ("ods as xlsx", "a.xlsx", ods(["ISRC"], [CODE]), "not_what_it_says",
     "This file is named .xlsx, but it is an ODS spreadsheet. Rename it to end in .ods, or save it as .xlsx."),
    ("page as xls", "a.xls", b"<html><table><tr><td>ISRC</td></tr></table></html>", "not_what_it_says",
     f"This file is named .xls, but it is a web page. {SAVE_AGAIN}"),
    ("page as csv", "a.csv", b"\n <!DOCTYPE html><html>", "not_what_it_says",
     f"This file is named .csv, but it is a web page. {SAVE_AGAIN}"),
    ("XML 2003", "a.xls", b'<?xml version="1.0"?><Workbook></Workbook>', "not_what_it_says",
     f"This file is named .xls, but it is an XML file. {SAVE_AGAIN}"),
    ("pdf", "a.csv", b"%PDF-1.7\n%\xe2\xe3", "not_what_it_says",
     f"This file is named .csv, but it is a PDF. {SAVE_AGAIN}"),
    ("png", "a.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "not_what_it_says",
     f"This file is named .xlsx, but it is a picture (PNG). {SAVE_AGAIN}"),
    ("gzip", "a.csv", b"\x1f\x8b\x08\0\0", "not_what_it_says",
     f"This file is named .csv, but it is a gzip archive. {SAVE_AGAIN}"),
    ("noise", "a.csv", bytes(range(256)) * 40, "not_what_it_says",
     f"This file is named .csv, but it is something other than text. {SAVE_AGAIN}"),
    ("noise xlsx", "a.xlsx", bytes(range(256)) * 40, "corrupt", DAMAGED),
    ("word", "a.xlsx", zipped({"[Content_Types].xml": "", "word/document.xml": ""}), "not_what_it_says",
     f"This file is named .xlsx, but it is a Word document. {SAVE_AGAIN}"),
    ("xlsb", "a.xlsx", zipped({"xl/workbook.bin": ""}), "not_what_it_says",
     f"This file is named .xlsx, but it is a binary workbook (XLSB). {SAVE_AGAIN}"),
    ("zip of nothing", "a.xlsx", zipped({}), "not_what_it_says",
     f"This file is named .xlsx, but it is an empty ZIP archive. {SAVE_AGAIN}"),
    ("zip of a csv", "a.csv", zipped({"a.csv": CODE}), "not_what_it_says",
     f"This file is named .csv, but it is a ZIP archive. {SAVE_AGAIN}"),
    ("odt", "a.ods", ods(mimetype="application/vnd.oasis.opendocument.text"), "not_what_it_says",
     f"This file is named .ods, but it is an OpenDocument file, but not a spreadsheet. {SAVE_AGAIN}"),
    ("word in OLE", "a.xls", OLE + b"\0" * 600 + utf16("WordDocument"), "not_what_it_says",
     f"This file is named .xls, but it is a Word document. {SAVE_AGAIN}"),
    ("locked", "a.xlsx", OLE + b"\0" * 600 + utf16("EncryptedPackage"), "encrypted", LOCKED),
    ("locked shell", "a.xlsx", OLE + b"\0" * 600, "encrypted", LOCKED),
    ("locked ods", "a.ods", ods(["ISRC"], manifest="<manifest:encryption-data/>"), "encrypted", LOCKED),
    ("locked zip", "a.xlsx", locked(GOOD), "encrypted", LOCKED),
    ("half a zip", "a.xlsx", GOOD[: len(GOOD) // 2], "corrupt", DAMAGED),
    ("no end", "a.xlsx", GOOD[:-30], "corrupt", DAMAGED),
    ("holes", "a.xlsx", holed(GOOD), "corrupt", DAMAGED),
    ("half a sheet", "a.xlsx", patched(GOOD, rb"</row>.*", b"<row"), "corrupt", DAMAGED),
    ("no sheet", "a.xlsx", zipped({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}), "corrupt", DAMAGED),
    ("place backwards", "a.xlsx", patched(GOOD, rb'r="A2"', b'r="2A"'), "corrupt", DAMAGED),
    ("place beyond all", "a.xlsx", patched(GOOD, rb'r="A2"', b'r="ZZZZZZZZZZ99999999999999"'), "corrupt", DAMAGED),
    ("ods without content", "a.ods", ods(content=False), "corrupt", DAMAGED),
    ("xls of noise", "a.xls", OLE + bytes(range(256)) * 20, "corrupt", DAMAGED),
    ("xls cut off", "a.xls", xls(["ISRC"], [CODE])[:2000] + utf16("Workbook"), "corrupt", DAMAGED),
    ("far corner", "a.xlsx", with_row(GOOD, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "too_large",
     HEAVY),
    ("too many bytes", "a.csv", b"x" * (LARGEST_FILE + 1), "too_large",
     "This file has 20.0 MB; up to 20 MB can be read."),
    ("bomb by ratio", "a.xlsx", zipped({"[Content_Types].xml": "", "xl/workbook.xml": b"0" * 5_000_000}), "bomb",
     "A part of this file is packed more than 100 to 1, as no real spreadsheet is."),
    ("bomb by header", "a.xlsx", liar(GOOD, 3_000_000_000), "bomb",
     "This file unpacks to 2861 MB; up to 100 MB can be read."),
    ("bomb by members", "a.ods", zipped({f"{number}": "" for number in range(201)}), "bomb",
     "This file is packed from 201 parts; a spreadsheet has at most 200."),
    ("201 columns", "a.csv", b"ISRC" + b",x" * 200 + b"\nNZABC2100001" + b",1" * 200, "too_many_columns",
     "This file has 201 columns; up to 200 can be read."),
    ("201 columns xlsx", "a.xlsx", xlsx(["ISRC", *["x"] * 200], [CODE, *[1] * 200]), "too_many_columns",
     "This file has 201 columns; up to 200 can be read."),
    ("201 headers", "a.csv", b"ISRC" + b",x" * 200 + b"\nNZABC2100001", "too_many_columns",
     "This file has 201 columns; up to 200 can be read."),
    ("201 headers xlsx", "a.xlsx", xlsx(["ISRC", *["x"] * 200], [CODE]), "too_many_columns",
     "This file has 201 columns; up to 200 can be read."),
    ("200 blanks between", "a.xlsx", xlsx(["ISRC", *[""] * 200, "Title"], [CODE]), "too_many_columns",
     "This file has 202 columns; up to 200 can be read."),
    ("a title far out", "a.xlsx", xlsx([*[""] * 300, "Catalogue"], ["ISRC"], [CODE]), "too_many_columns",
     "This file has 301 columns; up to 200 can be read."),
    ("million commas", "a.csv", b"," * 1_000_000 + b"x", "too_many_columns",
     "This file has 1,000,001 columns; up to 200 can be read."),
    ("200,001 rows", "a.csv", b"ISRC\n" + b"NZABC2100001\n" * 200_001, "too_many_rows",
     "This file has more than 200,000 rows."),
    ("codes without end", "a.csv", b"NZABC2100001;" * 600_001, "too_many_rows",
     "This file has more than 600,000 cells for ISRCs."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "reason", "sentence"), [case[1:] for case in REFUSED], ids=[c[0] for c in REFUSED]
)
def test_a_file_that_cannot_be_read_says_why(tmp_path, name, data, reason, sentence):
    path = tmp_path / "upload"
    path.write_bytes(data)
    with pytest.raises(Unreadable) as trouble:
        read_fenced(path, name, deadline=60)  # for busy machines
    assert (trouble.value.reason, trouble.value.sentence) == (reason, sentence)


OVERRIDES = [
    ({"sheet": "Nope"}, "wrong_override", "There is no sheet “Nope”. The sheets are: “Catalogue”."),
    ({"sheet": 2}, "wrong_override", "There is no sheet “2”. The sheets are: “Catalogue”."),
    ({"columns": ["Nope"]}, "wrong_override", "There is no column “Nope” in this file. The columns are: “ISRC”."),
    ({"columns": ["ISRC", "Z"]}, "wrong_override", "There is no column “Z” in this file. The columns are: “ISRC”."),
    ({"columns": ["0"]}, "wrong_override", "There is no column “0” in this file. The columns are: “ISRC”."),
]
TEXT_OVERRIDES = [
    ({"sheet": 2}, "wrong_override", "A text file has no sheets to choose from."),
    ({"delimiter": "##"}, "wrong_override", "The delimiter “##” is not one of comma, semicolon, vertical bar or tab."),
    ({"encoding": "klingon"}, "wrong_override",
     "There is no encoding called “klingon”. Try utf-8, utf-16, cp1252 or latin-1."),
    ({"encoding": "base64"}, "wrong_override",
     "There is no encoding called “base64”. Try utf-8, utf-16, cp1252 or latin-1."),
    ({"encoding": "ascii"}, "undecodable", "This file cannot be read as ascii (byte 6)."),
]  # fmt: skip


@pytest.mark.parametrize(("overrides", "reason", "sentence"), OVERRIDES + TEXT_OVERRIDES, ids=str)
def test_a_wrong_choice_names_the_right_ones(tmp_path, overrides, reason, sentence):
    path = tmp_path / "upload"
    is_text = (overrides, reason, sentence) in TEXT_OVERRIDES
    path.write_bytes(f"ISRC,ā\n{CODE},x".encode() if is_text else GOOD)
    with pytest.raises(Unreadable) as trouble:
        read_fenced(path, "a.csv" if is_text else "a.xlsx", **overrides)
    assert (trouble.value.reason, trouble.value.sentence) == (reason, sentence)


def test_a_column_too_far_out_to_be_chosen_is_refused_for_the_width(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(b"x," * 200 + b"ISRC\n" + b"1," * 200 + CODE.encode())
    with pytest.raises(Unreadable) as trouble:
        read_fenced(path, "a.csv", columns=["ISRC"])
    assert (trouble.value.reason, trouble.value.found, trouble.value.limit) == ("too_many_columns", 201, 200)


@pytest.mark.parametrize("blank", [b",", b", "], ids=["empty", "spaces"])
def test_columns_that_hold_nothing_do_not_count(tmp_path, blank):
    path = tmp_path / "upload"
    path.write_bytes(b"ISRC" + blank * 300 + b"\n" + CODE.encode() + blank * 300)
    assert [row.isrc for row in read_fenced(path, "a.csv").rows] == [CODE]


def sheet_with(cell: bytes) -> bytes:
    """A workbook whose cell A3 is this XML, below the header and one good code."""
    return patched(with_row(GOOD, b'<row r="3">' + cell + b"</row>"), rb'ref="A1:A2"', b'ref="A1:A3"')


UNSAVED = "This formula has no saved result: open the file in a spreadsheet program and save it again"
NUMBER = "An ISRC is text, this is a number"
CELLS = [
    # id, XML of cell A3, (outcome, value, message)
    ("formula", b'<c r="A3"><f>B3&amp;C3</f></c>', ("invalid", "=B3&C3", UNSAVED)),
    ("formula, empty value", b'<c r="A3"><f>B3</f><v></v></c>', ("invalid", "=B3", UNSAVED)),
    ("shared formula", b'<c r="A3"><f t="shared" si="0"/><v/></c>', ("invalid", "=", UNSAVED)),
    ("saved formula", b'<c r="A3" t="str"><f>B3</f><v>NZABC2100002</v></c>', ("code", "NZABC2100002", None)),
    ("error", b'<c r="A3" t="e"><v>#REF!</v></c>', ("invalid", "#REF!", "This cell holds an error instead of an ISRC")),
    ("error of a formula", b'<c r="A3" t="e"><f>NA()</f><v>#N/A</v></c>',
     ("invalid", "#N/A", "This cell holds an error instead of an ISRC")),
    ("true", b'<c r="A3" t="b"><v>1</v></c>', ("invalid", "TRUE", "An ISRC is text, this is a yes or no")),
    ("number", b'<c r="A3"><v>20210</v></c>', ("invalid", "20210", NUMBER)),
    ("zero", b'<c r="A3"><v>0</v></c>', ("invalid", "0", NUMBER)),
    ("negative zero", b'<c r="A3"><v>-0</v></c>', ("invalid", "0", NUMBER)),
    ("barcode", b'<c r="A3"><v>9400000000017</v></c>', ("invalid", "9400000000017", NUMBER)),
    ("endless", b'<c r="A3"><v>1e400</v></c>', ("invalid", "inf", NUMBER)),
    ("no number", b'<c r="A3"><v>NaN</v></c>', ("invalid", "nan", NUMBER)),
    ("escaped return", b'<c r="A3" t="inlineStr"><is><t>NZABC2100002_x000D_</t></is></c>',
     ("code", "NZABC2100002", None)),
    ("rich text", b'<c r="A3" t="inlineStr"><is><r><t>NZABC</t></r><r><t>2100002</t></r></is></c>',
     ("code", "NZABC2100002", None)),
    ("entities", b'<c r="A3" t="inlineStr"><is><t>&#78;ZABC2100002</t></is></c>', ("code", "NZABC2100002", None)),
    ("formula as text", b'<c r="A3" t="inlineStr"><is><t>=cmd|calc</t></is></c>',
     ("invalid", "=cmd|calc", "“=” is not one of the letters A-Z and digits 0-9 (character 1)")),
    ("30,000 letters", b'<c r="A3" t="inlineStr"><is><t>' + b"x" * 30000 + b"</t></is></c>",
     ("invalid", "x" * 100, "30000 characters, 12 are needed")),
    ("markup", b'<c r="A3" t="inlineStr"><is><t>&lt;b&gt;</t></is></c>',
     ("invalid", "<b>", "“<” is not one of the letters A-Z and digits 0-9 (character 1)")),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "expected"), [case[1:] for case in CELLS], ids=[case[0] for case in CELLS])
def test_every_cell_has_its_sentence(tmp_path, cell, expected):
    path = tmp_path / "upload"
    path.write_bytes(sheet_with(cell))
    first, second = read_fenced(path, "a.xlsx").rows
    assert (first.row, first.isrc) == (2, CODE)
    assert (second.row, (second.outcome, second.value, second.message)) == (3, expected)


ENTITY_BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]><worksheet'
READ_ALL_THE_SAME = [
    ("a lying dimension", "a.xlsx", patched(GOOD, rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"')),
    ("a style in the far corner", "a.xlsx", with_row(GOOD, b'<row r="1048576"><c r="XFD1048576" s="0"/></row>')),
    ("an entity bomb", "a.xlsx", patched(GOOD, b"<worksheet", ENTITY_BOMB)),
    ("a value a million rows down", "a.xlsx", with_row(GOOD, b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>')),
    ("ten megabytes in a line", "a.csv", f"ISRC,Notes\n{CODE},{'x' * 10_000_000}".encode()),
    ("an open quote", "a.csv", f'ISRC,Title\n{CODE},"never shut'.encode()),
    ("a sea of quotes", "a.csv", b"ISRC,Title\nNZABC2100001," + b'"' * 4001),
    ("lone surrogates", "a.csv", f"ISRC,Title\n{CODE},\ud800".encode("utf-8", "surrogatepass")),
    ("odd bytes in UTF-16", "a.csv", f"ISRC\n{CODE}\n".encode("utf-16") + b"\x41"),
    ("direction marks", "a.csv", f"ISRC\n\u202e{CODE}\u202c\n".encode()),
    ("escapes", "a.csv", f"ISRC,Title\n{CODE},\x1b[31mred\x1b[0m\n".encode()),
    ("a hyperlink", "a.csv", f'ISRC,Link\n{CODE},"=HYPERLINK(""http://x.example"")"\n'.encode()),
    ("end of file mark", "a.txt", f"{CODE}\r\n\x1a".encode()),
]


@pytest.mark.parametrize(
    ("name", "data"), [case[1:] for case in READ_ALL_THE_SAME], ids=[case[0] for case in READ_ALL_THE_SAME]
)
def test_harmless_oddities_do_not_hide_a_code(tmp_path, name, data):
    path = tmp_path / "upload"
    path.write_bytes(data)
    assert [row.isrc for row in read_fenced(path, name, deadline=60).rows if row.isrc] == [CODE]
