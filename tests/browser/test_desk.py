"""Each page in a real browser: no error in the console, no sideways scroll, nothing asked of other hosts."""

import os
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from enrichment.models import Lookup
from leads import policies
from leads.models import Artist, Job, PolicyRun, Snapshot
from scoring.models import Policy
from scoring.rules import DEFAULT_POLICY
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
        self.page.on("request", self._only_here)  # watched, not held up: that would empty the cache with every page

    def _only_here(self, request):
        if not request.url.startswith((self.server.url, "data:", "blob:")):
            self.troubles.append(f"asked {request.url}")

    def open(self, address):
        self.go(address)
        self.page.wait_for_load_state("networkidle")
        return self.page

    def go(self, address):
        self.page.goto("about:blank")  # or a new #tab of the same page would not load it
        self.page.goto(self.server.url + address)

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
def published():
    """The policy of the migrations, which the tests before have emptied away."""
    numbers = {"name": "Default", "data": DEFAULT_POLICY, "state": "published", "published_at": timezone.now()}
    return Policy.objects.get_or_create(version=1, defaults=numbers)[0]


@pytest.fixture
def pages(published):
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
    draft = policies.new_draft(published, None)
    policies.preview(draft, None)
    lead = reverse("admin:leads_artist_change", args=[artist.pk])
    tabs = ("score", "evidence", "recordings", "youtube", "contacts", "timeline", "details")
    work = ("leads_artist", "leads_upload", "leads_recording", "outreach_contact")
    rest = ("scoring_labelfamily", "outreach_suppression", "enrichment_gate", "auth_user", "prism_apitoken")
    return [
        reverse("admin:index"),
        *(reverse(f"admin:{name}_changelist") for name in (*work, *rest)),
        *(f"{lead}#{tab}" for tab in tabs),
        *(reverse(f"admin:scoring_policy_{page}") for page in ("changelist", "guide")),
        *(reverse("admin:scoring_policy_change", args=[policy.pk]) for policy in (published, draft)),
        reverse("admin:scoring_policy_publish", args=[draft.pk]),
        reverse("admin:scoring_labelfamily_import"),
        reverse("admin:leads_upload_choose"),
        reverse("admin:leads_upload_check", args=[checked.pk]),
        reverse("admin:leads_upload_run", args=[running.pk]),
        reverse("admin:leads_upload_run", args=[JobFactory(state="cancelled").upload_id]),
    ]


def test_every_page_is_quiet_and_fits(visit, pages):
    """Each page in all looks at once: most of the time is waiting until it is quiet."""
    visits, found = {look: visit(look) for look in LOOKS}, []
    for address in pages:
        for one in visits.values():
            one.go(address)
        for look, one in visits.items():
            one.page.wait_for_load_state("networkidle")
            if wider := one.sideways():
                found.append(f"{address} at {look} is {wider} px too wide")
            found += [f"{address} at {look}: {trouble}" for trouble in one.troubles]
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
    assert page.wait_for_selector("text=Last.fm: no answer.", timeout=8000).is_visible()


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
    assert not page.is_visible("#changelist-filter")


def test_a_policy_is_drafted_tried_and_published(visit, published):
    book_of_leads(12)
    one = visit()
    page = one.open(reverse("admin:scoring_policy_change", args=[published.pk]))
    page.get_by_role("button", name="New draft from this").click()
    page.get_by_label("A from").fill("seventy")
    page.get_by_role("button", name="Save and preview").click()
    page.wait_for_selector("text=“seventy” is not a number.")
    assert page.input_value("[name=tiers-A]") == "seventy"
    one.troubles.clear()  # the browser notes each reply of 422
    page.get_by_label("A from").fill("99")
    page.get_by_role("button", name="Save and preview").click()
    page.wait_for_selector("text=What it would do to the book")
    assert not Artist.objects.filter(policy_version=2).exists()
    page.get_by_role("link", name="Publish…").click()
    page.get_by_label("What changes, and why?").fill("Only the very best")
    page.get_by_role("button", name="Publish and rescore the book").dblclick()
    page.wait_for_selector("text=What it did to the book")
    assert Artist.objects.filter(policy_version=2).count() == 12 and one.troubles == []
    assert PolicyRun.objects.filter(kind="rescore").count() == 1


def test_a_preview_moves_without_a_reload(visit, published):
    book_of_leads(3)
    draft = policies.new_draft(published, None)
    run = PolicyRun.objects.create(kind="preview", policy=draft, data=draft.data, total=3)
    page = visit().open(reverse("admin:scoring_policy_change", args=[draft.pk]))
    page.wait_for_selector("text=0 of 3 leads")
    page.get_by_label("A from").fill("75")
    policies.runs.work_on(run.pk)
    page.wait_for_selector("text=No lead would move to another tier.", timeout=8000)
    assert page.input_value("[name=tiers-A]") == "75"
