"""How sure a verdict on independence is, and why. No points hang on it: it tells staff where to look twice."""

from collections.abc import Sequence
from typing import NamedTuple

from scoring.facts import Clue
from scoring.labels.names import CONTAINS_OWN, OTHER_ORDER
from scoring.labels.reading import NO_MAJOR
from scoring.rules.copies import told_apart
from scoring.rules.words import platform_name

RESEMBLES = (CONTAINS_OWN, OTHER_ORDER)


class Confidence(NamedTuple):
    level: str  # high, medium, low; none where there is no verdict
    because: str


STATED = Confidence("high", "Staff have said so")
CONTRADICTED = Confidence("none", "Clues of the same time contradict each other")
UNPLACED = Confidence("none", "A newer release is on a label that nobody has placed")
NOTHING = Confidence("none", "Nothing that was read tells")


def confidence(agreeing: Sequence[Clue], against: Sequence[Clue]) -> Confidence:
    """How sure a verdict is that rests on clues of one time, or without any; `against` are the others of that time."""
    if against:
        return Confidence("low", f"Something of the same time speaks against it: {against[0].because}")
    if not any(clue.day for clue in agreeing):
        return Confidence("low", "No clue to it has a date")
    solid = [clue for clue in agreeing if not _is_weak(clue)]
    if not solid:
        return Confidence("low", _why_weak(agreeing[0]))
    platforms = list(dict.fromkeys(platform_name(clue.source.platform) for clue in solid))
    who = " and ".join([", ".join(platforms[:-1]), platforms[-1]] if len(platforms) > 1 else platforms)
    if not any(clue.day for clue in solid):
        return Confidence("low", f"What {who} said of it has no date")
    if len(platforms) == 1:
        return Confidence("medium", _sentence(f"{who} alone tells; nothing of that time speaks against it"))
    if len(told_apart(solid)) == 1:
        words = "name the same label, which is one clue; nothing of that time speaks against it"
        return Confidence("medium", _sentence(f"{who} {words}"))
    return Confidence("high", _sentence(f"{who} agree, and nothing of that time speaks against it"))


def _is_weak(clue: Clue) -> bool:
    return clue.because.startswith(RESEMBLES) or _is_silence(clue)


def _is_silence(clue: Clue) -> bool:
    return NO_MAJOR in clue.because


def _why_weak(clue: Clue) -> str:
    if _is_silence(clue):
        return "No major shows among the label's owners, and silence proves little"
    return "Only a name that resembles the artist's points to it"


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]
