"""MusicBrainz's oddities, each of which somebody's parser has tripped over."""

import pytest

from sandbox import lucene


def search(api, core, query, **more):
    return api.musicbrainz(core, query=query, limit=100, **more).json()


def test_one_query_finds_forty_codes(api, world):
    known = [a.isrcs[0] for a in world.artists if a.mbid and a.recordings[0].mbid][:40]
    found = search(api, "recording", f"isrc:({' OR '.join(known)})")["recordings"]
    assert {code for hit in found for code in hit["isrcs"]} == set(known)


def test_codes_are_found_in_lower_case_and_not_with_hyphens(api, world):
    code = next(a for a in world.artists if a.mbid).isrcs[0]
    assert search(api, "recording", f"isrc:{code.lower()}")["count"] > 0
    assert search(api, "recording", f'isrc:"{code[:2]}-{code[2:5]}-{code[5:7]}-{code[7:]}"')["count"] == 0


def test_one_code_may_have_two_recordings_and_two_artists(api, world):
    twice = [r for r in world.recordings if r.disambiguation]
    assert {r.disambiguation for r in twice} == {"second entry", "carries another recording's ISRC"}
    for recording in twice:
        assert len(api.musicbrainz(f"isrc/{recording.isrc}").json()["recordings"]) > 1


def test_more_than_a_hundred_hits_are_read_page_by_page(api, world):
    everybody = " OR ".join(a.mbid for a in world.artists if a.mbid)
    first = search(api, "url", f"targetid:({everybody}) AND targettype:artist")
    pages, offset = list(first["urls"]), 100
    while offset < first["count"]:
        pages += search(api, "url", f"targetid:({everybody}) AND targettype:artist", offset=offset)["urls"]
        offset += 100
    assert first["count"] > 200 and len({hit["id"] for hit in pages}) == first["count"]


def test_a_city_has_no_country_and_its_hits_no_codes(api, world):
    artist = next(a for a in world.artists if a.mbid and a.area and a.area.type == "City")
    assert api.musicbrainz(f"artist/{artist.mbid}").json()["country"] is None
    hit = search(api, "artist", f"arid:{artist.mbid}")["artists"][0]
    assert "country" not in hit and not [key for key in hit["area"] if key.startswith("iso")]


def test_every_artist_with_an_area_is_led_to_a_country_by_area_searches(api, world):
    for artist in (a for a in world.artists if a.mbid and a.area):
        area, steps = search(api, "area", f"aid:{artist.area.id}")["areas"][0], 0
        while not area.get("iso-3166-1-codes") and not area.get("iso-3166-2-codes"):
            upper = area["relation-list"][0]["relations"][0]
            assert upper["type"] == "part of" and upper["direction"] == "backward"
            area, steps = search(api, "area", f"aid:{upper['area']['id']}")["areas"][0], steps + 1
        found = area.get("iso-3166-1-codes") or [area["iso-3166-2-codes"][0][:2]]
        assert found[0] == artist.country and steps <= 3


def test_a_release_search_carries_the_labels_that_a_recording_search_lacks(api, world):
    artist = next(a for a in world.artists if a.mbid and a.independence_case == "major")
    hit = search(api, "release", f"reid:{artist.releases[0].mbid}")["releases"][0]
    assert hit["label-info"][0]["label"] == {"id": artist.labels[0].id, "name": artist.labels[0].name}


@pytest.mark.parametrize("case", ["owned by a major", "imprint of a major"])
def test_label_lookups_lead_up_to_the_major(api, world, case):
    label = next(a for a in world.artists if a.independence_case == case).labels[0]
    seen = []
    while True:
        found = api.musicbrainz(f"label/{label.id}", inc="label-rels").json()["relations"]
        up = [one for one in found if one["direction"] == "backward" and one["type"] in ("label ownership", "imprint")]
        if not up:
            break
        label = next(x for x in world.labels if x.id == up[0]["label"]["id"])
        seen.append(label.truth)
    assert seen and seen[-1] == "major"


