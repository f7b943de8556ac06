"""What a label name stands for: the families we ship, and what a row of them must be."""

import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from scoring.labels.days import Days
from scoring.labels.names import normalise

SHIPPED = Path(__file__).parent.parent / "data" / "label_families.csv"
COLUMNS = ("label", "kind", "group", "source", "since", "until")
KINDS = ("major", "major_distributed", "indie", "distributor", "self_release_marker")
MAJORS = ("Universal Music Group", "Sony Music Entertainment", "Warner Music Group")
# The only names that count inside a longer one, as whole words.
PARENTS = {
    "universal": MAJORS[0], "umg": MAJORS[0], "emi": MAJORS[0],
    "sony": MAJORS[1], "sme": MAJORS[1],
    "warner": MAJORS[2], "wmg": MAJORS[2], "wea": MAJORS[2],
}  # fmt: skip
PATTERN = "re:"
ARTIST = "<artist name>"
# "(a+)+" tries every way to share the letters out: one long copyright line, and a worker never comes back.
ENDLESS = re.compile(r"\((?:[^()\\]|\\.)*(?<!\\)[+*}](?:[^()\\]|\\.)*\)[+*{]")
INNERMOST = re.compile(r"(?<!\\)\((?:\?:)?((?:[^()\\]|\\.)*)\)")


class Family(NamedTuple):
    """What a label name stands for, from its first day to its last; None where that end is open."""

    label: str
    kind: str
    group: str = ""
    since: date | None = None
    until: date | None = None

    def holds(self, days: Days) -> bool:
        """Whether it held on any of these days."""
        first, last = days
        return (self.since is None or self.since <= last) and (self.until is None or self.until >= first)


def shipped_families() -> Iterator[dict[str, str]]:
    """The rows of label_families.csv, by column; a day that is open is empty."""
    with SHIPPED.open(encoding="utf-8", newline="") as table:
        yield from csv.DictReader(table)


def normalised_label(label: str) -> str:
    """The form in which the label is found; a regular expression has none."""
    return "" if label.startswith(PATTERN) else normalise(label)


def major_behind(group: str) -> str | None:
    """The major a family's group belongs to, if any."""
    return next((major for major in MAJORS if group.startswith(major)), None)


def row_problem(label: str, kind: str, since: date | None = None, until: date | None = None) -> str | None:
    """Why a row cannot be used, in a sentence; None when it can."""
    if not label.strip():
        return "The label is empty."
    if kind not in KINDS:
        return f"“{kind}” is no kind of label; use one of {', '.join(KINDS)}."
    if since and until and until < since:
        return f"The last day, {until}, is before the first, {since}."
    if label.startswith(PATTERN):
        return _pattern_problem(label)
    return None if normalise(label) else f"“{label}” has no letter and no digit, so it could never be found."


def _pattern_problem(label: str) -> str | None:
    try:
        pattern = re.compile(label.removeprefix(PATTERN).replace(ARTIST, "x"), re.IGNORECASE)
    except (re.error, RecursionError, OverflowError) as error:
        return f"“{label}” is not a regular expression: {error}."
    if pattern.search(""):
        return f"“{label}” would match every label there is."
    return f"“{label}” repeats what repeats itself, which may never end." if _is_endless(label) else None


def _is_endless(pattern: str) -> bool:
    """Whether a repeat stands in a repeat, however many brackets lie between them."""
    while not ENDLESS.search(pattern):
        flatter = INNERMOST.sub(r"\1", pattern)
        if flatter == pattern:
            return False
        pattern = flatter
    return True
