"""Every component by state and border."""

import pytest

from scoring.facts import ArtistFacts, Fact
from scoring.rules import assess, settle_numbers
from tests.scoring.facts import POLICY, TODAY, absent, clue, full_marks, known, said

UNKNOWN, STALE, OFF = Fact.unknown(), Fact.stale(5), Fact.not_offered()
TORN = Fact.conflicting(said("spotify", "a"), said("musicbrainz", "b"))


def line(component, **facts):
    breakdown = assess(ArtistFacts(**facts), POLICY, TODAY)
    return next(found for found in breakdown.components if found.component == component)


def listeners(*figures):
    return tuple((day, "lastfm_listeners", value) for day, value in figures)


@pytest.mark.parametrize(
    ("country", "state", "points"),
    [
        (known("NZ"), "known", 30),
        (known("AU"), "known", 25),
        (known("TO"), "known", 20),
        (known("GB"), "known", 5),
        (known("XW"), "unknown", 0),
        (UNKNOWN, "unknown", 0),
        (absent(), "unknown", 0),
        (TORN, "conflicting", 0),
        (STALE, "stale", 0),
        (OFF, "not_offered", 0),
    ],
    ids=["NZ", "AU", "Tonga", "Britain", "worldwide", "unknown", "absent", "conflicting", "stale", "not offered"],
)
def test_geography(country, state, points):
    found = line("geography", country=country)
    assert (found.state, found.points, found.out_of) == (state, points, 30)


@pytest.mark.parametrize(
    ("spotify", "youtube", "state", "points"),
    [
        (known("id"), known("UC"), "known", 0),
        (absent(), known("UC"), "known", 20),
        (known("id"), absent(), "known", 20),
        (absent(), absent(), "known", 20),
        (absent(), UNKNOWN, "known", 20),
        (known("id"), UNKNOWN, "unknown", 0),
        (UNKNOWN, known("UC"), "unknown", 0),
        (UNKNOWN, UNKNOWN, "unknown", 0),
        (OFF, UNKNOWN, "unknown", 0),
        (OFF, known("UC"), "not_offered", 0),
        (TORN, UNKNOWN, "conflicting", 0),
        (STALE, known("UC"), "stale", 0),
    ],
    ids=lambda value: str(value.state) if isinstance(value, Fact) else None,
)
def test_missing_platforms(spotify, youtube, state, points):
    found = line("missing_platforms", spotify=spotify, youtube=youtube)
    assert (found.state, found.points, found.out_of) == (state, points, 20)


def test_a_topic_channel_is_no_presence():
    found = line("missing_platforms", spotify=known("id"), youtube=known("UC"), youtube_topic_only=True)
    assert found.points == 20


@pytest.mark.parametrize(
    ("services", "links_read", "state", "points"),
    [
        ((), known(True), "known", 15),
        (("Spotify", "Deezer"), known(True), "known", 15),
        (("Spotify", "Deezer", "Tidal"), known(True), "known", 0),
        (("Spotify", "Deezer", "Tidal"), UNKNOWN, "known", 0),
        (("Spotify", "Spotify"), UNKNOWN, "unknown", 0),
        ((), UNKNOWN, "unknown", 0),
        ((), absent(), "unknown", 0),
        ((), OFF, "not_offered", 0),
    ],
    ids=["none", "two", "three", "three, unread", "two, unread", "none, unread", "no links", "not offered"],
)
def test_basic_distribution(services, links_read, state, points):
    found = line("basic_distribution", services=services, links_read=links_read)
    assert (found.state, found.points, found.out_of) == (state, points, 15)


@pytest.mark.parametrize(
    ("publisher", "state", "points"),
    [
        (known("Tui Songs"), "known", 0),
        (absent("staff"), "known", 10),
        (UNKNOWN, "unknown", 0),
        (TORN, "conflicting", 0),
        (STALE, "stale", 0),
        (OFF, "not_offered", 0),
    ],
    ids=["published", "told none", "silence", "conflicting", "stale", "not offered"],
)
def test_publishing(publisher, state, points):
    found = line("no_publishing", publisher=publisher)
    assert (found.state, found.points, found.out_of) == (state, points, 10)


