import pytest

from enrichment.models import Area
from enrichment.plan import Asked, Terms, Wishes, recording_wishes
from leads.gather import Hint, Known
from leads.models import Artist, Profile, Recording, Release, Statement
from scoring.labels import LabelBook

PLATFORMS = {"musicbrainz", "spotify", "youtube", "lastfm"}
BOOK = LabelBook([("Big Major", "major", "Universal Music Group")])
CHANNEL = "UCown0000000000000000000"
SPOTIFY = "4Example0Artist0Id0000"
ASKED = {("musicbrainz", "artist", "tide"): "found", ("musicbrainz", "links", "tide"): "found"}
AUDIENCE = {("lastfm", "audience", "1"): "found"}
SETTLED = {"components": [{"component": "independence", "state": "known"}]}


def tide(*releases, codes=(), profiles=None, hints=(), statements=(), **values):
    """What is known of an artist whose MusicBrainz links have been read, unless told otherwise."""
    artist = Artist(**{"pk": 1, "name": "Tide", "mbid": "tide", "breakdown": SETTLED, "spotify_id": SPOTIFY} | values)
    recordings = [Recording(pk=n, isrc=code, first_release=date) for n, (code, date) in enumerate(codes, 1)]
    held = {
        name: Profile(platform=name, state=given.pop("state", "found"), data=given)
        for name, given in (profiles or {}).items()
    }
    told = [Hint("a.xlsx", "2026-11-01", words) for words in hints]
    return Known(artist, held, recordings, list(releases), hints=told, statements=list(statements))


def wishes(known, asked=ASKED | AUDIENCE, on=PLATFORMS, youtube=True, areas=None, **terms):
    states = {key: Asked(state) for key, state in asked.items()}
    given = Terms(set(on), BOOK, areas or {}, {1: states}, {1} if youtube else set(), **terms)
    return [(wish.platform, wish.kind, wish.subject) for wish in Wishes(known, given).all()]


def of(platform, found):
    return [(kind, subject) for name, kind, subject in found if name == platform]


def musicbrainz(known, **options):
    return of("musicbrainz", wishes(known, **options))


def youtube(known, **options):
    return of("youtube", wishes(known, **options))


def spotify(known, **options):
    return of("spotify", wishes(known, **options))


# --- Altogether -------------------------------------------------------------------------------------------------------


def test_a_new_artist_is_asked_about_at_musicbrainz_and_lastfm_first():
    assert wishes(tide(spotify_id=None), {}) == [
        ("musicbrainz", "artist", "tide"),
        ("musicbrainz", "links", "tide"),
        ("lastfm", "audience", "1"),
    ]


@pytest.mark.parametrize("state", ["queued", "asking", "found", "not_found", "failed", "skipped", "parked"])
def test_what_was_ever_wished_is_not_wished_again(state):
    known = tide(spotify_id=None, breakdown={}, codes=[("NZEXA2600001", "2021")])
    asked = {}
    for _ in range(12):
        asked |= dict.fromkeys(wishes(known, asked), state)
    assert wishes(known, asked) == []


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
def test_a_platform_that_is_switched_off_is_not_wished_for(platform):
    known = tide(spotify_id=None, breakdown={}, codes=[("NZEXA2600001", "2021")])
    found = wishes(known, {}, PLATFORMS - {platform}) + wishes(known, ASKED, PLATFORMS - {platform})
    assert platform not in {name for name, _, _ in found}


def test_an_artist_only_spotify_knows_is_not_asked_about_at_musicbrainz():
    assert musicbrainz(tide(mbid=None), asked={}) == []


# --- MusicBrainz ------------------------------------------------------------------------------------------------------


def release(mbid, **values):
    return Release(mbid=mbid, title=mbid, **values)


def test_the_labels_of_the_two_newest_releases_are_read():
    assert musicbrainz(tide(*map(release, ("new", "newer", "old")))) == [("release", "new"), ("release", "newer")]


