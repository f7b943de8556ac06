"""POST /api/jobs/{id}/cancel, resume and retry-failed: by state, for whoever may."""

import pytest

from enrichment import foreground
from enrichment.models import Lookup
from leads.exports import jobs as export_jobs
from leads.models import Export, Job, JobRow
from tests.api.callers import person
from tests.api.calling import Caller
from tests.enrichment.jobbing import ONE, THREE, TWO, rows
from tests.enrichment.pipeline import analyse, start
from tests.factories import JobFactory

pytestmark = pytest.mark.django_db
ENDED = ["completed", "completed_with_errors", "failed"]
OPEN = ["queued", "running", "waiting"]


def steer(api, job, verb, status, body=None):
    answer = api.post(f"/api/jobs/{job.pk}/{verb}", body)
    assert answer.status_code == status, answer.content
    job.refresh_from_db()
    return answer.json()


# --- Cancel -----------------------------------------------------------------------------------------------------------


def test_cancelling_leaves_what_is_done(api, world, analyst):
    job = start(ONE, THREE, user=analyst)
    job.rows.filter(recording__isrc=ONE).update(state="done")
    body = steer(api, job, "cancel", 200)
    assert (body["status"], body["actions"], rows(job)) == ("cancelled", ["resume"], {ONE: "done", THREE: "cancelled"})
    assert (body["counts"]["cancelled"], body["skipped"], body["progress"]) == (1, 1, 100.0)
    foreground.work()
    assert not world.asked


def test_cancelling_again_changes_nothing(api, stub, analyst):
    job = start(ONE, user=analyst)
    first, second = (steer(api, job, "cancel", 200) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("state", ENDED)
@pytest.mark.parametrize("verb", ["cancel", "resume"])
def test_what_has_ended_is_neither_cancelled_nor_resumed(api, analyst, verb, state):
    body = steer(api, JobFactory(state=state, created_by=analyst), verb, 409)
    assert body["type"] == "urn:prism:problem:wrong_state"


# --- Resume -----------------------------------------------------------------------------------------------------------


def test_a_cancelled_job_goes_on_with_what_it_lacks(api, world, analyst):
    job = start(ONE, THREE, user=analyst)
    job.rows.filter(recording__isrc=ONE).update(state="done")
    steer(api, job, "cancel", 200)
    body = steer(api, job, "resume", 202)
    assert (body["status"], body["counts"]["done"], body["counts"]["queued"]) == ("running", 1, 1)
    foreground.work()
    assert rows(job) == {ONE: "done", THREE: "done"}


@pytest.mark.parametrize("state", OPEN)
def test_a_job_under_way_is_not_resumed(api, analyst, state):
    assert steer(api, JobFactory(state=state, created_by=analyst), "resume", 200)["status"] == state


# --- Send again -------------------------------------------------------------------------------------------------------


@pytest.fixture
def failed(world, analyst):
    """Last.fm was at fault, so its rows failed."""
    job = analyse(ONE, THREE, user=analyst)
    Lookup.objects.filter(platform="lastfm").update(state="failed", attempts=5)
    job.rows.update(state="failed", reason="unavailable", message="Last.fm: It broke.")
    Job.objects.update(state="failed")
    return job


def test_failed_rows_are_sent_again(api, failed):
    body = steer(api, failed, "retry-failed", 202)
    assert (body["requeued"], body["status"], body["counts"]["queued"]) == (2, "running", 2)
    foreground.work()
    assert set(rows(failed).values()) == {"done"}
    assert steer(api, failed, "retry-failed", 200)["requeued"] == 0
    told = api.get(f"/api/jobs/{failed.pk}/rows").json()["rows"]
    assert {row["attempts"] for row in told} == {6}


def test_what_was_not_found_is_sent_again_only_when_told(api, stub, analyst):
    job = analyse(ONE, TWO, user=analyst)
    assert steer(api, job, "retry-failed", 200)["requeued"] == 0
    assert steer(api, job, "retry-failed", 202, {"include_not_found": True})["requeued"] == 2


def test_while_cancelled_nothing_is_sent_again(api, analyst):
    job = JobFactory(state="cancelled", created_by=analyst)
    job.rows.update(state="failed")
    assert "Resume it first" in steer(api, job, "retry-failed", 409)["error"]


# --- Who, and how -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["cancel", "resume", "retry-failed"])
def test_others_jobs_are_steered_by_managers_alone(client, stub, verb):
    job = JobFactory(created_by=person("Analyst", "somebody"), state="running")
    JobRow.objects.update(state="failed")
    assert steer(Caller(client, person("Analyst")), job, verb, 403)["type"] == "urn:prism:problem:forbidden"
    assert (job.state, job.rows.get().state) == ("running", "failed")
    assert Caller(client, person("Manager")).post(f"/api/jobs/{job.pk}/{verb}").status_code < 300


@pytest.mark.parametrize("verb", ["cancel", "resume", "retry-failed"])
def test_what_stands_in_a_body_is_known_or_refused(api, analyst, verb):
    job = JobFactory(created_by=analyst)
    assert steer(api, job, verb, 400, {"force": True})["errors"][0]["field"] == "force"
    assert api.post("/api/jobs/1/" + verb).status_code == 404
    bare = api.client.generic("POST", f"/api/jobs/{job.pk}/{verb}", headers=api.headers)
    assert bare.status_code == 200


def test_one_key_steers_once(api, failed):
    first, second = (api.post(f"/api/jobs/{failed.pk}/retry-failed", **{"idempotency-key": "once"}) for _ in range(2))
    assert (first.status_code, second.status_code) == (202, 202)
    assert second["Idempotency-Replayed"] == "true" and first.json() == second.json()


# --- Exports ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def export(analyst, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    job = Job.objects.create(kind="export", label="leads.csv", created_by=analyst)
    return Export.objects.create(job=job, format="csv", door="api", by=analyst, rows=8, filename="leads.csv")


def test_an_export_is_cancelled_and_begun_anew(api, export):
    assert steer(api, export.job, "cancel", 200)["status"] == "cancelled"
    body = steer(api, export.job, "resume", 202)
    assert (body["status"], body["counts"]["queued"]) == ("queued", 8)
    assert steer(api, export.job, "resume", 200)["status"] == "queued"


def test_a_failed_export_is_sent_again(api, export):
    export_jobs.fail(export.pk, "The disk is full.")
    assert api.get(f"/api/jobs/{export.job_id}").json()["message"] == "The disk is full."
    assert steer(api, export.job, "resume", 409)
    assert steer(api, export.job, "retry-failed", 202)["requeued"] == 8
    assert steer(api, export.job, "retry-failed", 200)["requeued"] == 0
