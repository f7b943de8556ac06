import pytest

from enrichment.models import Area
from enrichment.plan import recording_wishes
from leads.models import Recording, Release, Statement
from tests.enrichment.planning import (
    ASKED,
    PLATFORMS,
    musicbrainz,
    tide,
    wishes,
)

# --- Altogether -------------------------------------------------------------------------------------------------------


def test_a_new_artist_is_asked_about_at_musicbrainz_and_lastfm_first():
    assert wishes(tide(spotify_id=None), {}) == [
        ("musicbrainz", "artist", "tide"),
        ("musicbrainz", "links", "tide"),
        ("lastfm", "audience", "1"),
    ]


@pytest.mark.parametrize("state", ["queued", "asking", "found", "not_found", "failed", "skipped", "parked"])
def test_what_was_ever_wished_is_not_wished_again(state):
    known = tide(spotify_id=None, breakdown={}, codes=[("NZEXA2600001", "2021")])
    asked = {}
    for _ in range(12):
        asked |= dict.fromkeys(wishes(known, asked), state)
    assert wishes(known, asked) == []


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
def test_a_platform_that_is_switched_off_is_not_wished_for(platform):
    known = tide(spotify_id=None, breakdown={}, codes=[("NZEXA2600001", "2021")])
    found = wishes(known, {}, PLATFORMS - {platform}) + wishes(known, ASKED, PLATFORMS - {platform})
    assert platform not in {name for name, _, _ in found}


def test_an_artist_only_spotify_knows_is_not_asked_about_at_musicbrainz():
    assert musicbrainz(tide(mbid=None), asked={}) == []


# --- MusicBrainz ------------------------------------------------------------------------------------------------------


def release(mbid, **values):
    return Release(mbid=mbid, title=mbid, **values)


def test_the_labels_of_the_two_newest_releases_are_read():
    assert musicbrainz(tide(*map(release, ("new", "newer", "old")))) == [("release", "new"), ("release", "newer")]


def test_releases_wait_until_the_artist_has_been_asked_about():
    asked = {("musicbrainz", "artist", "tide"): "queued", ("musicbrainz", "links", "tide"): "found"}
    assert musicbrainz(tide(release("new")), asked=asked) == []


def test_a_release_that_is_somebody_elses_makes_room_for_the_next():
    read = {"labels": [{"id": None, "name": "Slow"}], "credited": ["many"]}
    known = tide(release("many", **read), release("own"), release("older"), release("oldest"))
    assert musicbrainz(known) == [("release", "own"), ("release", "older")]


def test_compilations_are_read_last():
    known = tide(release("many", kind="compilation"), release("own"), release("older"))
    assert musicbrainz(known) == [("release", "own"), ("release", "older")]


def test_only_a_label_that_nobody_knows_is_looked_up():
    labels = [{"id": "big", "name": "Big Major"}, {"id": "own", "name": "Tide Records"}, {"id": "slow", "name": "Slow"}]
    assert musicbrainz(tide(release("r", labels=labels))) == [("label", "slow")]


def place(area=None, begin=None, country=None):
    named = {"area": area, "begin_area": begin}
    return {"musicbrainz": {"country": country} | {key: {"id": id} for key, id in named.items() if id}}


CITY, REGION = Area(mbid="city", parent="region"), Area(mbid="region", country="NZ")
NOWHERE = Area(mbid="nowhere")


@pytest.mark.parametrize(
    ("profiles", "held", "asked"),
    [
        (place("city"), [], ["city"]),
        (place("city"), [CITY], ["region"]),
        (place("city"), [CITY, REGION], []),
        (place("city", begin="born"), [], ["city"]),
        (place("city", begin="born"), [CITY, REGION], []),
        (place("nowhere", begin="born"), [NOWHERE], ["born"]),
        (place(begin="born"), [], ["born"]),
        (place("city", country="NZ"), [], []),
        ({}, [], []),
    ],
    ids=[
        "unknown",
        "one step",
        "all the way",
        "area before birthplace",
        "area is enough",
        "a dead end",
        "birthplace",
        "country",
        "none",
    ],
)
def test_areas_are_walked_up_to_a_country(profiles, held, asked):
    areas = {area.mbid: area for area in held}
    assert [subject for _, subject in musicbrainz(tide(profiles=profiles), areas=areas)] == asked


def test_areas_are_not_asked_about_where_staff_know_the_country():
    known = tide(profiles=place("city"), statements=[Statement(field="country", value="NZ")])
    assert musicbrainz(known) == []


# --- Recordings nobody is credited on ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "on", "out", "found"),
    [
        ({}, PLATFORMS, set(), ["musicbrainz"]),
        ({"musicbrainz": "queued"}, PLATFORMS, set(), []),
        ({"musicbrainz": "not_found"}, PLATFORMS, set(), ["spotify"]),
        ({"musicbrainz": "failed"}, PLATFORMS, set(), ["spotify"]),
        ({"musicbrainz": "not_found", "spotify": "not_found"}, PLATFORMS, set(), []),
        ({}, {"spotify"}, set(), ["spotify"]),
        ({}, {"musicbrainz"}, set(), ["musicbrainz"]),
        ({"musicbrainz": "not_found"}, {"musicbrainz"}, set(), []),
        ({"musicbrainz": "queued"}, PLATFORMS, {"musicbrainz"}, ["spotify"]),
        ({}, PLATFORMS, {"musicbrainz"}, ["musicbrainz", "spotify"]),
    ],
    ids=[
        "new",
        "being asked",
        "unknown there",
        "failed there",
        "unknown everywhere",
        "Spotify alone",
        "MusicBrainz alone",
        "no Spotify",
        "MusicBrainz is out",
        "new while it is out",
    ],
)
def test_a_code_goes_to_musicbrainz_first_and_then_to_spotify(asked, on, out, found):
    states = {(1, platform): state for platform, state in asked.items()}
    wished = recording_wishes([Recording(pk=1, isrc="NZEXA2600001")], states, on, out)
    assert [wish.platform for wish in wished] == found
