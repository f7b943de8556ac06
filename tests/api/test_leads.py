"""GET /api/leads."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads.models import Artist
from outreach.models import Suppression
from tests.api.calling import Caller
from tests.factories import (
    ArtistFactory,
    ContactFactory,
    CreditFactory,
    ProfileFactory,
    RecordingFactory,
    UploadFactory,
)

pytestmark = pytest.mark.django_db
CHANNEL = "UCexample0000000000000aa"


def leads_of(api, query=""):
    answer = api.get(f"/api/leads{query}")
    assert answer.status_code == 200, answer.json()
    return answer.json()["leads"]


def names(api, query=""):
    return [lead["name"] for lead in leads_of(api, query)]


def test_it_lists_who_was_assessed_best_first_and_nothing_to_score_last(api):
    ArtistFactory(name="Far", country="GB")
    ArtistFactory(name="Near", country="NZ")
    ArtistFactory(name="Never assessed", known=None)
    empty = ArtistFactory(name="Nothing")
    Artist.objects.filter(pk=empty.pk).update(total_score=None, tier=None)
    assert names(api) == ["Near", "Far", "Nothing"]


def test_a_lead_is_told_with_its_score_contacts_and_sources(api, owner):
    lead = ArtistFactory(name="Ngā Tauira", owner=owner, followers=12)
    recording = RecordingFactory()
    CreditFactory(artist=lead, recording=recording)
    upload = UploadFactory()
    upload.cells.update(recording=recording)
    ContactFactory(artist=lead, kind="website", value="https://trio.example/")
    ContactFactory(artist=lead, kind="social", platform="instagram", value="https://instagram.com/exampletrio/")
    email = ContactFactory(artist=lead).value
    told = leads_of(api)[0]
    assert (told["contact_email"], told["website"]) == (email, "https://trio.example/")
    assert told["social_handles"] == {"instagram": "exampletrio"} and told["sources"] == [upload.pk]
    assert told["owner"] == "owner" and told["monthly_listeners"] is None and told["follower_count"] == 12
    assert told["scores"]["total_score"] == told["total_score"] and "scoring_breakdown" not in told["scores"]


def test_an_address_nobody_writes_to_never_shows(api):
    address = ContactFactory().value
    Suppression.objects.create(kind="email", value=address.upper(), since=timezone.localdate())
    assert address not in api.get("/api/leads").content.decode()
    flagged = ContactFactory(artist=ArtistFactory(do_not_contact=True)).value
    assert flagged not in api.get("/api/leads").content.decode()


def test_youtube_never_looked_up_is_not_absent(api):
    ArtistFactory(name="Nobody asked")
    none = ArtistFactory(name="None there")
    ProfileFactory(artist=none, platform="youtube", state="absent")
    has = ArtistFactory(name="There", youtube_channel_id=CHANNEL, youtube_subscribers=1230)
    old = ArtistFactory(name="Too old", youtube_channel_id=CHANNEL, youtube_subscribers=1230)
    ProfileFactory(artist=has, platform="youtube", data={"recent": {"views": 200, "likes": 9, "comments": 1}})
    ProfileFactory(artist=old, platform="youtube", expires_at=timezone.now() - timedelta(hours=1))
    told = {lead["name"]: lead["youtube_summary"] for lead in leads_of(api)}
    seen = {name: (one["state"], one["has_channel"], one["subscribers"]) for name, one in told.items()}
    assert seen == {
        "Nobody asked": ("unknown", None, None),
        "None there": ("absent", False, None),
        "There": ("known", True, 1230),
        "Too old": ("stale", True, None),
    }
    assert told["There"]["engagement_rate"] == 5.0


def test_what_may_not_be_derived_is_null_and_said(api, settings):
    findings = {"youtube_finding": "high_potential", "youtube_findings": ["high_potential", "inconsistent_uploads"]}
    ArtistFactory(youtube_channel_id=CHANNEL, **findings)
    assert leads_of(api)[0]["youtube_summary"]["growth_potential"] == "high_potential"
    settings.YOUTUBE_DERIVED_METRICS = False
    answer = api.get("/api/leads").json()
    assert answer["leads"][0]["youtube_summary"]["growth_potential"] is None and answer["notices"]
    assert answer["leads"][0]["youtube_opportunities"] == ["inconsistent_uploads"]
    assert names(api, "?youtube_filter=high_potential") == []


def test_filters_are_echoed_as_they_were_understood(api):
    applied = api.get("/api/leads?tier=a&region=new_zealand,australia&min_score=40&country=").json()["filters_applied"]
    assert applied["tier"] == "A" and applied["region"] == ["new_zealand", "australia"] and applied["min_score"] == 40
    assert applied["country"] is None and applied["sort_by"] == "total_score" and len(applied) == 23


@pytest.mark.parametrize(
    "query, field",
    [
        ("?tier=E", "tier"),
        ("?limit=0", "limit"),
        ("?limit=1.5", "limit"),
        ("?offset=-1", "offset"),
        ("?min_score=1&min_score=2", "min_score"),
        ("?min_score=9&max_score=2", "min_score"),
        ("?owner__password=a", "owner__password"),
        ("?owner=nobody-here", "owner"),
        ("?fields=name,facts", "fields"),
        ("?sort_order=up", "sort_order"),
        ("?search=%00", "search"),
    ],
)
def test_what_cannot_be_used_is_named(api, query, field):
    answer = api.get(f"/api/leads{query}")
    assert answer.status_code == 400 and answer.json()["errors"][0]["field"] == field
    assert answer.json()["type"].endswith("unknown_parameter" if "password" in query else "validation")


def test_fields_cut_a_lead_down(api):
    ArtistFactory()
    assert list(leads_of(api, "?fields=name,lead_tier&fields=country")[0]) == ["id", "name", "country", "lead_tier"]


@pytest.mark.parametrize("sort", ["total_score", "name", "lead_tier", "last_release_date", "monthly_listeners"])
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_pages_by_cursor_are_the_list_cut_up(api, sort, order):
    for n in range(5):
        ArtistFactory(
            name=f"Lead {n % 3}", country=["NZ", "GB", None][n % 3], last_release_date=None if n % 2 else "2026-01-01"
        )
    Artist.objects.filter(name="Lead 2").update(tier=None, total_score=None)
    query = f"?sort_by={sort}&sort_order={order}"
    whole, cut, cursor = [lead["id"] for lead in leads_of(api, query)], [], ""
    while cursor is not None:
        page = api.get(f"/api/leads{query}&limit=2{cursor and f'&cursor={cursor}'}").json()
        cut += [lead["id"] for lead in page["leads"]]
        cursor = page["pagination"]["next_cursor"]
    assert cut == whole and len(set(whole)) == 5


def test_a_cursor_belongs_to_its_filters(api):
    ArtistFactory.create_batch(2)
    cursor = api.get("/api/leads?limit=1").json()["pagination"]["next_cursor"]
    assert api.get(f"/api/leads?limit=1&cursor={cursor}&fields=name").status_code == 200
    assert api.get(f"/api/leads?limit=1&cursor={cursor}&region=other").status_code == 400


def test_the_same_list_is_not_sent_twice(api):
    ArtistFactory()
    first = api.get("/api/leads")
    held = {**api.headers, "if-none-match": first["ETag"]}
    again = api.client.get("/api/leads", headers=held)
    assert (again.status_code, again.content) == (304, b"")
    ArtistFactory()
    assert api.client.get("/api/leads", headers=held).status_code == 200


def test_more_rows_take_no_more_queries(api, django_assert_max_num_queries):
    def fill(count):
        for _ in range(count):
            lead = ArtistFactory(youtube_channel_id=CHANNEL)
            ContactFactory(artist=lead)
            ProfileFactory(artist=lead, platform="youtube")

    fill(3)
    with django_assert_max_num_queries(20) as few:
        assert len(leads_of(api)) == 3
    fill(20)
    with django_assert_max_num_queries(len(few)):
        assert len(leads_of(api)) == 23


def test_who_may_not_see_leads_gets_none(client, django_user_model):
    stranger = Caller(client, django_user_model.objects.create_user("stranger", is_staff=True))
    assert stranger.get("/api/leads").status_code == 403


def test_who_may_by_a_role_or_by_themselves_comes_in_and_others_do_not(client, django_user_model):
    by_role, by_themselves, another = [
        django_user_model.objects.create_user(name, is_staff=True) for name in ("a", "b", "c")
    ]
    by_role.groups.add(Group.objects.get(name="Read-only"))
    by_themselves.user_permissions.add(Permission.objects.get(codename="view_artist"))
    another.user_permissions.add(Permission.objects.get(codename="view_label"))
    statuses = [Caller(client, user).get("/api/leads").status_code for user in (by_role, by_themselves, another)]
    assert statuses == [200, 200, 403]


def test_whoever_may_is_known_so_by_one_statement(api):
    with CaptureQueriesContext(connection) as seen:
        leads_of(api)
    assert sum('FROM "auth_permission"' in one["sql"].partition(" UNION ")[0] for one in seen) == 1
