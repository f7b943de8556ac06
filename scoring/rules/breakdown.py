"""What a score is made of, and the one place where parts become numbers and a tier."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from scoring.facts import Source, State
from scoring.rules.policy import Number, as_json, as_number

PARTS = ("independence", "opportunity", "geography")
TIERS = ("A", "B", "C", "D")
Line = tuple[str, str, Number, Number, Number]  # part, state, points, out of, more
DECIDED = frozenset({State.KNOWN, State.ABSENT})
MOST_TELLING_FIRST = (State.CONFLICTING, State.STALE, State.UNKNOWN, State.NOT_OFFERED)


@dataclass(frozen=True, slots=True)
class Component:
    """One line of the score: points out of how many, because of what, and who says otherwise."""

    part: str
    component: str
    label: str
    state: State
    points: Number
    out_of: Number
    because: str
    rule: str | None = None  # which of the component's cases holds: "self_released", "australia"
    sources: tuple[Source, ...] = ()
    against: tuple[str, ...] = ()  # a sentence for each source that says otherwise
    more: Number = 0  # what a better case, open yet, could add to a line that is decided
    more_because: str = ""

    @property
    def as_of(self) -> str | None:
        """When the newest of its sources spoke."""
        return max((source.as_of for source in self.sources if source.as_of), default=None)

    def to_json(self) -> dict:
        line = {
            "part": self.part,
            "component": self.component,
            "label": self.label,
            "rule": self.rule,
            "state": str(self.state),
            "points": as_json(self.points),
            "out_of": as_json(self.out_of),
            "because": self.because,
            "sources": [source.to_json() for source in _once(self.sources)],
            "as_of": self.as_of,
        }
        if self.against:
            line["against"] = list(self.against)
        if self.more:
            line |= {"more": as_json(self.more), "more_because": self.more_because}
        return line


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
    confidence: str = "none"  # high, medium, low; none where nothing is decided
    confidence_because: str = ""

    def to_json(self) -> dict:
        """Breakdowns stored in earlier days lack the confidence."""
        return {
            "verdict": self.verdict,
            "kind": self.kind,
            "state": str(self.state),
            "because": self.because,
            "against": list(self.against),
            "confidence": self.confidence,
            "confidence_because": self.confidence_because,
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

    def settled(self) -> "Settled":
        """The columns it amounts to, the same that its stored form does."""
        lines = ((line.part, line.state, line.points, line.out_of, line.more) for line in self.components)
        return _settle(lines, self.weights, self.tiers)


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
    more: Number = 0  # what decided lines could still gain

    def add(self, state: str, points: Number, out_of: Number, more: Number) -> None:
        self.out_of += out_of
        if state in DECIDED:
            self.points += points
            self.decided += out_of
            self.more += more

    def share(self, number: Number, weight: Number) -> Number:
        return Fraction(weight * number, self.out_of) if number else 0


def settle_numbers(breakdown: dict) -> Settled:
    """The columns that a stored breakdown amounts to."""
    if not breakdown:
        return Settled()
    lines = (
        (line["part"], line["state"], *(as_number(line.get(name, 0)) for name in ("points", "out_of", "more")))
        for line in breakdown["components"]
    )
    weights, tiers = (
        {name: as_number(number) for name, number in breakdown[table].items()} for table in ("weights", "tiers")
    )
    return _settle(lines, weights, tiers)


def _settle(lines: Iterable[Line], weights: dict[str, Number], tiers: dict[str, Number]) -> Settled:
    """Exact to the end, each column rounded once, half up."""
    sums = {part: _Sums() for part in PARTS}
    for part, *line in lines:
        sums[part].add(*line)
    scores = {part: half_up(s.share(s.points, 100), 1) if s.decided else None for part, s in sums.items()}
    earned = sum(s.share(s.points, weights[part]) for part, s in sums.items())
    known = sum(s.share(s.decided, weights[part]) for part, s in sums.items())
    more = sum(s.share(s.more, weights[part]) for part, s in sums.items())
    total = half_up(earned, 1) if known_at_all(sums.values()) else None
    return Settled(
        independence_score=scores["independence"],
        opportunity_score=scores["opportunity"],
        geographic_score=scores["geography"],
        total_score=total,
        score_ceiling=half_up(earned + more + 100 - known, 1),
        coverage=int(half_up(known, 0)),  # the weights add up to 100
        tier=tier_of(total, tiers),
    )


def known_at_all(sums: Iterable[_Sums]) -> bool:
    return any(s.decided for s in sums)


def tier_of(total: Decimal | None, borders: dict[str, Number]) -> str | None:
    """The first tier whose border the rounded total reaches; None when there is nothing to score."""
    if total is None:
        return None
    return next((tier for tier in TIERS[:-1] if total >= as_number(borders[tier])), TIERS[-1])


def half_up(exact: Number, places: int) -> Decimal:
    """Rounded half up to so many places; for numbers that are not negative."""
    above, below = exact.numerator * 10**places, exact.denominator
    return Decimal((2 * above + below) // (2 * below)).scaleb(-places)


def most_telling(states: Iterable[State]) -> State:
    """Of the states of the facts a line waits for, the one that says most; unknown where there is none."""
    held = set(states)
    return next((state for state in MOST_TELLING_FIRST if state in held), State.UNKNOWN)


def _once(sources: tuple[Source, ...]) -> list[Source]:
    """Each source where it stands first; a value need not be hashable."""
    kept: list[Source] = []
    for source in sources:
        if source not in kept:
            kept.append(source)
    return kept
