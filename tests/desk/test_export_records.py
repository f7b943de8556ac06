"""Exports that a worker makes, the record of all of them, and who may see which."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leads.exports import jobs
from leads.models import Export, Job
from tests.desk.doors import bare, words_of
from tests.desk.exporting import CHOOSE, EXPORTS, NAMES, PRINT, at, finish, order, rows
from tests.factories import ArtistFactory, UploadFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]


# --- Made by a worker -------------------------------------------------------------------------------------------------


def test_a_large_export_becomes_a_job_with_a_page(staff_client, job_of):
    export = job_of(staff_client)
    page = words_of(staff_client.get(at("show", export)))
    assert (
        export.job.state == "queued" and "0 of 2 leads" in page and "Cancel" in page and 'hx-trigger="every 2s' in page
    )


def test_a_double_click_starts_one_job(staff_client, job_of):
    export = job_of(staff_client)
    again = order(staff_client)
    assert again.url == at("show", export) and Export.objects.count() == Job.objects.count() == 1
    order(staff_client, fields=["artist_name"])
    assert Export.objects.count() == 2


def test_the_moving_part_answers_only_when_something_moved(staff_client, job_of):
    export = job_of(staff_client)
    seen = staff_client.get(at("show", export)).context["seen"]
    assert staff_client.get(at("live", export), {"seen": seen}).status_code == 204
    finish(export)
    moved = staff_client.get(at("live", export), {"seen": seen})
    assert "Download" in words_of(moved) and "hx-trigger" not in words_of(moved)
    assert 'hx-swap-oob="true"' in words_of(moved)


def test_its_file_is_fetched_for_some_days(staff_client, job_of):
    export = finish(job_of(staff_client))
    reply = staff_client.get(at("file", export))
    assert reply["Content-Disposition"] == f'attachment; filename="{export.filename}"'
    assert reply["X-Content-Type-Options"] == "nosniff" and len(rows(reply)) == 3


@pytest.mark.parametrize("gone", ["expired", "deleted", "queued", "made at once"])
def test_what_is_not_there_is_a_calm_page(staff_client, job_of, gone):
    export = job_of(staff_client)
    if gone != "queued":
        finish(export)
    if gone == "expired":
        Export.objects.update(expires_at=timezone.now() - timedelta(days=1))
    if gone == "deleted":
        Path(jobs.path_of(export)).unlink()
    if gone == "made at once":
        Export.objects.update(job=None)
    reply = staff_client.get(at("file", export))
    assert reply.status_code == 404 and "There is no file to fetch here." in words_of(reply)


def test_a_failure_says_why_and_can_be_tried_again(staff_client, job_of):
    export = job_of(staff_client)
    jobs.fail(export.pk, "The file cannot be written: no space is left.")
    assert "no space is left" in words_of(staff_client.get(at("show", export)))
    assert "no space is left" in words_of(staff_client.get(EXPORTS))
    assert staff_client.post(at("again", export)).url == at("show", export)
    assert finish(export).job.state == "completed"


def test_it_can_be_cancelled_once(staff_client, job_of):
    export = job_of(staff_client)
    staff_client.post(at("cancel", export))
    assert Job.objects.get().state == "cancelled"
    assert "It has ended already." in words_of(staff_client.post(at("cancel", export), follow=True))


def test_it_is_never_all_there_before_it_is(staff_client, job_of):
    export = job_of(staff_client)
    Job.objects.update(state="running")
    Export.objects.update(done=2)
    assert staff_client.get(at("show", export)).context["stands"].percent == 99


def test_what_was_filtered_can_be_exported_again(staff_client):
    ArtistFactory()
    order(staff_client, "?region=new_zealand&region=australia&has_email=false&sort_by=name").close()
    page = staff_client.get(at("show", Export.objects.get()))
    address = page.context["once_more"]
    assert "Export 1 lead" in words_of(staff_client.get(address))
    assert order(staff_client, address.removeprefix(CHOOSE)).status_code == 200
    first, second = Export.objects.all()
    assert first.filters == second.filters


# --- Who may ----------------------------------------------------------------------------------------------------------


def test_without_the_right_every_page_is_refused(staff_client, viewer, job_of):
    export, viewer_client = job_of(staff_client), Client()
    viewer_client.force_login(viewer)
    addresses = [CHOOSE, PRINT, EXPORTS, *(at(step, export) for step in ("show", "live", "file"))]
    assert [viewer_client.get(address).status_code for address in addresses] == [403] * 6
    assert [viewer_client.post(at(step, export)).status_code for step in ("cancel", "again")] == [403] * 2
    assert order(viewer_client).status_code == 403


def test_strangers_are_sent_to_the_login(client, owner):
    export = Export.objects.create(format="csv", door="desk", by=owner, filename="x.csv")
    for address in (CHOOSE, PRINT, EXPORTS, at("show", export), at("file", export)):
        assert client.get(address).url.startswith(reverse("admin:login"))


def test_one_sees_ones_own_and_nobody_elses(staff_client, clerk_client, clerk, job_of):
    theirs, mine = finish(job_of(staff_client)), finish(job_of(clerk_client))
    assert [one.pk for one in clerk_client.get(EXPORTS).context["cl"].result_list] == [mine.pk]
    assert clerk_client.get(at("file", mine)).status_code == 200
    for step in ("show", "live", "file"):
        assert clerk_client.get(at(step, theirs)).status_code == 404
    for step in ("cancel", "again"):
        assert clerk_client.post(at(step, theirs)).status_code == 404


def test_who_looks_after_them_sees_everybodys(staff_client, clerk_client, job_of):
    export = finish(job_of(clerk_client))
    assert "clerk" in words_of(staff_client.get(EXPORTS))
    assert staff_client.get(at("file", export)).status_code == 200


def test_a_record_is_neither_added_nor_changed_nor_deleted(staff_client, owner):
    export = Export.objects.create(format="csv", door="desk", by=owner, filename="x.csv", fields=NAMES)
    assert staff_client.get(at("change", export)).url == at("show", export)
    assert staff_client.get(reverse("admin:leads_export_add")).status_code == 403
    assert staff_client.post(at("delete", export), {"post": "yes"}).status_code == 403
    assert Export.objects.exists()


@pytest.mark.parametrize("step", ["cancel", "again"])
def test_steering_comes_by_post_with_its_token_only(owner, step):
    export = Export.objects.create(format="csv", door="desk", by=owner, filename="x.csv")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    assert strict.get(at(step, export)).status_code == 405
    assert strict.post(at(step, export)).status_code == strict.post(CHOOSE).status_code == 403


# --- The list of exports, and the print view --------------------------------------------------------------------------


def test_the_list_says_what_was_taken_out(staff_client):
    ArtistFactory()
    order(staff_client, "?region=new_zealand&tier=A&tier=B&tier=C&tier=D").close()
    page = bare(staff_client.get(EXPORTS).content.decode())
    assert "Tier: A or B or C or D · Region: New Zealand" in page and "Made at once" in page


def test_its_queries_do_not_grow_with_its_rows(staff_client, owner, django_assert_max_num_queries):
    def exports(count):
        for _ in range(count):
            job = Job.objects.create(kind="export")
            made = {"format": "csv", "door": "desk", "by": owner, "filename": "x.csv", "fields": NAMES}
            Export.objects.create(job=job, filters={"source": UploadFactory().pk}, leads=[1, 2], **made)

    exports(2)
    staff_client.get(EXPORTS)
    with django_assert_max_num_queries(12) as few:
        staff_client.get(EXPORTS)
    exports(15)
    with django_assert_max_num_queries(len(few)) as many:
        staff_client.get(EXPORTS)
    assert not any('"leads_export"."leads"' in query["sql"] for query in many.captured_queries)
