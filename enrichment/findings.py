"""What the platforms tell us, in our own words: the only things that leave an adapter.

Dates are what the source gave, cut to what it knew: "2021", "2021-03" or "2021-03-19". None means "it did not say".
"""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class CreditFinding:
    """One name in an artist credit. `featured` when the join phrase before it says so (feat., ft., with...)."""

    name: str
    id: str | None  # MBID or Spotify id, as the finding's platform has it
    position: int
    featured: bool = False


@dataclass(frozen=True)
class ReleaseHit:
    """A release as it appears beside a recording: enough to choose which to read."""

    id: str
    title: str
    date: str | None = None
    kind: str | None = None  # "album", "single", "ep", "compilation"... lower case
    official: bool = True


@dataclass(frozen=True)
class RecordingFinding:
    """A recording (MusicBrainz) or track (Spotify) and who is credited."""

    id: str
    title: str
    isrcs: tuple[str, ...]
    credits: tuple[CreditFinding, ...]
    length_ms: int | None = None
    first_release: str | None = None
    releases: tuple[ReleaseHit, ...] = ()


@dataclass(frozen=True)
class ArtistFinding:
    id: str
    name: str
    sort_name: str | None = None
    disambiguation: str | None = None
    kind: str | None = None  # "Person", "Group"...
    country: str | None = None  # ISO 3166-1, only where the platform itself says so
    area_id: str | None = None
    area_name: str | None = None
    begin_area_id: str | None = None
    begin_area_name: str | None = None
    aliases: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    ended: bool = False
    followers: int | None = None  # Spotify, extended mode only
    links: "tuple[LinkFinding, ...] | None" = None  # None where the answer does not list them
    places: "tuple[AreaFinding, ...]" = ()  # those of the areas whose country the answer tells


@dataclass(frozen=True)
class LinkFinding:
    """A URL relationship of an artist; ended ones are left out by the adapter."""

    artist_id: str
    type_id: str
    type: str
    url: str


@dataclass(frozen=True)
class LabelHit:
    name: str
    id: str | None = None


@dataclass(frozen=True)
class ReleaseFinding:
    id: str
    title: str
    date: str | None = None
    country: str | None = None
    kind: str | None = None
    labels: tuple[LabelHit, ...] = ()
    artist_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class LabelTie:
    """How a label and an artist hang together: "personal label", "label founder", "personal publisher"..."""

    type: str
    type_id: str
    artist_id: str
    artist_name: str
    begin: str | None = None
    end: str | None = None
    ended: bool = False


@dataclass(frozen=True)
class LabelFinding:
    id: str
    name: str
    kind: str | None = None  # "Imprint", "Distributor", "Publisher"...
    country: str | None = None
    owners: tuple[LabelHit, ...] = ()  # today's: label ownership, imprint, rename; nearest first
    distributors: tuple[LabelHit, ...] = ()
    ties: tuple[LabelTie, ...] = ()


@dataclass(frozen=True)
class AreaFinding:
    id: str
    name: str
    kind: str | None = None  # "City", "Subdivision", "Country"...
    country: str | None = None  # ISO 3166-1, its own code or the first half of its 3166-2
    subdivision: str | None = None  # ISO 3166-2, "NZ-OTA"
    parent_id: str | None = None  # the area it is part of
    parent_name: str | None = None
    parent: "AreaFinding | None" = None  # that area, where the answer tells its country


@dataclass(frozen=True)
class CopyrightLine:
    text: str
    kind: str  # "P" or "C"


@dataclass(frozen=True)
class AlbumFinding:
    id: str
    title: str
    date: str | None = None
    kind: str | None = None
    copyrights: tuple[CopyrightLine, ...] = ()
    label: str | None = None  # extended mode only
    artist_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChannelFinding:
    id: str
    title: str
    handle: str | None = None
    description: str = ""
    country: str | None = None
    published_at: datetime | None = None
    uploads: str | None = None  # playlist id
    subscribers: int | None = None  # None when hidden
    hidden_subscribers: bool = False
    views: int | None = None
    videos: int | None = None
    topic: bool = False  # "... - Topic": made by YouTube, proves distribution, not presence


@dataclass(frozen=True)
class UploadsFinding:
    """The newest 50 uploads of a channel, newest first. Empty when the channel has none."""

    playlist: str
    uploads: tuple[tuple[str, datetime | None], ...] = ()  # (video id, published)


@dataclass(frozen=True)
class VideoFinding:
    id: str
    views: int | None = None
    likes: int | None = None  # None when hidden
    comments: int | None = None  # None when disabled
    published_at: datetime | None = None


@dataclass(frozen=True)
class ChannelHit:
    """A search result: a name that looks alike proves nothing yet."""

    id: str
    title: str
    description: str = ""


@dataclass(frozen=True)
class AudienceFinding:
    name: str
    mbid: str | None
    listeners: int | None
    playcount: int | None
    tags: tuple[str, ...] = ()
    url: str | None = None


@dataclass(frozen=True)
class Page:
    """One page of a search. `total` may exceed what came: ask again from `offset + taken`.

    `taken` counts the rows the platform sent, unreadable ones included; `items` are those we could read.
    """

    items: tuple = field(default=())
    total: int = 0
    offset: int = 0
    taken: int = 0

    @property
    def next_offset(self) -> int | None:
        after = self.offset + self.taken
        return after if self.taken and after < self.total else None
