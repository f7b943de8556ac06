"""What could be done for a lead, said to them and asked: from what is known, and from nothing else."""

from datetime import date

import pytest

from leads.exports.services import QUESTIONS, Standing, caution, questions, services, talking_points
from scoring.facts import Clue, Fact, Kind, Source
from scoring.rules import DEFAULT_POLICY, PolicyData, assess
from tests.factories import facts, source

TODAY = date(2026, 11, 23)
POLICY = PolicyData.from_json(DEFAULT_POLICY)
SPOTIFY = Source("spotify", None, None, "2026-11-20")
YOUTUBE = Source("youtube", None, None, "2026-11-20")
STAFF = Source("staff", "no publisher", None, "2026-11-01")
NOBODY = Fact.absent(SPOTIFY)
CHANNEL = {
    "youtube": Fact.known("UCexample", YOUTUBE),
    "subscribers": Fact.known(900, YOUTUBE),
    "upload_frequency": Fact.known("inactive", YOUTUBE),
}
GROWN = (("2026-10-01", "lastfm_listeners", 4000), ("2026-11-01", "lastfm_listeners", 4800))
QUIET = {"country": None, "kind": None, "listeners": None, "spotify": Fact(), "services": (), "links_read": Fact(),
         "last_release": Fact()}  # fmt: skip


def told(**known):
    made = facts(**known)
    return made, assess(made, POLICY, TODAY).to_json()


def service(name, **known):
    (found,) = [one for one in services(*told(**known)) if one.name == name]
    return found


def said(**known):
    return [point.words for point in talking_points(*told(**known), TODAY)]


# --- Services ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "known", "standing"),
    [
        ("Distribution", {"spotify": NOBODY}, "offer"),
        ("Distribution", {"services": ("Spotify",)}, "offer"),
        ("Distribution", {"services": ("Spotify", "Deezer", "Tidal")}, "none"),
        ("Distribution", {"spotify": Fact(), "services": ("A", "B", "C")}, "ask"),
        ("Distribution", QUIET, "ask"),
        ("Publishing administration", {"publisher": None}, "ask"),
        ("Publishing administration", {"publisher": "Example Songs"}, "none"),
        ("YouTube", {"youtube": Fact.absent(YOUTUBE)}, "offer"),
        ("YouTube", {"youtube": Fact.absent(YOUTUBE), "listeners": 12}, "offer"),
        ("YouTube", CHANNEL, "offer"),
        ("YouTube", CHANNEL | {"subscribers": Fact.known(90000, YOUTUBE), "upload_frequency": Fact.known("moderate")},
         "none"),
        ("YouTube", {}, "ask"),
        ("Playlist pitching", {}, "offer"),
        ("Playlist pitching", {"audience_history": GROWN, "last_release": Fact()}, "offer"),
        ("Playlist pitching", {"last_release": Fact.known(["2019", "year"])}, "ask"),
        ("Playlist pitching", QUIET | {"country": "NZ"}, "ask"),
    ],
)  # fmt: skip
def test_a_service_is_offered_only_for_what_is_known(name, known, standing):
    assert service(name, **known).standing == Standing(standing)


def test_each_reason_names_who_says_so():
    assert service("Distribution", spotify=NOBODY).reasons[0].words == "Not on Spotify, last asked 20 Nov 2026"
    offers = [one for one in services(*told(spotify=NOBODY, **CHANNEL)) if one.standing == Standing.OFFER]
    assert len(offers) == 3 and all(why.sources for one in offers for why in one.reasons)


def test_a_missing_channel_is_no_gap_in_distribution():
    known = {"youtube": Fact.absent(YOUTUBE), "services": ("Spotify", "Deezer", "Tidal")}
    assert service("Distribution", **known).standing == Standing.NONE
    assert service("YouTube", **known).standing == Standing.OFFER


def test_somebody_near_speaks_for_pitching_beside_a_moment_only():
    assert [why.words for why in service("Playlist pitching").reasons] == [
        "Latest release 14 Sep 2026",
        "Lives in New Zealand",
    ]
    assert "Lives in" not in str(service("Playlist pitching", country="GB").reasons)


def test_publishing_needs_somebody_who_says_there_is_none():
    made, _ = told()
    made = type(made)(**{name: getattr(made, name) for name in made.__slots__} | {"publisher": Fact.absent(STAFF)})
    (found,) = services(made, assess(made, POLICY, TODAY).to_json())[1:2]
    assert found.standing == Standing.OFFER and found.reasons[0].sources == (STAFF,)
    assert any("nobody looks after your publishing" in point.words
               for point in talking_points(made, assess(made, POLICY, TODAY).to_json(), TODAY))  # fmt: skip


