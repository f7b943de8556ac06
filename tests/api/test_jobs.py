"""GET /api/jobs and one of them: how far it is, platform by platform, and what the caller may do."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enrichment import gate, jobs
from enrichment.kinds import LASTFM, MB, YOUTUBE
from leads.intake import take_in_codes
from leads.models import Artist, Export, Job
from tests.api.callers import person
from tests.api.calling import Caller
from tests.enrichment.jobbing import ONE, THREE, TWO, later
from tests.enrichment.pipeline import analyse, start, switch_off
from tests.factories import JobFactory

pytestmark = pytest.mark.django_db
NOBODYS = "NZZZZ2600001"


@pytest.fixture
def all_but_one(world):
    """Nobody knows one of the codes."""
    knows = world.answers["recordings"]
    return world.says(recordings=lambda codes, offset: knows([code for code in codes if code != NOBODYS], offset))


def one(api, job, **query):
    answer = api.get(f"/api/jobs/{getattr(job, 'pk', job)}" + "".join(f"?{name}={query[name]}" for name in query))
    assert answer.status_code == 200, answer.content
    return answer.json()


def sums(platform):
    return {name: platform[name] for name in ("rows", "found", "not_found", "waiting", "failed", "skipped")}


# --- One --------------------------------------------------------------------------------------------------------------


def test_a_finished_job_adds_up(api, all_but_one, analyst):
    body = one(api, analyse(ONE, TWO, THREE, NOBODYS, user=analyst, label="From the CRM"))
    assert (body["status"], body["progress"], body["label"], body["created_by"]) == (
        "completed", 100.0, "From the CRM", "analyst"
    )  # fmt: skip
    assert {name: n for name, n in body["counts"].items() if n} == {"accepted": 4, "done": 3, "not_found": 1}
    names = ("total_processed", "successful", "failed", "skipped", "success_rate")
    assert [body[name] for name in names] == [4, 3, 0, 1, 75.0]
    assert body["estimate"] == {"at": None, "text": None}
    assert (body["actions"], body["file_url"], body["finished_at"] is None) == ([], None, False)


def test_each_platform_adds_up_to_the_rows(api, all_but_one):
    platforms = one(api, analyse(ONE, TWO, THREE, NOBODYS))["platforms"]
    for told in platforms.values():
        counted = sums(told)
        assert counted.pop("rows") == sum(counted.values()) == 4
        assert (told["state"], told["reason"], told["until"]) == ("done", None, None)
    assert (platforms[MB]["found"], platforms[MB]["not_found"]) == (3, 1)
    assert (platforms[LASTFM]["found"], platforms[LASTFM]["skipped"]) == (3, 1)
    assert platforms[MB]["calls"] == 4


def test_nothing_asked_yet_is_queued(api, stub):
    body = one(api, start(ONE, TWO))
    assert (body["status"], body["progress"], body["success_rate"]) == ("running", 0.0, None)
    assert {told["state"] for name, told in body["platforms"].items() if name != MB} == {"queued"}
    assert all(told["waiting"] == 2 for told in body["platforms"].values())
    assert body["estimate"]["at"] >= body["created_at"]
    assert body["estimate"]["text"] == "less than a minute"


def test_a_closed_gate_is_told_with_its_reason_and_end(api, world):
    until = timezone.now().timestamp() + 3600
    gate.pause(YOUTUBE, until, "quota_spent", "YouTube's quota is spent until 21:00.")
    body = one(api, analyse(ONE, THREE))
    told = body["platforms"][YOUTUBE]
    assert (body["status"], told["state"], told["reason"], told["waiting"]) == ("waiting", "waiting", "quota_spent", 2)
    assert told["until"] == body["estimate"]["at"][: len(told["until"])] or told["until"] <= body["estimate"]["at"]
    assert body["estimate"]["text"].startswith("YouTube's quota is spent until 21:00. Then ")
    assert body["platforms"][MB]["state"] == "done"


def test_a_platform_without_a_key_is_named(api, world, settings):
    switch_off(settings, LASTFM)
    told = one(api, analyse(ONE))["platforms"]
    assert (told[LASTFM]["state"], told[LASTFM]["skipped"]) == ("not_configured", 1)


def test_a_platform_that_was_left_out_is_skipped(api, world):
    analyse(ONE)
    told = one(api, analyse(ONE, include_youtube=False))["platforms"]
    assert (told[YOUTUBE]["state"], told[YOUTUBE]["skipped"], told[YOUTUBE]["found"]) == ("skipped", 1, 0)


def test_what_is_asked_again_later_changes_no_job_that_has_ended(api, world):
    job = analyse(ONE)
    before = one(api, job)["platforms"]
    start(ONE, force_refresh=True)
    assert one(api, job)["platforms"] == before


def test_youtube_is_counted_by_artist(api, world):
    job = analyse(ONE, TWO, THREE)
    names = ("artists_with_youtube", "youtube_data_collected", "total_youtube_subscribers")
    told = one(api, job)["youtube_statistics"]
    assert [told[name] for name in names] == [2, 2, None]
    Artist.objects.update(youtube_subscribers=1230)
    assert one(api, job)["youtube_statistics"]["total_youtube_subscribers"] == 2460


def test_an_upload_s_refused_rows_are_counted(api, stub):
    upload = take_in_codes([ONE, "nz-aaa-26-00001", "NZAAA26O0001", TWO], kind="api").upload
    body = one(api, jobs.start_upload(upload))
    assert [body["counts"][name] for name in ("accepted", "invalid", "duplicate")] == [2, 1, 1]
    assert body["upload_id"] == upload.pk


def test_results_are_told_when_asked_for(api, world, monkeypatch):
    job = analyse(ONE, THREE)
    assert one(api, job)["results"] == []
    body = one(api, job, results="true")
    assert [told["isrc"] for told in body["results"]] == [ONE, THREE]
    assert body["results_truncated"] is False and "result" not in body
    monkeypatch.setattr("prism.api.jobs.MOST_RESULTS", 1)
    assert one(api, job, results="true")["results_truncated"] is True


def test_the_job_of_one_code_tells_its_analysis(api, world):
    body = api.post("/api/analyze-isrc", {"isrc": ONE}).json()
    told = one(api, body["status_url"].rpartition("/")[2])["result"]
    moving = ("timestamp", "processing_time")
    assert {name: value for name, value in told.items() if name not in moving} == {
        name: value for name, value in body.items() if name not in moving
    }


@pytest.mark.parametrize("job_id", ["1", "999999999999999999999", "0" * 32, "A" * 32, "%00", "nothing"])
def test_what_is_no_job_is_not_found(api, job_id):
    answer = api.get(f"/api/jobs/{job_id}")
    assert (answer.status_code, answer.json()["error"]) == (404, "Job not found")


# --- What may be done -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "actions"),
    [("running", ["cancel"]), ("waiting", ["cancel"]), ("cancelled", ["resume"]), ("completed", [])],
)
def test_the_owner_is_told_what_can_be_done(client, state, actions):
    user = person("Analyst")
    job = JobFactory(created_by=user, state=state)
    assert one(Caller(client, user), job)["actions"] == actions


def test_failed_rows_can_be_sent_again(client):
    user = person("Analyst")
    job = JobFactory(created_by=user, state="completed_with_errors")
    job.rows.update(state="failed")
    assert one(Caller(client, user), job)["actions"] == ["retry-failed"]


def test_others_are_told_that_they_can_do_nothing(client):
    job = JobFactory(created_by=person("Analyst", "somebody"))
    assert one(Caller(client, person("Analyst")), job)["actions"] == []
    assert one(Caller(client, person("Read-only")), job)["actions"] == []
    assert one(Caller(client, person("Manager"), scope="read"), job)["actions"] == []
    assert one(Caller(client, person("Manager")), job)["actions"] == ["cancel"]


# --- Exports ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "done", "counts", "progress"),
    [
        ("queued", 0, {"queued": 8}, 0.0),
        ("running", 6, {"done": 6, "running": 2}, 75.0),
        ("completed", 8, {"done": 8}, 100.0),
        ("cancelled", 6, {"done": 6, "cancelled": 2}, 100.0),
        ("failed", 6, {"done": 6, "failed": 2}, 100.0),
    ],
)
def test_an_export_counts_leads(api, state, done, counts, progress):
    job = Job.objects.create(kind="export", state=state, label="leads.csv")
    Export.objects.create(job=job, format="csv", door="api", rows=8, done=done, filename="leads.csv")
    body = one(api, job)
    assert {name: n for name, n in body["counts"].items() if n} == {"accepted": 8, **counts}
    assert (body["progress"], body["platforms"], body["file_url"]) == (progress, {}, None)


# --- The list ---------------------------------------------------------------------------------------------------------


def listed(api, query=""):
    answer = api.get(f"/api/jobs{query}")
    assert answer.status_code == 200, answer.content
    return [told["job_id"] for told in answer.json()["jobs"]]


def test_the_newest_comes_first(api):
    first, second, third = (JobFactory().pk for _ in range(3))
    assert listed(api) == [third, second, first]
    assert listed(api, "?limit=1&offset=1") == [second]
    cursor = api.get("/api/jobs?limit=1").json()["pagination"]["next_cursor"]
    JobFactory()
    assert listed(api, f"?limit=1&cursor={cursor}") == [second]


def test_the_list_is_narrowed(api, analyst):
    mine = JobFactory(created_by=analyst, state="completed").pk
    other = JobFactory(kind="analyze", created_by=person("Analyst", "somebody")).pk
    nobodys = JobFactory(kind="refresh", state="failed").pk
    assert listed(api, "?mine=true") == [mine]
    assert set(listed(api, "?mine=false")) == {other, nobodys}
    assert listed(api, "?state=running,failed&kind=analyze") == [other]
    assert listed(api, "?state=running&state=failed") == [nobodys, other]
    assert listed(api, "?state=&kind=export") == []


@pytest.mark.parametrize("query", ["?state=done", "?kind=webhook", "?mine=perhaps", "?limit=0", "?colour=red"])
def test_what_cannot_be_used_is_named(api, query):
    answer = api.get(f"/api/jobs{query}")
    item = answer.json()["errors"][0]
    assert answer.status_code == 400 and item["field"].partition(".")[0] in query
    assert item.get("allowed") or "state" not in query


def test_a_listed_job_is_told_as_by_itself(api, world):
    job = analyse(ONE, THREE)
    start(TWO)
    told = next(told for told in api.get("/api/jobs").json()["jobs"] if told["job_id"] == job.pk)
    alone = one(api, job)
    assert told == {name: alone[name] for name in told}


def test_more_jobs_take_no_more_queries(api, world):
    def queries():
        with CaptureQueriesContext(connection) as found:
            assert api.get("/api/jobs?limit=100").status_code == 200
        return len(found)

    analyse(ONE)
    start(TWO)
    queries()  # the first also notes when the token was used
    few = queries()
    for code in (ONE, THREE, TWO):
        start(code)
    for _ in range(10):
        JobFactory()
        job = Job.objects.create(kind="export", label="leads.csv")
        Export.objects.create(job=job, format="csv", door="api", rows=8, filename="leads.csv")
    assert queries() == few


def test_a_large_job_s_counts_may_lag_some_seconds(api, world, monkeypatch):
    monkeypatch.setattr("enrichment.outlook.LARGE", 1)
    job = start(ONE, THREE)
    assert one(api, job)["counts"]["queued"] == 2
    job.rows.update(state="done")
    assert one(api, job)["counts"]["done"] == 0
    with later(seconds=6):
        assert one(api, job)["counts"]["done"] == 2
