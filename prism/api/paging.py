"""A page of rows, by offset, or by a cursor that neither repeats nor skips while rows are added.

A cursor holds where the page before ended: the values of the sort column and the id. Nulls come last in both
directions, and every order ends with the id, so that both databases agree.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core import signing
from django.db.models import F, Q, QuerySet
from django.utils.dateparse import parse_date, parse_datetime

from prism.api.problems import Item, Problem, invalid

SALT = "prism.api.paging"
MOST, USUAL, FURTHEST = 1000, 50, 10_000_000
NAMES = ("limit", "offset", "cursor")


@dataclass(frozen=True)
class Order:
    """Rows by one column or annotation, nulls last, then by id; `id_down` turns the id round, too (newest first)."""

    column: str
    down: bool = True
    id_down: bool = False

    def apply(self, rows: QuerySet) -> QuerySet:
        by = F(self.column)
        first = by.desc(nulls_last=True) if self.down else by.asc(nulls_last=True)
        return rows.order_by(first, "-pk" if self.id_down else "pk")

    def turned(self, rows: QuerySet) -> QuerySet:
        """The other way round, for a page back."""
        by = F(self.column)
        first = by.asc(nulls_first=True) if self.down else by.desc(nulls_first=True)
        return rows.order_by(first, "pk" if self.id_down else "-pk")

    def after(self, rows: QuerySet, value, pk: int) -> QuerySet:
        """Rows behind the one with this value and id."""
        further_id = Q(pk__lt=pk) if self.id_down else Q(pk__gt=pk)
        if value is None:
            return rows.filter(Q(**{f"{self.column}__isnull": True}) & further_id)
        beyond = Q(**{f"{self.column}__{'lt' if self.down else 'gt'}": value})
        same = Q(**{self.column: value}) & further_id
        return rows.filter(beyond | same | Q(**{f"{self.column}__isnull": True}))

    def before(self, rows: QuerySet, value, pk: int) -> QuerySet:
        nearer_id = Q(pk__gt=pk) if self.id_down else Q(pk__lt=pk)
        if value is None:
            return rows.filter(Q(**{f"{self.column}__isnull": False}) | nearer_id)
        beyond = Q(**{f"{self.column}__{'gt' if self.down else 'lt'}": value})
        return rows.filter(beyond | Q(**{self.column: value}) & nearer_id)


@dataclass(frozen=True)
class Asked:
    """Which page was asked for. `cursor` is (direction, value, id) of a checked cursor."""

    limit: int
    offset: int | None
    cursor: tuple | None
    mark: str  # of filters and order: a cursor made for others is refused


def asked(request, filters: dict, order: Order, usual: int = USUAL) -> Asked:
    """Read limit, offset and cursor; a Problem names what cannot be used. Without a limit it is `usual`."""
    query = request.query_params
    twice = [name for name in NAMES if len(query.getlist(name)) > 1]
    if twice:
        raise invalid(*(Item("given_twice", f"“{name}” stands more than once.", name) for name in twice))
    mark = _mark(filters, order)
    limit = _whole(query, "limit", usual, 1, MOST)
    offset = _whole(query, "offset", None, 0, FURTHEST)
    cursor = query.get("cursor") or None
    if cursor is None:
        return Asked(limit, offset or 0, None, mark)
    if offset is not None:
        raise _bad_cursor("A cursor and an offset cannot be used together.")
    return Asked(limit, None, _open(cursor, mark), mark)


def page(
    rows: QuerySet,
    request,
    filters: dict,
    order: Order,
    usual: int = USUAL,
    read: Callable[[QuerySet], list] = list,
) -> tuple[list, dict]:
    """The rows asked for and the `pagination` object. What `read` makes of them has the order's column and a `pk`."""
    wanted = asked(request, filters, order, usual)
    total = rows.order_by().count()
    if wanted.cursor is None:
        found = read(order.apply(rows)[wanted.offset : wanted.offset + wanted.limit])
        before, more = wanted.offset > 0, wanted.offset + len(found) < total
    else:
        found, before, more = _step(rows, wanted, order, read)
    return found, _told(wanted, order, found, total, before=before, more=more and bool(found))


def _step(rows: QuerySet, wanted: Asked, order: Order, read: Callable[[QuerySet], list]) -> tuple[list, bool, bool]:
    """The rows of a cursor's page, whether there are any before them, and behind them."""
    direction, value, pk = wanted.cursor
    if direction == "next":
        found = read(order.apply(order.after(rows, value, pk))[: wanted.limit + 1])
        return found[: wanted.limit], True, len(found) > wanted.limit
    found = read(order.turned(order.before(rows, value, pk))[: wanted.limit + 1])
    return found[: wanted.limit][::-1], len(found) > wanted.limit, True


def _told(wanted: Asked, order: Order, found: list, total: int, *, before: bool, more: bool) -> dict:
    limit, offset = wanted.limit, wanted.offset
    return {
        "total": total,
        "limit": limit,
        "offset": offset,
        "has_more": more,
        "page": None if offset is None else offset // limit + 1,
        "total_pages": -(-total // limit),
        "next_cursor": _cursor("next", order, found[-1], wanted.mark) if more and found else None,
        "previous_cursor": _cursor("previous", order, found[0], wanted.mark) if before and found else None,
    }


# --- Cursors ----------------------------------------------------------------------------------------------------------


def _mark(filters: dict, order: Order) -> str:
    told = [filters, order.column, order.down, order.id_down]
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _cursor(direction: str, order: Order, row, mark: str) -> str:
    value = row
    for part in order.column.split("__"):
        value = getattr(value, part) if value is not None else None
    kind = {Decimal: "n", datetime: "t", date: "d"}.get(type(value), "")
    plain = value.isoformat() if kind in ("t", "d") else str(value) if kind == "n" else value
    return signing.dumps([direction, kind, plain, row.pk, mark], salt=SALT, compress=True)


_READ = {"n": Decimal, "t": parse_datetime, "d": parse_date, "": lambda value: value}


def _open(cursor: str, mark: str) -> tuple:
    try:
        direction, kind, plain, pk, made_for = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise _bad_cursor("This cursor is not one of ours, or was altered.")
    if made_for != mark:
        raise _bad_cursor("This cursor was made for other filters or another order.")
    return direction, None if plain is None else _READ[kind](plain), pk


def _bad_cursor(sentence: str) -> Problem:
    return invalid(Item("bad_cursor", sentence, "cursor"))


def _whole(query, name: str, default: int | None, least: int, most: int) -> int | None:
    if not (given := query.get(name, "")):
        return default
    if not (given.isascii() and given.isdigit() and len(given) < 12) or not least <= int(given) <= most:
        told = f"“{name}” must be a whole number from {least:,} to {most:,}."
        raise invalid(Item("out_of_range", told, name, value=given))
    return int(given)
