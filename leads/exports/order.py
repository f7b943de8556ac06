"""What somebody wants to take out, settled before the first byte: which leads, in which order, which columns."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from leads.exports import printed
from leads.exports.about import About, Summary, summary
from leads.exports.as_excel.table import ROOM
from leads.exports.columns import chosen, with_machine_tier
from leads.exports.rows import ids_of
from leads.filters import LeadFilter, Problem, Refused, narrowed
from leads.filters.fields import whole
from leads.models import Artist, Export, MergedId
from leads.querysets import OneOf
from scoring.models import Policy

MOST_IDS = 10_000
ALIASES = {"xlsx": "excel"}
LARGEST_ID = 2**63 - 1
WITH_BOTH_TIERS = ("excel", "json", "jsonl")


class NothingMatches(ValueError):
    """There would be no lead in it; the text says so."""


class TooLarge(ValueError):
    """No file of this form holds so many; the text names the forms that do."""


@dataclass(frozen=True)
class Order:
    """Leads that pass the filters and, where ids are given, are among them; without either, all."""

    format: str = "csv"
    filters: Mapping | QueryDict = field(default_factory=dict)
    ids: Sequence[int] | None = None
    fields: Sequence[str] = ()
    include_youtube: bool = True


@dataclass(frozen=True)
class Prepared:
    """`ids` stand in the order of the file; `missing` are those asked for that no lead has."""

    format: str
    about: About
    ids: array
    missing: list[int]
    at_once: bool  # small enough for whoever waits; else it is work for a worker


def prepare(
    order: Order, *, user, usable: Callable[[], QuerySet], filterset: type[LeadFilter] = LeadFilter
) -> Prepared:
    """The order as it stands now. Refused, UnknownColumn, NothingMatches or TooLarge where it cannot be filled."""
    format = format_of(order.format)
    columns = chosen(order.fields or _own_fields(format, order), include_youtube=order.include_youtube)
    if format in WITH_BOTH_TIERS:
        columns = with_machine_tier(columns)
    leads, missing = (None, []) if order.ids is None else _named(order.ids)
    narrow = narrowed(order.filters, user=user, usable=usable, filterset=filterset, leads=leads)
    ids = ids_of(narrow.leads)
    _check_size(format, len(ids), picked=order.ids is not None)
    about = About(
        columns=columns,
        count=len(ids),
        summary=summed_up(ids),
        filters=narrow.set,
        made_at=timezone.now(),
        by=user.get_username() if user else "",
        policy_version=Policy.objects.current()[0],
        picked=order.ids is not None,
    )
    return Prepared(format, about, ids, missing, at_once=len(ids) <= _at_once(format))


def _own_fields(format: str, order: Order) -> Sequence[str]:
    """A page has little room: as long as nobody chose columns, a PDF has its own."""
    return printed.fields(include_youtube=order.include_youtube) if format == "pdf" else ()


def among(ids: Sequence[int]) -> QuerySet:
    """The leads of these ids, however many, in no order."""
    return Artist.objects.filter(OneOf(ids))


def summed_up(ids: Sequence[int]) -> Summary:
    """How these leads stand together, counted when somebody looks: half of the forms do not tell it."""
    return SimpleLazyObject(partial(summary, among(ids)))


def format_of(word: str) -> str:
    """The form that this word means, in any letter case; Refused where there is none."""
    meant = str(word).strip().lower()
    meant = ALIASES.get(meant, meant)
    if meant in Export.Format.values:
        return meant
    allowed = (*Export.Format.values, *ALIASES)
    told = f"There is no format “{str(word)[:40]}”. Choose one of: {', '.join(allowed)}."
    raise Refused([Problem("format", "unknown_value", told, value=word, allowed=allowed)])


# --- Leads named one by one -------------------------------------------------------------------------------------------


def _named(ids: Sequence) -> tuple[QuerySet, list[int]]:
    """The leads of these ids, and the ids that no lead has. One that was merged away means the lead it lives on in."""
    wanted = list(dict.fromkeys(_checked(ids)))
    there = set(among(wanted).leads().order_by().values_list("pk", flat=True))
    gone = [pk for pk in wanted if pk not in there]
    merged = MergedId.objects.filter(old_id__in=gone).exclude(artist__scored_at=None)
    survivors = dict(merged.values_list("old_id", "artist_id"))
    return among([*there, *survivors.values()]).leads(), [pk for pk in gone if pk not in survivors]


def _checked(ids: Sequence) -> list[int]:
    if len(ids) > MOST_IDS:
        told = f"At most {MOST_IDS:,} leads can be named one by one; these are {len(ids):,}. Use filters instead."
        raise Refused([Problem("ids", "too_many", told)])
    wrong = [one for one in ids if not _is_id(one)]
    if wrong:
        told = f"“{str(wrong[0])[:40]}” is no id of a lead: ids are whole numbers."
        raise Refused([Problem("ids", "not_a_number", told, value=wrong[0])])
    return [int(one) for one in ids]


def _is_id(given) -> bool:
    if isinstance(given, str):
        return given.isascii() and given.isdigit() and len(given) < 20 and int(given) <= LARGEST_ID
    given = whole(given)
    return isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= LARGEST_ID


# --- How big ----------------------------------------------------------------------------------------------------------


def _at_once(format: str) -> int:
    return settings.EXPORT_PDF_INLINE_ROWS if format == "pdf" else settings.EXPORT_INLINE_ROWS


def _check_size(format: str, count: int, *, picked: bool) -> None:
    if not count:
        raise NothingMatches("None of the chosen leads matches." if picked else "No lead matches these filters.")
    if format == "excel" and count > ROOM:
        raise TooLarge(f"A sheet of Excel has room for {ROOM:,} leads, and these are {count:,}. Choose CSV.")
    if format == "pdf" and count > settings.EXPORT_PDF_ROWS:
        raise TooLarge(
            f"A PDF holds up to {settings.EXPORT_PDF_ROWS:,} leads, and these are {count:,}. "
            "Choose CSV or Excel, or narrow the filters."
        )
