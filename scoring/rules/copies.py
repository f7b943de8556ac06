"""Clues that copy each other: what is said twice is no second proof."""

from collections.abc import Iterable
from functools import lru_cache

from scoring.facts import Clue
from scoring.labels.lines import statements
from scoring.labels.names import normalise, shorter_forms


def told_apart(clues: Iterable[Clue]) -> list[list[Clue]]:
    """The clues in groups of those that copy each other, each group where its first clue stands.

    Copies say the same of the same name in the same year: the P and the C line of an album, a label that MusicBrainz
    and Spotify both name, a column that every row of a spreadsheet repeats.
    """
    groups: dict[tuple, list[Clue]] = {}
    for clue in clues:
        said = _name(clue.label) if clue.label else clue.because
        groups.setdefault((clue.kind, said, (clue.day or "")[:4]), []).append(clue)
    return list(groups.values())


def once(clues: Iterable[Clue]) -> list[Clue]:
    """The first of each group of copies."""
    return [group[0] for group in told_apart(clues)]


@lru_cache(maxsize=4096)
def _name(text: str) -> str:
    """Whose name it is, without marks, years, legal form and "Records"."""
    name = normalise(" ".join(statements(text, "P")))
    return [name, *shorter_forms(name)][-1] or text
