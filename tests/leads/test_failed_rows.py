import csv
import io
from datetime import UTC, datetime

import pytest

from leads.failed_rows import BATCH, COLUMNS, failed_rows_csv
from leads.intake import take_in_codes
from leads.models import Job, JobRow, Recording

pytestmark = pytest.mark.django_db

HEADER = ",".join(COLUMNS)


@pytest.fixture
def upload():
    lines = ["NZZZA2100001", "nz-zza-21-00001", "", "NZZZA21O0002", "NZZZA2100003", "NZZZA2100004", "NZZZA2100005"]
    return take_in_codes(lines, kind="paste").upload


@pytest.fixture
def job(upload):
    job = Job.objects.create(kind="upload", upload=upload)
    states = {1: "done", 5: "not_found", 6: "failed", 7: "cancelled"}
    for position, cell in enumerate(upload.cells.filter(outcome="new"), 1):  # a job counts its accepted rows only
        message = f"This is {states[cell.position]}."
        JobRow.objects.create(
            job=job, recording=cell.recording, position=position, state=states[cell.position], message=message
        )
    return job


def read(source, **options):
    text = "".join(failed_rows_csv(source, **options))
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_an_upload_tells_of_its_duplicates_and_mistakes_but_not_of_blanks(upload):
    rows = [(row["position"], row["state"], row["reason"], row["isrc"], row["suggestion"]) for row in read(upload)]
    assert rows == [
        ("2", "duplicate", "duplicate", "NZZZA2100001", ""),
        ("4", "invalid", "letter_among_digits", "", "NZZZA2100002"),
    ]


def test_a_job_tells_also_of_what_came_to_nothing_in_file_order(job):
    rows = [(row["row"], row["value"], row["state"], row["message"]) for row in read(job)]
    assert [row[:3] for row in rows] == [
        ("2", "nz-zza-21-00001", "duplicate"),
        ("4", "NZZZA21O0002", "invalid"),
        ("5", "NZZZA2100003", "not_found"),
        ("6", "NZZZA2100004", "failed"),
        ("7", "NZZZA2100005", "cancelled"),
    ]
    assert rows[3][3] == "This is failed."


def test_a_job_without_an_upload_shows_the_code_itself():
    job = Job.objects.create(kind="refresh")
    JobRow.objects.create(job=job, recording=Recording.objects.create(isrc="NZZZA2100009"), position=1, state="failed")
    assert [(row["row"], row["value"], row["isrc"]) for row in read(job)] == [("", "NZZZA2100009", "NZZZA2100009")]


def test_who_was_asked_last_is_handed_in(job):
    at = datetime(2026, 11, 22, 7, 15, tzinfo=UTC)
    rows = read(job, last_attempts=lambda recordings: dict.fromkeys(recordings, ("spotify", at)))
    assert [(row["platform"], row["last_attempt_at"]) for row in rows if row["state"] == "failed"] == [
        ("spotify", "2026-11-22T20:15:00+13:00")
    ]
    assert not [row for row in rows if row["state"] == "invalid" and row["platform"]]


def test_without_failures_there_is_the_header_alone():
    upload = take_in_codes(["NZZZA2100001"], kind="paste").upload
    assert "".join(failed_rows_csv(upload)) == f"\ufeff{HEADER}\r\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝"])
def test_no_cell_is_a_formula(start):
    upload = take_in_codes([f"{start}1+cmd|' /C calc'!A0", "NZZZA2100001"], kind="api").upload
    assert read(upload)[0]["value"].startswith(f"'{start}")


def test_it_comes_in_pieces_and_whole():
    upload = take_in_codes(["bad"] * (BATCH + 1), kind="api").upload
    pieces = list(failed_rows_csv(upload))
    assert len(pieces) == 3
    assert len(read(upload)) == BATCH + 1


def test_lines_end_as_spreadsheets_want_them(upload):
    assert "".join(failed_rows_csv(upload)).count("\r\n") == 3


@pytest.mark.parametrize("text", ["-5", "+64 21 555 0100"], ids=["number", "phone number"])
def test_numbers_stay_numbers(text):
    upload = take_in_codes([text], kind="api").upload
    assert read(upload)[0]["value"] == text
