"""Which leads are meant: the parameters that the list, the exports, the API and saved views share.

One call for all doors, so that the same words give the same leads in the same order everywhere.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import QueryDict

from leads.filters.fields import shown
from leads.filters.parameters import DeskFilter, LeadFilter
from leads.models import Artist

__all__ = ["DeskFilter", "LeadFilter", "Narrowed", "Problem", "Refused", "narrowed"]


@dataclass(frozen=True)
class Problem:
    """Why one value, or one parameter, cannot be used."""

    field: str
    code: str
    message: str
    value: str | None = None  # cut to 100 characters
    allowed: tuple[str, ...] = ()


class Refused(ValueError):
    """Something given cannot be used; `problems` names each."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = list(problems)
        super().__init__(" ".join(problem.message for problem in self.problems))


@dataclass(frozen=True)
class Narrowed:
    """`applied` has every parameter, None where unset; `set` those that were given, fit to be given again."""

    leads: QuerySet
    applied: dict
    set: dict


def narrowed(
    given: QueryDict | Mapping,
    *,
    user=None,
    usable: Callable[[], QuerySet],
    filterset: type[LeadFilter] = LeadFilter,
    leads: QuerySet | None = None,
    besides: Collection[str] = (),
) -> Narrowed:
    """The leads that are meant, in order; Refused where a value or a parameter cannot be used.

    `given` is an address's query or an object of JSON, `usable` the contacts that one may use, `besides` parameters
    that are somebody else's.
    """
    asked = filterset(given, Artist.objects.leads() if leads is None else leads, user=user, usable=usable)
    if problems := [*_unknown(given, asked.filters, besides), *_wrong(asked)]:
        raise Refused(problems)
    said = {name: _said(value) for name, value in asked.form.cleaned_data.items()}
    return Narrowed(asked.qs, said | asked.order, {name: value for name, value in said.items() if value is not None})


def _unknown(given: Mapping, known: Mapping, besides: Collection[str]) -> Iterable[Problem]:
    for name in given:
        if name not in known and name not in besides:
            name = shown(name)
            yield Problem(name, "unknown_parameter", f"There is no parameter “{name}”.", allowed=tuple(known))


def _wrong(asked: LeadFilter) -> Iterable[Problem]:
    for name, errors in asked.form.errors.as_data().items():
        for error in errors:
            told = error.params
            yield Problem(name, error.code, error.message % {**told, "name": name}, told["value"], told["allowed"])


def _said(value):
    """The value as JSON has it: a list of one as the one."""
    if isinstance(value, list):
        return value[0] if len(value) == 1 else value
    return value.isoformat() if isinstance(value, date) else value
