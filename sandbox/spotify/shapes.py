"""Spotify's objects. What development mode no longer shows is left out altogether, not sent as null."""

from sandbox.catalogue import Artist, Release
from sandbox.catalogue.ids import share

MARKETS = ["AU", "FJ", "GB", "NZ", "US", "WS"]


def link(kind: str, identifier: str, base: str) -> dict:
    return {
        "external_urls": {"spotify": f"https://open.spotify.com/{kind}/{identifier}"},
        "href": f"{base}/v1/{kind}s/{identifier}",
        "id": identifier,
        "type": kind,
        "uri": f"spotify:{kind}:{identifier}",
    }


def images(identifier: str) -> list[dict]:
    return [
        {"url": f"https://i.scdn.co/image/{identifier.lower()}{size}", "width": size, "height": size}
        for size in (640, 300, 64)
    ]


def artist_stub(artist: Artist, base: str) -> dict:
    return link("artist", artist.spotify_id, base) | {"name": artist.spotify_name}


def credited(credits, base: str) -> list[dict]:
    return [artist_stub(one.artist, base) for one in credits if one.artist.spotify_id]


def artist(artist: Artist, base: str, extended: bool, followers: int) -> dict:
    found = artist_stub(artist, base) | {"genres": [], "images": images(artist.spotify_id) if artist.number % 3 else []}
    if extended:
        found |= {"followers": {"href": None, "total": followers}, "popularity": artist.popularity}
    return found


def precision(date: str) -> str:
    return {4: "year", 7: "month"}.get(len(date), "day")


def album_stub(release: Release, base: str, extended: bool, tracks: int, group: bool = False) -> dict:
    date = release.date or "0000"
    found = link("album", release.spotify_id, base) | {
        "album_type": "compilation" if release.compilation else "album" if release.type == "Album" else "single",
        "total_tracks": tracks,
        "name": release.title,
        "release_date": date,
        "release_date_precision": precision(date),
        "images": images(release.spotify_id),
        "artists": credited(release.credits, base),
    }
    if extended:
        found["available_markets"] = MARKETS
        if group:
            found["album_group"] = found["album_type"]
    return found


def album(release: Release, base: str, extended: bool, tracks: dict) -> dict:
    lines = [{"text": text, "type": kind} for text, kind in ((release.c_line, "C"), (release.p_line, "P")) if text]
    found = album_stub(release, base, extended, tracks["total"]) | {
        "genres": [],
        "copyrights": lines,
        "external_ids": {"upc": release.barcode},
        "tracks": tracks,
    }
    if extended:
        found |= {"label": release.label_text, "popularity": int(share("album", release.spotify_id) * 60)}
    return found


def track_stub(one, base: str, extended: bool) -> dict:
    """As it lies inside an album: without ISRC and without the album."""
    recording = one.recording
    found = link("track", one.id, base) | {
        "name": recording.title,
        "duration_ms": recording.length,
        "explicit": recording.explicit,
        "is_local": False,
        "is_playable": True,
        "disc_number": 1,
        "track_number": one.position,
        "preview_url": None,
        "artists": credited(recording.credits, base),
    }
    if extended:
        found["available_markets"] = MARKETS
    return found


def track(one, base: str, extended: bool, tracks: int) -> dict:
    found = track_stub(one, base, extended) | {
        "external_ids": {"isrc": one.recording.isrc},
        "album": album_stub(one.release, base, extended, tracks),
    }
    if extended:
        found["popularity"] = int(share("track", one.id) * 70)
    return found


def paging(items: list, address: str, query: str, limit: int, offset: int, total: int) -> dict:
    def page(at):
        return f"{address}?{query}{'&' if query else ''}offset={at}&limit={limit}"

    return {
        "href": page(offset),
        "limit": limit,
        "next": page(offset + limit) if offset + limit < total else None,
        "offset": offset,
        "previous": page(max(0, offset - limit)) if offset else None,
        "total": total,
        "items": items,
    }
