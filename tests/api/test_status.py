import json

import pytest
from django.db import connection
from django.utils import timezone

from enrichment.models import Quota
from enrichment.quotas import window_start
from leads.models import Job
from tests.factories import ArtistFactory, LookupFactory

pytestmark = pytest.mark.django_db


def test_it_counts_what_there_is(api):
    ArtistFactory()
    LookupFactory(state="failed")
    Job.objects.create(kind="upload", state="completed", finished_at=timezone.now())
    told = api.get("/api/status").json()
    assert told["status"] == "online"
    assert told["database_status"]["connected"] is True and told["database_status"]["records"]["artists"] >= 1
    assert told["queue"]["failed"] == 1
    assert [run["status"] for run in told["last_runs"]] == ["completed"]


def test_youtube_tells_what_is_spent_today(api, settings):
    settings.YOUTUBE_API_KEY = "key"
    Quota.objects.create(
        bucket="youtube:search", starts=window_start("youtube:search", timezone.now().timestamp()), used=100
    )
    told = api.get("/api/status").json()["youtube_integration"]
    assert (told["status"], told["search_used"], told["search_limit"]) == ("quota_spent", 100, 100)
    assert told["daily_quota_used"] == 0


def test_no_secret_is_told(api, settings, monkeypatch):
    settings.YOUTUBE_API_KEY, settings.SPOTIFY_CLIENT_SECRET = "hidden-key", "hidden-secret"
    theirs = {"NAME": "/srv/hidden/prism.db", "USER": "hidden-user", "PASSWORD": "hidden-word", "HOST": "hidden.host"}
    for name, value in theirs.items():
        monkeypatch.setitem(connection.settings_dict, name, value)
    told = api.get("/api/status").json()
    assert told["database_status"]["url_masked"] == f"{connection.vendor}://***/prism.db"
    assert "hidden" not in json.dumps(told)


def test_only_staff_read_it(anonymous):
    assert anonymous.get("/api/status").status_code == 401
