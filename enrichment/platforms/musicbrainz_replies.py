"""MusicBrainz' JSON read into findings. Decided by type-id wherever there is one: the names of relations change."""

import re
from collections.abc import Iterator
from dataclasses import replace

from enrichment.findings import (
    AreaFinding,
    ArtistFinding,
    CreditFinding,
    LabelFinding,
    LabelHit,
    LabelTie,
    LinkFinding,
    RecordingFinding,
    ReleaseFinding,
    ReleaseHit,
)
from enrichment.platforms.base import Malformed, address, code, day, items, mapping, text, texts, true, whole
from scoring.territories import country_from_iso3166_2

PART_OF = "de7cc874-8b1b-3a05-8272-f3834c968fb7"  # area and area; backward: the larger one

# Label and label: which way leads from a label to the one that owns it today.
OWNED_BY = {
    "ab7a9be0-c060-4852-8f2e-4faf5b33231e": "backward",  # label ownership
    "23f8c592-006d-4214-9080-c4e5000c05d7": "backward",  # imprint
    "e6159066-6013-4d09-a2f8-bc473f21e89e": "forward",  # label rename: the successor
}
DISTRIBUTED_BY = {"e0636054-32b7-4dd5-97a9-6e5664d443bc": "backward"}

# Artist and label: https://musicbrainz.org/relationships/artist-label
TIES = {
    "fe16f2bd-d324-435a-8076-bcf43b805bd9": "personal label",
    "577996f3-7ff9-45cf-877e-740fb1267a63": "label founder",
    "b336d682-592f-4486-9f45-3d5d59895bdc": "recording contract",
    "8fecc8a7-0df7-4637-9152-f12a07f0e9cd": "personal publisher",
}

FEATURING = re.compile(r"\b(feat|ft|featuring|with)\b|\bw/", re.IGNORECASE)
COUNTRY = "[A-Z]{2}"


def rows(reply: dict, name: str) -> list:
    """The list of hits as sent. A reply without its list is unreadable: that is not the same as no hit."""
    found = reply.get(name)
    if isinstance(found, dict):
        return [found]
    if not isinstance(found, list):
        raise Malformed(f"MusicBrainz's reply lacks its {name}.")
    return found


def recording(row, filed_under: str | None = None) -> RecordingFinding | None:
    row = mapping(row)
    if not (mbid := text(row.get("id"))):
        return None
    isrcs = dict.fromkeys(isrc.upper() for isrc in texts(row.get("isrcs")))
    if filed_under:
        isrcs[filed_under] = None
    return RecordingFinding(
        id=mbid,
        title=text(row.get("title")) or "",
        isrcs=tuple(isrcs),
        credits=tuple(_credits(row)),
        length_ms=whole(row.get("length")),
        first_release=day(row.get("first-release-date")),
        releases=tuple(hit for release in items(row.get("releases")) if (hit := _release_hit(release))),
    )


def artist(row) -> ArtistFinding | None:
    row = mapping(row)
    mbid, name = text(row.get("id")), text(row.get("name"))
    if not (mbid and name):
        return None
    area, begin_area = mapping(row.get("area")), mapping(row.get("begin-area") or row.get("begin_area"))
    tags = sorted(items(row.get("tags")), key=lambda tag: -(whole(tag.get("count")) or 0))
    return ArtistFinding(
        id=mbid,
        name=name,
        sort_name=text(row.get("sort-name")),
        disambiguation=text(row.get("disambiguation")),
        kind=text(row.get("type")),
        country=code(row.get("country"), COUNTRY),
        area_id=text(area.get("id")),
        area_name=text(area.get("name")),
        begin_area_id=text(begin_area.get("id")),
        begin_area_name=text(begin_area.get("name")),
        aliases=_names(items(row.get("aliases"))),
        genres=_names(tags),
        ended=true(mapping(row.get("life-span")).get("ended")),
        links=_own_links(row, mbid) if isinstance(row.get("relations"), list) else None,
        places=tuple(found for one in (area, begin_area) if (found := _coded(one))),
    )


def _own_links(row: dict, mbid: str) -> tuple[LinkFinding, ...]:
    """The links that a look-up of the artist lists; ended ones are history."""
    found = []
    for relation in _relations(row):
        url, type_id = address(mapping(relation.get("url")).get("resource")), text(relation.get("type-id"))
        if url and type_id and not true(relation.get("ended")):
            found.append(LinkFinding(mbid, type_id, text(relation.get("type")) or "", url))
    return tuple(found)


def links(row) -> tuple[LinkFinding, ...] | None:
    """One for each artist the URL belongs to; what is known to have ended is left out."""
    row = mapping(row)
    if not text(row.get("resource")):
        return None
    url, found = address(row.get("resource")), []
    for relation in _relations(row) if url else ():
        artist_id = text(mapping(relation.get("artist")).get("id"))
        type_id = text(relation.get("type-id"))
        if artist_id and type_id and not true(relation.get("ended")):
            found.append(LinkFinding(artist_id, type_id, text(relation.get("type")) or "", url))
    return tuple(found)


