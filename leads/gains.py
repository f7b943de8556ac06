"""What could still raise a score: the lines nobody can decide yet, the most rewarding first."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.rules.breakdown import DECIDED, half_up
from scoring.rules.policy import as_number

# What a person can say about it: the field of a statement, and whom to ask.
TELLING = {
    "independence": ("independence", "Ask the artist who releases the music."),
    "no_publishing": ("publisher", "Ask the artist or APRA AMCOS."),
    "recent_activity": ("last_release", "Look at the artist's pages."),
    "geography": ("country", "Look at the artist's pages."),
    "youtube_opportunity": ("youtube_channel", "Look for the channel on YouTube."),
    "missing_platforms": ("youtube_channel", "Look for the channel on YouTube."),
}


@dataclass(frozen=True)
class Gain:
    """A line that is still open: by how much the total could rise, what is missing, and who can tell."""

    component: str
    label: str
    points: Decimal
    because: str
    field: str = ""  # of the statement a person could make
    ask: str = ""


def gains(breakdown: dict) -> list[Gain]:
    """The open lines of a stored breakdown; what they add up to is the ceiling less the total."""
    lines = breakdown.get("components", [])
    found = [_gain(line, lines, breakdown["weights"]) for line in lines if line["state"] not in DECIDED]
    return sorted((gain for gain in found if gain.points), key=lambda gain: -gain.points)


def _gain(line: dict, lines: list[dict], weights: dict) -> Gain:
    out_of = sum(as_number(other["out_of"]) for other in lines if other["part"] == line["part"])
    exact = Fraction(as_number(weights[line["part"]]) * as_number(line["out_of"]), out_of)
    field, ask = TELLING.get(line["component"], ("", ""))
    return Gain(line["component"], line["label"], half_up(exact, 1), line["because"], field, ask)


def next_tier(breakdown: dict, total: Decimal | None, ceiling: Decimal | None) -> str:
    """The best tier that the ceiling reaches above the present one; "" when no fact could lift it."""
    if total is None or ceiling is None:
        return ""
    borders = breakdown.get("tiers", {})
    return next((tier for tier, border in borders.items() if total < as_number(border) <= ceiling), "")
