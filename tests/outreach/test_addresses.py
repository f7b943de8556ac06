"""Which links of an artist are a way to reach them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.addresses import KINDS, Address, contact_of

HOMEPAGE, SOCIAL = "fe33d22f-c3b0-4d68-bd53-a856badf2b15", "99429741-f3f6-484b-84f8-23af51991770"
BANDCAMP, YOUTUBE = "c550166e-0548-4a18-b1d4-e2ae423a3e88", "6a540e5b-58c6-4192-b6ba-dbc71ec8fcf0"
PATRONAGE, STREAMING = "6f77d54e-1d81-4e1a-9ea5-37947577151b", "769085a1-c2f7-4c24-a532-2375a77693bd"


@pytest.mark.parametrize(
    ("type_id", "url", "kind", "platform", "value"),
    [
        (HOMEPAGE, "https://trio.example/", "website", None, "https://trio.example/"),
        (HOMEPAGE, "http://WWW.Trio.Example", "website", None, "http://www.trio.example/"),
        (HOMEPAGE, "https://trio.example/?utm_source=x#top", "website", None, "https://trio.example/"),
        (HOMEPAGE, "https://trio.example/?page=2", "website", None, "https://trio.example/?page=2"),
        (HOMEPAGE, "https://kōwhai.example/", "website", None, "https://kōwhai.example/"),
        (HOMEPAGE, "https://trio.bandcamp.com/album/x", "platform_profile", "bandcamp", "https://trio.bandcamp.com/"),
        (HOMEPAGE, "https://facebook.com/trio", "platform_profile", "facebook", "https://facebook.com/trio"),
        (SOCIAL, "https://www.instagram.com/trio/?hl=en", "social", "instagram", "https://www.instagram.com/trio"),
        (SOCIAL, "https://www.facebook.com/trio/events/3", "social", "facebook", "https://www.facebook.com/trio"),
        (
            SOCIAL,
            "https://m.facebook.com/profile.php?id=100012345678",
            "social",
            "facebook",
            "https://www.facebook.com/profile.php?id=100012345678",
        ),
        (SOCIAL, "https://twitter.com/trio", "social", "x", "https://twitter.com/trio"),
        (SOCIAL, "https://www.tiktok.com/@trio", "social", "tiktok", "https://www.tiktok.com/@trio"),
        (SOCIAL, "https://bsky.app/profile/trio.example", "social", "bluesky", "https://bsky.app/profile/trio.example"),
        (SOCIAL, "https://toots.example/@trio", "social", "toots.example", "https://toots.example/@trio"),
        (BANDCAMP, "http://trio.bandcamp.com", "platform_profile", "bandcamp", "https://trio.bandcamp.com/"),
        (YOUTUBE, "https://youtube.com/@trio/videos", "platform_profile", "youtube", "https://youtube.com/@trio"),
        (PATRONAGE, "https://www.patreon.com/trio", "platform_profile", "patreon", "https://www.patreon.com/trio"),
    ],
)
def test_a_link_is_a_way_to_reach_them(type_id, url, kind, platform, value):
    assert contact_of(type_id, url) == Address(kind, platform, value)


@pytest.mark.parametrize(
    ("type_id", "url"),
    [
        (STREAMING, "https://open.spotify.com/artist/x"),
        ("", "https://trio.example/"),
        (None, "https://trio.example/"),
        (SOCIAL, "https://www.instagram.com/"),
        (SOCIAL, "https://www.instagram.com/p/abc"),
        (SOCIAL, "https://www.facebook.com/events/3"),
        (SOCIAL, "https://www.facebook.com/profile.php"),
        (SOCIAL, "https://www.tiktok.com/music/x-1"),
        (BANDCAMP, "https://bandcamp.com/"),
        (YOUTUBE, "https://www.youtube.com/watch?v=abcdefghijk"),
        (HOMEPAGE, "https://web.archive.org/web/2010/http://trio.example/"),
        (HOMEPAGE, "javascript:alert(1)"),
        (HOMEPAGE, "mailto:mail@trio.example"),
        (HOMEPAGE, "ftp://trio.example/"),
        (HOMEPAGE, "https://mail:secret@trio.example/"),
        (HOMEPAGE, "https://localhost/"),
        (HOMEPAGE, "http://127.0.0.1/"),
        (HOMEPAGE, "http://[::1]/"),
        (HOMEPAGE, "http://["),
        (HOMEPAGE, "https://trio.example:99999999/"),
        (HOMEPAGE, "https://trio.example/\x00"),
        (HOMEPAGE, 'https://trio.example/"><script>'),
        (HOMEPAGE, "https://trio.example/" + "x" * 600),
        (HOMEPAGE, "trio.example"),
        (HOMEPAGE, ""),
        (HOMEPAGE, None),
    ],
    ids=lambda value: str(value)[-40:],
)
def test_what_reaches_nobody_is_none(type_id, url):
    assert contact_of(type_id, url) is None


@given(st.sampled_from(sorted(KINDS)), st.text() | st.text().map("https://www.facebook.com/".__add__))
def test_no_address_is_too_hostile_to_read(type_id, url):
    found = contact_of(type_id, url)
    assert found is None or found.value.startswith(("http://", "https://"))
