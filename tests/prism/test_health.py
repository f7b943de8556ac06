import json
from datetime import timedelta

import pytest
from django import db
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone
from redis.exceptions import RedisError

from enrichment import probe
from enrichment.models import Node
from prism import health


@pytest.fixture
def platforms(monkeypatch):
    """What each platform answers when it is probed."""
    answers = dict.fromkeys(("musicbrainz", "spotify", "youtube", "lastfm"), (True, True, {"search": True}))

    def look(name):
        configured, reachable, offers = answers[name]
        return probe.Probe(name, name, configured, reachable, offers, f"{name} was looked at.")

    monkeypatch.setattr(probe, "probe", look)
    return answers


def node(*, beat=0, worked=None, started=300):
    """A node with the times of its life in seconds before now."""
    now = timezone.now()
    ago = lambda seconds: None if seconds is None else now - timedelta(seconds=seconds)  # noqa: E731
    return Node.objects.create(
        id=f"{beat}-{worked}", host="here", pid=1, started_at=ago(started), beat_at=ago(beat), worked_at=ago(worked)
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("beat", "worked", "started", "ok", "words"),
    [
        (2, 3, 300, True, "1 worker at work"),
        (2, None, 5, True, "1 worker at work"),
        (2, 200, 300, False, "no task has ended"),
        (2, None, 300, False, "no task has ended"),
        (100, 100, 300, False, "No worker runs"),
    ],
    ids=["works", "just started", "frozen", "never worked", "dead"],
)
def test_a_worker_is_at_work_when_its_tasks_end(beat, worked, started, ok, words):
    node(beat=beat, worked=worked, started=started)
    found = health.worker()
    assert (found.ok, words in found.message) == (ok, True)


@pytest.mark.django_db
def test_no_worker_is_said_with_the_command_that_starts_one():
    assert "manage.py worker" in health.worker().message


@pytest.mark.django_db
@pytest.mark.parametrize("trouble", [ConnectionRefusedError, RedisError, db.OperationalError])
def test_a_cache_that_does_not_answer_is_broken_and_not_an_exception(monkeypatch, trouble):
    def refuse(*args):
        raise trouble("refused")

    monkeypatch.setattr(cache, "set", refuse)
    assert health.cached().ok is False


def test_a_folder_that_cannot_be_written_is_named(settings, tmp_path):
    (tmp_path / "file").touch()
    settings.DATA_DIR = tmp_path / "file" / "data"
    found = health.disk()
    assert (found.ok, str(settings.DATA_DIR) in found.message) == (False, True)


def validate(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        call_command("validate", *arguments)
    return ended.value.code, capsys.readouterr().out


@pytest.mark.django_db
def test_all_well_ends_with_0(platforms, capsys):
    node(beat=1, worked=1)
    code, out = validate(capsys)
    assert (code, "BROKEN" in out) == (0, False)


@pytest.mark.django_db
@pytest.mark.parametrize("answer", [(False, None, {}), (True, None, {})], ids=["has no key", "waits at its gate"])
def test_a_platform_that_cannot_be_asked_is_no_error(platforms, capsys, answer):
    node(beat=1, worked=1)
    platforms["spotify"] = answer
    code, out = validate(capsys)
    assert code == 0
    assert "-       spotify" in out


@pytest.mark.django_db
@pytest.mark.parametrize("answer", [(True, False, {}), (True, True, {})], ids=["cannot be reached", "refuses the key"])
def test_a_platform_that_opens_nothing_ends_with_1(platforms, capsys, answer):
    node(beat=1, worked=1)
    platforms["youtube"] = answer
    code, out = validate(capsys, "--json")
    told = json.loads(out)
    assert (code, told["ok"]) == (1, False)
    assert {check["name"]: check["ok"] for check in told["checks"]}["youtube"] is False
