"""Puts the world together: the same arguments make the same world, to the last identifier."""

import random
from datetime import UTC, datetime

from sandbox.catalogue import cases, labels, links, music, names
from sandbox.catalogue.channels import WITHOUT, ChannelBook
from sandbox.catalogue.ids import mbid, share, spotify_id
from sandbox.catalogue.model import Artist, LastfmPage, Link, Relation, World
from sandbox.catalogue.places import NEW_ZEALAND, Atlas
from sandbox.catalogue.relations import VARIOUS_ARTISTS
from sandbox.text import fold, slug

LISTENERS = {"tiny": (5, 300), "small": (1_000, 4_900), "large": (6_000, 60_000), "huge": (200_000, 900_000)}
TAGS = [
    "indie pop",
    "reggae",
    "roots",
    "folk",
    "electronic",
    "hip hop",
    "pacific",
    "dub",
    "metal",
    "te reo",
    "ambient",
    "soul",
    "drum and bass",
    "jazz",
]


def build(*, artists: int = 60, isrcs: int = 240, seed: int = 1, start: datetime | None = None) -> World:
    """A world of so many artists and distinct codes. Dates count back from `start` (now, unless told)."""
    if artists < 1 or isrcs < artists:
        raise ValueError("A catalogue needs at least one artist and at least one ISRC for each.")
    start = (start or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    rng, world, atlas = random.Random(seed), World(seed, start), Atlas()
    world.areas = atlas.areas
    book = labels.LabelBook(rng, seed, artists, atlas.by_key["NZ"])
    channels = ChannelBook(rng, seed, start)
    hands = cases.deal(rng, artists)
    for number, (name, hand) in enumerate(zip(names.artist_names(rng, artists), hands, strict=True)):
        world.artists.append(_artist(rng, seed, number, name, hand, atlas))
    various = _various()
    world.others.append(various)
    studio = music.Studio(rng, world, book)
    for artist, count in zip(world.artists, music.counts(rng, world.artists, isrcs), strict=True):
        studio.record(artist, count)
        _give_channel(artist, channels)
        _give_lastfm(rng, artist)
    _merge_lastfm_pages(world)
    for artist in world.artists:
        if artist.in_musicbrainz:
            _relate(artist, book)
            artist.links = links.all_links(artist, seed)
    _share_label_page(world)
    music.compile_various(rng, world, various, book)
    music.feature(rng, world)
    music.share_codes(rng, world)
    world.labels, world.channels = list(book.labels.values()), channels.channels
    return world


def _artist(rng, seed, number, name, hand, atlas) -> Artist:
    case = hand["independence"]
    artist = Artist(
        number,
        name,
        _sort_name(name),
        rng.choice(("Group", "Person")),
        hand["presence"],
        hand["place"],
        labels.CASES[case][0],
        case,
        hand["youtube"],
        hand["link_form"],
        hand["lastfm"],
        hand["recency"],
    )
    artist.home = atlas.by_key.get(hand["place"]) or atlas.by_key[rng.choice(list(NEW_ZEALAND))]
    if hand["place"] == "begin only":
        artist.begin_area = artist.home
    elif hand["place"] != "unknown":
        artist.area = artist.home
        artist.begin_area = artist.home if rng.random() < 0.4 else atlas.by_key["Leeds"] if rng.random() < 0.2 else None
    if artist.presence in ("both", "musicbrainz only"):
        artist.mbid = mbid(seed, "artist", number)
    if artist.presence in ("both", "spotify only"):
        artist.spotify_id = spotify_id(seed, "artist", number)
    artist.spotify_name = (
        fold(name).title() if number % 5 == 1 and fold(name).isascii() and not name.isascii() else name
    )
    artist.disambiguation = f"{artist.home.name} act" if number % 4 == 0 or number % 25 == 24 else ""
    artist.begin = rng.choice((None, "2015", "2019-03", "1998-07-14"))
    artist.growth = 0.08 if number % 7 == 3 else 0.0
    artist.tags = [(tag, rng.randint(1, 6)) for tag in rng.sample(TAGS, rng.randint(0, 4))]
    artist.aliases = [f"{name} Band"] if number % 6 == 2 else []
    return artist


def _sort_name(name: str) -> str:
    return f"{name[4:]}, The" if name.startswith("The ") else name


def _various() -> Artist:
    artist = Artist(
        -1,
        "Various Artists",
        "Various Artists",
        "Other",
        "both",
        "unknown",
        "unknown",
        "unknown",
        "none",
        "not linked",
        "missing",
        "undated",
    )
    artist.mbid, artist.spotify_id = VARIOUS_ARTISTS, spotify_id("various artists")
    artist.spotify_name = "Various Artists"
    return artist


def _give_channel(artist: Artist, book: ChannelBook):
    if artist.youtube_case not in WITHOUT:
        artist.channel = book.own(artist)
    if artist.youtube_case == "topic only" or (artist.channel and artist.in_spotify and artist.number % 4 == 0):
        artist.topic_channel = book.topic(artist)
    if artist.youtube_case == "none but decoys" or artist.number % 25 == 7:
        book.decoy(artist)


def _give_lastfm(rng: random.Random, artist: Artist):
    case = artist.lastfm_case
    low, high = LISTENERS.get(case, LISTENERS["small"])
    audience = rng.randint(low, high)
    artist.followers = max(3, int(audience * rng.uniform(0.4, 1.6))) if artist.in_spotify else 0
    artist.popularity = min(99, len(str(artist.followers)) * 11)
    if case == "missing" or artist.presence == "nowhere":
        return
    tags = tuple(rng.sample(TAGS, {"single tag": 1, "no tags": 0}.get(case, 3)))
    known = artist.mbid if artist.mbid and case != "wrong mbid" and rng.random() < 0.7 else ""
    artist.lastfm = LastfmPage(
        artist.spotify_name, known or "", audience, audience * rng.randint(4, 30), tags, artist.growth
    )
    if case == "wrong mbid":
        artist.lastfm.wrong_for_mbid = artist.mbid


def _merge_lastfm_pages(world: World):
    """Last.fm has one page for a name, whoever bears it."""
    by_name: dict[str, LastfmPage] = {}
    for artist in world.artists:
        if artist.lastfm:
            artist.lastfm = by_name.setdefault(fold(artist.lastfm.name), artist.lastfm)
    world.pages = list(by_name.values())


def _relate(artist: Artist, book: labels.LabelBook):
    """Artist and label, told from both ends."""
    kinds = {"personal label": "personal label", "indie, contract": "contract", "own name ltd": "founder"}
    kind = kinds.get(artist.independence_case)
    if kind and (kind != "founder" or artist.number % 2):
        _tie(artist, kind, artist.labels[0])
    if share(book.seed, "publisher", artist.number) < 0.2:
        artist.has_publisher = True
        publisher = book._add(f"{artist.name} Publishing" if artist.number % 2 else "Kōwhai Street Songs", "Publisher")
        _tie(artist, "publisher", publisher)


def _tie(artist, kind, label):
    artist.relations.append(Relation(kind, label, begin="2018"))
    label.relations.append(Relation(kind, artist, backward=True, begin="2018"))


def _share_label_page(world: World):
    """Artists of one label often carry the label's own page: one address, several artists."""
    for artist in world.artists:
        if artist.in_musicbrainz and artist.independence_case == "indie" and artist.number % 3 == 0:
            artist.links.append(Link("bandcamp", f"https://{slug(artist.labels[0].name)}-example.bandcamp.com/"))
