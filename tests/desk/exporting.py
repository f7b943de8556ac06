"""Exports as people order them at the desk, and what they come to."""

import csv
import io

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from leads.exports import jobs
from leads.models import Export
from outreach.permission import contacts_to_hand_out
from tests.factories import ArtistFactory

LIST, CHOOSE = reverse("admin:leads_artist_changelist"), reverse("admin:leads_artist_export")
PRINT, EXPORTS = reverse("admin:leads_artist_export_print"), reverse("admin:leads_export_changelist")
NAMES = ["artist_name", "lead_tier", "youtube_subscribers"]


@pytest.fixture
def shelf(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def clerk(django_user_model):
    """May look at leads and export them, and sees only what they took out themselves."""
    user = django_user_model.objects.create_user("clerk", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=("view_artist", "export_artist")))
    return user


@pytest.fixture
def clerk_client(clerk):
    client = Client()
    client.force_login(clerk)
    return client


def at(step, export):
    return reverse(f"admin:leads_export_{step}", args=[export.pk])


def order(client, query="", **chosen):
    given = {"format": "csv", "fields": NAMES, "youtube": "1", "bom": "1"} | chosen
    return client.post(CHOOSE + query, given)


def content(reply):
    return b"".join(reply.streaming_content)


def rows(reply):
    return list(csv.reader(io.StringIO(content(reply).decode("utf-8-sig"))))


@pytest.fixture
def job_of(settings):
    """Orders an export that a worker would make, and the record of it."""
    settings.EXPORT_INLINE_ROWS = 1

    def started(client, **chosen):
        ArtistFactory.create_batch(2)
        order(client, **chosen)
        return Export.objects.latest("pk")

    return started


def finish(export):
    while jobs.work_on(export.pk, contacts_to_hand_out):
        pass
    export.refresh_from_db()
    return export
