"""The judge: what is too much, for whom, and until when."""

import pytest

from sandbox.clock import pacific_day


@pytest.fixture
def artist(world):
    return next(a for a in world.artists if a.presence == "both" and a.lastfm)


def musicbrainz(box, artist):
    return box.get(f"/ws/2/artist/{artist.mbid}", fmt="json")


def spotify(box, artist):
    return box.get("/v1/search", q=f"isrc:{artist.isrcs[0]}", type="track")


def youtube(box, artist, path="channels", **params):
    return box.get(f"/youtube/v3/{path}", **{"part": "id", "id": "x", "key": "k"} | params)


def lastfm(box, artist):
    return box.get("/2.0/", method="artist.getInfo", artist=artist.lastfm.name, api_key="k", format="json")


@pytest.mark.parametrize(
    ("ask", "platform", "allowed", "status"),
    [
        (musicbrainz, "musicbrainz", 2, 503),
        (spotify, "spotify", 40, 429),
        (lastfm, "lastfm", 25, 429),
        (youtube, "youtube", 50, 403),
    ],
    ids=["musicbrainz", "spotify", "lastfm", "youtube"],
)
def test_a_window_that_is_full_refuses_and_counts_a_violation(inside, artist, ask, platform, allowed, status):
    box = inside()
    box.log_in()
    replies = [ask(box, artist).status for _ in range(allowed + 1)]
    assert replies == [200] * allowed + [status]
    assert box.count(platform)["violations"] == 1
    box.steer(clock={"advance": 31})
    assert ask(box, artist).status == 200


@pytest.mark.parametrize(("limits", "allowed"), [("x3", 6), ("x20", 40)])
def test_a_factor_scales_the_window(inside, artist, limits, allowed):
    box = inside(limits=limits)
    assert [musicbrainz(box, artist).status for _ in range(allowed + 1)].count(503) == 1


def test_without_limits_nobody_is_refused_and_everything_is_counted(inside, artist):
    box = inside(limits="none")
    assert {musicbrainz(box, artist).status for _ in range(10)} == {200}
    found = box.count("musicbrainz")
    assert (found["total"], found["violations"], found["max_in_window"]) == (10, 8, 10)


def test_musicbrainz_goes_on_refusing_whoever_goes_on_asking(inside, artist):
    box = inside()
    for _ in range(6):
        last = musicbrainz(box, artist)
        box.steer(clock={"advance": 0.5})
    assert last.status == 503 and last.headers["Retry-After"] == "0" and last.body.startswith(b"<?xml")


def test_the_first_refusal_of_spotify_says_how_long(inside, artist):
    box = inside()
    box.log_in()
    refused = [spotify(box, artist) for _ in range(41)][-1]
    assert 25 <= int(refused.headers["Retry-After"]) <= 31


def spend_spotify(box, artist, calls):
    for _ in range(calls):
        last = spotify(box, artist)
        box.steer(clock={"advance": 1})
    return last


def test_the_daily_quota_of_development_mode_rolls(inside, artist):
    box = inside()
    box.log_in()
    assert spend_spotify(box, artist, 1000).status == 200
    refused = spotify(box, artist)
    assert (refused.status, refused.json()["error"]["reason"]) == (429, "QUOTA_EXCEEDED")
    assert 80_000 < int(refused.headers["Retry-After"]) <= 86_400
    box.steer(clock={"advance": int(refused.headers["Retry-After"])})
    box.log_in()
    assert spotify(box, artist).status == 200
    assert box.count("spotify")["overruns"] == {"quota": 1}


def test_extended_mode_has_no_daily_quota(inside, artist):
    box = inside(spotify="extended")
    box.log_in()
    assert spend_spotify(box, artist, 1002).status == 200


def test_a_spent_search_bucket_is_429_and_leaves_the_rest_alone(inside, artist):
    box = inside(limits="x0.02")  # two searches, one request a second
    for _ in range(3):
        last = youtube(box, artist, "search", q="a", type="channel")
        box.steer(clock={"advance": 2})
    error = last.json()["error"]
    assert (last.status, error["status"], error["errors"][0]["reason"]) == (
        429,
        "RESOURCE_EXHAUSTED",
        "rateLimitExceeded",
    )
    assert "Search Queries per day" in error["message"]
    assert youtube(box, artist).status == 200
    assert box.count("youtube")["buckets"] | {"day": ""} == {"main": 1, "search": 2, "stats": 0, "day": ""}


def test_a_spent_main_bucket_is_the_classic_403(inside, artist):
    box = inside(limits="x0.02")
    for _ in range(201):
        last = youtube(box, artist)
        box.steer(clock={"advance": 2})
    assert (last.status, last.json()["error"]["errors"][0]["reason"]) == (403, "quotaExceeded")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2026-11-22T07:59:50+00:00", "2026-11-22T08:00:10+00:00"),
        ("2026-07-22T06:59:50+00:00", "2026-07-22T07:00:10+00:00"),
    ],
    ids=["winter", "summer time"],
)
def test_youtube_buckets_empty_at_midnight_in_california(inside, artist, before, after):
    box = inside(limits="x0.01")
    box.steer(clock={"set": before})
    search = {"q": "a", "type": "channel"}
    assert youtube(box, artist, "search", **search).status == 200
    box.steer(clock={"advance": 2})
    assert youtube(box, artist, "search", **search).status == 429
    box.steer(clock={"set": after})
    assert youtube(box, artist, "search", **search).status == 200


@pytest.mark.parametrize(("moment", "day"), [(1_795_334_399, "2026-11-21"), (1_795_334_400, "2026-11-22")])
def test_the_day_is_californias(moment, day):
    assert pacific_day(moment) == day


def test_every_request_has_its_endpoint_and_its_second(inside, artist):
    box = inside(limits="none")
    box.log_in()
    spotify(box, artist)
    box.get(f"/v1/albums/{artist.releases[0].spotify_id}")
    box.get(f"/v1/artists/{artist.spotify_id}/albums", limit=10)
    box.get("/ws/2/recording", query="isrc:A", fmt="json")
    box.get(f"/ws/2/isrc/{artist.isrcs[0]}", fmt="json")
    found = box.count("spotify")
    assert found["by_endpoint"] == {"token": 1, "search": 1, "album": 1, "artist_albums": 1}
    assert {endpoint: sum(seconds.values()) for endpoint, seconds in found["by_second"].items()} == found["by_endpoint"]
    assert box.count("musicbrainz")["by_endpoint"] == {"recording_search": 1, "isrc_lookup": 1}


@pytest.mark.parametrize("text", ["fast", "x", "x0", "20", ""])
def test_limits_that_make_no_sense_are_refused(inside, text):
    with pytest.raises(ValueError, match="Limits are real, none or a factor"):
        inside(limits=text)
