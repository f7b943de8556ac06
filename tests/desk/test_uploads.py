from datetime import datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leads.models import Job, JobRow, Recording, Upload
from tests.api.callers import person
from tests.desk.doors import at, words_of
from tests.factories import CreditFactory, JobFactory, LookupFactory, UploadFactory

pytestmark = pytest.mark.django_db
CHOOSE = reverse("admin:leads_upload_choose")
SHEET = b"ISRC,Title,Artist\nNZEX12600001,Low Tide,Kowhai\nNZ-EX1-26-00001,Low Tide,Kowhai\nNZEX12600O02,Motel,Ferry\n"


def hand_in(client, content=SHEET, name="august.csv"):
    return client.post(CHOOSE, {"file": SimpleUploadedFile(name, content)}, follow=True)


# --- Choose -----------------------------------------------------------------------------------------------------------


def test_a_file_is_read_and_shown_to_be_checked(staff_client, owner):
    reply = hand_in(staff_client)
    upload = Upload.objects.get()
    page = words_of(reply)
    assert reply.redirect_chain[-1][0].endswith(f"{upload.pk}/check/")
    assert (upload.filename, upload.uploaded_by, upload.isrcs) == ("august.csv", owner, 1)
    for words in ("2 Check", "CSV", "header in row 1", "Start: 1 row", "Not an ISRC", "Did you mean NZEX12600002?"):
        assert words in page


def test_the_same_file_again_leads_to_its_page_and_adds_nothing(staff_client):
    hand_in(staff_client)
    reply = hand_in(staff_client, name="copy.csv")
    assert "This is the same spreadsheet as the one added by owner" in words_of(reply)
    assert Upload.objects.count() == Recording.objects.count() == 1


def test_a_file_that_runs_already_leads_to_its_run(staff_client):
    hand_in(staff_client)
    JobFactory(upload=Upload.objects.get())
    assert hand_in(staff_client).redirect_chain[-1][0].endswith("/run/?same=1")


def test_a_file_whose_name_is_not_utf8_is_taken_in_with_its_name_repaired(staff_client):
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="caf\xe9.csv"\r\n\r\n'
    body = head + SHEET + b"\r\n--x--\r\n"
    assert staff_client.generic("POST", CHOOSE, body, "multipart/form-data; boundary=x").status_code == 302
    upload = Upload.objects.get()
    assert (upload.filename, upload.isrcs) == ("caf\ufffd.csv", 1)


@pytest.mark.parametrize(("content", "name"), [
    (b"", "empty.csv"),
    (b"Name,Town\nKowhai,Dunedin\n", "people.csv"),
    (b"%PDF-1.7 not a sheet", "rider.xlsx"),
    (b"ISRC" + b",x" * 200 + b"\nNZEX12600001", "wide.csv"),
], ids=["empty", "no ISRC", "not what it says", "too wide"])  # fmt: skip
def test_a_file_that_cannot_be_read_keeps_one_at_choosing_with_its_sentence(staff_client, content, name):
    reply = hand_in(staff_client, content, name)
    assert reply.status_code == 422 and 'aria-current="step">1 Choose' in words_of(reply)
    assert reply.context["trouble"].endswith(".") and not Upload.objects.exists()


def test_pasted_codes_are_taken_as_they_are_written(staff_client):
    reply = staff_client.post(CHOOSE, {"pasted": "NZ-EX1-26-00001, nzex12600002\nNZEX12600003"}, follow=True)
    assert Upload.objects.get().kind == "paste" and "Start: 3 rows" in words_of(reply)


def test_what_was_pasted_is_kept_when_it_cannot_be_read(staff_client):
    reply = staff_client.post(CHOOSE, {"pasted": "  "})
    assert reply.context["trouble"] == "Choose a file, or paste some ISRCs."


def test_choosing_needs_the_right_to_add(viewer_client):
    assert viewer_client.get(CHOOSE).status_code == 403 and hand_in(viewer_client).status_code == 403


# --- Check ------------------------------------------------------------------------------------------------------------


def test_it_says_what_it_will_cost(staff_client, settings):
    settings.LASTFM_API_KEY = "key"
    page = words_of(staff_client.get(at("check", UploadFactory())))
    assert "What it will cost" in page and "MusicBrainz" in page and "Last.fm" in page and "in all" in page


def test_nothing_is_asked_before_somebody_starts(staff_client):
    hand_in(staff_client)
    assert not Job.objects.exists()


