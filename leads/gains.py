"""What could still raise a score, and by how much: the one place for these numbers.

The lead's page shows them, the next tier is read off them, and scarce questions are asked in their order.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from scoring.rules import PolicyData
from scoring.rules.breakdown import DECIDED, TIERS, half_up, tier_of
from scoring.rules.policy import as_json, as_number


@dataclass(frozen=True)
class Telling:
    """What a person can do about an open line: the statement's field, the button's words, and where to look."""

    field: str
    words: str
    ask: str


TELLING = {
    "independence": Telling("independence", "Say who releases the music", "Ask the artist."),
    "no_publishing": Telling("publisher", "Confirm that there is no publisher", "Ask the artist or APRA AMCOS."),
    "recent_activity": Telling("last_release", "Note the latest release", "Look at the artist's pages."),
    "geography": Telling("country", "Note where they live", "Look at the artist's pages."),
    "youtube_opportunity": Telling("youtube_channel", "Name the channel", "Look for it on YouTube."),
    "missing_platforms": Telling("youtube_channel", "Name the channel", "Look for it on YouTube."),
}
# Lines whose label tells the case that holds.
STANDS = {"independence": "independence", "geography": "where they live", "youtube_opportunity": "YouTube opportunity"}


@dataclass(frozen=True)
class Gain:
    """A line that could bring more of the total: how much, and what is missing or would have to become true."""

    component: str
    label: str
    exact: Fraction
    because: str
    state: str = ""
    tier: str = ""  # the better tier that it alone would reach

    @property
    def points(self) -> Decimal:
        return half_up(self.exact, 1)

    @property
    def field(self) -> str:
        """Of the statement that a person could make; "" where none settles it."""
        return TELLING[self.component].field if self.component in TELLING else ""


# --- Numbers ----------------------------------------------------------------------------------------------------------


def per_point(breakdown: dict) -> dict[str, Fraction]:
    """By part, how much of the total one of its points is."""
    out_of = dict.fromkeys(breakdown["weights"], 0)
    for line in breakdown["components"]:
        out_of[line["part"]] += as_number(line["out_of"])
    return {part: Fraction(as_number(weight), out_of[part] or 1) for part, weight in breakdown["weights"].items()}


def shares(breakdown: dict) -> dict[str, Fraction]:
    """By component, how much of the total an answer could still add; they sum up to the ceiling less the total."""
    if not breakdown:
        return {}
    worth = per_point(breakdown)
    return {
        line["component"]: worth[line["part"]] * _still_open(line)
        for line in breakdown["components"]
        if line["state"] not in DECIDED or line.get("more")
    }


def _still_open(line: dict):
    """All points of an undecided line; of a decided one those that a better case could add."""
    return as_number(line.get("more", 0) if line["state"] in DECIDED else line["out_of"])


def earned(breakdown: dict) -> Fraction:
    """The exact total."""
    worth = per_point(breakdown)
    decided = (line for line in breakdown["components"] if line["state"] in DECIDED)
    return sum((worth[line["part"]] * as_number(line["points"]) for line in decided), Fraction())


# --- What is open -----------------------------------------------------------------------------------------------------


def gains(breakdown: dict) -> list[Gain]:
    """The lines of a stored breakdown that an answer could still raise, the most rewarding first."""
    open_lines = shares(breakdown)
    lines = (line for line in breakdown.get("components", []) if open_lines.get(line["component"]))
    found = [
        Gain(line["component"], line["label"], open_lines[line["component"]], _missing(line), line["state"])
        for line in lines
    ]
    return _ranked(breakdown, found)


def _missing(line: dict) -> str:
    return line.get("more_because") or line["because"]


def _ranked(breakdown: dict, found: Iterable[Gain]) -> list[Gain]:
    """The most rewarding first, each with the tier that it alone would reach."""
    if not (found := list(found)):
        return []
    now, borders = earned(breakdown), breakdown["tiers"]
    present = tier_of(half_up(now, 1), borders)
    named = []
    for gain in sorted(found, key=lambda gain: -gain.exact):
        reached = tier_of(half_up(now + gain.exact, 1), borders)
        better = TIERS.index(reached) < TIERS.index(present)
        named.append(replace(gain, tier=reached if better else ""))
    return named


def next_tier(breakdown: dict, total: Decimal | None, ceiling: Decimal | None) -> str:
    """The best tier that the ceiling reaches above the present one; "" when no fact could lift it."""
    if total is None or ceiling is None:
        return ""
    borders = breakdown.get("tiers", {})
    return next((tier for tier, border in borders.items() if total < as_number(border) <= ceiling), "")


# --- What is known, and not earned ------------------------------------------------------------------------------------


def unearned(breakdown: dict, policy: PolicyData) -> tuple[list[Gain], list[str]]:
    """What would have to become true for known lines to bring more, and the lines that stand as they are."""
    worth = per_point(breakdown) if breakdown else {}
    could, stands = [], []
    for line in breakdown.get("components", []):
        points, out_of = as_number(line["points"]), as_number(line["out_of"])
        if line["state"] not in DECIDED or points >= out_of or line.get("more"):
            continue
        target, words = _needed(line, policy)
        if more := min(target, out_of) - points if words else 0:
            gain = Gain(line["component"], line["label"], worth[line["part"]] * more, words, line["state"])
            could.append(gain)
        else:
            stands.append(STANDS.get(line["component"]) or line["label"].lower())
    return _ranked(breakdown, could), stands


def _needed(line: dict, policy: PolicyData) -> tuple:
    """The points of a line's better case and what it takes; no words where nobody can change it."""
    name, rule = line["component"], line.get("rule")
    limits = {name: as_json(limit) for name, limit in policy.thresholds.items()}
    full = as_number(line["out_of"])
    if name == "independence" and rule in ("small_distributor", "indie_label"):
        return full, "a newer release of the artist's own"
    if name == "no_publishing":
        return full, "the publishing contract ends"
    if name == "growing_streams":
        return full, f"up by {limits['growth_percent']}% between looks at least {limits['growth_days']} days apart"
    if name == "recent_activity":
        return full, f"a release within {limits['recent_days']} days"
    if name == "youtube_opportunity" and rule is None:
        return policy.youtube["no_youtube_presence"], f"an audience of {limits['no_presence_audience']:,} or more"
    if name == "youtube_opportunity" and rule == "healthy":
        percent, days = limits["subscriber_growth_percent"], limits["subscriber_growth_days"]
        return policy.youtube["high_potential"], f"subscribers up by {percent}% in {days} days"
    return full, ""
