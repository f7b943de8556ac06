"""Short ways to write facts."""

from datetime import date

from scoring.facts import ArtistFacts, Clue, Fact, Kind, Source
from scoring.rules import DEFAULT_POLICY, PolicyData

TODAY = date(2026, 11, 22)
POLICY = PolicyData.from_json(DEFAULT_POLICY)


def said(platform="musicbrainz", value=None, as_of="2026-11-20"):
    return Source(platform, value, None, as_of)


def known(value, platform="musicbrainz"):
    return Fact.known(value, said(platform, value))


def absent(platform="musicbrainz"):
    return Fact.absent(said(platform))


def clue(kind, day="2026-03-01", because=None, platform="musicbrainz", label=None):
    kind = Kind(kind)
    return Clue(kind, because or f"{platform} says {kind}", said(platform), day, label)


def full_marks(**others):
    """An artist about whom all that could count does."""
    facts = {
        "name": "Example Trio",
        "country": known("NZ"),
        "clues": (clue("self_released"),),
        "spotify": known("2BBB", "spotify"),
        "youtube": absent("youtube"),
        "services": ("Spotify",),
        "links_read": known(True),
        "publisher": absent("staff"),
        "audience": known(5321, "lastfm"),
        "audience_source": "lastfm",
        "audience_history": (("2026-10-01", "lastfm_listeners", 5000), ("2026-11-20", "lastfm_listeners", 5321)),
        "last_release": known(["2026-03-01", "day"]),
    }
    return ArtistFacts(**facts | others)
