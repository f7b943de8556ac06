"""Exports that a worker makes: whole files, made once, whoever is cut off or comes between."""

import csv
import io
import json
import os
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django_q.models import OrmQ
from openpyxl import load_workbook

from enrichment import jobs as analysis
from enrichment import recovery, tasks, verdicts
from leads.exports import jobs, shelf, slices
from leads.exports import rows as cells
from leads.exports.as_pdf import PdfUnavailable
from leads.exports.order import Order, prepare
from leads.models import Artist, Export, Job
from outreach.permission import contacts_to_hand_out, usable_contacts
from tests.factories import ArtistFactory, ContactFactory

pytestmark = pytest.mark.django_db
NOBODY = 2**22 + 11  # no process has this id
DEAD = f"{jobs.socket.gethostname()[:30]}:{NOBODY}/{NOBODY}"


@pytest.fixture(autouse=True)
def files(settings, tmp_path, monkeypatch):
    """A shelf of its own, and a step of two leads, after each of which the record is written."""
    settings.MEDIA_ROOT = tmp_path
    for module in (slices, cells):
        monkeypatch.setattr(module, "AT_ONCE", 2)
    monkeypatch.setattr(slices, "PDF_PART", 2)
    monkeypatch.setattr(slices, "TELL", 0)


@pytest.fixture
def book():
    return ArtistFactory.create_batch(5)


def start(format="csv", by=None, **order):
    prepared = prepare(Order(format=format, **order), user=by, usable=usable_contacts)
    return jobs.start(prepared, by, Export.Door.DESK)


def work(export, seconds=0.0, **how):
    more = jobs.work_on(export.pk, contacts_to_hand_out, seconds=seconds, **how)
    export.refresh_from_db()
    export.job.refresh_from_db()
    return more


def to_the_end(export, most=20):
    for _ in range(most):
        if not work(export):
            break
    return jobs.path_of(export)


def ids_in(path):
    """Of the leads in a finished file, in its order."""
    if path.suffix == ".csv":
        return [int(row["Lead ID"]) for row in csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))]
    if path.suffix == ".json":
        return [lead["lead_id"] for lead in json.loads(path.read_text())["leads"]]
    if path.suffix == ".jsonl":
        return [json.loads(line)["lead_id"] for line in path.read_text().splitlines()]
    lines = load_workbook(path, read_only=True)["Leads"].iter_rows(values_only=True)
    header = next(line for line in lines if "Lead ID" in line)
    return [line[header.index("Lead ID")] for line in lines]


def beginnings():
    return sorted(path.name for path in shelf.folder().iterdir() if ".part" in path.name)


# --- A file, slice by slice -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["csv", "json", "jsonl", "excel"])
def test_the_file_holds_each_lead_once_in_order_however_it_was_sliced(format, book, owner):
    export = start(format, by=owner)
    path = to_the_end(export)
    assert ids_in(path) == export.leads == [lead.pk for lead in Artist.objects.leads()]
    assert (export.job.state, export.done, export.rows, export.owner) == (Job.State.COMPLETED, 5, 5, "")
    assert (export.size, export.message, beginnings()) == (path.stat().st_size, "", [])
    assert export.job.started_at <= export.job.finished_at
    assert path.name == f"{export.job_id}.{export.filename.rpartition('.')[2]}"


@pytest.mark.parametrize("format", ["csv", "json", "jsonl"])
def test_slices_make_the_same_bytes_as_one_go(format, book):
    with time_machine.travel(timezone.now(), tick=False):
        sliced, whole = start(format), start(format)
        to_the_end(sliced)
        assert work(whole, seconds=60) is False
    assert jobs.path_of(sliced).read_bytes() == jobs.path_of(whole).read_bytes()


def test_progress_is_told_between_slices(book):
    export = start()
    told = []
    while work(export):
        told.append((export.done, export.job.state))
    assert told == [(2, "running"), (4, "running")] and export.done == 5


