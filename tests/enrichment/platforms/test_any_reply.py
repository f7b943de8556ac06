"""Whatever a platform sends, an adapter answers or raises one of our errors: nothing else ever comes out of it."""

import copy
from dataclasses import fields, is_dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enrichment.platforms.base import PlatformError
from tests.enrichment.platforms import wire

MBID, ID = "aaaaaaaa-0000-4000-8000-000000000001", "2BBBBBBBBBBBBBBBBBBBBB"
MUSICBRAINZ, SPOTIFY, YOUTUBE, LASTFM = wire.musicbrainz(), wire.spotify(extended=True), wire.youtube(), wire.lastfm()

QUESTIONS = {
    "musicbrainz/recordings.json": (MUSICBRAINZ, lambda: MUSICBRAINZ.recordings(["NZABC2100001"])),
    "musicbrainz/isrc.json": (MUSICBRAINZ, lambda: MUSICBRAINZ.recordings_of("NZABC2100001")),
    "musicbrainz/artists.json": (MUSICBRAINZ, lambda: MUSICBRAINZ.artists([MBID])),
    "musicbrainz/urls.json": (MUSICBRAINZ, lambda: MUSICBRAINZ.links([MBID])),
    "musicbrainz/releases.json": (MUSICBRAINZ, lambda: MUSICBRAINZ.releases([MBID])),
    "musicbrainz/areas.json": (MUSICBRAINZ, lambda: MUSICBRAINZ.areas([MBID])),
    "musicbrainz/artist.json": (MUSICBRAINZ, lambda: MUSICBRAINZ.artist_with_links(MBID)),
    "musicbrainz/area.json": (MUSICBRAINZ, lambda: MUSICBRAINZ.area_with_parent(MBID)),
    "musicbrainz/label.json": (MUSICBRAINZ, lambda: MUSICBRAINZ.label(MBID)),
    "spotify/search.json": (SPOTIFY, lambda: SPOTIFY.tracks_by_isrc("NZABC2100001")),
    "spotify/album.json": (SPOTIFY, lambda: SPOTIFY.album(ID)),
    "spotify/artist_albums.json": (SPOTIFY, lambda: SPOTIFY.artist_albums(ID)),
    "spotify/artist.json": (SPOTIFY, lambda: SPOTIFY.artist(ID)),
    "spotify/artists.json": (SPOTIFY, lambda: SPOTIFY.artists([ID])),
    "youtube/channels.json": (YOUTUBE, lambda: YOUTUBE.channels([ID])),
    "youtube/no_channel.json": (YOUTUBE, lambda: YOUTUBE.channel_by_handle("@x")),
    "youtube/playlist_items.json": (YOUTUBE, lambda: YOUTUBE.uploads(ID)),
    "youtube/videos.json": (YOUTUBE, lambda: YOUTUBE.videos([ID])),
    "youtube/stats.json": (YOUTUBE, lambda: YOUTUBE.video_stats([ID])),
    "youtube/search.json": (YOUTUBE, lambda: YOUTUBE.search("x")),
    "lastfm/artist.xml": (LASTFM, lambda: LASTFM.artist("x")),
}
MANY = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))

leaf = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["0", "-1", "9" * 30, "\x00"])
)
anything = st.recursive(leaf, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=6)


def places(value, path=()):
    """Every place in a reply, the whole included."""
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, held in inside:
        yield from places(held, (*path, key))


def with_change(reply, path, change):
    """The reply with something else at this place, or nothing when `change` is the place itself."""
    if not path:
        return change
    changed = copy.deepcopy(reply)
    held = changed
    for key in path[:-1]:
        held = held[key]
    if change is path:
        del held[path[-1]]
    else:
        held[path[-1]] = change
    return changed


def outcome(name, *args):
    """What comes out: findings, or one of our errors."""
    adapter, ask = QUESTIONS[name]
    wire.give(SPOTIFY)  # a 401 before this one took it
    asked = wire.on(adapter, *args)
    try:
        found = ask()
    except PlatformError as error:
        found = error
    assert len(asked.asked) == 1
    return found


def words(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for inner in value:
            yield from words(inner)
    elif is_dataclass(value):
        for field in fields(value):
            yield from words(getattr(value, field.name))


@pytest.mark.parametrize("name", [name for name in QUESTIONS if name.endswith(".json")])
@MANY
@given(data=st.data())
def test_any_field_may_be_anything_or_missing(name, data):
    reply = wire.told(name)
    path = data.draw(st.sampled_from(list(places(reply))))
    change = data.draw(anything | st.just(path), label="change")
    found = outcome(name, with_change(reply, path, change if change is not path or path else None))
    assert not [word for word in words(found) if "\x00" in word or word != word.encode("utf-8", "ignore").decode()]


@pytest.mark.parametrize("name", QUESTIONS)
@MANY
@given(body=st.binary() | st.text().map(str.encode) | anything.map(repr).map(str.encode))
def test_any_body_is_read_or_refused(name, body):
    outcome(name, body)


@pytest.mark.parametrize("name", QUESTIONS)
@MANY
@given(status=st.integers(300, 599), reply=anything, after=st.text(st.characters(codec="latin-1"), max_size=12))
def test_any_refusal_is_one_of_our_errors_or_nothing_found(name, status, reply, after):
    outcome(name, {"error": reply}, status, {"Retry-After": after, "X-RateLimit-Reset": after})
    outcome(name, {"error": {"errors": reply, "details": reply, "message": reply, "reason": reply}}, status)


@MANY
@given(
    old=st.sampled_from(["Example Trio", "5321", "<name>", "</tags>", "lfm", "artist", "stats", 'status="ok"', "mbid"]),
    new=st.text(),
)
def test_any_word_of_an_xml_reply_may_be_another(old, new):
    outcome("lastfm/artist.xml", wire.told("lastfm/artist.xml").replace(old, new).encode("utf-8", "replace"))
