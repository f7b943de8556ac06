"""What a score is made of, and the one place where parts become numbers and a tier."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from scoring.facts import Source, State
from scoring.rules.policy import Number, as_json, as_number

PARTS = ("independence", "opportunity", "geography")
TIERS = ("A", "B", "C", "D")
DECIDED = frozenset({State.KNOWN, State.ABSENT})


@dataclass(frozen=True, slots=True)
class Component:
    """One line of the score: points out of how many, because of what."""

    part: str
    component: str
    label: str
    state: State
    points: Number
    out_of: Number
    because: str
    rule: str | None = None  # which of the component's cases holds: "self_released", "australia"
    sources: tuple[Source, ...] = ()

    @property
    def as_of(self) -> str | None:
        """When the newest of its sources spoke."""
        return max((source.as_of for source in self.sources if source.as_of), default=None)

    def to_json(self) -> dict:
        return {
            "part": self.part,
            "component": self.component,
            "label": self.label,
            "rule": self.rule,
            "state": str(self.state),
            "points": as_json(self.points),
            "out_of": as_json(self.out_of),
            "because": self.because,
            "sources": [source.to_json() for source in self.sources],
            "as_of": self.as_of,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """How independent the artist is held to be, and what speaks against it.

    `verdict` is the word for lists and the API: a major's own act counts as major_distributed, a conflict as unknown.
    """

    verdict: str
    kind: str  # the believed clue's own kind
    state: State
    because: str
    sources: tuple[Source, ...] = ()
    against: tuple[str, ...] = ()

    def to_json(self) -> dict:
        return {
            "verdict": self.verdict,
            "kind": self.kind,
            "state": str(self.state),
            "because": self.because,
            "against": list(self.against),
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """A YouTube opportunity that holds."""

    type: str
    points: Number
    because: str

    def to_json(self) -> dict:
        return {"type": self.type, "points": as_json(self.points), "because": self.because}


@dataclass(frozen=True, slots=True)
class Breakdown:
    """All the lines of one score, with the weights and borders they were made with."""

    components: tuple[Component, ...]
    weights: dict[str, Number]
    tiers: dict[str, Number]
    independence: Verdict
    youtube_findings: tuple[Finding, ...] = field(default=())
    region: str = "unknown"

    def to_json(self) -> dict:
        return {
            "weights": {part: as_json(weight) for part, weight in self.weights.items()},
            "tiers": {tier: as_json(border) for tier, border in self.tiers.items()},
            "components": [component.to_json() for component in self.components],
            "independence": self.independence.to_json(),
            "youtube_findings": [finding.to_json() for finding in self.youtube_findings],
            "region": self.region,
        }


@dataclass(frozen=True, slots=True)
class Settled:
    """The columns of a score; all None where nothing was ever assessed."""

    independence_score: Decimal | None = None
    opportunity_score: Decimal | None = None
    geographic_score: Decimal | None = None
    total_score: Decimal | None = None
    score_ceiling: Decimal | None = None
    coverage: int | None = None
    tier: str | None = None


@dataclass(slots=True)
class _Sums:
    points: Number = 0
    out_of: Number = 0
    decided: Number = 0  # how much of out_of rests on facts

    def add(self, line: dict) -> None:
        out_of = as_number(line["out_of"])
        self.out_of += out_of
        if line["state"] in DECIDED:
            self.points += as_number(line["points"])
            self.decided += out_of

    def share(self, number: Number, weight: Number) -> Number:
        return Fraction(weight * number, self.out_of) if number else 0


def settle_numbers(breakdown: dict) -> Settled:
    """The columns that a stored breakdown amounts to: exact to the end, each rounded once, half up."""
    if not breakdown:
        return Settled()
    sums = _sums(breakdown["components"])
    weights = {part: as_number(weight) for part, weight in breakdown["weights"].items()}
    scores = {part: half_up(s.share(s.points, 100), 1) if s.decided else None for part, s in sums.items()}
    earned = sum(s.share(s.points, weights[part]) for part, s in sums.items())
    known = sum(s.share(s.decided, weights[part]) for part, s in sums.items())
    total = half_up(earned, 1) if known_at_all(sums.values()) else None
    return Settled(
        independence_score=scores["independence"],
        opportunity_score=scores["opportunity"],
        geographic_score=scores["geography"],
        total_score=total,
        score_ceiling=half_up(earned + 100 - known, 1),
        coverage=int(half_up(known, 0)),  # the weights add up to 100
        tier=tier_of(total, breakdown["tiers"]),
    )


def known_at_all(sums: Iterable[_Sums]) -> bool:
    return any(s.decided for s in sums)


def tier_of(total: Decimal | None, borders: dict) -> str | None:
    """The first tier whose border the rounded total reaches; None when there is nothing to score."""
    if total is None:
        return None
    return next((tier for tier in TIERS[:-1] if total >= Decimal(str(borders[tier]))), TIERS[-1])


def half_up(exact: Number, places: int) -> Decimal:
    """Rounded half up to so many places; for numbers that are not negative."""
    above, below = exact.numerator * 10**places, exact.denominator
    return Decimal((2 * above + below) // (2 * below)).scaleb(-places)


def _sums(lines: list[dict]) -> dict[str, _Sums]:
    sums = {part: _Sums() for part in PARTS}
    for line in lines:
        sums[line["part"]].add(line)
    return sums
