"""Counting what other numbers do to the book, in one go or in slices."""

import json
from decimal import Decimal

from leads import tally
from leads.tally import Mover, Standing, Tally


def at(tier, total):
    return Standing(tier, None if total is None else Decimal(total))


BOOK = [
    (1, "Low Tide", "new_zealand", at("B", "69.9"), at("A", "70.0")),
    (2, "Gravel", "new_zealand", at("B", "55.0"), at("B", "55.0")),
    (3, "Kererū", "australia", at("A", "80.0"), at("C", "40.0")),
    (4, "Ember", "australia", at("C", "30.0"), at("C", "31.5")),
    (5, "Nobody", "unknown", at(None, None), at(None, None)),
    (6, "Paddock", "new_zealand", at("B", "50.1"), at("A", "71.0")),
]


def test_what_moves_is_counted_and_named_the_furthest_first():
    counted = Tally()
    for lead in BOOK:
        counted.add(*lead)
    assert (counted.leads, counted.moved, counted.shifted) == (6, 3, 1)
    assert counted.moves() == [(2, "B", "A"), (1, "A", "C")]
    assert [mover.name for mover in counted.furthest()] == ["Kererū", "Paddock", "Low Tide"]
    last = counted.furthest()[-1]
    assert (last.old_total, last.new_total, last.rises) == (Decimal("69.9"), Decimal("70.0"), True)
    assert list(counted.tiers()) == [("A", 1, 2), ("B", 3, 1), ("C", 1, 2), ("D", 0, 0), ("none", 1, 1)]
    assert list(counted.tiers("australia")) == [("A", 1, 0), ("B", 0, 0), ("C", 1, 2), ("D", 0, 0)]
    assert counted.averages() == (Decimal("57.0"), Decimal("53.5"))


def test_slices_count_the_same_as_one_go():
    whole, sliced = Tally(), Tally()
    for lead in BOOK:
        whole.add(*lead)
        sliced.add(*lead)
        sliced = Tally(json.loads(json.dumps(sliced.to_json())))
    assert json.dumps(sliced.to_json()) == json.dumps(whole.to_json())


def test_only_the_furthest_movers_are_kept_and_all_are_counted(monkeypatch):
    monkeypatch.setattr(tally, "MOST", 3)
    counted = Tally()
    for number in range(20):
        counted.add(number, f"Lead {number}", "other", at("B", "60.0"), at("A", f"{70 + number}.0"))
    stored = Tally(counted.to_json())
    assert [mover.lead for mover in stored.furthest()] == [19, 18, 17]
    assert (stored.moved, stored.moves()) == (20, [(20, "B", "A")])


def test_nothing_counted_has_no_average():
    assert Tally().averages() == (None, None) and Tally({}).moves() == []


def test_who_has_nothing_to_score_any_more_moves():
    counted = Tally()
    counted.add(1, "Low Tide", "other", at("D", "0.0"), at(None, None))
    assert counted.furthest() == [Mover(1, "Low Tide", "D", 0, "none", None)]
    assert counted.furthest()[0].new_total is None and not counted.furthest()[0].rises