def test_discarding_leaves_no_trace(staff_client):
    hand_in(staff_client)
    staff_client.post(at("discard", Upload.objects.get()))
    assert not Upload.objects.exists() and not Recording.objects.exists()


def test_what_was_started_is_not_discarded(staff_client):
    job = JobFactory()
    reply = staff_client.post(at("discard", job.upload))
    assert [str(message) for message in get_messages(reply.wsgi_request)] == [
        "august-releases.xlsx was started already, so it stays."
    ]
    assert Upload.objects.exists()


def test_a_file_not_read_to_its_end_does_not_start(staff_client):
    upload = UploadFactory(stored_at=None)
    assert "Start:" not in words_of(staff_client.get(at("check", upload)))
    staff_client.post(at("start", upload))
    assert not Job.objects.exists()


# --- Run --------------------------------------------------------------------------------------------------------------


def test_a_double_click_starts_one_job(staff_client, owner):
    upload = UploadFactory()
    for _ in range(2):
        assert staff_client.post(at("start", upload)).url == at("run", upload)
    assert Job.objects.get().created_by == owner


def test_going_back_after_the_end_starts_nothing_anew(staff_client):
    job = JobFactory(state="completed")
    staff_client.post(at("start", job.upload))
    assert Job.objects.count() == 1
    assert "Show the run" in words_of(staff_client.get(at("check", job.upload)))


def test_a_full_queue_is_said_not_thrown(staff_client, settings):
    settings.QUEUE_MAX_ROWS = 0
    reply = staff_client.post(at("start", UploadFactory()), follow=True)
    assert "rows wait already" in words_of(reply) and not Job.objects.exists()


def test_the_moving_part_answers_only_when_something_moved(staff_client):
    job = JobFactory()
    seen = staff_client.get(at("run", job.upload)).context["seen"]
    still = staff_client.get(at("live", job.upload), {"seen": seen})
    job.rows.update(state=JobRow.State.FAILED, message="Last.fm: no answer.")
    moved = staff_client.get(at("live", job.upload), {"seen": seen})
    assert (still.status_code, moved.status_code) == (204, 200)
    assert "Retry 1 failed" in words_of(moved) and 'hx-swap-oob="true"' in words_of(moved)


@pytest.mark.parametrize(("state", "row", "polls"), [
    ("running", {"state": "running"}, True),
    ("running", {"state": "done"}, True),
    ("completed", {"state": "done"}, False),
    ("waiting", {"state": "waiting", "reason": "search_quota_spent"}, False),
], ids=["running", "ending", "done", "waiting for a quota"])  # fmt: skip
def test_it_looks_again_until_the_job_has_ended(staff_client, state, row, polls):
    job = JobFactory(state=state)
    job.rows.update(until=timezone.now() + timedelta(hours=3), **row)
    assert ('hx-trigger="every 2s' in words_of(staff_client.get(at("run", job.upload)))) is polls


def test_rows_say_what_became_of_them(staff_client):
    job = JobFactory()
    recording = job.rows.get().recording
    CreditFactory(recording=recording, artist__name="Kōwhai Bloom")
    job.rows.update(state="waiting", reason="search_quota_spent", message="YouTube search is spent until 9:00 pm.")
    page = words_of(staff_client.get(at("run", job.upload)))
    for words in ("Kōwhai Bloom", "YouTube search is spent until 9:00 pm.", "Same as row 2.", "A letter stands"):
        assert words in page


@pytest.mark.parametrize(("query", "lines"), [
    ("", [2, 3, 4]),
    ("show=invalid", [4]),
    ("show=duplicate", [3]),
    ("show=waiting", [2]),
    ("show=done", []),
    ("words=kowhai", [2, 3]),
    ("words=12600O01", [4]),
    ("words=nothing like it", []),
    ("words=%00", [2, 3, 4]),
    ("page=99", [2, 3, 4]),
    ("page=x&show=x", [2, 3, 4]),
])  # fmt: skip
def test_rows_can_be_narrowed_and_searched(staff_client, query, lines):
    job = JobFactory()
    CreditFactory(recording=job.rows.get().recording, artist__name="Kōwhai Bloom")
    job.rows.update(state="waiting")
    reply = staff_client.get(f"{at('rows', job.upload)}?{query}")
    assert [row.row for row in reply.context["page"]] == lines


