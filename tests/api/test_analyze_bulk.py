"""POST /api/analyze-bulk: what can be used becomes a job, the rest is told one by one."""

import pytest

from leads.intake import take_in_codes
from leads.models import Job, Recording, Upload
from prism.api import bulk
from tests.factories import UploadFactory

pytestmark = pytest.mark.django_db
ONE, TWO, THREE = "NZAAA2600001", "NZAAA2600002", "NZBBB2600001"
MIXED = [ONE, "nz-aaa-26-00001", "NZAAA26O0001", TWO, 12]


def ask(api, status, **body):
    answer = api.post("/api/analyze-bulk", body)
    assert answer.status_code == status, answer.content
    return answer.json()


# --- Taken ------------------------------------------------------------------------------------------------------------


def test_one_bad_code_does_not_refuse_the_others(api, stub):
    body = ask(api, 202, isrcs=MIXED, wait=0, batch_size=10)
    counts = [body[name] for name in ("provided", "accepted", "duplicates", "invalid_count")]
    assert counts == [5, 2, 1, 2]
    assert [(one["position"], one["reason"], one["suggestion"]) for one in body["invalid"]] == [
        (3, "letter_among_digits", "NZAAA2600001"), (5, "not_text", None)
    ]  # fmt: skip
    assert body["invalid_isrcs"] == ["NZAAA26O0001", "12"]
    assert (body["message"], body["already_known"]) == ("2 of 5 ISRCs are being analysed.", 0)


def test_what_is_done_within_the_wait_is_told_in_full(api, world):
    body = ask(api, 200, isrcs=[ONE, THREE], wait=20)
    assert [one["isrc"] for one in body["results"]] == [ONE, THREE]
    assert {one["status"] for one in body["results"]} == {"completed"}
    sums = ("status", "total_processed", "successful", "failed", "skipped", "success_rate")
    assert [body[name] for name in sums] == ["completed", 2, 2, 0, 0, 100.0]
    assert body["estimate"] == {"at": None, "text": None}
    assert body["youtube_statistics"]["artists_with_youtube"] >= 0
    assert body["average_time_per_isrc"] <= body["total_time"]


def test_more_results_than_an_answer_holds_are_found_elsewhere(api, world, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_RESULTS", 1)
    body = ask(api, 200, isrcs=[ONE, TWO])
    assert (body["results"], body["results_truncated"], body["total_processed"]) == ([], True, 2)


def test_the_job_is_where_the_answer_points(api, stub, analyst):
    answer = api.post("/api/analyze-bulk", {"isrcs": [ONE], "label": "From the CRM", "wait": 0, "force_refresh": True})
    job = Job.objects.get()
    assert answer["Location"] == answer.json()["status_url"] == f"/api/jobs/{job.pk}"
    assert int(answer["Retry-After"]) > 0
    assert (job.kind, job.label, job.force_refresh, job.created_by) == ("analyze", "From the CRM", True, analyst)


def test_an_estimate_is_given_while_it_runs(api, stub, settings):
    settings.LASTFM_INTERVAL = 1.0
    body = ask(api, 202, isrcs=[f"NZAAA26{n:05d}" for n in range(400)], wait=0)
    assert body["estimate"]["text"] == "about 2 minutes"
    assert body["estimate"]["at"] > body["timestamp"]


def test_known_codes_are_counted_as_such(api, stub):
    take_in_codes([ONE], kind="paste")
    assert ask(api, 202, isrcs=[ONE, TWO], wait=0)["already_known"] == 1


def test_an_upload_is_analysed_by_its_id(api, stub):
    upload = UploadFactory()
    body = ask(api, 202, upload_id=upload.pk, wait=0)
    counts = [body[name] for name in ("provided", "accepted", "duplicates", "invalid_count")]
    assert counts == [3, 1, 1, 1]
    assert Job.objects.get().upload == upload
    assert body["invalid"][0]["position"] == 3


def test_the_same_list_twice_is_one_job_while_it_runs(api, stub):
    first, second = (ask(api, 202, isrcs=[ONE, TWO], wait=0)["job_id"] for _ in range(2))
    assert first == second
    assert ask(api, 202, isrcs=[ONE, TWO], wait=0, force_refresh=True)["job_id"] != first


def test_each_artist_is_asked_about_once(api, world):
    ask(api, 200, isrcs=[ONE, TWO])
    assert len(world.calls("artist")) == 1 and len(world.calls("recordings")) == 1


def test_youtube_is_left_alone_when_told_so(api, world):
    body = ask(api, 200, isrcs=[ONE], include_youtube=False)
    assert body["results"][0]["platforms"]["youtube"]["state"] == "skipped"


# --- Refused ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ({}, "required", "Missing required fields: isrcs"),
        ({"isrcs": None}, "required", "Missing required fields: isrcs"),
        ({"isrcs": ONE}, "not_a_list", "“isrcs” must be a list of texts."),
        ({"isrcs": {}}, "not_a_list", "“isrcs” must be a list of texts."),
        ({"isrcs": []}, "empty", "“isrcs” is empty."),
        ({"isrcs": ["NZAAA26O0001"]}, "letter_among_digits", "Invalid ISRC: "),
        ({"isrcs": [None, 1, ""]}, "empty", "None of these is an ISRC."),
        ({"upload_id": 999}, "unknown", "There is no upload of this id."),
        ({"upload_id": 1, "isrcs": [ONE]}, "not_both", "Give isrcs or upload_id"),
        ({"isrcs": [ONE], "batch_size": 1001}, "max_value", "batch_size "),
        ({"isrcs": [ONE], "batch_size": "10"}, "invalid", "batch_size "),
        ({"upload_id": 10**18}, "invalid", "upload_id "),
        ({"isrcs": [ONE], "label": "x" * 201}, "max_length", "label "),
        ({"isrcs": [ONE], "wait": -1}, "min_value", "wait "),
        ({"isrcs": [ONE], "state": "done"}, "unknown", ""),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_cannot_be_used_is_named(api, body, code, words):
    answer = api.post("/api/analyze-bulk", body)
    problem = answer.json()
    assert (answer.status_code, problem["errors"][0]["code"]) == (400, code)
    assert problem["error"].startswith(words)
    assert not Job.objects.exists() and not Upload.objects.exists() and not Recording.objects.exists()


def test_none_valid_names_each(api):
    problem = api.post("/api/analyze-bulk", {"isrcs": ["NZAAA26O0001", "no", 7]}).json()
    assert [one["field"] for one in problem["errors"]] == ["isrcs.0", "isrcs.1", "isrcs.2"]
    assert problem["invalid_isrcs"] == ["NZAAA26O0001", "no", "7"]
    assert problem["errors"][0]["suggestion"] == "NZAAA2600001"


def test_more_codes_than_allowed_are_refused(api, settings):
    settings.MAX_BULK_ISRCS = 2
    problem = api.post("/api/analyze-bulk", {"isrcs": [ONE, TWO, THREE]}).json()
    assert (problem["status"], problem["provided"], problem["errors"][0]["code"]) == (400, 3, "too_many")


def test_a_full_queue_is_told(api, stub, settings):
    settings.QUEUE_MAX_ROWS = 1
    answer = api.post("/api/analyze-bulk", {"isrcs": [ONE, TWO]})
    assert (answer.status_code, answer.json()["type"]) == (429, "urn:prism:problem:queue_full")
    assert not Job.objects.exists()
