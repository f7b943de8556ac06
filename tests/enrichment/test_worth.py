from datetime import date

import pytest

from enrichment.worth import SECONDS_PER_POINT, URGENT, gains, points_of, rank, worth
from scoring.rules import DEFAULT_POLICY, PolicyData, assess
from tests.factories import facts

POLICY = PolicyData.from_json(DEFAULT_POLICY)
SEARCH, ALBUM, ALBUMS = ("youtube", "search"), ("spotify", "album"), ("spotify", "albums")


@pytest.fixture
def breakdown():
    """Self-released in New Zealand, on Spotify; YouTube, publisher and growth are open."""
    return assess(facts(), POLICY, date(2026, 11, 22)).to_json()


def test_what_is_open_could_still_add_its_share_of_the_total(breakdown):
    open_lines = gains(breakdown)
    assert set(open_lines) == {"missing_platforms", "no_publishing", "growing_streams", "youtube_opportunity"}
    assert open_lines["youtube_opportunity"] == pytest.approx(40 * 15 / 85)


def test_nothing_is_known_of_who_has_no_breakdown():
    assert gains({}) == {}


def test_a_search_is_worth_what_youtube_could_add(breakdown):
    gain = 40 * (20 + 15) / 85
    assert worth(SEARCH, breakdown, 10.0) == pytest.approx(gain)


def test_an_answer_that_could_lift_the_tier_is_worth_more(breakdown):
    assert worth(SEARCH, breakdown, 45.0) == pytest.approx(worth(SEARCH, breakdown, 10.0) + 5)


def test_an_answer_that_could_change_nothing_is_worth_nothing(breakdown):
    assert worth(ALBUM, breakdown, 45.0) == 0
    assert worth(ALBUMS, breakdown, 45.0) == 0


def test_a_point_is_worth_half_a_day_of_waiting_so_nothing_starves():
    created = 1_000_000.0
    assert rank(3, created) > rank(2, created)
    assert rank(2, created) == rank(3, created + SECONDS_PER_POINT)
    assert rank(0, created) > rank(50, created + 26 * 86400)


def test_who_waits_at_a_request_comes_first():
    assert rank(0, 1_000_000.0, urgent=True) > rank(100, 1_000_000.0)


@pytest.mark.parametrize("urgent", [False, True])
def test_the_points_can_be_read_off_a_rank(urgent):
    assert points_of(rank(12.5, 1_763_800_000.0, urgent), 1_763_800_000.0) == pytest.approx(12.5, abs=0.001)
    assert URGENT > 100 * SECONDS_PER_POINT
