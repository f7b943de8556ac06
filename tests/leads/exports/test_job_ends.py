"""Exports that a worker makes: stopped, failed, made again; the record, and the days of the file."""

import os
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django_q.models import OrmQ

from enrichment import jobs as analysis
from enrichment import recovery, tasks, verdicts
from leads.exports import jobs, shelf, slices
from leads.exports import rows as cells
from leads.exports.as_pdf import PdfUnavailable
from leads.exports.order import Order, prepare
from leads.models import Export, Job
from outreach.permission import usable_contacts
from tests.leads.exports.jobbing import beginnings, ids_in, start, to_the_end, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_steps")]


# --- Stop, try again, fail --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["csv", "excel"])
def test_a_cancelled_export_stops_within_a_chunk_and_leaves_no_file(format, five_leads, monkeypatch):
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
def test_one_that_is_cancelled_at_the_last_moment_has_ended_and_not_failed(format, five_leads, monkeypatch, caplog):
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


def test_an_export_that_ended_cannot_be_cancelled(five_leads):
    export = start()
    path = to_the_end(export)
    assert jobs.cancel(export) is False and path.exists()


@pytest.mark.parametrize("how", ["failed", "cancelled"])
def test_one_that_came_to_nothing_can_be_made_again(how, five_leads):
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
def test_a_failure_is_a_sentence(trouble, sentence, five_leads, monkeypatch):
    def broken(*given):
        raise trouble

    export = start()
    monkeypatch.setattr(slices, "chunk", broken)
    tasks.export(export.pk)
    export.refresh_from_db()
    assert (export.message, export.job.state, export.owner) == (sentence, Job.State.FAILED, "")
    assert export.job.finished_at and list(shelf.folder().iterdir()) == []


def test_the_task_works_on_and_wakes_the_next(five_leads, monkeypatch, django_capture_on_commit_callbacks):
    export = start()
    monkeypatch.setattr(jobs, "SLICE", 0.0)
    OrmQ.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        tasks.export(export.pk)
    export.refresh_from_db()
    assert (export.done, OrmQ.objects.count()) == (2, 1)


# --- The record and the file's days -----------------------------------------------------------------------------------


def test_one_made_at_once_is_on_record_without_a_job(five_leads, owner):
    prepared = prepare(Order(filters={"country": "NZ"}, fields=["lead_id"]), user=owner, usable=usable_contacts)
    export = jobs.record(prepared, owner, Export.Door.API)
    export.refresh_from_db()
    assert (export.by, export.door, export.rows, export.policy_version) == (owner, "api", 5, 1)
    assert (export.filters, export.fields, export.picked) == ({"country": "NZ"}, ["lead_id"], False)
    assert export.job is None and jobs.path_of(export) is None


def test_a_file_is_there_for_its_days_and_then_gone(five_leads, settings):
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


def test_beginnings_that_nobody_goes_on_with_are_swept_away(five_leads):
    going, ended = start(), start()
    work(going)
    to_the_end(ended)
    strays = [shelf.folder() / name for name in (f"{ended.job_id}.csv.part", "0192f3ab.xlsx.part", "0192f3ab.csv")]
    for stray in strays:
        stray.write_bytes(b"half")
    assert jobs.expire(timezone.now()) == 3
    assert beginnings() == [f"{going.job_id}.csv.part"] and jobs.path_of(ended)


def test_nobody_else_on_this_machine_reads_them(five_leads):
    assert to_the_end(start()).parent.stat().st_mode & 0o077 == 0


def test_a_file_that_somebody_deleted_is_not_offered(five_leads):
    export = start()
    os.unlink(to_the_end(export))
    assert jobs.path_of(export) is None


# --- Beside the jobs that ask platforms -------------------------------------------------------------------------------


def test_the_settling_of_other_jobs_leaves_an_export_alone(five_leads):
    export = start()
    work(export)
    Job.objects.update(filled_at=timezone.now())  # even then: it has no rows that could tell
    recovery.sweep()
    verdicts.settle_job(export.job_id, timezone.now())
    export.job.refresh_from_db()
    assert (export.job.state, export.job.finished_at) == (Job.State.RUNNING, None)
    assert ids_in(to_the_end(export)) == export.leads


def test_jobs_are_cancelled_and_resumed_alike(five_leads):
    export = start()
    work(export)
    assert analysis.cancel(export.job) and export.job.state == Job.State.CANCELLED and beginnings() == []
    assert analysis.resume(export.job) and export.job.state == Job.State.QUEUED
    export.refresh_from_db()
    assert ids_in(to_the_end(export)) == export.leads
    assert analysis.cancel(export.job) is False and analysis.resume(export.job) is False


def test_a_failed_one_is_sent_again_like_failed_rows(five_leads):
    export = start()
    jobs.fail(export.pk, "The disk is full.")
    assert analysis.retry_failed(export.job) == 1 and export.job.state == Job.State.QUEUED
    assert analysis.retry_failed(export.job) == 0
