"""Short ways to ask the lead filters: whom they leave, and what they refuse."""

import pytest
from django.http import QueryDict

from leads.filters import Refused, narrowed
from outreach.permission import usable_contacts
from tests.factories import ArtistFactory


def lead(name, **columns):
    return ArtistFactory(name=name, known=None, scored_at="2026-11-20T00:00Z", **columns)


def names(given, **others):
    given = QueryDict(given) if isinstance(given, str) else given
    return " ".join(sorted(narrowed(given, usable=usable_contacts, **others).leads.values_list("name", flat=True)))


def problems(given, **others):
    given = QueryDict(given) if isinstance(given, str) else given
    with pytest.raises(Refused) as refused:
        narrowed(given, usable=usable_contacts, **others)
    return refused.value.problems
