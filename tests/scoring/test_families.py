"""Label families as a sheet: read, held against the rows there are, taken in wholly or not at all, and written."""

import csv
import time
from datetime import date

import pytest

from scoring import families
from scoring.labels import sheet, shipped_families
from scoring.labels.families import SHIPPED
from scoring.labels.sheet import Broken, Unreadable, clashes, decode, read, written
from scoring.models import LabelFamily

HEADER = "label,kind,group,source,since,until\n"


def line(text, header=HEADER):
    """What one line is read as: its values, or its sentence."""
    found = read(header + text)
    return found.lines[0][1:] if found.lines else found.broken[0].sentence


# --- Reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Foo Sounds,indie,,,,", ("Foo Sounds", "indie", "", "", None, None)),
        ("  Foo \u00a0 Sounds , INDIE ,,,,", ("Foo Sounds", "indie", "", "", None, None)),
        ("Foo,major,Sony,page,2006,2009", ("Foo", "major", "Sony", "page", date(2006, 1, 1), date(2009, 12, 31))),
        ("Foo,major,,,2004-02,2004-02", ("Foo", "major", "", "", date(2004, 2, 1), date(2004, 2, 29))),
        ("Foo,major,,,2006-03-14,", ("Foo", "major", "", "", date(2006, 3, 14), None)),
        ("Foo,major,,,1/02/2006,31/12/2009", ("Foo", "major", "", "", date(2006, 2, 1), date(2009, 12, 31))),
        ('"Foo, Bar & ""Co""",indie,,,,', ('Foo, Bar & "Co"', "indie", "", "", None, None)),
        ('"Foo\nSounds",indie,,,,', ("Foo Sounds", "indie", "", "", None, None)),
        ("re:^Foo  \\d+$,indie,,,,", ("re:^Foo  \\d+$", "indie", "", "", None, None)),
        ("Foo,indie,,,,,,,", ("Foo", "indie", "", "", None, None)),
        ("'=Foo,indie,,,,", ("=Foo", "indie", "", "", None, None)),
        ("''=Foo,indie,,,,", ("'=Foo", "indie", "", "", None, None)),
        ("'N Sounds,indie,,,,", ("'N Sounds", "indie", "", "", None, None)),
        ("Ngā Tūī,indie,,,,", ("Ngā Tūī", "indie", "", "", None, None)),
    ],
)
def test_a_line_is_read(text, values):
    assert line(text) == values


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (",indie,,,,", "The label is empty."),
        (
            "Foo,,,,,",
            "“” is no kind of label; use one of major, major_distributed, indie, distributor, self_release_marker.",
        ),
        ("Foo,royal,,,,", "“royal” is no kind of label; use one of"),
        ("re:([,indie,,,,", "“re:([” is not a regular expression: "),
        ("re:.*,indie,,,,", "“re:.*” would match every label there is."),
        ("!!!,indie,,,,", "“!!!” has no letter and no digit, so it could never be found."),
        ("Foo,indie,,,soon,", "“soon” is no day. Write 2006-03-14, 2006-03 or 2006."),
        ("Foo,indie,,,2006-02-30,", "“2006-02-30” is no day."),
        ("Foo,indie,,,31/02/2006,", "“31/02/2006” is no day."),
        ("Foo,indie,,,,12/31/2006", "“12/31/2006” is no day."),
        ("Foo,indie,,,0000,", "“0000” is no day."),
        ("Foo,indie,,,2009,2006", "The last day, 2006-12-31, is before the first, 2009-01-01."),
        ("Foo,indie", "This line has 2 cells, but the first line names 6 columns."),
        ("Foo", "This line has 1 cell, but the first line names 6 columns."),
        ("Foo,indie,,,,,more", "This line has 7 cells, but the first line names 6 columns."),
        ('"Foo" Bar,indie,,,,', "The quotation marks do not match."),
        ('"Foo,indie,,,,', "The quotation marks do not match."),
        (f"{'x' * 201},indie,,,,", "The label has 201 characters; 200 are possible."),
        (f"Foo,indie,{'x' * 300},,,", "The group has 300 characters; 200 are possible."),
        ("Foo\x07,indie,,,,", "There is a character in this line that cannot be shown."),
    ],
)
def test_a_broken_line_says_what_is_wrong(text, sentence):
    assert line(text).startswith(sentence)


