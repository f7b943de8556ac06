"""Each fault that a network can have, for each question: one error after one request and one timeout.

What we say we sent is what the sandbox counted.
"""

import time
from collections import Counter

import pytest

from enrichment.platforms.base import Malformed, RateLimited, TryAgain
from tests.enrichment.platforms.boxed import UNKNOWN, UNKNOWN_ID, WORLD, adapters, known, raised
from tests.sandbox_server import start_sandbox

QUESTIONS = {
    "musicbrainz": {
        "recording_search": lambda m: m.recordings(WORLD.isrcs[:2]),
        "artist_search": lambda m: m.artists([UNKNOWN]),
        "url_search": lambda m: m.links([UNKNOWN]),
        "release_search": lambda m: m.releases([UNKNOWN]),
        "area_search": lambda m: m.areas([UNKNOWN]),
        "artist_lookup": lambda m: m.artist_with_links(known("mbid")[0].mbid),
        "area_lookup": lambda m: m.area_with_parent(WORLD.areas[0].id),
        "label_lookup": lambda m: m.label(WORLD.labels[0].id),
        "isrc_lookup": lambda m: m.recordings_of(next(r.isrc for r in WORLD.recordings if r.mbid)),
    },
    "spotify": {
        "search": lambda s: s.tracks_by_isrc(WORLD.isrcs[0]),
        "album": lambda s: s.album(next(r.spotify_id for r in WORLD.releases if r.spotify_id)),
        "artist_albums": lambda s: s.artist_albums(known("spotify_id")[0].spotify_id),
        "artist": lambda s: s.artist(known("spotify_id")[0].spotify_id),
        "artists": lambda s: s.artists([known("spotify_id")[0].spotify_id]),
    },
    "youtube": {
        "channels": lambda y: y.channels([WORLD.channels[0].id]),
        "playlist_items": lambda y: y.uploads(WORLD.channels[0].uploads_playlist),
        "stats": lambda y: y.video_stats(["00000000000"]),
        "videos": lambda y: y.videos(["00000000000"]),
        "search": lambda y: y.search("x"),
    },
    "lastfm": {"artist_info": lambda f: f.artist(WORLD.pages[0].name)},
}
FAULTS = {
    "429short": (RateLimited, 2),
    "429long": (RateLimited, 3600),
    "500": (TryAgain, None),
    "503": (TryAgain, None),
    "hang": (TryAgain, None),
    "drip": (TryAgain, None),
    "reset": (TryAgain, None),
    "truncate": (Malformed, None),
    "html": (Malformed, None),
    "empty": (Malformed, None),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("platform", QUESTIONS)
def test_each_fault_is_one_error_after_one_request_and_one_timeout(sandbox, platform, fault):
    sandbox.control(spotify="extended")
    adapter = adapters(sandbox, timeout=0.3, extended=True)[platform]
    if platform == "spotify":
        adapter.artist(UNKNOWN_ID)  # for a token
    sandbox.control(faults={platform: {"kind": fault, "seconds": 2}})
    sandbox.stats(reset=True)
    adapter.account.take()
    kind, after = FAULTS[fault]
    if (platform, fault) == ("musicbrainz", "503"):
        kind, after = RateLimited, 0  # its only way to say "too fast"
    for endpoint, ask in QUESTIONS[platform].items():
        began = time.monotonic()
        error = raised(lambda ask=ask: ask(adapter))
        assert (type(error), error.after) == (kind, after), endpoint
        assert time.monotonic() - began < 1
    assert [sent.endpoint for sent in adapter.account.sent] == list(QUESTIONS[platform])
    assert sandbox.stats(platform)["by_endpoint"] == dict.fromkeys(QUESTIONS[platform], 1)


def test_the_token_server_may_fail_too(sandbox):
    for fault, (kind, after) in FAULTS.items():
        sandbox.control(faults={"spotify.token": {"kind": fault, "seconds": 2}})
        adapter = adapters(sandbox, timeout=0.3)["spotify"]
        error = raised(lambda adapter=adapter: adapter.artist(UNKNOWN_ID))
        assert (type(error), error.after) == (kind, after), fault
        assert [sent.endpoint for sent in adapter.account.sent] == ["token"]


def test_a_server_that_is_gone_was_never_asked():
    with start_sandbox(artists=1, isrcs=1) as gone:
        found = adapters(gone)
    for platform, adapter in found.items():
        assert type(raised(lambda p=platform, a=adapter: next(iter(QUESTIONS[p].values()))(a))) is TryAgain
        assert adapter.account.sent == []


def test_what_we_counted_is_what_the_sandbox_counted(sandbox):
    sandbox.control(spotify="extended")
    for platform, adapter in adapters(sandbox, extended=True).items():
        for ask in QUESTIONS[platform].values():
            ask(adapter)
        counted = sandbox.stats(platform)
        assert Counter(sent.endpoint for sent in adapter.account.sent) == counted["by_endpoint"]
        assert Counter(str(sent.status) for sent in adapter.account.sent) == counted["statuses"]
