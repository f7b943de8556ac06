"""What Spotify refuses, leaves out and says twice."""

import pytest


@pytest.fixture
def both(world):
    return next(a for a in world.artists if a.presence == "both")


@pytest.mark.parametrize(
    ("mode", "path", "params", "status"),
    [
        ("dev", "search", {"q": "a", "type": "track", "limit": 10}, 200),
        ("dev", "search", {"q": "a", "type": "track", "limit": 11}, 400),
        ("extended", "search", {"q": "a", "type": "track", "limit": 50}, 200),
        ("extended", "search", {"q": "a", "type": "track", "limit": 51}, 400),
        ("dev", "tracks/", {"ids": "a,b"}, 403),
        ("extended", "tracks/", {"ids": "a,b"}, 200),
        ("dev", "artists/x/top-tracks", {}, 403),
        ("dev", "albums/nonsense", {}, 400),
        ("dev", "albums/0000000000000000000000", {}, 404),
        ("premium_lapsed", "search", {"q": "a", "type": "track"}, 403),
        ("off", "search", {"q": "a", "type": "track"}, 503),
    ],
)
def test_what_each_mode_allows(api, mode, path, params, status):
    api.spotify("search", q="a", type="track")
    api.server.control(spotify=mode)
    assert api.spotify(path, **params).status_code == status


def test_a_lapsed_owner_is_told_in_plain_text(api):
    api.server.control(spotify="premium_lapsed")
    reply = api.spotify("search", q="a", type="track")
    assert reply.headers["Content-Type"].startswith("text/plain") and "premium" in reply.text


def test_two_codes_in_one_query_find_nothing(api, both):
    query = f"isrc:{both.isrcs[0]} OR isrc:{both.isrcs[-1]}"
    assert api.spotify("search", q=query, type="track").json()["tracks"]["total"] == 0


def test_a_code_is_on_the_single_and_on_the_compilation(api, world):
    twice = next(r for r in world.recordings if r.copies and r.track_id)
    items = api.spotify("search", q=f"isrc:{twice.isrc}", type="track", limit=10).json()["tracks"]["items"]
    assert {item["album"]["album_type"] for item in items} > {"compilation"}
    assert {item["external_ids"]["isrc"] for item in items} == {twice.isrc}


def test_a_name_search_settles_several_codes(api, world):
    artist = max(
        (a for a in world.artists if a.presence == "both" and a.name.isascii()), key=lambda a: len(a.recordings)
    )
    items = api.spotify("search", q=f'artist:"{artist.name}"', type="track", limit=10).json()["tracks"]["items"]
    assert len({item["external_ids"]["isrc"] for item in items} & set(artist.isrcs)) > 1


def test_pages_are_linked_with_the_sandboxs_own_address(api):
    first = api.spotify("search", q="the", type="artist", limit=2).json()["artists"]
    assert first["next"].startswith(api.url + "/v1/search?")
    second = api.session.get(first["next"], headers={"Authorization": f"Bearer {api._token}"}).json()["artists"]
    assert second["offset"] == 2 and second["previous"]


def test_albums_come_by_group_and_carry_dates_of_every_precision(api, world):
    found = set()
    for artist in (a for a in world.artists if a.presence == "both"):
        items = api.spotify(f"artists/{artist.spotify_id}/albums", limit=10).json()["items"]
        kinds = [item["album_type"] for item in items]
        assert kinds == sorted(kinds)
        found |= {item["release_date_precision"] for item in items}
    assert found == {"year", "month", "day"}


def test_an_expired_token_is_refused(api):
    api.spotify("search", q="a", type="track")
    api.server.control(clock={"advance": 3601})
    reply = api.spotify("search", q="a", type="track")
    assert (reply.status_code, reply.json()["error"]["message"]) == (401, "The access token expired")
