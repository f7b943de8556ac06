"""A worker that is killed, by itself or in parts, loses nothing: see tests.faults, of which this runs a few rounds."""

import os
import socket
import subprocess
import sys

import pytest
from django.utils import timezone

from enrichment import ask, gate, ledger, recovery
from enrichment.kinds import KIND, LASTFM, SPOTIFY
from enrichment.models import Call, Gate, Lookup, Node
from enrichment.platforms.base import Sent
from tests.conftest import ON_POSTGRES, REQUIRED, ROOT

BY_FAULTS = pytest.mark.skipif(REQUIRED, reason="the project's check runs all of `make faults` next")


@BY_FAULTS
@pytest.mark.slow
def test_kills_of_the_whole_worker_lose_nothing_and_waste_no_call():
    faults("--rounds", "1", "--only", "group")


@BY_FAULTS
@pytest.mark.slow
def test_a_worker_of_which_a_part_is_killed_ends_the_job_by_itself():
    """What else is killed has its tests beside the watchdog, and its rounds in `make faults`."""
    faults("--rounds", "0", "--only", "parent")


def faults(*options):
    database = "postgres" if ON_POSTGRES else "sqlite"
    command = [sys.executable, "-m", "tests.faults", "--database", database, *options]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


# --- What a dead process held -----------------------------------------------------------------------------------------


@pytest.fixture
def node(db):
    now = timezone.now()
    return Node.objects.create(id="node", host=socket.gethostname(), pid=os.getpid(), started_at=now, beat_at=now)


@pytest.fixture
def dead_process():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def hold(owner):
    """A lookup that `owner` asks about, under the lease of its platform."""
    gate.lease(LASTFM, owner, timezone.now().timestamp())
    state = Lookup.State.ASKING
    return Lookup.objects.create(
        platform=LASTFM, kind="audience", subject="1", due_at=timezone.now(), state=state, owner=owner
    )


def test_what_a_dead_process_of_a_living_worker_held_is_free_at_once(node, dead_process):
    lookup = hold(f"node/{dead_process}")
    assert recovery.free_dead() == 1
    lookup.refresh_from_db()
    assert (lookup.state, lookup.owner, Gate.objects.get(pk=LASTFM).lease_owner) == ("queued", "", "")


@pytest.mark.parametrize("thread", ["", "/7"])
def test_what_a_living_process_of_a_living_worker_holds_stays_its_own(node, thread):
    lookup = hold(f"node/{os.getpid()}{thread}")
    assert recovery.free_dead() == 0
    lookup.refresh_from_db()
    assert (lookup.state, Gate.objects.get(pk=LASTFM).lease_owner) == ("asking", lookup.owner)


def test_what_a_worker_on_another_machine_holds_stays_while_it_beats(node, dead_process):
    Node.objects.update(host="elsewhere")
    hold(f"node/{dead_process}")
    assert recovery.free_dead() == 0
    Node.objects.update(beat_at=timezone.now() - 2 * recovery.SILENT)
    assert recovery.free_dead() == 1


# --- What a killed process had sent -----------------------------------------------------------------------------------


def test_a_token_request_is_on_the_ledger_before_it_leaves(db, settings, monkeypatch):
    settings.SPOTIFY_CLIENT_ID = settings.SPOTIFY_CLIENT_SECRET = "key"
    seen = []

    def killed(*args, **kwargs):
        seen.extend(Call.objects.values_list("endpoint", "outcome"))
        raise KeyboardInterrupt

    monkeypatch.setattr("enrichment.platforms.spotify.OneTry.send", killed)
    with pytest.raises(KeyboardInterrupt):
        ask.adapter(SPOTIFY).tracks_by_isrc("NZABC2100001")
    assert seen == [("token", "asking")]


@pytest.mark.parametrize(("sent", "outcome"), [(["token", "search"], "answered"), ([], "not_sent")], ids=str)
def test_a_token_request_is_settled_with_its_question_and_with_no_other(db, sent, outcome):
    for endpoints in (sent, ["search"]):
        call = ledger.enter(KIND[SPOTIFY, "isrc"], [Lookup(subject="NZABC2100001")], timezone.now())
        if endpoints is sent:
            ledger.token_leaves()
        ledger.settle([call], [Sent(endpoint, 200, 0.1) for endpoint in endpoints], "answered")
    assert Call.objects.get(endpoint="token").outcome == outcome


def test_the_watchdog_starts_without_the_platforms_libraries():
    code = "import django, sys; django.setup(); import prism.watchdog; print(*sys.modules)"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    loaded = {name.partition(".")[0] for name in ran.stdout.split()}
    assert "prism" in loaded and not loaded & {"spotipy", "googleapiclient", "musicbrainzngs", "pylast"}
