"""Every page opens for those who may, and tells nobody else."""

import time

import pytest
from django.contrib import admin
from django.urls import reverse

from enrichment.gate import pause
from tests.factories import ArtistFactory, JobFactory, RecordingFactory, UploadFactory

pytestmark = pytest.mark.django_db
LISTS = [f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist" for model in admin.site._registry]


@pytest.mark.parametrize("name", ["admin:index", *LISTS])
def test_every_list_opens_in_our_look(staff_client, name):
    UploadFactory()
    page = staff_client.get(reverse(name)).content.decode()
    assert "prism/desk.css" in page and 'class="dk-wordmark">Prism</a>' in page


@pytest.mark.parametrize("name", ["admin:leads_artist_changelist", "admin:leads_upload_changelist", "admin:index"])
def test_strangers_are_led_to_the_login(client, name):
    assert client.get(reverse(name)).url.startswith("/admin/login/")


def test_home_counts_the_leads_of_its_links(staff_client):
    ArtistFactory.create_batch(2)
    ArtistFactory(known=None)
    tiers = dict(staff_client.get(reverse("admin:index")).context["tiers"])
    shown = staff_client.get(reverse("admin:leads_artist_changelist"), {"tier": "A"}).context["cl"].result_count
    assert tiers["A"] == shown == 2 and sum(tiers.values()) == 2


def test_home_shows_only_what_one_may_see(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("stranger", is_staff=True))
    UploadFactory()
    page = client.get(reverse("admin:index")).content.decode()
    assert "Kia ora, stranger" in page
    assert "august-releases.xlsx" not in page and "Import ISRCs" not in page and "Latest uploads" not in page


def test_platforms_say_what_they_wait_for(staff_client, settings):
    settings.YOUTUBE_API_KEY = "key"
    settings.SPOTIFY_CLIENT_ID = ""
    pause("youtube:search", time.time() + 9000, "search_quota_spent", "YouTube search is spent until 9:00 pm.")
    page = staff_client.get(reverse("admin:enrichment_gate_changelist")).content.decode()
    assert "YouTube search is spent until 9:00 pm." in page
    assert "Not asked: no key is set, or it is switched off." in page


def test_the_menu_leads_to_the_suppression_list(viewer_client):
    address = reverse("admin:outreach_suppression_changelist")
    assert f'href="{address}"' in viewer_client.get(reverse("admin:index")).content.decode()


def test_the_published_policy_is_read_only(staff_client):
    page = staff_client.get(reverse("admin:scoring_policy_change", args=[1])).content.decode()
    assert "Self-released" in page and 'name="points-' not in page


def test_a_label_family_can_be_mended(staff_client):
    given = {"label": "Kōwhai Records", "kind": "indie", "group": "", "source": "staff"}
    assert staff_client.post(reverse("admin:scoring_labelfamily_add"), given).status_code == 302
    found = staff_client.get(reverse("admin:scoring_labelfamily_changelist"), {"q": "kowhai"})
    assert "Kōwhai Records" in found.content.decode()


@pytest.mark.parametrize("address", [
    lambda: reverse("admin:leads_recording_change", args=[RecordingFactory().pk]),
    lambda: reverse("admin:leads_artist_history", args=[ArtistFactory().pk]),
    lambda: reverse("admin:outreach_contact_add") + f"?artist={ArtistFactory().pk}",
    lambda: reverse("admin:auth_user_add"),
    lambda: reverse("admin:leads_upload_run", args=[JobFactory().upload_id]),
    lambda: reverse("admin:password_change"),
], ids=["recording", "history", "add a contact", "add a person", "run", "password"])  # fmt: skip
def test_other_pages_open(staff_client, address):
    assert staff_client.get(address()).status_code == 200


@pytest.mark.parametrize("address", ["leads/artist/999/change/", "leads/upload/999/check/", "leads/upload/999/live/"])
def test_what_is_not_there_is_no_fault(staff_client, address):
    assert staff_client.get(f"/admin/{address}").status_code in (302, 404)
