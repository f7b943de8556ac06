"""What can be asked: every kind of question, how many fit in one call, and from which purse it is paid.

The order is the order of asking: what others wait for comes first. A batch that is not full is held back while a kind
of `after` may still fill it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    platform: str
    name: str
    endpoint: str  # as the ledger and the platform's own statistics count it
    title: str  # the question, as people read it
    batch: int = 1
    alone: str = ""  # the endpoint that is asked about one subject by itself, where that tells more than the search
    brought_by: str = ""  # the kind whose look-up of the same subject answers this question too
    bucket: str = ""  # the daily quota it is paid from
    scarce: bool = False  # worked off by worth, not by age
    after: tuple[tuple[str, str], ...] = ()
    shared: bool = False  # the subject belongs to many artists and is kept for long: a label, an area, a release

    def asked_at(self, subjects: int) -> str:
        """The endpoint of one call about so many subjects."""
        return self.alone if self.alone and subjects == 1 else self.endpoint

    @property
    def cause(self) -> str:
        """What a score's history says where an answer moved it: "YouTube: the channel's figures"."""
        return f"{LABELS[self.platform]}: {self.title[:1].lower()}{self.title[1:]}"


MB, SPOTIFY, YOUTUBE, LASTFM = "musicbrainz", "spotify", "youtube", "lastfm"
PLATFORMS = (MB, SPOTIFY, LASTFM, YOUTUBE)
LABELS = {MB: "MusicBrainz", SPOTIFY: "Spotify", YOUTUBE: "YouTube", LASTFM: "Last.fm"}

RECORDING, ARTIST, LINKS = (MB, "recording"), (MB, "artist"), (MB, "links")

KINDS = (
    # MusicBrainz: 16 characters an ISRC, 40 an id; about ten URLs an artist, so eight artists stay below 100 hits. One
    # artist by itself is looked up, which brings the links along; one area, which brings the codes of the one above.
    Kind(MB, "recording", "recording_search", "Who made the recording", batch=40),
    Kind(MB, "artist", "artist_search", "Who the artist is", batch=50, alone="artist_lookup", after=(RECORDING,)),
    Kind(MB, "links", "url_search", "The artist's links", batch=8, brought_by="artist", after=(RECORDING,)),
    Kind(
        MB, "release", "release_search", "Releases and their labels", batch=50, after=(RECORDING, ARTIST), shared=True
    ),
    Kind(
        MB,
        "area",
        "area_search",
        "Where the place lies",
        batch=50,
        alone="area_lookup",
        after=(RECORDING, ARTIST),
        shared=True,
    ),
    Kind(MB, "label", "label_lookup", "Who owns the label", shared=True),
    # Spotify: one artist's other tracks settle sibling codes, so they are asked before the next code.
    Kind(SPOTIFY, "tracks", "search", "The artist's other recordings", bucket="spotify:daily", scarce=True),
    Kind(SPOTIFY, "isrc", "search", "The recording, by its code", bucket="spotify:daily", scarce=True),
    Kind(SPOTIFY, "album", "album", "Copyright lines", bucket="spotify:daily", scarce=True),
    Kind(SPOTIFY, "albums", "artist_albums", "Latest albums", bucket="spotify:daily", scarce=True),
    Kind(
        SPOTIFY, "followers", "artists", "Followers", batch=50, bucket="spotify:daily", after=(LINKS, (SPOTIFY, "isrc"))
    ),
    Kind(LASTFM, "audience", "artist_info", "Listeners and plays", after=(RECORDING, LINKS)),
    Kind(YOUTUBE, "handle", "channels", "The channel, by its handle", bucket="youtube:main"),
    Kind(
        YOUTUBE,
        "channel",
        "channels",
        "The channel's figures",
        batch=50,
        bucket="youtube:main",
        after=(RECORDING, LINKS),
    ),
    Kind(YOUTUBE, "uploads", "playlist_items", "The newest uploads", bucket="youtube:main"),
    Kind(
        YOUTUBE,
        "videos",
        "stats",
        "Figures of the newest videos",
        batch=5,  # ten videos a channel, fifty ids a call
        bucket="youtube:stats",
        after=(RECORDING, LINKS, (YOUTUBE, "handle"), (YOUTUBE, "channel"), (YOUTUBE, "uploads")),
    ),
    # A link or a second identity that MusicBrainz is about to tell saves one of the hundred searches a day.
    Kind(
        YOUTUBE,
        "search",
        "search",
        "Search for a channel",
        bucket="youtube:search",
        scarce=True,
        after=(RECORDING, LINKS),
    ),
)
KIND = {(kind.platform, kind.name): kind for kind in KINDS}


def of_platform(platform: str) -> tuple[Kind, ...]:
    return tuple(kind for kind in KINDS if kind.platform == platform)


def _turns(platform: str) -> tuple[tuple[Kind, ...], ...]:
    """Kinds in the order of asking. Those that share a scarce purse take one turn together: the worthiest first."""
    turns: dict[str, list[Kind]] = {}
    for kind in of_platform(platform):
        turns.setdefault(kind.bucket if kind.scarce else kind.name, []).append(kind)
    return tuple(tuple(kinds) for kinds in turns.values())


TURNS = {platform: _turns(platform) for platform in PLATFORMS}