def test_releases_wait_until_the_artist_has_been_asked_about():
    asked = {("musicbrainz", "artist", "tide"): "queued", ("musicbrainz", "links", "tide"): "found"}
    assert musicbrainz(tide(release("new")), asked=asked) == []


def test_a_release_that_is_somebody_elses_makes_room_for_the_next():
    read = {"labels": [{"id": None, "name": "Slow"}], "credited": ["many"]}
    known = tide(release("many", **read), release("own"), release("older"), release("oldest"))
    assert musicbrainz(known) == [("release", "own"), ("release", "older")]


def test_compilations_are_read_last():
    known = tide(release("many", kind="compilation"), release("own"), release("older"))
    assert musicbrainz(known) == [("release", "own"), ("release", "older")]


def test_only_a_label_that_nobody_knows_is_looked_up():
    labels = [{"id": "big", "name": "Big Major"}, {"id": "own", "name": "Tide Records"}, {"id": "slow", "name": "Slow"}]
    assert musicbrainz(tide(release("r", labels=labels))) == [("label", "slow")]


def place(area=None, begin=None, country=None):
    named = {"area": area, "begin_area": begin}
    return {"musicbrainz": {"country": country} | {key: {"id": id} for key, id in named.items() if id}}


CITY, REGION = Area(mbid="city", parent="region"), Area(mbid="region", country="NZ")
NOWHERE = Area(mbid="nowhere")


@pytest.mark.parametrize(
    ("profiles", "held", "asked"),
    [
        (place("city"), [], ["city"]),
        (place("city"), [CITY], ["region"]),
        (place("city"), [CITY, REGION], []),
        (place("city", begin="born"), [], ["city"]),
        (place("city", begin="born"), [CITY, REGION], []),
        (place("nowhere", begin="born"), [NOWHERE], ["born"]),
        (place(begin="born"), [], ["born"]),
        (place("city", country="NZ"), [], []),
        ({}, [], []),
    ],
    ids=[
        "unknown",
        "one step",
        "all the way",
        "area before birthplace",
        "area is enough",
        "a dead end",
        "birthplace",
        "country",
        "none",
    ],
)
def test_areas_are_walked_up_to_a_country(profiles, held, asked):
    areas = {area.mbid: area for area in held}
    assert [subject for _, subject in musicbrainz(tide(profiles=profiles), areas=areas)] == asked


def test_areas_are_not_asked_about_where_staff_know_the_country():
    known = tide(profiles=place("city"), statements=[Statement(field="country", value="NZ")])
    assert musicbrainz(known) == []


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


# --- Recordings nobody is credited on ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "on", "out", "found"),
    [
        ({}, PLATFORMS, set(), ["musicbrainz"]),
        ({"musicbrainz": "queued"}, PLATFORMS, set(), []),
        ({"musicbrainz": "not_found"}, PLATFORMS, set(), ["spotify"]),
        ({"musicbrainz": "failed"}, PLATFORMS, set(), ["spotify"]),
        ({"musicbrainz": "not_found", "spotify": "not_found"}, PLATFORMS, set(), []),
        ({}, {"spotify"}, set(), ["spotify"]),
        ({}, {"musicbrainz"}, set(), ["musicbrainz"]),
        ({"musicbrainz": "not_found"}, {"musicbrainz"}, set(), []),
        ({"musicbrainz": "queued"}, PLATFORMS, {"musicbrainz"}, ["spotify"]),
        ({}, PLATFORMS, {"musicbrainz"}, ["musicbrainz", "spotify"]),
    ],
    ids=[
        "new",
        "being asked",
        "unknown there",
        "failed there",
        "unknown everywhere",
        "Spotify alone",
        "MusicBrainz alone",
        "no Spotify",
        "MusicBrainz is out",
        "new while it is out",
    ],
)
def test_a_code_goes_to_musicbrainz_first_and_then_to_spotify(asked, on, out, found):
    states = {(1, platform): state for platform, state in asked.items()}
    wished = recording_wishes([Recording(pk=1, isrc="NZEXA2600001")], states, on, out)
    assert [wish.platform for wish in wished] == found
