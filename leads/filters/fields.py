"""What is given for one parameter of a filter, read into the value that it means or refused in a sentence.

A field gets all that was given under its name: texts of an address, or texts, numbers and booleans of JSON. Nothing,
null and empty texts are not given at all. A refusal's message leaves room for the parameter's name.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError

from leads.reading import HERE
from leads.text import cut

MOST_MEMBERS = 1000
LARGEST_ID = 2**63 - 1
FLAGS = {"true": True, "1": True, "false": False, "0": False}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9-]{10}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?")
_LOST_PLUS = re.compile(r"(?<=:[0-9]{2}) (?=[0-9]{2}:?[0-9]{2}$)")  # an address's bare + arrives as a space
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")


def refusal(value, expects: str, code: str = "unknown_value", allowed: Iterable[str] = ()) -> ValidationError:
    """Why a value cannot be used: what is given, and what it should be."""
    told = {"value": shown(value), "expects": expects, "allowed": tuple(allowed)}
    return ValidationError("%(name)s cannot be “%(value)s”: %(expects)s.", code=code, params=told)


def shown(value) -> str:
    """The value as it may stand in a message: a lone surrogate is no text that could be sent."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return cut(text.encode("utf-8", "replace").decode().replace("\0", "�"), 100)


def whole(value):
    """The value; of 8.0 the 8, which is the same number in JSON."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def listed(words: Iterable[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


class Given(forms.Widget):
    """All that was given under a name."""

    def value_from_datadict(self, data, files, name):
        if hasattr(data, "getlist"):
            return data.getlist(name)
        value = data.get(name)
        return list(value) if isinstance(value, (list, tuple)) else [value]


class One(forms.Field):
    """A parameter that is given once or not at all."""

    widget = Given
    expects = ""

    def clean(self, given):
        values = list(_filled(given))
        if len(values) > 1:
            raise refusal(", ".join(map(str, values)), "it is given once only", "given_twice")
        return self.read(values[0]) if values else None

    def refuse(self, value, code: str = "unknown_value", allowed: Iterable[str] = ()):
        raise refusal(value, self.expects, code, allowed)


class Many(One):
    """A parameter of many values, any of which will do: given again and again, or separated by commas."""

    commas = True

    def clean(self, given):
        members, problems = {}, []
        for value in self._members(given):
            try:
                members[self.read(value)] = True
            except ValidationError as problem:
                problems.append(problem)
        if len(members) > MOST_MEMBERS:
            problems.append(refusal(f"{len(members)} values", f"it takes {MOST_MEMBERS}", "too_many"))
        if problems:
            raise ValidationError(problems)
        return list(members) or None

    def _members(self, given):
        for value in _filled(given):
            yield from _filled(value.split(",")) if self.commas and isinstance(value, str) else [value]


def _filled(given):
    """What was given and says something."""
    for value in given:
        if isinstance(value, str):
            value = _sound(value).strip()
        elif isinstance(value, (list, tuple, Mapping)):
            raise refusal(value, "it is a text, a number, true or false", "not_a_value")
        if value is not None and value != "":
            yield value


def _sound(text: str) -> str:
    """The text, where a database can hold it: no NUL, and no half of a character."""
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise refusal(text, "that holds a character no text can have", "bad_character")
    return text


# --- Words ------------------------------------------------------------------------------------------------------------


class Word(One):
    """One word of a vocabulary; `also` are further spellings of some."""

    def __init__(self, *, words: Iterable[str], also: Mapping[str, str] | None = None, any_case=False, **kwargs):
        super().__init__(**kwargs)
        self.words = tuple(words)
        self.any_case = any_case
        self.expects = self.expects or f"it is {listed(self.words)}"
        self._known = {self._spelled(word): word for word in self.words} | (also or {})

    def read(self, value):
        word = self._known.get(self._spelled(value)) if isinstance(value, str) else None
        return word if word is not None else self.refuse(value, allowed=self.words)

    def _spelled(self, word: str) -> str:
        return word.casefold() if self.any_case else word


class Words(Many, Word):
    """Words of a vocabulary."""


class Countries(Words):
    expects = "it is a country's two letters (ISO 3166-1) or none"


class Text(One):
    longest = 200
    expects = f"it is a text of 1 to {longest} characters"

    def read(self, value):
        if not isinstance(value, str):
            self.refuse(value, "not_text")
        return value if len(value) <= self.longest else self.refuse(value, "too_long")


class Texts(Many, Text):
    """Whole texts: a comma is one of their characters."""

    commas = False


class People(Many):
    """User names, "me" and "none"."""

    expects = "nobody here has that user name"

    def __init__(self, *, user=None, **kwargs):
        super().__init__(**kwargs)
        self.user = user

    def clean(self, given):
        named = super().clean(given) or []
        there = set(get_user_model().objects.filter(username__in=named).values_list("username", flat=True))
        if strangers := [one for one in named if one not in {"me", "none"} | there]:
            raise ValidationError([refusal(one, self.expects, allowed=("me", "none")) for one in strangers])
        return named or None

    def read(self, value):
        if value == "me" and getattr(self.user, "pk", None) is None:
            raise refusal(value, "nobody is signed in", allowed=("none",))
        return str(value)


# --- Numbers, days and flags ------------------------------------------------------------------------------------------


class Number(One):
    """0 to 100; a whole number where it is one."""

    expects = "it is a number from 0 to 100"

    def read(self, value):
        number = float(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else value
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            self.refuse(value, "not_a_number")
        if not 0 <= number <= 100:  # so are NaN and the infinities of JSON
            self.refuse(value, "out_of_range")
        return whole(number)


class Ids(Many):
    expects = "it is the number of an upload"

    def read(self, value):
        digits = str(whole(value))
        if isinstance(value, bool) or not (digits.isascii() and digits.isdigit() and len(digits) < 20):
            self.refuse(value, "not_an_id")
        return int(digits) if 0 < int(digits) <= LARGEST_ID else self.refuse(value, "not_an_id")


class Flag(One):
    expects = "it is true or false"

    def read(self, value):
        flag = FLAGS.get(str(value).casefold())
        return flag if flag is not None else self.refuse(value, "not_a_boolean", ("true", "false"))


class Day(One):
    expects = "it is a date like 2026-11-22"

    def read(self, value):
        return self._parsed(value, _DAY, date.fromisoformat)

    def _parsed(self, value, form: re.Pattern, parse: Callable):
        text = _LOST_PLUS.sub("+", value) if isinstance(value, str) else ""
        try:
            return parse(text) if form.fullmatch(text) else self.refuse(value, "not_a_date")
        except (ValueError, OverflowError):  # 30 February; a time before all times
            return self.refuse(value, "not_a_date")


class DayOrTime(Day):
    """A day, or a time in Auckland."""

    expects = "it is a date like 2026-11-22, or a time like 2026-11-22T20:15:00+13:00"

    def read(self, value):
        if isinstance(value, str) and _DAY.fullmatch(value):
            return self._parsed(value, _DAY, _day_with_a_beginning)
        return self._parsed(value, _TIME, _moment)


class FlagOrDay(Day):
    expects = "it is true, false or a date like 2026-11-22"

    def read(self, value):
        flag = FLAGS.get(str(value).casefold())
        return flag if flag is not None else super().read(value)


def beginning(day: date) -> datetime:
    """When the day begins in Auckland."""
    return datetime.combine(day, time.min, HERE)


def _day_with_a_beginning(text: str) -> date:
    day = date.fromisoformat(text)
    beginning(day).astimezone(UTC)
    return day


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=HERE)
    return moment.astimezone(UTC).astimezone(HERE)
