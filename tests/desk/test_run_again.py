import pytest
from django.utils import timezone

from leads.models import Job
from tests.desk.doors import at, words_of
from tests.factories import JobFactory, LookupFactory, UploadFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ["completed", "completed_with_errors", "failed", "cancelled"])
def test_what_has_ended_can_be_analysed_again(staff_client, owner, state):
    job = JobFactory(state=state, include_youtube=False)
    assert "Analyse again" in words_of(staff_client.get(at("run", job.upload)))
    for _ in range(2):  # a double click
        assert staff_client.post(at("again", job.upload)).url == at("run", job.upload)
    again = Job.objects.exclude(pk=job.pk).get()
    assert (again.force_refresh, again.include_youtube, again.created_by) == (True, False, owner)
    assert again.rows.count() == 1


def test_an_ended_run_does_not_look_as_if_it_still_asked(staff_client):
    job = JobFactory(state="completed", finished_at=timezone.now())
    LookupFactory(state="queued", recording=job.rows.get().recording)
    page = words_of(staff_client.get(at("run", job.upload)))
    assert "Asked again for another job." in page and "Asking now." not in page


def test_what_still_runs_is_not_begun_again(staff_client):
    job = JobFactory()
    assert "Analyse again" not in words_of(staff_client.get(at("run", job.upload)))
    staff_client.post(at("again", job.upload))
    assert Job.objects.get() == job


def test_a_full_queue_is_said_when_analysing_again(staff_client, settings):
    settings.QUEUE_MAX_ROWS = 0
    job = JobFactory(state="completed")
    assert "rows wait already" in words_of(staff_client.post(at("again", job.upload), follow=True))
    assert Job.objects.get() == job


def test_what_was_never_started_has_nothing_to_begin_again(staff_client):
    assert staff_client.post(at("again", UploadFactory())).status_code == 404
