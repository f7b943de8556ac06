"""What staff say of an artist: checked, kept with their name, and stronger than what machines find."""

import re

from django.db import transaction
from django.utils import timezone

from leads.identity import name_channel
from leads.models import Artist, Statement
from leads.text import clean
from scoring.facts import first_day
from scoring.territories import country_code

Field = Statement.Field
CHANNEL = re.compile(r"(?:^|/channel/)(UC[\w-]{22})(?:$|[/?#])")
INDEPENDENCE = {value: label for value, label in Artist.Independence.choices if value != "unknown"}


@transaction.atomic
def state(artist: Artist, field: str, value: str, author) -> Statement:
    """Keep what `author` says; ValueError tells in a sentence what is wrong with it."""
    if field not in Field.values:
        raise ValueError("Choose what you want to tell.")
    value = READERS.get(field, _text)(clean(value))
    if field == Field.CHANNEL:
        name_channel(artist, value, author)
    return Statement.objects.create(artist=artist, field=field, value=value, author=author)


def cause(statement: Statement) -> str:
    """What a score's history says where this statement moved it: "analyst1 said: country"."""
    label = str(statement.get_field_display())
    words = label.lower() if label[1:].islower() else label  # YouTube keeps its capitals
    return f"{statement.author or statement.source} said: {words}"


def _text(value: str) -> str:
    if not value:
        raise ValueError("Say what you found.")
    if len(value) > 500:
        raise ValueError(f"This has {len(value):,} characters, 500 are possible.")
    return value


def _country(value: str) -> str:
    """The code of a country given by code or English name."""
    if code := country_code(value):
        return code
    raise ValueError(f"“{value}” is no country. Write its English name or its two letters: Samoa or WS.")


def _independence(value: str) -> str:
    if value not in INDEPENDENCE:
        raise ValueError("Choose how the artist releases music.")
    return value


def _publisher(value: str) -> str:
    """ "none" is a statement too: it is kept as an empty value."""
    return "" if value.casefold() in ("none", "no", "no publisher") else _text(value)


def _last_release(value: str) -> str:
    day = first_day(value) if re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value) else None
    if day is None:
        raise ValueError("Write the day, month or year of the release: 2026-09-14, 2026-09 or 2026.")
    if day > timezone.localdate():
        raise ValueError("That release is still to come.")
    return value


def _channel(value: str) -> str:
    if found := CHANNEL.search(value):
        return found[1]
    raise ValueError(
        "Copy the channel's address with its id: https://www.youtube.com/channel/UC and 22 characters more."
    )


READERS = {
    Field.COUNTRY: _country,
    Field.INDEPENDENCE: _independence,
    Field.PUBLISHER: _publisher,
    Field.LAST_RELEASE: _last_release,
    Field.CHANNEL: _channel,
}
