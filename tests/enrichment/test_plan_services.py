import pytest

from leads.models import Release
from tests.enrichment.planning import (
    ASKED,
    AUDIENCE,
    CHANNEL,
    SPOTIFY,
    spotify,
    tide,
    youtube,
)

# --- YouTube ----------------------------------------------------------------------------------------------------------


def linked(*urls):
    return {"musicbrainz": {"country": "NZ", "youtube_links": list(urls)}}


@pytest.mark.parametrize(
    ("url", "wish"),
    [
        (f"https://www.youtube.com/channel/{CHANNEL}", ("channel", CHANNEL)),
        ("https://www.youtube.com/@tide", ("handle", "handle:@tide")),
        ("https://www.youtube.com/user/tidemusic", ("handle", "username:tidemusic")),
        ("https://www.youtube.com/c/tide", ("handle", "custom:tide")),
        ("https://www.instagram.com/tide", ("search", "1")),
    ],
    ids=["id", "handle", "user", "custom", "no channel"],
)
def test_a_link_takes_the_place_of_a_search(url, wish):
    assert youtube(tide(profiles=linked(url))) == [wish]


def test_a_link_in_a_spreadsheet_takes_the_place_of_a_search():
    assert youtube(tide(hints=[{"links": {"youtube": "https://youtube.com/@tide"}}])) == [("handle", "handle:@tide")]


def test_youtube_waits_until_the_links_are_read():
    assert youtube(tide(), asked={("musicbrainz", "links", "tide"): "queued"}) == []


@pytest.mark.parametrize(
    ("state", "wish"),
    [("queued", []), ("not_found", [("search", "1")]), ("failed", [("search", "1")])],
    ids=["still asking", "leads nowhere", "failed"],
)
def test_a_search_follows_only_when_the_link_led_nowhere(state, wish):
    asked = ASKED | {("youtube", "handle", "handle:@tide"): state}
    assert youtube(tide(profiles=linked("https://youtube.com/@tide")), asked=asked) == wish


def test_the_next_link_is_tried_before_a_search():
    known = tide(profiles=linked("https://youtube.com/@gone", "https://youtube.com/@tide"))
    asked = ASKED | {("youtube", "handle", "handle:@gone"): "not_found"}
    assert youtube(known, asked=asked) == [("handle", "handle:@tide")]


def read(**data):
    return {"youtube": {"channel_at": "2026-11-22", "uploads": "UUown", "videos": 12} | data}


def test_a_known_channel_is_read_then_its_uploads_then_their_figures():
    asked = ASKED | AUDIENCE
    bare, channel = tide(youtube_channel_id=CHANNEL), tide(youtube_channel_id=CHANNEL, profiles=read())
    full = tide(youtube_channel_id=CHANNEL, profiles=read(newest=["v"]))
    assert youtube(bare, asked=asked) == [("channel", CHANNEL)]
    assert youtube(channel, asked=asked) == [("uploads", "UUown")]
    done = asked | {("youtube", "uploads", "UUown"): "found"}
    assert youtube(full, asked=done) == [("videos", CHANNEL)]


@pytest.mark.parametrize(("videos", "asks"), [(0, False), (None, True)], ids=["none", "unknown"])
def test_a_channel_without_videos_has_no_uploads_to_read(videos, asks):
    known = tide(youtube_channel_id=CHANNEL, profiles=read(videos=videos))
    assert bool(youtube(known)) is asks


def test_a_linked_topic_channel_costs_no_search_and_other_links_go_on():
    topic = read(topic_only=True)
    assert youtube(tide(profiles=topic)) == []
    both = tide(profiles=topic | linked("https://youtube.com/@tide"))
    assert youtube(both) == [("handle", "handle:@tide")]


@pytest.mark.parametrize("state", ["rejected"])
def test_what_staff_rejected_is_not_looked_for_again(state):
    assert youtube(tide(profiles={"youtube": {"state": state}})) == []


def test_a_job_without_youtube_wishes_nothing_of_it():
    assert youtube(tide(), youtube=False) == []


# --- Spotify ----------------------------------------------------------------------------------------------------------

CODES = [("NZEXA2100001", "2021"), ("NZEXA2600001", "2026-03"), ("NZEXA2600002", "2026-03")]
OPEN = {"components": [{"component": "independence", "state": "unknown"}]}


def album(**values):
    return Release(spotify_id="album", title="album", **values)


def dated(**values):
    return tide(codes=CODES, last_release_date="2026-03-01", **values)


def test_nothing_is_asked_where_presence_and_independence_are_known():
    assert spotify(dated()) == []


@pytest.mark.parametrize("open_one", [{"spotify_id": None}, {"breakdown": OPEN}], ids=["presence", "independence"])
def test_one_code_the_newest_is_asked_where_one_of_them_is_open(open_one):
    assert spotify(dated(**open_one)) == [("isrc", "NZEXA2600001")]


@pytest.mark.parametrize("state", ["found", "not_found", "queued"])
def test_one_code_is_enough(state):
    asked = ASKED | {("spotify", "isrc", "NZEXA2100001"): state}
    assert spotify(dated(spotify_id=None), asked=asked) == []


@pytest.mark.parametrize("state", ["absent", "missed", "conflicting", "rejected"])
def test_a_presence_that_was_looked_into_is_not_asked_about_again(state):
    assert spotify(dated(spotify_id=None, profiles={"spotify": {"state": state}})) == []


def test_the_lines_of_the_newest_album_are_read_while_independence_is_open():
    known = dated(breakdown=OPEN)
    known.releases = [album()]
    assert spotify(known) == [("album", "album")]
    known.releases = [album(copyrights=[])]
    assert spotify(known) == []


def test_albums_are_listed_only_where_no_release_has_a_date_and_spotify_was_needed_anyway():
    asked = ASKED | {("spotify", "isrc", "NZEXA2100001"): "found"}
    assert spotify(tide(codes=CODES), asked=asked) == [("albums", SPOTIFY)]
    assert spotify(dated(), asked=asked) == []
    assert spotify(tide(codes=CODES)) == []


def test_followers_are_asked_for_only_where_the_key_offers_them(settings):
    settings.SPOTIFY_EXTENDED = True
    assert spotify(dated()) == [("followers", SPOTIFY)]


def test_spotify_waits_for_musicbrainz_unless_that_is_out():
    asked = ASKED | {("musicbrainz", "label", "slow"): "queued"}
    assert spotify(dated(spotify_id=None), asked=asked) == []
    assert spotify(dated(spotify_id=None), asked=asked, out={"musicbrainz"}) == [("isrc", "NZEXA2600001")]


def test_spotify_waits_for_a_score_that_is_about_to_change():
    assert spotify(dated(breakdown=OPEN), busy={1}) == []
