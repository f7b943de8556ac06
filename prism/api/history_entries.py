"""All that happened to one artist as one list, the newest first, whatever table it stands in.

The page is chosen by the database, from the moments of all tables in one query; then the rows of each table that
stand on it are read at once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import DateTimeField, F, Func, IntegerField, Q, QuerySet, Value
from django.utils import timezone

from enrichment.learn.rows import kept_days
from leads.models import Artist
from leads.models.platforms import Platform
from outreach.models import Activity, Contact

KINDS = ("score", "outreach", "snapshot", "edit", "merge")


class Key(NamedTuple):
    """Where a row stands in the list."""

    at: datetime
    rank: int
    id: int

    @property
    def pk(self) -> list[int]:
        return [self.rank, self.id]


@dataclass(frozen=True)
class Table:
    """Rows of one kind of entry: `moment` is the column by which they are dated."""

    kind: str
    rows: Callable[[Artist], QuerySet]
    moment: str
    by_day: bool = False


def _snapshots(artist: Artist) -> QuerySet:
    """Without what is past the days for which its platform lets us keep it."""
    past = [
        Q(platform=platform, day__lt=timezone.localdate() - timedelta(days=days))
        for platform in Platform.values
        if (days := kept_days(platform))
    ]
    rows = artist.snapshots.all()
    return rows.exclude(reduce(or_, past)) if past else rows


# What happened at the same moment stands in this order.
TABLES = (
    Table("score", lambda artist: artist.score_changes.all(), "at"),
    Table("outreach", lambda artist: artist.activities.exclude(kind=Activity.Kind.PIN).select_related("author"), "at"),
    Table("edit", lambda artist: artist.activities.filter(kind=Activity.Kind.PIN).select_related("author"), "at"),
    Table("edit", lambda artist: artist.statements.select_related("author"), "made_at"),
    Table("edit", lambda artist: artist.candidates.exclude(decided_at=None).select_related("decided_by"), "decided_at"),
    Table(
        "edit",
        lambda artist: Contact.history.filter(artist_id=artist.pk, history_user__isnull=False).select_related(
            "history_user"
        ),
        "history_date",
    ),
    Table("merge", lambda artist: artist.merged_ids.all(), "merged_at"),
    Table("snapshot", _snapshots, "day", by_day=True),
)


class Entries:
    """The rows of some tables, each narrowed by moments; what paging needs to know of a queryset."""

    def __init__(self, parts: dict[int, QuerySet]):
        self.parts = parts

    @classmethod
    def of(cls, artist: Artist, kinds: list[str], since: datetime | None, until: datetime | None) -> "Entries":
        """`until` is the first moment that is too late."""
        parts = {rank: table.rows(artist) for rank, table in enumerate(TABLES) if table.kind in kinds}
        entries = cls(parts)
        if since:
            entries = entries.narrowed(lambda rank: _compared(rank, "gte", since))
        return entries.narrowed(lambda rank: _compared(rank, "lt", until)) if until else entries

    def narrowed(self, by: Callable[[int], Q]) -> "Entries":
        return Entries({rank: rows.filter(by(rank)) for rank, rows in self.parts.items()})

    def order_by(self) -> "Entries":
        return self

    def count(self) -> int:
        return self._all().count()

    def _all(self) -> QuerySet:
        first, *others = [_keys(rank, rows) for rank, rows in self.parts.items()]
        return first.union(*others, all=True) if others else first

    def sorted(self, *columns: str) -> "Sorted":
        return Sorted(self._all().order_by(*columns))

    def read(self, keys: list[Key]) -> list[tuple[Table, Key, object]]:
        """The rows of these keys, a query for each table among them."""
        wanted: dict[int, list[int]] = {}
        for key in keys:
            wanted.setdefault(key.rank, []).append(key.id)
        found = {rank: {row.pk: row for row in self.parts[rank].filter(pk__in=ids)} for rank, ids in wanted.items()}
        rows = ((TABLES[key.rank], key, found[key.rank].get(key.id)) for key in keys)
        return [one for one in rows if one[2] is not None]


class Early(Func):
    """The early moment of a day that its figures stand at, written as moments are: SQLite compares their texts."""

    output_field = DateTimeField()

    def as_sqlite(self, compiler, connection):
        return self.as_sql(compiler, connection, template="datetime(%(expressions)s, '-12 hours')")

    def as_postgresql(self, compiler, connection):
        template = "((%(expressions)s)::timestamp AT TIME ZONE 'UTC' - interval '12 hours')"
        return self.as_sql(compiler, connection, template=template)


class Sorted:
    def __init__(self, keys: QuerySet):
        self.keys = keys

    def __getitem__(self, part: slice) -> Iterator[Key]:
        return map(Key._make, self.keys[part])


def _keys(rank: int, rows: QuerySet) -> QuerySet:
    table = TABLES[rank]
    moment = Early(table.moment) if table.by_day else F(table.moment)
    keys = rows.order_by().annotate(entry_at=moment, entry_rank=Value(rank, IntegerField()), entry_id=F("pk"))
    return keys.values_list("entry_at", "entry_rank", "entry_id")


# --- Moments ----------------------------------------------------------------------------------------------------------
# A day is taken for the noon before it in Greenwich: within the first hours of the same day in New Zealand, summer and
# winter, so that no entry of today lies in the future.
EARLY = timedelta(hours=12)


def _compared(rank: int, how: str, when: datetime) -> Q:
    table = TABLES[rank]
    if not table.by_day:
        return Q(**{f"{table.moment}__{how}": when})
    day = (when + EARLY).astimezone(UTC).date()
    if when != datetime.combine(day, time.min, UTC) - EARLY:
        how = {"lt": "lte", "gte": "gt"}.get(how, how)
    return Q(**{f"{table.moment}__{how}": day})


@dataclass(frozen=True)
class Newest:
    """The order of the list, as paging asks for it: the newest first, then by table, then the newer row."""

    column: str = "at"
    down: bool = True
    id_down: bool = True

    def apply(self, entries: Entries) -> Sorted:
        return entries.sorted("-entry_at", "entry_rank", "-entry_id")

    def turned(self, entries: Entries) -> Sorted:
        return entries.sorted("entry_at", "-entry_rank", "entry_id")

    def after(self, entries: Entries, at: datetime, pk: list[int]) -> Entries:
        """Rows behind this one: older, or as old and further down."""
        return entries.narrowed(lambda rank: _beyond(rank, at, pk, behind=True))

    def before(self, entries: Entries, at: datetime, pk: list[int]) -> Entries:
        return entries.narrowed(lambda rank: _beyond(rank, at, pk, behind=False))


def _beyond(rank: int, at: datetime, pk: list[int], *, behind: bool) -> Q:
    """Of one table, the rows on that side of this place in the list."""
    place, id = pk
    further, level = ("lt", "lte") if behind else ("gt", "gte")
    if rank == place:
        same = _compared(rank, "lte", at) & _compared(rank, "gte", at) & Q(**{f"pk__{further}": id})
        return _compared(rank, further, at) | same
    return _compared(rank, level if (rank > place) == behind else further, at)
