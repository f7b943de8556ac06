import time

import pytest

from enrichment import gate, probe
from enrichment.models import Call, Lookup, Quota
from enrichment.platforms.base import Misconfigured, NotOffered, QuotaSpent, RateLimited, TryAgain
from tests.enrichment.pipeline import switch_off

pytestmark = pytest.mark.django_db

REFUSED = Misconfigured("YouTube refuses the key.")


def test_a_probe_is_paid_and_written_down_like_any_other_call(stub):
    found = probe.probe("youtube")
    assert (found.reachable, found.message) == (True, "YouTube answers.")
    assert list(Call.objects.values_list("platform", "endpoint", "outcome")) == [("youtube", "channels", "answered")]
    assert Quota.objects.get(bucket="youtube:main").used == 1
    assert not Lookup.objects.exists()


@pytest.mark.parametrize("platform", ["musicbrainz", "spotify", "youtube", "lastfm"])
def test_every_platform_is_asked_once(stub, platform):
    assert probe.probe(platform).offers
    assert len(stub.asked) == Call.objects.count() == 1


def test_a_platform_without_a_key_is_not_asked(stub, settings):
    switch_off(settings, "lastfm")
    assert (probe.probe("lastfm").configured, stub.asked) == (False, [])


def test_a_spent_quota_is_no_fault_of_the_key(stub, settings):
    settings.YOUTUBE_DAILY_UNITS = 1
    probe.probe("youtube")
    found = probe.probe("youtube")
    assert (found.configured, found.reachable, len(stub.asked)) == (True, None, 1)
    assert found.message.startswith("YouTube's quota is spent: 1 of 1 used, resumes ")


def test_a_closed_gate_is_told_and_not_passed(stub):
    gate.pause("musicbrainz", time.time() + 60, "unavailable", "MusicBrainz is down.")
    found = probe.probe("musicbrainz")
    assert (found.reachable, found.message, stub.asked) == (None, "MusicBrainz is down.", [])


@pytest.mark.parametrize(
    ("error", "reachable", "words"),
    [
        (REFUSED, True, "refuses the key"),
        (NotOffered("YouTube does not open this to the key."), True, "does not open"),
        (QuotaSpent("Spent.", bucket="main"), None, "YouTube's quota is spent, resumes"),
        (RateLimited("Too fast.", after=30), None, "goes on at"),
        (TryAgain("YouTube does not answer."), False, "does not answer"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_what_a_refusal_says_of_the_key(stub, error, reachable, words):
    stub.says(channel_by_handle=error)
    found = probe.probe("youtube")
    assert (found.reachable, found.offers, words in found.message) == (reachable, {}, True)
    assert Call.objects.get().outcome == error.outcome


def test_a_key_that_was_refused_is_tried_again(stub):
    stub.says(channel_by_handle=[REFUSED, None])
    probe.probe("youtube")
    assert probe.probe("youtube").message == "YouTube answers."


def test_nothing_is_said_to_be_open_that_was_refused(stub):
    gate.pause("youtube:stats", time.time() + 60, "not_offered", "Not offered to this key.")
    assert probe.probe("youtube").offers["statistics in batches (as far as known)"] is False
