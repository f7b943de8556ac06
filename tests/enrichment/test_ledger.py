from datetime import UTC, datetime

import pytest

from enrichment.ledger import last_attempts
from tests.factories import CreditFactory, LookupFactory, RecordingFactory

pytestmark = pytest.mark.django_db


def at(hour):
    return datetime(2026, 11, 22, hour, tzinfo=UTC)


@pytest.fixture
def credit():
    return CreditFactory()


def test_the_last_attempt_is_of_the_code_or_its_artist(credit):
    LookupFactory(recording=credit.recording, answered_at=at(3))
    LookupFactory(platform="lastfm", kind="audience", answered_at=at(5)).artists.add(credit.artist)
    LookupFactory(platform="spotify", kind="isrc", recording=credit.recording, answered_at=at(4))
    assert last_attempts([credit.recording_id]) == {credit.recording_id: ("lastfm", at(5))}


def test_what_failed_counts_before_what_was_asked_later(credit):
    LookupFactory(platform="youtube", kind="channel", state="failed", answered_at=at(3)).artists.add(credit.artist)
    LookupFactory(recording=credit.recording, answered_at=at(5))
    assert last_attempts([credit.recording_id])[credit.recording_id] == ("youtube", at(3))


@pytest.mark.parametrize("values", [
    {"state": "queued", "answered_at": None},
    {"state": "skipped", "reason": "not_configured"},
], ids=["still to come", "skipped"])  # fmt: skip
def test_who_was_not_asked_made_no_attempt(values):
    recording = RecordingFactory()
    LookupFactory(recording=recording, **values)
    assert last_attempts([recording.pk]) == {}


def test_featured_artists_are_others(credit):
    guest = CreditFactory(recording=credit.recording, role="featured", position=1)
    LookupFactory(platform="lastfm", kind="audience").artists.add(guest.artist)
    assert last_attempts([credit.recording_id]) == {}


def test_many_rows_cost_two_queries(django_assert_num_queries):
    recordings = [LookupFactory(recording=RecordingFactory()).recording_id for _ in range(5)]
    with django_assert_num_queries(2):
        assert last_attempts(recordings).keys() == set(recordings)
