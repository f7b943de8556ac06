"""Four roles, made by migration; the desk is whole for each of them and shows nobody what they may not do."""

import re
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.urls import reverse

from prism.desk import NAVIGATION
from prism.roles import ROLES
from tests.api.callers import person
from tests.factories import ArtistFactory, JobFactory

pytestmark = pytest.mark.django_db
ENTRIES = [entry for group in NAVIGATION for entry in group["items"]]
LISTS = {
    f"{model._meta.app_label}.view_{model._meta.model_name}": reverse(
        f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    )
    for model in admin.site._registry
}
LISTS["leads.export_artist"] = LISTS.pop("leads.view_export")  # who may export sees exports: their own, or all
migration = import_module("prism.migrations.0002_roles")


@pytest.fixture
def at_desk(client, request):
    def sit(role):
        client.force_login(person(role))
        return client

    return sit


def test_the_migration_makes_them_and_keeps_who_is_in_them():
    Group.objects.all().delete()
    group = Group.objects.create(name="Analyst")
    User.objects.create_user("here before").groups.add(group)
    migration.make(apps, SimpleNamespace(connection=connection))
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)
    assert group.permissions.count() == len(set(ROLES["Analyst"])) and group.user_set.count() == 1


def test_each_permission_is_one_that_there_is():
    there = {
        f"{one.content_type.app_label}.{one.codename}" for one in Permission.objects.select_related("content_type")
    }
    assert {code for codes in ROLES.values() for code in codes} - there == set()


def test_each_role_has_what_the_one_before_it_has():
    sets = [set(codes) for codes in ROLES.values()]
    assert all(less < more for less, more in zip(sets, sets[1:], strict=False))
    assert not [code for code in ROLES["Read-only"] if ".view_" not in code]


@pytest.mark.parametrize("role", ROLES)
def test_every_list_opens_for_those_who_may_and_is_closed_to_others(at_desk, role):
    client = at_desk(role)
    for permission, address in LISTS.items():
        status = client.get(address).status_code
        assert status == (200 if permission in ROLES[role] else 403), f"{role} at {address}: {status}"


@pytest.mark.parametrize("role", ROLES)
def test_the_menu_leads_nowhere_that_is_closed(at_desk, role):
    client = at_desk(role)
    page = client.get(reverse("admin:index")).content.decode()
    shown = {entry["title"] for entry in ENTRIES if f'href="{entry["link"]}"' in page}
    for entry in ENTRIES:
        if entry["title"] in shown:
            assert client.get(str(entry["link"])).status_code == 200, entry["title"]
    assert ("API tokens" in shown) is (role != "Read-only")
    assert ("People" in shown) is (role in ("Manager", "Administrator"))


@pytest.mark.parametrize("role", ROLES)
def test_the_pages_of_the_work_open_without_a_fault(at_desk, role):
    client, artist, job = at_desk(role), ArtistFactory(), JobFactory()
    lead = reverse("admin:leads_artist_change", args=[artist.pk])
    run = reverse("admin:leads_upload_run", args=[job.upload_id])
    assert [client.get(page).status_code for page in (lead, run)] == [200, 200]
    choose = client.get(reverse("admin:leads_upload_choose")).status_code
    assert choose == (403 if role == "Read-only" else 200)


def test_somebody_is_put_into_a_role_on_one_page(staff_client):
    given = {"username": "new", "password1": "a-Long-enough-1", "password2": "a-Long-enough-1", "is_staff": "on"}
    group = Group.objects.get(name="Manager")
    page = staff_client.get(reverse("admin:auth_user_add")).content.decode()
    assert "Analyst works with leads" in page
    reply = staff_client.post(
        reverse("admin:auth_user_add"), {**given, "groups": [group.pk], "usable_password": "true"}
    )
    assert reply.status_code == 302
    user = User.objects.get(username="new")
    assert user.is_staff and user.has_perm("scoring.publish_policy")
    assert re.search(r"new.*?Manager", staff_client.get(reverse("admin:auth_user_changelist")).content.decode(), re.S)


def test_what_a_role_may_is_for_owners_to_change(at_desk, staff_client):
    group, more = Group.objects.get(name="Administrator"), Permission.objects.get(codename="add_schedule")
    page = reverse("admin:auth_group_change", args=[group.pk])
    given = {"name": "Administrator", "permissions": [*group.permissions.values_list("pk", flat=True), more.pk]}
    assert at_desk("Administrator").post(page, given).status_code == 302
    assert more not in group.permissions.all() and group.permissions.exists(), "a schedule runs any code it names"
    staff_client.force_login(User.objects.get(username="owner"))
    assert staff_client.post(page, given).status_code == 302 and more in group.permissions.all()


def test_who_administers_people_cannot_become_an_owner_or_act_as_one(at_desk, owner):
    client, self = at_desk("Administrator"), person("Administrator")
    page = reverse("admin:auth_user_change", args=[self.pk])
    client.post(page, {"username": self.username, "is_active": "on", "is_staff": "on", "is_superuser": "on"})
    self.refresh_from_db()
    assert not self.is_superuser
    for address in (f"{owner.pk}/password/", f"{owner.pk}/delete/"):
        assert client.post(f"/admin/auth/user/{address}", {"post": "yes"}).status_code == 403
    assert client.post(f"/admin/auth/user/{owner.pk}/change/", {"username": "mine"}).status_code == 403
