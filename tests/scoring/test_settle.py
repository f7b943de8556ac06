"""Columns, total and tier are what the parts amount to, whatever the facts."""

import json
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from scoring.facts import ArtistFacts, Clue, Fact, Kind, Source, State
from scoring.rules import Settled, assess, settle_numbers
from scoring.rules.breakdown import half_up
from tests.scoring.facts import POLICY, TODAY

DAYS = some.sampled_from(["2019", "2025-11-22", "2026-03", "2026-11-08", "2026-11-22"])
COUNTS = some.sampled_from([0, 1, 499, 500, 999, 1000, 1499, 5000, 9999, 10000, 3_000_000_000])


def fact(values):
    """Any state; the value only where it is known."""
    known = some.builds(Fact.known, values, some.builds(Source, some.just("lastfm"), as_of=DAYS))
    return known | some.builds(Fact, state=some.sampled_from([state for state in State if state != "known"]))


FIGURES = some.lists(
    some.tuples(DAYS, some.sampled_from(["lastfm_listeners", "spotify_followers"]), COUNTS), max_size=4
)
CLUES = some.builds(
    Clue,
    some.sampled_from(list(Kind)),
    some.just("because"),
    some.builds(Source, some.sampled_from(["musicbrainz", "spotify", "staff"])),
    some.none() | DAYS,
)
FACTS = some.builds(
    ArtistFacts,
    country=fact(some.sampled_from(["NZ", "AU", "TO", "GB", "XW"])),
    clues=some.lists(CLUES, max_size=4).map(tuple),
    spotify=fact(some.just("id")),
    youtube=fact(some.just("UC")),
    youtube_topic_only=some.booleans(),
    subscribers=fact(COUNTS),
    subscriber_history=FIGURES.map(tuple),
    upload_frequency=fact(some.sampled_from(["very_active", "active", "moderate", "low", "inactive"])),
    services=some.lists(some.sampled_from(["Spotify", "Deezer", "Tidal"]), max_size=3).map(tuple),
    links_read=fact(some.just(True)),
    publisher=fact(some.just("Tui Songs")),
    audience=fact(COUNTS),
    audience_history=FIGURES.map(tuple),
    last_release=fact(some.tuples(DAYS, some.sampled_from(["day", "month", "year"])).map(list)),
)


def by_hand(breakdown):
    """Total, ceiling and coverage the long way round."""
    total = ceiling = covered = Fraction(0)
    for part, weight in breakdown["weights"].items():
        lines = [line for line in breakdown["components"] if line["part"] == part]
        out_of = sum(line["out_of"] for line in lines)
        told = [line for line in lines if line["state"] in ("known", "absent")]
        total += Fraction(weight * sum(line["points"] for line in lines), out_of)
        covered += Fraction(weight * sum(line["out_of"] for line in told), out_of)
    ceiling = total + 100 - covered
    return [rounded(total, "0.1"), rounded(ceiling, "0.1"), rounded(covered, "1")]


def rounded(exact, places):
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(places), ROUND_HALF_UP)


@settings(max_examples=500, deadline=None)
@given(FACTS, some.booleans())
def test_the_total_is_the_exact_parts_rounded_once(facts, derived_metrics):
    stored = json.loads(json.dumps(facts.to_json()))
    breakdown = assess(ArtistFacts.from_json(stored), POLICY, TODAY, derived_metrics=derived_metrics).to_json()
    breakdown = json.loads(json.dumps(breakdown))
    settled = settle_numbers(breakdown)
    total, ceiling, covered = by_hand(breakdown)
    assert (settled.score_ceiling, settled.coverage) == (ceiling, covered)
    assert settled.total_score == (total if settled.coverage else None)
    tier = next((tier for tier, border in (("A", 70), ("B", 50), ("C", 30)) if total >= border), "D")
    assert settled.tier == (tier if settled.coverage else None)


@settings(max_examples=500, deadline=None)
@given(FACTS)
def test_unknown_is_never_worth_a_point(facts):
    breakdown = assess(facts, POLICY, TODAY)
    assert all(line.points == 0 for line in breakdown.components if line.state not in ("known", "absent"))
    assert all(0 <= line.points <= line.out_of and line.because for line in breakdown.components)
    settled = settle_numbers(breakdown.to_json())
    assert (settled.total_score or 0) <= settled.score_ceiling <= 100


@settings(max_examples=300, deadline=None)
@given(FACTS, some.sampled_from(["country", "spotify", "publisher", "links_read"]))
def test_learning_a_fact_never_lowers_coverage(facts, name):
    without = ArtistFacts.from_json({key: value for key, value in facts.to_json().items() if key != name})
    before, after = (settle_numbers(assess(one, POLICY, TODAY).to_json()).coverage for one in (without, facts))
    assert after >= before


def test_no_breakdown_is_no_score():
    assert settle_numbers({}) == Settled()


@pytest.mark.parametrize(
    ("exact", "places", "decimal"),
    [
        (Fraction(6995, 100), 1, "70.0"),
        (Fraction(6994999, 100000), 1, "69.9"),
        (Fraction(1, 3), 1, "0.3"),
        (Fraction(1, 2), 0, "1"),
        (0, 1, "0.0"),
        (100, 1, "100.0"),
    ],
    ids=str,
)
def test_a_half_goes_up(exact, places, decimal):
    assert str(half_up(exact, places)) == decimal
