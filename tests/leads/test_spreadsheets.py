import json
import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.spreadsheets import Unreadable, read, read_fenced
from tests.leads.sheets import ods, xls, xlsx

CODES = ["NZABC2100001", "NZABC2100002", "NZABC2100003"]


def seen(sheetful):
    return [(row.row, row.isrc or row.outcome) for row in sheetful.rows]


def csv(text, name="list.csv", **overrides):
    return read(text.encode() if isinstance(text, str) else text, name, **overrides)


TABLE = [["Artist", "Track", "ISRC"], ["Tūī", "Light", CODES[0]], ["Kea", "Dusk", "nz-abc-21-00002"]]


@pytest.mark.parametrize(
    ("name", "data", "encoding", "delimiter"),
    [
        ("a.csv", "\n".join(map(",".join, TABLE)).encode(), "utf-8", ","),
        ("a.csv", "\r\n".join(map(";".join, TABLE)).encode("utf-8-sig"), "utf-8-sig", ";"),
        ("a.tsv", "\r".join(map("\t".join, TABLE)).encode("utf-16"), "utf-16", "\t"),
        ("a.TXT", "\n".join(map("|".join, TABLE)).encode("utf-16-le"), "utf-16-le", "|"),
        ("a.csv", "\n".join(map(":".join, TABLE)).encode("utf-16-be"), "utf-16-be", ":"),
        ("a.csv", "\n".join(map("^".join, TABLE)).encode("utf-32"), "utf-32", "^"),
        ("a.xlsx", xlsx(*TABLE), None, None),
        ("a.xls", xls(*TABLE), None, None),
        ("a.ods", ods(*TABLE), None, None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_format_gives_the_same_rows(name, data, encoding, delimiter):
    sheetful = read(data, name)
    assert seen(sheetful) == [(2, CODES[0]), (3, CODES[1])]
    assert [row.hints for row in sheetful.rows] == [
        {"artist": "Tūī", "title": "Light"},
        {"artist": "Kea", "title": "Dusk"},
    ]
    assert sheetful.detected == {
        "format": name[2:].lower(),
        "encoding": encoding,
        "delimiter": delimiter,
        "sheets": [] if encoding else ["Catalogue"],
        "header_row": 1,
        "columns": ["ISRC"],
    }
    assert sheetful.row_count == 2


@pytest.mark.parametrize(
    ("data", "encoding", "artist"),
    [
        ("ISRC,Artist\nNZABC2100001,Björk’s".encode("cp1252"), "cp1252", "Björk’s"),
        ("ISRC,Artist\nNZABC2100001,Ngā Tūī ōmā".encode() + b"\xc4", "utf-8", "Ngā Tūī ōmā\ufffd"),
        (b"ISRC,Artist\nNZABC2100001,Bj\xf6rk \x81", "latin", "Bj"),
    ],
    ids=["cp1252", "utf-8 cut off", "neither"],
)
def test_it_finds_the_encoding(data, encoding, artist):
    sheetful = read(data, "a.csv")
    assert sheetful.detected["encoding"].startswith(encoding) or encoding == "latin"
    assert sheetful.rows[0].isrc == CODES[0]
    assert sheetful.rows[0].hints["artist"].startswith(artist)


def test_rows_are_counted_as_a_spreadsheet_shows_them():
    sheetful = csv(f'ISRC,Track\n{CODES[0]},"two\nlines"\n\n{CODES[1]},one\n')
    assert seen(sheetful) == [(2, CODES[0]), (4, CODES[1])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{CODES[0]}\n{CODES[1]}", [(1, CODES[0]), (2, CODES[1])]),
        (f"{CODES[0]},{CODES[1]}\n{CODES[2]}", [(1, CODES[0]), (1, CODES[1]), (2, CODES[2]), (2, "blank")]),
        (f"ISRC: {CODES[0]}\nISRC: {CODES[1]}", [(1, CODES[0]), (2, CODES[1])]),
        (f"1 {CODES[0]}\n2 {CODES[1]}", [(1, CODES[0]), (2, CODES[1])]),
        (",".join(f"NZABC21{number:05}" for number in range(300)), [(1, f"NZABC21{n:05}") for n in range(300)]),
        (f"{CODES[0]}\nISRC\n{CODES[1]}", [(1, CODES[0]), (2, "invalid"), (3, CODES[1])]),
    ],
    ids=["one a line", "ragged", "with the word", "numbered", "one long line", "header in the middle"],
)
def test_lists_without_a_header(text, expected):
    sheetful = csv(text, "list.txt")
    assert seen(sheetful) == expected
    assert sheetful.detected["header_row"] is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f'ISRC,Track\n{CODES[0]},"open\n{CODES[1]},fine\n', [(2, CODES[0]), (3, CODES[1])]),
        (f'ISRC,Track\n{CODES[0]},7" mix\n{CODES[1]},"say ""yes"""\n', [(2, CODES[0]), (3, CODES[1])]),
        (f'ISRC,Track\n{CODES[0]},"open\n{CODES[1]},"shut"\n{CODES[2]},x\n', list(zip((2, 3, 4), CODES, strict=True))),
        (f'"Track","ISRC"\n"x","{CODES[0]}"\\n\n"y","{CODES[1]}"\\n', [(2, CODES[0]), (3, CODES[1])]),
        (f"ISRC\0,Track\n{CODES[0][:5]}\0{CODES[0][5:]},x\n", [(2, CODES[0])]),
        (f"sep=;\nISRC;Track\n{CODES[0]};a,b,c\n", [(3, CODES[0])]),
        (
            f"Track,ISRC\na,{CODES[0]}\nb\nc,,,,\nd,{CODES[1]}",
            [(2, CODES[0]), (3, "blank"), (4, "blank"), (5, CODES[1])],
        ),
    ],
    ids=["open quote", "inches", "quote shut later", "literal line ends", "NUL", "sep=", "ragged"],
)
def test_untidy_text_loses_nothing(text, expected):
    assert seen(csv(text)) == expected


