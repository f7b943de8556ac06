from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enrichment import foreground, progress
from enrichment.models import Call, Lookup
from enrichment.platforms.base import QuotaSpent, RateLimited, TryAgain
from leads.models import Artist, Job, JobRow
from tests.enrichment.pipeline import analyse, start, switch_off
from tests.enrichment.stub import knows_all, page
from tests.factories import CreditFactory

pytestmark = pytest.mark.django_db

ONE, TWO = "NZAAA2600001", "NZBBB2600001"
Row, State = JobRow.State, Job.State


def told(job, platform):
    return next(one for one in progress.of(job).platforms if one.platform == platform)


def test_counts_add_up(stub):
    knows_all(stub).says(channels=QuotaSpent("YouTube's quota for today is spent.", bucket="main"))
    job = analyse(ONE, TWO)
    found = progress.of(job)
    assert (found.accepted, found.done, found.percent, found.finished) == (2, 0, 0.0, True)
    assert found.counts == {"waiting": 2, "waiting_for_quota": 2}
    for one in found.platforms:
        assert one.total == one.answered + one.waiting
    assert sum(one.calls for one in found.platforms) == Call.objects.count()
    assert (found.leads, sum(found.tiers.values())) == (2, 2)


def test_leads_are_counted_by_the_tier_that_stands(stub):
    job = analyse(ONE)
    lead = CreditFactory(recording=job.rows.get().recording).artist
    Artist.objects.filter(pk=lead.pk).update(pinned_tier="D")
    assert (lead.tier, progress.of(job).tiers) == ("A", {"D": 1})


def test_each_platform_says_in_a_sentence_how_far_it_is(stub, settings):
    switch_off(settings, "lastfm")
    knows_all(stub).says(channels=QuotaSpent("YouTube's quota for today is spent.", bucket="main"))
    job = analyse(ONE)
    assert (told(job, "musicbrainz").state, told(job, "musicbrainz").percent) == ("done", 100)
    youtube = told(job, "youtube")
    assert (youtube.state, youtube.until is not None) == ("waiting", True)
    assert youtube.message.startswith("YouTube's quota is spent")
    assert told(job, "lastfm").state == "off"
    assert progress.of(job).estimate == youtube.message


def test_a_job_that_is_done_needs_no_estimate(stub):
    job = analyse(ONE)
    assert (progress.of(job).finished, progress.of(job).estimate) == (True, "")


def test_a_job_under_way_tells_how_long_its_calls_take(stub, settings):
    settings.MUSICBRAINZ_INTERVAL = 60.0
    job = start(*(f"NZAAA26{n:05}" for n in range(90)))
    assert told(job, "musicbrainz").state == "asking"
    assert progress.of(job).estimate == "About 3 minutes left."


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(5, "less than a minute"), (60, "about 1 minute"), (600, "about 10 minutes"), (7200, "about 2 hours")],
)
def test_a_span_is_told_as_people_say_it(seconds, words):
    assert progress.words_for(seconds) == words


def test_looking_costs_the_same_for_one_row_and_for_many(stub):
    knows_all(stub)
    one, many = analyse(ONE), analyse(*(f"NZ{key}2600001" for key in ("BBB", "CCC", "DDD", "EEE", "FFF")))
    counts = []
    for job in (one, many):
        with CaptureQueriesContext(connection) as queries:
            progress.of(job)
        counts.append(len(queries))
    assert counts[0] == counts[1] < 25


# --- What a fault does to a whole job ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "reason", "finished"),
    [
        (QuotaSpent("Spent.", bucket="main"), "quota_spent", True),
        (RateLimited("Slow down.", after=3600), "rate_limited", False),
    ],
    ids=["a spent quota", "a long pause"],
)
def test_rows_wait_with_reason_and_hour_and_go_on_by_themselves(stub, error, reason, finished):
    knows_all(stub).says(channels=error)
    job = analyse(ONE)
    row = job.rows.get()
    assert (job.state, row.state, row.reason) == (State.WAITING, Row.WAITING, reason)
    assert row.until > timezone.now()
    assert progress.of(job).finished is finished
    knows_all(stub)
    with time_machine.travel(row.until + timedelta(seconds=1), tick=True):
        foreground.work()
    job.refresh_from_db()
    assert job.state == State.COMPLETED
    assert Lookup.objects.get(kind="channel").attempts == 1


def test_a_platform_that_is_down_delays_no_other(stub):
    knows_all(stub).says(artist=TryAgain("Last.fm is in trouble (error 500)."))
    codes = [f"NZ{key}2600001" for key in ("AAA", "BBB", "CCC", "DDD", "EEE", "FFF")]
    job = start(*codes)
    foreground.work(patience=0)
    assert told(job, "lastfm").state == "waiting"
    assert {told(job, name).state for name in ("musicbrainz", "spotify", "youtube")} == {"done"}
    assert set(job.rows.values_list("reason", flat=True)) == {"unavailable"}


def test_musicbrainz_answers_nothing_and_the_row_says_so(stub):
    stub.says(recordings=lambda *_: page())
    job = analyse(ONE)
    assert job.rows.get().state == Row.NOT_FOUND
