"""What an answer could be worth, so that scarce calls go where they can change a tier. Arithmetic only.

Worth is in points of the total. A lookup's rank joins it with its age in one number: since all age alike, comparing
"worth in seconds minus moment of creation" is comparing worth plus age, and nothing starves.
"""

from fractions import Fraction

SECONDS_PER_POINT = 12 * 3600  # one point more is worth half a day of waiting
NEXT_TIER = 5.0  # an answer that could lift the artist a tier counts this much more
UNKNOWN_ARTIST = 20.0  # a code that nobody is credited on may bring a whole lead
URGENT = 10**8  # somebody holds a request open for it

# What each kind of scarce question could settle, by the breakdown's component names.
COULD_SETTLE = {
    ("youtube", "search"): ("missing_platforms", "basic_distribution", "youtube_opportunity"),
    ("spotify", "isrc"): ("independence", "missing_platforms", "recent_activity"),
    ("spotify", "tracks"): ("recent_activity", "missing_platforms"),
    ("spotify", "album"): ("independence",),
    ("spotify", "albums"): ("recent_activity",),
}


def gains(breakdown: dict) -> dict[str, float]:
    """Points of the total that each open component could still add, by component."""
    if not breakdown:
        return {}
    lines = breakdown["components"]
    out_of = {
        part: sum(Fraction(line["out_of"]) for line in lines if line["part"] == part) for part in breakdown["weights"]
    }
    return {
        line["component"]: float(
            Fraction(breakdown["weights"][line["part"]]) * Fraction(line["out_of"]) / out_of[line["part"]]
        )
        for line in lines
        if line["state"] not in ("known", "absent")
    }


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
