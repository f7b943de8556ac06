"""The cells of the leads in an export, in its order, some hundred leads at a time.

Which leads, and in which order, is settled before the first is read: whatever is rescored or added meanwhile, an export
holds nobody twice and leaves nobody out.
"""

import json
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from django.db import connection
from django.db.models import (
    BooleanField,
    DateField,
    DateTimeField,
    DecimalField,
    ExpressionWrapper,
    F,
    JSONField,
    QuerySet,
    TextField,
)
from django.utils import timezone

from leads.exports.columns import Column
from leads.exports.values import CONTACTS, SPOTIFY, UPLOADS, YOUTUBE, Channel, Reach, reach
from leads.models import Artist, Profile
from leads.querysets import OneOf

AT_ONCE = 1000

# Ids of leads -> for each, the contacts that may be handed out, the surest first. Who has none may be missing.
HandOut = Callable[[Collection[int]], dict[int, list]]


def ids_of(leads: QuerySet) -> array:
    """The ids of these leads in their order: eight bytes each."""
    return array("q", leads.values_list("pk", flat=True).iterator(chunk_size=10_000))


def rows(ids: Sequence[int], columns: Sequence[Column], hand_out: HandOut) -> Iterator[tuple]:
    """One tuple of cells a lead: text, int, Decimal, date, aware datetime, bool, a dict of handles, or None."""
    for start in range(0, len(ids), AT_ONCE):
        yield from chunk(ids[start : start + AT_ONCE], columns, hand_out)


def chunk(ids: Sequence[int], columns: Sequence[Column], hand_out: HandOut) -> list[tuple]:
    """The cells of these leads; who was deleted or merged meanwhile is left out."""
    wanted = {field for column in columns for field in column.fields}
    read = _own(ids, sorted(wanted - _GATHER.keys() | {"pk"}))
    present = read.get("pk", ())
    for name in _GATHER.keys() & wanted:
        by_lead, nothing = _GATHER[name](present, hand_out), _NOTHING[name]
        read[name] = [by_lead.get(pk, nothing) for pk in present]
    return list(zip(*(_cells(column, read, len(present)) for column in columns), strict=True)) if present else []


def _cells(column: Column, read: dict[str, Sequence], leads: int) -> Iterable:
    """The cells of one column, from what was read of each lead."""
    if column.value is None:
        return read[column.fields[0]]
    if not column.fields:
        return [column.value()] * leads
    return map(column.value, *(read[field] for field in column.fields))


# --- What stands in the lead's own row --------------------------------------------------------------------------------


def _own(ids: Sequence[int], fields: list[str]) -> dict[str, Sequence]:
    """Field by field what these leads have, in the order of the ids; empty where none of them is left."""
    quick = {field: make for field in fields if (make := _quick(field))}
    raw = {f"raw_{field}": ExpressionWrapper(F(field), output_field=TextField()) for field in quick}
    leads = Artist.objects.with_standing_tier().filter(OneOf(ids)).order_by().annotate(**raw)
    names = [f"raw_{field}" if field in quick else field for field in fields]
    place = names.index("pk")
    found = {row[place]: row for row in leads.values_list(*names)}
    ordered = [found[pk] for pk in ids if pk in found]
    read = dict(zip(fields, zip(*ordered, strict=True), strict=True)) if ordered else {}
    return {field: quick[field](values) if field in quick else values for field, values in read.items()}


def _quick(field: str) -> Callable[[Sequence], Sequence] | None:
    """What is left to do with such a field as SQLite's driver hands it out. Django looks at each value once more, at
    twice the cost of the query.
    """
    return _QUICK.get(type(_OWN.get(field))) if connection.vendor == "sqlite" else None


def _scores(stored: Sequence[float | None]) -> list[Decimal | None]:
    return [None if one is None else _SCORES.get(one) or Decimal(f"{one:.1f}") for one in stored]


def _moments(stored: Sequence[datetime | None]) -> list[datetime | None]:
    """Kept in UTC, without saying so."""
    return [one and one.replace(tzinfo=UTC) for one in stored]


def _lists(stored: Sequence[str | None]) -> list:
    return [one and ([] if one == "[]" else json.loads(one)) for one in stored]


def _as_they_are(stored: Sequence) -> Sequence:
    return stored


_OWN = {field.name: field for field in Artist._meta.concrete_fields}
_QUICK = {
    DecimalField: _scores,
    DateTimeField: _moments,
    DateField: _as_they_are,
    BooleanField: _as_they_are,
    JSONField: _lists,
}
_SCORES = {tenths / 10: Decimal(tenths).scaleb(-1) for tenths in range(1001)}  # the nearest float is the key


# --- What stands in other tables --------------------------------------------------------------------------------------


def _contacts(ids: Collection[int], hand_out: HandOut) -> dict[int, Reach]:
    return {pk: reach(contacts) for pk, contacts in hand_out(ids).items()}


def _channels(ids: Collection[int], hand_out: HandOut) -> dict[int, Channel]:
    """FOUND may be a Topic channel only, which proves no presence: whether there is one, the lead's own row says."""
    now = timezone.now()
    columns = ("pk", "profiles__state", "profiles__expires_at", "profiles__data__recent")
    leads = Artist.objects.filter(OneOf(ids), profiles__platform="youtube").values_list(*columns)
    return {
        pk: Channel(False if state == Profile.State.ABSENT else None, until is None or until > now, recent)
        for pk, state, until, recent in leads
    }


def _kept_by_spotify(ids: Collection[int], hand_out: HandOut) -> dict[int, bool]:
    """Who is here is past the days for which Spotify's figures may be kept."""
    past = {"profiles__platform": "spotify", "profiles__expires_at__lte": timezone.now()}
    return dict.fromkeys(Artist.objects.filter(OneOf(ids), **past).values_list("pk", flat=True), False)


def _uploads(ids: Collection[int], hand_out: HandOut) -> dict[int, list[str]]:
    """The names of the uploads that named their recordings, each once, in the order in which they came."""
    upload = "recordings__upload_rows__upload"
    leads = Artist.objects.filter(OneOf(ids), **{f"{upload}__isnull": False}).order_by("pk", upload).distinct()
    found: dict[int, dict[str, None]] = {}
    for pk, _, name in leads.values_list("pk", upload, f"{upload}__filename"):
        found.setdefault(pk, {})[name] = None
    return {pk: list(names) for pk, names in found.items()}


_GATHER = {CONTACTS: _contacts, YOUTUBE: _channels, SPOTIFY: _kept_by_spotify, UPLOADS: _uploads}
_NOTHING = {CONTACTS: Reach(), YOUTUBE: Channel(), SPOTIFY: True, UPLOADS: []}
