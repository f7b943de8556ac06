"""GET /api/jobs/{id}/rows, errors.csv and file: what became of each row, in the order of the file."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enrichment import foreground, gate, jobs
from enrichment.kinds import LASTFM, MB, PLATFORMS, SPOTIFY, YOUTUBE
from enrichment.models import Lookup
from leads.exports import jobs as export_jobs
from leads.exports import shelf
from leads.intake import take_in_codes
from leads.models import Artist, Export, Job
from tests.api.callers import person
from tests.api.calling import Caller
from tests.enrichment.jobbing import ONE, THREE, TWO
from tests.enrichment.pipeline import analyse, start, switch_off
from tests.factories import JobFactory

pytestmark = pytest.mark.django_db
NOBODYS = "NZZZZ2600001"
MIXED = [ONE, "nz-aaa-26-00001", "NZAAA26O0001", "", "nz-bbb-26-00001", NOBODYS]


@pytest.fixture
def all_but_one(world):
    """Nobody knows one of the codes."""
    knows = world.answers["recordings"]
    return world.says(recordings=lambda codes, offset: knows([code for code in codes if code != NOBODYS], offset))


def uploaded(*codes, work=True, **options):
    """A job of a list as it was handed over, worked on."""
    job = jobs.start_upload(take_in_codes(list(codes), kind="paste").upload, **options)
    if work:
        foreground.work()
        job.refresh_from_db()
    return job


def told(api, job, query=""):
    answer = api.get(f"/api/jobs/{job.pk}/rows{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()["rows"]


def values(api, job, query=""):
    return [row["value"] for row in told(api, job, query)]


# --- Rows -------------------------------------------------------------------------------------------------------------


def test_all_rows_come_in_file_order_but_the_blank(api, all_but_one):
    rows = told(api, uploaded(*MIXED))
    assert [(row["position"], row["state"], row["isrc"]) for row in rows] == [
        (1, "done", ONE), (2, "duplicate", ONE), (3, "invalid", None), (5, "done", THREE), (6, "not_found", NOBODYS)
    ]  # fmt: skip
    assert rows[2]["reason"] == "letter_among_digits" and rows[2]["suggestion"] == "NZAAA2600001"
    assert rows[1]["message"] == "Same as row 1" and rows[1]["platforms"] == {}
    assert [row["row"] for row in rows] == [1, 2, 3, 5, 6]


def test_a_row_says_whose_recording_it_is(api, world):
    row = told(api, analyse(ONE))[0]
    artist = Artist.objects.get(recordings__isrc=ONE)
    assert (row["artist_id"], row["artist_name"], row["title"]) == (artist.pk, artist.name, "Gravel")
    assert (row["lead_tier"], row["total_score"]) == (artist.standing_tier, float(artist.total_score))
    assert (row["value"], row["row"], row["attempts"], row["until"]) == (ONE, None, 1, None)
    assert {name: one["state"] for name, one in row["platforms"].items()} == dict.fromkeys(PLATFORMS, "found") | {
        SPOTIFY: row["platforms"][SPOTIFY]["state"]
    }


def test_a_waiting_row_says_for_what_and_until_when(api, world):
    gate.pause(YOUTUBE, timezone.now().timestamp() + 3600, "quota_spent", "YouTube's quota is spent until 21:00.")
    row = told(api, analyse(ONE))[0]
    assert (row["state"], row["reason"], row["message"]) == (
        "waiting", "quota_spent", "YouTube's quota is spent until 21:00."
    )  # fmt: skip
    assert row["until"] and row["platforms"][YOUTUBE]["state"] == "waiting"


def test_rows_are_narrowed_by_their_state(api, all_but_one):
    job = uploaded(*MIXED)
    assert values(api, job, "?state=invalid,duplicate") == ["nz-aaa-26-00001", "NZAAA26O0001"]
    assert values(api, job, "?state=not_found&state=invalid") == ["NZAAA26O0001", NOBODYS]
    assert values(api, job, "?state=done") == [ONE, "nz-bbb-26-00001"]
    assert values(api, job, "?state=queued") == values(api, job, "?state=failed") == []


def test_rows_that_are_not_stored_yet_are_queued(api, stub, monkeypatch):
    monkeypatch.setattr(jobs, "AT_ONCE", 0)
    job = uploaded(*MIXED, work=False)
    assert values(api, job, "?state=queued") == [ONE, "nz-bbb-26-00001", NOBODYS]
    assert api.get(f"/api/jobs/{job.pk}").json()["counts"]["queued"] == 3
    assert told(api, job)[0]["platforms"] == {}


def test_rows_are_narrowed_by_a_platform(api, all_but_one, settings):
    job = uploaded(*MIXED)
    assert values(api, job, "?platform_state=musicbrainz:not_found") == [NOBODYS]
    assert values(api, job, "?platform_state=lastfm:found") == [ONE, "nz-bbb-26-00001"]
    assert values(api, job, "?platform_state=lastfm:skipped&state=not_found") == [NOBODYS]
    assert values(api, job, "?platform_state=lastfm:skipped&state=invalid") == []
    assert values(api, job, "?platform_state=youtube:not_configured") == []
    later = start(ONE)
    foreground.work()
    assert values(api, later, "?platform_state=musicbrainz:cached") == [ONE]


def test_a_platform_that_nobody_asked_narrows_to_all_or_none(api, world, settings):
    switch_off(settings, LASTFM)
    job = analyse(ONE, THREE, include_youtube=False)
    assert values(api, job, "?platform_state=lastfm:not_configured") == [ONE, THREE]
    assert values(api, job, "?platform_state=youtube:skipped") == [ONE, THREE]
    assert values(api, job, "?platform_state=youtube:found") == values(api, job, "?platform_state=lastfm:queued") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?state=ended", "state"),
        ("?platform_state=youtube", "platform_state"),
        ("?platform_state=vimeo:waiting", "platform_state"),
        ("?platform_state=youtube:asleep", "platform_state"),
        ("?platform_state=youtube:waiting&platform_state=spotify:found", "platform_state"),
        ("?limit=1001", "limit"),
        ("?offset=-1", "offset"),
        ("?cursor=abc", "cursor"),
        ("?order=row", "order"),
    ],
)
def test_what_cannot_be_used_is_named(api, query, field):
    answer = api.get(f"/api/jobs/{JobFactory().pk}/rows{query}")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)


def test_pages_of_rows_neither_repeat_nor_miss_any(api, all_but_one):
    job, found, query = uploaded(*MIXED), [], "?limit=2"
    while query:
        body = api.get(f"/api/jobs/{job.pk}/rows{query}").json()
        found += [row["position"] for row in body["rows"]]
        cursor = body["pagination"]["next_cursor"]
        query = cursor and f"?limit=2&cursor={cursor}"
    assert found == [1, 2, 3, 5, 6]
    assert [row["position"] for row in told(api, job, "?limit=2&offset=3")] == [5, 6]


def test_more_rows_take_no_more_queries(api, world):
    def queries(job):
        with CaptureQueriesContext(connection) as found:
            told(api, job)
        return len(found)

    few, many = uploaded(ONE), uploaded(*(f"NZAAA26{n:05d}" for n in range(1, 13)), *MIXED)
    queries(few)
    assert queries(few) == queries(many)


def test_an_export_has_no_rows(api):
    job = Job.objects.create(kind="export", label="leads.csv")
    assert told(api, job) == []


# --- How each platform stands -----------------------------------------------------------------------------------------


def told_twice(api, job):
    """Each row's platforms by the database, and by the analysis of its recording."""
    rows = {row["isrc"]: row["platforms"] for row in told(api, job)}
    results = api.get(f"/api/jobs/{job.pk}?results=true").json()["results"]
    analyses = {one["isrc"]: one["platforms"] for one in results}
    assert rows.keys() == analyses.keys()
    return [
        (isrc, name, rows[isrc][name]["state"], analyses[isrc][name]["state"]) for isrc in rows for name in PLATFORMS
    ]


