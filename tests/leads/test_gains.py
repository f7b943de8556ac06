from decimal import Decimal

import pytest

from leads.gains import gains, next_tier
from scoring.rules import assess, settle_numbers
from tests.scoring.facts import POLICY, TODAY, full_marks


def breakdown_of(**facts):
    return assess(full_marks(**facts), POLICY, TODAY).to_json()


def test_what_is_missing_adds_up_to_the_ceiling():
    from scoring.facts import Fact

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
