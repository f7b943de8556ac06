"""The made-up world holds every case, and is the same one for the same seed."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from sandbox.catalogue import build, cases, channels, places
from sandbox.catalogue.music import release_date

START = datetime(2026, 11, 22, tzinfo=UTC)


def portrait(world):
    artists = [
        (a.name, a.mbid, a.spotify_id, a.independence, a.youtube_case, a.isrcs, a.last_release) for a in world.artists
    ]
    links = [[link.url for link in a.links] for a in world.artists]
    return artists, links, [c.id for c in world.channels], [label.id for label in world.labels]


def test_the_same_arguments_make_the_same_world():
    first, second = (build(artists=60, isrcs=240, seed=7, start=START) for _ in range(2))
    assert portrait(first) == portrait(second)
    assert portrait(first) != portrait(build(artists=60, isrcs=240, seed=8, start=START))


@pytest.mark.parametrize(("artists", "isrcs"), [(1, 1), (3, 7), (60, 240), (500, 2000)])
def test_it_has_just_as_many_codes_as_asked_for(artists, isrcs):
    world = build(artists=artists, isrcs=isrcs)
    assert len(world.artists) == artists
    assert len(set(world.isrcs)) == len(world.isrcs) == isrcs
    assert {code for a in world.artists for code in a.isrcs} == set(world.isrcs)


def test_a_catalogue_needs_a_code_for_each_artist():
    with pytest.raises(ValueError, match="at least one ISRC for each"):
        build(artists=5, isrcs=4)


@pytest.mark.parametrize(
    ("attribute", "values"),
    [
        ("presence", cases.PRESENCE),
        ("independence_case", cases.INDEPENDENCE),
        ("youtube_case", cases.YOUTUBE),
        ("lastfm_case", cases.LASTFM),
        ("recency", cases.RECENCY),
    ],
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sixty_artists_show_every_case(attribute, values, seed):
    world = build(artists=60, isrcs=240, seed=seed)
    assert {getattr(artist, attribute) for artist in world.artists} == set(values)


def test_five_hundred_artists_show_every_form_of_link():
    world = build(artists=500, isrcs=2000)
    assert {artist.link_form for artist in world.artists} == set(channels.LINK_FORMS)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_musicbrainz_shows_every_pacific_territory(seed):
    world = build(artists=60, isrcs=240, seed=seed)
    found = {artist.musicbrainz_country for artist in world.artists}
    assert found >= set(places.PACIFIC) | {"NZ", "AU", None}


def test_presence_is_spread_as_in_life():
    shares = Counter(artist.presence for artist in build(artists=500, isrcs=2000).artists)
    assert shares == {"both": 360, "musicbrainz only": 60, "spotify only": 60, "nowhere": 20}


def test_a_bench_sized_world_has_labels_enough():
    world = build(artists=500, isrcs=2000)
    assert len({label.id for a in world.artists for label in a.labels}) >= 120


def test_names_are_awkward():
    names = " ".join(artist.name for artist in build().artists)
    for sign in ("ā", "ʻ", "🌊", "م", "ג", "'", "&", ",", "?", "/", '"'):
        assert sign in names, sign
    shared = Counter(artist.name for artist in build(artists=100, isrcs=300).artists)
    assert max(shared.values()) > 1


@pytest.mark.parametrize(
    ("case", "expected"),
    [("undated", ""), ("old year", "2023"), ("year only", "2025"), ("recent month", "2026-09")],
)
def test_dates_of_every_precision(case, expected):
    import random

    assert release_date(random.Random(1), case, START, 0) == expected


# A reckoning of its own, kept apart from the program's rules: what one pass over the services can earn.
INDEPENDENCE = {"self_released": 40, "small_distributor": 35, "indie_label": 25}
YOUTUBE = {"underperforming": 12, "dormant": 10, "low": 10, "active": 8, "very active": 8, "growing": 8}


def expected_total(artist):
    independence = INDEPENDENCE.get(artist.independence, 0) if artist.presence != "nowhere" else 0
    country = artist.musicbrainz_country
    geography = {"NZ": 30, "AU": 25, None: 0}.get(country, 20 if country in places.PACIFIC else 5)
    opportunity = 10 if artist.recent else 0
    if artist.youtube_case in channels.WITHOUT:
        opportunity += 20 + (15 if artist.lastfm and artist.lastfm.listeners >= 1000 else 0)
    else:
        opportunity += YOUTUBE.get(artist.youtube_case, 0)
    return 40 * Fraction(independence, 40) + 40 * Fraction(opportunity, 85) + 20 * Fraction(geography, 30)


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_sixty_artists_reach_every_tier_with_room_to_spare(seed):
    totals = [float(expected_total(artist)) for artist in build(artists=60, isrcs=240, seed=seed).artists]
    tiers = Counter(
        "A" if t >= 73 else "B" if 52 <= t < 68 else "C" if 32 <= t < 48 else "D" if t < 28 else "" for t in totals
    )
    assert set(tiers) >= {"A", "B", "C", "D"}


def test_dates_count_back_from_the_start():
    world = build(start=START)
    newest = max(r.date for r in world.releases)
    assert f"{START - timedelta(days=300):%Y-%m-%d}" <= newest <= f"{START:%Y-%m-%d}"
