"""Days of releases, which are known to the day, the month or the year only."""

from datetime import date

from scoring.facts import first_day

PRECISION = {4: "year", 7: "month"}


def day_and_precision(text: str | None) -> tuple[date | None, str | None]:
    """The first day the text can mean, and how exact it was; nothing of what is no day."""
    day = first_day(text)
    return (day, PRECISION.get(len(text), "day")) if day else (None, None)
