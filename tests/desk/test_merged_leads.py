import pytest
from django.urls import reverse

from leads.merge import merge
from tests.desk.doors import do, page_of, panel_of
from tests.factories import ArtistFactory, CandidateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def merged():
    """(the lead that stays, the one that went), the latter as an open page still has it."""
    keep, gone = ArtistFactory(name="Kōwhai Season"), ArtistFactory(name="Kowhai Season")
    merge(keep, gone)
    return keep, gone


def test_an_old_address_leads_to_the_lead_that_stayed(staff_client, merged):
    keep, gone = merged
    assert page_of(staff_client, gone).url == reverse("admin:leads_artist_change", args=[keep.pk])
    CandidateFactory(artist=keep, name="Kōwhai Seasons")
    assert "Kōwhai Seasons" in panel_of(staff_client, gone, "evidence")


def test_what_is_typed_on_an_old_page_is_not_lost(staff_client, merged, owner):
    keep, gone = merged
    do(staff_client, "note", gone, note="Rang, no answer.")
    do(staff_client, "status", gone, **{f"status-{gone.pk}": "responded", "was": "not_contacted"})
    staff_client.post(reverse("admin:leads_artist_change", args=[gone.pk]), {"owner": owner.pk, "follow_up_on": ""})
    keep.refresh_from_db()
    assert (keep.outreach_status, keep.owner) == ("responded", owner)
    assert keep.activities.filter(notes="Rang, no answer.").exists()


@pytest.mark.parametrize("pk", ["999999", "x", "9" * 5000], ids=["nobody's", "no number", "too long"])
def test_an_id_that_never_was_stays_unknown(staff_client, merged, pk):
    reply = staff_client.get(f"/admin/leads/artist/{pk}/change/", follow=True)
    assert reply.redirect_chain[0][0] == reverse("admin:index") and "doesn’t exist" in reply.content.decode()
