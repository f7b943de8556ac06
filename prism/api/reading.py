"""What comes in: bodies that are JSON objects and nothing else, and parameters that are known, each once."""

import json
import math
import re
from collections.abc import Collection, Mapping
from urllib.parse import unquote_to_bytes

from django.conf import settings
from rest_framework import serializers
from rest_framework.fields import empty
from rest_framework.parsers import BaseParser

from prism.api.problems import Item, Problem, invalid
from prism.api.wording import sentence

MAX_DEPTH = 100
NUMERAL = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?"
LARGEST = 10**18 - 1  # of whole numbers: 18 digits, which every column for ids holds


class StrictJSON(BaseParser):
    """A JSON object without NaN, doubled keys, NUL characters, half surrogates or endless nesting."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None) -> dict:
        raw = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(raw) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
            raise Problem(413, "too_large", "Too large", f"The body is larger than {limit:,} bytes.", limit=limit)
        if not raw.strip():
            return {}
        try:
            value = json.loads(
                raw.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_no_constant, parse_float=_finite
            )
        except _Refused as trouble:
            raise invalid(detail=str(trouble), kind="malformed_json")
        except RecursionError:
            raise invalid(detail="The body is nested too deeply.", kind="malformed_json")
        except ValueError:  # also wrong UTF-8
            raise invalid(detail="The body is not valid JSON.", kind="malformed_json")
        if not isinstance(value, dict):
            raise invalid(detail="The body must be a JSON object.", kind="malformed_json")
        _check_texts(value)
        return value


class _Refused(ValueError):
    pass


def _object(pairs: list[tuple]) -> dict:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Refused("A key stands twice in one object.")
    return found


def _no_constant(name: str):
    raise _Refused(f"{name} is no JSON number.")


def _finite(digits: str) -> float:
    """1e999 is read as infinity, which no answer could say again."""
    number = float(digits)
    if math.isinf(number):
        raise _Refused("A number is too large.")
    return number


def _check_texts(value, depth: int = 0) -> None:
    """Databases hold neither NUL nor half surrogates."""
    if depth > MAX_DEPTH:
        raise invalid(detail="The body is nested too deeply.", kind="malformed_json")
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise invalid(detail="A text holds a character that cannot be kept (NUL or half a surrogate).")
    elif isinstance(value, dict):
        for key, member in value.items():
            _check_texts(key, depth + 1)
            _check_texts(member, depth + 1)
    elif isinstance(value, list):
        for member in value:
            _check_texts(member, depth + 1)


class Given(serializers.Serializer):
    """What a request says. Unknown names are refused, and null or "" for something optional is as if not given.

    `cleared` names those where null is said to clear; `lists` those parameters that may be repeated; `also` is what the
    description says besides.
    """

    also: dict = {}
    cleared: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()

    @classmethod
    def of_body(cls, request, **context) -> dict:
        """The checked values of the body; Problem 400 otherwise."""
        return cls._checked(dict(request.data), "unknown_parameter", **context, in_json=True)

    @classmethod
    def of_query(cls, request, **context) -> dict:
        """The checked values of the address; one that may stand once and stands twice is refused."""
        query, given = request.query_params, {}
        check_address(request)
        doubled = [name for name in query if name not in cls.lists and len(query.getlist(name)) > 1]
        if doubled:
            raise invalid(*(Item("given_twice", f"“{name}” stands more than once.", name) for name in doubled))
        for name in query:
            values = [one for value in query.getlist(name) for one in value.split(",")] if name in cls.lists else None
            given[name] = [one for one in values if one] if values is not None else query[name]
        check_characters(given)
        return cls._checked(given, "unknown_parameter", **context)

    @classmethod
    def _checked(cls, given: dict, kind: str, **context) -> dict:
        known = cls().fields
        if unknown := [name for name in given if name not in known]:
            allowed = tuple(known)
            items = [
                Item("unknown", f"“{str(name)[:100]}” is not known here.", str(name), allowed=allowed)
                for name in unknown
            ]
            raise invalid(*items, kind=kind)
        # Unlike NUL or NaN, "not given" is not wrong.
        left = {
            name: value
            for name, value in given.items()
            if not (value is None or value == "" or (value == [] and isinstance(known[name], serializers.ListField)))
            or (value is None and name in cls.cleared)
            or known[name].required
        }
        reader = cls(data=left, context=context)
        if not reader.is_valid():
            raise refused(reader.errors, left, known, cls.lists)
        return reader.validated_data


def check_address(request) -> None:
    """Django would put a mark in place of bytes that are no UTF-8, and search for that."""
    try:
        unquote_to_bytes(request.META.get("QUERY_STRING", "").encode("latin-1")).decode()
    except UnicodeDecodeError:
        raise invalid(detail="The address is not valid UTF-8.")


def check_characters(given: dict) -> None:
    """Parameters with a NUL are refused before a database sees them."""
    for name, value in given.items():
        if any("\0" in one for one in (value if isinstance(value, list) else [value])):
            raise invalid(Item("bad_character", f"“{name}” holds a NUL character.", name))


def refused(errors: dict, given: dict, fields: Mapping[str, serializers.Field], lists: Collection[str]) -> Problem:
    """Serializer errors as our items, each under its dotted path; members of `lists` under their parameter's name."""
    return invalid(
        *(
            item
            for name, inner in errors.items()
            for item in _items(inner, given.get(name), str(name), fields.get(name), flat=name in lists)
        )
    )


