from datetime import timedelta

import pytest
from django.utils import timezone

from enrichment import gate, quotas
from enrichment.models import Call, Gate, Quota
from tests.api.calling import Caller
from tests.enrichment.pipeline import switch_on

pytestmark = pytest.mark.django_db
ONLY_WHERE_LIMITED = {"daily_limit", "daily_remaining"}


def call(platform, **ago):
    Call.objects.create(platform=platform, endpoint="search", at=timezone.now() - timedelta(**ago), outcome="answered")


def limits(api):
    return api.get("/api/rate-limits").json()["rate_limits"]


def test_calls_are_counted_by_span(api):
    for ago in ({"seconds": 5}, {"minutes": 5}, {"hours": 5}, {"hours": 30}):
        call("spotify", **ago)
    told = limits(api)["spotify"]
    spans = ("requests_this_second", "requests_this_minute", "requests_this_hour", "requests_today")
    assert [told[span] for span in spans] == [0, 1, 2, 3]
    assert told["minute_remaining"] == told["minute_limit"] - 1


def test_limits_are_told_only_where_there_are_some(api, settings):
    settings.LASTFM_INTERVAL = 0.0
    told = limits(api)
    assert not ONLY_WHERE_LIMITED & told["musicbrainz"].keys() and told["musicbrainz"]["configured"] is True
    assert told["spotify"].keys() > ONLY_WHERE_LIMITED
    assert "second_limit" not in told["lastfm"]


def test_youtube_has_three_purses(api):
    quotas.take("youtube:search", timezone.now().timestamp())
    told = limits(api)["youtube"]
    assert told["buckets"]["search"]["used"] == 1 and told["buckets"]["search"]["remaining"] == 99
    assert (told["quota_used_today"], told["quota_remaining_today"]) == (0, told["quota_limit_daily"])


def test_a_pause_is_told_with_its_reason(api):
    gate.pause("spotify", timezone.now().timestamp() + 60, "rate_limited", "Slow down.")
    assert limits(api)["spotify"]["pause_reason"] == "rate_limited"
    assert limits(api)["spotify"]["paused_until"]


def test_an_endpoint_that_is_not_offered_pauses_nobody(api):
    gate.pause("youtube:stats", timezone.now().timestamp() + 60, "not_offered", "Not for this key.")
    assert limits(api)["youtube"]["pause_reason"] is None


# --- Reset ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def manager(client, owner):
    return Caller(client, owner)


@pytest.mark.parametrize("who", ["api", "manager"])
def test_nobody_resets_without_debug(request, who):
    answer = request.getfixturevalue(who).post("/api/rate-limits/reset")
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:prism:problem:debug_only")


def test_the_unnamed_are_not_told_even_that(anonymous):
    assert anonymous.post("/api/rate-limits/reset").status_code == 401


def test_counters_and_pauses_go_and_the_ledger_stays(manager, settings):
    settings.DEBUG = True
    switch_on(settings)
    now = timezone.now().timestamp()
    for bucket in ("spotify:daily", "youtube:main"):
        quotas.take(bucket, now)
    gate.pause("spotify", now + 60, "rate_limited", "Slow down.")
    call("spotify", seconds=5)
    answer = manager.post("/api/rate-limits/reset", {"api_name": "spotify"})
    assert answer.json()["reset"] == ["spotify"] and "Spotify" in answer.json()["message"]
    assert list(Quota.objects.values_list("bucket", flat=True)) == ["youtube:main"]
    assert Gate.objects.get(pk="spotify").pause_until == 0 and Call.objects.count() == 1


def test_without_a_name_all_are_reset(manager, settings):
    settings.DEBUG = True
    assert set(manager.post("/api/rate-limits/reset").json()["reset"]) == {
        "musicbrainz",
        "spotify",
        "lastfm",
        "youtube",
    }


def test_an_unknown_name_is_refused(manager, settings):
    settings.DEBUG = True
    answer = manager.post("/api/rate-limits/reset", {"api_name": "deezer"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "api_name")
