"""The label book: families of labels, asked what a name or a line means for an artist's independence."""

import re
from collections.abc import Iterable, Sequence

from scoring.facts import Kind
from scoring.labels.families import ARTIST, PARENTS, PATTERN, row_problem
from scoring.labels.lines import Named, Role, several_names, statements, take_apart
from scoring.labels.names import beyond_own_name, contains_own_name, normalise, own_name, shorter_forms
from scoring.labels.reading import LabelReading, Verdict, weigh

KIND_OF_FAMILY = {
    "major": Kind.MAJOR,
    "major_distributed": Kind.MAJOR_DISTRIBUTED,
    "indie": Kind.INDIE_LABEL,
    "distributor": Kind.SMALL_DISTRIBUTOR,
    "self_release_marker": Kind.SELF_RELEASED,
}
# A name in two families: as a label, "CD Baby" is what a self-releasing artist leaves standing there.
AS_LABEL = ("major", "major_distributed", "self_release_marker", "distributor", "indie")
AS_PARTNER = ("major", "major_distributed", "distributor", "indie")


class LabelBook:
    """Built from rows of (label, kind, group); `broken` says which of them cannot be used, and why."""

    def __init__(self, rows: Iterable[tuple[str, str, str]]):
        self.broken: list[str] = []
        self._families: dict[str, dict[str, tuple[str, str]]] = {}  # normalised -> kind -> (label, group)
        self._short_forms: dict[str, str] = {}
        self._patterns: list[tuple[str, str, str]] = []
        for label, kind, group in rows:
            self._add(label, kind, group)

    def _add(self, label: str, kind: str, group: str) -> None:
        if problem := row_problem(label, kind):
            self.broken.append(problem)
        elif label.startswith(PATTERN):
            self._patterns.append((label.removeprefix(PATTERN), kind, group))
        elif key := normalise(label):
            self._families.setdefault(key, {}).setdefault(kind, (label, group))
            for shorter in shorter_forms(key):
                if " " in shorter:  # "Lil Chief" may stand for "Lil Chief Records", but "Garbage" for nothing else
                    self._short_forms.setdefault(shorter, key)

    def classify(self, text: str, artist_names: Sequence[str] = (), copyright: str | None = None) -> list[Verdict]:
        """A verdict on every name in a label string or copyright line."""
        text = text.strip()
        if whole := self._exactly(text, artist_names, Role.LABEL):  # a name may hold a comma, a slash or a year
            return [whole]
        found = []
        for statement in statements(text, copyright):
            for named in take_apart(statement):
                found.extend(self._names(named, artist_names))
        return found

    def read_line(
        self, text: str | None, artist_names: Sequence[str] = (), copyright: str | None = None
    ) -> LabelReading:
        """What the string says in all; `copyright` is "P" or "C" for a copyright line. Silence is unknown."""
        return weigh(self.classify(text or "", artist_names, copyright))

    def from_ownership(self, owners: Iterable[str], distributors: Iterable[str] = ()) -> Kind:
        """What a label is whose owners (all the way up) and distributors were looked up: indie unless a major shows."""
        above = [self._one(owner, (), Role.PARENT) for owner in owners]
        if any(owner.is_major_owned and owner.kind is not Kind.MAJOR_DISTRIBUTED for owner in above):
            return Kind.MAJOR
        partners = [self._one(name, (), Role.DISTRIBUTOR) for name in distributors]
        if any(verdict.kind.of_a_major for verdict in (*above, *partners)):
            return Kind.MAJOR_DISTRIBUTED
        return Kind.INDIE_LABEL

    def _names(self, named: Named, artist_names: Sequence[str]) -> list[Verdict]:
        if whole := self._exactly(named.name, artist_names, named.role):
            return [whole]
        return [self._one(part, artist_names, named.role) for part in several_names(named.name)]

    def _one(self, name: str, artist_names: Sequence[str], role: Role) -> Verdict:
        """A verdict on a single name; an unplaced one is unknown."""
        if exact := self._exactly(name, artist_names, role):
            return exact
        if parent := _foreign_parent(name, artist_names):
            return Verdict(name, Kind.MAJOR, f"“{name}” belongs to {PARENTS[parent]}", role, PARENTS[parent])
        if contains_own_name(name, artist_names):
            return Verdict(name, Kind.SELF_RELEASED, "Label name contains the artist's name", role)
        return Verdict(name, Kind.UNKNOWN, f"Nobody has placed the label “{name}” yet", role)

    def _exactly(self, name: str, artist_names: Sequence[str], role: Role) -> Verdict | None:
        """By the whole name: a major's family first, then the artist's own name, then the other families."""
        if role is Role.LABEL and (placeholder := self._by_pattern(name)):
            return placeholder
        key = normalise(name)
        family = self._in_family(key, name, role, AS_PARTNER if role is Role.LICENSEE else AS_LABEL)
        if family and family.kind.of_a_major:
            return family
        if reason := own_name(name, artist_names):
            return Verdict(name, Kind.SELF_RELEASED, reason, role)
        if role is Role.LABEL and (pattern := self._by_artist_pattern(name, artist_names)):
            return pattern
        return family or self._in_shorter_form(key, name, role)

    def _in_family(self, key: str, name: str, role: Role, order: Sequence[str]) -> Verdict | None:
        kinds = self._families.get(key) or self._families.get(self._short_forms.get(key, ""), {})
        kind = next((kind for kind in order if kind in kinds), None)
        if kind is None:
            return None
        label, group = kinds[kind]
        return Verdict(name, KIND_OF_FAMILY[kind], _family_words(kind, label, group), role, group)

    def _in_shorter_form(self, key: str, name: str, role: Role) -> Verdict | None:
        """A second pass, "Columbia Records UK" for the family's "Columbia"; markers such as "Indie" need the whole."""
        found = (self._in_family(shorter, name, role, AS_PARTNER) for shorter in shorter_forms(key))
        return next(filter(None, found), None)

    def _by_pattern(self, text: str) -> Verdict | None:
        plain = (row for row in self._patterns if ARTIST not in row[0])
        return self._match(plain, text)

    def _by_artist_pattern(self, text: str, artist_names: Sequence[str]) -> Verdict | None:
        names = [re.escape(name) for name in artist_names if name and name.casefold() in text.casefold()]
        if not names:
            return None
        either = f"(?:{'|'.join(names)})"
        own = ((row[0].replace(ARTIST, either), *row[1:]) for row in self._patterns if ARTIST in row[0])
        return self._match(own, text)

    @staticmethod
    def _match(patterns: Iterable[tuple[str, str, str]], text: str) -> Verdict | None:
        for pattern, kind, group in patterns:
            if re.search(pattern, text, re.IGNORECASE):
                return Verdict(text, KIND_OF_FAMILY[kind], _family_words(kind, text, group), Role.LABEL, group)
        return None


def _foreign_parent(name: str, artist_names: Sequence[str]) -> str | None:
    """A major's own name among the words, the artist's name left aside."""
    return next((word for word in beyond_own_name(name, artist_names) if word in PARENTS), None)


def _family_words(kind: str, label: str, group: str) -> str:
    words = {
        "major": f"“{label}” is a label of {group}",
        "major_distributed": f"“{label}” reaches its listeners through {group}",
        "indie": f"“{label}” is an independent label",
        "distributor": f"“{label}” is a distributor, not a label",
        "self_release_marker": f"“{label}” is what a self-released record carries for a label",
    }
    return words[kind]
