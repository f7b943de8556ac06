"""Entities as the searches send them: another converter wrote these, so keys without a value are left out."""

from sandbox.catalogue import Area, Artist, Label, Recording, Release
from sandbox.catalogue.ids import mbid
from sandbox.catalogue.relations import PART_OF, URL_TYPES
from sandbox.musicbrainz.shapes import own_country, type_id, url_id
from sandbox.musicbrainz.works import first_date, release_events, release_group


def _filled(found: dict) -> dict:
    return {key: value for key, value in found.items() if value not in (None, "", [], {})}


def area_stub(area: Area | None) -> dict | None:
    """Without ISO codes: whoever needs them has to ask for the area."""
    if area is None:
        return None
    return {
        "id": area.id,
        "type": area.type,
        "type-id": type_id("area", area.type),
        "name": area.name,
        "sort-name": area.name,
        "life-span": {"ended": None},
    }


def credit(credits) -> list[dict]:
    found = []
    for one in credits:
        if one.artist.mbid:
            artist = _filled(
                {
                    "id": one.artist.mbid,
                    "name": one.artist.name,
                    "sort-name": one.artist.sort_name,
                    "disambiguation": one.artist.disambiguation,
                }
            )
            found.append(_filled({"joinphrase": one.joinphrase, "name": one.name, "artist": artist}))
    return found


def tags(entity) -> list[dict]:
    return [{"count": count, "name": name} for name, count in getattr(entity, "tags", ())]


def alias(name: str) -> dict:
    return {
        "sort-name": name,
        "type-id": type_id("alias", "Search hint"),
        "name": name,
        "locale": None,
        "type": "Search hint",
        "primary": None,
        "begin-date": None,
        "end-date": None,
    }


def artist(artist: Artist) -> dict:
    return _filled(
        {
            "id": artist.mbid,
            "type": artist.type,
            "type-id": type_id("artist", artist.type),
            "name": artist.name,
            "sort-name": artist.sort_name,
            "country": own_country(artist.area),
            "area": area_stub(artist.area),
            "begin-area": area_stub(artist.begin_area),
            "disambiguation": artist.disambiguation,
            "life-span": _filled({"begin": artist.begin}) | {"ended": None},
            "aliases": [alias(name) for name in artist.aliases],
            "tags": tags(artist),
        }
    )


def recording(recording: Recording, isrcs: list[str]) -> dict:
    return _filled(
        {
            "id": recording.mbid,
            "title": recording.title,
            "length": recording.length,
            "disambiguation": recording.disambiguation,
            "artist-credit": credit(recording.credits),
            "first-release-date": first_date(recording),
            "releases": [release_of_recording(one, recording) for one in recording.releases if one.mbid],
            "isrcs": isrcs,
        }
    ) | {"video": None}


def release_of_recording(release: Release, recording: Recording) -> dict:
    number = release.recordings.index(recording) + 1 if recording in release.recordings else 1
    track = {
        "id": mbid("track", release.mbid, number),
        "number": str(number),
        "title": recording.title,
        "length": recording.length,
    }
    count = len(release.recordings)
    return _filled(
        {
            "id": release.mbid,
            "status-id": type_id("status", release.status),
            "count": 1,
            "title": release.title,
            "status": release.status,
            "artist-credit": credit(release.credits) if release.compilation else None,
            "release-group": group(release),
            "date": release.date,
            "country": release.country,
            "release-events": events(release),
            "track-count": count,
            "media": [
                {
                    "position": 1,
                    "format": "Digital Media",
                    "track": [track],
                    "track-count": count,
                    "track-offset": number - 1,
                }
            ],
        }
    )


def group(release: Release) -> dict:
    found = release_group(release)
    return _filled(
        {
            "id": found["id"],
            "type-id": found["primary-type-id"],
            "primary-type-id": found["primary-type-id"],
            "title": found["title"],
            "primary-type": found["primary-type"],
            "secondary-types": found["secondary-types"],
            "secondary-type-ids": found["secondary-type-ids"],
        }
    )


def events(release: Release) -> list[dict]:
    where = {
        "id": mbid("area", release.country),
        "name": release.country,
        "sort-name": release.country,
        "iso-3166-1-codes": [release.country],
    }
    return release_events(release, where)


def release(release: Release) -> dict:
    labels = [
        _filled({"catalog-number": number, "label": {"id": label.id, "name": label.name} if label else None})
        for label, number in release.labels
    ]
    count = len(release.recordings)
    return _filled(
        {
            "id": release.mbid,
            "status-id": type_id("status", release.status),
            "count": 1,
            "title": release.title,
            "status": release.status,
            "text-representation": {"language": "eng", "script": "Latn"},
            "artist-credit": credit(release.credits),
            "release-group": group(release),
            "date": release.date,
            "country": release.country,
            "release-events": events(release),
            "barcode": release.barcode,
            "label-info": labels,
            "track-count": count,
            "media": [{"format": "Digital Media", "disc-count": 0, "track-count": count}],
        }
    )


def area(area: Area) -> dict:
    found = area_stub(area) | {"iso-3166-1-codes": list(area.iso1), "iso-3166-2-codes": list(area.iso2)}
    if area.parent:
        upper = area_stub(area.parent)
        up = {"type": PART_OF[0], "type-id": PART_OF[1], "direction": "backward", "area": upper}
        found["relation-list"] = [{"relations": [up]}]
    return _filled(found)


def label(label: Label) -> dict:
    return _filled(
        {
            "id": label.id,
            "type": label.type,
            "type-id": type_id("label", label.type),
            "name": label.name,
            "sort-name": label.name,
            "label-code": label.code,
            "country": own_country(label.area),
            "area": area_stub(label.area),
            "life-span": _filled({"begin": label.begin}) | {"ended": None},
        }
    )


def url(resource: str, bearers: list) -> dict:
    """Neither dates nor `ended`: only a lookup tells those."""
    relations = []
    for artist, link in bearers:
        name, kind_id = URL_TYPES[link.kind]
        stub = {"id": artist.mbid, "name": artist.name, "sort-name": artist.sort_name}
        relations.append({"type": name, "type-id": kind_id, "direction": "backward", "artist": stub})
    return {"id": url_id(resource), "resource": resource, "relation-list": [{"relations": relations}]}
