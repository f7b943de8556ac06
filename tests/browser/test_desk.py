"""Each page in a real browser: no error in the console, no sideways scroll, nothing asked of other hosts."""

import os
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from enrichment.models import Lookup
from leads.models import Job, Snapshot
from tests import servers
from tests.factories import (
    ArtistFactory,
    CandidateFactory,
    ContactFactory,
    CreditFactory,
    JobFactory,
    LookupFactory,
    ProfileFactory,
    ReleaseFactory,
    UploadFactory,
    book_of_leads,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
LOOKS = {
    "1280 light": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
    "1280 dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "820": {"viewport": {"width": 820, "height": 1180}, "color_scheme": "light"},
}


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread until the module ends
    with sync_playwright() as playwright:
        options = {"executable_path": servers.chromium(), "args": ["--no-sandbox", "--disable-dev-shm-usage"]}
        yield playwright.chromium.launch(**options)
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Visit:
    """A page opened by somebody signed in, with all that went wrong on it."""

    def __init__(self, browser, server, client, look):
        self.server, self.troubles = server, []
        self.context = browser.new_context(**LOOKS[look], timezone_id="Pacific/Auckland")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server.url}])
        self.page = self.context.new_page()
        self.page.on("console", lambda said: said.type == "error" and self.troubles.append(said.text))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.route("**/*", self._only_here)

    def _only_here(self, route):
        if route.request.url.startswith((self.server.url, "data:", "blob:")):
            return route.continue_()
        self.troubles.append(f"asked {route.request.url}")
        return route.abort()

    def open(self, address):
        self.page.goto("about:blank")  # or a new #tab of the same page would not load it
        self.page.goto(self.server.url + address)
        self.page.wait_for_load_state("networkidle")
        return self.page

    def sideways(self):
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.fixture
def visit(browser, live_server, staff_client):
    visits = []

    def begin(look="1280 light"):
        visits.append(Visit(browser, live_server, staff_client, look))
        return visits[-1]

    yield begin
    for one in visits:
        one.context.close()


@pytest.fixture
def pages():
    """The address of every page, with something to see on each."""
    book_of_leads(12)
    artist = ArtistFactory(name="Kōwhai Bloom <b>& Sons</b>", youtube_channel_id="UCexample", youtube_subscribers=1240)
    ProfileFactory(artist=artist)
    ProfileFactory(artist=artist, platform="youtube", data={"title": "Kōwhai Bloom"})
    for weeks in (1, 2, 3):
        day = timezone.localdate() - timedelta(weeks=weeks)
        Snapshot.objects.create(artist=artist, platform="youtube", metric="subscribers", day=day, value=1240 - weeks)
    CandidateFactory(artist=artist)
    ContactFactory(artist=artist)
    CreditFactory(artist=artist)
    ReleaseFactory().artists.add(artist)
    LookupFactory(state="failed", message="MusicBrainz did not answer.").artists.add(artist)
    checked = UploadFactory(filename="a rather long name of a spreadsheet from a label's whole catalogue.xlsx")
    running = JobFactory().upload
    lead = reverse("admin:leads_artist_change", args=[artist.pk])
    tabs = ("score", "evidence", "recordings", "youtube", "contacts", "timeline", "details")
    work = ("leads_artist", "leads_upload", "leads_recording", "outreach_contact")
    rest = ("scoring_labelfamily", "outreach_suppression", "enrichment_gate", "auth_user")
    return [
        reverse("admin:index"),
        *(reverse(f"admin:{name}_changelist") for name in (*work, *rest)),
        *(f"{lead}#{tab}" for tab in tabs),
        reverse("admin:leads_upload_choose"),
        reverse("admin:leads_upload_check", args=[checked.pk]),
        reverse("admin:leads_upload_run", args=[running.pk]),
        reverse("admin:leads_upload_run", args=[JobFactory(state="cancelled").upload_id]),
    ]


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_quiet_and_fits(visit, pages, look):
    one, found = visit(look), []
    for address in pages:
        one.open(address)
        if wider := one.sideways():
            found.append(f"{address} is {wider} px too wide")
        found += [f"{address}: {trouble}" for trouble in one.troubles]
        one.troubles.clear()
    assert found == []


