"""Recordings and releases as the lookups and browses send them."""

from sandbox.catalogue import Recording, Release
from sandbox.catalogue.ids import mbid
from sandbox.musicbrainz.shapes import credit, decorate, label_stub, type_id


def first_date(recording: Recording) -> str:
    """The earliest date of its releases; a year alone sorts before any day of that year."""
    return min((release.date for release in recording.releases if release.date), default="")


def recording(recording: Recording, inc: set[str], isrcs: list[str] = ()) -> dict:
    found = {
        "id": recording.mbid,
        "title": recording.title,
        "length": recording.length,
        "video": recording.video,
        "disambiguation": recording.disambiguation,
        "first-release-date": first_date(recording),
    }
    if inc & {"artists", "artist-credits"}:
        found["artist-credit"] = credit(recording.credits)
    if "isrcs" in inc:
        found["isrcs"] = list(isrcs)
    if "releases" in inc:
        found["releases"] = [
            release_body(one, inc - {"labels", "recordings"}) for one in recording.releases if one.mbid
        ][:25]
    if any(name.endswith("-rels") for name in inc):
        found["relations"] = []
    decorate(found, recording, inc)
    return found


def release_events(release: Release, place: dict | None) -> list[dict]:
    return [{"date": release.date, "area": place}] if release.date else []


def country_area(code: str) -> dict:
    name = "[Worldwide]" if code == "XW" else code
    found = {
        "id": mbid("area", code),
        "name": name,
        "sort-name": name,
        "disambiguation": "",
        "type": None,
        "type-id": None,
    }
    return found | {"iso-3166-1-codes": [code]}


def release_body(release: Release, inc: set[str]) -> dict:
    found = {
        "id": release.mbid,
        "title": release.title,
        "status": release.status,
        "status-id": type_id("status", release.status),
        "date": release.date,
        "country": release.country,
        "barcode": release.barcode if not release.compilation else None,
        "disambiguation": "",
        "packaging": None,
        "packaging-id": None,
        "quality": "normal",
        "release-events": release_events(release, country_area(release.country)),
        "text-representation": {"language": "eng", "script": "Latn"},
    }
    if inc & {"artists", "artist-credits"}:
        found["artist-credit"] = credit(release.credits)
    if "labels" in inc:
        found["label-info"] = [
            {"catalog-number": number, "label": label_stub(label) if label else None}
            for label, number in release.labels
        ]
    if "release-groups" in inc:
        found["release-group"] = release_group(release)
    if inc & {"recordings", "media"}:
        found["media"] = [medium(release, inc)]
    return found


def release(release: Release, inc: set[str]) -> dict:
    art = {"artwork": False, "back": False, "count": 0, "darkened": False, "front": False}
    found = release_body(release, inc) | {"asin": None, "cover-art-archive": art}
    decorate(found, release, inc)
    if any(name.endswith("-rels") for name in inc):
        found["relations"] = []
    return found


def release_group(release: Release) -> dict:
    kinds = ["Compilation"] if release.compilation else []
    return {
        "id": release.group_mbid,
        "title": release.title,
        "disambiguation": "",
        "first-release-date": release.date,
        "primary-type": release.type,
        "primary-type-id": type_id("group", release.type),
        "secondary-types": kinds,
        "secondary-type-ids": [type_id("group", kind) for kind in kinds],
    }


def medium(release: Release, inc: set[str]) -> dict:
    tracks = [one for one in release.recordings if one.mbid]
    found = {
        "position": 1,
        "title": "",
        "format": "Digital Media",
        "format-id": type_id("format", "Digital Media"),
        "track-count": len(tracks),
    }
    if "recordings" in inc:
        found["track-offset"] = 0
        found["tracks"] = [
            {
                "id": mbid("track", release.mbid, n),
                "number": str(n),
                "position": n,
                "title": one.title,
                "length": one.length,
                "recording": recording(one, inc - {"releases", "isrcs"}),
            }
            for n, one in enumerate(tracks, 1)
        ]
    return found
