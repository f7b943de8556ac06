"""Why a value of a request cannot be used, in one voice for every kind of field: what was given, and what may be."""

import json
from collections.abc import Iterable

from rest_framework import serializers

from leads.filters.fields import listed, shown

MOST_WORDS = 40  # of a sentence; `allowed` has them all
NOTHING = {"required": "is missing", "null": "cannot be null", "blank": "cannot be empty", "empty": "cannot be empty"}
JUDGED = {
    *NOTHING,
    "invalid",
    "invalid_choice",
    "datetime",
    "not_a_list",
    "not_a_dict",
    "not_a_date",
    "min_length",
    "max_length",
    "min_value",
    "max_value",
}


def sentence(name: str, code: str, field: serializers.Field | None, given: object) -> str | None:
    """What is wrong with the value under this name; None where the field has a sentence of its own."""
    expects = expected(field)
    return f"{name} {_said(code, given)}: {expects}." if expects and code in JUDGED else None


def _said(code: str, given: object) -> str:
    if code in NOTHING:
        return NOTHING[code]
    if code == "max_length":
        return f"has {len(given):,} {'characters' if isinstance(given, str) else 'members'}"
    text = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False, default=str)
    return f"cannot be “{shown(text)}”"


def expected(field: serializers.Field | None) -> str:
    """What the field takes: its own `expects`, else what its kind and its borders say; "" for what is not foreseen."""
    if told := getattr(field, "expects", ""):
        return told
    match field:
        case serializers.ChoiceField():
            return f"it is {_words(field.choices)}"
        case serializers.BooleanField():
            return "it is true or false"
        case serializers.DateField():
            return "it is a date like 2026-11-22"
        case serializers.IntegerField():
            return f"it is a whole number{_range(field)}"
        case serializers.FloatField():
            return f"it is a number{_range(field)}"
        case serializers.ListField():
            return f"it is a list{f' of up to {field.max_length:,}' if field.max_length else ''}"
        case serializers.DictField():
            return "it is an object"
        case serializers.CharField():
            return f"it is a text{f' of up to {field.max_length:,} characters' if field.max_length else ''}"
    return ""


def _words(choices: Iterable) -> str:
    words = [word if word.isidentifier() else f"“{word}”" for word in map(str, choices)]
    return listed(words) if len(words) <= MOST_WORDS else f"one of the {len(words)} words that “allowed” names"


def _range(field: serializers.IntegerField | serializers.FloatField) -> str:
    if field.min_value is None:
        return ""
    few = field.max_value is not None and field.max_value < 10**15  # the borders of columns are no news
    return f" from {field.min_value:,} to {field.max_value:,}" if few else f" from {field.min_value:,} on"