def test_a_former_owner_is_marked_as_ended(api, world):
    label = next(a for a in world.artists if a.independence_case == "indie, formerly owned").labels[0]
    found = api.musicbrainz(f"label/{label.id}", inc="label-rels").json()["relations"]
    assert [one["ended"] for one in found if one["type"] == "label ownership"] == [True]


def test_a_personal_label_is_told_from_both_ends(api, world):
    artist = next(a for a in world.artists if a.independence_case == "personal label")
    of_artist = api.musicbrainz(f"artist/{artist.mbid}", inc="label-rels").json()["relations"]
    assert ("personal label", "forward") in {(one["type"], one["direction"]) for one in of_artist}
    of_label = api.musicbrainz(f"label/{artist.labels[0].id}", inc="artist-rels").json()["relations"]
    assert [(one["type"], one["direction"], one["artist"]["id"]) for one in of_label] == [
        ("personal label", "backward", artist.mbid)
    ]


def test_many_urls_are_looked_up_at_once(api, world):
    artists = [a for a in world.artists if a.mbid and a.links][:5]
    found = api.musicbrainz("url", resource=[a.links[0].url for a in artists], inc="artist-rels").json()
    ids = {one["artist"]["id"] for url in found["urls"] for one in url["relations"]}
    assert ids >= {a.mbid for a in artists}


def test_releases_are_browsed_by_artist(api, world):
    artist = max((a for a in world.artists if a.mbid), key=lambda a: len(a.releases))
    found = api.musicbrainz("release", artist=artist.mbid, inc="labels", limit=2).json()
    assert found["release-count"] == len(artist.releases) and len(found["releases"]) == 2


@pytest.mark.parametrize(
    ("path", "params", "status", "words"),
    [
        ("isrc/NZAAA0000000", {}, 404, "Not Found"),
        ("isrc/nzaaa0000000", {}, 400, "Invalid isrc."),
        ("artist/not-an-id", {}, 400, "Invalid mbid."),
        ("artist/00000000-0000-4000-8000-000000000000", {}, 404, "Not Found"),
        ("artist/00000000-0000-4000-8000-000000000000", {"inc": "isrcs"}, 400, "isrcs is not a valid inc parameter"),
        ("recording", {"query": "isrc:("}, 400, "Unable to parse search"),
        ("artist", {"query": " OR ".join(f"a{n}" for n in range(1025))}, 400, "too many boolean clauses"),
    ],
    ids=["unknown isrc", "bad isrc", "bad mbid", "unknown mbid", "bad inc", "bad query", "too many clauses"],
)
def test_refusals(api, path, params, status, words):
    reply = api.musicbrainz(path, **params)
    assert reply.status_code == status and words in reply.json()["error"] and "help" in reply.json()


def test_a_nameless_agent_is_turned_away(api):
    api.session.headers["User-Agent"] = "python-requests/2.34"
    assert api.musicbrainz("artist", query="a").status_code == 403


def test_a_name_search_ranks_the_whole_name_first(api, world):
    shared = next(a for a in world.artists if sum(b.name == a.name for b in world.artists) > 1)
    hits = search(api, "artist", f'artist:"{shared.name}"')["artists"]
    bearers = {a.mbid for a in world.artists if a.name == shared.name and a.mbid}
    assert {hit["id"] for hit in hits if hit["score"] == 100} == bearers


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("isrc:A1", lucene.Term("isrc", "A1", False)),
        ('artist:"A B"', lucene.Term("artist", "A B", True)),
        ("a:(x OR y)", lucene.Group("or", (lucene.Term("a", "x", False), lucene.Term("a", "y", False)))),
        ("a:x AND b:y", lucene.Group("and", (lucene.Term("a", "x", False), lucene.Term("b", "y", False)))),
        (r"What\?", lucene.Term(None, "What?", False)),
    ],
    ids=["term", "phrase", "group", "and", "escape"],
)
def test_the_query_language(query, tree):
    assert lucene.parse(query) == tree
