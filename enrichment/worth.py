"""What an answer could be worth, so that scarce calls go where they can change a tier. Arithmetic only.

Worth is in points of the total. A lookup's rank joins it with its age in one number: since all age alike, comparing
"worth in seconds minus moment of creation" is comparing worth plus age, and nothing starves.
"""

from leads.gains import shares

SECONDS_PER_POINT = 12 * 3600  # one point more is worth half a day of waiting
NEXT_TIER = 5.0  # an answer that could lift the artist a tier counts this much more
UNKNOWN_ARTIST = 20.0  # a code that nobody is credited on may bring a whole lead
URGENT = 10**8  # somebody holds a request open for it

# What an answer could settle: by kind of question, the components of the breakdown and the fact of each that it tells.
# Only the scarce ones are ranked by it; the lead's page reads it the other way round.
COULD_SETTLE = {
    ("musicbrainz", "artist"): {"geography": "country"},
    ("musicbrainz", "area"): {"geography": "country"},
    ("musicbrainz", "links"): {"basic_distribution": "links_read"},
    ("musicbrainz", "release"): {"independence": "clues"},
    ("musicbrainz", "label"): {"independence": "clues"},
    ("youtube", "handle"): {"missing_platforms": "youtube", "youtube_opportunity": "youtube"},
    ("youtube", "search"): {
        "missing_platforms": "youtube",
        "basic_distribution": "services",
        "youtube_opportunity": "youtube",
    },
    ("youtube", "channel"): {"youtube_opportunity": "subscribers"},
    ("youtube", "uploads"): {"youtube_opportunity": "upload_frequency"},
    ("lastfm", "audience"): {"growing_streams": "audience", "youtube_opportunity": "audience"},
    ("spotify", "isrc"): {"independence": "clues", "missing_platforms": "spotify", "recent_activity": "last_release"},
    ("spotify", "tracks"): {"recent_activity": "last_release", "missing_platforms": "spotify"},
    ("spotify", "album"): {"independence": "clues"},
    ("spotify", "albums"): {"recent_activity": "last_release"},
}


def gains(breakdown: dict) -> dict[str, float]:
    """Points of the total that each open component could still add, by component."""
    return {component: float(share) for component, share in shares(breakdown).items()}


def worth(kind: tuple[str, str], breakdown: dict, total: float | None) -> float:
    """Points that answering could add, more where they would lift the tier."""
    components = COULD_SETTLE.get(kind, ())
    gain = sum(gain for component, gain in gains(breakdown).items() if component in components)
    borders = sorted(float(border) for border in breakdown.get("tiers", {}).values()) if breakdown else []
    reached = (total or 0) + gain
    lifts = any((total or 0) < border <= reached for border in borders)
    return gain + (NEXT_TIER if lifts else 0)


def rank(points: float, created: float, urgent: bool = False) -> float:
    """Highest first: points against the moment of creation (seconds since the epoch)."""
    return points * SECONDS_PER_POINT - created + (URGENT if urgent else 0)


def points_of(ranked: float, created: float) -> float:
    """The points that went into a rank."""
    points = (ranked + created) / SECONDS_PER_POINT
    return points - URGENT / SECONDS_PER_POINT if points > 1000 else points
