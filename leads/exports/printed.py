"""The table as it stands on paper: few columns, cells in words, and what did not fit on the page.

Without chosen columns some of them share one: the country beside the region, the subscribers beside the finding.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from leads.exports import words
from leads.exports.columns import COLUMNS, DOCUMENTED, Column, Group, Kind
from leads.models import Artist
from leads.names import network
from scoring.rules.words import day_words
from scoring.territories import country_name

MOST = 10  # chosen columns on one page
BLOCK = 40  # rows of one table: long tables are laid out slowly
# What the paper's own selection is made of.
FIELDS = (
    "artist_name", "lead_tier", "machine_tier", "total_score", "coverage", "region", "country", "genre",
    "outreach_status", "last_release_date", "last_release_precision", "has_youtube_channel", "youtube_subscribers",
    "youtube_finding", "contact_email", "phone", "website", "social_handles", "do_not_contact", "owner",
)  # fmt: skip
NOT_YOUTUBE = frozenset(column.name for column in DOCUMENTED if column.group != Group.YOUTUBE)
DEFAULTS = (frozenset(FIELDS), frozenset(name for name in FIELDS if COLUMNS[name].group != Group.YOUTUBE),
            frozenset(column.name for column in DOCUMENTED), NOT_YOUTUBE)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """`look` is "" for plain words, unknown, quiet, name, number, alarm, or the tier; `second` is a line below."""

    text: str
    look: str = ""
    second: str = ""
    right: bool = False  # stands where numbers do


@dataclass(frozen=True)
class Printed:
    """A column on paper, made of the export's columns of these names; `width` is its share."""

    label: str
    width: int
    names: tuple[str, ...]
    say: Callable[..., Cell]
    number: bool = False


@dataclass(frozen=True)
class Layout:
    columns: tuple[Printed, ...]
    places: tuple[tuple[int | None, ...], ...]  # where each finds its values in a row; None: they were not chosen
    left: tuple[str, ...]  # titles of columns that are in CSV and Excel only
    chosen: bool  # somebody named the columns

    @property
    def widths(self) -> list[tuple[Printed, float]]:
        """Each column with its share of the page in percent."""
        whole = sum(column.width for column in self.columns)
        return [(column, round(100 * column.width / whole, 2)) for column in self.columns]

    def cells(self, row: tuple) -> list[Cell]:
        return [
            _said(column, [None if place is None else row[place] for place in places])
            for column, places in zip(self.columns, self.places, strict=True)
        ]


def _said(column: Printed, values: list) -> Cell:
    cell = column.say(*values)
    return replace(cell, right=True) if column.number and cell.look != "number" else cell


def fields(*, include_youtube: bool = True) -> tuple[str, ...]:
    """The names of the columns that a PDF asks for when nobody chose any."""
    return tuple(name for name in FIELDS if include_youtube or COLUMNS[name].group != Group.YOUTUBE)


def layout(columns: Sequence[Column]) -> Layout:
    """The page's own selection where nobody chose columns, else the first of those that were."""
    names = [column.name for column in columns]
    chosen = frozenset(names) not in DEFAULTS
    shown = [_plain(column) for column in columns[:MOST]] if chosen else _selection(names)
    places = tuple(tuple(names.index(n) if n in names else None for n in column.names) for column in shown)
    used = {name for column in shown for name in column.names}
    left = tuple(column.label for column in columns if column.name not in used)
    return Layout(tuple(shown), places, left, chosen)


def blocks(layout: Layout, rows: Iterable[tuple]) -> Iterator[list[list[Cell]]]:
    """The rows as cells in words, so many at a time as make one table."""
    block: list[list[Cell]] = []
    for row in rows:
        block.append(layout.cells(row))
        if len(block) == BLOCK:
            yield block
            block = []
    if block:
        yield block


# --- Cells in words ---------------------------------------------------------------------------------------------------
UNKNOWN = Cell("Unknown", "unknown")
# Where nothing is an answer, or nobody could tell.
NOTHING = {
    "owner": Cell("Nobody", "quiet"),
    "follow_up_on": Cell("Not set", "quiet"),
    "lead_tier": Cell("No tier", "unknown"),
    "machine_tier": Cell("No tier", "unknown"),
    "pinned_until": Cell("No end", "quiet"),
    "pinned_reason": Cell("Not pinned", "quiet"),
    "monthly_listeners": Cell("Not offered", "unknown"),
    "uploads": Cell("None", "quiet"),
    "aliases": Cell("None known", "quiet"),
}
NOT_HANDED_OUT = Cell("None we may use", "quiet")


def _day(day: date) -> str:
    return day_words(day)


def _handles(handles: dict[str, str]) -> str:
    return ", ".join(f"{network(platform)}: {name}" for platform, name in handles.items())