def _items(errors, given, path: str, field: serializers.Field | None, flat: bool = False) -> list[Item]:
    if isinstance(errors, dict):  # of a list, by place
        return [
            item
            for place, inner in errors.items()
            for item in _items(inner, given[place], path if flat else f"{path}.{place}", field.child)
        ]
    value = given if isinstance(given, str | int | float | bool) else None
    return [
        Item(
            error.code,
            sentence(path, error.code, field, given) or f"{path}: {error}",
            path,
            value=value,
            allowed=tuple(field.choices) if error.code == "invalid_choice" else (),
        )
        for error in errors
    ]


def flag(default=empty, **more) -> serializers.BooleanField:
    """true, false, 1, 0, and the words; nothing else."""
    return Flag(required=False, **({} if default is empty else {"default": default}), **more)


class Flag(serializers.BooleanField):
    TRUE_VALUES = {"true", "True", "TRUE", "1", 1}
    FALSE_VALUES = {"false", "False", "FALSE", "0", 0}
    NULL_VALUES: set = set()

    def to_internal_value(self, data):
        if isinstance(data, float) or not isinstance(data, str | int | bool):
            self.fail("invalid", input=data)
        return super().to_internal_value(data)


FLAG_WORDS = {"enum": sorted(Flag.TRUE_VALUES | Flag.FALSE_VALUES, key=repr), "description": "As true and false"}
NOT_GIVEN = {"enum": ["", None], "description": "As if it were not given"}


class Text(serializers.CharField):
    """Text only: numbers and booleans are not made into text."""

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Whole(serializers.IntegerField):
    """A whole number: in an address in digits alone; in JSON 8.0 is the same number as 8."""

    def __init__(self, **more):
        super().__init__(**{"max_value": LARGEST, **more})

    def to_internal_value(self, data):
        _check_number(self, data)
        if isinstance(data, float) and data.is_integer():
            data = int(data)
        if isinstance(data, bool | float) or not re.fullmatch("-?[0-9]{1,18}", str(data), re.ASCII):
            self.fail("invalid")
        return super().to_internal_value(data)


class Number(serializers.FloatField):
    """A number; neither true nor "nan" is one."""

    def to_internal_value(self, data):
        _check_number(self, data)
        if isinstance(data, str) and not re.fullmatch(NUMERAL, data):
            self.fail("invalid")
        if isinstance(data, bool) or not math.isfinite(number := super().to_internal_value(data)):
            self.fail("invalid")
        return number


def _check_number(field: serializers.Field, data) -> None:
    """In JSON a number is a number; only an address has nothing but texts."""
    if isinstance(data, str) and field.context.get("in_json"):
        field.fail("invalid")


class Seconds(Number):
    """How long to hold a request: 0 to 60."""

    def __init__(self, **more):
        super().__init__(**{"required": False, "default": 20.0, "min_value": 0, "max_value": 60, **more})
