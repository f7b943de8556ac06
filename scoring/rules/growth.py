"""What a row of dated figures says: is it going up?"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from scoring.facts import Figure, first_day


@dataclass(frozen=True, slots=True)
class Change:
    """Two figures of one metric, the older one first."""

    metric: str
    then: date
    now: date
    before: int
    after: int

    @property
    def percent(self) -> Fraction:
        """Up by how much; growth from nothing counts as a doubling."""
        if self.before <= 0:
            return Fraction(100 if self.after > 0 else 0)
        return Fraction(100 * (self.after - self.before), self.before)


def changes(figures: tuple[Figure, ...], at_least: int, window: int) -> list[Change]:
    """For each metric its newest figure against the oldest of the window before it, at least so many days older.

    Where the window holds none, the last one before it serves: two looks far apart are still two looks.
    """
    found = []
    for metric, dated in _by_metric(figures).items():
        now, after = dated[-1]
        older = bisect_right(dated, now - timedelta(days=at_least), key=_day)
        if not older:
            continue
        inside = bisect_left(dated, now - timedelta(days=window), key=_day)
        then, before = dated[min(inside, older - 1)]
        found.append(Change(metric, then, now, before, after))
    return found


def since(figures: tuple[Figure, ...], days: int, today: date) -> list[Change]:
    """For each metric its newest figure against the oldest of the last so many days."""
    recent = tuple(figure for figure in figures if (first_day(figure[0]) or date.min) >= today - timedelta(days=days))
    return changes(recent, at_least=1, window=days)


def _by_metric(figures: tuple[Figure, ...]) -> dict[str, list[tuple[date, int]]]:
    metrics: dict[str, list[tuple[date, int]]] = {}
    for day, metric, value in figures:
        if parsed := first_day(day):
            metrics.setdefault(metric, []).append((parsed, value))
    for dated in metrics.values():
        dated.sort()
    return metrics


def _day(figure: tuple[date, int]) -> date:
    return figure[0]
