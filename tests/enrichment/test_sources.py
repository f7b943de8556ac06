"""Whatever a lead's score rests on names who said it, and when."""

import pytest

from enrichment.findings import ChannelFinding
from leads.models import Artist
from tests.enrichment.pipeline import analyse
from tests.enrichment.stub import knows_all

pytestmark = pytest.mark.django_db

ONE = "NZAAA2600001"


def channel(id):
    return ChannelFinding(id, "Own", "@own", uploads=f"UU{id[2:]}", subscribers=400, views=9000, videos=0)


@pytest.fixture(params=[True, False], ids=["linked everywhere", "linked nowhere"])
def lead(request, stub):
    knows_all(stub, linked=request.param).says(channels=lambda ids: tuple(map(channel, ids)))
    analyse(ONE)
    return Artist.objects.get()


def test_every_line_that_is_decided_has_sources_with_their_days(lead):
    decided = [line for line in lead.breakdown["components"] if line["state"] in ("known", "absent")]
    assert len(decided) >= 4
    for line in decided:
        assert line["sources"] and all(source.get("as_of") for source in line["sources"]), line
        assert line["as_of"] == max(source["as_of"] for source in line["sources"])


def test_every_fact_that_is_known_or_absent_has_sources_with_their_days(lead):
    told = {name: fact for name, fact in lead.facts.items() if isinstance(fact, dict) and fact["state"] != "unknown"}
    assert {"country", "audience", "last_release", "links_read"} <= told.keys()
    for name, fact in told.items():
        assert fact["sources"] and all(source.get("as_of") for source in fact["sources"]), name
    assert all(clue["source"].get("as_of") for clue in lead.facts["clues"])


def test_a_line_that_compares_two_platforms_names_both(lead):
    line = next(line for line in lead.breakdown["components"] if line["component"] == "youtube_opportunity")
    assert {"youtube", "lastfm"} <= {source["platform"] for source in line["sources"]}
