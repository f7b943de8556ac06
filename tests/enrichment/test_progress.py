from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enrichment import foreground, gate, progress
from enrichment.models import Call, Lookup, Touch
from enrichment.platforms.base import QuotaSpent, RateLimited, TryAgain
from leads.models import Credit, Job, JobRow
from tests.enrichment.pipeline import analyse, start, switch_off
from tests.enrichment.stub import knows_all, page
from tests.factories import ArtistFactory, LookupFactory, RecordingFactory

pytestmark = pytest.mark.django_db

ONE, TWO, THREE = "NZAAA2600001", "NZBBB2600001", "NZCCC2600001"
Row, State = JobRow.State, Job.State


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def row(db):
    """A row whose recording has an artist."""
    job = Job.objects.create(kind=Job.Kind.ANALYZE, state=State.RUNNING, filled_at=timezone.now())
    recording = RecordingFactory()
    Credit.objects.create(recording=recording, artist=ArtistFactory(known=None))
    return JobRow.objects.create(job=job, recording=recording, position=1)


def ask(row, platform, kind, state, **values):
    if kind in ("recording", "isrc"):
        values["recording"] = row.recording
    lookup = LookupFactory(platform=platform, kind=kind, state=state, **values)
    if kind not in ("recording", "isrc"):
        lookup.wants.create(artist=row.recording.artists.get())
    return lookup


def settled(row, now):
    progress.settle_rows([row.recording_id], now)
    row.refresh_from_db()
    return row.state, row.reason


def pause(name, now, reason, seconds=3600, message="Closed."):
    gate.pause(name, now.timestamp() + seconds, reason, message)


# --- Rows -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lookups", "state"),
    [
        ([("musicbrainz", "recording", "found")], Row.DONE),
        ([("musicbrainz", "recording", "found"), ("lastfm", "audience", "not_found")], Row.DONE),
        ([("musicbrainz", "recording", "found"), ("youtube", "search", "skipped")], Row.DONE),
        ([("musicbrainz", "recording", "found"), ("lastfm", "audience", "queued")], Row.RUNNING),
        ([("musicbrainz", "recording", "found"), ("lastfm", "audience", "asking")], Row.RUNNING),
        ([("musicbrainz", "recording", "found"), ("lastfm", "audience", "failed")], Row.FAILED),
        ([("lastfm", "audience", "failed"), ("youtube", "search", "queued")], Row.RUNNING),
    ],
    ids=["all found", "one not found", "one skipped", "one queued", "one asking", "one failed", "failed and queued"],
)
def test_a_row_is_finished_when_nothing_about_it_is_open(row, now, lookups, state):
    for platform, kind, theirs in lookups:
        ask(row, platform, kind, theirs)
    assert settled(row, now)[0] == state


@pytest.mark.parametrize(
    ("states", "state"),
    [(["not_found", "not_found"], Row.NOT_FOUND), (["failed", "not_found"], Row.FAILED), ([], Row.FAILED)],
    ids=["asked everywhere", "one failed", "nobody asked"],
)
def test_a_code_nobody_has_is_not_found_only_when_somebody_was_asked(row, now, states, state):
    Credit.objects.all().delete()
    for (platform, kind), theirs in zip((("musicbrainz", "recording"), ("spotify", "isrc")), states, strict=False):
        ask(row, platform, kind, theirs)
    assert settled(row, now)[0] == state


def test_a_row_is_not_judged_while_an_answer_is_not_worked_through(row, now):
    ask(row, "musicbrainz", "recording", "found")
    Touch.objects.create(artist=row.recording.artists.get(), at=now.timestamp())
    assert settled(row, now)[0] == Row.QUEUED


def test_youtube_holds_up_no_row_that_did_not_want_it(row, now):
    Job.objects.update(include_youtube=False)
    ask(row, "youtube", "search", "queued")
    assert settled(row, now)[0] == Row.DONE


