"""The numbers of a policy in the words staff know them by, in the order they read them, and how they are typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scoring.rules.policy import DEFAULT_POLICY, LARGEST, Number, as_number, tables

Path = tuple[str, ...]

PART_WORDS = {"independence": "Independence", "opportunity": "Opportunity", "geography": "Geography"}
TABLE_WORDS = {
    ("weights",): ("Weights", "How much each part counts. Together they make 100."),
    ("points", "independence"): ("Points for independence", "The best evidence of who releases the music decides."),
    ("points", "opportunity"): ("Points for opportunity", "Each that holds earns its points; they add up."),
    ("points", "youtube"): ("Points for YouTube", "Part of opportunity. Where several hold, the highest counts."),
    ("points", "geography"): ("Points for geography", "The country they live in decides."),
    ("thresholds",): ("Thresholds", "From where on a rule holds."),
    ("tiers",): ("Tier borders", "The score a tier begins at. What stays below C is a D."),
}
# Label, help, unit.
WORDS: dict[Path, tuple[str, str, str]] = {
    ("weights", "independence"): ("Independence", "Who releases the music.", ""),
    ("weights", "opportunity"): ("Opportunity", "What is missing that we could do.", ""),
    ("weights", "geography"): ("Geography", "New Zealand, Australia, the Pacific or elsewhere.", ""),
    ("points", "independence", "self_released"): ("Self-released", "Without a label, or on one of their own.", ""),
    ("points", "independence", "small_distributor"): (
        "Small distributor", "Released through a small distributor, without a label.", "",
    ),
    ("points", "independence", "indie_label"): ("Indie label", "An independent label releases the music.", ""),
    ("points", "independence", "major_distributed"): (
        "Distributed by a major", "The label is independent, a major distributes it.", "",
    ),
    ("points", "independence", "major"): ("Major label", "A major or one of its labels releases the music.", ""),
    ("points", "opportunity", "missing_platforms"): (
        "Missing platforms", "Asked for on Spotify or on YouTube, and not there.", "",
    ),
    ("points", "opportunity", "basic_distribution"): (
        "Basic distribution", "Found on no more services than the threshold says.", "",
    ),
    ("points", "opportunity", "no_publishing"): (
        "No publishing administration", "Somebody told us that there is no publisher.", "",
    ),
    ("points", "opportunity", "growing_streams"): ("Growing streams", "The audience grows.", ""),
    ("points", "opportunity", "recent_activity"): ("Recent activity", "Something came out lately.", ""),
    ("points", "youtube", "no_youtube_presence"): (
        "No YouTube presence", "Looked for, no channel of their own, and people listen elsewhere.", "",
    ),
    ("points", "youtube", "underperforming"): ("Underperforming", "Few subscribers for so large an audience.", ""),
    ("points", "youtube", "inconsistent_uploads"): (
        "Inconsistent uploads", "Subscribers are there, and hardly anything is uploaded.", "",
    ),
    ("points", "youtube", "high_potential"): (
        "High potential", "A small channel that uploads often, or one that grows.", "",
    ),
    ("points", "geography", "new_zealand"): ("New Zealand", "", ""),
    ("points", "geography", "australia"): ("Australia", "", ""),
    ("points", "geography", "pacific_islands"): ("Pacific Islands", "", ""),
    ("points", "geography", "other"): ("Elsewhere", "Any other country.", ""),
    ("thresholds", "same_recency_days"): (
        "Releases of the same time", "Labels that differ within so many days contradict each other. "
        "Further apart, the newer one counts.", "days",
    ),
    ("thresholds", "basic_distribution_services"): (
        "Basic distribution", "Found on at most so many services.", "services",
    ),
    ("thresholds", "growth_days"): ("Growth: days apart", "Two looks at the audience must lie so far apart.", "days"),
    ("thresholds", "growth_window_days"): (
        "Growth: window", "The newest look is compared with the oldest of so many days before.", "days",
    ),
    ("thresholds", "growth_percent"): ("Growth: rise", "The audience counts as growing from such a rise on.", "%"),
    ("thresholds", "recent_days"): ("Recent activity", "The latest release is at most so old.", "days"),
    ("thresholds", "no_presence_audience"): (
        "No YouTube presence: audience", "So many listen or follow elsewhere.", "listeners",
    ),
    ("thresholds", "underperforming_audience"): (
        "Underperforming: audience", "So many listen or follow elsewhere.", "listeners",
    ),
    ("thresholds", "underperforming_percent"): (
        "Underperforming: share", "Subscribers are less than this share of the audience.", "%",
    ),
    ("thresholds", "inconsistent_subscribers"): (
        "Inconsistent uploads: subscribers", "At least so many subscribers.", "subscribers",
    ),
    ("thresholds", "high_potential_subscribers"): (
        "High potential: subscribers", "Fewer subscribers than this, while uploads are frequent.", "subscribers",
    ),
    ("thresholds", "subscriber_growth_days"): (
        "High potential: window", "Or subscribers have risen within so many days.", "days",
    ),
    ("thresholds", "subscriber_growth_percent"): ("High potential: rise", "By at least so much.", "%"),
    ("tiers", "A"): ("A from", "Call first.", ""),
    ("tiers", "B"): ("B from", "", ""),
    ("tiers", "C"): ("C from", "", ""),
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """One number of a policy, as people read it."""

    path: Path
    label: str
    help: str
    unit: str

    @property
    def key(self) -> str:
        """Its name in a form."""
        return "-".join(self.path)


@dataclass(frozen=True)
class Group:
    """A table of the policy with its heading."""

    path: Path
    title: str
    help: str
    figures: tuple[Figure, ...]

    @property
    def key(self) -> str:
        return "-".join(self.path)


def groups() -> list[Group]:
    """Every number there is, table by table."""
    return [
        Group(path, *TABLE_WORDS.get(path, (" ".join(path), "")), tuple(_figure((*path, name)) for name in table))
        for path, table in tables(DEFAULT_POLICY)
    ]


def _figure(path: Path) -> Figure:
    return Figure(path, *WORDS.get(path, (path[-1].replace("_", " ").capitalize(), "", "")))


def figures() -> Iterator[Figure]:
    for group in groups():
        yield from group.figures


def value_at(data: Any, path: Path) -> Any:
    """The stored number, None where a policy of before has none there."""
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def with_values(values: dict[Path, Number | float]) -> dict:
    """A policy as it is stored, from numbers by path."""
    data: dict = {}
    for path, value in values.items():
        table = data
        for step in path[:-1]:
            table = table.setdefault(step, {})
        table[path[-1]] = value
    return data


def differences(data: Any, other: Any) -> list[tuple[Figure, Any, Any]]:
    """The numbers in which two policies differ, with both values."""
    pairs = ((figure, value_at(data, figure.path), value_at(other, figure.path)) for figure in figures())
    return [(figure, one, two) for figure, one, two in pairs if as_number(one) != as_number(two)]


def in_words(value: Any) -> str:
    """1,840 or 12.5; text stands as it was."""
    if (number := as_number(value)) is None:
        return "" if value is None else str(value)
    return f"{number:,}" if isinstance(number, int) else f"{float(number):,.2f}".rstrip("0")


_TYPED = re.compile(r"(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.(?P<decimals>[0-9]+))?", re.ASCII)
LONGEST_TYPED = 40


def read_number(text: str) -> Number:
    """What a person typed; ValueError with a sentence for anything but a number from 0 on."""
    typed = text.strip()
    if not typed:
        raise ValueError("Give a number.")
    shown = typed if len(typed) <= LONGEST_TYPED else f"{typed[:LONGEST_TYPED]}…"
    if re.fullmatch(r"[-−–]\s*[0-9][0-9.,]*", typed):
        raise ValueError(f"{shown} is negative. The least is 0.")
    if not (match := _TYPED.fullmatch(typed)):
        raise ValueError(f"“{shown}” is not a number. Write it like 40 or 12.5.")
    whole, decimals = match["whole"].replace(",", "").lstrip("0") or "0", (match["decimals"] or "").rstrip("0")
    if len(whole) > len(str(LARGEST)) or int(whole) > LARGEST:
        raise ValueError(f"{shown} is too large. The most is {LARGEST:,}.")
    if len(decimals) > 2:
        raise ValueError(f"{shown} has more than two decimals.")
    return as_number(float(f"{whole}.{decimals}")) if decimals else int(whole)
