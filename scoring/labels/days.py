"""Days as sources tell them, to the year, the month or the day, and spans of them in words."""

from calendar import monthrange
from datetime import date

from scoring.facts import first_day

Days = tuple[date, date]  # the first and the last that are meant


def days_of(text: str | None) -> Days | None:
    """The first and the last day that "2006", "2006-03" or "2006-03-14" can mean; None for anything else."""
    first = first_day(text)
    if first is None:
        return None
    if len(text) == 4:
        return first, first.replace(month=12, day=31)
    return first, first.replace(day=monthrange(first.year, first.month)[1]) if len(text) == 7 else first


def span_words(since: date | None, until: date | None) -> str:
    """ "2006 to 2009", "until 2005", "since 14 Mar 2010"; whole years without their first and last day."""
    begin = since and (str(since.year) if (since.month, since.day) == (1, 1) else _words(since))
    end = until and (str(until.year) if (until.month, until.day) == (12, 31) else _words(until))
    if begin and end:
        return begin if begin == end else f"{begin} to {end}"
    return f"since {begin}" if begin else f"until {end}" if end else ""


def told_words(text: str) -> str:
    """A day as far as its source knows it: "2006", "Mar 2006" or "14 Mar 2006"; what is no day stays as it is."""
    first = first_day(text)
    if first is None or len(text) == 4:
        return text
    return f"{first:%b %Y}" if len(text) == 7 else _words(first)


def _words(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
