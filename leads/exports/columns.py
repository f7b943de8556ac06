"""The columns an export can have, each defined once: what it is called, what it holds and where that comes from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from leads.exports import values
from leads.exports.values import CONTACTS, SPOTIFY, UPLOADS, YOUTUBE
from leads.models import Artist


class Group(StrEnum):
    CORE = "Lead"
    YOUTUBE = "YouTube"
    CONTACT = "Contact"
    EVIDENCE = "Evidence"


class Kind(StrEnum):
    TEXT = "text"
    NOTE = "note"  # sentences
    LINK = "link"
    HANDLES = "handles"  # network -> name there
    INTEGER = "integer"
    SCORE = "score"  # 0 to 100, one decimal
    RATE = "rate"  # percent, two decimals
    PERCENT = "percent"  # whole
    DAY = "day"
    MOMENT = "moment"  # with its time zone
    FLAG = "flag"


@dataclass(frozen=True, eq=False)  # each is the only one, and words have no hash
class Column:
    """`value` makes the cell from the `fields`, in their order; without it the only field is the cell. Unknown is None.

    `words` are what people read where programs read the vocabulary's word.
    """

    name: str  # in JSON, and as programs ask for it
    label: str  # in CSV, Excel and PDF
    group: Group
    kind: Kind
    fields: tuple[str, ...]
    value: Callable | None = None
    words: Mapping[str, str] | None = None


# --- The table --------------------------------------------------------------------------------------------------------
C, Y, P, E = Group.CORE, Group.YOUTUBE, Group.CONTACT, Group.EVIDENCE
DOCUMENTED = (  # the order is the contract's: the old titles, then the YouTube ones, then ours
    Column("artist_name", "Artist Name", C, Kind.TEXT, ("name",)),
    Column("country", "Country", C, Kind.TEXT, ("country",)),
    Column("region", "Region", C, Kind.TEXT, ("region",), words=dict(Artist.Region.choices)),
    Column("genre", "Genre", C, Kind.TEXT, ("genre",)),
    Column("total_score", "Total Score", C, Kind.SCORE, ("total_score",)),
    Column("independence_score", "Independence Score", C, Kind.SCORE, ("independence_score",)),
    Column("opportunity_score", "Opportunity Score", C, Kind.SCORE, ("opportunity_score",)),
    Column("geographic_score", "Geographic Score", C, Kind.SCORE, ("geographic_score",)),
    Column("lead_tier", "Lead Tier", C, Kind.TEXT, ("standing",)),
    Column("monthly_listeners", "Monthly Listeners", C, Kind.INTEGER, (), values.nobody_tells),
    Column("last_release_date", "Last Release Date", C, Kind.DAY, ("last_release_date",)),
    Column("outreach_status", "Outreach Status", C, Kind.TEXT, ("outreach_status",), words=dict(Artist.Status.choices)),
    Column("contact_email", "Contact Email", P, Kind.TEXT, (CONTACTS,), values.email),
    Column("website", "Website", P, Kind.LINK, (CONTACTS,), values.website),
    Column("social_handles", "Social Handles", P, Kind.HANDLES, (CONTACTS,), values.handles),
    Column("created_date", "Created Date", C, Kind.DAY, ("created_at",), values.day),
    Column("has_youtube_channel", "Has YouTube Channel", Y, Kind.FLAG,
           ("youtube_channel_id", "youtube_finding", YOUTUBE), values.has_channel),
    Column("youtube_channel_url", "YouTube Channel URL", Y, Kind.LINK, ("youtube_channel_id",), values.channel_url),
    Column("youtube_subscribers", "YouTube Subscribers", Y, Kind.INTEGER,
           ("youtube_subscribers", YOUTUBE), values.while_fresh),
    Column("youtube_total_views", "YouTube Total Views", Y, Kind.INTEGER,
           ("youtube_views", YOUTUBE), values.while_fresh),
    Column("youtube_video_count", "YouTube Video Count", Y, Kind.INTEGER,
           ("youtube_videos", YOUTUBE), values.while_fresh),
    Column("youtube_upload_frequency", "YouTube Upload Frequency", Y, Kind.TEXT, ("upload_frequency", YOUTUBE),
           values.while_fresh, words=dict(Artist.Frequency.choices)),
    Column("youtube_engagement_rate", "YouTube Engagement Rate", Y, Kind.RATE,
           ("youtube_channel_id", YOUTUBE), values.engagement_rate),
    Column("youtube_growth_potential", "YouTube Growth Potential", Y, Kind.TEXT,
           ("youtube_finding", "youtube_findings", YOUTUBE), values.growth_potential),
    Column("coverage", "Coverage", C, Kind.PERCENT, ("coverage",)),
    Column("independence", "Independence", C, Kind.TEXT, ("independence",), words=dict(Artist.Independence.choices)),
    Column("lastfm_listeners", "Last.fm Listeners", C, Kind.INTEGER, ("listeners",)),
    Column("owner", "Owner", C, Kind.TEXT, ("owner__username",)),
    Column("follow_up_on", "Follow Up On", C, Kind.DAY, ("follow_up_on",)),
    Column("do_not_contact", "Do Not Contact", C, Kind.FLAG, ("do_not_contact",)),
    Column("last_checked", "Last Checked", C, Kind.MOMENT, ("checked_at",)),
    Column("lead_id", "Lead ID", C, Kind.INTEGER, ("pk",)),
)  # fmt: skip
FURTHER = (
    Column("machine_tier", "Machine Tier", C, Kind.TEXT, ("tier",)),
    Column("pinned_until", "Pinned Until", C, Kind.DAY,
           ("pinned_until", "pinned_tier", "pinned_until"), values.while_pinned),
    Column("pinned_reason", "Pinned Because", C, Kind.NOTE,
           ("pinned_reason", "pinned_tier", "pinned_until"), values.while_pinned),
    Column("score_ceiling", "Score Ceiling", C, Kind.SCORE, ("score_ceiling",)),
    Column("place", "Place", C, Kind.TEXT, ("area",), values.text),
    Column("genres", "All Genres", C, Kind.TEXT, ("genres",), values.listed),
    Column("aliases", "Aliases", C, Kind.TEXT, ("aliases",), values.listed),
    Column("lastfm_plays", "Last.fm Plays", C, Kind.INTEGER, ("playcount",)),
    Column("spotify_followers", "Spotify Followers", C, Kind.INTEGER, ("followers", SPOTIFY), values.if_kept),
    Column("last_release_precision", "Last Release Precision", C, Kind.TEXT, ("last_release_precision",)),
    Column("musicbrainz_id", "MusicBrainz ID", C, Kind.TEXT, ("mbid",)),
    Column("spotify_id", "Spotify ID", C, Kind.TEXT, ("spotify_id",)),
    Column("phone", "Phone", P, Kind.TEXT, (CONTACTS,), values.phone),
    Column("youtube_finding", "YouTube Finding", Y, Kind.TEXT,
           ("youtube_finding", "youtube_findings", YOUTUBE), values.finding, words=dict(Artist.Finding.choices)),
    Column("independence_because", "Independence Because", E, Kind.NOTE,
           ("breakdown",), values.because("independence")),
    Column("opportunity_because", "Opportunity Because", E, Kind.NOTE,
           ("breakdown", YOUTUBE), values.because_of_opportunity),
    Column("geographic_because", "Geographic Because", E, Kind.NOTE,
           ("breakdown",), values.because("geography")),
    Column("uploads", "Uploads", E, Kind.TEXT, (UPLOADS,), values.listed),
    Column("policy_version", "Policy Version", E, Kind.INTEGER, ("policy_version",)),
    Column("scored_at", "Scored At", E, Kind.MOMENT, ("scored_at",)),
)  # fmt: skip
COLUMNS = {column.name: column for column in (*DOCUMENTED, *FURTHER)}
_BY_WORD = {word.casefold(): column for column in COLUMNS.values() for word in (column.name, column.label)}


class UnknownColumn(ValueError):
    """Named by `args[0]`, a list; nobody has such a column."""


def chosen(fields: Iterable[str] | None = None, *, include_youtube: bool = True) -> tuple[Column, ...]:
    """The columns of these names or titles, each once, in that order; without any, the documented ones.

    `include_youtube` cuts the documented ones only: who names a column gets it. UnknownColumn where there is none.
    """
    if not (fields := list(fields or ())):
        return tuple(column for column in DOCUMENTED if include_youtube or column.group != Group.YOUTUBE)
    if missing := [field for field in fields if str(field).strip().casefold() not in _BY_WORD]:
        raise UnknownColumn(missing)
    return tuple(dict.fromkeys(_BY_WORD[field.strip().casefold()] for field in fields))


def with_machine_tier(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The same, and at their end Prism's own tier where only the one that stands was chosen: nobody is told a person's
    word alone without a way to see it.
    """
    columns, machine, lead = tuple(columns), COLUMNS["machine_tier"], COLUMNS["lead_tier"]
    return (*columns, machine) if lead in columns and machine not in columns else columns
