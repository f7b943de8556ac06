"""Columns, total and tier are what the parts amount to, whatever the facts."""

import json
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from scoring.facts import FACTS as NAMES
from scoring.facts import NOTHING_KNOWN, ArtistFacts, Source
from scoring.rules import Settled, assess, settle_numbers
from scoring.rules.breakdown import half_up
from tests.scoring.facts import POLICY, TODAY
from tests.scoring.random_facts import CLUES, FACTS, POLICIES


def by_hand(breakdown):
    """Total, ceiling and coverage the long way round, from the numbers as they are stored."""
    total = covered = better = Fraction(0)
    for part, weight in breakdown["weights"].items():
        lines = [line for line in breakdown["components"] if line["part"] == part]
        told = [line for line in lines if line["state"] in ("known", "absent")]
        share = exact(weight) / summed("out_of", lines)
        total += share * summed("points", lines)
        covered += share * summed("out_of", told)
        better += share * summed("more", told)
    ceiling = total + better + 100 - covered
    return [rounded(total, "0.1"), rounded(ceiling, "0.1"), rounded(covered, "1")]


def exact(number):
    return Fraction(str(number))


def summed(name, lines):
    return sum(exact(line.get(name, 0)) for line in lines)


def rounded(exact, places):
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(places), ROUND_HALF_UP)


@settings(max_examples=10_000, deadline=None)
@given(FACTS, POLICIES, some.booleans())
def test_the_total_is_the_exact_parts_rounded_once(facts, policy, derived_metrics):
    stored = json.loads(json.dumps(facts.to_json()))
    assert ArtistFacts.from_json(stored) == facts
    breakdown = assess(facts, policy, TODAY, derived_metrics=derived_metrics)
    lines = json.loads(json.dumps(breakdown.to_json()))
    settled = settle_numbers(lines)
    assert settled == breakdown.settled()
    total, ceiling, covered = by_hand(lines)
    assert (settled.score_ceiling, settled.coverage) == (ceiling, covered)
    assert settled.total_score == (total if settled.coverage else None)
    tier = next((tier for tier, border in policy.tiers.items() if total >= border), "D")
    assert settled.tier == (tier if settled.coverage else None)
    assert (settled.total_score or 0) <= settled.score_ceiling <= 100
    for line in breakdown.components:
        assert line.because and 0 <= line.points <= line.out_of
        assert line.points == 0 or line.state in ("known", "absent"), "unknown is never worth a point"


def coverage(facts):
    return assess(facts, POLICY, TODAY).settled().coverage


@settings(max_examples=500, deadline=None)
@given(FACTS, some.sampled_from(NAMES))
def test_learning_a_fact_never_lowers_coverage(facts, name):
    assert coverage(facts) >= coverage(replace(facts, **{name: NOTHING_KNOWN}))


@settings(max_examples=500, deadline=None)
@given(FACTS, some.sampled_from(NAMES), some.sampled_from(["upload", "lastfm", "staff"]))
def test_another_source_that_says_the_same_changes_nothing_but_the_sources(facts, name, platform):
    fact = getattr(facts, name)
    agreed = replace(facts, **{name: replace(fact, sources=(*fact.sources, Source(platform, fact.value)))})
    before, after = (assess(one, POLICY, TODAY).settled() for one in (facts, agreed))
    assert before == after


@settings(max_examples=1000, deadline=None)
@given(CLUES.filter(bool), some.data())
def test_a_clue_that_agrees_with_another_never_lowers_coverage(clues, data):
    """The same kind, of the same day, from somebody else."""
    copied = data.draw(some.sampled_from(clues))
    agreeing = replace(copied, because="Said elsewhere too", source=Source("musicbrainz", "elsewhere"))
    before, after = (ArtistFacts(clues=one) for one in (clues, (*clues, agreeing)))
    assert coverage(after) >= coverage(before)


@settings(max_examples=300, deadline=None)
@given(FACTS)
def test_a_further_look_never_lowers_coverage(facts):
    """A day after the newest look, the same figure."""
    newest = {metric: figure for figure in sorted(facts.audience_history) for metric in [figure[1]]}
    further = tuple(("2031-01-02", metric, count) for metric, (_, _, count) in newest.items())
    looked = replace(facts, audience_history=facts.audience_history + further)
    assert coverage(looked) >= coverage(facts)


@settings(max_examples=300, deadline=None)
@given(FACTS, some.randoms())
def test_the_order_of_clues_and_figures_changes_nothing(facts, chance):
    def shuffled(rows):
        return tuple(chance.sample(rows, len(rows)))

    other = replace(
        facts,
        clues=shuffled(facts.clues),
        audience_history=shuffled(facts.audience_history),
        subscriber_history=shuffled(facts.subscriber_history),
        services=shuffled(facts.services),
    )
    assert assess(other, POLICY, TODAY).to_json() == assess(facts, POLICY, TODAY).to_json()


@settings(max_examples=300, deadline=None)
@given(FACTS, POLICIES)
def test_a_breakdown_settles_as_its_stored_form_does(facts, policy):
    breakdown = assess(facts, policy, TODAY)
    assert breakdown.settled() == settle_numbers(json.loads(json.dumps(breakdown.to_json())))


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
