"""Health: four keys for everybody, all of it for staff; degraded is what a person must look after."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from enrichment import gate, probe
from enrichment.models import Call, Gate, Lookup, Node, Touch
from prism import health
from tests.enrichment.pipeline import switch_on

pytestmark = pytest.mark.django_db
SHORT = {"service", "status", "ok", "timestamp"}


@pytest.fixture
def worker():
    now = timezone.now()
    return Node.objects.create(id="one", host="here", pid=1, started_at=now, beat_at=now, worked_at=now)


def due(platform="musicbrainz", minutes=20, **values):
    at = timezone.now() - timedelta(minutes=minutes)
    return Lookup.objects.create(platform=platform, kind="recording", subject="NZAAA2600001", due_at=at, **values)


def test_nobody_is_told_more_than_whether_all_is_well(anonymous, worker):
    told = anonymous.get("/api/health").json()
    assert told.keys() == SHORT and (told["status"], told["ok"]) == ("healthy", True)


def test_staff_are_told_everything(api, worker):
    told = api.get("/api/health").json()["components"]
    assert told["pipeline"]["status"] == "ok" and told["pipeline"]["workers_alive"] == 1
    assert told["api_integrations"]["musicbrainz"] is True
    assert told["platforms"].keys() == told["api_integrations"].keys()


@pytest.mark.parametrize(("path", "status"), [("/api/health", 200), ("/api/health?ready=1", 503)])
def test_without_a_worker_it_is_degraded(anonymous, path, status):
    answer = anonymous.get(path)
    assert answer.status_code == status
    assert answer.json().keys() == SHORT and (answer.json()["status"], answer.json()["ok"]) == ("degraded", False)


def test_what_is_due_and_not_asked_for_long_is_degraded(api, worker):
    due()
    told = api.get("/api/health").json()
    assert (told["ok"], told["components"]["pipeline"]["status"]) == (False, "stalled")
    assert told["components"]["pipeline"]["oldest_waiting_seconds"] >= 1200


def test_a_long_queue_that_moves_is_well(api, worker):
    due()
    Gate.objects.create(name="musicbrainz", asked_at=timezone.now().timestamp() - 5)
    assert api.get("/api/health").json()["ok"] is True


def test_what_was_learned_and_is_not_worked_through_is_degraded(api, worker):
    Touch.objects.create(at=timezone.now().timestamp() - 1200)
    assert api.get("/api/health").json()["components"]["pipeline"]["status"] == "stalled"


def test_a_spent_quota_and_a_missing_key_are_well(api, worker, settings):
    switch_on(settings)
    settings.LASTFM_API_KEY = ""
    gate.pause("youtube:search", timezone.now().timestamp() + 60, "search_quota_spent", "Spent.")
    due("youtube", state="queued")
    Lookup.objects.update(kind="search")
    told = api.get("/api/health").json()
    assert told["ok"] is True
    states = {name: (one["state"], one["reason"]) for name, one in told["components"]["platforms"].items()}
    assert states["youtube"] == ("paused", "search_quota_spent")
    assert states["lastfm"] == ("not_configured", None)


def test_a_full_disk_is_degraded(api, worker, monkeypatch):
    monkeypatch.setattr(health, "free_bytes", lambda: 1_000_000)
    told = api.get("/api/health").json()
    assert (told["ok"], told["components"]["storage"]) == (False, {"status": "nearly_full", "free_mb": 1})


def test_the_last_answer_is_told(api, worker):
    Call.objects.create(platform="musicbrainz", endpoint="search", at=timezone.now(), outcome="answered")
    Call.objects.create(platform="spotify", endpoint="search", at=timezone.now(), outcome="unavailable")
    told = api.get("/api/health").json()["components"]["platforms"]
    assert told["musicbrainz"]["last_success"] and told["spotify"]["last_success"] is None


def test_nobody_is_asked(api, worker, monkeypatch):
    monkeypatch.setattr(probe, "probe", None)
    api.get("/api/health")
    assert not Call.objects.exists()


def test_an_unknown_parameter_is_named(anonymous):
    assert anonymous.get("/api/health?redy=1").json()["errors"][0]["field"] == "redy"


@pytest.fixture
def away(monkeypatch):
    """Takes the database away."""

    def refuse(*args, **kwargs):
        raise OperationalError("connection refused")

    return lambda: monkeypatch.setattr(BaseDatabaseWrapper, "cursor", refuse)


@pytest.mark.parametrize("who", ["anonymous", "api"])
def test_without_the_database_the_short_body_comes(request, away, monkeypatch, who):
    caller = request.getfixturevalue(who)
    away()
    answer = caller.get("/api/health")
    monkeypatch.undo()
    assert answer.status_code == 503 and answer.json().keys() == SHORT
    assert (answer.json()["status"], answer["Retry-After"]) == ("degraded", "30")


def test_without_the_database_the_status_is_an_error(api, away, monkeypatch):
    away()
    answer = api.get("/api/status")
    monkeypatch.undo()
    assert (answer.status_code, answer.json()["status"], answer["Retry-After"]) == (503, "error", "30")
