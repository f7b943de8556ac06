import pytest

from enrichment import foreground, gate, jobs
from enrichment.models import Gate, Lookup
from enrichment.platforms.base import Misconfigured, TryAgain
from leads.intake import take_in_codes
from leads.models import Artist, Credit, Job, JobRow, Recording
from tests.enrichment.jobbing import ONE, THREE, TWO, codes_asked, rows
from tests.enrichment.pipeline import analyse, recordings, start, switch_off
from tests.enrichment.stub import knows_all, mbid_of, page

pytestmark = pytest.mark.django_db

Row, State = JobRow.State, Job.State


# --- Cancelling and resuming ------------------------------------------------------------------------------------------


def test_cancelling_stops_every_further_call(world):
    job = start(ONE)

    def cancel_then_answer(codes, offset):
        jobs.cancel(job)
        return page()

    world.says(recordings=cancel_then_answer)
    foreground.work()
    job.refresh_from_db()
    assert (job.state, rows(job)) == (State.CANCELLED, {ONE: Row.CANCELLED})
    assert len(world.asked) == 1


def test_cancelling_twice_and_after_the_end_changes_nothing(world):
    job = analyse(ONE)
    assert jobs.cancel(job) is False
    assert job.state == State.COMPLETED
    other = start(THREE)
    assert jobs.cancel(other) is True
    assert jobs.cancel(other) is False


def test_what_was_learned_before_the_cancel_is_scored(world):
    job = start(ONE)
    world.says(artist=lambda *_: jobs.cancel(job) and None)
    foreground.work()
    assert Artist.objects.get().scored_at
    assert not Lookup.objects.filter(state__in=Lookup.OPEN).exists()


def test_cancelling_one_job_keeps_what_the_other_wants(world):
    first, second = start(ONE, THREE), start(ONE)
    jobs.cancel(first)
    foreground.work()
    second.refresh_from_db()
    assert second.state == State.COMPLETED
    assert codes_asked(world) == {ONE: 1}


def test_another_job_without_youtube_does_not_keep_youtubes_questions(world):
    job = start(ONE)
    world.says(channels=TryAgain("In trouble."))
    foreground.work(patience=0)
    start(ONE, include_youtube=False)
    jobs.cancel(job)
    assert list(Lookup.objects.filter(platform="youtube").values_list("state", flat=True)) == ["parked"]


def test_resuming_asks_only_what_the_rows_still_lack(world):
    job = start(ONE)
    world.says(artists=lambda *_: jobs.cancel(job) and page())
    foreground.work()
    world.asked.clear()
    knows_all(world)
    assert jobs.resume(job) is True
    foreground.work()
    job.refresh_from_db()
    assert (job.state, rows(job)) == (State.COMPLETED, {ONE: Row.DONE})
    assert not world.calls("recordings")


def test_resuming_a_forced_refresh_does_not_ask_again_what_it_asked_itself(world):
    job = start(ONE, force_refresh=True)
    world.says(artists=lambda *_: jobs.cancel(job) and page())
    foreground.work()
    world.asked.clear()
    jobs.resume(job)
    foreground.work()
    assert not world.calls("recordings")


def test_only_a_cancelled_job_can_be_resumed(world):
    job = start(ONE)
    assert jobs.resume(job) is False
    assert jobs.cancel(job) and jobs.resume(job)
    assert jobs.resume(job) is False


def test_rows_stored_after_the_cancel_are_cancelled_too(world):
    upload = take_in_codes([ONE, TWO], kind="api").upload
    job = Job.objects.create(kind=Job.Kind.UPLOAD, upload=upload, state=State.CANCELLED)
    jobs.fill(job)
    assert set(rows(job).values()) == {Row.CANCELLED}
    assert not Lookup.objects.exists()


