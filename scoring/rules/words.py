"""How the reasons name platforms, days and numbers."""

from datetime import date
from fractions import Fraction

from scoring.facts import Source, first_day

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


def asked_on(sources: tuple[Source, ...], verb: str) -> str:
    """ ", searched 20 Nov 2026", or nothing where no source has a date."""
    days = [day for source in sources if (day := first_day(source.as_of))]
    return f", {verb} {day_words(max(days))}" if days else ""


def audience_words(count: int, source: str) -> str:
    return f"{count:,} {AUDIENCES.get(source, source or 'listeners')}"


def percent_words(share: Fraction) -> str:
    """Rounded down, so that a reason never claims a border that was missed."""
    return f"{int(share * 100)} %"
