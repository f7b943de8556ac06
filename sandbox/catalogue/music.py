"""Recordings, releases and their dates, and the codes that are shared, doubled or missing somewhere."""

import random
from datetime import datetime, timedelta

from sandbox.catalogue import labels as labels_
from sandbox.catalogue.ids import mbid, spotify_id
from sandbox.catalogue.model import Artist, Credit, Recording, Release, World
from sandbox.catalogue.names import title

REGISTRANTS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def isrc_prefix(artist: Artist) -> str:
    """Country and registrant. The country is where the code was got, which is not always home."""
    country = "QZ" if artist.independence_case in ("distrokid", "diy mark") else artist.country or "QM"
    number, letters = 36 * 36 * 10 + artist.number * 5, ""
    for _ in range(3):
        number, rest = divmod(number, 36)
        letters = REGISTRANTS[rest] + letters
    return (country if country in ("NZ", "AU", "QZ", "QM", "US", "GB", "FJ") else "NZ") + letters


def counts(rng: random.Random, artists: list[Artist], isrcs: int) -> list[int]:
    """How many codes each artist gets: few for those whom MusicBrainz lacks, the rest for the others."""
    found = [1] * len(artists)
    left = isrcs - len(artists)
    for n, artist in enumerate(artists):
        if artist.presence == "spotify only" and left > 0 and rng.random() < 0.5:
            found[n], left = 2, left - 1
    known = [n for n, artist in enumerate(artists) if artist.in_musicbrainz] or list(range(len(artists)))
    weights = [rng.choice((1, 2, 2, 3, 4)) for _ in known]
    for n in rng.choices(known, weights, k=left):
        found[n] += 1
    return found


