import json

import pytest

from scoring.facts import ArtistFacts, Clue, Fact, Kind, Source, State, first_day
from tests.scoring.facts import full_marks


def stored(facts):
    return json.loads(json.dumps(facts.to_json()))


@pytest.mark.parametrize(
    "fact",
    [
        Fact.known(0, Source("lastfm", 0, "https://example.test/a", "2026-11-20")),
        Fact.known(False),
        Fact.absent(Source("youtube")),
        Fact.unknown("YouTube's quota is spent until 9:00 pm."),
        Fact.conflicting(Source("musicbrainz", "NZ"), Source("upload", "AU", None, None, "spring.csv"), note="Two say"),
        Fact.known("NZ", against=[Source("musicbrainz", "Born in Samoa", None, "2026-11-20")]),
        Fact.stale(12, Source("spotify", 12)),
        Fact.not_offered("This key does not show followers"),
    ],
    ids=lambda fact: f"{fact.state}{', disputed' if fact.against else ''}",
)
def test_a_fact_survives_storing(fact):
    assert Fact.from_json(stored(fact)) == fact


def test_all_facts_survive_storing():
    facts = full_marks(
        subscriber_history=(("2026-11-01", "youtube_subscribers", 10),),
        youtube_topic_only=True,
        clues=(Clue(Kind.MAJOR, "Under licence", Source("spotify", "P line", None, "2026-01-01"), "2026", "X"),),
        independence_note="nothing read",
    )
    assert ArtistFacts.from_json(stored(facts)) == facts


def test_facts_of_before_counter_evidence_was_kept_have_none():
    data = {"value": "NZ", "state": "known", "sources": [{"platform": "musicbrainz", "value": "NZ"}]}
    assert Fact.from_json(data) == Fact.known("NZ", Source("musicbrainz", "NZ"))


def test_facts_nobody_disputes_take_no_room_for_it():
    assert Fact.known("NZ", Source("staff", "NZ")).to_json().keys() == {"value", "state", "sources"}


def test_facts_nobody_knows_take_no_room():
    assert ArtistFacts().to_json() == {}
    assert ArtistFacts.from_json({}) == ArtistFacts()


@pytest.mark.parametrize(
    "data",
    [{}, {"state": "known"}, {"state": "certain", "value": 3}, {"value": 3}, {"state": None}],
    ids=["nothing", "known without value", "no such state", "no state", "null state"],
)
def test_what_cannot_be_read_is_unknown(data):
    assert Fact.from_json(data).state is State.UNKNOWN


def test_none_is_not_a_known_value():
    assert Fact.known(None).is_open


def test_a_clue_of_no_known_kind_is_unknown():
    assert Clue.from_json({"kind": "royalty"}).kind is Kind.UNKNOWN


@pytest.mark.parametrize(
    ("text", "day"),
    [("2021", "2021-01-01"), ("2021-03", "2021-03-01"), ("2021-03-19T23:00:00+13:00", "2021-03-19"), ("soon", "None")],
)
def test_partial_dates_begin_on_their_first_day(text, day):
    assert str(first_day(text)) == day
