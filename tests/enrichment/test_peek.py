"""One code looked at without leaving a row: the same score as the stored way, and nothing behind but the ledger."""

import pytest
from django.apps import apps

from enrichment.models import Call, Gate, Quota
from enrichment.peek import peek
from sandbox.catalogue import build
from scoring.rules import settle_numbers
from tests.enrichment.pipeline import analyse, lead

pytestmark = pytest.mark.django_db

LEFT_BEHIND = {Call, Gate, Quota}  # the ledger and the gates' own memory
TABLES = ("leads", "enrichment", "outreach")


def rows() -> dict[str, int]:
    models = [model for app in TABLES for model in apps.get_app_config(app).get_models() if model not in LEFT_BEHIND]
    return {model.__name__: model.objects.count() for model in models}


@pytest.fixture(scope="module")
def world():
    return build(artists=60, isrcs=240, seed=1)


def some(world, presence: str, count: int = 3) -> list:
    return [artist for artist in world.artists if artist.presence == presence and artist.isrcs][:count]


def test_it_leaves_nothing_but_calls(platforms, world):
    before = rows()
    found = peek(some(world, "both")[0].isrcs[0], wait=20)
    assert found.status == "completed"
    assert rows() == before
    assert sum(found.calls.values()) <= Call.objects.count()


def test_it_keeps_to_the_cost_of_one_code(platforms, world):
    for artist in some(world, "both", 5):
        calls = peek(artist.isrcs[0], wait=20).calls
        assert calls["musicbrainz"] <= 6
        assert calls.get("spotify", 0) <= 3
        assert calls["lastfm"] == 1
        assert calls.get("youtube", 0) <= 5


def test_it_says_that_nobody_knows_a_code(platforms):
    found = peek("NZZZZ9900001", wait=20)
    assert (found.status, found.known) == ("not_found", None)


def test_youtube_is_left_alone_when_told_so(platforms, world):
    assert "youtube" not in peek(some(world, "both")[0].isrcs[0], include_youtube=False, wait=20).calls


def test_running_out_of_time_is_partial(platforms, world):
    found = peek(some(world, "both")[0].isrcs[0], wait=0.0)
    assert found.status in ("partial", "not_found")
    assert found.pending


def test_a_platform_that_is_down_is_said_to_be_pending(platforms, world):
    platforms.control(lastfm="down")
    found = peek(some(world, "both")[0].isrcs[0], wait=20)
    assert found.status == "partial"
    assert [pending.platform for pending in found.pending] == ["lastfm"]


def test_it_scores_as_the_stored_way_does(platforms, world):
    for artist in some(world, "musicbrainz", 2) + some(world, "both", 2):
        code = artist.isrcs[0]
        seen = settle_numbers(peek(code, wait=20).breakdown.to_json())
        analyse(code)
        stored = lead(artist)
        assert (seen.total_score, seen.tier, seen.coverage) == (stored.total_score, stored.tier, stored.coverage)