def release_date(rng: random.Random, case: str, start: datetime, back: int) -> str:
    if case == "undated":
        return ""
    if case == "old year":
        return str(start.year - 3 - back // 365)
    if case == "year only" and not back:
        return str(start.year - 1)
    if case == "recent month" and not back:
        return f"{start - timedelta(days=70):%Y-%m}"
    newest = rng.randint(500, 2600) if case == "old" else rng.randint(6, 300)
    return f"{start - timedelta(days=newest + back):%Y-%m-%d}"


class Studio:
    def __init__(self, rng: random.Random, world: World, book: labels_.LabelBook):
        self.rng, self.world, self.book = rng, world, book
        self.taken: set[str] = set()

    def record(self, artist: Artist, count: int):
        """All of one artist's recordings and releases, newest first."""
        artist.isrc_prefix = isrc_prefix(artist)
        label = self.book.for_case(artist.independence_case, artist.name, artist.number)
        before = self.book.before(artist.independence_case, artist.number, artist.name)
        artist.labels = [found for found in (label, before) if found]
        back, made = 0, 0
        while made < count:
            size = min(count - made, self.rng.choice((1, 1, 2, 3, 4)))
            if before and made == 0 and count > 1:
                size = min(size, count - 1)
            older = made > 0
            release = self._release(artist, size, back, before if older and before else label, older)
            release.recordings = [self._recording(artist, release, back) for _ in range(size)]
            made, back = made + size, back + self.rng.randint(120, 700)
        if before and len(artist.releases) == 1:
            reissued = self._release(artist, 1, 800, before, True)
            reissued.recordings = artist.recordings[:1]
            artist.recordings[0].releases.append(reissued)
        if len(artist.releases) > 1 and self.rng.random() < 0.05:
            artist.releases[-1].date = ""
        artist.last_release = max((release.date for release in artist.releases), default="")

    def _release(self, artist, size, back, label, older) -> Release:
        number = len(self.world.releases)
        date = release_date(self.rng, artist.recency, self.world.start, back)
        year = date[:4] or "2019"
        case = "own name" if older and artist.independence_case == "joined a major" else artist.independence_case
        if older and artist.independence_case == "left a major":
            case = "major"
        major = self.book.majors[artist.number % 3].name
        owner = labels_.owner_text(case, label, artist.name, major)
        marks = self.rng.choice((("", ""), ("", ""), ("℗ ", "© "), ("(P) ", "(C) ")))
        release = Release(
            title=title(self.rng),
            type="Single" if size == 1 else "EP" if size < 4 else "Album",
            date=date,
            credits=[Credit(artist, artist.name)],
            labels=[] if label is None else [(label, self._catalogue_number(number))],
            label_text=owner or "",
            p_line=f"{marks[0]}{year} {owner}" if owner else "",
            c_line=f"{marks[1]}{year} {owner}" if owner else "",
            barcode=f"94{number:011d}",
            country=artist.country if artist.country and self.rng.random() < 0.5 else "XW",
            status="Official" if self.rng.random() < 0.97 else "Promotion",
        )
        if artist.in_musicbrainz:
            release.mbid = mbid(self.world.seed, "release", number)
            release.group_mbid = mbid(self.world.seed, "group", number)
        if artist.in_spotify:
            release.spotify_id = spotify_id(self.world.seed, "album", number)
        artist.releases.append(release)
        self.world.releases.append(release)
        return release

    def _catalogue_number(self, number) -> str | None:
        return None if number % 3 == 0 else f"CAT{number:04d}"

    def _recording(self, artist: Artist, release: Release, back: int) -> Recording:
        number = len(self.world.recordings)
        year = int(release.date[:4] or 2019) % 100
        recording = Recording(
            isrc=self._isrc(artist.isrc_prefix, year, len(artist.recordings)),
            title=release.title if release.type == "Single" else title(self.rng),
            length=self.rng.randint(95, 420) * 1000,
            credits=[Credit(artist, artist.name)],
            releases=[release],
            explicit=self.rng.random() < 0.1,
        )
        several = len(artist.recordings) >= 2 and artist.presence == "both"
        missing = self.rng.random() if several else 1
        if release.mbid and missing > 0.03:
            recording.mbid = mbid(self.world.seed, "recording", number)
        if release.spotify_id and not 0.03 < missing < 0.08:
            recording.track_id = spotify_id(self.world.seed, "track", number)
        artist.recordings.append(recording)
        self.world.recordings.append(recording)
        self.world.isrcs.append(recording.isrc)
        return recording

    def _isrc(self, prefix, year, number) -> str:
        number += 1
        while (code := f"{prefix}{year:02d}{number:05d}") in self.taken:
            number += 100
        self.taken.add(code)
        return code


def feature(rng: random.Random, world: World):
    """Guests on every twelfth recording, sometimes under another spelling of their name."""
    guests = [artist for artist in world.artists if artist.presence == "both"]
    for n, recording in enumerate(world.recordings):
        main = recording.credits[0].artist
        if n % 12 == 5 and main.presence == "both" and len(guests) > 1:
            guest = rng.choice([artist for artist in rng.sample(guests, 2) if artist is not main])
            recording.credits[0].joinphrase = rng.choice((" feat. ", " & ", " x "))
            recording.credits.append(Credit(guest, guest.aliases[0] if guest.aliases and n % 24 == 5 else guest.name))


def compile_various(rng: random.Random, world: World, various: Artist, book: labels_.LabelBook):
    """Various Artists albums: the same code a second time, under a label that says nothing about the artist."""
    pool = [r for r in world.recordings if r.mbid and r.track_id]
    for number in range(max(1, len(world.artists) // 40)) if pool else ():
        label = book.majors[number % 3] if number % 2 else book.own(f"Harbourside Compilations {number + 1}")
        date = f"{world.start - timedelta(days=rng.randint(20, 900)):%Y-%m-%d}"
        owner = f"{date[:4]} {label.name}"
        album = Release(
            f"Aotearoa Summer {number + 1}",
            "Album",
            date,
            [Credit(various, "Various Artists")],
            [(label, f"VA{number:03d}")],
            label.name,
            owner,
            owner,
            f"93{number:011d}",
            "NZ",
            mbid(world.seed, "various", number),
            mbid(world.seed, "various group", number),
            spotify_id(world.seed, "various", number),
            compilation=True,
        )
        world.releases.append(album)
        for recording in rng.sample(pool, min(12, len(pool))):
            album.recordings.append(recording)
            recording.releases.append(album)
            recording.copies.append((spotify_id(world.seed, "copy", recording.isrc, number), album))


def share_codes(rng: random.Random, world: World):
    """Codes that MusicBrainz has on two recordings: entered twice, or wrongly on another artist's song."""
    known = [r for r in world.recordings if r.mbid and not r.copies and len(r.credits) == 1]
    if len(known) < 8:
        return
    count = max(1, len(known) // 100)
    chosen = rng.sample(known, count * 3)
    for n, recording in enumerate(chosen[:count]):
        words = recording.title if n % 2 else f"{recording.title} (remaster)"
        world.recordings.append(
            Recording(
                recording.isrc,
                words,
                recording.length + 900,
                list(recording.credits),
                mbid(world.seed, "twice", n),
                releases=recording.releases[:1],
                disambiguation="second entry",
            )
        )
    for n, (recording, wrong) in enumerate(zip(chosen[count : count * 2], chosen[count * 2 :], strict=True)):
        if recording.credits[0].artist is wrong.credits[0].artist:
            continue
        world.recordings.append(
            Recording(
                recording.isrc,
                wrong.title,
                wrong.length,
                list(wrong.credits),
                mbid(world.seed, "wrong", n),
                releases=wrong.releases[:1],
                disambiguation="carries another recording's ISRC",
            )
        )
