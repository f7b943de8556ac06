"""Filters and their leads, as an export tells them to people."""

import pytest

from leads.exports import words
from leads.exports.columns import COLUMNS
from leads.filters import LeadFilter
from leads.filters.parameters import DEFAULT_ORDER, DESK_SORTS
from tests.leads.exports.workbooks import about_of


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("tier", ["A", "B"], ("Tier", "A or B")),
        ("tier", "none", ("Tier", "nothing to score yet")),
        ("region", "pacific_islands", ("Region", "Pacific Islands")),
        ("country", ["NZ", "none"], ("Country", "New Zealand or unknown")),
        ("min_score", 50.0, ("Score at least", "50")),
        ("min_coverage", 40, ("Facts known at least", "40%")),
        ("outreach_status", "not_contacted", ("Status", "Not contacted")),
        ("owner", "none", ("Owner", "nobody")),
        ("has_email", False, ("Has an e-mail address", "no")),
        ("follow_up_due", True, ("Follow-up", "due today or earlier")),
        ("follow_up_due", "2026-12-24", ("Follow-up", "2026-12-24")),
        ("youtube_filter", "has_channel", ("YouTube", "Has a channel")),
        ("youtube_opportunity", "any", ("YouTube finding", "any")),
        ("search", "ngā {tūī}", ("Search", "“ngā {tūī}”")),
        ("sort_by", "last_release_date", ("Order", "Last release, newest first")),
        ("sort_order", "asc", ("Order", "Score, lowest first")),
        ("a_filter_of_tomorrow", "x", ("a_filter_of_tomorrow", "x")),
    ],
)
def test_a_filter_in_words(name, value, told):
    assert words.filters({name: value}) == [told]


def test_every_filter_has_its_words():
    assert LeadFilter.base_filters.keys() == words.FILTERS.keys() | DEFAULT_ORDER.keys()
    assert words.ORDERS.keys() == DESK_SORTS.keys()


def test_uploads_are_told_by_their_names_where_those_are_known():
    assert words.narrowing({"source": [7, 8]}, {"7": "spring.csv"}) == [("Upload", "spring.csv or number 8")]


def test_which_leads_these_are():
    assert words.which(about_of((), 3)) == "No filters: every lead"
    told = {"filters": {"tier": "A", "genre": ["folk"]}}
    assert words.which(about_of((), 3, **told)) == "Filters: Tier: A; Genre: folk"
    assert words.which(about_of((), 3, picked=True)) == "Picked one by one"
    assert words.which(about_of((), 3, picked=True, **told)) == "Picked one by one. Filters: Tier: A; Genre: folk"


def test_nobody_by_name_made_it_on_a_machine():
    assert words.made(about_of((), 0, by="")) == "Made on Sun 22 Nov 2026, 8:15 pm, New Zealand time"


def test_every_column_says_what_it_holds():
    assert all(words.holds(column) for column in COLUMNS.values())
    assert set(words.HOLDS) <= set(COLUMNS)
