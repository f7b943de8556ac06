from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads.models import Artist
from scoring.facts import Fact
from tests.factories import ArtistFactory, ProfileFactory, facts, source

pytestmark = pytest.mark.django_db
OPPORTUNITIES = "/api/youtube/opportunities"


def absent(name="Ngā Tauira", **values):
    """Looked for, and there is no channel."""
    known = facts(name, youtube=Fact.absent(source("youtube")), country=values.get("country", "NZ"))
    artist = ArtistFactory(name=name, known=known, **values)
    return told(artist, "no_youtube_presence")


def told(artist, *kinds):
    Artist.objects.filter(pk=artist.pk).update(youtube_finding=kinds[0], youtube_findings=list(kinds))
    return artist


def names(api, query=""):
    return [one["name"] for one in api.get(f"{OPPORTUNITIES}?{query}").json()["youtube_opportunities"]]


def test_an_opening_is_told_with_its_reason(api):
    artist = absent()
    answer = api.get(OPPORTUNITIES).json()
    (one,) = answer["youtube_opportunities"]
    assert one["id"] == one["artist_id"] == artist.pk and one["has_youtube_channel"] is False
    assert one["opportunity_types"] == ["no_youtube_presence"] and one["reasons"][0].startswith("No YouTube channel")
    assert answer["groups"]["no_youtube_presence"] == [one] and answer["groups"]["underperforming_youtube"] == []


@pytest.mark.parametrize(("days", "figures"), [(1, (1230, "high_potential")), (-1, (None, None))])
def test_figures_past_their_days_are_not_told(api, days, figures):
    lead = told(ArtistFactory(youtube_channel_id="UCaa", youtube_subscribers=1230), "high_potential")
    ProfileFactory(artist=lead, platform="youtube", expires_at=timezone.now() + timedelta(days=days))
    (shown,) = api.get(OPPORTUNITIES).json()["youtube_opportunities"]
    assert (shown["youtube_subscribers"], shown["youtube_growth_potential"]) == figures


def test_who_was_never_looked_for_is_not_listed(api):
    ArtistFactory()
    assert names(api) == []


def test_an_artist_stands_under_each_of_its_types(api):
    told(ArtistFactory(youtube_channel_id="UCaa"), "underperforming", "inconsistent_uploads")
    answer = api.get(f"{OPPORTUNITIES}?kind=inconsistent_uploads").json()
    assert answer["groups"]["underperforming_youtube"] == answer["groups"]["inconsistent_uploads"] != []
    assert answer["youtube_opportunities"][0]["opportunity_type"] == "underperforming"


@pytest.mark.parametrize(("query", "found"), [
    ("country=au", ["B"]),
    ("country=none,nz", ["A"]),
    ("region=australia&region=new_zealand", ["A", "B"]),
    ("region=other_english_speaking", []),
    ("tier=none", []),
    ("tier=a,b,c,d", ["A", "B"]),
    ("min_score=0", ["A", "B"]),
    ("min_score=100", []),
    ("min_score=1e-150", ["A", "B"]),
    ("min_score=&country=&limit=", ["A", "B"]),
    ("kind=high_potential", []),
    ("kind=no_youtube_presence,high_potential", ["A", "B"]),
])  # fmt: skip
def test_filters_narrow(api, query, found):
    absent("A")
    absent("B", country="AU")
    assert sorted(names(api, query)) == found


@pytest.mark.parametrize("query", ["kind=viral", "tier=E", "min_score=101", "min_score=x",
                                   "min_score=nan", "min_score=%D9%A3", "min_score=1_0", "limit=0", "owner=me",
                                   "min_score=1&min_score=2", "country=xx"])  # fmt: skip
def test_what_cannot_be_used_is_refused(api, query):
    assert api.get(f"{OPPORTUNITIES}?{query}").status_code == 400


def test_pages_hold_twenty_and_go_on_by_cursor(api):
    for n in range(22):
        absent(f"Band {n}")
    first = api.get(OPPORTUNITIES).json()
    rest = api.get(f"{OPPORTUNITIES}?cursor={first['pagination']['next_cursor']}").json()
    seen = [one["id"] for page in (first, rest) for one in page["youtube_opportunities"]]
    assert (len(first["youtube_opportunities"]), len(set(seen))) == (20, 22)


def test_more_rows_take_no_more_queries(api):
    api.get(OPPORTUNITIES)  # notes that the token was used
    counts = []
    for number in (2, 20):
        for n in range(number):
            absent(f"Band {number} {n}")
        with CaptureQueriesContext(connection) as made:
            api.get(OPPORTUNITIES)
        counts.append(len(made))
    assert counts[0] == counts[1]


def test_without_derived_metrics_nobody_underperforms_and_it_is_said(api, settings):
    told(ArtistFactory(youtube_channel_id="UCaa"), "underperforming")
    settings.YOUTUBE_DERIVED_METRICS = False
    answer = api.get(f"{OPPORTUNITIES}?kind=underperforming").json()
    assert answer["youtube_opportunities"] == [] and len(answer["notices"]) == 1


# --- The book on YouTube ----------------------------------------------------------------------------------------------


def test_unknown_is_not_counted_as_absent(api):
    absent()
    ArtistFactory(youtube_channel_id="UCaa", youtube_subscribers=1000, upload_frequency="low")
    ArtistFactory(youtube_channel_id="UCbb")
    ProfileFactory(platform="youtube", state="conflicting")
    ArtistFactory(known=None)
    stats = api.get("/api/youtube/stats").json()
    counts = [stats[f"artists_{name}"] for name in ("with_youtube_channels", "without_channel", "not_looked_up")]
    assert counts == [2, 1, 2] and stats["total_artists"] == 5
    assert (stats["youtube_coverage_percentage"], stats["average_youtube_subscribers"]) == (40.0, 1000.0)
    assert stats["opportunity_counts"]["no_youtube_presence"] == 1
    assert stats["upload_frequency_distribution"]["low"] == 1


def test_an_empty_book_has_no_averages(api):
    stats = api.get("/api/youtube/stats").json()
    assert stats["youtube_coverage_percentage"] is None and stats["average_youtube_subscribers"] is None
    assert stats["api_status"] == "not_configured" and stats["quota"]["search"]["limit"] == 100
