"""What YouTube answers, in our words, and how its refusals are understood."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from enrichment.findings import ChannelHit, UploadsFinding
from enrichment.platforms.base import (
    Malformed,
    Misconfigured,
    NotOffered,
    PlatformError,
    QuotaSpent,
    RateLimited,
    TryAgain,
)
from tests.enrichment.platforms import wire

UC = "UCaaaaaaaaaaaaaaaaaaaaa"


def answered(reply, status=200, headers=None):
    adapter = wire.youtube()
    return adapter, wire.on(adapter, reply, status, headers)


def test_fifty_channels_are_one_call():
    adapter, asked = answered(wire.told("youtube/channels.json"))
    found = adapter.channels([f"{UC}1", f"{UC}2"])
    assert parse_qs(urlsplit(asked.url).query)["id"] == [f"{UC}1,{UC}2"]
    assert urlsplit(asked.url).path == "/youtube/v3/channels"
    assert [channel.id for channel in found] == [f"{UC}1", f"{UC}2", f"{UC}3"]


def test_hidden_subscribers_are_unknown_not_none():
    open_one, hidden, topic = answered(wire.told("youtube/channels.json"))[0].channels([UC])
    assert (open_one.subscribers, open_one.views, open_one.videos) == (1230, 183211, 41)
    assert (hidden.subscribers, hidden.hidden_subscribers) == (None, True)
    assert (open_one.topic, topic.topic, topic.handle) == (False, True, None)


def test_a_channel_says_who_and_where_it_is():
    channel, without_country, _ = answered(wire.told("youtube/channels.json"))[0].channels([UC])
    assert (channel.handle, channel.country, channel.uploads) == ("@exampletrio", "NZ", "UUaaaaaaaaaaaaaaaaaaaaa1")
    assert channel.description == "booking: mail@trio.example"  # a line's end still parts two words
    assert channel.published_at == datetime(2014, 2, 1, tzinfo=UTC)
    assert without_country.country == "NZ"


@pytest.mark.parametrize(
    ("ask", "parameter"), [("channel_by_handle", "forHandle"), ("channel_by_username", "forUsername")]
)
def test_a_name_nobody_has_is_none(ask, parameter):
    adapter, asked = answered(wire.told("youtube/no_channel.json"))
    assert getattr(adapter, ask)("@nobody") is None
    assert parse_qs(urlsplit(asked.url).query)[parameter] == ["@nobody"]


def test_uploads_come_newest_first():
    found = answered(wire.told("youtube/playlist_items.json"))[0].uploads("UUx")
    assert [video for video, _ in found.uploads] == ["vid00000002", "vid00000001", "vid00000003"]
    assert found.uploads[0][1] == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_channel_without_uploads_has_no_such_playlist():
    body = {"error": {"code": 404, "message": "x", "errors": [{"reason": "playlistNotFound"}]}}
    assert answered(body, 404)[0].uploads("UUx") == UploadsFinding("UUx")


def test_hidden_likes_and_closed_comments_are_unknown():
    first, second = answered(wire.told("youtube/videos.json"))[0].videos(["a", "b"])
    assert (first.views, first.likes, first.comments) == (120, 7, 0)
    assert (second.views, second.likes, second.comments) == (99, None, None)


def test_quick_figures_come_from_their_own_endpoint():
    adapter, asked = answered(wire.told("youtube/stats.json"))
    (video,) = adapter.video_stats(["vid00000001"])
    assert urlsplit(asked.url).path == "/youtube/v3/videos:batchGetStats"
    assert (video.views, video.published_at) == (120, datetime(2025, 1, 1, tzinfo=UTC))
    assert [sent.endpoint for sent in adapter.account.sent] == ["stats"]


def test_a_search_finds_channels_only_with_readable_names():
    adapter, asked = answered(wire.told("youtube/search.json"))
    assert adapter.search("Salt & the Sea's End") == (ChannelHit(f"{UC}1", "Salt & the Sea's End", "songs"),)
    query = parse_qs(urlsplit(asked.url).query)
    assert (query["type"], query["maxResults"], query["q"]) == (["channel"], ["5"], ["Salt & the Sea's End"])


def error(code, message="x", *reasons, **more):
    return {"error": {"code": code, "message": message, "errors": [{"reason": r} for r in reasons], **more}}


SEARCH_SPENT = "Quota exceeded for quota metric 'Search Queries' and limit 'Search Queries per day' of service"
TOO_MANY = "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute' of service"
INFO = "type.googleapis.com/google.rpc.ErrorInfo"


@pytest.mark.parametrize(
    ("ask", "bucket"),
    [
        (lambda y: y.search("x"), "search"),
        (lambda y: y.video_stats(["x"]), "stats"),
        (lambda y: y.channels(["x"]), "main"),
        (lambda y: y.uploads("x"), "main"),
        (lambda y: y.videos(["x"]), "main"),
    ],
    ids=["search", "stats", "channels", "uploads", "videos"],
)
def test_a_spent_quota_closes_the_bucket_that_was_asked(ask, bucket):
    adapter, _ = answered(error(403, "x", "quotaExceeded"), 403)
    with pytest.raises(QuotaSpent) as caught:
        ask(adapter)
    assert caught.value.bucket == bucket


@pytest.mark.parametrize(
    ("status", "body", "headers", "kind", "after"),
    [
        (429, error(429, SEARCH_SPENT, "rateLimitExceeded", status="RESOURCE_EXHAUSTED"), {}, QuotaSpent, None),
        (429, error(429, TOO_MANY, "rateLimitExceeded"), {"Retry-After": "30"}, RateLimited, 30),
        (403, error(403, "x", "rateLimitExceeded"), {}, RateLimited, None),
        (403, error(403, "x", "userRateLimitExceeded"), {}, RateLimited, None),
        (429, "", {}, RateLimited, None),
        (400, error(400, "API key not valid. Please pass a valid API key.", "badRequest"), {}, Misconfigured, None),
        (400, error(400, "x", "keyInvalid"), {}, Misconfigured, None),
        (400, error(400, "x", details=[{"@type": INFO, "reason": "API_KEY_INVALID"}]), {}, Misconfigured, None),
        (403, error(403, "x", "accessNotConfigured"), {}, Misconfigured, None),
        (403, error(403, "x", details=[{"@type": INFO, "reason": "SERVICE_DISABLED"}]), {}, Misconfigured, None),
        (403, error(403, "x", details={"reason": "API_KEY_IP_ADDRESS_BLOCKED"}), {}, Misconfigured, None),
        (403, error(403, "x", "forbidden"), {}, Misconfigured, None),
        (403, "<html>", {}, Misconfigured, None),
        (403, error(403, "x", "playlistItemsNotAccessible"), {}, PlatformError, None),
        (400, error(400, "bad SECRETKEY", "invalidPageToken"), {}, PlatformError, None),
        (404, "<html>", {}, Malformed, None),
        (503, error(503, "x", "backendError"), {}, TryAgain, None),
        (500, "", {}, TryAgain, None),
        (307, "", {"Location": "/elsewhere"}, Malformed, None),
        (200, "<html>", {}, Malformed, None),
        (200, "", {}, Malformed, None),
        (200, '{"items": [', {}, Malformed, None),
        (200, "[]", {}, Malformed, None),
        (200, {}, {}, Malformed, None),
        (200, {"kind": "youtube#x", "items": None}, {}, Malformed, None),
        (200, {"kind": "youtube#x", "items": [{}, 7]}, {}, Malformed, None),
        (200, {"kind": "youtube#x", "pageInfo": {"totalResults": 3}}, {}, Malformed, None),
        (200, b"\xff", {}, Malformed, None),
        (200, "[" * 100_000, {}, Malformed, None),
    ],
    ids=wire.short,
)
def test_a_refusal_is_one_error_after_one_request(status, body, headers, kind, after):
    adapter, asked = answered(body, status, headers)
    with pytest.raises(PlatformError) as caught:
        adapter.search("x")
    assert (type(caught.value), caught.value.after, len(asked.asked)) == (kind, after, 1)
    assert [(sent.endpoint, sent.status) for sent in adapter.account.sent] == [("search", status)]
    assert "SECRETKEY" not in caught.value.sentence


@pytest.mark.parametrize(
    ("status", "body"),
    [(403, error(403, "x", "forbidden")), (404, error(404, "x", "notFound")), (404, "<html>"), (400, error(400))],
)
def test_quick_figures_refused_alone_are_merely_not_offered(status, body):
    adapter, _ = answered(body, status)
    with pytest.raises(NotOffered):
        adapter.video_stats(["x"])


def test_a_wrong_key_is_more_than_quick_figures_refused():
    adapter, _ = answered(error(400, "x", "keyInvalid"), 400)
    with pytest.raises(Misconfigured) as caught:
        adapter.video_stats(["x"])
    assert not isinstance(caught.value, NotOffered)
