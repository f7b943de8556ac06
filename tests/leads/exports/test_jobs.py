"""Exports that a worker makes: whole files, made once, whoever is cut off or comes between."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django_q.models import OrmQ

from enrichment import recovery
from leads.exports import jobs, shelf, slices
from leads.models import Artist, Export, Job
from tests.factories import ArtistFactory, ContactFactory
from tests.leads.exports.jobbing import beginnings, ids_in, start, to_the_end, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_steps")]
NOBODY = 2**22 + 11  # no process has this id
DEAD = f"{jobs.socket.gethostname()[:30]}:{NOBODY}/{NOBODY}"


# --- A file, slice by slice -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["csv", "json", "jsonl", "excel"])
def test_the_file_holds_each_lead_once_in_order_however_it_was_sliced(format, five_leads, owner):
    export = start(format, by=owner)
    path = to_the_end(export)
    assert ids_in(path) == export.leads == [lead.pk for lead in Artist.objects.leads()]
    assert (export.job.state, export.done, export.rows, export.owner) == (Job.State.COMPLETED, 5, 5, "")
    assert (export.size, export.message, beginnings()) == (path.stat().st_size, "", [])
    assert export.job.started_at <= export.job.finished_at
    assert path.name == f"{export.job_id}.{export.filename.rpartition('.')[2]}"


@pytest.mark.parametrize("format", ["csv", "json", "jsonl"])
def test_slices_make_the_same_bytes_as_one_go(format, five_leads):
    with time_machine.travel(timezone.now(), tick=False):
        sliced, whole = start(format), start(format)
        to_the_end(sliced)
        assert work(whole, seconds=60) is False
    assert jobs.path_of(sliced).read_bytes() == jobs.path_of(whole).read_bytes()


def test_progress_is_told_between_slices(five_leads):
    export = start()
    told = []
    while work(export):
        told.append((export.done, export.job.state))
    assert told == [(2, "running"), (4, "running")] and export.done == 5


@pytest.mark.pango
def test_a_long_pdf_is_made_in_parts_that_count_their_pages_on(five_leads):
    from pypdf import PdfReader

    export = start("pdf")
    assert work(export) and beginnings() == [f"{export.job_id}.pdf.0.part"]
    pages = PdfReader(to_the_end(export)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert all(lead.name in text for lead in five_leads) and beginnings() == []


@pytest.mark.parametrize("format", ["csv", "json", "jsonl", "excel"])
def test_leads_that_are_gone_meanwhile_are_left_out(format, five_leads):
    export = start(format)
    for pk in export.leads[:3]:
        Artist.objects.get(pk=pk).delete()
    assert ids_in(to_the_end(export)) == export.leads[3:]


def test_who_matches_is_settled_when_it_is_asked_for(five_leads):
    export = start()
    ArtistFactory()
    assert ids_in(to_the_end(export)) == [lead.pk for lead in five_leads]


def test_contacts_go_out_as_the_worker_is_told(five_leads):
    ContactFactory(artist=five_leads[0], value="ask@example.test")
    shut = ContactFactory(artist=five_leads[1], value="never@example.test").artist
    Artist.objects.filter(pk=shut.pk).update(do_not_contact=True)
    text = to_the_end(start()).read_text("utf-8-sig")
    assert "ask@example.test" in text and "never@example.test" not in text


# --- One worker at a time ---------------------------------------------------------------------------------------------


def test_the_same_task_given_out_twice_does_nothing_the_second_time(five_leads):
    export = start()
    Export.objects.filter(pk=export.pk).update(owner="other/1", moved_at=timezone.now())
    assert work(export, owner="me/1") is False
    assert (export.owner, export.done, beginnings()) == ("other/1", 0, [])


def test_a_finished_export_is_not_made_again(five_leads):
    export = start()
    made = to_the_end(export).stat().st_mtime_ns
    assert work(export) is False and jobs.path_of(export).stat().st_mtime_ns == made


def test_who_was_taken_for_dead_stops_and_spoils_nothing(five_leads, monkeypatch):
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


def test_what_a_dead_process_held_another_goes_on_with(five_leads, monkeypatch):
    export = start("json")
    cut_off(export, monkeypatch)
    assert (export.owner, export.done) == (DEAD, 2)
    recovery.recover()
    export.refresh_from_db()
    assert (export.owner, export.done, export.message) == ("", 2, jobs.DEATHS[0])
    assert ids_in(to_the_end(export)) == export.leads and export.message == ""


def test_what_was_written_but_not_recorded_is_written_once(five_leads):
    export = start()
    work(export)
    with shelf.beginning(export).open("ab") as file:
        file.write(b"half a li")
    assert ids_in(to_the_end(export)) == export.leads


def test_where_the_beginning_is_lost_it_begins_anew(five_leads):
    export = start()
    work(export)
    shelf.beginning(export).unlink()
    assert work(export) and (export.done, export.size) == (0, None)
    assert ids_in(to_the_end(export)) == export.leads


@pytest.mark.parametrize("format", ["csv", "excel"])
def test_an_export_that_kills_its_workers_is_given_up(format, five_leads):
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
def test_what_stands_still_is_woken(held, silent, woken, five_leads, django_capture_on_commit_callbacks):
    export = start()
    Job.objects.update(state=Job.State.RUNNING)
    Export.objects.update(owner=held, moved_at=timezone.now() - silent)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.resume()
    assert OrmQ.objects.count() == woken
    assert [task.task["func"] for task in OrmQ.objects.all()] == ["enrichment.tasks.export"] * woken
    assert [task.task["args"] for task in OrmQ.objects.all()] == [(export.pk,)] * woken


def test_a_workbook_gets_the_time_it_takes(five_leads, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        start("excel")
    assert OrmQ.objects.get().task["timeout"] == 1800