def test_a_cell_without_an_end_is_too_long():
    longest = csv.field_size_limit(1000)
    try:
        assert line(f"{'x' * 1001},indie,,,,") == "A cell is far too long."
    finally:
        csv.field_size_limit(longest)


def test_every_broken_line_has_the_number_that_an_editor_shows():
    text = HEADER + 'Foo,indie,,,,\n\n,indie,,,,\n"Bar\nTapes",indie,,,,\r\nBaz,royal,,,,\n'
    found = read(text)
    assert [(one.number, one.label) for one in found.lines] == [(2, "Foo"), (5, "Bar Tapes")]
    assert [one.number for one in found.broken] == [4, 7]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_the_first_line_tells_the_delimiter_and_the_order(delimiter):
    text = f"Kind{delimiter}Label{delimiter}{delimiter}\nindie{delimiter}Foo{delimiter}{delimiter}\n"
    found = read(text)
    assert found.columns == ("kind", "label")
    assert found.lines == [sheet.Line(2, "Foo", "indie")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Foo,indie,,,,\nBar,indie,,,,\n", "The first line must name the columns: label, kind, group"),
        ("label;group\nFoo;Sony\n", "The first line must name the columns: label, kind, group"),
        ("\n\n", "The first line must name the columns"),
        ("label,kind,colour\nFoo,indie,red\n", "“colour” is no column of label families. The first line must"),
        ("label,kind,Label\nFoo,indie,Foo\n", "A column stands twice in the first line: label, kind, label."),
        (HEADER, "This file names columns, but no family."),
    ],
    ids=["no header", "no kind", "blank", "strange column", "twice", "header only"],
)
def test_a_file_that_cannot_be_read_says_why(text, sentence):
    with pytest.raises(Unreadable, match=f"^{sentence}"):
        read(text)


def test_a_file_of_too_many_rows_is_refused(monkeypatch):
    monkeypatch.setattr(sheet, "MOST_ROWS", 3)
    read(HEADER + "Foo,indie,,,,\n" * 3)
    with pytest.raises(Unreadable, match="more than 3 rows"):
        read(HEADER + "Foo,indie,,,,\n" * 3 + ",,,,,x\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding):
    assert decode("label,kind\nCafé,indie\n".encode(encoding)) == "label,kind\nCafé,indie\n"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "There is nothing in this file."),
        (b"\xef\xbb\xbf \n", "There is nothing in this file."),
        (b"x" * (5 * 1024 * 1024 + 1), "This file has 5.0 MB; 5 MB are possible."),
        (b"PK\x03\x04rest", "This is a workbook or an archive. Save the sheet as CSV"),
        (b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00", "This is no text in UTF-8, UTF-16 or Windows-1252."),
        (b"label\x81\xff", "This is no text in UTF-8, UTF-16 or Windows-1252."),
        (b"label\x00kind", "This is no text in UTF-8, UTF-16 or Windows-1252."),
        (b"\xff\xfel", "This is no text in UTF-8, UTF-16 or Windows-1252."),
    ],
    ids=["empty", "blank", "too large", "workbook", "picture", "no encoding", "NUL", "half a character"],
)
def test_what_is_no_text_is_refused(data, sentence):
    with pytest.raises(Unreadable, match=f"^{sentence}"):
        decode(data)


