"""The numbers behind the rules: weights, points, thresholds and tier borders, read with care and checked for sense."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import isfinite
from numbers import Real
from typing import Any, NamedTuple, Self

Number = int | Fraction

DEFAULT_POLICY = {
    "weights": {"independence": 40, "opportunity": 40, "geography": 20},
    "points": {
        "independence": {
            "self_released": 40,
            "small_distributor": 35,
            "indie_label": 25,
            "major_distributed": 0,
            "major": 0,
        },
        "opportunity": {
            "missing_platforms": 20,
            "basic_distribution": 15,
            "no_publishing": 10,
            "growing_streams": 15,
            "recent_activity": 10,
        },
        "youtube": {"no_youtube_presence": 15, "underperforming": 12, "inconsistent_uploads": 10, "high_potential": 8},
        "geography": {"new_zealand": 30, "australia": 25, "pacific_islands": 20, "other": 5},
    },
    "thresholds": {
        "same_recency_days": 365,  # clues this close together contradict each other; further apart, the newer wins
        "basic_distribution_services": 2,
        "growth_days": 14,
        "growth_window_days": 90,
        "growth_percent": 5,
        "recent_days": 365,
        "no_presence_audience": 1000,
        "underperforming_audience": 5000,
        "underperforming_percent": 30,
        "inconsistent_subscribers": 500,
        "high_potential_subscribers": 10000,
        "subscriber_growth_days": 28,
        "subscriber_growth_percent": 5,
    },
    "tiers": {"A": 70, "B": 50, "C": 30},
}


def as_number(value: Any) -> Number | None:
    """The exact number, or None for anything that is not a finite number of at most two decimals."""
    if type(value) is int:
        return value
    if isinstance(value, bool) or not isinstance(value, Real) or not isfinite(value):
        return None
    exact = Fraction(str(value))
    if (exact * 100).denominator != 1:
        return None
    return int(exact) if exact.denominator == 1 else exact


def as_json(number: Number) -> int | float:
    """Back from as_number, exactly: two decimals survive a float."""
    return number if isinstance(number, int) else float(number)


@dataclass(frozen=True)
class PolicyData:
    """A checked policy; every number is exact."""

    weights: dict[str, Number]
    independence: dict[str, Number]
    opportunity: dict[str, Number]
    youtube: dict[str, Number]
    geography: dict[str, Number]
    thresholds: dict[str, Number]
    tiers: dict[str, Number]

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """The policy in `data`; ValueError with a sentence for each thing that is wrong with it."""
        if found := problems(data):
            raise ValueError(" ".join(found))
        return cls(**{path[-1]: _exact(table) for path, table in tables(data)})

    def to_json(self) -> dict:
        """The same data as it is stored."""
        return {
            "weights": _stored(self.weights),
            "points": {name: _stored(getattr(self, name)) for name in DEFAULT_POLICY["points"]},
            "thresholds": _stored(self.thresholds),
            "tiers": _stored(self.tiers),
        }

    def out_of(self, part: str) -> Number:
        """The most points a part can bring; it never shrinks, whatever is unknown."""
        if part == "opportunity":
            return sum(self.opportunity.values()) + max(self.youtube.values())
        return max(getattr(self, part).values())


class Problem(NamedTuple):
    """What is wrong with a policy, and with which of its numbers; a path of one step is a whole table."""

    path: tuple[str, ...]
    sentence: str


def problems(data: Any) -> list[str]:
    """What is wrong with a policy, a sentence each; empty when it can be used."""
    return [problem.sentence for problem in located_problems(data)]


def located_problems(data: Any) -> list[Problem]:
    """The same, with the place of each."""
    found = list(_shape_problems(data))
    if not found:
        found = list(_sense_problems(data))
    if not found and (idle := _unreachable_tiers(data)):
        found = [Problem((), f"No artist could ever reach tier {' or '.join(idle)}.")]
    return found


def tables(data: dict) -> Iterator[tuple[tuple[str, ...], dict]]:
    """Each table of a policy with its path, in the order people read them."""
    yield ("weights",), data["weights"]
    for name in DEFAULT_POLICY["points"]:
        yield ("points", name), data["points"][name]
    yield ("thresholds",), data["thresholds"]
    yield ("tiers",), data["tiers"]


def _shape_problems(data: Any) -> Iterator[Problem]:
    """Each number of the default policy must be there, and nothing else."""
    for path, expected in tables(DEFAULT_POLICY):
        table = data
        for step in path:
            table = table.get(step) if isinstance(table, dict) else None
        title = " ".join(path)
        if not isinstance(table, dict):
            yield Problem(path, f"The policy has no table “{title}”.")
            continue
        for name in sorted(expected.keys() - table.keys()):
            yield Problem((*path, name), f"The policy lacks “{name}” among its {title}.")
        for name in sorted(map(str, table.keys() - expected.keys())):
            yield Problem(path, f"The policy has an unknown entry “{name}” among its {title}.")
        for name in sorted(expected.keys() & table.keys()):
            if sentence := _number_problem(f"“{name}” among the {title}", table[name]):
                yield Problem((*path, name), sentence)


def _number_problem(title: str, value: Any) -> str:
    if (number := as_number(value)) is None:
        return f"{title} must be a number with at most two decimals, not {value!r}."
    if number < 0:
        return f"{title} must not be negative ({value})."
    if number > LARGEST:
        return f"{title} is too large ({value})."
    return ""


def _sense_problems(data: dict) -> Iterator[Problem]:
    if (weights := sum(_exact(data["weights"]).values())) != 100:
        yield Problem(("weights",), f"The weights must add up to 100, not {as_json(weights)}.")
    for part, points in data["points"].items():
        if part != "opportunity" and not any(points.values()):
            yield Problem(("points", part), f"At least one of the points for {part} must be more than 0.")
    borders = [data["tiers"][tier] for tier in "ABC"]
    if not 100 >= borders[0] > borders[1] > borders[2] > 0:
        sentence = "The tier borders must fall from A to C, between 100 and 0, and no two may be equal."
        yield Problem(("tiers",), sentence)
    for name, value in data["thresholds"].items():
        if sentence := _threshold_problem(name, value):
            yield Problem(("thresholds", name), f"“{name}” among the thresholds {sentence}, not {value}.")
    if data["thresholds"]["growth_window_days"] < data["thresholds"]["growth_days"]:
        sentence = "“growth_window_days” must not be shorter than “growth_days”."
        yield Problem(("thresholds", "growth_window_days"), sentence)


def _threshold_problem(name: str, value: Real) -> str:
    if name.endswith(("_days", "_services")) and as_number(value) != int(value):
        return "must be a whole number"
    if name.endswith("_days") and value > LONGEST:
        return f"must be at most {LONGEST:,} days"
    if name in _AT_LEAST_ONE and value < 1:
        return "must be at least 1"
    return ""


LARGEST = 1_000_000_000
LONGEST = 36_500  # days: a hundred years; much further back there is no date to compare with
_AT_LEAST_ONE = {"growth_days", "growth_percent", "recent_days", "subscriber_growth_days", "subscriber_growth_percent"}


def _unreachable_tiers(data: dict) -> list[str]:
    """The tiers that no set of facts leads to, tried with every sum of points there can be."""
    policy = PolicyData(**{path[-1]: _exact(table) for path, table in tables(data)})
    sums = {
        "independence": {0, *policy.independence.values()},
        "opportunity": _sums([*([points] for points in policy.opportunity.values()), policy.youtube.values()]),
        "geography": {0, *policy.geography.values()},
    }
    worth = [[policy.weights[part] * Fraction(s) / policy.out_of(part) for s in each] for part, each in sums.items()]
    totals = {_rounded(sum(combination)) for combination in product(*worth)}
    a, b, c = (policy.tiers[tier] for tier in "ABC")
    ranges = {"A": (a, 101), "B": (b, a), "C": (c, b), "D": (0, c)}
    return [tier for tier, (low, high) in ranges.items() if not any(low <= total < high for total in totals)]


def _rounded(exact: Fraction) -> Fraction:
    """Half up to one decimal, as totals are before they meet a border."""
    return Fraction(int(exact * 10 + Fraction(1, 2)), 10)


def _sums(choices: list) -> set[Number]:
    """Every sum with at most one number out of each group."""
    reached = {0}
    for numbers in choices:
        reached |= {total + number for total in reached for number in numbers}
    return reached


def _exact(table: dict) -> dict[str, Number]:
    return {name: as_number(value) for name, value in table.items()}


def _stored(table: dict) -> dict:
    return {name: as_json(value) for name, value in table.items()}
