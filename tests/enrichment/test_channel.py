"""What an address says about where an artist is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrichment.channel import ChannelLink, channel_of, service_of, spotify_artist_id

UC, VIDEO, LIST = "UCaaaaaaaaaaaaaaaaaaaa_-", "abcdefghi_-", "OLAK5uy_aaaaaaaaaaaa"
ARTIST = "2BBBBBBBBBBBBBBBBBBBBB"


@pytest.mark.parametrize(
    ("url", "kind", "value"),
    [
        (f"https://www.youtube.com/channel/{UC}", "id", UC),
        (f"http://youtube.com/channel/{UC}/videos?view=0#x", "id", UC),
        (f"HTTPS://M.YouTube.com/Channel/{UC}/", "id", UC),
        (f"https://music.youtube.com/channel/{UC}", "id", UC),
        (f"https://music.youtube.com/browse/{UC}?si=x", "id", UC),
        (f"youtube.com//channel/{UC}", "id", UC),
        (f" //www.youtube.com/channel/{UC} ", "id", UC),
        ("https://www.youtube.com/@exampletrio", "handle", "@exampletrio"),
        ("https://www.youtube.com/@ExampleTrio/featured?app=desktop", "handle", "@ExampleTrio"),
        ("https://www.youtube.com/%40exampletrio", "handle", "@exampletrio"),
        ("https://www.youtube.com/@k%C5%8Dwhai", "handle", "@kōwhai"),
        ("https://www.youtube.com/@音楽", "handle", "@音楽"),
        ("https://www.youtube.com/user/exampletrio#p/u", "username", "exampletrio"),
        ("https://www.youtube.com/c/ExampleTrio/about", "custom", "ExampleTrio"),
        ("https://www.youtube.com/ExampleTrio", "custom", "ExampleTrio"),
        (f"https://www.youtube.com/watch?v={VIDEO}&list={LIST}", "video", VIDEO),
        (f"https://youtu.be/{VIDEO}?t=3", "video", VIDEO),
        (f"https://www.youtube-nocookie.com/embed/{VIDEO}", "video", VIDEO),
        (f"https://www.youtube.com/shorts/{VIDEO}", "video", VIDEO),
        (f"https://music.youtube.com/playlist?list={LIST}", "playlist", LIST),
    ],
)
def test_a_youtube_address_names_something(url, kind, value):
    assert channel_of(url) == ChannelLink(kind, value)


NOBODYS = [
    "https://www.youtube.com/",
    "https://www.youtube.com/@",
    "https://www.youtube.com/channel/UCshort",
    f"https://www.youtube.com/channel/{UC}extra",
    "https://www.youtube.com/channel",
    "https://www.youtube.com/user/",
    "https://www.youtube.com/results?search_query=trio",
    "https://www.youtube.com/feed/subscriptions",
    "https://music.youtube.com/library",
    "https://www.youtube.com/watch?v=short",
    "https://www.youtube.com/watch?" + "&".join(["v"] * 5000),
    "https://www.youtube.com/@%ff%fe",
    "https://www.youtube.com/@a%00b",
    "https://www.youtube.com/@%E2%80%AEoirt",
    "https://youtu.be/",
]
ELSEWHERE = [
    f"https://notyoutube.com/channel/{UC}",
    f"https://youtube.com.evil.example/channel/{UC}",
    f"https://youtube.com@evil.example/channel/{UC}",
    f"https://evil.example/https://www.youtube.com/channel/{UC}",
    f"ftp://www.youtube.com/channel/{UC}",
    "javascript:alert(1)",
    "http://[",
    "http://youtube.com]/@x",
    "https://ⓨoutube.com℀/@x",
    "@exampletrio",
    "",
    "x" * 10_000,
    None,
    7,
]


@pytest.mark.parametrize("url", NOBODYS + ELSEWHERE, ids=lambda url: str(url)[:40])
def test_what_names_nobody_is_none(url):
    assert channel_of(url) is None


@pytest.mark.parametrize(
    ("url", "artist"),
    [
        (f"https://open.spotify.com/artist/{ARTIST}", ARTIST),
        (f"https://open.spotify.com/intl-de/artist/{ARTIST}?si=1", ARTIST),
        (f"https://open.spotify.com/embed/artist/{ARTIST}", ARTIST),
        (f"open.spotify.com/artist/{ARTIST}/", ARTIST),
        (f"spotify:artist:{ARTIST}", ARTIST),
        (f"https://open.spotify.com/album/{ARTIST}", None),
        ("https://open.spotify.com/artist/short", None),
        (f"https://spotify.example/artist/{ARTIST}", None),
        ("http://[", None),
        (None, None),
    ],
)
def test_a_spotify_address_holds_the_artists_id(url, artist):
    assert spotify_artist_id(url) == artist


@pytest.mark.parametrize(
    ("url", "service"),
    [
        ("https://music.youtube.com/channel/x", "youtube_music"),
        ("https://www.youtube.com/@x", "youtube"),
        ("https://geo.music.apple.com/nz/artist/1", "apple_music"),
        ("https://itunes.apple.com/nz/artist/1", "apple_music"),
        ("https://www.apple.com/", None),
        ("https://exampletrio.bandcamp.com/album/x", "bandcamp"),
        ("https://music.amazon.com/artists/x", "amazon_music"),
        ("https://listen.tidal.com/artist/1", "tidal"),
        ("https://www.deezer.com/artist/1", "deezer"),
        ("https://notdeezer.com/artist/1", None),
        ("https://deezer.com.evil.example/", None),
        ("https://exampletrio.example/", None),
        ("http://[", None),
        (None, None),
    ],
)
def test_an_address_belongs_to_a_service_by_its_host(url, service):
    assert service_of(url) == service


@given(st.text() | st.text().map("https://www.youtube.com/".__add__) | st.text().map("http://".__add__))
def test_no_address_is_too_hostile_to_read(url):
    channel_of(url), spotify_artist_id(url), service_of(url)
