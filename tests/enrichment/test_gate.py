from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from enrichment import gate, quotas
from enrichment.gate import Closed
from enrichment.kinds import KIND
from enrichment.models import Gate, Quota
from enrichment.platforms.base import Misconfigured, QuotaSpent, RateLimited, TryAgain

pytestmark = pytest.mark.django_db

MUSICBRAINZ = KIND["musicbrainz", "recording"]
SEARCH = KIND["youtube", "search"]
CHANNEL = KIND["youtube", "channel"]
FIGURES = KIND["youtube", "videos"]
SPOTIFY = KIND["spotify", "isrc"]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()
PACIFIC = ZoneInfo("America/Los_Angeles")


@pytest.fixture(autouse=True)
def limits(settings):
    settings.MUSICBRAINZ_INTERVAL, settings.SPOTIFY_INTERVAL, settings.YOUTUBE_INTERVAL = 2.0, 0.0, 0.0
    settings.SPOTIFY_DAILY_BUDGET, settings.YOUTUBE_DAILY_SEARCHES = 3, 2


def instant(*parts, zone=PACIFIC):
    return datetime(*parts, tzinfo=zone).timestamp()


def fail(times, error=None, platform="musicbrainz", now=NOON):
    return [gate.fault(platform, error or TryAgain("MusicBrainz is in trouble."), now) for _ in range(times)][-1]


# --- Spacing ---------------------------------------------------------------------------------------------------------


def test_calls_leave_at_their_distance_however_fast_they_come():
    assert [gate.reserve(MUSICBRAINZ, NOON) for _ in range(3)] == [NOON, NOON + 2, NOON + 4]


def test_time_that_passed_unused_is_not_saved_up():
    gate.reserve(MUSICBRAINZ, NOON)
    assert [gate.reserve(MUSICBRAINZ, NOON + 60) for _ in range(2)] == [NOON + 60, NOON + 62]


@pytest.mark.parametrize(("interval", "waits"), [(0.05, [0, 0, 0, 0.05]), (2.0, [0, 1.75, 3.75, 5.75])])
def test_a_moment_lost_is_made_up_where_a_longer_window_counts(settings, interval, waits):
    settings.LASTFM_INTERVAL = interval
    audience = KIND["lastfm", "audience"]
    gate.reserve(audience, NOON)
    slots = [gate.reserve(audience, NOON + 60, max_wait=10) for _ in waits]
    assert [round(max(0, slot - NOON - 60), 3) for slot in slots] == waits


def test_a_wait_longer_than_allowed_is_no_slot_and_moves_nothing():
    for _ in range(3):
        gate.reserve(MUSICBRAINZ, NOON)
    shut = gate.reserve(MUSICBRAINZ, NOON)
    assert (shut.reason, shut.until) == ("rate_limited", NOON + 1)
    assert gate.reserve(MUSICBRAINZ, NOON + 1) == NOON + 6


def test_somebody_who_cannot_wait_gets_the_slot_of_this_moment_or_none():
    assert gate.reserve(MUSICBRAINZ, NOON, max_wait=0) == NOON
    assert isinstance(gate.reserve(MUSICBRAINZ, NOON, max_wait=0), Closed)


def test_a_slot_whose_questions_others_took_is_given_back():
    assert gate.reserve(SEARCH, NOON, claim=lambda: False) is None
    assert quotas.used("youtube:search", NOON) == 0
    gate.reserve(MUSICBRAINZ, NOON, claim=lambda: False)
    assert gate.reserve(MUSICBRAINZ, NOON) == NOON


# --- Pauses ----------------------------------------------------------------------------------------------------------


def test_a_pause_closes_the_gate_with_its_sentence_until_it_is_over():
    gate.pause("musicbrainz", NOON + 30, "rate_limited", "MusicBrainz asked us to slow down.")
    assert gate.reserve(MUSICBRAINZ, NOON) == Closed(NOON + 30, "rate_limited", "MusicBrainz asked us to slow down.")
    assert gate.reserve(MUSICBRAINZ, NOON + 30) == NOON + 30


def test_a_pause_only_ever_grows():
    gate.pause("musicbrainz", NOON + 30, "rate_limited", "Long.")
    gate.pause("musicbrainz", NOON + 10, "rate_limited", "Short.")
    assert gate.reserve(MUSICBRAINZ, NOON).message == "Long."


