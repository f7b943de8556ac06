"""What the made-up world is made of. Tests read it as the truth that the program under test must find."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

# No generated repr: everything here points at everything, and a failing test would print the whole world.


@dataclass(eq=False, repr=False, slots=True)
class Area:
    id: str
    name: str
    type: str
    parent: "Area | None" = None
    iso1: tuple[str, ...] = ()
    iso2: tuple[str, ...] = ()

    @property
    def country(self) -> str | None:
        """The ISO 3166-1 code of this area or of the first one above it that has a code."""
        if self.iso1:
            return self.iso1[0]
        if self.iso2:
            return self.iso2[0][:2]
        return self.parent.country if self.parent else None


@dataclass(eq=False, repr=False, slots=True)
class Relation:
    """One link from the entity that holds it. `kind` is a key of `relations.LABEL_TYPES` or `ARTIST_TYPES`."""

    kind: str
    target: Any
    backward: bool = False
    ended: bool = False
    begin: str | None = None
    end: str | None = None


@dataclass(eq=False, repr=False, slots=True)
class Link:
    """One address on an artist. `kind` is a key of `relations.URL_TYPES`."""

    kind: str
    url: str
    ended: bool = False


@dataclass(eq=False, repr=False, slots=True)
class Label:
    id: str
    name: str
    type: str = "Original Production"
    area: Area | None = None
    code: int | None = None
    begin: str | None = None
    truth: str = "indie_label"
    relations: list[Relation] = field(default_factory=list)

    def owned_by(self, owner: "Label", ended: str | None = None):
        self.tie("ownership", owner, ended)

    def tie(self, kind: str, upper: "Label", ended: str | None = None):
        """Both ends of a label's tie: `upper` owns, distributes, preceded or has this label as its imprint."""
        self.relations.append(Relation(kind, upper, backward=True, ended=bool(ended), end=ended))
        upper.relations.append(Relation(kind, self, ended=bool(ended), end=ended))


@dataclass(eq=False, repr=False, slots=True)
class Channel:
    """A YouTube channel. Its rhythm of uploads `goes_on` while the clock moves, or has stopped."""

    number: int
    id: str
    title: str
    description: str
    created: str
    subscribers: int
    hidden: bool = False
    topic: bool = False
    country: str | None = None
    handle: str | None = None
    username: str | None = None
    custom_name: str | None = None
    every_days: float = 0.0
    newest_day: float = 0.0
    uploads: int = 0
    goes_on: bool = False
    growth: float = 0.0
    playlist: str = ""
    artist: "Artist | None" = None

    @property
    def uploads_playlist(self) -> str:
        return "UU" + self.id[2:]


@dataclass(eq=False, repr=False, slots=True)
class LastfmPage:
    name: str
    mbid: str
    listeners: int
    playcount: int
    tags: tuple[str, ...] = ()
    growth: float = 0.0
    wrong_for_mbid: str | None = None


@dataclass(eq=False, repr=False, slots=True)
class Artist:
    number: int
    name: str
    sort_name: str
    type: str
    presence: str
    place: str
    independence: str
    independence_case: str
    youtube_case: str
    link_form: str
    lastfm_case: str
    recency: str
    home: Area | None = None
    area: Area | None = None
    begin_area: Area | None = None
    mbid: str | None = None
    spotify_id: str | None = None
    spotify_name: str = ""
    disambiguation: str = ""
    followers: int = 0
    popularity: int = 0
    growth: float = 0.0
    begin: str | None = None
    has_publisher: bool = False
    channel: Channel | None = None
    topic_channel: Channel | None = None
    lastfm: LastfmPage | None = None
    tags: list[tuple[str, int]] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    recordings: list["Recording"] = field(default_factory=list)
    releases: list["Release"] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    isrc_prefix: str = ""
    last_release: str = ""

    @property
    def country(self) -> str | None:
        """Where the artist truly is, whether or not any service says so."""
        return self.home.country if self.home else None

    @property
    def musicbrainz_country(self) -> str | None:
        """What a careful reader of MusicBrainz can find out: by area, else by begin-area."""
        where = self.area or self.begin_area
        return where.country if self.mbid and where else None

    @property
    def recent(self) -> bool | None:
        """Whether the newest release of their own lies within a year of the world's start; None without a date."""
        if self.recency == "undated":
            return None
        return self.recency in ("recent", "recent month", "year only")

    @property
    def isrcs(self) -> list[str]:
        return [recording.isrc for recording in self.recordings]

    @property
    def in_musicbrainz(self) -> bool:
        return self.mbid is not None

    @property
    def in_spotify(self) -> bool:
        return self.spotify_id is not None


@dataclass(eq=False, repr=False, slots=True)
class Credit:
    artist: Artist
    name: str
    joinphrase: str = ""


@dataclass(eq=False, repr=False, slots=True)
class Recording:
    isrc: str
    title: str
    length: int
    credits: list[Credit]
    mbid: str | None = None
    track_id: str | None = None
    releases: list["Release"] = field(default_factory=list)
    copies: list[tuple[str, "Release"]] = field(default_factory=list)
    disambiguation: str = ""
    explicit: bool = False
    video: bool = False


@dataclass(eq=False, repr=False, slots=True)
class Release:
    title: str
    type: str
    date: str
    credits: list[Credit]
    labels: list[tuple[Label | None, str | None]]
    label_text: str
    p_line: str
    c_line: str
    barcode: str
    country: str
    mbid: str | None = None
    group_mbid: str = ""
    spotify_id: str | None = None
    status: str = "Official"
    compilation: bool = False
    recordings: list[Recording] = field(default_factory=list)


@dataclass(eq=False, repr=False, slots=True)
class World:
    """All that the four services know, and what they do not."""

    seed: int
    start: datetime
    areas: list[Area] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    artists: list[Artist] = field(default_factory=list)
    others: list[Artist] = field(default_factory=list)
    recordings: list[Recording] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    channels: list[Channel] = field(default_factory=list)
    pages: list[LastfmPage] = field(default_factory=list)
    isrcs: list[str] = field(default_factory=list)

    def artist(self, name: str) -> Artist:
        return next(artist for artist in self.artists if artist.name == name)