def test_a_major_is_a_caution_and_no_offer_is_made_aloud():
    known = {"kind": "major", "spotify": NOBODY}
    assert caution(told(**known)[1]).startswith("Held to be with a major (Label name")
    assert not any("We can" in words for words in said(**known))
    assert caution(told()[1]) == ""


# --- Talking points ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({}, "Your latest release came out on 14 Sep 2026."),
        ({"last_release": Fact.known(["2026-09-01", "month"])}, "Your latest release came out in Sep 2026."),
        ({"last_release": Fact.known(["2026-01-01", "year"])}, "Your latest release came out in 2026."),
        ({"last_release": Fact.known(["2026-12-24", "day"])}, "Your latest release is announced for 24 Dec 2026."),
        ({"audience_history": GROWN}, "More people are finding you. Last.fm listeners: 4,000 on 1 Oct 2026, 4,800 on "
         "1 Nov 2026."),
        ({"spotify": NOBODY}, "We looked for you on Spotify and did not find you. We can bring your music there."),
        ({}, "We found your music on Spotify only. We can deliver it to the others, too."),
        ({"youtube": Fact.absent(YOUTUBE)}, "We looked for a YouTube channel of yours and found none. We can set one "
         "up and look after it."),
        ({"youtube": Fact.absent(YOUTUBE), "youtube_topic_only": True}, "We looked for a YouTube channel of yours and "
         "found only an automatic one. We can set one up and look after it."),
        (CHANNEL, "Your channel could reach more of the people who listen to you: 900 subscribers are 16 % of 5,321 "
         "Last.fm listeners."),
        (CHANNEL | {"listeners": 100}, "Your channel has subscribers who wait for something new: 900 subscribers, no "
         "upload in 90 days."),
        ({}, "As far as we can see, you release your music yourself."),
        ({}, "You have 5,321 Last.fm listeners."),
        ({}, "You are based in New Zealand, as we are."),
        ({"country": "WS"}, "You are based in Samoa, and we work from New Zealand."),
    ],
)  # fmt: skip
def test_known_facts_become_sentences(known, words):
    assert words in said(**known)


def test_nothing_is_said_of_what_nobody_knows():
    assert said(**QUIET) == []


def test_nothing_is_said_of_what_sources_dispute():
    disputed = Fact.known("NZ", source("musicbrainz"), against=[Source("upload", "Australia")])
    made, _ = told()
    made = type(made)(**{name: getattr(made, name) for name in made.__slots__} | {"country": disputed})
    breakdown = assess(made, POLICY, TODAY).to_json()
    assert not any("based in" in point.words for point in talking_points(made, breakdown, TODAY))
    assert "Where are you based? Sources disagree." in questions(made, breakdown)


def test_at_most_five_things_are_said_and_each_rests_on_somebody():
    points = talking_points(*told(spotify=NOBODY, audience_history=GROWN, **CHANNEL), TODAY, "Low Tide")
    assert len(points) == 5 and all(point.sources for point in points)
    assert points[0].words.startswith("“Low Tide” came out on")


def test_a_conflict_on_independence_is_asked_about_and_not_said():
    clues = tuple(
        Clue(kind, "A label", source("musicbrainz"), "2026-03-01") for kind in (Kind.MAJOR, Kind.SELF_RELEASED)
    )
    assert not any("release your music yourself" in words for words in said(clues=clues))
    assert "Who releases your music: you yourself, or a label?" in questions(*told(clues=clues))


# --- Questions --------------------------------------------------------------------------------------------------------


def test_what_is_open_is_asked_and_no_more_than_six_things():
    assert questions(*told()) == (
        "Does anybody administer your publishing?",
        "Do you have a YouTube channel of your own?",
    )
    assert len(questions(*told(**QUIET))) == QUESTIONS
    assert "Where are you based?" in questions(*told(**QUIET))


def test_an_artist_nobody_assessed_has_four_open_services():
    empty = facts("New", **QUIET)
    assert {one.standing for one in services(empty, {})} == {Standing.ASK}
    assert talking_points(empty, {}, TODAY) == ()


def test_a_reason_is_given_once():
    for one in services(facts(**QUIET), {}):
        assert [why.words for why in one.reasons].count("Nothing has been scored yet") <= 1
