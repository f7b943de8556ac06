"""Many names in one string, weighed into one reading."""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.facts import Kind
from scoring.labels.families import major_behind
from scoring.labels.lines import Role

NO_MAJOR = "belongs to no major, as far as MusicBrainz knows"  # silence speaks here, not a source


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one name means, in the role it was named in."""

    name: str
    kind: Kind
    because: str
    role: Role = Role.LABEL
    group: str = ""  # the family's group, whose beginning names the major behind it

    @property
    def is_major_owned(self) -> bool:
        return self.kind is Kind.MAJOR or major_behind(self.group) is not None


@dataclass(frozen=True, slots=True)
class LabelReading:
    """What a whole string means. `to_look_up` is the name whose owners would settle an unknown kind."""

    kind: Kind
    because: str
    verdicts: tuple[Verdict, ...] = ()
    to_look_up: str | None = None


def weigh(verdicts: Sequence[Verdict]) -> LabelReading:
    """A major anywhere in the string counts, whoever owns; without one, ownership decides."""
    if not verdicts:
        return LabelReading(Kind.UNKNOWN, "No label is named")
    roles = {role: [verdict for verdict in verdicts if verdict.role is role] for role in Role}
    kind, because, deciding = _major(roles) or _licensed(roles) or _owned(roles)
    to_look_up = deciding.name if kind is Kind.UNKNOWN else None
    return LabelReading(kind, because, tuple(verdicts), to_look_up)


Decision = tuple[Kind, str, Verdict]


def _major(roles: dict[Role, list[Verdict]]) -> Decision | None:
    labels, parents = roles[Role.LABEL], roles[Role.PARENT]
    majors = [verdict for verdict in labels if verdict.kind.of_a_major]
    if majors and len(majors) == len(labels):
        return _strongest(majors)
    if majors:
        return Kind.MAJOR_DISTRIBUTED, f"Together with a major: {majors[0].because}", majors[0]
    is_distributor = any(verdict.kind is Kind.SMALL_DISTRIBUTOR for verdict in labels)
    above = [verdict for verdict in parents if verdict.kind.of_a_major]
    if above and not is_distributor:  # who owns a distributor does not own its artists' records
        return _strongest(above)
    for verdict in roles[Role.LICENSEE]:
        if verdict.kind.of_a_major or verdict.is_major_owned:
            return Kind.MAJOR_DISTRIBUTED, f"Under licence to {_with_major(verdict)}", verdict
    for verdict in roles[Role.DISTRIBUTOR]:
        if verdict.kind.of_a_major:
            return Kind.MAJOR_DISTRIBUTED, f"Distributed by {_with_major(verdict)}", verdict
    return None


def _with_major(verdict: Verdict) -> str:
    major = major_behind(verdict.group)
    return f"{verdict.name}, which belongs to {major}" if major and major != verdict.name else verdict.name


def _strongest(majors: list[Verdict]) -> Decision:
    strongest = next((verdict for verdict in majors if verdict.kind is Kind.MAJOR), majors[0])
    return strongest.kind, strongest.because, strongest


def _licensed(roles: dict[Role, list[Verdict]]) -> Decision | None:
    """Who holds the licence decides, unless the owner is an indie label anyway."""
    if not roles[Role.LICENSEE] or any(verdict.kind is Kind.INDIE_LABEL for verdict in roles[Role.LABEL]):
        return None
    return _least_independent(roles[Role.LICENSEE])


def _owned(roles: dict[Role, list[Verdict]]) -> Decision:
    labels = roles[Role.LABEL]
    if not labels:
        return _least_independent(roles[Role.DISTRIBUTOR] or roles[Role.PARENT])
    decision = _least_independent(labels)
    if decision[0] is Kind.UNKNOWN and any(parent.kind is Kind.INDIE_LABEL for parent in roles[Role.PARENT]):
        return _least_independent(roles[Role.PARENT])
    through_a_major = [verdict for verdict in roles[Role.DISTRIBUTOR] if verdict.is_major_owned]
    if decision[0] is Kind.SELF_RELEASED and any(v.kind is Kind.SMALL_DISTRIBUTOR for v in through_a_major):
        return _least_independent(through_a_major)
    return decision


# A known indie label beside a name nobody placed is still an indie label; the artist's own name there proves nothing.
LEAST_INDEPENDENT_FIRST = (Kind.INDIE_LABEL, Kind.UNKNOWN, Kind.SMALL_DISTRIBUTOR, Kind.SELF_RELEASED)


def _least_independent(verdicts: list[Verdict]) -> Decision:
    found = min(verdicts, key=lambda verdict: LEAST_INDEPENDENT_FIRST.index(verdict.kind))
    return found.kind, found.because, found
