"""The workbook as it is read back: real numbers, days and words, a title, a header in sight, a filter over the rows."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet import _writer
from python_calamine import CalamineWorkbook

from leads.exports import as_excel
from leads.exports.about import YOUTUBE_WORDS, Summary
from leads.exports.as_excel.table import ROOM
from leads.exports.columns import COLUMNS, chosen
from tests.leads.exports.workbooks import MADE_AT, about_of, columns_of, opened, row_of, save, saved

SUMMARY = Summary(
    leads=4,
    tiers={"A": 1, "B": 2, "C": 0, "D": 0, "none": 1},
    regions={"new_zealand": 3, "unknown": 1},
    youtube={"has_channel": 2, "not_looked_up": 2},
    average_score=61.2,
    subscribers=None,
)
NAMES = [
    "Ngā Tūī o Ōtepoti",
    "ʻAkilisi Pōhiva",
    "Ɂehdzo",
    "🎷🎺 Brass 👩🏽‍🎤",
    "فيروز",
    "שלום Trio",
    'He said "no", twice',
    "_x0041_",
]


def cell_of(path, name, value, **others):
    """The only cell of a workbook with one lead and one column."""
    columns = columns_of(name)
    return saved(path / "one.xlsx", columns, [(value,)], **others)["Leads"]["A7"]


def lines(sheet):
    return [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]


# --- Cells ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "read", "format"),
    [
        ("total_score", Decimal("61.2"), 61.2, "0.0"),
        ("total_score", Decimal("0.0"), 0, "0.0"),
        ("youtube_subscribers", 1840, 1840, "#,##0"),
        ("youtube_total_views", 999_999_999_999_999, 999_999_999_999_999, "#,##0"),
        ("lead_id", 12345, 12345, "0"),
        ("coverage", 88, 88, '0"%"'),
        ("last_release_date", date(2026, 9, 14), datetime(2026, 9, 14), "d mmm yyyy"),
        ("scored_at", datetime(2026, 11, 22, 7, 15, 9, 5, UTC), datetime(2026, 11, 22, 20, 15, 9),
         "d mmm yyyy h:mm AM/PM"),
        ("do_not_contact", False, False, "General"),
        ("has_youtube_channel", True, True, "General"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_none(tmp_path, name, value, read, format):
    cell = cell_of(tmp_path, name, value)
    assert (cell.value, cell.number_format) == (read, format)
    assert cell.data_type in "ndb" and type(cell.value) is type(read)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("region", "new_zealand", "New Zealand"),
        ("outreach_status", "not_contacted", "Not contacted"),
        ("independence", "major_distributed", "Major or major-distributed"),
        ("social_handles", {"instagram": "trio", "tiktok": "trio.nz"}, "instagram: trio; tiktok: trio.nz"),
        ("website", "https://trio.example/", "https://trio.example/"),
        ("genre", "a word of nobody's vocabulary", "a word of nobody's vocabulary"),
        ("last_release_date", date(1899, 12, 31), "1899-12-31"),  # before Excel's first day
    ],
)
def test_words_are_for_people(tmp_path, name, value, words):
    cell = cell_of(tmp_path, name, value)
    assert (cell.value, cell.data_type, cell.hyperlink) == (words, "s", None)


@pytest.mark.parametrize("number", [10**15, 2**53 + 1, 2**63 - 1, -(10**15)])
def test_a_number_longer_than_excel_keeps_stays_whole(tmp_path, number):
    cell = cell_of(tmp_path, "youtube_total_views", number)
    assert (cell.value, cell.data_type, cell.alignment.horizontal) == (str(number), "s", "right")


@pytest.mark.parametrize("text", ["=1+1", "#N/A", "@SUM(1;1)", "+1+1"])
def test_text_stays_text_also_when_it_is_edited(tmp_path, text):
    cell = cell_of(tmp_path, "artist_name", text)
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix is not text.startswith("#")


def test_a_harmless_name_carries_no_mark(tmp_path):
    assert not cell_of(tmp_path, "artist_name", "Example Trio").quotePrefix


def test_what_no_workbook_can_hold_is_dropped(tmp_path):
    assert cell_of(tmp_path, "artist_name", "Bell\x07 Trio\ud800").value == "Bell Trio"


def test_a_cell_never_holds_what_was_in_the_row_before(tmp_path):
    columns = columns_of("artist_name", "total_score", "genre")
    rows = [("=First", Decimal("10.5"), "folk"), ("Second", None, None), ("Third", Decimal("9"), "")]
    sheet = saved(tmp_path / "a.xlsx", columns, rows)["Leads"]
    read = list(sheet.iter_rows(min_row=7, values_only=True))
    assert read == [("=First", 10.5, "folk"), ("Second", None, None), ("Third", 9, None)]
    assert [sheet[f"A{row}"].quotePrefix for row in (7, 8, 9)] == [True, False, False]


# --- Read back --------------------------------------------------------------------------------------------------------


def test_every_script_comes_back_as_it_went_in(tmp_path):
    path = save(tmp_path / "a.xlsx", columns_of("artist_name", "aliases"), [(name, name) for name in NAMES])
    read = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Leads").to_python()[6:]
    assert [row[0] for row in read][:-1] == NAMES[:-1]
    ours = [row[0].value for row in load_workbook(path)["Leads"].iter_rows(min_row=7)]
    assert ours == [*NAMES[:-1], "_x005F_x0041_"]  # which Excel reads as _x0041_, and openpyxl does not


def test_unknown_is_an_empty_cell(tmp_path):
    columns = chosen()
    sheet = saved(tmp_path / "a.xlsx", columns, [row_of(columns, artist_name="Example Trio", total_score=None)])[
        "Leads"
    ]
    assert [cell.value for cell in sheet[7]] == ["Example Trio"] + [None] * (len(columns) - 1)


# --- The sheet --------------------------------------------------------------------------------------------------------


def test_the_title_says_what_it_is(tmp_path):
    told = {"filters": {"tier": ["A", "none"], "min_score": 50.0, "owner": "none"}, "picked": True}
    sheet = saved(tmp_path / "a.xlsx", columns_of("artist_name"), [("Example Trio",)], **told)["Leads"]
    assert [sheet[f"A{row}"].value for row in range(1, 7)] == [
        "Precise Digital: leads from Prism",
        "Made on Sun 22 Nov 2026, 8:15 pm, New Zealand time, by aroha",
        "1 lead, scored by policy 3",
        "Picked one by one. Filters: Tier: A or nothing to score yet; Score at least: 50; Owner: nobody",
        None,
        "Artist Name",
    ]


def test_a_hostile_filter_is_text(tmp_path):
    cell = saved(tmp_path / "a.xlsx", columns_of("genre"), [("folk",)], by="=cmd|' /C calc'!A0")["About"]["B5"]
    assert (cell.value, cell.data_type) == ("=cmd|' /C calc'!A0", "s")


def test_the_header_stays_in_sight_and_the_filter_covers_the_rows(tmp_path):
    sheet = saved(tmp_path / "a.xlsx", columns_of("artist_name", "genre", "lead_tier"), [("x", "y", "A")] * 3)["Leads"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("B7", "A6:C9", "$6:$6")


def test_tiers_are_coloured_by_what_they_say(tmp_path):
    columns = columns_of("artist_name", "lead_tier", "machine_tier")
    sheet = saved(tmp_path / "a.xlsx", columns, [("x", "A", "B")] * 2)["Leads"]
    rules = {str(span.sqref): [rule.formula for rule in span.rules] for span in sheet.conditional_formatting}
    assert rules == dict.fromkeys(("B7:B8", "C7:C8"), [['"A"'], ['"B"'], ['"C"'], ['"D"']])


def test_each_kind_of_column_has_its_width(tmp_path):
    columns = columns_of("artist_name", "country", "website")
    dimensions = saved(tmp_path / "a.xlsx", columns, [])["Leads"].column_dimensions
    assert [dimensions[letter].width for letter in "ABC"] == [32, 10, 36]


def test_an_export_of_nobody_is_a_whole_workbook(tmp_path):
    sheet = saved(tmp_path / "a.xlsx", chosen(), [])["Leads"]
    assert (sheet.auto_filter.ref, sheet.max_row) == ("A6:AF6", 6)
    assert not list(sheet.conditional_formatting)


def test_one_column_will_do(tmp_path):
    sheet = saved(tmp_path / "a.xlsx", columns_of("total_score"), [(Decimal("61.2"),), (None,)])["Leads"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A7", "A6:A8")
    assert [sheet["A6"].value, sheet["A7"].value, sheet["A8"].value] == ["Total Score", 61.2, None]


# --- Beside it --------------------------------------------------------------------------------------------------------


def test_what_nobody_counted_is_left_out_of_the_summary(tmp_path):
    uncounted = replace(SUMMARY, youtube={"has_channel": 1, "no_channel": 0})
    told = lines(saved(tmp_path / "a.xlsx", columns_of("genre"), [("x",)], summary=uncounted)["Summary Statistics"])
    rows = [line[0] for line in told if line and line[0] in YOUTUBE_WORDS.values()]
    assert rows == ["Has a channel", "No channel found"]


def test_the_summary_counts_in_words(tmp_path):
    told = lines(saved(tmp_path / "a.xlsx", columns_of("genre"), [("x",)], summary=SUMMARY)["Summary Statistics"])
    assert ["Average total score", 61.2] in told and ["YouTube subscribers of all known channels"] in told
    assert told[told.index(["Tier", "Leads", "Share"]) + 1 :][:5] == [
        ["Tier A", 1, 0.25], ["Tier B", 2, 0.5], ["Tier C", 0, 0], ["Tier D", 0, 0], ["Nothing to score yet", 1, 0.25],
    ]  # fmt: skip
    assert ["New Zealand", 3, 0.75] in told and ["Not looked up yet", 2, 0.5] in told


def test_shares_of_nobody_are_empty(tmp_path):
    told = lines(saved(tmp_path / "a.xlsx", columns_of("genre"), [])["Summary Statistics"])
    assert ["Leads", 0] in told and ["Tier A", 0] in told


def test_the_last_sheet_says_how_to_read_it(tmp_path):
    told = lines(
        saved(tmp_path / "a.xlsx", columns_of("artist_name", "coverage"), [], filters={"region": "australia"})["About"]
    )
    assert ["Filter: Region", "Australia"] in told and ["Scoring policy", "Version 3"] in told
    assert ["An empty cell is unknown: nobody has told us yet. It is never 0, and never a no."] in told
    assert ["Coverage", "Lead", "How much of the score rests on known facts, in whole percent"] in told


@pytest.mark.libreoffice
def test_a_spreadsheet_program_finds_the_same_in_it(tmp_path):
    columns = chosen()
    rows = [
        row_of(
            columns,
            artist_name=name,
            region="new_zealand",
            total_score=Decimal("61.2"),
            lead_tier="A",
            last_release_date=date(2026, 9, 14),
            youtube_total_views=2**53 + 1,
            coverage=88,
            last_checked=MADE_AT,
        )
        for name in NAMES
    ]
    path = save(tmp_path / "a.xlsx", columns, rows, summary=SUMMARY)
    theirs, ours = load_workbook(opened(path, tmp_path, "xlsx")), load_workbook(path)
    assert theirs.sheetnames == ours.sheetnames == ["Leads", "Summary Statistics", "About"]
    for name in ours.sheetnames:
        assert [list(row) for row in lines(theirs[name]) if row] == [row for row in _unescaped(ours[name]) if row]
    assert theirs["Leads"].auto_filter.ref == "A6:AF14"
    formats = [theirs["Leads"].cell(7, column).number_format for column in (5, 11)]
    assert [one.replace("\\", "") for one in formats] == ["0.0", "d mmm yyyy"]


def _unescaped(sheet):
    """As a spreadsheet reads it: openpyxl leaves _x005F_ as it stands in the file."""
    return [[cell.replace("_x005F_", "_") if isinstance(cell, str) else cell for cell in row] for row in lines(sheet)]


# --- Big and broken ---------------------------------------------------------------------------------------------------


def test_more_than_a_sheet_holds_is_refused_before_the_first_row(tmp_path):
    rows = iter([("x",)])
    with pytest.raises(ValueError, match="room for 1,048,570 leads, and these are 1,048,571: choose CSV instead"):
        as_excel.save(about_of(columns_of("genre"), ROOM + 1), rows, tmp_path / "a.xlsx")
    assert list(rows) and not list(tmp_path.iterdir())


def test_a_failure_leaves_nothing_behind(tmp_path):
    def broken():
        yield ("x",)
        raise ConnectionError("the database went away")

    with pytest.raises(ConnectionError):
        as_excel.save(about_of(columns_of("genre"), 2), broken(), tmp_path / "a.xlsx")
    assert not list(tmp_path.iterdir()) and not _writer.ALL_TEMP_FILES


def test_rows_are_taken_one_by_one(tmp_path):
    """The reader is never further ahead than the row that is written."""
    rows = itertools.repeat(tuple("x" for _ in COLUMNS), 3)
    columns = tuple(column for column in COLUMNS.values() if column.kind == "text")
    given = (row[: len(columns)] for row in rows)
    as_excel.save(about_of(columns, 3), given, tmp_path / "a.xlsx")
    assert load_workbook(tmp_path / "a.xlsx")["Leads"].max_row == 9 and next(given, None) is None