@pytest.mark.parametrize(
    ("rows", "pairs"),
    [
        ([(2, "A", "indie", None, None), (3, "B", "indie", None, None)], []),
        ([(2, "A", "indie", None, None), (3, "A", "major", None, None)], []),
        ([(2, "A", "indie", None, date(2005, 12, 31)), (3, "A", "indie", date(2006, 1, 1), None)], []),
        ([(2, "A", "indie", None, date(2006, 1, 1)), (3, "A", "indie", date(2006, 1, 1), None)], [(3, 2)]),
        (
            [
                (2, "A", "indie", None, None),
                (3, "A", "indie", date(2006, 1, 1), date(2007, 1, 1)),
                (4, "A", "indie", date(2010, 1, 1), None),
            ],
            [(3, 2), (4, 2)],
        ),
    ],
    ids=["two labels", "two kinds", "one after the other", "one day", "one holds all along"],
)
def test_rows_that_hold_on_one_day_are_found(rows, pairs):
    assert list(clashes(rows)) == list(clashes(reversed(rows))) == pairs


# --- Writing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "label",
    [
        "Foo",
        "=Foo",
        "+Foo",
        "-Foo",
        "@Foo",
        "'=Foo",
        "''-Foo",
        "'N Foo",
        "re:^-?Foo$",
        'Foo, "Bar"',
        "Foo;\tBar",
        "＝Foo",
        "Tūī",
    ],
)
def test_what_is_written_is_read_again_and_no_formula(label):
    text = "".join(written([(label, "indie", "", label, date(2006, 1, 1), None)]))
    (again,) = read(decode(text.encode())).lines
    clean = " ".join(label.split())
    assert again[1:] == (clean, "indie", "", clean, date(2006, 1, 1), None)
    assert not text.splitlines()[1].startswith(("=", "+", "-", "@", "＝", '"='))


# --- Held against the rows there are ----------------------------------------------------------------------------------


@pytest.fixture
def rows(db):
    LabelFamily.objects.all().delete()
    LabelFamily.objects.create(label="Foo", kind="indie", group="Old", source="page")
    LabelFamily.objects.create(label="Bar", kind="major", since=date(2006, 1, 1), until=date(2009, 12, 31))


def compared(text, header=HEADER):
    found = families.compare(read(header + text))
    changed = [(one.line.label, one.moved) for one in found.changed]
    return [one.label for one in found.new], changed, found.same, found.broken


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Baz,indie,,,,", (["Baz"], [], 0, [])),
        ("Foo,indie,Old,page,,", ([], [], 1, [])),
        ("Foo,indie,New,page,,", ([], [("Foo", [("group", "Old", "New")])], 0, [])),
        ("Foo,major,Old,page,,", (["Foo"], [], 0, [])),
        ("Bar,major,,,2006,2009", ([], [], 1, [])),
        (
            "Bar,major,,,2006,2010",
            ([], [("Bar", [("until", date(2009, 12, 31), date(2010, 12, 31))])], 0, []),
        ),
        ("Bar,major,,,2010,", (["Bar"], [], 0, [])),
    ],
    ids=["new", "same", "changed", "another kind", "dated, same", "dated, changed", "dated, new"],
)
def test_rows_are_the_same_by_label_kind_and_first_day(rows, text, expected):
    assert compared(text) == expected


def test_what_the_file_has_no_column_for_stays(rows):
    new, changed, same, broken = compared("Foo,indie\nBar,major\n", "label,kind\n")
    assert (new, changed, same) == ([], [], 1)
    assert broken == [
        Broken(3, "This overlaps in time with the row there is (2006 to 2009): one label and kind, twice on one day.")
    ]


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("Baz,indie,,,,\nBaz,indie,x,,,", [(3, "The same label and kind as in line 2.")]),
        (
            "Baz,indie,,,2006,\nBaz,indie,x,,2006-01-01,",
            [(3, "The same label and kind from that day on as in line 2.")],
        ),
        ("Baz,indie,,,2006,\nBaz,indie,,,,2006", [(3, "This overlaps in time with line 2: one label and kind")]),
        ("Bar,major,,,2008,", [(2, "This overlaps in time with the row there is (2006 to 2009)")]),
        ("Foo,indie,,,2008,", [(2, "This overlaps in time with the row there is (without any date)")]),
        ("Foo,indie,,,2008,\nFoo,indie,,,,2007", []),
        ("Bar,major,,,2006,2007\nBar,major,,,2008,", []),
    ],
    ids=["twice", "twice from a day", "overlap", "overlap with a row", "undated row", "which it ends", "which it cuts"],
)
def test_lines_that_contradict_each_other_or_the_rows_are_broken(rows, text, broken):
    found = compared(text)[3]
    assert [one.number for one in found] == [number for number, _ in broken]
    assert all(one.sentence.startswith(words) for one, (_, words) in zip(found, broken, strict=True))