@pytest.mark.pango
def test_a_long_pdf_is_made_in_parts_that_count_their_pages_on(book):
    from pypdf import PdfReader

    export = start("pdf")
    assert work(export) and beginnings() == [f"{export.job_id}.pdf.0.part"]
    pages = PdfReader(to_the_end(export)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert all(lead.name in text for lead in book) and beginnings() == []


@pytest.mark.parametrize("format", ["csv", "json", "jsonl", "excel"])
def test_leads_that_are_gone_meanwhile_are_left_out(format, book):
    export = start(format)
    for pk in export.leads[:3]:
        Artist.objects.get(pk=pk).delete()
    assert ids_in(to_the_end(export)) == export.leads[3:]


def test_who_matches_is_settled_when_it_is_asked_for(book):
    export = start()
    ArtistFactory()
    assert ids_in(to_the_end(export)) == [lead.pk for lead in book]


def test_contacts_go_out_as_the_worker_is_told(book):
    ContactFactory(artist=book[0], value="ask@example.test")
    shut = ContactFactory(artist=book[1], value="never@example.test").artist
    Artist.objects.filter(pk=shut.pk).update(do_not_contact=True)
    text = to_the_end(start()).read_text("utf-8-sig")
    assert "ask@example.test" in text and "never@example.test" not in text


# --- One worker at a time ---------------------------------------------------------------------------------------------


def test_the_same_task_given_out_twice_does_nothing_the_second_time(book):
    export = start()
    Export.objects.filter(pk=export.pk).update(owner="other/1", moved_at=timezone.now())
    assert work(export, owner="me/1") is False
    assert (export.owner, export.done, beginnings()) == ("other/1", 0, [])


def test_a_finished_export_is_not_made_again(book):
    export = start()
    made = to_the_end(export).stat().st_mtime_ns
    assert work(export) is False and jobs.path_of(export).stat().st_mtime_ns == made


def test_who_was_taken_for_dead_stops_and_spoils_nothing(book, monkeypatch):
    export = start()
    chunk = slices.chunk

    def overtaken(*given):
        monkeypatch.setattr(slices, "chunk", chunk)
        Export.objects.filter(pk=export.pk).update(owner="")
        assert not work(export, seconds=60, owner="new/1")
        return chunk(*given)

    monkeypatch.setattr(slices, "chunk", overtaken)
    assert work(export, seconds=60, owner="old/1") is False
    assert ids_in(jobs.path_of(export)) == export.leads and export.job.state == Job.State.COMPLETED


def cut_off(export, monkeypatch):
    """As if the process had been killed in the midst of its second step."""
    steps = iter([slices.chunk])
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(slices, "chunk", lambda *given: next(steps, _killed)(*given))
        work(export, seconds=60, owner=DEAD)
    export.refresh_from_db()


def _killed(*given):
    raise KeyboardInterrupt


def test_what_a_dead_process_held_another_goes_on_with(book, monkeypatch):
    export = start("json")
    cut_off(export, monkeypatch)
    assert (export.owner, export.done) == (DEAD, 2)
    recovery.recover()
    export.refresh_from_db()
    assert (export.owner, export.done, export.message) == ("", 2, jobs.DEATHS[0])
    assert ids_in(to_the_end(export)) == export.leads and export.message == ""


def test_what_was_written_but_not_recorded_is_written_once(book):
    export = start()
    work(export)
    with shelf.beginning(export).open("ab") as file:
        file.write(b"half a li")
    assert ids_in(to_the_end(export)) == export.leads


def test_where_the_beginning_is_lost_it_begins_anew(book):
    export = start()
    work(export)
    shelf.beginning(export).unlink()
    assert work(export) and (export.done, export.size) == (0, None)
    assert ids_in(to_the_end(export)) == export.leads


@pytest.mark.parametrize("format", ["csv", "excel"])
def test_an_export_that_kills_its_workers_is_given_up(format, book):
    export = start(format)
    for _ in range(3):
        now = timezone.now()
        Export.objects.filter(pk=export.pk).update(owner=DEAD, moved_at=now)
        Job.objects.filter(pk=export.job_id).update(state=Job.State.RUNNING, started_at=now)
        recovery.free_dead()
        OrmQ.objects.all().delete()
    export.refresh_from_db()
    assert (export.message, export.owner) == (jobs.HOPELESS, "")
    assert Job.objects.get(pk=export.job_id).state == Job.State.FAILED


@pytest.mark.parametrize(
    ("held", "silent", "woken"),
    [
        ("", timedelta(seconds=20), 0),
        ("", timedelta(seconds=40), 1),
        ("node/1", timedelta(seconds=20), 0),
        ("node/1", timedelta(seconds=40), 1),
    ],
    ids=["queued", "forgotten", "held", "held and silent"],
)
def test_what_stands_still_is_woken(held, silent, woken, book, django_capture_on_commit_callbacks):
    export = start()
    Job.objects.update(state=Job.State.RUNNING)
    Export.objects.update(owner=held, moved_at=timezone.now() - silent)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.resume()
    assert OrmQ.objects.count() == woken
    assert [task.task["func"] for task in OrmQ.objects.all()] == ["enrichment.tasks.export"] * woken
    assert [task.task["args"] for task in OrmQ.objects.all()] == [(export.pk,)] * woken


def test_a_workbook_gets_the_time_it_takes(book, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        start("excel")
    assert OrmQ.objects.get().task["timeout"] == 1800


# --- Stop, try again, fail --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["csv", "excel"])
def test_a_cancelled_export_stops_within_a_chunk_and_leaves_no_file(format, book, monkeypatch):
    export = start(format)
    chunk, calls = cells.chunk, []

    def cancelled_meanwhile(*given):
        calls.append(given)
        assert len(calls) > 1 or jobs.cancel(export)
        return chunk(*given)

    for module in (slices, cells):
        monkeypatch.setattr(module, "chunk", cancelled_meanwhile)
    assert work(export, seconds=60) is False
    assert len(calls) == 1 and export.job.state == Job.State.CANCELLED and export.job.finished_at
    assert (jobs.path_of(export), list(shelf.folder().iterdir()), export.owner) == (None, [], "")


@pytest.mark.parametrize("format", ["csv", "excel"])
def test_one_that_is_cancelled_at_the_last_moment_has_ended_and_not_failed(format, book, monkeypatch, caplog):
    export = start(format)
    finish = slices.Slice._finish

    def cancelled_before(self, path):
        assert jobs.cancel(export)
        return finish(self, path)

    monkeypatch.setattr(slices.Slice, "_finish", cancelled_before)
    tasks.export(export.pk)
    export.refresh_from_db()
    export.job.refresh_from_db()
    assert (export.job.state, export.owner, list(shelf.folder().iterdir())) == (Job.State.CANCELLED, "", [])
    assert caplog.text == ""


def test_an_export_that_ended_cannot_be_cancelled(book):
    export = start()
    path = to_the_end(export)
    assert jobs.cancel(export) is False and path.exists()


@pytest.mark.parametrize("how", ["failed", "cancelled"])
def test_one_that_came_to_nothing_can_be_made_again(how, book):
    export = start()
    work(export)
    jobs.fail(export.pk, "The disk is full.") if how == "failed" else jobs.cancel(export)
    export.refresh_from_db()
    assert export.message == ("The disk is full." if how == "failed" else "") and beginnings() == []
    assert jobs.again(export) and not jobs.again(export)
    export.refresh_from_db()
    assert ids_in(to_the_end(export)) == export.leads and export.message == ""


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (OSError(28, "No space left on device"), "The file cannot be written: No space left on device."),
        (PdfUnavailable("There is no Pango."), "There is no Pango."),
        (ZeroDivisionError("x"), tasks.BROKEN),
    ],
    ids=["disk", "pango", "ours"],
)
def test_a_failure_is_a_sentence(trouble, sentence, book, monkeypatch):
    def broken(*given):
        raise trouble

    export = start()
    monkeypatch.setattr(slices, "chunk", broken)
    tasks.export(export.pk)
    export.refresh_from_db()
    assert (export.message, export.job.state, export.owner) == (sentence, Job.State.FAILED, "")
    assert export.job.finished_at and list(shelf.folder().iterdir()) == []


