"""From ticking leads to a file on the disk, in a real browser."""

import re

import pytest
from django.urls import reverse

from leads.exports import jobs
from leads.models import Export, Job
from outreach.permission import contacts_to_hand_out
from tests.browser.test_desk import LOOKS, browser, published, visit  # noqa: F401  (fixtures)
from tests.factories import ArtistFactory, book_of_leads

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
LIST, CHOOSE = reverse("admin:leads_artist_changelist"), reverse("admin:leads_artist_export")


@pytest.fixture(autouse=True)
def book(published, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path
    return book_of_leads(30)


@pytest.mark.parametrize("look", ["820"])
def test_picked_leads_become_a_file(visit, look):  # noqa: F811
    from playwright.sync_api import expect

    one = visit(look)
    page = one.open(LIST)
    boxes, bar = page.locator("#result_list input.action-select"), page.locator(".dk-picked")
    top = boxes.nth(2).bounding_box()["y"]
    expect(bar).to_be_hidden()
    boxes.nth(0).focus()
    page.keyboard.press("Space")
    boxes.nth(2).check()
    expect(bar).to_contain_text("2 of 25 selected")
    assert boxes.nth(2).bounding_box()["y"] == top and one.sideways() <= 0  # nothing moved for it
    bar.get_by_role("button", name="Export selected").press("Enter")
    page.wait_for_url(re.compile("/export/"))
    button = page.get_by_role("button", name="Export 2 leads")
    with page.expect_download() as coming:
        button.dblclick()
    assert len(coming.value.path().read_text("utf-8-sig").splitlines()) == 3
    expect(page.locator("#export-told")).to_have_text("The file is among your downloads.")
    expect(button).to_be_enabled()
    assert Export.objects.count() == 1 and one.sideways() <= 0 and one.troubles == []


def test_all_of_the_list_is_picked_across_its_pages(visit):  # noqa: F811
    page = visit().open(LIST)
    page.locator("#action-toggle").check()
    page.get_by_role("link", name="Select all 30").click()
    page.get_by_role("button", name="Export selected").click()
    page.wait_for_selector("text=None: every lead")
    assert page.get_by_role("button", name="Export 30 leads").is_visible()


def test_a_status_that_was_changed_is_no_reason_to_ask_twice(visit):  # noqa: F811
    one = visit()
    page = one.open(LIST)
    page.on("dialog", lambda dialog: one.troubles.append(dialog.message) or dialog.accept())
    page.locator("select.dk-cell").first.select_option("converted")
    page.wait_for_selector(".dk-saved")
    page.locator("#result_list input.action-select").first.check()
    page.get_by_role("button", name="Export selected").click()
    page.wait_for_url(re.compile("/export/"))
    assert one.troubles == []


def test_columns_are_ticked_by_the_group(visit):  # noqa: F811
    from playwright.sync_api import expect

    page = visit().open(CHOOSE)
    ticked = page.locator("[name=fields]:checked:enabled")
    page.locator("[data-tick=none]").first.click()
    expect(ticked).to_have_count(0)
    page.get_by_role("button", name="All columns of Contact").click()
    expect(ticked).to_have_count(4)
    page.get_by_role("button", name="Standard set").click()
    expect(ticked).to_have_count(33)
    page.get_by_label("Include YouTube").uncheck()
    expect(ticked).to_have_count(25)


@pytest.mark.parametrize("look", ["820"])
def test_a_large_one_is_seen_to_come(visit, settings, look):  # noqa: F811
    settings.EXPORT_INLINE_ROWS = 1
    one = visit(look)
    page = one.open(CHOOSE)
    page.get_by_role("button", name="Export 30 leads").dblclick()
    page.wait_for_url(re.compile(r"/leads/export/\d+/"))
    export = Export.objects.get()
    assert page.get_by_role("progressbar", name="Leads in the file").is_visible() and one.sideways() <= 0
    Job.objects.update(state="running")
    Export.objects.update(done=12)
    page.wait_for_selector("text=12 of 30 leads", timeout=8000)
    Export.objects.update(done=0)
    while jobs.work_on(export.pk, contacts_to_hand_out):
        pass
    download = page.get_by_role("link", name="Download", exact=True)
    download.wait_for(timeout=8000)
    with page.expect_download() as coming:
        download.click()
    assert coming.value.suggested_filename == export.filename
    page.go_back()
    page.get_by_role("button", name="Export 30 leads").wait_for()
    assert one.sideways() <= 0 and one.troubles == []


def test_going_back_one_can_export_again(visit, settings):  # noqa: F811
    settings.EXPORT_INLINE_ROWS = 1
    page = visit().open(CHOOSE)
    for count in (1, 2):
        page.get_by_role("button", name="Export 30 leads").click()
        page.wait_for_url(re.compile(r"/leads/export/\d+/"))
        assert Export.objects.count() == count
        page.go_back()
        page.locator("[data-tick=none]").nth(4).click()
        page.get_by_label("Phone").check()


@pytest.mark.parametrize("look", LOOKS)
def test_the_pages_are_quiet_and_fit(visit, owner, look):  # noqa: F811
    name = "a-rather-long-name-of-a-file-that-somebody-chose-for-this-export-of-leads.csv"
    made = {"format": "csv", "door": "desk", "by": owner, "filename": name, "rows": 12, "fields": ["artist_name"]}
    failed = Job.objects.create(kind="export", state="failed")
    export = Export.objects.create(job=failed, message="The file cannot be written: no space is left.", **made)
    Export.objects.create(filters={"search": "Whakatāne " * 12, "region": ["new_zealand", "australia"]}, **made)
    one, artist = visit(look), ArtistFactory()
    for address in (
        reverse("admin:leads_export_changelist"),
        reverse("admin:leads_export_show", args=[export.pk]),
        f"{CHOOSE}?ids={artist.pk}",
        f"{CHOOSE}?search=nobody",
        reverse("admin:leads_artist_change", args=[artist.pk]),
    ):
        one.open(address)
        assert (address, one.sideways(), one.troubles) == (address, 0, [])
