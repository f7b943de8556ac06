"""Pinning a tier at the lead's page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from leads.merge import merge
from leads.models import Artist
from outreach import pins
from outreach.models import Activity
from tests.desk.doors import bare, do, page_of, panel_of, words_of
from tests.factories import ArtistFactory

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def send(client, artist, **given):
    return client.post(reverse("admin:leads_artist_pin", args=[artist.pk]), given, **HTMX)


def day(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def lead():
    return ArtistFactory()


def test_a_pin_is_kept_and_the_page_is_loaded_anew(staff_client, owner, lead):
    reply = send(staff_client, lead, tier="C", reason="Signed elsewhere.", until=day(9).isoformat())
    assert (reply.status_code, reply["HX-Refresh"]) == (204, "true")
    lead.refresh_from_db()
    assert (lead.pinned_tier, lead.pinned_until, lead.pinned_by) == ("C", day(9), owner)
    page = bare(words_of(page_of(staff_client, lead)))
    until = f"{day(9):%-d %b}" if day(9).year == day(0).year else f"{day(9):%-d %b %Y}"
    assert f"Pinned C until {until} by owner: Signed elsewhere. Prism's own: A." in page
    assert "Unpin" in page and "Change the pin" in page


def test_without_scripts_one_is_led_back_to_the_score(staff_client, lead):
    reply, _ = do(staff_client, "pin", lead, tier="C", reason="Signed elsewhere.")
    assert reply.url.endswith(f"/{lead.pk}/change/#score")
    _, told = do(staff_client, "pin", lead, tier="C", reason="")
    assert told == "Not pinned: Say why: whoever reads this next must understand it."


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"tier": ""}, "Choose a tier: A, B, C or D."),
        ({"until": "next week"}, "Write the last day as year, month and day: 2026-11-18."),
        ({"until": "2020-01-01"}, "The last day of the pin is in the past."),
        ({"reason": "x" * 301}, "The reason has 301 characters, 300 are possible."),
    ],
    ids=["no tier", "no day", "a past day", "a long story"],
)
def test_what_was_typed_stays_in_the_form_beside_what_is_wrong(staff_client, lead, given, sentence):
    typed = {"tier": "B", "reason": "Plays <our> festival", "until": day(3).isoformat()} | given
    reply = send(staff_client, lead, **typed)
    page = reply.content.decode()
    assert reply.status_code == 200 and f"Not pinned: {sentence}" in page and 'role="alert"' in page
    assert f'value="{typed["until"]}"' in page
    assert (typed["reason"] if "<" not in typed["reason"] else "Plays &lt;our&gt; festival") in page
    assert ("<option selected>B</option>" in page) is (typed["tier"] == "B")
    assert "pinning: true" in page and 'id="pin"' in page
    lead.refresh_from_db()
    assert lead.pinned_tier is None and not Activity.objects.exists()


def test_a_double_click_is_one_pin(staff_client, lead):
    for _ in range(2):
        assert send(staff_client, lead, tier="B", reason="Met them.").status_code == 204
    assert Activity.objects.count() == 1


def test_unpinning_twice_is_harmless(staff_client, owner, lead):
    pins.pin(lead, "D", reason="Moved.", author=owner)
    for _ in range(2):
        do(staff_client, "unpin", lead)
    lead.refresh_from_db()
    assert lead.pinned_tier is None and Activity.objects.count() == 2
    assert "Prism's own tier counts: A." in bare(words_of(page_of(staff_client, lead)))


def test_the_form_offers_the_pin_that_stands(staff_client, owner, lead):
    pins.pin(lead, "D", reason="Moved.", until=day(5), author=owner)
    page = page_of(staff_client, lead).content.decode()
    assert "<option selected>D</option>" in page and f'value="{day(5)}"' in page and ">Moved.</textarea>" in page


def test_a_pin_past_its_day_is_none_though_no_sweep_came(staff_client, lead):
    Artist.objects.filter(pk=lead.pk).update(pinned_tier="D", pinned_reason="Moved.", pinned_until=day(-1))
    page = bare(words_of(page_of(staff_client, lead)))
    assert "Prism's own tier counts: A." in page and "Moved." not in page


def test_a_pin_on_a_lead_that_was_merged_goes_to_the_survivor(staff_client, lead):
    gone = ArtistFactory()
    address = reverse("admin:leads_artist_pin", args=[gone.pk])
    merge(lead, gone)
    assert staff_client.post(address, {"tier": "B", "reason": "Met them."}, **HTMX).status_code == 204
    lead.refresh_from_db()
    assert lead.pinned_tier == "B"


def test_who_may_only_look_sees_the_pin_and_no_form(viewer_client, owner, lead):
    pins.pin(lead, "D", reason="Moved.", author=owner)
    page = page_of(viewer_client, lead).content.decode()
    assert "Pinned D" in page
    for verb in ("pin", "unpin"):
        address = reverse(f"admin:leads_artist_{verb}", args=[lead.pk])
        assert address not in page
        assert viewer_client.post(address, {"tier": "A", "reason": "Mine."}).status_code == 403
        assert viewer_client.get(address).status_code == 405
    lead.refresh_from_db()
    assert lead.pinned_tier == "D" and Activity.objects.count() == 1


def test_the_list_and_home_go_by_the_tier_that_stands(staff_client, owner, lead):
    ArtistFactory()
    pins.pin(lead, "D", reason="Moved.", author=owner)
    tiers = dict(staff_client.get(reverse("admin:index")).context["tiers"])
    leads = reverse("admin:leads_artist_changelist")
    for tier, number in {"A": 1, "B": 0, "C": 0, "D": 1}.items():
        assert tiers[tier] == number == staff_client.get(leads, {"tier": tier}).context["cl"].result_count
    assert "pinned" in staff_client.get(leads, {"tier": "D"}).content.decode()


def test_the_timeline_says_who_pinned_what(staff_client, owner, lead):
    pins.pin(lead, "D", reason="Moved.", author=owner)
    assert "Pinned tier Pinned D: Moved. owner" in bare(panel_of(staff_client, lead, "timeline"))
