import pytest

from leads.models import Recording, Release, Snapshot
from scoring.facts import State
from tests.leads.knowing import AREA, LIES, MB, NOW, facts, known, stated

# --- Where they live --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "country", "source"),
    [
        (known({MB: {"country": "AU"}}, statements=[stated("country", "nz")]), "NZ", "staff"),
        (known({MB: {"country": "AU"} | AREA}), "AU", MB),
        (known({MB: AREA}), "NZ", MB),
        (known({MB: {"begin_area": AREA["begin_area"]}}), "GB", MB),
        (known({MB: AREA | {"area": {"id": "nowhere", "name": "Nowhere"}}}), "GB", MB),
        (known(hints=[{"country": "ws"}]), "WS", "upload"),
        (known({MB: {"country": "NZ"}}, hints=[{"country": "nz"}]), "NZ", MB),
        (known({MB: {"begin_area": AREA["begin_area"]}}, hints=[{"country": "WS"}]), "WS", "upload"),
    ],
    ids=[
        "staff first",
        "MusicBrainz' code",
        "the area",
        "the birthplace",
        "a dead end",
        "spreadsheet",
        "both agree",
        "not the birthplace",
    ],
)
def test_the_country_comes_from_the_best_source(given, country, source):
    fact = facts(given, countries=LIES).country
    assert (fact.value, fact.sources[0].platform) == (country, source)


@pytest.mark.parametrize("word", ["Atlantis", "N", "12", ""])
def test_a_word_that_is_no_country_code_is_none(word):
    assert not facts(known(hints=[{"country": word}])).country.is_known


def test_an_area_that_leads_nowhere_yet_says_so():
    assert facts(known({MB: AREA})).country.note == "MusicBrainz names Ōtaki, but where that lies is not known yet"


# --- Presence: known, absent or unknown -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "state", "note"),
    [
        (known(), State.UNKNOWN, "Not asked yet"),
        (known(spotify_id="4Tide"), State.KNOWN, ""),
        (known({"spotify": {}}, spotify_id="4Tide"), State.KNOWN, ""),
        (known({"spotify": {"state": "absent"}}), State.ABSENT, ""),
        (known({"spotify": {"state": "missed"}}), State.UNKNOWN, "Not found on Spotify once"),
        (known({"spotify": {"state": "conflicting"}}), State.CONFLICTING, "a person has to decide"),
        (known({"spotify": {"state": "rejected"}}), State.UNKNOWN, "not the artist"),
    ],
    ids=["never asked", "linked", "found", "absent", "missed once", "conflicting", "rejected"],
)
def test_unknown_is_never_absent(given, state, note):
    fact = facts(given).spotify
    assert fact.state is state
    assert note in fact.note


def test_what_kept_us_from_knowing_is_told():
    why = {1: {"youtube": "YouTube search is spent, resumes 9:00 pm."}}
    assert facts(known(), why=why).youtube.note == "YouTube search is spent, resumes 9:00 pm."
    off = facts(known(), off={"youtube": "YouTube is not asked: no key is set."}).youtube
    assert (off.state, off.note) == (State.NOT_OFFERED, "YouTube is not asked: no key is set.")


def test_a_topic_channel_is_distribution_and_no_presence():
    found = facts(known({"youtube": {"state": "absent", "topic_only": True, "published": []}}))
    assert found.youtube.is_absent
    assert found.youtube_topic_only
    assert found.services == ("YouTube Music",)
    assert not found.upload_frequency.is_known


# --- Figures ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "value", "note"),
    [
        ({"subscribers": 120}, 120, ""),
        ({"subscribers": 0}, 0, ""),
        ({"subscribers": None, "hidden_subscribers": True}, None, "The channel hides its subscribers"),
    ],
    ids=["some", "none", "hidden"],
)
def test_hidden_subscribers_are_unknown(data, value, note):
    fact = facts(known({"youtube": data}, youtube_channel_id="UCown")).subscribers
    assert (fact.value, fact.note) == (value, note)


@pytest.mark.parametrize(
    ("profiles", "value", "source"),
    [
        ({"spotify": {"followers": 7}, "lastfm": {"listeners": 9}}, 7, "spotify"),
        ({"lastfm": {"listeners": 9}}, 9, "lastfm"),
        ({"lastfm": {"listeners": 0}}, 0, "lastfm"),
        ({"lastfm": {"state": "absent"}}, None, "lastfm"),
    ],
    ids=["followers first", "else listeners", "nobody listens", "no page"],
)
def test_the_audience_is_followers_else_listeners(profiles, value, source):
    found = facts(known(profiles))
    assert (found.audience.value, found.audience_source) == (value, source)


def test_another_artists_page_is_no_audience_and_says_whose_it_is():
    found = facts(known({"lastfm": {"state": "conflicting", "answered_for": "Tide (UK)"}})).audience
    assert found.state is State.CONFLICTING
    assert found.note == "Last.fm's page of this name is about “Tide (UK)”"


def test_growth_is_read_from_snapshots_and_youtubes_apart():
    shots = [
        Snapshot(platform=platform, metric=metric, day=NOW.date(), value=5)
        for platform, metric in (("lastfm", "listeners"), ("youtube", "subscribers"), ("youtube", "views"))
    ]
    found = facts(known(snapshots=shots))
    assert found.audience_history == (("2026-11-22", "lastfm_listeners", 5),)
    assert found.subscriber_history == (("2026-11-22", "youtube_subscribers", 5),)


def test_a_channel_without_uploads_is_inactive_and_an_unread_one_unknown():
    read = known({"youtube": {"published": []}}, youtube_channel_id="UCown")
    assert facts(read).upload_frequency.value == "inactive"
    unread = known({"youtube": {}}, youtube_channel_id="UCown")
    assert not facts(unread).upload_frequency.is_known


# --- Releases ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "value"),
    [
        (known(releases=[Release(mbid="r", date="2026-09-14")]), ["2026-09-14", "day"]),
        (known(releases=[Release(mbid="r", date="2026-09")]), ["2026-09-01", "month"]),
        (known(recordings=[Recording(first_release="2021")]), ["2021-01-01", "year"]),
        (known(releases=[Release(mbid="r", date="2027"), Release(mbid="s", date="2020")]), ["2020-01-01", "year"]),
        (known(releases=[Release(mbid="r", date="2026-09-14", credited=["many"]), Release(mbid="s", date="2020")]),
         ["2020-01-01", "year"]),
        (known(statements=[stated("last_release", "2026-10")]), ["2026-10-01", "month"]),
    ],
    ids=["a day", "a month", "a year", "not one to come", "not somebody else's", "staff first"],
)  # fmt: skip
def test_the_last_release_is_the_newest_day_any_source_gives(given, value):
    assert facts(given).last_release.value == value


@pytest.mark.parametrize("date", ["", "soon", "0000", "2026-13-01"])
def test_a_date_that_is_none_is_unknown(date):
    assert not facts(known(releases=[Release(mbid="r", date=date)])).last_release.is_known


# --- Publisher --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "state"),
    [
        (known(), State.UNKNOWN),
        (known(statements=[stated("publisher", "Big Songs")]), State.KNOWN),
        (known(statements=[stated("publisher", "")]), State.ABSENT),
        (known(hints=[{"publisher": "Big Songs"}]), State.KNOWN),
        (known(hints=[{"publisher": "None"}]), State.ABSENT),
    ],
    ids=["silence", "staff", "staff say none", "spreadsheet", "spreadsheet says none"],
)
def test_no_publisher_only_where_somebody_says_so(given, state):
    assert facts(given).publisher.state is state
