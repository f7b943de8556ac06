"""The points of DESIGN.md, and each threshold of the policy just below, at and just above its border."""

from datetime import timedelta
from fractions import Fraction

import pytest

from scoring.facts import ArtistFacts, Fact
from scoring.rules import DEFAULT_POLICY, assess, settle_numbers
from scoring.rules.breakdown import half_up, tier_of
from tests.scoring.facts import POLICY, TODAY, absent, clue, full_marks, known

SEED = {
    "independence": {
        "self_released": 40, "small_distributor": 35, "indie_label": 25, "major_distributed": 0, "major": 0,
    },
    "opportunity": {
        "missing_platforms": 20, "basic_distribution": 15, "no_publishing": 10, "growing_streams": 15,
        "recent_activity": 10,
    },
    "youtube": {"no_youtube_presence": 15, "underperforming": 12, "inconsistent_uploads": 10, "high_potential": 8},
    "geography": {"new_zealand": 30, "australia": 25, "pacific_islands": 20, "other": 5},
}  # fmt: skip


def test_the_points_weights_and_tiers_are_those_of_the_seed_table():
    assert DEFAULT_POLICY["points"] == SEED
    assert DEFAULT_POLICY["weights"] == {"independence": 40, "opportunity": 40, "geography": 20}
    assert DEFAULT_POLICY["tiers"] == {"A": 70, "B": 50, "C": 30}
    assert [POLICY.out_of(part) for part in ("independence", "opportunity", "geography")] == [40, 85, 30]


@pytest.mark.parametrize(("kind", "points"), SEED["independence"].items())
def test_each_kind_of_independence_earns_its_points(kind, points):
    line = assess(ArtistFacts(clues=(clue(kind),)), POLICY, TODAY).components[0]
    assert (line.state, line.points, line.out_of) == ("known", points, 40)


def test_all_components_are_there_and_full_marks_are_100():
    lines = assess(full_marks(), POLICY, TODAY).components
    assert [line.component for line in lines] == [
        "independence",
        *SEED["opportunity"],
        "youtube_opportunity",
        "geography",
    ]
    assert [line.points for line in lines] == [40, 20, 15, 10, 15, 10, 15, 30]
    assert str(settle_numbers(assess(full_marks(), POLICY, TODAY).to_json()).total_score) == "100.0"


# --- Thresholds -------------------------------------------------------------------------------------------------------


def day(ago):
    return (TODAY - timedelta(days=ago)).isoformat()


def two_labels(days_apart):
    """A major's release, and one of the artist's own so many days later."""
    return {"clues": (clue("self_released", day(0)), clue("major", day(days_apart)))}


def listeners(*figures):
    return {"audience_history": tuple((day(ago), "lastfm_listeners", count) for ago, count in figures)}


def no_channel(count):
    return {"youtube": absent("youtube"), "audience": known(count), "audience_source": "lastfm"}


def channel(subscribers, frequency, count=10, *history):
    return {
        "youtube": known("UC1", "youtube"),
        "subscribers": known(subscribers),
        "upload_frequency": known(frequency),
        "audience": known(count),
        "subscriber_history": tuple((day(ago), "youtube_subscribers", figure) for ago, figure in history),
    }


# By threshold: the component, and the facts and points just below, at and just above the border; None is undecided.
BORDERS = {
    "same_recency_days": ("independence", [(two_labels(364), None), (two_labels(365), None), (two_labels(366), 40)]),
    "basic_distribution_services": ("basic_distribution", [
        ({"services": ("Spotify",), "links_read": known(True)}, 15),
        ({"services": ("Spotify", "Deezer"), "links_read": known(True)}, 15),
        ({"services": ("Spotify", "Deezer", "Tidal"), "links_read": known(True)}, 0),
    ]),
    "growth_days": ("growing_streams", [
        (listeners((13, 100), (0, 200)), None), (listeners((14, 100), (0, 200)), 15),
        (listeners((15, 100), (0, 200)), 15),
    ]),
    "growth_window_days": ("growing_streams", [
        # Of two older looks the oldest within the window is compared: 100 then 200, but 200 then 200.
        (listeners((89, 100), (20, 200), (0, 200)), 15), (listeners((90, 100), (20, 200), (0, 200)), 15),
        (listeners((91, 100), (20, 200), (0, 200)), 0),
    ]),
    "growth_percent": ("growing_streams", [
        (listeners((14, 10_000), (0, 10_499)), 0), (listeners((14, 10_000), (0, 10_500)), 15),
        (listeners((14, 10_000), (0, 10_501)), 15),
    ]),
    "recent_days": ("recent_activity", [
        ({"last_release": known([day(364), "day"])}, 10), ({"last_release": known([day(365), "day"])}, 10),
        ({"last_release": known([day(366), "day"])}, 0),
    ]),
    "no_presence_audience": ("youtube_opportunity", [
        (no_channel(999), 0), (no_channel(1000), 15), (no_channel(1001), 15),
    ]),
    "underperforming_audience": ("youtube_opportunity", [
        (channel(1, "moderate", 4999), 0), (channel(1, "moderate", 5000), 12), (channel(1, "moderate", 5001), 12),
    ]),
    "underperforming_percent": ("youtube_opportunity", [
        (channel(2999, "moderate", 10_000), 12), (channel(3000, "moderate", 10_000), 0),
        (channel(3001, "moderate", 10_000), 0),
    ]),
    "inconsistent_subscribers": ("youtube_opportunity", [
        (channel(499, "low"), 0), (channel(500, "low"), 10), (channel(501, "inactive"), 10),
    ]),
    "high_potential_subscribers": ("youtube_opportunity", [
        (channel(9999, "active"), 8), (channel(10_000, "active"), 0), (channel(10_001, "very_active"), 0),
    ]),
    "subscriber_growth_days": ("youtube_opportunity", [
        (channel(42_000, "moderate", 10, (27, 40_000), (0, 42_000)), 8),
        (channel(42_000, "moderate", 10, (28, 40_000), (0, 42_000)), 8),
        (channel(42_000, "moderate", 10, (29, 40_000), (0, 42_000)), 0),
    ]),
    "subscriber_growth_percent": ("youtube_opportunity", [
        (channel(41_999, "moderate", 10, (28, 40_000), (0, 41_999)), 0),
        (channel(42_000, "moderate", 10, (28, 40_000), (0, 42_000)), 8),
        (channel(42_001, "moderate", 10, (28, 40_000), (0, 42_001)), 8),
    ]),
}  # fmt: skip
AT = [
    pytest.param(component, facts, points, id=f"{threshold}, {where}")
    for threshold, (component, cases) in BORDERS.items()
    for where, (facts, points) in zip(("just below", "at", "just above"), cases, strict=True)
]


