"""The label families we ship, and what a row of them must be."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

SHIPPED = Path(__file__).parent.parent / "data" / "label_families.csv"
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


def shipped_families() -> Iterator[dict[str, str]]:
    """The rows of label_families.csv: label, kind, group, source."""
    with SHIPPED.open(encoding="utf-8", newline="") as table:
        yield from csv.DictReader(table)


def major_behind(group: str) -> str | None:
    """The major a family's group belongs to, if any."""
    return next((major for major in MAJORS if group.startswith(major)), None)


def row_problem(label: str, kind: str) -> str | None:
    """Why a row cannot be used, in a sentence; None when it can."""
    if not label.strip():
        return "The label is empty."
    if kind not in KINDS:
        return f"“{kind}” is no kind of label; use one of {', '.join(KINDS)}."
    if not label.startswith(PATTERN):
        return None
    try:
        re.compile(label.removeprefix(PATTERN).replace(ARTIST, "x"))
    except re.error as error:
        return f"“{label}” is not a regular expression: {error}."
    return None
