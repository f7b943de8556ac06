"""What the rules make of random facts is what stands in the row, whichever way it is written."""

from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from leads.models import Artist
from scoring.facts import ArtistFacts
from scoring.models import SCORE_COLUMNS, SETTLED_COLUMNS, settle
from scoring.rules import assess
from tests.conftest import ON_POSTGRES
from tests.scoring.facts import POLICY, TODAY
from tests.scoring.random_facts import FACTS, POLICIES
from tests.scoring.test_settle import by_hand

pytestmark = pytest.mark.django_db
SOME = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
MANY = 500 if ON_POSTGRES else 10_000
NONSENSE = {"total_score": Decimal("99.9"), "tier": "A", "coverage": 100, "score_ceiling": Decimal("1.0")}


def lead(facts, policy=POLICY):
    """A row whose columns disagree with its breakdown, until somebody settles it."""
    breakdown = assess(facts, policy, TODAY).to_json()
    return Artist(name="Tide", facts=facts.to_json(), breakdown=breakdown, scored_at=timezone.now(), **NONSENSE)


def columns_of(pk):
    return Artist.objects.values(*SETTLED_COLUMNS).get(pk=pk)


def right(facts, policy=POLICY):
    """The columns by the exact parts, rounded once."""
    settled = assess(facts, policy, TODAY).settled()
    total, ceiling, covered = by_hand(assess(facts, policy, TODAY).to_json())
    assert settled.total_score == (total if covered else None)
    assert (settled.score_ceiling, settled.coverage) == (ceiling, covered)
    return {name: getattr(settled, name) for name in SETTLED_COLUMNS}


@pytest.fixture(scope="module")
def breakdowns():
    """What the rules make of many random facts by random policies."""
    found = []

    @settings(max_examples=MANY, deadline=None, database=None)
    @given(FACTS, POLICIES)
    def collect(facts, policy):
        found.append(assess(facts, policy, TODAY).to_json())

    collect()
    return found[:MANY]


def test_many_random_scores_are_stored_exactly_by_upsert_by_save_and_with_update_fields(breakdowns):
    assert len(breakdowns) == MANY
    exact = [by_hand(breakdown) for breakdown in breakdowns]
    rows = Artist.objects.bulk_create((Artist(name="Tide", search_name="tide") for _ in breakdowns), batch_size=500)
    for row, breakdown in zip(rows, breakdowns, strict=True):
        row.breakdown = breakdown
        settle(row)
    Artist.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["id"], update_fields=SCORE_COLUMNS
    )
    assert stored() == exact
    for turn, how in ((1, {}), (2, {"update_fields": ["tier"]})):
        turned = breakdowns[turn:] + breakdowns[:turn]  # every row gets its neighbour's
        for row, breakdown in zip(rows, turned, strict=True):
            row.breakdown, row.skip_history_when_saving = breakdown, True
            for column, value in NONSENSE.items():
                setattr(row, column, value)
            row.save(**how)
        assert stored() == exact[turn:] + exact[:turn]


def stored():
    """Total, ceiling and coverage of every row, a total that rests on nothing as nought."""
    rows = Artist.objects.order_by("pk").values_list("total_score", "score_ceiling", "coverage")
    return [[total or 0, ceiling, covered] for total, ceiling, covered in rows]


@SOME
@given(FACTS, POLICIES)
def test_saving_stores_the_exact_total(facts, policy):
    row = lead(facts, policy)
    row.save()
    assert columns_of(row.pk) == right(facts, policy)


@SOME
@given(FACTS, some.sampled_from(["breakdown", "tier", "total_score"]))
def test_saving_some_columns_stores_the_exact_total(facts, named):
    row = Artist.objects.create(name="Tide")
    row.breakdown = lead(facts).breakdown
    row.tier, row.name = "A", "Not written"
    row.save(update_fields=[named])
    assert columns_of(row.pk) == right(facts)
    assert Artist.objects.get(pk=row.pk).name == "Tide"


@settings(SOME, max_examples=30)
@given(some.lists(FACTS, min_size=10, max_size=10))
def test_an_upsert_stores_the_exact_totals(many):
    rows = Artist.objects.bulk_create(Artist(name="Tide", search_name="tide") for _ in many)
    for row, facts in zip(rows, many, strict=True):
        row.facts, row.breakdown = facts.to_json(), lead(facts).breakdown
        settle(row)
    Artist.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=SCORE_COLUMNS)
    assert [columns_of(row.pk) for row in rows] == [right(facts) for facts in many]


@SOME
@given(FACTS)
def test_facts_come_back_from_the_database_as_they_were(facts):
    row = lead(facts)
    row.save()
    row.refresh_from_db()
    assert ArtistFacts.from_json(row.facts) == facts
    again = assess(ArtistFacts.from_json(row.facts), POLICY, TODAY).to_json()
    assert again == row.breakdown
