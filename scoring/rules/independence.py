"""One verdict on independence out of many clues.

1. What staff state wins, always; the newest statement if there are several.
2. Otherwise the newest dated clues speak. Clues within `same_recency_days` of the newest speak of the same time: where
   some of them point to a major and others do not, the verdict is "conflicting" and earns nothing until a person or
   a newer release settles it.
3. Without such a conflict the newest day decides, and on one day the least independent clue does: a label deal says
   more about whom to call than the artist's own name in the copyright line.
4. A release newer than all that by more than `same_recency_days`, on a label nobody could place, makes it unknown.
Clues that copy each other count once, and whatever differs from the verdict is kept as counter-evidence. How sure the
verdict is changes no points.
"""

from collections.abc import Iterable
from datetime import date

from scoring.facts import Clue, Kind, Source, State, first_day
from scoring.labels.days import told_words
from scoring.rules.breakdown import Component, Verdict
from scoring.rules.confidence import CONTRADICTED, NOTHING, STATED, UNPLACED, Confidence, confidence
from scoring.rules.copies import once
from scoring.rules.policy import PolicyData
from scoring.rules.words import source_name

STAFF = "staff"
LEAST_INDEPENDENT_FIRST = tuple(reversed([kind for kind in Kind if kind is not Kind.UNKNOWN]))
KIND_WORDS = {
    Kind.SELF_RELEASED: "self-released",
    Kind.SMALL_DISTRIBUTOR: "small distributor",
    Kind.INDIE_LABEL: "indie label",
    Kind.MAJOR_DISTRIBUTED: "distributed by a major",
    Kind.MAJOR: "major label",
    Kind.UNKNOWN: "unknown label",
}
LABELS = {
    Kind.SELF_RELEASED: "Self-released",
    Kind.SMALL_DISTRIBUTOR: "Small distributor",
    Kind.INDIE_LABEL: "Indie label",
    Kind.MAJOR_DISTRIBUTED: "Major or major-distributed",
}
UNDATED = date.min


def independence(clues: Iterable[Clue], note: str, policy: PolicyData) -> tuple[Component, Verdict]:
    """The independence line of a score, and the verdict it rests on."""
    verdict = judge(clues, note, int(policy.thresholds["same_recency_days"]))
    earned = policy.independence[verdict.kind] if verdict.state is State.KNOWN else 0
    line = Component(
        part="independence",
        component="independence",
        label=LABELS.get(verdict.verdict, "Independence"),
        state=verdict.state,
        points=earned,
        out_of=policy.out_of("independence"),
        because=verdict.because,
        rule=verdict.verdict if verdict.state is State.KNOWN else None,
        sources=verdict.sources,
    )
    return line, verdict


def judge(clues: Iterable[Clue], note: str, same_recency_days: int) -> Verdict:
    """The verdict on all the clues, in whatever order they came."""
    clues = sorted(clues, key=_newest_first)
    telling = [clue for clue in clues if clue.kind is not Kind.UNKNOWN]
    if stated := [clue for clue in telling if clue.source.platform == STAFF]:
        return _believe(stated[0], clues, STATED)
    if not telling:
        return _unknown(clues, note, NOTHING)
    if _day(telling[0]) != UNDATED and _apart(clues[0], telling[0]) > same_recency_days:
        return _unknown(clues, "", UNPLACED)
    current = [clue for clue in telling if _apart(telling[0], clue) <= same_recency_days]
    if len({clue.kind.of_a_major for clue in current}) == 2:
        return _conflict(current, clues)
    latest = [clue for clue in current if _day(clue) == _day(telling[0])]
    believed = min(latest, key=_least_independent)
    of_that_time = [clue for clue in telling if _apart(telling[0], clue) <= same_recency_days or _day(clue) == UNDATED]
    agreeing = [clue for clue in of_that_time if _agree(clue, believed)]
    others = [clue for clue in current if not _agree(clue, believed) and _day(clue) != UNDATED]
    return _believe(believed, clues, confidence(agreeing, others))


def _agree(one: Clue, other: Clue) -> bool:
    return one.kind is other.kind or (one.kind.of_a_major and other.kind.of_a_major)


def _believe(clue: Clue, clues: list[Clue], sure: Confidence) -> Verdict:
    agreeing = [other for other in clues if _agree(other, clue)]
    against = [other for other in clues if not _agree(other, clue) and other.kind is not Kind.UNKNOWN]
    return Verdict(
        verdict=str(Kind.MAJOR_DISTRIBUTED if clue.kind.of_a_major else clue.kind),
        kind=str(clue.kind),
        state=State.KNOWN,
        because=clue.because,
        sources=_sources([clue, *agreeing]),
        against=_told(against),
        confidence=sure.level,
        confidence_because=sure.because,
    )


def _conflict(current: list[Clue], clues: list[Clue]) -> Verdict:
    worst = min(current, key=_least_independent)
    best = next(clue for clue in current if not clue.kind.of_a_major)
    return Verdict(
        verdict=str(Kind.UNKNOWN),
        kind=str(worst.kind),
        state=State.CONFLICTING,
        because=f"{best.because}; but also: {worst.because}",
        sources=_sources(current),
        against=_told([worst, *(clue for clue in clues if clue.kind.of_a_major)]),
        confidence=CONTRADICTED.level,
        confidence_because=CONTRADICTED.because,
    )


def _unknown(clues: list[Clue], note: str, sure: Confidence) -> Verdict:
    because = note or (clues[0].because if clues else "") or "No label or copyright line has been read yet"
    return Verdict(
        verdict=str(Kind.UNKNOWN),
        kind=str(Kind.UNKNOWN),
        state=State.UNKNOWN,
        because=because,
        sources=_sources(clues),
        against=_told(clue for clue in clues if clue.kind is not Kind.UNKNOWN),
        confidence=sure.level,
        confidence_because=sure.because,
    )


def _told(clues: Iterable[Clue]) -> tuple[str, ...]:
    """Each clue as a sentence, those that copy each other only once."""
    return tuple(dict.fromkeys(_sentence(clue) for clue in once(clues)))


def _sentence(clue: Clue) -> str:
    when = f", {told_words(clue.day)}" if first_day(clue.day) else ""
    return f"{clue.because} ({KIND_WORDS[clue.kind]}, {source_name(clue.source)}{when})"


def _sources(clues: Iterable[Clue]) -> tuple[Source, ...]:
    kept = []
    for clue in clues:
        if clue.source not in kept:
            kept.append(clue.source)
    return tuple(kept)


def _newest_first(clue: Clue) -> tuple:
    source = clue.source
    ties = (clue.because, source.platform, source.url or "", source.as_of or "", str(source.value), clue.label or "")
    return (-_day(clue).toordinal(), _least_independent(clue), *ties)


def _least_independent(clue: Clue) -> int:
    return LEAST_INDEPENDENT_FIRST.index(clue.kind) if clue.kind is not Kind.UNKNOWN else len(LEAST_INDEPENDENT_FIRST)


def _day(clue: Clue) -> date:
    return first_day(clue.day) or UNDATED


def _apart(newer: Clue, older: Clue) -> int:
    return (_day(newer) - _day(older)).days
