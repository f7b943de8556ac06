"""What the lead's page offers to settle an open line, in a real browser."""

import pytest
from django.urls import reverse

from leads.models import Job, Statement
from tests.browser.test_desk import LOOKS, browser, visit  # noqa: F401  (fixtures)
from tests.factories import ArtistFactory, CreditFactory, facts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_a_person_confirms_that_there_is_no_publisher(visit):  # noqa: F811
    artist = ArtistFactory()
    one = visit()
    page = one.open(reverse("admin:leads_artist_change", args=[artist.pk]))
    page.get_by_role("button", name="Confirm that there is no publisher").click()
    assert page.input_value("#told [name=field]") == "publisher"
    assert page.input_value("#told [name=value-publisher]") == "none"
    page.get_by_role("button", name="Keep this").click()
    page.wait_for_selector("#told >> text=Publisher:")
    assert [(said.field, said.value) for said in Statement.objects.all()] == [("publisher", "")]
    assert one.troubles == []


def test_a_refused_statement_stays_in_the_form_and_a_double_click_tells_once(visit):  # noqa: F811
    artist = ArtistFactory()
    one = visit()
    page = one.open(reverse("admin:leads_artist_change", args=[artist.pk]))
    page.get_by_role("button", name="Note what you found").click()
    page.fill("[name=value-country]", "Narnia")
    page.get_by_role("button", name="Keep this").click()
    page.wait_for_selector("#told [role=alert] >> text=Not kept: “Narnia” is no country.")
    assert page.input_value("[name=value-country]") == "Narnia"
    page.fill("[name=value-country]", "Samoa")
    page.get_by_role("button", name="Keep this").dblclick()
    page.wait_for_selector("#told >> text=Country: Samoa")
    assert [(said.field, said.value) for said in Statement.objects.all()] == [("country", "WS")]
    assert one.troubles == []


def test_only_what_is_open_is_asked(visit, settings):  # noqa: F811
    settings.YOUTUBE_API_KEY = "key"
    artist = CreditFactory().artist
    page = visit().open(reverse("admin:leads_artist_change", args=[artist.pk]))
    page.get_by_role("button", name="Ask now").click()
    page.wait_for_selector("text=Prism asks the platforms again")
    assert not Job.objects.get().force_refresh


@pytest.mark.parametrize("look", LOOKS)
def test_a_score_that_rests_on_little_fits_its_cell(visit, look):  # noqa: F811
    ArtistFactory(known=facts(country=None), country=None, pinned_tier="A")
    page = visit(look).open(reverse("admin:leads_artist_changelist"))
    cell = page.locator(".dk-score")
    assert cell.locator("b").inner_text().startswith("51–100")
    assert cell.locator("b").bounding_box()["height"] < 24  # one line
    inside = "one => one.scrollWidth <= one.clientWidth && one.scrollWidth <= one.closest('td, th').clientWidth"
    assert cell.evaluate(inside)


@pytest.mark.parametrize("width", [1024, 1280])
def test_the_longest_of_every_column_leaves_room_for_a_scroll_bar(visit, width):  # noqa: F811
    ArtistFactory(
        name="The Extraordinarily Long-Winded Orchestra of Whakatāne", do_not_contact=True, pinned_tier="C",
        outreach_status="not_interested", area="Te Whanganui-a-Tara Wellington City", known=facts(),
        youtube_finding="underperforming",
    )  # fmt: skip
    ArtistFactory()  # of whom nobody was asked: "Not looked up" never breaks
    page = visit().open(reverse("admin:leads_artist_changelist"))
    page.set_viewport_size({"width": width, "height": 800})
    narrowest = "one => { one.style.minWidth = one.style.width = '1px'; return one.offsetWidth }"
    room = page.locator("#result_list").evaluate("one => one.parentElement.clientWidth")
    assert page.locator("#result_list").evaluate(narrowest) <= room - 15