def test_a_job_cut_off_while_its_rows_were_stored_is_completed(world):
    upload = take_in_codes([ONE, TWO, THREE], kind="api").upload
    job = Job.objects.create(kind=Job.Kind.UPLOAD, upload=upload)
    JobRow.objects.create(job=job, recording=Recording.objects.get(isrc=ONE), position=1, state=Row.DONE)
    foreground.work()
    job.refresh_from_db()
    assert (job.state, set(rows(job))) == (State.COMPLETED, {ONE, TWO, THREE})


# --- Sending again ----------------------------------------------------------------------------------------------------


@pytest.fixture
def failed(world, monkeypatch):
    """A job whose row failed because Last.fm was in trouble five times."""
    monkeypatch.setattr(gate, "CIRCUIT", 99)
    monkeypatch.setattr("enrichment.refusals.LONGEST_WAIT", 0.0)
    world.says(artist=TryAgain("Last.fm reports a failure of its own."))
    job = analyse(ONE)
    assert rows(job) == {ONE: Row.FAILED}
    world.asked.clear()
    return job


def test_a_row_that_failed_tells_why(failed):
    row = failed.rows.get()
    assert failed.state == State.FAILED
    assert row.message == "Last.fm: Given up after 5 attempts. Last.fm reports a failure of its own."


def test_failed_rows_are_sent_again_and_only_what_failed_is_asked(world, failed):
    knows_all(world)
    assert jobs.retry_failed(failed) == 1
    assert Lookup.objects.get(kind="audience").attempts_allowed == 10
    foreground.work()
    failed.refresh_from_db()
    assert (failed.state, rows(failed)) == (State.COMPLETED, {ONE: Row.DONE})
    assert [name for name, _ in world.asked] == ["artist"]


def test_there_is_nothing_to_send_again_where_nothing_failed(world):
    job = analyse(ONE)
    assert jobs.retry_failed(job) == 0
    assert job.state == State.COMPLETED


def test_a_cancelled_job_sends_nothing_again(world, failed):
    Job.objects.update(state=State.CANCELLED)
    assert jobs.retry_failed(failed) == 0


def test_rows_not_found_go_again_only_when_asked_for(stub):
    job = analyse(ONE)
    assert rows(job) == {ONE: Row.NOT_FOUND}
    assert jobs.retry_failed(job) == 0
    knows_all(stub)
    assert jobs.retry_failed(job, include_not_found=True) == 1
    foreground.work()
    assert rows(job) == {ONE: Row.DONE}


def test_sending_again_gives_a_mended_key_a_chance_at_once(world):
    world.says(artist=Misconfigured("Last.fm does not accept the API key."))
    job = analyse(ONE)
    assert rows(job) == {ONE: Row.FAILED}
    assert Gate.objects.get(pk="lastfm").pause_reason == "misconfigured"
    knows_all(world)
    jobs.retry_failed(job)
    foreground.work()
    assert rows(job) == {ONE: Row.DONE}


# --- Merged artists ---------------------------------------------------------------------------------------------------


def test_a_job_ends_though_its_artists_were_merged_on_the_way(world):
    twin = Artist.objects.create(name="Artist AAA", spotify_id="AAA".rjust(22, "0"))
    Credit.objects.create(artist=twin, recording_id=recordings(TWO)[0])
    job = analyse(ONE, TWO)
    assert job.state == State.COMPLETED
    assert list(Artist.objects.values_list("mbid", "spotify_id")) == [(mbid_of(ONE), "AAA".rjust(22, "0"))]
    assert not Lookup.objects.filter(state__in=Lookup.OPEN).exists()


def test_a_row_of_which_nobody_could_be_asked_is_not_called_not_found(stub, settings):
    switch_off(settings, "musicbrainz", "spotify")
    job = analyse(ONE)
    row = job.rows.get()
    assert (row.state, row.reason) == (Row.FAILED, "not_configured")
    assert row.message == "Neither MusicBrainz nor Spotify is switched on, and nobody else knows codes."
