"""The lead's timeline: what moved a score, from what to what, and because of which answer or edit."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads.models import ScoreChange
from outreach import changes
from scoring.rules import assess, moved
from tests.desk.doors import bare, panel_of
from tests.factories import POLICY, ArtistFactory, facts

pytestmark = pytest.mark.django_db


def change(artist, old=(None, None), new=("61.2", "B"), **given):
    values = {"old_total": old[0], "old_tier": old[1], "new_total": new[0], "new_tier": new[1], "policy_version": 4}
    values |= {"because": "YouTube: the channel's figures", "at": timezone.now()}
    return ScoreChange.objects.create(artist=artist, **values | given)


@pytest.fixture
def artist():
    return ArtistFactory()


def timeline(client, artist):
    return bare(panel_of(client, artist, "timeline")).replace("&#x27;", "'").replace(" ,", ",")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ((None, None), ("44.0", "C"), "Scored 44.0, tier C YouTube"),
        ((None, None), (None, None), "Scored nothing yet YouTube"),
        ((None, None), ("0.0", "D"), "Scored 0.0, tier D YouTube"),
        (("44.0", "C"), ("61.2", "B"), "44.0 to 61.2 (+17.2), tier C to B YouTube"),
        (("61.2", "B"), ("58.0", "B"), "61.2 to 58.0 (-3.2) YouTube"),
        (("5.0", "D"), ("0.0", "D"), "5.0 to 0.0 (-5.0) YouTube"),
        (("44.0", "C"), (None, None), "44.0 to nothing, tier C to No tier YouTube"),
        (("44.0", "C"), ("44.0", "B"), "Still 44.0, tier C to B YouTube"),
    ],
    ids=["first", "first of nothing", "first of nought", "up", "down", "to nought", "no more", "other borders"],
)
def test_a_score_says_from_what_to_what(staff_client, artist, old, new, words):
    change(artist, old, new)
    assert words in timeline(staff_client, artist)


def test_below_it_stand_the_lines_that_moved_the_cause_and_the_policy(staff_client, artist):
    before, after = (
        assess(known, POLICY, timezone.localdate()).to_json()
        for known in (facts(country=None, kind="indie_label"), facts(country="AU"))
    )
    change(artist, ("44.0", "C"), moved=moved(before, after))
    page = timeline(staff_client, artist)
    assert "Independence: 25 of 40 (Indie label) to 40 of 40 (Self-released)" in page
    assert "Geography: unknown to 25 of 30 (Australia)" in page
    assert "YouTube: the channel's figures · policy 4 Prism" in page


def test_what_others_wrote_is_escaped(staff_client, artist):
    line = {"component": "x", "label": "<b>Mine</b>", "before": None, "after": None}
    change(artist, because="Upload <script>.xlsx named it", moved=[line])
    page = panel_of(staff_client, artist, "timeline")
    assert (
        "Upload &lt;script&gt;.xlsx named it" in page and "&lt;b&gt;Mine&lt;/b&gt;: not counted to not counted" in page
    )


def test_each_event_has_the_kind_it_is_filtered_by(staff_client, artist, owner):
    change(artist)
    changes.note(artist, "Rang them.", owner)
    changes.change_status(artist, "responded", author=owner)
    page = panel_of(staff_client, artist, "timeline")
    for kind in ("score", "notes", "outreach"):
        assert page.count(f'<tr data-kind="{kind}"') == 1 and f'<option value="{kind}">' in page


def test_a_lead_to_whom_nothing_happened_says_so(staff_client, artist):
    page = panel_of(staff_client, artist, "timeline")
    assert "Nothing has happened yet." in page and "<select" not in page


def test_a_long_history_asks_as_little_as_a_short_one(staff_client, artist, django_assert_num_queries):
    change(artist)
    with CaptureQueriesContext(connection) as short:
        timeline(staff_client, artist)
    for _ in range(20):
        change(artist, ("44.0", "C"))
    with django_assert_num_queries(len(short)):
        timeline(staff_client, artist)