SITUATIONS = {
    "all answered": lambda world: None,
    "youtube spent": lambda world: gate.pause(YOUTUBE, timezone.now().timestamp() + 3600, "quota_spent", "Spent."),
    "musicbrainz down": lambda world: gate.pause(MB, timezone.now().timestamp() + 3600, "unavailable", "Down."),
    "nobody on youtube": lambda world: world.says(channels=()),
}


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("worked", [True, False])
def test_the_database_tells_the_same_as_the_analysis(api, all_but_one, situation, worked):
    analyse(ONE)
    SITUATIONS[situation](all_but_one)
    job = (analyse if worked else start)(ONE, TWO, THREE, NOBODYS)
    if worked:
        Lookup.objects.filter(platform=LASTFM, subject__contains="BBB").update(state="failed")
    assert [one for one in told_twice(api, job) if one[2] != one[3]] == []


def test_counts_and_rows_agree(api, all_but_one):
    gate.pause(YOUTUBE, timezone.now().timestamp() + 3600, "quota_spent", "Spent.")
    job = uploaded(*MIXED)
    Lookup.objects.filter(platform=LASTFM, subject__contains="BBB").update(state="failed")
    platforms = api.get(f"/api/jobs/{job.pk}").json()["platforms"]
    words = {"found": ("found", "cached"), "waiting": ("waiting", "queued", "asking"), "not_found": ("not_found",)}
    for name, counted in platforms.items():
        for word, states in words.items():
            found = [value for state in states for value in values(api, job, f"?platform_state={name}:{state}")]
            assert len(found) == counted[word], (name, word)


