"""One new code by itself: what it costs of MusicBrainz, and that this tells what a whole spreadsheet would."""

import pytest
from django.db import transaction

from enrichment.models import Call
from leads.models import Artist
from sandbox.catalogue import build
from tests.enrichment.pipeline import analyse, lead, switch_off

pytestmark = pytest.mark.django_db

MOST = 6  # calls of MusicBrainz for one new code
APART = ("at", "as_of", "artist_at", "links_at", "against")  # when it was told; and a birthplace others brought along


@pytest.fixture(scope="module")
def world():
    return build(artists=60, isrcs=240, seed=1)


@pytest.fixture
def musicbrainz(platforms, settings):
    """The sandbox's, and no other platform."""
    switch_off(settings, "spotify", "youtube", "lastfm")


def beginning_with_nothing(codes, look) -> list:
    """What `look` sees after each of these codes was analysed by itself, nothing being known before."""
    seen = []
    for code in codes:
        with transaction.atomic():
            analyse(code)
            seen.append(look(code))
            transaction.set_rollback(True)
    return seen


def test_no_new_code_costs_more_than_promised(musicbrainz, world):
    costs = beginning_with_nothing([artist.isrcs[0] for artist in world.artists], lambda code: Call.objects.count())
    assert max(costs) == MOST


def test_a_code_by_itself_tells_what_it_tells_among_others(musicbrainz, world):
    """Of artists with one code here: they are looked up in the one way, searched for in the other."""
    by_code = {artist.isrcs[0]: artist for artist in world.artists}
    with transaction.atomic():
        analyse(*by_code)
        single = [code for code, artist in by_code.items() if _stands_alone(artist, code)]
        among_others = {code: told_of(by_code[code]) for code in single}
        transaction.set_rollback(True)
    assert len(single) > 30
    alone = beginning_with_nothing(single, lambda code: told_of(by_code[code]))
    assert dict(zip(single, alone, strict=True)) == among_others


def _stands_alone(truth, code) -> bool:
    """Nobody else shares the code, no other code here is the artist's, and no link has ended, which no search says."""
    theirs, artist = Artist.objects.filter(recordings__isrc=code), lead(truth)
    alone = artist is not None and list(theirs.values_list("pk", flat=True)) == [artist.pk]
    return alone and artist.recordings.count() == 1 and not any(link.ended for link in truth.links)


def told_of(truth) -> dict:
    """All that is known of the artist: MusicBrainz' words, the facts, the score's lines and columns."""
    artist = lead(truth)
    columns = ("name", "sort_name", "aliases", "kind", "country", "area", "region", "tier", "total_score", "coverage")
    words = artist.profiles.get().data
    words |= {"links": sorted(link["url"] for link in words["links"])}  # listed in no order that means anything
    told = {"words": words, "facts": artist.facts, "lines": artist.breakdown}
    return without({name: getattr(artist, name) for name in columns} | told)


def without(told):
    """The same, but for what is set apart, wherever in it that stands."""
    if isinstance(told, dict):
        return {key: without(value) for key, value in told.items() if key not in APART}
    return [without(one) for one in told] if isinstance(told, list) else told