def test_the_task_works_on_and_wakes_the_next(book, monkeypatch, django_capture_on_commit_callbacks):
    export = start()
    monkeypatch.setattr(jobs, "SLICE", 0.0)
    OrmQ.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        tasks.export(export.pk)
    export.refresh_from_db()
    assert (export.done, OrmQ.objects.count()) == (2, 1)


# --- The record and the file's days -----------------------------------------------------------------------------------


def test_one_made_at_once_is_on_record_without_a_job(book, owner):
    prepared = prepare(Order(filters={"country": "NZ"}, fields=["lead_id"]), user=owner, usable=usable_contacts)
    export = jobs.record(prepared, owner, Export.Door.API)
    export.refresh_from_db()
    assert (export.by, export.door, export.rows, export.policy_version) == (owner, "api", 5, 1)
    assert (export.filters, export.fields, export.picked) == ({"country": "NZ"}, ["lead_id"], False)
    assert export.job is None and jobs.path_of(export) is None


def test_a_file_is_there_for_its_days_and_then_gone(book, settings):
    settings.EXPORT_KEEP_DAYS = 3
    export = start()
    path = to_the_end(export)
    with time_machine.travel(timezone.now() + timedelta(days=2, hours=23)):
        recovery.sweep()
        assert jobs.path_of(export) == path
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        assert jobs.path_of(export) is None and path.exists()
        assert jobs.expire(timezone.now()) == 1 and not path.exists()
    assert Export.objects.get(pk=export.pk).rows == 5


