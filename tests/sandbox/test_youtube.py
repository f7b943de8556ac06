"""Channels as they are found, hidden, missing and growing."""

import pytest

from sandbox.catalogue.channels import RHYTHMS

DAY = 86_400


def channels(api, **params):
    parts = "snippet,statistics,contentDetails"
    return api.youtube("channels", part=parts, maxResults=50, **params).json().get("items", [])


def of_case(world, case):
    return next(a.channel for a in world.artists if a.youtube_case == case and a.channel)


def uploads(api, channel, **params):
    params = {"part": "contentDetails", "playlistId": channel.uploads_playlist, "maxResults": 50} | params
    return api.youtube("playlistItems", **params)


def test_an_unknown_handle_has_no_items_at_all(api):
    answer = api.youtube("channels", part="snippet", forHandle="@nobody-has-this").json()
    assert answer["pageInfo"]["totalResults"] == 0 and "items" not in answer


def test_fifty_ids_come_in_one_reply_and_unknown_ones_are_silently_missing(api, world):
    ids = [c.id for c in world.channels[:49]]
    assert {c["id"] for c in channels(api, id=",".join([*ids, "UC0000000000000000000000"]))} == set(ids)
    assert {c["id"] for c in channels(api, id=ids[:3])} == set(ids[:3])


@pytest.mark.parametrize(("form", "by"), [("handle", "forHandle"), ("user", "forUsername")])
def test_linked_names_lead_to_the_channel(api, world, form, by):
    channel = next(a.channel for a in world.artists if a.link_form == form)
    name = channel.handle if form == "handle" else channel.username
    assert [c["id"] for c in channels(api, **{by: name})] == [channel.id]


def test_hidden_subscribers_are_absent_or_nought(api, world):
    hidden = [c for c in world.channels if c.hidden]
    found = [c["statistics"] for c in channels(api, id=",".join(c.id for c in hidden))]
    assert {one["hiddenSubscriberCount"] for one in found} == {True}
    assert {one.get("subscriberCount") for one in found} <= {None, "0"}


def test_subscribers_are_rounded_down(api, world):
    channel = next(c for c in world.channels if c.subscribers > 10_000 and not c.hidden)
    shown = int(channels(api, id=channel.id)[0]["statistics"]["subscriberCount"])
    assert shown <= channel.subscribers < shown + 10 ** (len(str(shown)) - 3)


def test_topic_channels_show_no_videos_and_no_handle(api, world):
    topic = next(c for c in world.channels if c.topic)
    found = channels(api, id=topic.id)[0]
    assert found["snippet"]["title"].endswith(" - Topic") and "customUrl" not in found["snippet"]
    assert found["statistics"]["videoCount"] == "0" and uploads(api, topic).status_code == 404


@pytest.mark.parametrize("case", [case for case in RHYTHMS if case != "no uploads"])
def test_uploads_keep_their_rhythm(api, world, case):
    every, newest, _, _, goes_on = RHYTHMS[case]
    dates = [item["contentDetails"]["videoPublishedAt"] for item in uploads(api, of_case(world, case)).json()["items"]]
    recent = [date for date in dates if (world.start.timestamp() - _stamp(date)) < 89.5 * DAY]
    assert dates == sorted(dates, reverse=True)
    assert len(recent) == (int((89.5 - newest) // every) + 1 if newest < 90 else 0)


def _stamp(text):
    from datetime import datetime

    return datetime.fromisoformat(text).timestamp()


def test_active_channels_go_on_while_the_clock_moves(api, world):
    active, dormant = of_case(world, "active"), of_case(world, "dormant")
    before = [uploads(api, c).json()["pageInfo"]["totalResults"] for c in (active, dormant)]
    api.server.control(clock={"advance": 36 * DAY})
    after = [uploads(api, c).json()["pageInfo"]["totalResults"] for c in (active, dormant)]
    assert (after[0] - before[0], after[1] - before[1]) == (3, 0)


def test_growing_channels_grow_and_others_do_not(api, world):
    growing, steady = of_case(world, "growing"), of_case(world, "moderate")
    figures = [[c.subscribers for c in (growing, steady)]]
    api.server.control(clock={"advance": 14 * DAY})
    found = {c["id"]: int(c["statistics"]["subscriberCount"]) for c in channels(api, id=f"{growing.id},{steady.id}")}
    assert found[growing.id] >= figures[0][0] * 1.05 and found[steady.id] <= figures[0][1]


def test_pages_end_with_only_a_previous_token(api, world):
    channel = next(c for c in world.channels if 50 < c.uploads <= 100)
    first = uploads(api, channel).json()
    second = uploads(api, channel, pageToken=first["nextPageToken"]).json()
    assert "prevPageToken" in second and "nextPageToken" not in second


def test_a_search_finds_namesakes_too(api, world):
    artist = next(a for a in world.artists if a.youtube_case == "none but decoys")
    items = api.youtube("search", part="snippet", type="channel", q=artist.name).json()["items"]
    assert items[0]["snippet"]["title"] == artist.name
    assert artist.channel is None


@pytest.mark.parametrize(
    ("mode", "path", "params", "status", "reason"),
    [
        ("key_invalid", "channels", {"part": "id", "id": "x"}, 400, "badRequest"),
        ("disabled", "channels", {"part": "id", "id": "x"}, 403, "accessNotConfigured"),
        ("no_stats", "videos:batchGetStats", {"part": "id", "id": "x"}, 403, "forbidden"),
        ("no_stats_404", "videos:batchGetStats", {"part": "id", "id": "x"}, 404, "notFound"),
        ("down", "channels", {"part": "id", "id": "x"}, 503, "backendError"),
        ("ok", "channels", {"part": "id"}, 400, "missingRequiredParameter"),
        ("ok", "channels", {"id": "x"}, 400, "missingRequiredParameter"),
        ("ok", "channels", {"part": "id", "id": ",".join("x" * 51)}, 400, "invalidFilters"),
        ("ok", "playlistItems", {"part": "id", "playlistId": "UUnobody"}, 404, "playlistNotFound"),
    ],
)
def test_refusals(api, mode, path, params, status, reason):
    api.server.control(youtube=mode)
    reply = api.youtube(path, **params)
    assert (reply.status_code, reply.json()["error"]["errors"][0]["reason"]) == (status, reason)
