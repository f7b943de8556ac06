"""What was written is read back as it was: text of all scripts, long numbers, days, moments, and nothing."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.exports import as_csv, as_json
from leads.exports.columns import COLUMNS, Kind
from leads.exports.safe import evaluates
from leads.reading import HERE
from tests.leads.exports.told import about

NAMES = (
    *("artist_name", "pinned_reason", "website", "social_handles", "youtube_total_views", "total_score", "coverage"),
    *("last_release_date", "last_checked", "do_not_contact", "lead_tier"),
)
LETTERS = "āēīōūĀʻʔ’🎸👩🏽\u200d🎤שלום مرحبا\u200f\u202e音楽\u0301"
SIGNS = "\"',;\t\r\n=+-@＝ \\/&<>\x7f\u2028"
SCRIPTS = st.text(LETTERS + SIGNS, min_size=1)
TEXT = st.one_of(SCRIPTS, st.text(), SCRIPTS.map(lambda text: text * 2000))
TEXT = TEXT.map(lambda text: text.replace("\0", "")).filter(bool)  # no database keeps it
SCORES = st.decimals(0, 100, places=1)
LEADS = st.lists(
    st.tuples(
        TEXT,
        st.none() | TEXT,
        st.none() | TEXT,
        st.none() | st.dictionaries(st.sampled_from(["instagram", "tiktok"]), TEXT, min_size=1),
        st.none() | st.integers(0, 2**63 - 1) | st.just(2**63 - 1),
        st.none() | SCORES,
        st.none() | st.integers(0, 100),
        st.none() | st.dates(),
        st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
        st.none() | st.booleans(),
        st.sampled_from([None, "A", "D"]),
    ),
    max_size=4,
)
FEW = settings(max_examples=60, deadline=None)


def second(moment):
    return moment.astimezone(UTC).replace(microsecond=0)


def same_text(cell, text):
    """As it was, or guarded: then apostrophes were added and nothing else."""
    return cell == text or (evaluates(text) and cell.replace("'", "") == text.replace("'", ""))


READ = {
    Kind.INTEGER: int, Kind.SCORE: Decimal, Kind.RATE: Decimal, Kind.PERCENT: int, Kind.DAY: date.fromisoformat,
    Kind.MOMENT: datetime.fromisoformat, Kind.FLAG: {"true": True, "false": False}.get,
}  # fmt: skip


def agree(name, value, cell):
    """Whether this CSV cell holds the value of that column."""
    kind = COLUMNS[name].kind
    if value is None:
        return cell == ""
    if kind == Kind.HANDLES:
        return same_text(cell, "; ".join(f"{network}: {handle}" for network, handle in value.items()))
    if kind in READ:
        return READ[kind](cell) == (second(value) if kind == Kind.MOMENT else value)
    return same_text(cell, value)


@FEW
@given(LEADS)
def test_csv_gives_back_what_was_written(leads):
    content = b"".join(as_csv.pieces(about(*NAMES), iter(leads))).decode("utf-8-sig")
    header, *read = csv.reader(io.StringIO(content, newline=""), strict=True)
    assert header == [COLUMNS[name].label for name in NAMES]
    assert len(read) == len(leads)
    for lead, row in zip(leads, read, strict=True):
        assert [name for name, value, cell in zip(NAMES, lead, row, strict=True) if not agree(name, value, cell)] == []


def as_written(name, value):
    """The value as JSON has it."""
    if value is None or COLUMNS[name].kind not in (Kind.DAY, Kind.MOMENT, Kind.SCORE, Kind.RATE):
        return value
    if COLUMNS[name].kind == Kind.MOMENT:
        return value.astimezone(HERE).isoformat(timespec="seconds")
    return float(value) if COLUMNS[name].kind in (Kind.SCORE, Kind.RATE) else value.isoformat()


@FEW
@given(LEADS)
def test_json_and_json_lines_give_back_what_was_written(leads):
    expected = [{name: as_written(name, value) for name, value in zip(NAMES, lead, strict=True)} for lead in leads]
    document = b"".join(as_json.pieces(about(*NAMES), iter(leads)))
    lines = b"".join(as_json.lines(about(*NAMES), iter(leads))).decode().split("\n")
    assert json.loads(document, parse_constant=pytest.fail)["leads"] == expected
    assert [json.loads(line) for line in lines[:-1]] == expected


def test_every_score_is_exact_in_both():
    scores = [(Decimal(tenths).scaleb(-1),) for tenths in range(1001)]
    lines = b"".join(as_json.lines(about("total_score"), iter(scores))).decode().splitlines()
    assert [Decimal(str(json.loads(line)["total_score"])) for line in lines] == [score for (score,) in scores]
    cells = b"".join(as_csv.pieces(about("total_score"), iter(scores), bom=False)).decode().splitlines()
    assert cells[1:] == [str(score) for (score,) in scores]