def test_every_threshold_of_the_policy_has_its_borders_tried():
    assert BORDERS.keys() == DEFAULT_POLICY["thresholds"].keys()


@pytest.mark.parametrize(("component", "facts", "points"), AT)
def test_a_border_is_where_the_policy_puts_it(component, facts, points):
    lines = assess(ArtistFacts(**facts), POLICY, TODAY).components
    line = next(line for line in lines if line.component == component)
    assert (line.points if line.state == "known" else None) == points


@pytest.mark.parametrize(
    ("exact", "tier"),
    [
        (Fraction(100), "A"), (Fraction(7001, 100), "A"), (Fraction(70), "A"), (Fraction(6995, 100), "A"),
        (Fraction(69_949, 1000), "B"), (Fraction(50), "B"), (Fraction(49_949, 1000), "C"), (Fraction(4995, 100), "B"),
        (Fraction(30), "C"), (Fraction(29_949, 1000), "D"), (Fraction(2995, 100), "C"), (Fraction(0), "D"),
    ],
    ids=str,
)  # fmt: skip
def test_the_rounded_total_decides_the_tier(exact, tier):
    assert tier_of(half_up(exact, 1), POLICY.tiers) == tier


# --- States -----------------------------------------------------------------------------------------------------------

OPEN = {
    "unknown": Fact.unknown("Not asked"),
    "conflicting": Fact.conflicting(note="Two say different things"),
    "stale": Fact.stale(5, note="Past its day"),
    "not_offered": Fact.not_offered("No key is set"),
}
# The facts each component waits for, all in one state; independence reads clues instead.
WAITS_FOR = {
    "missing_platforms": ("spotify", "youtube"),
    "basic_distribution": ("links_read",),
    "no_publishing": ("publisher",),
    "growing_streams": ("audience",),
    "recent_activity": ("last_release",),
    "youtube_opportunity": ("youtube",),
    "geography": ("country",),
}


@pytest.mark.parametrize("state", OPEN)
@pytest.mark.parametrize("component", WAITS_FOR)
def test_an_open_fact_leaves_its_line_open_in_the_same_state_and_says_why(component, state):
    facts = ArtistFacts(**dict.fromkeys(WAITS_FOR[component], OPEN[state]))
    lines = assess(facts, POLICY, TODAY).components
    line = next(line for line in lines if line.component == component)
    assert (line.state, line.points, line.because) == (state, 0, OPEN[state].note)


INDEPENDENCE = {
    "unknown": {},
    "conflicting": {"clues": (clue("major"), clue("self_released"))},
    "stale": {"independence_stale": True},
    "known": {"clues": (clue("indie_label"),)},
}


@pytest.mark.parametrize(("state", "facts"), INDEPENDENCE.items(), ids=INDEPENDENCE)
def test_independence_is_in_each_of_its_states(state, facts):
    line = assess(ArtistFacts(**facts), POLICY, TODAY).components[0]
    assert (line.state, line.points) == (state, 25 if state == "known" else 0)


def test_the_most_telling_of_two_open_states_is_shown():
    facts = ArtistFacts(spotify=OPEN["not_offered"], youtube=OPEN["conflicting"])
    assert assess(facts, POLICY, TODAY).components[1].state == "conflicting"
    figures = {"youtube": known("UC1"), "subscribers": OPEN["stale"], "upload_frequency": OPEN["unknown"]}
    assert assess(ArtistFacts(**figures), POLICY, TODAY).components[-2].state == "stale"