def stored():
    columns = ("label", "kind", "group", "source", "since", "until", "normalised")
    return set(LabelFamily.objects.values_list(*columns))


def test_taking_in_writes_what_is_new_and_what_changed(rows):
    before = LabelFamily.objects.get(label="Foo").updated_at
    found = families.take_in(read(HEADER + "Foo,indie,New,page,,2020\nLil’ Baz,indie,,,,\nBar,major,,,2006,2009\n"))
    assert stored() == {
        ("Foo", "indie", "New", "page", None, date(2020, 12, 31), "foo"),
        ("Bar", "major", "", "", date(2006, 1, 1), date(2009, 12, 31), "bar"),
        ("Lil’ Baz", "indie", "", "", None, None, "lil baz"),
    }
    assert LabelFamily.objects.get(label="Foo").updated_at > before
    assert sorted(found.labels) == ["Foo", "Lil’ Baz"]


def test_where_a_family_is_known_from_is_read_by_nobody(rows):
    assert families.take_in(read(HEADER + "Foo,indie,Old,elsewhere,,\n")).labels == []


def test_one_broken_line_keeps_all_out(rows):
    before = stored()
    with pytest.raises(families.Refused) as refused:
        families.take_in(read(HEADER + "Baz,indie,,,,\nFoo,indie,New,,,\nQux,royal,,,,\n"))
    assert stored() == before and [one.number for one in refused.value.comparison.broken] == [4]


def test_the_book_reads_what_was_taken_in(rows):
    LabelFamily.objects.book()
    families.take_in(read(HEADER + "Foo,indie,Old,page,,2020\nFoo,major,Sony,,2021,\n"))
    book = LabelFamily.objects.book()
    assert [str(book.read_line("Foo", day=day).kind) for day in ("2020", "2021")] == ["indie_label", "major"]


def test_what_is_exported_comes_back_as_the_same(db):
    columns = LabelFamily.objects.values_list("label", "kind", "group", "source", "since", "until")
    text = decode("".join(written(columns)).encode())
    found = families.compare(read(text))
    assert (found.same, found.new, found.changed, found.broken) == (len(list(shipped_families())), [], [], [])


def test_the_shipped_file_is_a_sheet(db):
    text = decode(SHIPPED.read_bytes())
    assert families.compare(read(text)).same == len(list(shipped_families()))


def test_ten_thousand_rows_take_seconds(rows):
    text = HEADER + "".join(f"Label {n},indie,Group {n},page,,\n" for n in range(10_000))
    began = time.monotonic()
    assert len(families.take_in(read(text)).new) == 10_000
    assert len(families.take_in(read(text.replace("Group", "Firm"))).changed) == 10_000
    assert time.monotonic() - began < 20  # some 3 s where nothing else runs


def test_many_rows_of_one_label_do_not_take_for_ever(rows):
    days = [date.fromordinal(700_000 + n).isoformat() for n in range(20_000)]
    began = time.monotonic()
    found = families.compare(read(HEADER + "".join(f"Baz,indie,,,{day},{day}\n" for day in days)))
    assert len(found.new) == 20_000 and time.monotonic() - began < 10
