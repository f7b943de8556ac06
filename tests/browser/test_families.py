"""Importing label families, in a real browser."""

import pytest
from django.urls import reverse

from scoring.models import LabelFamily
from tests.browser.test_desk import LOOKS, browser, visit  # noqa: F401  (fixtures)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
IMPORT = reverse("admin:scoring_labelfamily_import")
HEADER = "label,kind,group,source,since,until\n"
GOOD = (
    HEADER
    + "Foo Sounds,indie,,their page,2006,2009\n"
    + f"{'A long name ' * 12},major_distributed,{'Group ' * 30},,,\n"
)


def chosen(page, path, text):
    path.write_text(text)
    page.set_input_files("input[type=file]", path)
    page.wait_for_selector("h2:has-text('Rows')")


def test_a_broken_file_is_mended_and_imported(visit, tmp_path):  # noqa: F811
    one = visit()
    page = one.open(IMPORT)
    chosen(page, tmp_path / "broken.csv", GOOD + "Bar,royal,,,,\n")
    assert page.locator("td:has-text('no kind of label')").is_visible()
    assert page.get_by_role("button", name="Import").count() == 0
    page.get_by_role("link", name="Choose another file").click()
    chosen(page, tmp_path / "mended.csv", GOOD)
    page.get_by_role("button", name="Import: 2 families").dblclick()
    page.wait_for_selector("text=mended.csv: 2 new, 0 changed.")
    assert LabelFamily.objects.get(label="Foo Sounds").span == "2006 to 2009"
    assert one.troubles == []


@pytest.mark.parametrize("look", LOOKS)
def test_the_check_fits(visit, tmp_path, look):  # noqa: F811
    one = visit(look)
    page = one.open(IMPORT)
    chosen(page, tmp_path / "broken.csv", GOOD + "Bar,royal,,,,\n")
    assert (one.sideways(), one.troubles) == (0, [])
