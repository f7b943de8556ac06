"""What Spotify answers, in our words, and how its refusals are understood."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
from spotipy.cache_handler import MemoryCacheHandler

from enrichment.findings import CopyrightLine, Page, ReleaseHit
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

ARTIST, ALBUM = "2BBBBBBBBBBBBBBBBBBBBB", "3CCCCCCCCCCCCCCCCCCCC2"


def answered(reply, status=200, headers=None, **options):
    adapter = wire.spotify(**options)
    return adapter, wire.on(adapter, reply, status, headers)


def test_only_tracks_of_this_very_isrc_count_oldest_non_compilation_first():
    adapter, asked = answered(wire.told("spotify/search.json"))
    found = adapter.tracks_by_isrc("nz-abc-21-00001")
    assert [track.releases[0].kind for track in found] == ["single", "album", "compilation"]
    assert {track.isrcs for track in found} == {("NZABC2100001",)}
    query = parse_qs(urlsplit(asked.url).query)
    assert query == {"q": ["isrc:NZABC2100001"], "type": ["track"], "limit": ["10"], "offset": ["0"], "market": ["NZ"]}


def test_a_date_is_only_as_exact_as_spotify_says():
    single = answered(wire.told("spotify/search.json"))[0].tracks_by_isrc("NZABC2100001")[0]
    assert single.releases == (ReleaseHit("3CCCCCCCCCCCCCCCCCCCC3", "Harbour Light", "2021", "single"),)


def test_a_guest_named_in_the_title_is_featured():
    track = answered(wire.told("spotify/search.json"))[0].tracks_by_isrc("NZABC2100001")[0]
    assert [(credit.name, credit.featured) for credit in track.credits] == [
        ("Example Trio", False),
        ("Mere Tāwhai", True),
    ]


def test_a_search_by_name_keeps_every_hit_and_quotes_the_name():
    adapter, asked = answered(wire.told("spotify/search.json"))
    assert len(adapter.tracks_by_artist('Ex"ample \\ Trio')) == 4
    assert parse_qs(urlsplit(asked.url).query)["q"] == ['artist:"Ex ample   Trio"']


def test_an_album_gives_its_p_and_c_lines():
    album = answered(wire.told("spotify/album.json"))[0].album(ALBUM)
    assert album.copyrights == (
        CopyrightLine("2021 Example Trio", "C"),
        CopyrightLine("2021 Tūī Street Records under exclusive licence to Harbour Group", "P"),
    )
    assert (album.kind, album.date, album.label, album.artist_ids) == ("single", "2021-03-19", None, (ARTIST,))


def test_an_artists_albums_come_in_pages():
    adapter, asked = answered(wire.told("spotify/artist_albums.json"))
    page = adapter.artist_albums(ARTIST)
    assert [(hit.date, hit.kind) for hit in page.items] == [("2021-03-19", "single"), ("2019-07", "album")]
    assert (page.total, page.next_offset) == (12, 2)
    assert parse_qs(urlsplit(asked.url).query)["limit"] == ["10"]  # 20, the library's own default, is refused


def test_followers_are_unknown_where_the_key_does_not_offer_them():
    assert answered(wire.told("spotify/artist.json"))[0].artist(ARTIST).followers is None


def test_several_artists_at_once_are_for_extended_mode_only():
    adapter, asked = answered(wire.told("spotify/artists.json"), extended=True)
    assert [artist.followers for artist in adapter.artists([ARTIST])] == [1234]
    adapter, asked = answered({})
    with pytest.raises(NotOffered):
        adapter.artists([ARTIST])
    assert asked.asked == []


def test_what_is_not_there_is_none():
    adapter, _ = answered({"error": {"status": 404, "message": "Resource not found"}}, 404)
    assert adapter.album(ALBUM) is None
    assert adapter.artist(ARTIST) is None
    assert adapter.artist_albums(ARTIST) == Page()


def error(status, message, **more):
    return {"error": {"status": status, "message": message, **more}}


@pytest.mark.parametrize(
    ("status", "body", "headers", "kind", "after"),
    [
        (429, error(429, "API rate limit exceeded"), {"Retry-After": "7"}, RateLimited, 7),
        (429, "Too many requests", {"Retry-After": "7"}, RateLimited, 7),
        (429, error(429, "x", reason="QUOTA_EXCEEDED"), {"Retry-After": "48925"}, QuotaSpent, 48925),
        (429, error(429, "x", reason="QUOTA_EXCEEDED"), {}, QuotaSpent, None),
        (403, error(403, "Forbidden"), {}, NotOffered, None),
        (403, "Active premium subscription required for the owner of the app", {}, Misconfigured, None),
        (403, error(403, "User not registered"), {}, Misconfigured, None),
        (403, "", {}, Misconfigured, None),
        (400, error(400, "Invalid limit"), {}, PlatformError, None),
        (401, error(401, "The access token expired"), {}, TryAgain, 0),
        (404, "<html>", {}, Malformed, None),
        (502, "<html>", {}, TryAgain, None),
        (500, "", {}, TryAgain, None),
        (500, ["error"], {}, TryAgain, None),
        (200, "<html>", {}, Malformed, None),
        (200, "", {}, Malformed, None),
        (200, "[]", {}, Malformed, None),
        (200, {"tracks": None}, {}, Malformed, None),
        (200, {"tracks": {"items": [None, {"name": "x"}]}}, {}, Malformed, None),
        (200, "[" * 100_000, {}, Malformed, None),
    ],
    ids=wire.short,
)
def test_a_refusal_is_one_error_after_one_request(status, body, headers, kind, after):
    adapter, asked = answered(body, status, headers)
    with pytest.raises(PlatformError) as caught:
        adapter.tracks_by_isrc("NZABC2100001")
    assert (type(caught.value), caught.value.after, len(asked.asked)) == (kind, after, 1)
    assert [(sent.endpoint, sent.status) for sent in adapter.account.sent] == [("search", status)]


def test_the_daily_quota_is_a_bucket():
    adapter, _ = answered(error(429, "x", reason="QUOTA_EXCEEDED"), 429)
    with pytest.raises(QuotaSpent) as caught:
        adapter.album(ALBUM)
    assert caught.value.bucket == "daily"


def with_token_server(reply, status=200):
    adapter, _ = answered(wire.told("spotify/artist.json"), token=None)
    tokens = wire.Wire(reply, status)
    adapter.accounts.mount("https://", tokens)
    return adapter, tokens


def test_a_token_is_asked_for_once_and_kept():
    adapter, tokens = with_token_server(wire.told("spotify/token.json"))
    adapter.artist(ARTIST)
    adapter.artist(ARTIST)
    assert [sent.endpoint for sent in adapter.account.sent] == ["token", "artist", "artist"]
    assert tokens.asked[0].body == "grant_type=client_credentials"


def test_processes_share_a_token_through_the_cache():
    cache = MemoryCacheHandler({"access_token": "SHARED", "expires_at": int(time.time()) + 600})
    adapter, asked = answered(wire.told("spotify/artist.json"), token=None, cache_handler=cache)
    adapter.artist(ARTIST)
    assert asked.asked[0].headers["Authorization"] == "Bearer SHARED"


@pytest.mark.parametrize(
    ("status", "reply", "kind"),
    [
        (400, {"error": "invalid_client"}, Misconfigured),
        (401, "", Misconfigured),
        (429, "", RateLimited),
        (503, "", TryAgain),
        (200, {}, Malformed),
        (200, "<html>", Malformed),
        (200, [], Malformed),
        (200, {"access_token": "a\r\nX: y"}, Malformed),
        (200, {"access_token": {"a": 1}}, Malformed),
    ],
)
def test_without_a_token_nothing_else_is_asked(status, reply, kind):
    adapter, _ = with_token_server(reply, status)
    with pytest.raises(PlatformError) as caught:
        adapter.artist(ARTIST)
    assert type(caught.value) is kind
    assert [sent.endpoint for sent in adapter.account.sent] == ["token"]


@pytest.mark.parametrize("expires", ["3600", None, {}, 10**30, -1, 3600.0])
def test_an_odd_lifetime_does_not_spoil_a_token(expires):
    adapter, _ = with_token_server({"access_token": "TOKEN", "expires_in": expires})
    assert adapter.artist(ARTIST).name == "Example Trio"


def test_an_expired_token_is_forgotten_so_the_next_question_fetches_a_new_one():
    adapter, _ = answered(error(401, "The access token expired"), 401)
    with pytest.raises(TryAgain):
        adapter.artist(ARTIST)
    assert not adapter.auth.cache_handler.get_cached_token()


def test_a_token_another_process_renewed_meanwhile_stays():
    adapter, _ = answered(error(401, "expired"), 401)
    cache = adapter.auth.cache_handler
    adapter.client.artist = lambda id: (
        cache.save_token_to_cache({"access_token": "NEWER", "expires_at": 2**40})
        or (adapter.client._get("artists/" + id))
    )
    with pytest.raises(TryAgain):
        adapter.artist(ARTIST)
    assert cache.get_cached_token()["access_token"] == "NEWER"


def test_a_fresh_token_that_is_refused_is_not_asked_again_at_once():
    adapter, _ = with_token_server(wire.told("spotify/token.json"))
    wire.on(adapter, error(401, "no"), 401)
    with pytest.raises(TryAgain) as caught:
        adapter.artist(ARTIST)
    assert caught.value.after is None


@pytest.mark.parametrize("id", ["", "../me", "spotify:artist:x", "a?b"])
def test_what_is_no_id_is_not_asked_about(id):
    adapter, asked = answered({})
    with pytest.raises(PlatformError, match="is not a Spotify id"):
        adapter.artist(id)
    assert asked.asked == []