# --- errors.csv -------------------------------------------------------------------------------------------------------


def errors(api, job):
    answer = api.get(f"/api/jobs/{job.pk}/errors.csv")
    content = b"".join(answer.streaming_content)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")))), answer


def test_what_came_to_nothing_can_be_mended_and_sent_again(api, all_but_one):
    rows, answer = errors(api, uploaded(*MIXED, label="=cmd|'/c calc'!A1\r\nX: y"))
    assert [(row["position"], row["state"]) for row in rows] == [
        ("2", "duplicate"),
        ("3", "invalid"),
        ("6", "not_found"),
    ]
    assert rows[2]["platform"] and rows[2]["last_attempt_at"]
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer.streaming


def test_no_errors_are_the_header_alone(api, world):
    rows, _ = errors(api, analyse(ONE))
    assert rows == []


@pytest.mark.parametrize("part", ["rows", "errors.csv", "file"])
def test_of_what_is_no_job_there_is_nothing(api, part):
    assert api.get(f"/api/jobs/999/{part}").json()["error"] == "Job not found"
    assert api.get(f"/api/jobs/{JobFactory().pk}/{part}?colour=red").status_code == 400


# --- The file of an export --------------------------------------------------------------------------------------------


@pytest.fixture
def export(tmp_path, settings):
    """A finished one."""
    settings.MEDIA_ROOT = tmp_path
    job = Job.objects.create(kind="export", state="completed", label="leads.csv", created_by=person("Analyst"))
    kept = timezone.now() + timezone.timedelta(days=7)
    export = Export.objects.create(
        job=job, format="csv", door="api", by=job.created_by, rows=1, done=1, filename="leads.csv", expires_at=kept
    )
    shelf.finished(export).write_bytes(b"id,name\r\n17,Example Trio\r\n")
    return export


def fetched(client, export, role="Analyst", **more):
    return Caller(client, person(role), **more).get(f"/api/jobs/{export.job_id}/file")


def test_a_finished_export_is_handed_out(client, export):
    answer = fetched(client, export, scope="read")
    assert b"".join(answer.streaming_content).endswith(b"17,Example Trio\r\n")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="leads.csv"'
    body = Caller(client, person("Analyst")).get(f"/api/jobs/{export.job_id}").json()
    assert body["file_url"] == f"/api/jobs/{export.job_id}/file"


def test_other_peoples_files_are_a_managers_to_see(client, export):
    Job.objects.update(created_by=person("Analyst", "somebody"))
    assert fetched(client, export).status_code == 403
    assert fetched(client, export, "Manager").status_code == 200


@pytest.mark.parametrize(
    ("state", "status"), [("queued", 409), ("running", 409), ("cancelled", 409), ("failed", 409), ("completed", 404)]
)
def test_without_a_file_its_state_is_told(client, export, state, status):
    Job.objects.update(state=state)
    Export.objects.update(expires_at=timezone.now())
    assert export_jobs.path_of(Export.objects.get()) is None
    assert fetched(client, export).status_code == status


def test_a_job_that_is_no_export_has_no_file(api):
    assert api.get(f"/api/jobs/{JobFactory().pk}/file").json()["error"] == "This job is no export."
