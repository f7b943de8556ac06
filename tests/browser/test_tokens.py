"""A token is made, copied and revoked in a real browser."""

import pytest
from django.urls import reverse

from prism import tokens
from prism.models import ApiToken
from tests.browser.test_desk import LOOKS, browser, visit  # noqa: F401  (fixtures)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.mark.parametrize("look", LOOKS)
def test_a_token_is_made_copied_and_revoked(visit, look):  # noqa: F811
    one = visit(look)
    page = one.open(reverse("admin:prism_apitoken_add"))
    page.fill("[name=name]", "CRM on the server of the office in Ōtautahi")
    page.click("[name=_save]")
    page.click("[data-copy]")
    page.wait_for_selector("#key-said >> text=Copied.")
    assert tokens.SHAPE.fullmatch(page.input_value("#key")) and one.sideways() <= 0
    page.click("text=I have copied it")
    page.click("text=CRM on the server")
    page.click("a.dk-danger")
    page.click("button.dk-danger")
    page.wait_for_selector("text=is revoked")
    assert ApiToken.objects.get().revoked_at and one.sideways() <= 0 and one.troubles == []