def test_a_row_waits_when_all_it_lacks_stands_at_a_closed_gate(row, now):
    ask(row, "youtube", "search", "queued")
    pause("youtube:search", now, "search_quota_spent", message="YouTube search is spent, resumes 9:00 pm.")
    assert settled(row, now) == (Row.WAITING, "search_quota_spent")
    assert row.message == "YouTube search is spent, resumes 9:00 pm."
    assert row.until == datetime.fromtimestamp(now.timestamp() + 3600, UTC)
    assert Job.objects.get().state == State.WAITING


def test_a_row_runs_while_anything_it_lacks_can_be_asked(row, now):
    ask(row, "youtube", "search", "queued")
    ask(row, "lastfm", "audience", "queued")
    pause("youtube:search", now, "search_quota_spent")
    assert settled(row, now)[0] == Row.RUNNING


def test_a_row_that_also_waits_for_an_outage_names_the_outage(row, now):
    """Only a spent daily quota lets a row count as finished."""
    ask(row, "youtube", "search", "queued")
    ask(row, "lastfm", "audience", "queued")
    pause("youtube:search", now, "search_quota_spent", 7200)
    pause("lastfm", now, "unavailable", 60)
    assert settled(row, now) == (Row.WAITING, "unavailable")
    assert not progress.of(row.job).finished


def test_a_pause_of_moments_is_no_waiting(row, now):
    ask(row, "lastfm", "audience", "queued")
    pause("lastfm", now, "rate_limited", 3)
    assert settled(row, now)[0] == Row.RUNNING


def test_a_row_goes_on_when_its_gate_opens(row, now):
    ask(row, "lastfm", "audience", "queued")
    pause("lastfm", now, "unavailable", 60)
    settled(row, now)
    later = now + timedelta(seconds=61)
    with time_machine.travel(later, tick=False):
        progress.resettle(later)
    row.refresh_from_db()
    assert row.state == Row.RUNNING
    assert Job.objects.get().state == State.RUNNING


def test_every_open_row_gets_its_turn_to_be_looked_at_again(stub, now):
    job = start(ONE, TWO, THREE)
    pause("musicbrainz", now, "unavailable")
    for _ in range(3):
        progress.resettle(timezone.now(), limit=1)
    assert set(job.rows.values_list("state", flat=True)) == {Row.WAITING}


# --- Jobs -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        (["done", "not_found"], State.COMPLETED),
        (["done", "failed"], State.COMPLETED_WITH_ERRORS),
        (["not_found", "failed"], State.COMPLETED_WITH_ERRORS),
        (["failed", "failed"], State.FAILED),
        (["done", "running"], State.RUNNING),
        (["done", "waiting"], State.WAITING),
        (["waiting", "running"], State.RUNNING),
        ([], State.COMPLETED),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list) else str(value),
)
def test_a_job_is_what_its_rows_are(db, now, rows, state):
    job = Job.objects.create(kind=Job.Kind.ANALYZE, state=State.RUNNING, filled_at=now)
    for position, theirs in enumerate(rows, 1):
        JobRow.objects.create(job=job, recording=RecordingFactory(), position=position, state=theirs)
    progress.settle_job(job.pk, now)
    job.refresh_from_db()
    assert job.state == state
    assert bool(job.finished_at) is (state not in Job.OPEN)


def test_a_job_whose_rows_are_still_being_stored_does_not_end(row, now):
    Job.objects.update(filled_at=None, state=State.QUEUED)
    ask(row, "musicbrainz", "recording", "found")
    settled(row, now)
    assert row.state == Row.DONE
    assert Job.objects.get().state == State.QUEUED
    assert not progress.of(Job.objects.get()).finished


def test_a_cancelled_job_stays_cancelled(row, now):
    Job.objects.update(state=State.CANCELLED)
    progress.settle_job(row.job_id, now)
    assert Job.objects.get().state == State.CANCELLED


# --- Counts for people ------------------------------------------------------------------------------------------------


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