@pytest.mark.parametrize(
    ("after", "faults", "wait"),
    [(None, 1, 1), (0, 1, 1), (0, 3, 4), (7, 1, 7), (7, 5, 16), (None, 20, 60), (3600, 1, 3600), (None, 2000, 60)],
    ids=["silent", "0", "0 thrice", "7", "7, five times", "many", "an hour", "more than a float can hold"],
)
def test_too_fast_pauses_for_what_they_say_and_never_less_than_a_growing_while(after, faults, wait):
    Gate.objects.create(name="musicbrainz", faults=faults - 1)
    assert fail(1, RateLimited("MusicBrainz asks us to slow down.", after=after)) is True
    assert gate.reserve(MUSICBRAINZ, NOON).until == NOON + wait


def test_misconfigured_closes_the_platform_at_once():
    assert fail(1, Misconfigured("YouTube does not accept the API key."), "youtube") is True
    shut = gate.reserve(CHANNEL, NOON)
    assert (shut.reason, shut.message) == ("misconfigured", "YouTube does not accept the API key.")


# --- The circuit ------------------------------------------------------------------------------------------------------


def test_four_faults_leave_the_gate_open_and_the_fifth_closes_it_for_a_minute():
    assert fail(4) is False
    assert not isinstance(gate.reserve(MUSICBRAINZ, NOON), Closed)
    assert fail(1) is True
    shut = gate.reserve(MUSICBRAINZ, NOON)
    assert (shut.until, shut.reason) == (NOON + 60, "unavailable")
    assert shut.message.startswith("MusicBrainz is in trouble. Prism tries again at ")


def test_an_open_circuit_lets_one_question_a_minute_through():
    fail(5)
    assert gate.reserve(MUSICBRAINZ, NOON + 60) == NOON + 60
    assert gate.reserve(MUSICBRAINZ, NOON + 70).reason == "unavailable"
    fail(1, now=NOON + 75)
    assert gate.reserve(MUSICBRAINZ, NOON + 134).until == NOON + 135
    assert gate.reserve(MUSICBRAINZ, NOON + 135) == NOON + 135


@pytest.mark.parametrize("error", [TryAgain("In trouble."), RateLimited("Slow down.")], ids=["down", "too fast"])
def test_an_answer_opens_the_gate_for_all(error):
    fail(6, error)
    gate.reserve(MUSICBRAINZ, NOON + 60)
    gate.answered("musicbrainz")
    assert gate.reserve(MUSICBRAINZ, NOON + 62) == NOON + 62
    assert fail(4, now=NOON + 62) is False


def test_one_platform_down_leaves_the_others_open():
    fail(5)
    assert gate.reserve(CHANNEL, NOON) == NOON


def test_a_platform_is_out_once_it_was_silent_for_longer_than_a_probe():
    fail(5, RateLimited("Slow down."))
    assert not gate.out("musicbrainz", NOON + 60)
    assert gate.out("musicbrainz", NOON + 61)
    gate.answered("musicbrainz")
    assert not gate.out("musicbrainz", NOON + 61)


# --- Quotas ----------------------------------------------------------------------------------------------------------


def test_a_spent_bucket_says_so_and_until_when_and_leaves_the_others_open():
    assert [gate.reserve(SEARCH, NOON) for _ in range(2)] == [NOON, NOON]
    shut = gate.reserve(SEARCH, NOON)
    assert (shut.reason, shut.bucket, shut.until) == ("search_quota_spent", "youtube:search", instant(2026, 11, 23))
    assert shut.message.startswith("YouTube search is spent: 2 of 2 used, resumes 9:00 pm")
    assert quotas.used("youtube:search", NOON) == 2
    assert gate.reserve(CHANNEL, NOON) == NOON


def test_a_refused_reservation_costs_no_slot(settings):
    settings.YOUTUBE_INTERVAL, settings.YOUTUBE_DAILY_SEARCHES = 5.0, 1
    gate.reserve(SEARCH, NOON)
    gate.reserve(SEARCH, NOON + 5)
    assert gate.reserve(CHANNEL, NOON + 5) == NOON + 5


