from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from enrichment import foreground, gate, jobs
from enrichment.models import Gate, Lookup
from enrichment.platforms.base import Misconfigured, TryAgain
from leads.intake import take_in_codes
from leads.models import Artist, Credit, Job, JobRow, Recording
from tests.enrichment.pipeline import analyse, recordings, start, switch_off
from tests.enrichment.stub import knows_all, mbid_of, page

pytestmark = pytest.mark.django_db

ONE, TWO, THREE = "NZAAA2600001", "NZAAA2600002", "NZBBB2600001"
Row, State = JobRow.State, Job.State


def rows(job):
    return dict(job.rows.values_list("recording__isrc", "state"))


def codes_asked(stub):
    return Counter(code for codes, _ in stub.calls("recordings") for code in codes)


def later(**span):
    return time_machine.travel(timezone.now() + timedelta(**span), tick=True)


@pytest.fixture
def world(stub):
    return knows_all(stub)


# --- Starting ---------------------------------------------------------------------------------------------------------


def test_a_job_asks_everything_once_and_ends_completed(world):
    job = analyse(ONE, TWO, THREE)
    assert (job.state, set(rows(job).values())) == (State.COMPLETED, {Row.DONE})
    assert job.finished_at
    assert Artist.objects.leads().count() == 2
    assert [len(world.calls(name)) for name in ("recordings", "artists", "links", "artist")] == [1, 1, 1, 2]
    assert codes_asked(world) == {ONE: 1, TWO: 1, THREE: 1}


def test_an_upload_started_twice_is_one_job(stub):
    upload = take_in_codes([ONE, TWO], kind="api").upload
    first, second = jobs.start_upload(upload), jobs.start_upload(upload)
    assert first == second
    assert JobRow.objects.count() == 2


def test_an_upload_whose_job_has_ended_gets_a_new_one(world):
    upload = take_in_codes([ONE], kind="api").upload
    first = jobs.start_upload(upload)
    foreground.work()
    assert jobs.start_upload(upload) != first


def test_only_accepted_cells_become_rows(stub):
    upload = take_in_codes([ONE, "nz-aaa-26-00001", "NZAAA26O0001", TWO], kind="api").upload
    assert list(rows(jobs.start_upload(upload))) == [ONE, TWO]


def test_a_full_queue_says_so_and_starts_nothing(stub, settings):
    settings.QUEUE_MAX_ROWS = 2
    start(ONE, TWO)
    with pytest.raises(jobs.QueueFull, match="2 rows wait already; with these it would be more than 2."):
        start(THREE)
    assert Job.objects.count() == 1


def test_fresh_answers_ask_nothing(world):
    analyse(ONE)
    world.asked.clear()
    with later(hours=23):
        job = analyse(ONE)
    assert job.state == State.COMPLETED
    assert not world.asked


def test_a_further_code_of_a_fresh_artist_costs_one_question(world):
    analyse(ONE)
    world.asked.clear()
    analyse(TWO)
    assert [name for name, _ in world.asked] == ["recordings"]


def test_stale_answers_are_asked_again_and_shared_knowledge_is_kept(world):
    analyse(ONE)
    world.asked.clear()
    with later(hours=25):
        analyse(ONE)
    assert {name for name, _ in world.asked} == {"recordings", "artists", "links", "artist", "channels"}


def test_force_refresh_asks_again_what_is_fresh(world):
    analyse(ONE)
    world.asked.clear()
    analyse(ONE, force_refresh=True)
    assert {name for name, _ in world.asked} >= {"recordings", "artists", "links", "artist", "channels"}


def test_what_is_asked_again_waits_as_if_it_were_new(world):
    """It would otherwise be the oldest in the queue, and a search be skipped at once for its age."""
    analyse(ONE)
    with later(days=9):
        start(ONE)
        ages = {timezone.now() - one.created_at for one in Lookup.objects.filter(state="queued")}
        assert max(ages) < timedelta(minutes=1)


def test_a_search_is_not_asked_again_once_the_channel_is_known(stub):
    knows_all(stub, linked=False)
    analyse(ONE)
    assert len(stub.calls("search")) == 1
    Artist.objects.update(youtube_channel_id="UCown0000000000000000000")
    analyse(ONE, force_refresh=True)
    assert len(stub.calls("search")) == 1


def test_what_failed_or_was_skipped_is_asked_again_by_a_new_job(world, monkeypatch):
    analyse(ONE)
    Lookup.objects.filter(kind="audience").update(state="failed", answered_at=timezone.now())
    Lookup.objects.filter(kind="channel").update(state="skipped", reason="skipped", answered_at=timezone.now())
    world.asked.clear()
    analyse(ONE)
    assert {name for name, _ in world.asked} == {"artist", "channels"}


def test_a_job_without_youtube_makes_no_question_of_it(world):
    job = analyse(ONE, include_youtube=False)
    assert job.state == State.COMPLETED
    assert not Lookup.objects.filter(platform="youtube").exists()
    analyse(ONE)
    assert len(world.calls("channels")) == 1


def test_two_jobs_that_share_codes_ask_them_once(world):
    first, second = start(ONE, TWO), start(TWO, THREE)
    foreground.work()
    assert codes_asked(world) == {ONE: 1, TWO: 1, THREE: 1}
    for job in (first, second):
        job.refresh_from_db()
        assert job.state == State.COMPLETED


def test_an_urgent_job_comes_before_what_waited_longer(world):
    start(THREE)
    start(ONE, urgent=True)
    ranked = Lookup.objects.order_by("-rank").values_list("subject", flat=True)
    assert list(ranked) == [ONE, THREE]
    start(ONE, urgent=True)
    assert Lookup.objects.get(subject=ONE).rank < 0


def test_one_job_in_the_foreground_asks_only_what_it_wants(world):
    start(THREE)
    job = start(ONE)
    assert foreground.work(job) is True
    job.refresh_from_db()
    assert job.state == State.COMPLETED
    assert codes_asked(world) == {ONE: 1}


def test_a_foreground_that_runs_out_of_time_says_so(world):
    start(ONE)
    assert foreground.work(deadline=timezone.now().timestamp() - 1) is False
    assert not world.asked


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
