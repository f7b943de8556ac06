import pytest
from django.urls import reverse

from leads.models import Job
from tests.desk.doors import do, page_of
from tests.factories import ArtistFactory, CandidateFactory, CreditFactory

pytestmark = pytest.mark.django_db


def test_asking_again_starts_one_job_and_says_so(staff_client, owner):
    artist = CreditFactory().artist
    for _ in range(2):
        reply, told = do(staff_client, "ask", artist)
        assert reply.url.endswith(f"/{artist.pk}/change/#evidence")
    assert "Prism asks the platforms again" in told
    job = Job.objects.get()
    assert (job.kind, job.label, job.created_by, job.force_refresh) == ("refresh", artist.name, owner, True)


def test_only_what_is_open_may_be_asked(staff_client):
    do(staff_client, "ask", CreditFactory().artist, open="1")
    assert not Job.objects.get().force_refresh


def test_nobody_is_asked_about_who_is_only_featured(staff_client):
    _, told = do(staff_client, "ask", CreditFactory(role="featured").artist)
    assert told.startswith("Nobody was asked:") and not Job.objects.exists()


def test_a_full_queue_is_said_and_the_decision_stands(staff_client, settings, reassessed):
    settings.QUEUE_MAX_ROWS = 0
    candidate = CandidateFactory()
    CreditFactory(artist=candidate.artist)
    _, told = do(staff_client, "decide", candidate, same="1")
    candidate.refresh_from_db()
    assert "rows wait already" in told and candidate.state == "accepted" and reassessed == [candidate.artist_id]


def test_asking_again_is_offered_to_those_who_may_start_work(analyst_client):
    artist = ArtistFactory()
    assert reverse("admin:leads_artist_ask", args=[artist.pk]) in page_of(analyst_client, artist).content.decode()
