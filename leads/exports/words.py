"""What an export says of itself to people: its filters, its maker and what its columns hold, in words."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from django.utils import timezone

from leads.exports.about import YOUTUBE_WORDS, About
from leads.exports.columns import Column, Kind
from leads.filters.parameters import DEFAULT_ORDER
from leads.models import Artist, Upload
from scoring.territories import country_name

UNKNOWN = "An empty cell is unknown: nobody has told us yet. It is never 0, and never a no."
CONTACTS = "Addresses that may not be used are left out, as are those of everybody who asked not to be contacted."
YES_OR_NO = {True: "yes", False: "no"}
TIERS = {"none": "nothing to score yet"}
YOUTUBE = YOUTUBE_WORDS | {"healthy": "Healthy", "active_uploaders": "Uploads actively"}
FOLLOW_UPS = {True: "due today or earlier", False: "none due"}
# What leads can be ordered by, and how its two directions are called.
NUMBERS, DAYS, NAMES = ("lowest first", "highest first"), ("oldest first", "newest first"), ("A to Z", "Z to A")
ORDERS = {
    "total_score": ("Score", NUMBERS),
    "name": ("Name", NAMES),
    "created_at": ("Added", DAYS),
    "updated_at": ("Changed", DAYS),
    "youtube_subscribers": ("YouTube subscribers", ("fewest first", "most first")),
    "youtube_finding": ("YouTube finding", NAMES),
    "monthly_listeners": ("Monthly listeners", ("fewest first", "most first")),
    "independence_score": ("Independence score", NUMBERS),
    "opportunity_score": ("Opportunity score", NUMBERS),
    "geographic_score": ("Geographic score", NUMBERS),
    "coverage": ("Facts known", ("least first", "most first")),
    "lead_tier": ("Tier", ("A to D", "D to A")),
    "country": ("Country", NAMES),
    "last_release_date": ("Last release", DAYS),
    "last_checked": ("Last checked", DAYS),
    "outreach_status": ("Status", NAMES),
    "follow_up_on": ("Follow-up", ("soonest first", "latest first")),
}


def _country(code: str) -> str:
    return "unknown" if code == "none" else country_name(code)


def _percent(number: float) -> str:
    return f"{number:g}%"


# Filters as people call them, in the order in which they are told, and how each of their values is told.
FILTERS: dict[str, tuple[str, Mapping | Callable]] = {
    "search": ("Search", "“{}”".format),
    "tier": ("Tier", TIERS),
    "min_score": ("Score at least", "{:g}".format),
    "max_score": ("Score at most", "{:g}".format),
    "min_coverage": ("Facts known at least", _percent),
    "region": ("Region", dict(Artist.Region.choices)),
    "country": ("Country", _country),
    "genre": ("Genre", str),
    "independence": ("Independence", dict(Artist.Independence.choices)),
    "youtube_filter": ("YouTube", YOUTUBE),
    "youtube_opportunity": ("YouTube finding", dict(Artist.Finding.choices)),
    "released_after": ("Released on or after", str),
    "released_before": ("Released on or before", str),
    "outreach_status": ("Status", dict(Artist.Status.choices)),
    "owner": ("Owner", {"none": "nobody"}),
    "follow_up_due": ("Follow-up", FOLLOW_UPS),
    "has_email": ("Has an e-mail address", YES_OR_NO),
    "has_contact": ("Has a contact", YES_OR_NO),
    "do_not_contact": ("Asked not to be contacted", YES_OR_NO),
    "source": ("Upload", "number {}".format),
    "checked_before": ("Not checked since", str),
}


def filters(applied: Mapping) -> list[tuple[str, str]]:
    """Each filter that was set, with its words, and last the order where one was asked for."""
    ordered = any(applied.get(name) for name in DEFAULT_ORDER)
    return [*narrowing(applied), *([("Order", order(applied))] if ordered else [])]


def narrowing(applied: Mapping, uploads: Mapping[str, str] = MappingProxyType({})) -> list[tuple[str, str]]:
    """Each filter that was set as people call it, with its words: ("Region", "New Zealand or Australia").

    `uploads` are the names of those that are named.
    """
    known = [name for name in FILTERS if name in applied]
    others = [name for name in applied if name not in FILTERS and name not in DEFAULT_ORDER]
    return [_told(name, applied[name], uploads) for name in (*known, *others)]


def _told(name: str, value, uploads: Mapping[str, str]) -> tuple[str, str]:
    label, words = FILTERS.get(name, (name, str))
    return label, " or ".join(_word(words, one, uploads if name == "source" else {}) for one in _several(value))


def _word(words: Mapping | Callable, value, names: Mapping[str, str]) -> str:
    if str(value) in names:
        return names[str(value)]
    return str(words.get(value, value)) if isinstance(words, Mapping) else words(value)


def _several(value) -> Iterable:
    return value if isinstance(value, (list, tuple)) else [value]


def uploads_named(filters: Iterable[Mapping]) -> dict[str, str]:
    """The file names of the uploads that these filters name: one query for a whole list."""
    if not (ids := {int(pk) for one in filters for pk in _several(one.get("source") or ())}):
        return {}
    return {str(pk): name for pk, name in Upload.objects.filter(pk__in=ids).values_list("pk", "filename")}


def order(applied: Mapping) -> str:
    """The order of the leads: "Name, A to Z"."""
    by = applied.get("sort_by") or DEFAULT_ORDER["sort_by"]
    what, (up, down) = ORDERS.get(by, (by, ("ascending", "descending")))
    return f"{what}, {up if applied.get('sort_order') == 'asc' else down}"


def which(about: About) -> str:
    """Which leads these are, in one line."""
    told = "; ".join(f"{label}: {words}" for label, words in filters(about.filters))
    if about.picked:
        return f"Picked one by one. Filters: {told}" if told else "Picked one by one"
    return f"Filters: {told}" if told else "No filters: every lead"


def made(about: About) -> str:
    return f"Made on {moment(about.made_at)}, New Zealand time{f', by {about.by}' if about.by else ''}"


def how_many(count: int) -> str:
    return f"{count:,} {'lead' if count == 1 else 'leads'}"


def moment(when: datetime) -> str:
    """As New Zealand reads it, with the year, for a file is read for years: "Sun 22 Nov 2026, 8:15 pm"."""
    local = timezone.localtime(when)
    return f"{local:%a %-d %b %Y, %-I:%M} {'am' if local.hour < 12 else 'pm'}"


# --- Columns ----------------------------------------------------------------------------------------------------------
KINDS = {
    Kind.TEXT: "Text",
    Kind.NOTE: "Sentences",
    Kind.LINK: "The address of a page",
    Kind.HANDLES: "Networks, each with the name there",
    Kind.INTEGER: "A whole number",
    Kind.SCORE: "0 to 100, with one decimal",
    Kind.RATE: "Percent, with two decimals",
    Kind.PERCENT: "Whole percent",
    Kind.DAY: "A day",
    Kind.MOMENT: "A day and time, in New Zealand",
    Kind.FLAG: "TRUE or FALSE",
}
HOLDS = {
    "artist_name": "The name as the artist writes it",
    "country": "Where the artist is based: the country's two-letter code",
    "region": "The part of the world that the country lies in",
    "genre": "The first of the artist's genres",
    "total_score": "0 to 100: the three scores below, weighted by the policy",
    "independence_score": "0 to 100: how independently the artist releases",
    "opportunity_score": "0 to 100: how much is missing that the company offers",
    "geographic_score": "0 to 100: how near the artist is",
    "lead_tier": "The tier that stands: a person's while it is pinned, else the machine's",
    "machine_tier": "The tier that the total score alone would give",
    "monthly_listeners": "Offered by no platform that is asked",
    "last_release_date": "The latest release; one whose day is not known stands as the first of its month or year",
    "outreach_status": "How far the conversation with the artist is",
    "contact_email": "The surest address that may be used",
    "website": "The artist's own site",
    "created_date": "When the artist came into Prism",
    "coverage": "How much of the score rests on known facts, in whole percent",
    "score_ceiling": "0 to 100: the total score if every unknown turned out well",
    "independence": "How the artist's records come out",
    "lastfm_listeners": "People who ever listened, as Last.fm counts them",
    "owner": "Who looks after the lead",
    "follow_up_on": "The day on which somebody means to come back to the artist",
    "do_not_contact": "TRUE for artists who asked not to be contacted",
    "last_checked": "When a platform was last asked about the artist",
    "lead_id": "The lead's number in Prism",
    "youtube_engagement_rate": "Likes and comments as a share of views, where they are known",
    "youtube_growth_potential": "What the channel's figures say of its growth",
    "youtube_finding": "What is missing on YouTube, as far as the figures tell",
    "pinned_until": "The last day of a tier that a person pinned",
    "uploads": "The files that named the artist's recordings",
    "policy_version": "The scoring policy that the score was made by",
}


def holds(column: Column) -> str:
    """What its cells are, as one sentence without its full stop."""
    return HOLDS.get(column.name) or KINDS[column.kind]
