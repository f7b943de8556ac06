"""The one set of filters for leads, as the API takes it: in an address, or as an object of JSON."""

from collections.abc import Collection, Mapping

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter

from leads.filters import LeadFilter, Narrowed, Refused, fields, narrowed
from outreach.permission import usable_contacts
from prism.api import paging
from prism.api.problems import Item, Problem, invalid
from prism.api.reading import FLAG_WORDS, NOT_GIVEN
from prism.api.shapes import DAY, FLAG, MOMENT, maybe, obj

UNKNOWN = "unknown_parameter"


def narrow(given: Mapping, user, *, leads: QuerySet | None = None, besides: Collection[str] = ()) -> Narrowed:
    """The leads that are meant, in order; a Problem names every value and parameter that cannot be used."""
    try:
        return narrowed(given, user=user, usable=usable_contacts, leads=leads, besides=besides)
    except Refused as refused:
        raise as_problem(refused, besides)


def as_problem(refused: Refused, besides: Collection[str] = (), within: str = "") -> Problem:
    """What the filters refused, as the API tells it; `within` is the key of a body that they stand under."""
    items = [_item(one, tuple(besides), within) for one in refused.problems]
    return invalid(*items, kind=UNKNOWN if any(item.code == UNKNOWN for item in items) else "validation")


def _item(one, besides: tuple[str, ...], within: str) -> Item:
    allowed = (*one.allowed, *besides) if one.code == UNKNOWN else one.allowed
    field = f"{within}.{one.field}" if within else one.field
    return Item(one.code, one.message, field, value=one.value, allowed=allowed)


# --- Described --------------------------------------------------------------------------------------------------------
_WORDS = {"type": "string", "pattern": "^[^\u0000]*$"}
_TEXT = {**_WORDS, "minLength": 1, "maxLength": fields.Text.longest}
_ONE = {
    fields.Text: _TEXT,
    fields.Texts: _TEXT,
    fields.People: {**_WORDS, "minLength": 1, "description": "A user name, me or none"},
    fields.Number: {"type": "number", "minimum": 0, "maximum": 100},
    fields.Ids: {"type": "integer", "minimum": 1, "maximum": fields.LARGEST_ID},
    fields.Flag: FLAG,
    fields.Day: DAY,
    fields.DayOrTime: {"anyOf": [DAY, MOMENT]},
    fields.FlagOrDay: {"anyOf": [FLAG, DAY]},
}
WHAT = {
    "tier": "Standing tier; none is nothing to score",
    "country": "ISO 3166-1 alpha-2, or none",
    "genre": "Whole genre; commas do not separate",
    "min_coverage": "Percent of the score that rests on known facts",
    "owner": "Who looks after the lead",
    "has_email": "An e-mail address that is not suppressed",
    "has_contact": "Any contact that is not suppressed",
    "source": "Ids of uploads",
    "released_after": "Latest release on this day or later",
    "released_before": "Latest release on this day or earlier",
    "checked_before": "Not asked anywhere since then, or never",
    "follow_up_due": "true: due today or earlier; a day: due by it; false: none due",
    "search": "Part of a name or alias, or a whole ISRC",
}


def _shape_of_one(parameter) -> dict:
    """What one value may be."""
    if issubclass(parameter.field_class, fields.Word):
        return {"type": "string", "enum": list(parameter.extra["words"])}
    return _ONE[parameter.field_class]


def _is_list(parameter) -> bool:
    return issubclass(parameter.field_class, fields.Many)


def _shape(parameter) -> dict:
    one = _shape_of_one(parameter)
    return {"type": "array", "items": one, "maxItems": fields.MOST_MEMBERS} if _is_list(parameter) else one


def _echoed(parameter) -> dict:
    """A list of one is told as the one; old spellings of a word may be told, too."""
    one = _shape_of_one(parameter)
    one = {"type": one["type"]} if "type" in one else one
    return maybe({"anyOf": [one, {"type": "array", "items": one}]}) if _is_list(parameter) else maybe(one)


_FILTERS = LeadFilter.base_filters
PARAMETERS = tuple(
    OpenApiParameter(name, _shape(one), description=WHAT.get(name, ""), explode=True, style="form")
    for name, one in _FILTERS.items()
)
PAGING = (
    OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": paging.MOST, "default": paging.USUAL}),
    OpenApiParameter("offset", {"type": "integer", "minimum": 0, "maximum": paging.FURTHEST}),
    OpenApiParameter("cursor", {"type": "string"}, description="next_cursor or previous_cursor of an answer"),
)
APPLIED = obj(**{name: _echoed(one) for name, one in _FILTERS.items()})
# In JSON a number or a flag may also stand as a text, as in an address.
_AS_TEXT = {
    fields.Number: {"type": "string", "pattern": r"^(100|[0-9]{1,2}(\.[0-9]+)?)$"},
    fields.Ids: {"type": "string", "pattern": "^[1-9][0-9]{0,17}$"},
    fields.Flag: FLAG_WORDS,
    fields.FlagOrDay: FLAG_WORDS,
}


def _in_json(parameter) -> dict:
    one = _shape_of_one(parameter)
    as_text = [_AS_TEXT[parameter.field_class]] if parameter.field_class in _AS_TEXT else []
    many = {"type": "array", "items": {"anyOf": [one, *as_text, NOT_GIVEN]}, "maxItems": fields.MOST_MEMBERS}
    return {"anyOf": [one, *as_text, *([many] if _is_list(parameter) else []), NOT_GIVEN]}


GIVEN = {
    "type": "object",
    "properties": {name: _in_json(one) for name, one in _FILTERS.items()},
    "additionalProperties": False,
}
NOTHING_APPLIED = dict.fromkeys(_FILTERS) | {"sort_by": "total_score", "sort_order": "desc"}
