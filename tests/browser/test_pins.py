"""Pinning a tier, and reading the timeline, in a real browser."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from leads.models import Artist, ScoreChange
from outreach import changes, pins
from outreach.models import Activity
from scoring.rules import assess, moved
from tests.browser.test_desk import LOOKS, browser, visit  # noqa: F401  (fixtures)
from tests.factories import POLICY, ArtistFactory, facts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def address(artist, tab=""):
    return reverse("admin:leads_artist_change", args=[artist.pk]) + tab


def test_a_tier_is_pinned_and_unpinned_and_mistakes_keep_what_was_typed(visit):  # noqa: F811
    artist = ArtistFactory()
    one = visit()
    page = one.open(address(artist))
    pin = page.locator("#pin")
    pin.get_by_role("button", name="Pin tier").first.click()
    pin.locator("[name=tier]").select_option("C")
    pin.locator("[name=reason]").fill(" ")
    pin.locator("form[hx-post] button").click()
    page.wait_for_selector("#pin [role=alert]")
    assert "Say why" in pin.inner_text() and pin.locator("[name=tier]").input_value() == "C"
    pin.locator("[name=reason]").fill("Signed elsewhere.")
    pin.locator("form[hx-post] button").dblclick()
    page.wait_for_selector("#pin >> text=Pinned C")
    assert Activity.objects.count() == 1
    assert page.locator(".dk-summary .dk-tier").inner_text() == "C"
    page.locator("#pin").get_by_role("button", name="Unpin").click()
    page.wait_for_selector("#pin >> text=Prism's own tier counts")
    assert Artist.objects.get().pinned_tier is None
    assert one.troubles == []


@pytest.fixture
def moments(owner):
    """A lead with a pin, a score that moved, a note and a status."""
    artist = ArtistFactory()
    before, after = (
        assess(known, POLICY, timezone.localdate()).to_json()
        for known in (facts(country=None, kind="indie_label"), facts(country="AU"))
    )
    ScoreChange.objects.create(
        artist=artist, at=timezone.now(), old_total="44.0", new_total="61.2", old_tier="C", new_tier="B",
        because="MusicBrainz: releases and their labels; analyst1 said: country", policy_version=4,
        moved=moved(before, after),
    )  # fmt: skip
    changes.note(artist, "Rang them.", owner)
    changes.change_status(artist, "responded", author=owner)
    until = timezone.localdate() + timedelta(days=9)
    pins.pin(artist, "B", reason="Met them at the festival; they want to talk in March.", until=until, author=owner)
    return artist


@pytest.mark.parametrize("look", LOOKS)
def test_the_timeline_narrows_to_one_kind(visit, moments, look):  # noqa: F811
    from playwright.sync_api import expect

    one = visit(look)
    page = one.open(address(moments, "#timeline"))
    page.wait_for_selector("tr[data-kind=score]")
    shown = page.locator("tr[data-kind]:visible")
    expect(shown).to_have_count(4)
    for kind, number in {"score": 2, "outreach": 1, "notes": 1, "all": 4}.items():
        page.select_option("#timeline-group select", kind)
        expect(shown).to_have_count(number)
    expect(page.get_by_text("Nothing of this kind yet.")).to_be_hidden()
    Activity.objects.all().delete()
    page = one.open(address(moments, "#timeline"))
    page.wait_for_selector("tr[data-kind=score]")
    page.select_option("#timeline-group select", "notes")
    expect(page.get_by_text("Nothing of this kind yet.")).to_be_visible()
    assert one.sideways() <= 0 and one.troubles == []


@pytest.mark.parametrize("look", LOOKS)
def test_the_panel_of_a_pin_fits_its_column(visit, moments, look):  # noqa: F811
    from playwright.sync_api import expect

    one = visit(look)
    page = one.open(address(moments))
    page.locator("#pin").get_by_role("button", name="Change the pin").click()
    expect(page.locator("#pin [name=reason]")).to_be_visible()
    assert page.locator("#pin").evaluate("one => one.scrollWidth <= one.clientWidth")
    assert one.sideways() <= 0 and one.troubles == []
