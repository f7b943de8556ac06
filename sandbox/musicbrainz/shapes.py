"""Artists, labels and areas as the lookups send them: every key is there, empty ones are null."""

from sandbox.catalogue import Area, Artist, Label
from sandbox.catalogue.ids import mbid
from sandbox.catalogue.relations import ARTIST_TYPES, LABEL_TYPES, PART_OF, URL_TYPES


def type_id(kind: str, name: str | None) -> str | None:
    return mbid("type", kind, name) if name else None


def area(area: Area | None) -> dict | None:
    if area is None:
        return None
    found = {
        "id": area.id,
        "name": area.name,
        "sort-name": area.name,
        "disambiguation": "",
        "type": area.type,
        "type-id": type_id("area", area.type),
    }
    if area.iso1:
        found["iso-3166-1-codes"] = list(area.iso1)
    if area.iso2:
        found["iso-3166-2-codes"] = list(area.iso2)
    return found


def artist_stub(artist: Artist) -> dict:
    return {
        "id": artist.mbid,
        "name": artist.name,
        "sort-name": artist.sort_name,
        "disambiguation": artist.disambiguation,
        "type": artist.type,
        "type-id": type_id("artist", artist.type),
        "country": own_country(artist.area),
    }


def own_country(where: Area | None) -> str | None:
    """The server looks at the very area only: a city has no country here."""
    return where.iso1[0] if where and where.iso1 else None


def credit(credits) -> list[dict]:
    return [
        {"name": one.name, "joinphrase": one.joinphrase, "artist": artist_stub(one.artist)}
        for one in credits
        if one.artist.mbid
    ]


def artist(artist: Artist, inc: set[str]) -> dict:
    found = artist_stub(artist) | {
        "gender": None,
        "gender-id": None,
        "life-span": {"begin": artist.begin, "end": None, "ended": False},
        "area": area(artist.area),
        "begin-area": area(artist.begin_area),
        "end-area": None,
        "isnis": [],
        "ipis": [],
    }
    decorate(found, artist, inc)
    if any(name.endswith("-rels") for name in inc):
        found["relations"] = list(artist_relations(artist, inc))
    return found


def decorate(found: dict, entity, inc: set[str]):
    if "aliases" in inc:
        found["aliases"] = [alias(name) for name in getattr(entity, "aliases", ())]
    if "tags" in inc:
        found["tags"] = [{"name": name, "count": count} for name, count in getattr(entity, "tags", ())]
    if "genres" in inc:
        found["genres"] = [
            {"id": mbid("genre", name), "name": name, "count": count, "disambiguation": ""}
            for name, count in getattr(entity, "tags", ())
        ]


def alias(name: str) -> dict:
    return {
        "name": name,
        "sort-name": name,
        "locale": None,
        "primary": None,
        "type": "Search hint",
        "type-id": type_id("alias", "Search hint"),
        "begin": None,
        "end": None,
        "ended": False,
    }


def relation(
    kind: tuple[str, str], target_type: str, target: dict, *, backward=False, ended=False, begin=None, end=None
) -> dict:
    return {
        "type": kind[0],
        "type-id": kind[1],
        "direction": "backward" if backward else "forward",
        "target-type": target_type,
        "begin": begin,
        "end": end,
        "ended": ended,
        "attributes": [],
        "attribute-ids": {},
        "attribute-values": {},
        "source-credit": "",
        "target-credit": "",
        target_type: target,
    }


def artist_relations(artist: Artist, inc: set[str]):
    if "url-rels" in inc:
        for link in artist.links:
            yield relation(
                URL_TYPES[link.kind], "url", {"id": url_id(link.url), "resource": link.url}, ended=link.ended
            )
    if "label-rels" in inc:
        for one in artist.relations:
            yield relation(
                ARTIST_TYPES[one.kind], "label", label_stub(one.target), ended=one.ended, begin=one.begin, end=one.end
            )


def url_id(address: str) -> str:
    return mbid("url", address)


def label_stub(label: Label) -> dict:
    return {
        "id": label.id,
        "name": label.name,
        "sort-name": label.name,
        "disambiguation": "",
        "label-code": label.code,
        "type": label.type,
        "type-id": type_id("label", label.type),
    }


def label(label: Label, inc: set[str]) -> dict:
    found = label_stub(label) | {
        "area": area(label.area),
        "country": own_country(label.area),
        "life-span": {"begin": label.begin, "end": None, "ended": False},
        "ipis": [],
        "isnis": [],
    }
    decorate(found, label, inc)
    if any(name.endswith("-rels") for name in inc):
        found["relations"] = list(label_relations(label, inc))
    return found


def label_relations(label: Label, inc: set[str]):
    for one in label.relations:
        times = {"backward": one.backward, "ended": one.ended, "begin": one.begin, "end": one.end}
        if isinstance(one.target, Label) and "label-rels" in inc:
            yield relation(LABEL_TYPES[one.kind], "label", label_stub(one.target), **times)
        elif isinstance(one.target, Artist) and "artist-rels" in inc:
            yield relation(ARTIST_TYPES[one.kind], "artist", artist_stub(one.target), **times)


def area_full(where: Area, inc: set[str], children: list[Area]) -> dict:
    found = area(where) | {"life-span": {"begin": None, "end": None, "ended": False}}
    decorate(found, where, inc)
    if "area-rels" in inc:
        found["relations"] = [relation(PART_OF, "area", area(child)) for child in children]
        if where.parent:
            found["relations"].append(relation(PART_OF, "area", area(where.parent), backward=True))
    return found