def test_beginnings_that_nobody_goes_on_with_are_swept_away(book):
    going, ended = start(), start()
    work(going)
    to_the_end(ended)
    strays = [shelf.folder() / name for name in (f"{ended.job_id}.csv.part", "0192f3ab.xlsx.part", "0192f3ab.csv")]
    for stray in strays:
        stray.write_bytes(b"half")
    assert jobs.expire(timezone.now()) == 3
    assert beginnings() == [f"{going.job_id}.csv.part"] and jobs.path_of(ended)


def test_nobody_else_on_this_machine_reads_them(book):
    assert to_the_end(start()).parent.stat().st_mode & 0o077 == 0


def test_a_file_that_somebody_deleted_is_not_offered(book):
    export = start()
    os.unlink(to_the_end(export))
    assert jobs.path_of(export) is None


# --- Beside the jobs that ask platforms -------------------------------------------------------------------------------


def test_the_settling_of_other_jobs_leaves_an_export_alone(book):
    export = start()
    work(export)
    Job.objects.update(filled_at=timezone.now())  # even then: it has no rows that could tell
    recovery.sweep()
    verdicts.settle_job(export.job_id, timezone.now())
    export.job.refresh_from_db()
    assert (export.job.state, export.job.finished_at) == (Job.State.RUNNING, None)
    assert ids_in(to_the_end(export)) == export.leads


def test_jobs_are_cancelled_and_resumed_alike(book):
    export = start()
    work(export)
    assert analysis.cancel(export.job) and export.job.state == Job.State.CANCELLED and beginnings() == []
    assert analysis.resume(export.job) and export.job.state == Job.State.QUEUED
    export.refresh_from_db()
    assert ids_in(to_the_end(export)) == export.leads
    assert analysis.cancel(export.job) is False and analysis.resume(export.job) is False


def test_a_failed_one_is_sent_again_like_failed_rows(book):
    export = start()
    jobs.fail(export.pk, "The disk is full.")
    assert analysis.retry_failed(export.job) == 1 and export.job.state == Job.State.QUEUED
    assert analysis.retry_failed(export.job) == 0
