from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.utils import timezone

from enrichment.models import Call
from leads.models import Artist, Job, JobRow
from outreach.models import Activity, Suppression
from tests.factories import ArtistFactory, ContactFactory, RecordingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def stats(api):
    def ask():
        cache.clear()
        return api.get("/api/dashboard/stats").json()

    return ask


def test_an_empty_book_has_no_averages(stats):
    told = stats()
    assert (told["total_artists"], told["average_total_score"], told["average_coverage"]) == (0, None, None)
    assert told["tier_distribution"] == {"A": 0, "B": 0, "C": 0, "D": 0}
    assert told["processing"]["success_rate_24h"] is None and told["top_artists"] == []


def test_every_distribution_adds_up(stats):
    ArtistFactory(genre="folk")
    ArtistFactory(country="AU", genre=None)
    ArtistFactory(known=None, country=None)
    told = stats()
    assert told["total_artists"] == 3 and told["total_leads"] == 2
    assert sum(told["tier_distribution"].values()) + told["unscored"] == 3
    assert sum(told["geographic_distribution"].values()) == sum(told["outreach_distribution"].values()) == 3
    assert told["distributions"]["country"] == {"NZ": 1, "AU": 1}


def test_averages_are_of_those_with_a_score(stats):
    first, second = ArtistFactory(), ArtistFactory(known=None)
    assert second.total_score is None
    assert Decimal(str(stats()["average_total_score"])) == first.total_score


def test_a_pinned_tier_counts_where_a_person_put_it(stats):
    ArtistFactory(pinned_tier="D")
    told = stats()
    assert told["tier_distribution"]["D"] == 1 and told["top_artists"][0]["tier"] == "D"


def test_genres_beyond_twenty_are_told_together(stats):
    for n in range(22):
        ArtistFactory(genre=f"genre {n:02}")
    told = stats()["genre_distribution"]
    assert len(told) == 21 and told["other"] == 2


def test_only_addresses_one_may_use_count(stats):
    one, two = (
        ContactFactory(kind="email", value="a@trio.example"),
        ContactFactory(kind="email", value="b@trio.example"),
    )
    Suppression.objects.create(kind="email", value=two.value, since=timezone.localdate())
    assert one.artist_id != two.artist_id
    assert stats()["totals"]["with_email"] == 1 and stats()["totals"]["contacts"] == 2


def test_what_is_due_and_what_happened_lately(stats, owner):
    today = timezone.localdate()
    artist = ArtistFactory(follow_up_on=today)
    ArtistFactory(follow_up_on=today - timedelta(days=1))
    Activity.objects.create(artist=artist, kind="note", author=owner)
    Activity.objects.create(artist=artist, kind="system")
    told = stats()
    assert told["follow_ups"] == {"due": 2, "overdue": 1}
    assert told["recent_activity"]["outreach_7_days"] == 1 and told["recent_activity"]["new_artists_30_days"] == 2


def test_the_day_is_counted_in_rows_and_calls(stats):
    job = Job.objects.create(kind="analyze", state="running")
    for position, state in enumerate(("done", "done", "failed", "queued")):
        JobRow.objects.create(job=job, recording=RecordingFactory(), position=position, state=state)
    for outcome in ("answered", "unavailable"):
        Call.objects.create(platform="spotify", endpoint="search", at=timezone.now(), outcome=outcome)
    told = stats()
    expected = {"rows_waiting": 1, "rows_done_24h": 2, "failed_24h": 1, "success_rate_24h": 66.7}
    assert expected.items() <= told["processing"].items() and told["processing"]["median_seconds"] is not None
    assert told["api_usage"]["spotify"] == {"calls_today": 2, "errors_today": 1, "quota_remaining": 600}


def test_it_is_counted_once_in_a_while(api, django_assert_max_num_queries):
    cache.clear()
    first = api.get("/api/dashboard/stats").json()
    ArtistFactory()
    with django_assert_max_num_queries(12):
        assert api.get("/api/dashboard/stats").json() == first
    assert Artist.objects.count() == 1
