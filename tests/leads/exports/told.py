"""What an export says of itself, for tests of its writers."""

from datetime import UTC, datetime

from leads.exports.about import About, Summary
from leads.exports.columns import COLUMNS

SUMMARY = Summary(
    leads=2,
    tiers={"A": 1, "B": 0, "C": 0, "D": 1, "none": 0},
    regions={"new_zealand": 2},
    youtube={"has_channel": 1},
    average_score=47.1,
    subscribers=None,
)


def about(*names: str, **others) -> About:
    """Of two leads, made on a summer evening in New Zealand."""
    given = {
        "columns": tuple(COLUMNS[name] for name in names),
        "count": 2,
        "summary": SUMMARY,
        "filters": {"tier": ["A", "D"], "min_score": 10.5},
        "made_at": datetime(2026, 11, 22, 7, 15, 0, 999, tzinfo=UTC),
        "by": "analyst",
        "policy_version": 3,
    }
    return About(**given | others)
