"""How the reasons name platforms, days and numbers."""

from datetime import date
from fractions import Fraction

from scoring.facts import Fact, Source, first_day

PLATFORMS = {
    "musicbrainz": "MusicBrainz",
    "spotify": "Spotify",
    "youtube": "YouTube",
    "lastfm": "Last.fm",
    "staff": "staff",
    "upload": "an upload",
}
AUDIENCES = {"lastfm": "Last.fm listeners", "spotify": "Spotify followers"}


def platform_name(platform: str) -> str:
    return PLATFORMS.get(platform, platform)


def day_words(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def source_name(source: Source) -> str:
    """Who says it: the platform, or the file by its name."""
    return source.name or platform_name(source.platform)


def said(source: Source) -> str:
    """What a source says otherwise, in words: "Australia (spring.csv, 1 Nov 2026)"."""
    when = f", {day_words(day)}" if (day := first_day(source.as_of)) else ""
    return f"{source.value} ({source_name(source)}{when})"


def told_against(*facts: Fact) -> tuple[str, ...]:
    """Each thing that speaks against these facts, once."""
    return tuple(dict.fromkeys([said(source) for fact in facts for source in fact.against]))


def asked_on(sources: tuple[Source, ...], verb: str) -> str:
    """ ", searched 20 Nov 2026", or nothing where no source has a date."""
    days = [day for source in sources if (day := first_day(source.as_of))]
    return f", {verb} {day_words(max(days))}" if days else ""


def audience_words(count: int, source: str) -> str:
    return f"{count:,} {AUDIENCES.get(source, source or 'listeners')}"


def percent_words(share: Fraction) -> str:
    """Rounded down, so that a reason never claims a border that was missed."""
    return f"{int(share * 100)} %"
