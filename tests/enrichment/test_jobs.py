from datetime import timedelta

import pytest
from django.utils import timezone

from enrichment import foreground, jobs
from enrichment.models import Lookup
from leads import bulk
from leads.intake import take_in_codes
from leads.models import Artist, Job, JobRow
from tests.enrichment.jobbing import ONE, THREE, TWO, codes_asked, later, rows
from tests.enrichment.pipeline import analyse, start
from tests.enrichment.stub import knows_all

pytestmark = pytest.mark.django_db

Row, State = JobRow.State, Job.State


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
    assert {name for name, _ in world.asked} == {"recordings", "artist_with_links", "artist", "channels"}


def test_force_refresh_asks_again_what_is_fresh(world):
    analyse(ONE)
    world.asked.clear()
    analyse(ONE, force_refresh=True)
    assert {name for name, _ in world.asked} >= {"recordings", "artist_with_links", "artist", "channels"}


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


# --- Many rows --------------------------------------------------------------------------------------------------------


def test_rows_stored_in_several_goes_are_all_there_once_and_in_order(monkeypatch):
    codes = [f"NZABC26{n:05}" for n in range(7)]
    job = jobs.start_upload(take_in_codes(codes, kind="api").upload)
    job.rows.filter(position__gt=2).delete()
    monkeypatch.setattr(jobs, "CHUNK", 2)
    looked = []
    monkeypatch.setattr(bulk, "look_over", lambda *tables: looked.append((JobRow in tables, job.rows.count())))
    jobs.fill(job)
    assert list(job.rows.order_by("position").values_list("position", "recording__isrc")) == list(enumerate(codes, 1))
    assert looked == [(True, 4)]  # when there is something to be seen, and most is still to come