_WORDS: dict[Kind, Callable] = {
    Kind.INTEGER: "{:,}".format,
    Kind.SCORE: "{:.1f}".format,
    Kind.RATE: "{:.2f}".format,
    Kind.PERCENT: "{}%".format,
    Kind.DAY: _day,
    Kind.MOMENT: words.moment,
    Kind.FLAG: {True: "Yes", False: "No"}.get,
    Kind.HANDLES: _handles,
}
FIGURES = (Kind.INTEGER, Kind.SCORE, Kind.RATE, Kind.PERCENT)
WIDTHS = {Kind.NOTE: 60, Kind.LINK: 36, Kind.HANDLES: 34, Kind.INTEGER: 18, Kind.SCORE: 15, Kind.RATE: 15,
          Kind.PERCENT: 15, Kind.FLAG: 14, Kind.DAY: 21, Kind.MOMENT: 24}  # fmt: skip
OTHER_WIDTHS = {"artist_name": 44, "lead_tier": 12, "machine_tier": 13, "contact_email": 40, "country": 15}


def _plain(column: Column) -> Printed:
    """A chosen column as it is."""
    longest = max(map(len, column.label.split()))
    width = max(OTHER_WIDTHS.get(column.name) or WIDTHS.get(column.kind, 26), round(1.75 * longest))
    nothing = NOTHING.get(column.name) or (NOT_HANDED_OUT if column.group == Group.CONTACT else UNKNOWN)
    in_words, vocabulary = _WORDS.get(column.kind, str), column.words or {}
    figure = column.kind in FIGURES and column.name not in ("lead_id", "policy_version")
    look = "number" if figure else "name" if column.name == "artist_name" else ""

    def say(value) -> Cell:
        if value is None:
            return nothing
        if column.name in ("lead_tier", "machine_tier"):
            return Cell(value, value)
        if column.name in ("lead_id", "policy_version"):
            return Cell(str(value))
        told = vocabulary.get(value, value)
        return UNKNOWN if told == "Unknown" else Cell(in_words(told), look)

    return Printed(column.label, width, (column.name,), say, figure)


# --- The page's own selection -----------------------------------------------------------------------------------------


def _artist(name: str) -> Cell:
    return Cell(name, "name")


def _tier(standing: str | None, machine: str | None) -> Cell:
    """The tier that stands, and the machine's below where a person pinned another."""
    if not standing:
        return NOTHING["lead_tier"]
    return Cell(standing, standing, f"Prism: {machine}" if machine and machine != standing else "")


def _score(total) -> Cell:
    return UNKNOWN if total is None else Cell(f"{total:.1f}", "number")


def _coverage(percent: int | None) -> Cell:
    return UNKNOWN if percent is None else Cell(f"{percent}%", "number")


def _based_in(region: str | None, country: str | None) -> Cell:
    land = country_name(country)
    if region in (None, Artist.Region.UNKNOWN):
        return Cell(land) if land else UNKNOWN
    named = str(Artist.Region(region).label)
    return Cell(land or named, second=named if land and land != named else "")


def _genre(genre: str | None) -> Cell:
    return Cell(genre) if genre else UNKNOWN


def _status(status: str, asked: bool | None) -> Cell:
    told = str(dict(Artist.Status.choices).get(status, status))
    return Cell("Do not contact", "alarm", told) if asked else Cell(told)


def _released(day: date | None, precision: str | None) -> Cell:
    """As precisely as it is known."""
    if day is None:
        return UNKNOWN
    return Cell({"year": f"{day:%Y}", "month": f"{day:%b %Y}"}.get(precision, day_words(day)))


def _youtube(has: bool | None, subscribers: int | None, finding: str | None) -> Cell:
    """Our finding or whether there is a channel, and YouTube's own figure below."""
    found = str(dict(Artist.Finding.choices).get(finding, ""))
    if has is False:
        return Cell("No channel found")
    if not (has or found):
        return UNKNOWN
    counted = f"{subscribers:,} subscribers" if subscribers is not None else "Subscribers unknown"
    return Cell(found or "Has a channel", second=counted)


def _contact(email: str | None, phone: str | None, website: str | None, social: dict | None) -> Cell:
    """The best way that may be handed out."""
    page = website and website.removeprefix("https://").removeprefix("http://").rstrip("/")
    if best := email or phone or page or (social and _handles(dict([next(iter(social.items()))]))):
        return Cell(best)
    return NOT_HANDED_OUT


def _owner(owner: str | None) -> Cell:
    return Cell(owner) if owner else NOTHING["owner"]


SELECTION = (
    Printed("Artist", 46, ("artist_name",), _artist),
    Printed("Tier", 15, ("lead_tier", "machine_tier"), _tier),
    Printed("Score", 16, ("total_score",), _score, number=True),
    Printed("Facts known", 14, ("coverage",), _coverage, number=True),
    Printed("Based in", 28, ("region", "country"), _based_in),
    Printed("Genre", 23, ("genre",), _genre),
    Printed("Status", 25, ("outreach_status", "do_not_contact"), _status),
    Printed("Last release", 24, ("last_release_date", "last_release_precision"), _released),
    Printed("YouTube", 31, ("has_youtube_channel", "youtube_subscribers", "youtube_finding"), _youtube),
    Printed("Contact", 46, ("contact_email", "phone", "website", "social_handles"), _contact),
    Printed("Owner", 18, ("owner",), _owner),
)


def _selection(names: Sequence[str]) -> list[Printed]:
    """Those for which there is anything to say."""
    return [column for column in SELECTION if column.names[0] in names]
