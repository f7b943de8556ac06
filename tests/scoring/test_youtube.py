"""The four YouTube opportunities at their borders, and how often a channel uploads."""

from datetime import UTC, datetime, timedelta

import pytest

from scoring.facts import ArtistFacts, Fact
from scoring.rules import assess, upload_frequency
from tests.scoring.facts import POLICY, TODAY, absent, known

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NONE, OWN, UNASKED = absent("youtube"), known("UC1", "youtube"), Fact.unknown("Not asked")


def youtube(derived_metrics=True, **facts):
    facts = {"audience_source": "lastfm"} | facts
    breakdown = assess(ArtistFacts(**facts), POLICY, TODAY, derived_metrics=derived_metrics)
    line = next(found for found in breakdown.components if found.component == "youtube_opportunity")
    return line, [finding.type for finding in breakdown.youtube_findings]


def channel(subscribers=None, frequency=None, audience=None, **others):
    """Facts of an artist with an own channel; None is unknown."""
    figures = {"subscribers": subscribers, "upload_frequency": frequency, "audience": audience}
    return {"youtube": OWN} | {name: known(value) for name, value in figures.items()} | others


def up(*figures):
    return {"subscriber_history": tuple((day, "youtube_subscribers", value) for day, value in figures)}


CASES = {
    "not asked": ({"youtube": UNASKED, "audience": known(9000)}, "unknown", 0, None),
    "asked, stale": ({"youtube": Fact.stale()}, "stale", 0, None),
    "no channel, 1,000 listeners": ({"youtube": NONE, "audience": known(1000)}, "known", 15, "no_youtube_presence"),
    "no channel, 999 listeners": ({"youtube": NONE, "audience": known(999)}, "known", 0, None),
    "no channel, on Spotify": ({"youtube": NONE, "spotify": known("id")}, "known", 15, "no_youtube_presence"),
    "no channel, small, on Spotify": (
        {"youtube": NONE, "spotify": known("id"), "audience": known(10)}, "known", 0, None,
    ),
    "no channel, not on Spotify": ({"youtube": NONE, "spotify": absent()}, "unknown", 0, None),
    "no channel, nowhere": ({"youtube": NONE, "spotify": absent(), "audience": absent()}, "known", 0, None),
    "no channel, rest unknown": ({"youtube": NONE}, "unknown", 0, None),
    "Topic channel only": (
        {"youtube": OWN, "youtube_topic_only": True, "audience": known(1000)}, "known", 15, "no_youtube_presence",
    ),
    "Topic channel, none found": (
        {"youtube": NONE, "youtube_topic_only": True, "audience": known(1000)}, "known", 15, "no_youtube_presence",
    ),
    "29.98 % of 5,000": (channel(1499, "moderate", 5000), "known", 12, "underperforming"),
    "30 % of 5,000": (channel(1500, "moderate", 5000), "known", 0, "healthy"),
    "20 % of 4,999": (channel(1000, "moderate", 4999), "known", 0, "healthy"),
    "hidden subscribers": (channel(None, "moderate", 9000), "unknown", 0, None),
    "audience unknown": (channel(100, "moderate", None), "unknown", 0, None),
    "500, low": (channel(500, "low", 800), "known", 10, "inconsistent_uploads"),
    "500, inactive": (channel(500, "inactive", 800), "known", 10, "inconsistent_uploads"),
    "499, low": (channel(499, "low", 800), "known", 0, "healthy"),
    "500, moderate": (channel(500, "moderate", 800), "known", 0, "healthy"),
    "500, unread": (channel(500, None, 800), "unknown", 0, None),
    "9,999, active": (channel(9999, "active", 800), "known", 8, "high_potential"),
    "9,999, very active": (channel(9999, "very_active", 800), "known", 8, "high_potential"),
    "10,000, active": (channel(10000, "active", 800), "known", 0, "healthy"),
    "9,999, moderate": (channel(9999, "moderate", 800), "known", 0, "healthy"),
    "up 5 % in 28 days": (
        channel(21000, "moderate", 800, **up(("2026-10-25", 20000), ("2026-11-22", 21000))),
        "known", 8, "high_potential",
    ),
    "up 4.9 % in 28 days": (
        channel(20980, "moderate", 800, **up(("2026-10-25", 20000), ("2026-11-22", 20980))), "known", 0, "healthy",
    ),
    "up 5 % in 29 days": (
        channel(21000, "moderate", 800, **up(("2026-10-24", 20000), ("2026-11-22", 21000))), "known", 0, "healthy",
    ),
    "listeners nowhere": (channel(600, "moderate") | {"audience": absent()}, "known", 0, "healthy"),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "state", "points", "rule"), CASES.values(), ids=CASES)
def test_the_highest_that_holds_counts(facts, state, points, rule):
    line, _ = youtube(**facts)
    assert (line.state, line.points, line.rule, line.out_of) == (state, points, rule, 15)


def test_all_that_hold_are_named_highest_first():
    line, findings = youtube(**channel(600, "low", 9000, **up(("2026-11-01", 500), ("2026-11-22", 600))))
    assert findings == ["underperforming", "inconsistent_uploads", "high_potential"]
    assert (line.points, line.because) == (12, "600 subscribers are 6 % of 9,000 Last.fm listeners")


@pytest.mark.parametrize(
    ("facts", "state", "findings"),
    [
        (channel(1000, "moderate", 9000), "not_offered", []),
        (channel(1000, "active", 800), "not_offered", []),
        (channel(1000, "low", 9000), "known", ["inconsistent_uploads"]),
        ({"youtube": NONE, "audience": known(9000)}, "known", ["no_youtube_presence"]),
        ({"youtube": NONE, "audience": known(9)}, "known", []),
        ({"youtube": UNASKED}, "unknown", []),
    ],
    ids=["ratio", "trend", "uploads", "no channel", "no channel, small", "not asked"],
)
def test_comparisons_can_be_switched_off(facts, state, findings):
    line, found = youtube(derived_metrics=False, **facts)
    assert (line.state, found) == (state, findings)


@pytest.mark.parametrize(
    ("days_ago", "frequency"),
    [
        ([1, 8, 20, 30], "very_active"),
        ([1, 8, 20, 31], "active"),
        ([1, 30], "active"),
        ([1, 31, 90], "moderate"),
        ([1, 31], "low"),
        ([90], "low"),
        ([91], "inactive"),
        ([], "inactive"),
        ([-1, -2, -3, -4], "inactive"),
    ],
    ids=lambda value: "+".join(map(str, value)) if isinstance(value, list) else value,
)
def test_upload_frequency(days_ago, frequency):
    assert upload_frequency([NOW - timedelta(days=days) for days in days_ago], NOW) == frequency