@pytest.mark.parametrize(
    ("rows", "header_row", "columns"),
    [
        ([["ISRC Code"], [CODES[0]]], 1, ["ISRC Code"]),
        ([["RecordingISRC", "x"], [CODES[0], "y"]], 1, ["RecordingISRC"]),
        ([["Title", "isrc_1", "ISRC2"], ["a", CODES[0], CODES[1]]], 1, ["isrc_1", "ISRC2"]),
        ([["International Standard Recording Code"], [CODES[0]]], 1, ["International Standard Recording Code"]),
        ([["Title", "Code"], ["a", CODES[0]]], 1, ["Code"]),
        ([["Our ISRC list for 2026"], [], ["Title", "ISRC"], ["a", CODES[0]]], 3, ["ISRC"]),
        ([["ISRC", "ISRC status"], [CODES[0], "live"]], 1, ["ISRC"]),
        ([["ISRC (if known)", "Title"], [CODES[0], "a"]], 1, ["ISRC (if known)"]),
        ([["a", CODES[0]], ["b", CODES[1]]], None, ["B"]),
        ([["x"]] * 29 + [["ISRC"], [CODES[0]]], 30, ["ISRC"]),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, list) and value and isinstance(value[0], str) else "",
)
def test_it_finds_the_columns_and_the_header(rows, header_row, columns):
    for sheetful in (read(xlsx(*rows), "a.xlsx"), csv("\n".join(map(",".join, rows)))):
        assert (sheetful.detected["header_row"], sheetful.detected["columns"]) == (header_row, columns)
        assert CODES[0] in [row.isrc for row in sheetful.rows]


def test_rubbish_below_a_header_is_named_row_by_row():
    sheetful = read(xlsx(["ISRC", "Title"], ["Fill this in", "a"], ["", "b"], [20210.0, "c"]), "a.xlsx")
    assert [(row.row, row.outcome, row.reason, row.value) for row in sheetful.rows] == [
        (2, "invalid", "wrong_length", "Fill this in"),
        (3, "blank", "empty", ""),
        (4, "invalid", "not_text", "20210"),
    ]


def test_all_sheets_are_read_and_those_without_isrcs_left_out():
    book = xlsx(["Notes"], ["hello"], Old=[["ISRC"], [CODES[0]]], New=[["a", "Code"], ["b", CODES[1]]], Empty=[])
    sheetful = read(book, "a.xlsx")
    assert [(row.sheet, row.column, row.isrc) for row in sheetful.rows] == [
        ("Old", "ISRC", CODES[0]),
        ("New", "Code", CODES[1]),
    ]
    assert sheetful.detected["sheets"] == ["Old", "New"]


def test_a_sheet_may_begin_anywhere():
    sheetful = read(xlsx([], [None, None, "Title", "ISRC"], [None, None, "a", CODES[0]]), "a.xlsx", columns=["D"])
    assert seen(sheetful) == [(3, CODES[0])]