def test_a_status_is_saved_in_its_cell(visit):
    artist = ArtistFactory()
    page = visit().open(reverse("admin:leads_artist_changelist"))
    page.select_option(f"select[name=status-{artist.pk}]", "interested")
    page.wait_for_selector(".dk-saved")
    artist.refresh_from_db()
    assert artist.outreach_status == "interested"


def test_a_refused_status_goes_back_and_says_why(visit):
    artist = ArtistFactory(do_not_contact=True, do_not_contact_reason="Asked us to stop.")
    page = visit().open(reverse("admin:leads_artist_changelist"))
    cell = f"select[name=status-{artist.pk}]"
    page.select_option(cell, "contacted")
    assert "Asked us to stop." in page.wait_for_selector(".dk-note").inner_text()
    assert page.input_value(cell) == "not_contacted"


def test_who_comes_second_sees_what_stands(visit):
    artist = ArtistFactory()
    page = visit().open(reverse("admin:leads_artist_changelist"))
    type(artist).objects.update(outreach_status="responded")
    cell = f"select[name=status-{artist.pk}]"
    page.select_option(cell, "contacted")
    assert "changed this to Responded" in page.wait_for_selector(".dk-note").inner_text()
    assert page.input_value(cell) == "responded"


def test_a_file_goes_from_choosing_to_running(visit, tmp_path):
    sheet = tmp_path / "august.csv"
    sheet.write_text("ISRC,Title\nNZEX12600001,Low Tide\n")
    one = visit()
    page = one.open(reverse("admin:leads_upload_choose"))
    page.set_input_files("input[type=file]", sheet)
    page.wait_for_url(re.compile("/check/"))
    page.get_by_role("button", name="Start: 1 row").dblclick()
    page.wait_for_url(re.compile("/run/"))
    assert page.get_by_role("progressbar", name="MusicBrainz").is_visible() and one.troubles == []


def test_the_run_moves_without_a_reload(visit):
    job = JobFactory()
    page = visit().open(reverse("admin:leads_upload_run", args=[job.upload_id]))
    job.rows.update(state="failed", message="Last.fm: no answer.")
    page.wait_for_selector("text=Retry 1 failed", timeout=8000)
    page.wait_for_selector("text=Last.fm: no answer.", timeout=8000)


def test_a_run_that_has_ended_begins_again_once(visit):
    job = JobFactory(state="completed")
    page = visit().open(reverse("admin:leads_upload_run", args=[job.upload_id]))
    page.get_by_role("button", name="Analyse again").dblclick()
    page.get_by_role("button", name="Cancel").wait_for()
    assert Job.objects.count() == 2


@pytest.mark.parametrize("look", ["1280 light", "820"])
def test_what_is_asked_again_is_seen_to_come(visit, look):
    artist = CreditFactory().artist
    one = visit(look)
    page = one.open(reverse("admin:leads_artist_change", args=[artist.pk]))
    if look == "820":
        page.click("text=more_horiz")
    page.get_by_role("button", name="Ask again").click()
    page.wait_for_selector("text=Prism asks the platforms again")
    page.wait_for_selector("#asked >> text=Queued")
    Lookup.objects.update(state="found", answered_at=timezone.now())
    page.wait_for_selector("text=All questions are answered.", timeout=8000)
    assert one.troubles == []


def test_menus_open_by_keyboard(visit):
    page = visit().open(reverse("admin:leads_artist_changelist"))
    page.get_by_role("button", name="Filters").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#changelist-filter", state="visible")
    page.keyboard.press("Escape")
    page.wait_for_selector("#changelist-filter", state="hidden")