@pytest.mark.parametrize(
    ("figures", "state", "points"),
    [
        ([("2026-11-06", 1000), ("2026-11-20", 1050)], "known", 15),
        ([("2026-11-20", 1050), ("2026-11-06", 1000)], "known", 15),
        ([("2026-11-06", 1000), ("2026-11-20", 1049)], "known", 0),
        ([("2026-11-06", 1000), ("2026-11-20", 900)], "known", 0),
        ([("2026-11-07", 1000), ("2026-11-20", 9000)], "unknown", 0),
        ([("2026-11-20", 9000)], "unknown", 0),
        ([], "unknown", 0),
        ([("2026-09-01", 1000), ("2026-11-06", 1030), ("2026-11-20", 1060)], "known", 15),
        ([("2025-01-01", 500), ("2026-11-06", 1000), ("2026-11-20", 1010)], "known", 0),
        ([("2025-01-01", 500), ("2026-11-20", 1010)], "known", 15),
        ([("2026-11-01", 0), ("2026-11-20", 40)], "known", 15),
        ([("2026-11-01", 0), ("2026-11-20", 0)], "known", 0),
    ],
    ids=[
        "5 % in 14 days", "any order", "under 5 %", "down", "13 days", "one look", "no look", "slowly but surely",
        "long ago", "two looks far apart", "from nothing", "still nothing",
    ],
)  # fmt: skip
def test_growing_streams(figures, state, points):
    found = line("growing_streams", audience_history=listeners(*figures))
    assert (found.state, found.points, found.out_of) == (state, points, 15)


def test_youtube_views_are_not_compared():
    views = (("2026-10-01", "youtube_views", 10), ("2026-11-20", "youtube_views", 9000))
    assert line("growing_streams", audience_history=views).state == "unknown"


def test_metrics_are_not_mixed():
    figures = (("2026-10-01", "lastfm_listeners", 10), ("2026-11-20", "spotify_followers", 9000))
    assert line("growing_streams", audience_history=figures).state == "unknown"


@pytest.mark.parametrize(
    ("release", "state", "points"),
    [
        (known(["2026-11-22", "day"]), "known", 10),
        (known(["2025-11-22", "day"]), "known", 10),
        (known(["2025-11-21", "day"]), "known", 0),
        (known(["2025-01-01", "year"]), "known", 10),
        (known(["2024-01-01", "year"]), "known", 0),
        (known(["2025-11-01", "month"]), "known", 10),
        (known(["2025-10-01", "month"]), "known", 0),
        (known(["2026-12-24", "day"]), "known", 10),
        (known(["2031-01-01", "day"]), "unknown", 0),
        (known(["yesterday", "day"]), "unknown", 0),
        (absent(), "known", 0),
        (UNKNOWN, "unknown", 0),
        (STALE, "stale", 0),
    ],
    ids=[
        "today", "365 days", "366 days", "a day of the year fits", "no day of the year fits", "a day of the month fits",
        "no day of the month fits", "announced", "impossible", "unreadable", "no release", "unknown", "stale",
    ],
)  # fmt: skip
def test_recent_activity(release, state, points):
    found = line("recent_activity", last_release=release)
    assert (found.state, found.points, found.out_of) == (state, points, 10)


TIERS = {
    "A": (full_marks(), "100.0"),
    "B": (full_marks(country=known("GB"), clues=(clue("indie_label"),)), "68.3"),
    "C": (full_marks(country=known("GB"), clues=(clue("major"),), publisher=UNKNOWN, last_release=absent()), "33.9"),
    "D": (full_marks(clues=(), country=UNKNOWN, youtube=UNKNOWN, audience_history=()), "16.5"),
    None: (ArtistFacts(), "None"),
}


@pytest.mark.parametrize("tier", TIERS)
def test_every_tier_is_reached(tier):
    facts, total = TIERS[tier]
    settled = settle_numbers(assess(facts, POLICY, TODAY).to_json())
    assert (settled.tier, str(settled.total_score)) == (tier, total)


def test_nothing_known_is_null_and_open_to_the_top():
    settled = settle_numbers(assess(ArtistFacts(), POLICY, TODAY).to_json())
    assert settled.independence_score is settled.opportunity_score is settled.geographic_score is None
    assert (settled.total_score, settled.score_ceiling, settled.coverage) == (None, 100, 0)


def test_the_reasons_are_sentences_with_their_day():
    youtube = line("youtube_opportunity", youtube=absent("youtube"), audience=known(5321), audience_source="lastfm")
    assert youtube.because == "No YouTube channel found, searched 20 Nov 2026; 5,321 Last.fm listeners"
    assert youtube.as_of == "2026-11-20"


def test_a_note_says_why_it_is_unknown():
    note = "YouTube search: 100 of 100 used, resumes 9:00 pm"
    assert line("youtube_opportunity", youtube=Fact.unknown(note)).because == note
    assert line("missing_platforms", youtube=Fact.unknown(note), spotify=known("id")).because == note
