"""The API's description in a real browser: it is drawn, asks nobody else, and addresses can be tried out."""

import pytest

from tests.browser.test_desk import LOOKS, browser, visit  # noqa: F401  (fixtures)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def is_dark(page) -> bool:
    background = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return background == "rgb(28, 32, 34)"


@pytest.mark.parametrize("look", LOOKS)
def test_it_is_drawn_from_our_own_files(visit, look):  # noqa: F811
    one = visit(look)
    page = one.open("/api/docs")
    page.wait_for_selector("#operations-YouTube-youtube_stats_get")
    assert (one.sideways(), one.troubles) == (0, [])
    assert is_dark(page) == ("dark" in look)


def test_it_is_dark_where_the_desk_is(visit):  # noqa: F811
    one = visit("1280 light")
    page = one.open("/admin/")
    page.evaluate("""localStorage.setItem("adminTheme", JSON.stringify("dark"))""")
    assert is_dark(one.open("/api/docs"))


def test_an_address_is_tried_out_by_the_session(visit):  # noqa: F811
    one = visit()
    page = one.open("/api/docs")
    for operation, status in (("System-status_get", "200"), ("System-rate_limits_reset_post", "403")):
        block = page.locator(f"#operations-{operation}")
        block.locator(".opblock-summary-control").click()
        block.get_by_role("button", name="Try it out").click()
        block.get_by_role("button", name="Execute").click()
        block.locator(f".live-responses-table .response-col_status:has-text('{status}')").wait_for()
    assert "debug_only" in block.inner_text(), "the CSRF token went with it"
    assert [one for one in one.troubles if "403" not in one] == []


def test_the_front_page_leads_on(visit):  # noqa: F811
    one = visit()
    page = one.open("/")
    page.get_by_role("link", name="The API, described").click()
    page.wait_for_selector("#operations-YouTube-youtube_stats_get")
    assert one.troubles == []
