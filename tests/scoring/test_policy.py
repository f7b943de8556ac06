"""Nonsense never becomes a policy."""

import copy
import math

import pytest

from scoring.rules import DEFAULT_POLICY, PolicyData, assess, problems, settle_numbers
from tests.scoring.facts import TODAY, full_marks

GONE = object()


def changed(*path, value):
    data = copy.deepcopy(DEFAULT_POLICY)
    table = data
    for step in path[:-1]:
        table = table[step]
    if value is GONE:
        del table[path[-1]]
    else:
        table[path[-1]] = value
    return data


NONSENSE = {
    "NaN": (changed("weights", "independence", value=math.nan), "must be a number"),
    "infinite": (changed("weights", "independence", value=math.inf), "must be a number"),
    "text": (changed("tiers", "A", value="seventy"), "must be a number with at most two decimals, not 'seventy'"),
    "yes": (changed("tiers", "A", value=True), "must be a number"),
    "three decimals": (changed("points", "youtube", "high_potential", value=8.125), "at most two decimals"),
    "negative": (changed("points", "geography", "other", value=-5), "among the points geography must not be negative"),
    "huge": (changed("points", "geography", "other", value=10**12), "is too large"),
    "missing number": (changed("thresholds", "recent_days", value=GONE), "lacks “recent_days” among its thresholds."),
    "missing table": (changed("points", "geography", value=GONE), "The policy has no table “points geography”."),
    "unknown entry": (changed("points", "geography", "moon", value=3), "unknown entry “moon”"),
    "unknown may not earn": (changed("points", "independence", "unknown", value=3), "unknown entry “unknown”"),
    "not a table": ([], "The policy has no table “weights”."),
    "nothing": (None, "The policy has no table “weights”."),
    "weights over 100": (changed("weights", "geography", value=30), "The weights must add up to 100, not 110."),
    "tiers level": (changed("tiers", "B", value=70), "The tier borders must fall from A to C"),
    "tiers rising": (changed("tiers", "C", value=60), "The tier borders must fall from A to C"),
    "tier over 100": (changed("tiers", "A", value=101), "The tier borders must fall from A to C"),
    "C at 0": (changed("tiers", "C", value=0), "The tier borders must fall from A to C"),
    "half a day": (changed("thresholds", "recent_days", value=0.5), "must be a whole number"),
    "growth of nothing": (changed("thresholds", "growth_percent", value=0), "must be at least 1"),
    "a thousand years": (changed("thresholds", "recent_days", value=365_000), "must be at most 36,500 days"),
    "window too short": (changed("thresholds", "growth_window_days", value=7), "must not be shorter"),
    "nothing for geography": (
        changed("points", "geography", value=dict.fromkeys(DEFAULT_POLICY["points"]["geography"], 0)),
        "At least one of the points for geography must be more than 0.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "sentence"), NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_refused_with_a_sentence(data, sentence):
    with pytest.raises(ValueError, match=".") as refused:
        PolicyData.from_json(data)
    assert sentence in str(refused.value)


def test_a_tier_nobody_could_reach_is_refused():
    data = changed("points", "opportunity", value=dict.fromkeys(DEFAULT_POLICY["points"]["opportunity"], 0))
    data["weights"] = {"independence": 100, "opportunity": 0, "geography": 0}
    data["points"]["independence"] = {**data["points"]["independence"], "small_distributor": 40, "indie_label": 40}
    with pytest.raises(ValueError, match="No artist could ever reach tier B or C."):
        PolicyData.from_json(data)


def test_a_tier_is_reached_by_rounded_totals_only():
    """69.96 is shown as 70.0, and is an A: nothing is left for B."""
    data = changed("weights", value={"independence": 0, "opportunity": 0, "geography": 100})
    data["points"]["geography"] = {"new_zealand": 100, "australia": 69.96, "pacific_islands": 40, "other": 20}
    assert problems(data) == ["No artist could ever reach tier B."]
    data["points"]["geography"]["australia"] = 69.94
    assert problems(data) == []


def test_a_policy_survives_storing():
    data = changed("points", "youtube", "high_potential", value=8.25)
    assert PolicyData.from_json(data).to_json() == data


def test_out_of_is_what_a_part_can_bring():
    policy = PolicyData.from_json(DEFAULT_POLICY)
    assert [policy.out_of(part) for part in ("independence", "opportunity", "geography")] == [40, 85, 30]


def test_the_borders_of_the_policy_decide():
    policy = PolicyData.from_json(changed("thresholds", "no_presence_audience", value=5322))
    assert settle_numbers(assess(full_marks(), policy, TODAY).to_json()).opportunity_score < 100