def test_a_run_is_cancelled_resumed_and_its_failures_retried(staff_client):
    job = JobFactory()
    for verb, state in (("cancel", "cancelled"), ("resume", "running")):
        staff_client.post(at(verb, job.upload))
        job.refresh_from_db()
        assert job.state == state
    job.rows.update(state="failed")
    staff_client.post(at("retry", job.upload))
    assert job.rows.get().state == "queued"


def test_failed_rows_come_as_a_file_under_the_uploads_name(staff_client):
    reply = staff_client.get(at("failed", UploadFactory(filename='Kōwhai "best".xlsx')))
    assert "attachment" in reply["Content-Disposition"] and "-failed.csv" in reply["Content-Disposition"]
    assert "NZEX12600O01" in b"".join(reply.streaming_content).decode("utf-8-sig")


def test_failed_rows_of_a_run_say_who_was_asked_last_and_when(staff_client):
    job = JobFactory()
    job.rows.update(state="failed", message="Last.fm: no answer.")
    at_noon = datetime(2026, 11, 22, 12, tzinfo=timezone.get_default_timezone())
    LookupFactory(platform="lastfm", state="failed", recording=job.rows.get().recording, answered_at=at_noon)
    lines = b"".join(staff_client.get(at("failed", job.upload)).streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(",")[-2:] for line in lines if "Last.fm" in line] == [["lastfm", "2026-11-22T12:00:00+13:00"]]


def test_hostile_file_names_and_cells_stay_text(staff_client):
    upload = UploadFactory(filename="<script>alert(1)</script>.csv")
    upload.cells.update(value="<script>alert(2)</script>", hints={"title": "<script>alert(3)</script>"})
    for step in ("check", "rows"):
        assert "<script>alert(" not in staff_client.get(at(step, upload)).content.decode()
    assert "<script>alert(" not in staff_client.get(reverse("admin:leads_upload_changelist")).content.decode()


@pytest.mark.parametrize("verb", ["start", "discard", "cancel", "resume", "retry", "again"])
def test_who_may_only_look_cannot(viewer_client, verb):
    job = JobFactory(state="completed" if verb == "again" else "running")
    page = words_of(viewer_client.get(at("run", job.upload))) + words_of(viewer_client.get(at("check", job.upload)))
    assert at(verb, job.upload) not in page
    assert viewer_client.post(at(verb, job.upload)).status_code == 403
    assert Job.objects.get().state == job.state


@pytest.mark.parametrize(
    ("role", "starter", "steers"),
    [("Analyst", "somebody", False), ("Analyst", "analyst", True), ("Manager", "somebody", True)],
)
def test_a_run_is_steered_by_who_started_it_or_a_manager(client, role, starter, steers):
    client.force_login(person(role))
    job = JobFactory(created_by=person("Analyst", starter))
    assert (at("cancel", job.upload) in words_of(client.get(at("run", job.upload)))) is steers
    assert client.post(at("cancel", job.upload)).status_code == (302 if steers else 403)
    job.refresh_from_db()
    assert job.state == ("cancelled" if steers else "running")


@pytest.mark.parametrize("verb", ["start", "discard", "cancel", "resume", "retry", "again"])
def test_changes_come_by_post_with_their_token_only(owner, verb):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    job = JobFactory()
    assert strict.get(at(verb, job.upload)).status_code == 405
    assert strict.post(at(verb, job.upload)).status_code == 403


def test_its_row_in_the_list_leads_to_where_it_stands(staff_client):
    checked, running = UploadFactory(), JobFactory().upload
    for upload, step in ((checked, "check"), (running, "run")):
        assert staff_client.get(at("change", upload)).url == at(step, upload)


def test_the_rows_ask_a_fixed_number_of_questions(staff_client, django_assert_max_num_queries):
    job = JobFactory()
    staff_client.get(at("rows", job.upload))
    with django_assert_max_num_queries(15) as few:
        staff_client.get(at("rows", job.upload))
    asked = len(few)
    hand_in(staff_client, b"ISRC\n" + b"\n".join(b"NZEX226%05d" % n for n in range(30)))
    other = Upload.objects.latest("id")
    for cell in other.cells.all():
        CreditFactory(recording=cell.recording)
    JobFactory(upload=other)
    with django_assert_max_num_queries(asked + 2):  # credits and their artists, once for all
        assert len(staff_client.get(at("rows", other)).context["page"]) == 20
