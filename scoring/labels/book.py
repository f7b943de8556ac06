"""The label book: families of labels, asked what a name or a line means for an artist's independence."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from scoring.facts import Kind
from scoring.labels.days import Days, days_of, span_words
from scoring.labels.families import ARTIST, PARENTS, PATTERN, Family, row_problem
from scoring.labels.lines import Named, Role, several_names, statements, take_apart
from scoring.labels.names import (
    CONTAINS_OWN,
    beside_own_name,
    beyond_own_name,
    contains_own_name,
    normalise,
    own_name,
    shorter_forms,
    speaks_of_a_licence,
    standing_for,
)
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


class Asked(NamedTuple):
    """For whom a name is read, and as of which days."""

    names: Sequence[str]
    days: Days


class LabelBook:
    """Built from rows of (label, kind, group, since, until); `broken` says which of them cannot be used, and why.

    A text is read as of the day it was written, given as its source knows it: "2006" counts as any day of that year.
    Without a day it is read as of `today`; left out, that is by the rows that have no end.
    """

    def __init__(self, rows: Iterable[tuple], today: date = date.max):
        self.broken: list[str] = []
        self._today = (today, today)
        self._families: dict[str, list[Family]] = {}  # by normalised label
        self._short_forms: dict[str, str] = {}
        self._patterns: list[Family] = []
        for row in rows:
            self._add(Family(*row))

    def _add(self, row: Family) -> None:
        if problem := row_problem(row.label, row.kind, row.since, row.until):
            self.broken.append(problem)
        elif row.label.startswith(PATTERN):
            self._patterns.append(row._replace(label=row.label.removeprefix(PATTERN)))
        else:
            key = normalise(row.label)
            self._families.setdefault(key, []).append(row)
            for shorter in standing_for(key):
                self._short_forms.setdefault(shorter, key)

    def classify(
        self, text: str, artist_names: Sequence[str] = (), copyright: str | None = None, day: str | None = None
    ) -> list[Verdict]:
        """A verdict on every name in a label string or copyright line."""
        text, asked = text.strip(), self._asked(artist_names, day)
        if whole := self._exactly(text, asked, Role.LABEL):  # a name may hold a comma, a slash or a year
            return [whole]
        found = []
        for statement in statements(text, copyright):
            for named in take_apart(statement):
                found.extend(self._names(named, asked))
        return found

    def read_line(
        self, text: str | None, artist_names: Sequence[str] = (), copyright: str | None = None, day: str | None = None
    ) -> LabelReading:
        """What the string says in all; `copyright` is "P" or "C" for a copyright line. Silence is unknown."""
        return weigh(self.classify(text or "", artist_names, copyright, day))

    def from_ownership(self, owners: Iterable[str], distributors: Iterable[str] = (), day: str | None = None) -> Kind:
        """What a label is whose owners (all the way up) and distributors were looked up: indie unless a major shows."""
        asked = self._asked((), day)
        above = [self._one(owner, asked, Role.PARENT) for owner in owners]
        if any(owner.is_major_owned and owner.kind is not Kind.MAJOR_DISTRIBUTED for owner in above):
            return Kind.MAJOR
        partners = [self._one(name, asked, Role.DISTRIBUTOR) for name in distributors]
        if any(verdict.kind.of_a_major for verdict in (*above, *partners)):
            return Kind.MAJOR_DISTRIBUTED
        return Kind.INDIE_LABEL

    def _asked(self, artist_names: Sequence[str], day: str | None) -> Asked:
        return Asked(artist_names, days_of(day) or self._today)

    def _names(self, named: Named, asked: Asked) -> list[Verdict]:
        if whole := self._exactly(named.name, asked, named.role):
            return [whole]
        return [self._one(part, asked, named.role) for part in several_names(named.name)]

    def _one(self, name: str, asked: Asked, role: Role) -> Verdict:
        """A verdict on a single name; an unplaced one is unknown."""
        if exact := self._exactly(name, asked, role):
            return exact
        if parent := _foreign_parent(name, asked.names):
            return Verdict(name, Kind.MAJOR, f"“{name}” belongs to {PARENTS[parent]}", role, PARENTS[parent])
        if contains_own_name(name, asked.names):
            if partner := self._partner(name, asked, role):
                return partner
            return Verdict(name, Kind.SELF_RELEASED, CONTAINS_OWN, role)
        return Verdict(name, Kind.UNKNOWN, f"Nobody has placed the label “{name}” yet", role)

    def _partner(self, name: str, asked: Asked, role: Role) -> Verdict | None:
        """Another whole name beside the artist's own, where a family has it. Whoever only delivers changes nothing."""
        for other in beside_own_name(name, asked.names):
            found = self._in_family(other, name, asked, role, AS_PARTNER)
            found = found or self._in_shorter_form(other, name, asked, role)
            if found and (found.kind is not Kind.SMALL_DISTRIBUTOR or found.is_major_owned):
                return found
        if speaks_of_a_licence(name):
            return Verdict(name, Kind.UNKNOWN, f"“{name}” speaks of a licence, but does not say clearly whose", role)
        return None

    def _exactly(self, name: str, asked: Asked, role: Role) -> Verdict | None:
        """By the whole name: a major's family first, then the artist's own name, then the other families."""
        if role is Role.LABEL and (placeholder := self._by_pattern(name, asked)):
            return placeholder
        key = normalise(name)
        family = self._in_family(key, name, asked, role, AS_PARTNER if role is Role.LICENSEE else AS_LABEL)
        if family and family.kind.of_a_major:
            return family
        if reason := own_name(name, asked.names):
            return Verdict(name, Kind.SELF_RELEASED, reason, role)
        if role is Role.LABEL and (pattern := self._by_artist_pattern(name, asked)):
            return pattern
        return family or self._in_shorter_form(key, name, asked, role)

    def _in_family(self, key: str, name: str, asked: Asked, role: Role, order: Sequence[str]) -> Verdict | None:
        rows = self._families.get(key) or self._families.get(self._short_forms.get(key, ""), ())
        holding = [row for row in rows if row.holds(asked.days)]
        row = next((row for kind in order for row in holding if row.kind == kind), None)
        return row and Verdict(name, KIND_OF_FAMILY[row.kind], _family_words(row, row.label), role, row.group)

    def _in_shorter_form(self, key: str, name: str, asked: Asked, role: Role) -> Verdict | None:
        """A second pass, "Columbia Records UK" for the family's "Columbia"; markers such as "Indie" need the whole."""
        found = (self._in_family(shorter, name, asked, role, AS_PARTNER) for shorter in shorter_forms(key))
        return next(filter(None, found), None)

    def _by_pattern(self, text: str, asked: Asked) -> Verdict | None:
        plain = (row for row in self._patterns if ARTIST not in row.label)
        return _match(plain, text, asked)

    def _by_artist_pattern(self, text: str, asked: Asked) -> Verdict | None:
        names = [re.escape(name) for name in asked.names if name and name.casefold() in text.casefold()]
        if not names:
            return None
        either = f"(?:{'|'.join(names)})"
        own = (row._replace(label=row.label.replace(ARTIST, either)) for row in self._patterns if ARTIST in row.label)
        return _match(own, text, asked)


def _match(patterns: Iterable[Family], text: str, asked: Asked) -> Verdict | None:
    for row in patterns:
        if row.holds(asked.days) and re.search(row.label, text, re.IGNORECASE):
            return Verdict(text, KIND_OF_FAMILY[row.kind], _family_words(row, text), Role.LABEL, row.group)
    return None


def _foreign_parent(name: str, artist_names: Sequence[str]) -> str | None:
    """A major's own name among the words, the artist's name left aside."""
    return next((word for word in beyond_own_name(name, artist_names) if word in PARENTS), None)


def _family_words(row: Family, label: str) -> str:
    words = {
        "major": f"“{label}” is a label of {row.group or 'a major'}",
        "major_distributed": f"“{label}” reaches its listeners through {row.group or 'a major'}",
        "indie": f"“{label}” is an independent label",
        "distributor": f"“{label}” is a distributor, not a label",
        "self_release_marker": f"“{label}” is what a self-released record carries for a label",
    }
    when = span_words(row.since, row.until)
    return f"{words[row.kind]} ({when})" if when else words[row.kind]
