"""Every way to go wrong, as a client meets it."""

import time

import pytest
import requests

from sandbox.faults import Faults


@pytest.fixture
def artist(world):
    return next(a for a in world.artists if a.presence == "both" and a.lastfm)


def ask(api, artist, platform):
    if platform == "musicbrainz":
        return api.musicbrainz(f"artist/{artist.mbid}")
    if platform == "spotify":
        return api.spotify(f"artists/{artist.spotify_id}")
    if platform == "youtube":
        return api.youtube("channels", part="id", id="x")
    return api.lastfm("artist.getInfo", artist=artist.lastfm.name)


@pytest.mark.parametrize("platform", ["musicbrainz", "spotify", "youtube", "lastfm"])
@pytest.mark.parametrize(
    ("kind", "status", "after"),
    [("429short", 429, "2"), ("429long", 429, "3600"), ("500", 500, None), ("503", 503, None)],
)
def test_refusals_of_each_platform(api, artist, platform, kind, status, after):
    ask(api, artist, platform)
    api.server.control(faults={platform: f"{kind}:1"})
    reply = ask(api, artist, platform)
    assert reply.status_code == status and reply.headers.get("Retry-After") in (after, "0")
    assert ask(api, artist, platform).status_code == 200
    assert api.server.stats(platform)["faults"] == {kind: 1}


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("reset", requests.exceptions.ConnectionError),
        ("truncate", requests.exceptions.ChunkedEncodingError),
        ("hang", requests.exceptions.ReadTimeout),
    ],
)
def test_broken_transport(api, artist, kind, error):
    url = f"{api.url}/ws/2/artist/{artist.mbid}?fmt=json"
    api.server.control(faults={"musicbrainz": {"kind": kind, "times": 1, "seconds": 3}})
    with pytest.raises(error):
        requests.get(url, headers=api.session.headers, timeout=1)
    assert ask(api, artist, "musicbrainz").status_code == 200
    assert api.server.stats("musicbrainz")["total"] == 2


def test_a_byte_a_second(api, artist):
    api.server.control(faults="musicbrainz.artist_lookup:drip:1")
    url, begun = f"{api.url}/ws/2/artist/{artist.mbid}?fmt=json", time.monotonic()
    with requests.get(url, headers=api.session.headers, timeout=5, stream=True) as reply:
        assert reply.raw.read(3) == b'{"i'
    assert time.monotonic() - begun >= 1.5


@pytest.mark.parametrize(("kind", "starts"), [("html", b"<!DOCTYPE html>"), ("empty", b"")])
def test_a_success_that_is_none(api, artist, kind, starts):
    ask(api, artist, "spotify")
    api.server.control(faults={"spotify": {"kind": kind}})
    reply = ask(api, artist, "spotify")
    assert reply.status_code == 200 and reply.content[:15] == starts
    api.server.control(faults={})
    assert ask(api, artist, "spotify").json()["id"] == artist.spotify_id


def test_a_fault_may_strike_one_endpoint_only(api, artist):
    api.server.control(faults={"musicbrainz.isrc_lookup": "500"})
    assert ask(api, artist, "musicbrainz").status_code == 200
    assert api.musicbrainz(f"isrc/{artist.isrcs[0]}").status_code == 500


def test_chance_is_the_same_for_the_same_seed():
    def struck(seed):
        faults = Faults(seed)
        faults.replace([{"platform": "lastfm", "kind": "500", "probability": 0.3}])
        return [bool(faults.pick("lastfm", "artist_info")) for _ in range(200)]

    assert struck(4) == struck(4) != struck(5)
    assert 30 < sum(struck(4)) < 90


@pytest.mark.parametrize(
    "orders",
    [
        {"faults": {"youtube": "explode"}},
        {"clock": {"set": "soon"}},
        {"spotify": "free"},
        {"limits": "fast"},
        {"tea": 1},
    ],
    ids=["fault", "clock", "mode", "limits", "order"],
)
def test_an_order_that_makes_no_sense_is_answered_with_a_sentence(api, orders):
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        api.server.control(**orders)
