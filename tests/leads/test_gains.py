from decimal import Decimal
from fractions import Fraction

import pytest

from leads.gains import earned, gains, next_tier, shares, unearned
from scoring.facts import ArtistFacts, Fact
from scoring.rules import DEFAULT_POLICY, PolicyData, assess, settle_numbers
from scoring.rules.breakdown import half_up
from tests.scoring.facts import POLICY, TODAY, absent, clue, full_marks, known


def breakdown_of(**facts):
    return assess(full_marks(**facts), POLICY, TODAY).to_json()


def test_what_is_missing_adds_up_to_the_ceiling():
    breakdown = breakdown_of(country=Fact(), publisher=Fact())
    settled = settle_numbers(breakdown)
    assert sum(gain.points for gain in gains(breakdown)) == settled.score_ceiling - settled.total_score
    assert [(gain.component, gain.field) for gain in gains(breakdown)] == [
        ("geography", "country"),
        ("no_publishing", "publisher"),
    ]


def test_nothing_is_open_where_all_is_known():
    assert gains(breakdown_of()) == [] and gains({}) == []


@pytest.mark.parametrize(
    ("total", "ceiling", "tier"),
    [("44", "78", "A"), ("44", "69.9", "B"), ("10", "29", ""), ("75", "100", ""), (None, None, "")],
)
def test_it_names_the_best_tier_within_reach(total, ceiling, tier):
    total, ceiling = (Decimal(number) if number else None for number in (total, ceiling))
    assert next_tier(breakdown_of(), total, ceiling) == tier


def test_each_names_the_tier_it_alone_would_reach():
    breakdown = breakdown_of(country=Fact(), publisher=Fact(), clues=(clue("indie_label"),))  # 60.3 now
    assert {gain.component: gain.tier for gain in gains(breakdown)} == {"geography": "A", "no_publishing": ""}
    nothing = assess(ArtistFacts(), POLICY, TODAY).to_json()
    assert [gain.tier for gain in gains(nothing)][:2] == ["C", ""]


def test_a_share_is_exact_and_rounded_only_to_be_read():
    breakdown = breakdown_of(publisher=Fact())
    assert shares(breakdown) == {"no_publishing": Fraction(400, 85)}
    assert str(gains(breakdown)[0].points) == "4.7" and earned(breakdown) == 100 - Fraction(400, 85)


def test_a_better_finding_that_is_open_counts_as_what_it_could_add():
    figures = {"subscribers": known(600), "upload_frequency": known("low"), "audience": Fact()}
    breakdown = breakdown_of(youtube=known("UC"), **figures)
    (gain,) = gains(breakdown)
    assert (gain.component, gain.exact) == ("youtube_opportunity", Fraction(80, 85))
    assert gain.because.startswith("Perhaps underperforming too.")
    settled = settle_numbers(breakdown)
    assert half_up(earned(breakdown) + gain.exact, 1) == settled.score_ceiling > settled.total_score


# --- Known, and not earned --------------------------------------------------------------------------------------------

GROWN_TOO_LITTLE = (("2026-10-01", "lastfm_listeners", 5321), ("2026-11-20", "lastfm_listeners", 5321))


def chances(policy=POLICY, **facts):
    """By component, what would have to become true and what that adds; and what stands."""
    breakdown = assess(full_marks(**facts), policy, TODAY).to_json()
    could, stands = unearned(breakdown, policy)
    return {gain.component: (gain.because, str(gain.points)) for gain in could}, stands


def test_full_marks_leave_nothing_to_earn():
    assert chances() == ({}, []) and unearned({}, POLICY) == ([], [])


@pytest.mark.parametrize(
    ("facts", "component", "words", "points"),
    [
        ({"clues": (clue("indie_label"),)}, "independence", "a newer release of the artist's own", "15.0"),
        ({"clues": (clue("small_distributor"),)}, "independence", "a newer release of the artist's own", "5.0"),
        ({"publisher": known("Tui")}, "no_publishing", "the publishing contract ends", "4.7"),
        ({"last_release": known(["2019", "year"])}, "recent_activity", "a release within 365 days", "4.7"),
        (
            {"audience_history": GROWN_TOO_LITTLE},
            "growing_streams", "up by 5% between looks at least 14 days apart", "7.1",
        ),
        ({"audience": known(999)}, "youtube_opportunity", "an audience of 1,000 or more", "7.1"),
        (
            {"youtube": known("UC"), "subscribers": known(40000), "upload_frequency": known("active")},
            "youtube_opportunity", "subscribers up by 5% in 28 days", "3.8",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_would_have_to_become_true(facts, component, words, points):
    assert chances(**facts)[0][component] == (words, points)


def test_the_words_are_those_of_the_policy():
    limits = DEFAULT_POLICY["thresholds"] | {"recent_days": 180, "growth_percent": 7.5}
    policy = PolicyData.from_json(DEFAULT_POLICY | {"thresholds": limits})
    found, _ = chances(policy, last_release=known(["2019", "year"]), audience_history=GROWN_TOO_LITTLE)
    assert found["recent_activity"][0] == "a release within 180 days"
    assert found["growing_streams"][0] == "up by 7.5% between looks at least 14 days apart"


@pytest.mark.parametrize(
    ("facts", "stands"),
    [
        ({"country": known("GB")}, ["where they live"]),
        ({"clues": (clue("major"),)}, ["independence"]),
        ({"services": ("Spotify", "Deezer", "Tidal")}, ["basic distribution"]),
        ({"youtube": known("UC"), "subscribers": known(100), "audience": known(9000)}, ["missing platforms"]),
        (
            {"youtube": known("UC"), "subscribers": known(100), "audience": known(9000), "upload_frequency": absent()},
            ["missing platforms", "YouTube opportunity"],
        ),
    ],
    ids=["elsewhere", "major", "widely distributed", "on both", "a lesser finding"],
)  # fmt: skip
def test_what_nobody_can_change_stands(facts, stands):
    assert set(stands) <= set(chances(**facts)[1])


def test_unknown_lines_are_not_among_them():
    found, stands = chances(country=Fact(), publisher=Fact(), clues=())
    assert found == {} and stands == []


def test_an_old_breakdown_is_read():
    breakdown = breakdown_of(publisher=Fact(), country=known("GB"))
    for line in breakdown["components"]:
        line.pop("rule"), line.pop("sources")
    assert [gain.component for gain in gains(breakdown)] == ["no_publishing"]
    assert unearned(breakdown, POLICY)[1] == ["where they live"]