def test_hints_say_what_else_the_row_knows():
    header = ["Artist Name(s)", "Track Name", "P Line", "YouTube URL", "Spotify Artist ID", "Spotify Streams", "E-mail"]
    row = ["1975", "Light\x07", "", "https://youtube.example/@x", "2bbb", "12", "a@b.example"]
    sheetful = csv(",".join([*header, "ISRC"]) + "\n" + ",".join([*row, CODES[0]]))
    assert sheetful.rows[0].hints == {
        "artist": "1975",
        "title": "Light",
        "links": {"youtube": "https://youtube.example/@x", "spotify": "2bbb"},
        "email": "a@b.example",
    }
    assert sheetful.hints["artist"] == "Artist Name(s)"


def test_several_codes_in_a_cell_are_several_rows_of_one_line():
    sheetful = read(xlsx(["ISRC"], [f"{CODES[0]}; {CODES[1]}"], [CODES[2]]), "a.xlsx")
    assert seen(sheetful) == [(2, CODES[0]), (2, CODES[1]), (3, CODES[2])]
    assert sheetful.row_count == 2


def test_codes_far_below_are_found():
    rows = [["a", "b"]] + [["x", ""]] * 2000 + [["y", code] for code in CODES]
    assert seen(read(xlsx(*rows), "a.xlsx"))[-1] == (2004, CODES[2])


def test_a_thousand_empty_rows_end_a_sheet_and_it_says_so():
    sheetful = read(xlsx(["ISRC"], [CODES[0]], *[[]] * 1000, [CODES[1]]), "a.xlsx")
    assert seen(sheetful) == [(2, CODES[0])]
    assert sheetful.notes == ["“Catalogue” was read down to row 2: 1,000 empty rows follow."]


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ({"sheet": "new"}, [CODES[1]]),
        ({"sheet": 2}, [CODES[1]]),
        ({"sheet": "Old", "columns": ["ISRC"]}, [CODES[0]]),
        ({"columns": ["spare"]}, [CODES[2]]),
        ({"columns": ["B"]}, [CODES[2]]),
        ({"columns": ["1", "2"]}, [CODES[0], CODES[2], CODES[1]]),
    ],
    ids=str,
)
def test_people_may_say_where_to_look(overrides, expected):
    book = xlsx(["ISRC", "Spare"], [CODES[0], CODES[2]], name="Old", New=[["ISRC"], [CODES[1]]])
    assert [row.isrc for row in read(book, "a.xlsx", **overrides).rows] == expected


def test_encoding_and_delimiter_may_be_given():
    sheetful = csv("Künstler;ISRC\nBjörk,x;NZABC2100001".encode("cp437"), encoding="cp437", delimiter=";")
    assert sheetful.detected["encoding"] == "cp437"
    assert sheetful.rows[0].isrc == CODES[0]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=20), max_size=6), max_size=8), st.sampled_from(",;\t|"))
def test_any_text_file_is_read_or_refused_in_a_sentence(rows, delimiter):
    text = "\n".join(map(delimiter.join, rows)) + f"\n{CODES[0]}\n"
    try:
        sheetful = csv(text.encode("utf-8", "surrogatepass"))
    except Unreadable as trouble:
        assert trouble.sentence.endswith(".")
    else:
        assert all(row.outcome in ("code", "invalid", "blank") for row in sheetful.rows)


def test_the_fence_gives_what_reading_gives(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(xlsx(*TABLE, ["Moa", "", "NZABC21O0003"], ["Huia", "x", ""]))
    assert read_fenced(path, "a.xlsx", columns=["ISRC"]) == read(path, "a.xlsx", columns=["ISRC"])


def test_the_fence_ends_at_the_deadline(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(b"ISRC\n")
    with pytest.raises(Unreadable, match="This file could not be read within 0.001 seconds.") as trouble:
        read_fenced(path, "a.csv", deadline=0.001)
    assert trouble.value.reason == "timed_out"


def test_the_child_sees_no_secrets_and_no_django():
    code = "import leads.spreadsheets.__main__, sys; print([name for name in sys.modules if 'django' in name.lower()])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=os.getcwd())
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize("request_text", ["", "{}", json.dumps({"path": "/nowhere", "memory": 3e8, "deadline": 1})])
def test_the_child_never_prints_a_traceback(request_text):
    command = [sys.executable, "-m", "leads.spreadsheets"]
    result = subprocess.run(command, input=request_text, capture_output=True, text=True, timeout=20)
    assert (result.stderr, result.returncode) == ("", 0)
    assert json.loads(result.stdout)["unreadable"]["reason"] == "corrupt"
