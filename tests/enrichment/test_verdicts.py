from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from enrichment import gate, progress, verdicts
from enrichment.models import Touch
from leads.models import Credit, Job, JobRow
from tests.enrichment.pipeline import start
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
    verdicts.settle_rows([row.recording_id], now)
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
        verdicts.resettle(later)
    row.refresh_from_db()
    assert row.state == Row.RUNNING
    assert Job.objects.get().state == State.RUNNING


def test_every_open_row_gets_its_turn_to_be_looked_at_again(stub, now):
    job = start(ONE, TWO, THREE)
    pause("musicbrainz", now, "unavailable")
    for _ in range(3):
        verdicts.resettle(timezone.now(), limit=1)
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
    verdicts.settle_job(job.pk, now)
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
    verdicts.settle_job(row.job_id, now)
    assert Job.objects.get().state == State.CANCELLED
