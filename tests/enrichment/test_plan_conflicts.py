"""Sources that contradict each other are for a person to settle: no platform is asked more because of them."""

import pytest

from leads.models import Profile, Release
from tests.enrichment.planning import ASKED, AUDIENCE, spotify, tide, wishes

CODES = [("NZEXA2600001", "2021")]
NZ = {"musicbrainz": {"country": "NZ", "area": {"id": "otaki", "name": "Ōtaki"}}}


def line(state):
    return {"components": [{"component": "independence", "state": state}]}


@pytest.mark.parametrize(
    "hints",
    [[{"country": "AU"}], [{"country": "AU"}, {"country": "WS"}], [{"publisher": "none"}, {"publisher": "Moa Music"}]],
    ids=["country", "three countries", "publisher"],
)
def test_a_conflict_with_a_spreadsheet_asks_nothing_more(hints):
    agreed, torn = (tide(profiles=NZ, hints=told, codes=CODES) for told in ([], hints))
    for asked in ({}, ASKED, ASKED | AUDIENCE):
        assert wishes(torn, asked) == wishes(agreed, asked)


@pytest.mark.parametrize(
    ("state", "asks"),
    [("known", False), ("conflicting", False), ("unknown", True), ("stale", True)],
)
def test_spotify_is_asked_where_nothing_is_held_and_not_where_clues_disagree(state, asks):
    known = tide(Release(spotify_id="album", title="Tide"), codes=CODES, breakdown=line(state))
    assert bool(spotify(known)) is asks


@pytest.mark.parametrize("state", [Profile.State.CONFLICTING, Profile.State.MISSED, Profile.State.ABSENT])
def test_a_platforms_doubt_about_a_linked_identity_asks_nothing_more(state):
    linked, doubted = (tide(profiles=told, codes=CODES) for told in ({}, {"spotify": {"state": state}}))
    assert wishes(doubted) == wishes(linked)