def release(row) -> ReleaseFinding | None:
    row = mapping(row)
    if not (mbid := text(row.get("id"))):
        return None
    labels = (_label_hit(info.get("label")) for info in items(row.get("label-info")))
    return ReleaseFinding(
        id=mbid,
        title=text(row.get("title")) or "",
        date=day(row.get("date")),
        country=code(row.get("country"), COUNTRY),
        kind=_kind(row),
        labels=tuple(hit for hit in labels if hit),
        artist_ids=tuple(credit.id for credit in _credits(row) if credit.id),
    )


def area(row) -> AreaFinding | None:
    row = mapping(row)
    parent = next((mapping(relation.get("area")) for relation in _relations(row) if _leads_up(relation)), {})
    found = _place(row)
    return found and replace(
        found, parent_id=text(parent.get("id")), parent_name=text(parent.get("name")), parent=_coded(parent)
    )


def _coded(row: dict) -> AreaFinding | None:
    """An area named in passing, where its own codes tell the country: look-ups list them, searches do not."""
    found = _place(row)
    return found if found and found.country else None


def _place(row: dict) -> AreaFinding | None:
    """The area as its own words tell, without the one it is part of."""
    mbid, name = text(row.get("id")), text(row.get("name"))
    if not (mbid and name):
        return None
    subdivisions = [c for c in texts(row.get("iso-3166-2-codes")) if re.fullmatch("[A-Z]{2}-[A-Z0-9]{1,3}", c)]
    countries = [c for c in texts(row.get("iso-3166-1-codes")) if re.fullmatch(COUNTRY, c)]
    return AreaFinding(
        id=mbid,
        name=name,
        kind=text(row.get("type")),
        country=next(iter(countries + [c for code in subdivisions if (c := country_from_iso3166_2(code))]), None),
        subdivision=next(iter(subdivisions), None),
    )


def label(row: dict) -> LabelFinding | None:
    mbid, name = text(row.get("id")), text(row.get("name"))
    if not (mbid and name):
        return None
    relations = list(_relations(row))
    return LabelFinding(
        id=mbid,
        name=name,
        kind=text(row.get("type")),
        country=code(row.get("country"), COUNTRY),
        owners=_labels_by(relations, OWNED_BY),
        distributors=_labels_by(relations, DISTRIBUTED_BY),
        ties=tuple(tie for relation in relations if (tie := _tie(relation))),
    )


def _relations(row: dict) -> Iterator[dict]:
    """Look-ups list relations plainly; searches pack them in a list of lists."""
    yield from items(row.get("relations"))
    for packed in items(row.get("relation-list")):
        yield from items(packed.get("relations")) if "relations" in packed else [packed]


def _leads_up(relation: dict) -> bool:
    return (
        text(relation.get("type-id")) == PART_OF
        and relation.get("direction") == "backward"
        and not true(relation.get("ended"))
        and text(mapping(relation.get("area")).get("id")) is not None
    )


def _labels_by(relations: list[dict], directions: dict[str, str]) -> tuple[LabelHit, ...]:
    """Labels one step away along these relations, in the table's order; ended ones are history."""
    found = []
    for type_id, direction in directions.items():
        for relation in relations:
            along = text(relation.get("type-id")) == type_id and relation.get("direction") == direction
            if along and not true(relation.get("ended")) and (hit := _label_hit(relation.get("label"))):
                found.append(hit)
    return tuple(dict.fromkeys(found))


def _tie(relation: dict) -> LabelTie | None:
    type_id, tied = text(relation.get("type-id")), mapping(relation.get("artist"))
    artist_id, name = text(tied.get("id")), text(tied.get("name"))
    if type_id not in TIES or not (artist_id and name):
        return None
    return LabelTie(
        type=TIES[type_id],
        type_id=type_id,
        artist_id=artist_id,
        artist_name=name,
        begin=day(relation.get("begin")),
        end=day(relation.get("end")),
        ended=true(relation.get("ended")),
    )


def _credits(row: dict) -> Iterator[CreditFinding]:
    """The artist's own name rather than the one on the sleeve; everyone after "feat." is featured."""
    featured = False
    for position, credit in enumerate(items(row.get("artist-credit"))):
        person = mapping(credit.get("artist"))
        if name := text(person.get("name")) or text(credit.get("name")):
            yield CreditFinding(name, text(person.get("id")), position, featured)
        featured = featured or bool(FEATURING.search(text(credit.get("joinphrase")) or ""))


def _release_hit(row: dict) -> ReleaseHit | None:
    if not (mbid := text(row.get("id"))):
        return None
    official = text(row.get("status")) in (None, "Official")
    return ReleaseHit(mbid, text(row.get("title")) or "", day(row.get("date")), _kind(row), official)


def _kind(row: dict) -> str | None:
    """ "compilation" wins over the album it also is."""
    group = mapping(row.get("release-group"))
    if any(kind.lower() == "compilation" for kind in texts(group.get("secondary-types"))):
        return "compilation"
    kind = text(group.get("primary-type")) or text(group.get("type"))
    return kind.lower() if kind else None


def _label_hit(row) -> LabelHit | None:
    row = mapping(row)
    name = text(row.get("name"))
    return LabelHit(name, text(row.get("id"))) if name else None


def _names(rows: list[dict]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for row in rows if (name := text(row.get("name")))))
