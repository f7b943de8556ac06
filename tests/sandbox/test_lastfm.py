"""Last.fm: statuses that cannot be trusted, and pages that are somebody else's."""

import pytest


def test_a_single_tag_is_an_object_and_none_is_an_empty_text(api, world):
    single = next(p for p in world.pages if len(p.tags) == 1)
    none = next(p for p in world.pages if not p.tags)
    assert isinstance(api.lastfm("artist.getInfo", artist=single.name).json()["artist"]["tags"]["tag"], dict)
    assert api.lastfm("artist.getInfo", artist=none.name).json()["artist"]["tags"] == ""


def test_an_mbid_may_lead_to_somebody_else(api, world):
    artist = next(a for a in world.artists if a.lastfm and a.lastfm.wrong_for_mbid and a.mbid)
    found = api.lastfm("artist.getInfo", mbid=artist.lastfm.wrong_for_mbid).json()["artist"]
    assert found["name"] != artist.lastfm.name


def test_namesakes_share_one_page(api, world):
    names = [a.lastfm.name for a in world.artists if a.lastfm]
    assert len(set(names)) == len(world.pages)


def test_only_autocorrect_forgives_the_spelling(api, world):
    page = next(p for p in world.pages if not p.name.isascii() and p.name.casefold() != p.name)
    from sandbox.text import fold

    plain = fold(page.name)
    assert api.lastfm("artist.getInfo", artist=plain).json()["error"] == 6
    assert api.lastfm("artist.getInfo", artist=plain, autocorrect=1).json()["artist"]["name"] == page.name


def test_not_found_comes_with_either_status(api):
    by_name = api.lastfm("artist.getInfo", artist="Nobody of that name")
    by_mbid = api.lastfm("artist.getInfo", mbid="00000000-0000-4000-8000-000000000000")
    assert [(r.status_code, r.json()["error"]) for r in (by_name, by_mbid)] == [(200, 6), (404, 6)]


@pytest.mark.parametrize(
    ("mode", "status", "code"),
    [("29", 429, 29), ("10", 403, 10), ("26", 403, 26), ("16", 503, 16), ("200-with-error", 200, 8)],
)
def test_modes(api, world, mode, status, code):
    api.server.control(lastfm=mode)
    reply = api.lastfm("artist.getInfo", artist=world.pages[0].name)
    assert (reply.status_code, reply.json()["error"]) == (status, code)
    assert f'<error code="{code}">' in api.lastfm("artist.getInfo", format="xml").text


def test_audiences_grow_with_the_clock(api, world):
    page = next(p for p in world.pages if p.growth)
    api.server.control(clock={"advance": 14 * 86_400})
    listeners = int(api.lastfm("artist.getInfo", artist=page.name).json()["artist"]["stats"]["listeners"])
    assert page.listeners * 1.05 <= listeners <= page.listeners * 1.2


def test_growth_can_be_ordered(api, world):
    page = next(p for p in world.pages if not p.growth)
    api.server.control(grow={page.name: 1.0}, clock={"advance": 14 * 86_400})
    listeners = int(api.lastfm("artist.getInfo", artist=page.name).json()["artist"]["stats"]["listeners"])
    assert listeners == pytest.approx(page.listeners * 2, rel=0.01)


def test_other_methods(api, world):
    artist = next(a for a in world.artists if a.lastfm and a.lastfm.tags)
    assert api.lastfm("artist.getTopTags", artist=artist.lastfm.name).json()["toptags"]["tag"]
    track = api.lastfm("track.getInfo", artist=artist.lastfm.name, track=artist.recordings[0].title).json()["track"]
    assert track["artist"]["name"] == artist.lastfm.name
    found = api.lastfm("artist.search", artist=artist.lastfm.name).json()["results"]["artistmatches"]["artist"]
    assert artist.lastfm.name in [hit["name"] for hit in found]
