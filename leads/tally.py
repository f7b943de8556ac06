"""What other numbers do to the book: who moves from tier to tier, and the tiers before and after, region by region."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from heapq import nlargest
from typing import NamedTuple

MOST = 1000  # movers by name; of the others we keep the number
TIERS = ("A", "B", "C", "D", "none")  # none: nothing to score
RANK = {tier: rank for rank, tier in enumerate(TIERS)}


class Standing(NamedTuple):
    """Tier and total of one lead, None where there is nothing to score."""

    tier: str | None
    total: Decimal | None


class Mover(NamedTuple):
    """A lead in another tier than before; totals in tenths."""

    lead: int
    name: str
    old_tier: str
    old_tenths: int | None
    new_tier: str
    new_tenths: int | None

    @property
    def old_total(self) -> Decimal | None:
        return None if self.old_tenths is None else Decimal(self.old_tenths).scaleb(-1)

    @property
    def new_total(self) -> Decimal | None:
        return None if self.new_tenths is None else Decimal(self.new_tenths).scaleb(-1)

    @property
    def rises(self) -> bool:
        return RANK[self.new_tier] < RANK[self.old_tier]


def _size(mover: Mover) -> tuple[int, int, int]:
    """By tiers moved, then by points; the older lead first."""
    steps = abs(RANK[mover.new_tier] - RANK[mover.old_tier])
    return steps, abs((mover.new_tenths or 0) - (mover.old_tenths or 0)), -mover.lead


class Tally:
    """Counts lead by lead; survives storing between two slices."""

    def __init__(self, stored: dict | None = None):
        stored = stored or {}
        self.cells = Counter({tuple(cell): number for *cell, number in stored.get("cells", ())})
        self.shifted: int = stored.get("shifted", 0)  # same tier, other total
        self.before: list[int] = stored.get("before", [0, 0])  # sum of tenths, leads with a total
        self.after: list[int] = stored.get("after", [0, 0])
        self.movers = [Mover(*mover) for mover in stored.get("movers", ())]
        self.left_out: list[list] = stored.get("left_out", [])  # id and name: stored facts that cannot be scored

    def add(self, lead: int, name: str, region: str, old: Standing, new: Standing) -> None:
        was, now = old.tier or "none", new.tier or "none"
        self.cells[region, was, now] += 1
        before, after = _count(self.before, old.total), _count(self.after, new.total)
        if was != now:
            self.movers.append(Mover(lead, name, was, before, now, after))
            if len(self.movers) > 2 * MOST:
                self.movers = nlargest(MOST, self.movers, key=_size)
        elif before != after:
            self.shifted += 1

    def leave_out(self, lead: int, name: str) -> None:
        if [lead, name] not in self.left_out:
            self.left_out.append([lead, name])

    def to_json(self) -> dict:
        return {
            "cells": [[*cell, number] for cell, number in sorted(self.cells.items())],
            "shifted": self.shifted,
            "before": self.before,
            "after": self.after,
            "movers": self.furthest(),
            "left_out": self.left_out,
        }

    def furthest(self) -> list[Mover]:
        """The movers we keep, by tiers and then by points."""
        return nlargest(MOST, self.movers, key=_size)

    # --- What people read ---------------------------------------------------------------------------------------------

    @property
    def leads(self) -> int:
        return self.cells.total()

    @property
    def moved(self) -> int:
        return sum(number for (_, was, now), number in self.cells.items() if was != now)

    def moves(self) -> list[tuple[int, str, str]]:
        """How many moved from which tier to which, the most first."""
        found = Counter()
        for (_, was, now), number in self.cells.items():
            if was != now:
                found[was, now] += number
        return sorted(((number, *pair) for pair, number in found.items()), key=lambda one: (-one[0], one[1:]))

    def tiers(self, region: str | None = None) -> Iterator[tuple[str, int, int]]:
        """Leads in each tier before and after, in one region or in all."""
        before, after = Counter(), Counter()
        for (where, was, now), number in self.cells.items():
            if region in (None, where):
                before[was] += number
                after[now] += number
        return ((tier, before[tier], after[tier]) for tier in TIERS if tier != "none" or before[tier] or after[tier])

    def regions(self) -> list[str]:
        return sorted({region for region, _, _ in self.cells})

    def averages(self) -> tuple[Decimal | None, Decimal | None]:
        """The average total before and after, to one decimal."""
        return _average(self.before), _average(self.after)


def _count(sums: list[int], total: Decimal | None) -> int | None:
    if total is None:
        return None
    tenths = int(total * 10)
    sums[0] += tenths
    sums[1] += 1
    return tenths


def _average(sums: list[int]) -> Decimal | None:
    tenths, leads = sums
    return Decimal((2 * tenths + leads) // (2 * leads)).scaleb(-1) if leads else None
