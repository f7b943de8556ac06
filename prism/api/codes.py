"""Codes as callers give them: read as people write them, refused with a reason and what was probably meant."""

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from leads.isrc import Code, read_one
from prism.api.problems import Item, Problem, invalid
from prism.api.reading import Text

WRITTEN = {
    "type": "string",
    "pattern": "^[A-Za-z]{2}[ -]?[A-Za-z0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{5}$",
    "description": "Hyphens, spaces and lower case are fine.",
}


@extend_schema_field(WRITTEN)
class Written(serializers.JSONField):
    """One code, not judged yet: what is wrong with it is told with a suggestion, which serializers have no room for."""


@extend_schema_field(WRITTEN)
class WrittenText(Text):
    """A text that is judged by whoever takes it."""


# Anything that can be kept: no text in it, however deep, holds a NUL.
KEPT_TEXT = {"type": "string", "pattern": "^[^\u0000]*$"}
_ENTRY = {"$ref": "#/components/schemas/Entry"}
ENTRY = {
    "anyOf": [
        KEPT_TEXT,
        {"type": ["number", "boolean", "null"]},
        {"type": "array", "items": _ENTRY},
        {"type": "object", "propertyNames": KEPT_TEXT, "additionalProperties": _ENTRY},
    ],
    "description": "An ISRC; whatever else it is, it is told apart",
}


@extend_schema_field({"type": "array", "items": _ENTRY, "contains": WRITTEN, "maxItems": settings.MAX_BULK_ISRCS})
class WrittenList(serializers.JSONField):
    """A list of codes, not judged yet: one that is none refuses only itself."""


def the_code(value: object, field: str = "isrc") -> Code:
    """The code, or the Problem that says what is wrong with it."""
    code = read_one(value)
    if code.isrc is None:
        raise _refused(code, field)
    return code


def no_code(field: str = "isrc") -> Problem:
    missing = "ISRC required in request body"
    return invalid(Item("empty", missing, field), detail=missing)


def _refused(code: Code, field: str) -> Problem:
    item = Item(code.reason, code.message, field, value=code.value, suggestion=code.suggestion)
    shown = f"{code.value}: " if code.value else ""
    return invalid(item, detail=f"Invalid ISRC: {shown}{code.message}", code=code.reason, suggestion=code.suggestion)
