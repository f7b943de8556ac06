"""Whether a line names one of some labels: whoever is named may be read otherwise once a family changes."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from scoring.labels.families import ARTIST, PATTERN
from scoring.labels.lines import several_names, statements, take_apart
from scoring.labels.names import normalise, standing_for, words


class Mentions:
    """Built from labels as families give them, regular expressions among them."""

    def __init__(self, labels: Iterable[str]):
        self._by_first_word: dict[str, list[tuple[list[str], str]]] = {}
        self._patterns: list[tuple[re.Pattern, str]] = []
        for label in labels:
            self._add(label)
        self.found = lru_cache(maxsize=10_000)(self._found)  # the same labels and lines come again and again

    def _add(self, label: str) -> None:
        if label.startswith(PATTERN):
            try:
                pattern = re.compile(label.removeprefix(PATTERN).replace(ARTIST, ".+"), re.IGNORECASE)
            except re.error:
                return  # the book leaves it out as well
            self._patterns.append((pattern, label))
        elif key := normalise(label):
            name = [key, *standing_for(key)][-1].split()
            self._by_first_word.setdefault(name[0], []).append((name, label))

    def _found(self, text: str, copyright: str | None = None) -> str | None:
        """The first of the labels that the line names as whole words, or that matches one of the names in it."""
        said = words(text)
        for at, word in enumerate(said):
            for name, label in self._by_first_word.get(word, ()):
                if said[at : at + len(name)] == name:
                    return label
        names = list(_names(text, copyright)) if self._patterns else []
        matching = (label for pattern, label in self._patterns if any(map(pattern.search, names)))
        return next(matching, None)


def _names(text: str, copyright: str | None) -> Iterator[str]:
    """Everything in a line that the book may read as one name."""
    yield text.strip()
    for statement in statements(text, copyright):
        for named in take_apart(statement):
            yield named.name
            yield from several_names(named.name)
