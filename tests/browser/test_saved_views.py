"""Saving what the leads list shows, in a real browser."""

import pytest

from prism.models import SavedView
from tests.browser.test_desk import LOOKS, browser, visit  # noqa: F401  (fixtures)
from tests.factories import ArtistFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.mark.parametrize("look", LOOKS)
def test_a_filtered_list_is_saved_and_found_again(visit, look):  # noqa: F811
    ArtistFactory(name="Ngā Tauira")
    one = visit(look)
    page = one.open("/admin/leads/artist/?region=new_zealand")
    page.get_by_role("link", name="Save this view").click()
    page.locator("[name=name]").fill("New Zealand")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Show leads").wait_for()
    page.get_by_role("link", name="Show leads").click()
    page.get_by_text("Ngā Tauira").first.wait_for()
    assert SavedView.objects.get().filters == {"region": ["new_zealand"]}
    assert one.troubles == []
