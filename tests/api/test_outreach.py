"""PUT and PATCH /api/artist/{id}/outreach."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from outreach.models import Activity, Suppression
from tests.factories import ArtistFactory, ContactFactory

pytestmark = pytest.mark.django_db


def put(api, lead, **body):
    return api.send("put", f"/api/artist/{lead.pk}/outreach", body)


def patch(api, lead, **body):
    return api.send("patch", f"/api/artist/{lead.pk}/outreach", body)


def test_a_call_changes_the_lead_and_leaves_one_line(api, analyst):
    lead, day = ArtistFactory(), timezone.localdate() + timedelta(days=14)
    answer = put(api, lead, status="contacted", method="email", follow_up_on=day.isoformat(), owner="me")
    told, line = answer.json(), Activity.objects.get()
    assert answer.status_code == 200 and told["message"] == "Outreach updated: not_contacted to contacted."
    assert (told["log_id"], told["owner"], told["follow_up_on"]) == (line.pk, "analyst", day.isoformat())
    lead.refresh_from_db()
    assert (lead.outreach_status, lead.owner, lead.follow_up_on) == ("contacted", analyst, day)
    assert (line.author, line.method, line.old_status) == (analyst, "email", "not_contacted")


def test_the_same_status_again_is_one_more_line(api):
    lead = ArtistFactory()
    put(api, lead, status="contacted")
    assert put(api, lead, status="contacted").json()["message"] == "Outreach updated: still contacted."
    assert [line.method for line in Activity.objects.all()] == ["manual", "manual"]


def test_what_is_not_given_stays_and_null_clears(api, owner):
    lead = ArtistFactory(owner=owner, follow_up_on=date(2030, 1, 1), outreach_status="responded")
    patch(api, lead, notes="Asked for the rates.")
    lead.refresh_from_db()
    assert (lead.owner, lead.follow_up_on, lead.outreach_status) == (owner, date(2030, 1, 1), "responded")
    told = patch(api, lead, owner=None, follow_up_on=None).json()
    assert told["owner"] is told["follow_up_on"] is None and told["new_status"] == "responded"


@pytest.mark.parametrize(
    "body, field",
    [
        ({}, "status"),
        ({"status": "ringing"}, "status"),
        ({"status": "contacted", "follow_up_on": "2020-01-01"}, "follow_up_on"),
        ({"status": "contacted", "follow_up_on": "tomorrow"}, "follow_up_on"),
        ({"status": "contacted", "owner": "nobody-here"}, "owner"),
        ({"status": "contacted", "contact_id": 99999}, "contact_id"),
        ({"status": "contacted", "method": "x" * 51}, "method"),
        ({"status": "contacted", "notes": "x" * 5001}, "notes"),
        ({"status": "contacted", "total_score": 100}, "total_score"),
    ],
)
def test_what_cannot_be_used_is_named_and_nothing_is_written(api, body, field):
    answer = put(api, ArtistFactory(), **body)
    assert answer.status_code == 400 and answer.json()["errors"][0]["field"] == field
    assert not Activity.objects.exists()


@pytest.mark.parametrize("body", [{}, {"notes": ""}, {"notes": None, "status": None}])
def test_a_patch_of_nothing_is_refused(api, body):
    assert patch(api, ArtistFactory(), **body).status_code == 400 and not Activity.objects.exists()


def test_who_asked_not_to_be_contacted_is_not_approached(api):
    lead = ArtistFactory(do_not_contact=True, do_not_contact_since=date(2026, 10, 2))
    answer = put(api, lead, status="contacted")
    assert answer.status_code == 409 and answer.json()["type"].endswith("do_not_contact")
    assert [(one["code"], one["since"]) for one in answer.json()["reasons"]] == [("do_not_contact", "2026-10-02")]
    assert not Activity.objects.exists()
    assert patch(api, lead, notes="They rang.").status_code == put(api, lead, status="interested").status_code == 200


def test_a_suppressed_address_is_refused_without_naming_it(api):
    contact = ContactFactory()
    Suppression.objects.create(kind="email", value=contact.value, since=timezone.localdate())
    answer = patch(api, contact.artist, contact_id=contact.pk)
    assert answer.status_code == 409 and answer.json()["reasons"][0]["code"] == "address_suppressed"
    assert contact.value not in answer.content.decode()
    assert put(api, contact.artist, status="responded", contact_id=contact.pk).status_code == 200


def test_somebody_elses_address_is_none(api):
    assert patch(api, ArtistFactory(), contact_id=ContactFactory().pk).status_code == 400


def test_one_key_is_one_line(api):
    lead, key = ArtistFactory(), {"idempotency-key": "once"}
    first = api.send("put", f"/api/artist/{lead.pk}/outreach", {"status": "contacted"}, **key)
    again = api.send("put", f"/api/artist/{lead.pk}/outreach/", {"status": "contacted"}, **key)
    assert again.json() == first.json() and again["Idempotency-Replayed"] == "true"
    assert Activity.objects.count() == 1


def test_an_unknown_artist_is_not_found(api):
    assert api.send("put", "/api/artist/abc/outreach", {"status": "contacted"}).status_code == 404