@pytest.mark.parametrize(
    ("moment", "ends"),
    [
        (instant(2026, 11, 22, 23, 59, 59), instant(2026, 11, 23)),
        (instant(2026, 11, 23), instant(2026, 11, 24)),
        (instant(2026, 3, 8, 0, 30), instant(2026, 3, 8) + 23 * 3600),
        (instant(2026, 3, 8, 12), instant(2026, 3, 9)),
        (instant(2026, 11, 1, 1, 30), instant(2026, 11, 1) + 25 * 3600),
        (instant(2026, 11, 1, 1, 30) + 3600, instant(2026, 11, 2)),
    ],
    ids=["a second before", "midnight", "day of 23 hours", "its noon", "day of 25 hours", "its doubled hour"],
)
def test_youtubes_day_ends_at_midnight_in_los_angeles(moment, ends):
    for _ in range(2):
        gate.reserve(SEARCH, moment)
    assert gate.reserve(SEARCH, moment).until == ends
    assert isinstance(gate.reserve(SEARCH, ends - 1), Closed)
    assert gate.reserve(SEARCH, ends) == ends


def test_spotifys_day_rolls_hour_by_hour():
    for moment in (NOON, NOON + 1800, NOON + 3 * 3600):
        assert gate.reserve(SPOTIFY, moment) == moment
    shut = gate.reserve(SPOTIFY, NOON + 4 * 3600)
    assert (shut.reason, shut.until) == ("quota_spent", NOON + 25 * 3600)
    assert isinstance(gate.reserve(SPOTIFY, NOON + 25 * 3600 - 1), Closed)
    again = [gate.reserve(SPOTIFY, NOON + 25 * 3600) for _ in range(3)]
    assert again[:2] == [NOON + 25 * 3600] * 2
    assert again[2].until == NOON + 28 * 3600


def test_no_24_hours_hold_more_calls_than_the_budget():
    left = [at for at in range(0, 72 * 3600, 700) if not isinstance(gate.reserve(SPOTIFY, NOON + at), Closed)]
    assert len(left) > 6
    assert max(sum(start <= at < start + 86400 for at in left) for start in left) <= 3


def test_the_platforms_own_word_closes_the_bucket_for_as_long_as_it_says():
    assert fail(1, QuotaSpent("Spotify's quota is spent.", bucket="daily", after=48925), "spotify") is True
    shut = gate.reserve(SPOTIFY, NOON)
    assert (shut.reason, shut.until) == ("quota_spent", NOON + 48925)


def test_a_quota_that_youtube_calls_spent_is_spent_until_midnight_there():
    fail(1, QuotaSpent("YouTube's searches for today are spent.", bucket="search"), "youtube")
    assert gate.reserve(SEARCH, NOON).until == instant(2026, 11, 23)
    assert gate.reserve(CHANNEL, NOON) == NOON


def test_zero_is_no_limit_of_ours(settings):
    settings.YOUTUBE_DAILY_SEARCHES = 0
    assert {gate.reserve(SEARCH, NOON) for _ in range(5)} == {NOON}


def test_figures_are_paid_from_the_main_purse_while_their_own_is_not_offered():
    gate.pause("youtube:stats", NOON + 3600, "not_offered", "Not offered to this key.")
    gate.reserve(FIGURES, NOON)
    assert set(Quota.objects.values_list("bucket", flat=True)) == {"youtube:main"}
    gate.reserve(FIGURES, NOON + 3600)
    assert quotas.used("youtube:stats", NOON + 3600) == 1


def test_what_is_shut_names_pauses_and_spent_purses():
    gate.pause("lastfm", NOON + 30, "rate_limited", "Slow down.")
    for _ in range(2):
        gate.reserve(SEARCH, NOON)
    assert {name: shut.reason for name, shut in gate.shut(NOON).items()} == {
        "lastfm": "rate_limited",
        "youtube:search": "search_quota_spent",
    }


# --- Leases ----------------------------------------------------------------------------------------------------------


def test_a_platform_has_one_drain_until_it_lets_go():
    assert gate.lease("lastfm", "one", NOON)
    assert not gate.lease("lastfm", "two", NOON + 44)
    gate.release("lastfm", "two")
    assert not gate.lease("lastfm", "two", NOON + 44)
    gate.release("lastfm", "one")
    assert gate.lease("lastfm", "two", NOON + 44)


def test_a_lease_that_nobody_renews_runs_out():
    gate.lease("lastfm", "one", NOON)
    assert gate.renew("lastfm", "one", NOON + 40)
    assert not gate.lease("lastfm", "two", NOON + 80)
    assert gate.lease("lastfm", "two", NOON + 86)
    assert not gate.renew("lastfm", "one", NOON + 87)
