"""Spotify's JSON read into findings. In development mode half of the documented fields are simply not there."""

import re

from enrichment.findings import AlbumFinding, ArtistFinding, CopyrightLine, CreditFinding, RecordingFinding, ReleaseHit
from enrichment.platforms.base import Malformed, day, items, mapping, text, texts, whole

FEATURING = re.compile(r"\b(feat|ft|featuring|with)\b", re.IGNORECASE)


def compact(isrc) -> str:
    return re.sub("[^A-Z0-9]", "", (text(isrc) or "").upper())


def rows(page: dict, name: str = "items") -> list:
    """The hits as sent. A reply without its list is unreadable: that is not the same as no hit."""
    found = page.get(name)
    if isinstance(found, dict):
        return [found]
    if not isinstance(found, list):
        raise Malformed(f"Spotify's reply lacks its {name}.")
    return found


def track(row) -> RecordingFinding | None:
    row = mapping(row)
    if not (id := text(row.get("id"))):
        return None
    isrc = compact(mapping(row.get("external_ids")).get("isrc"))
    title = text(row.get("name")) or ""
    hit = release_hit(row.get("album"))
    return RecordingFinding(
        id=id,
        title=title,
        isrcs=(isrc,) if isrc else (),
        credits=_credits(items(row.get("artists")), title),
        length_ms=whole(row.get("duration_ms")),
        first_release=hit.date if hit else None,
        releases=(hit,) if hit else (),
    )


def _credits(artists: list[dict], title: str) -> tuple[CreditFinding, ...]:
    """Spotify has no join phrases; that a later artist is only featured shows in the title, if at all."""
    guests = "".join(FEATURING.split(title, maxsplit=1)[1:]).casefold()
    named = [(text(row.get("name")), text(row.get("id"))) for row in artists]
    return tuple(
        CreditFinding(name, id, position, featured=position > 0 and name.casefold() in guests)
        for position, (name, id) in enumerate(named)
        if name
    )


def release_hit(row) -> ReleaseHit | None:
    row = mapping(row)
    if not (id := text(row.get("id"))):
        return None
    kind = text(row.get("album_type"))
    known_to = {"year": 4, "month": 7}.get(text(row.get("release_date_precision")), 10)
    date = day((text(row.get("release_date")) or "")[:known_to])
    return ReleaseHit(id, text(row.get("name")) or "", date, kind.lower() if kind else None)


def oldest_album_first(found: RecordingFinding) -> tuple:
    hit = found.releases[0] if found.releases else ReleaseHit("", "")
    return hit.kind == "compilation", hit.date or "9999"


def album(row: dict) -> AlbumFinding:
    hit = release_hit(row)
    if hit is None:
        raise Malformed("Spotify's reply names no album.")
    lines = ((text(line.get("text")), text(line.get("type"))) for line in items(row.get("copyrights")))
    return AlbumFinding(
        id=hit.id,
        title=hit.title,
        date=hit.date,
        kind=hit.kind,
        copyrights=tuple(CopyrightLine(words, kind) for words, kind in lines if words and kind in ("P", "C")),
        label=text(row.get("label")),
        artist_ids=texts([credit.get("id") for credit in items(row.get("artists"))]),
    )


def artist(row) -> ArtistFinding | None:
    row = mapping(row)
    id, name = text(row.get("id")), text(row.get("name"))
    if not (id and name):
        return None
    followers = whole(mapping(row.get("followers")).get("total"))
    return ArtistFinding(id=id, name=name, genres=texts(row.get("genres")), followers=followers)
