"""Several processes at the same policies, and one that is killed: each lead is scored once, one publisher wins."""

import json
import subprocess
import sys
import time

import pytest

from tests import racing
from tests.racing import ROOT

LEADS = 400
pytestmark = pytest.mark.slow

LOOK = """
import django; django.setup()
from collections import Counter; import json
from leads.models import Artist, PolicyRun, ScoreChange
from scoring.models import Policy
run = PolicyRun.objects.filter(kind="rescore").first()
print(json.dumps({
    "versions": Counter(str(v) for v in Artist.objects.values_list("policy_version", flat=True)),
    "changes": ScoreChange.objects.count(),
    "changed": ScoreChange.objects.values("artist").distinct().count(),
    "states": Counter(Policy.objects.values_list("state", flat=True)),
    "run": run and [run.state, run.done],
    "runs": PolicyRun.objects.count(),
}))
"""


@pytest.fixture
def start(own_database):
    def begin(name, argument=0):
        return racing.racer("tests.leads.policy_racer", name, argument, own_database)

    return begin


@pytest.fixture
def race(start):
    """Runs the same in several processes at once; what each of them says."""

    def run(name, argument=0, processes=3):
        return racing.race([start(name, argument) for _ in range(processes)])

    return run


@pytest.fixture
def look(own_database):
    def now():
        env = {**own_database, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        done = subprocess.run(
            [sys.executable, "-c", LOOK], env=env, check=True, capture_output=True, text=True, cwd=ROOT
        )
        return json.loads(done.stdout)

    return now


DONE = {"versions": {"2": LEADS}, "changes": LEADS, "changed": LEADS, "run": ["done", LEADS]}


def test_many_at_one_run_score_each_lead_once(race, look):
    race("book", LEADS, 1)
    race("publish", 2, 1)
    race("rescore")
    assert {name: look()[name] for name in DONE} == DONE


def test_a_worker_killed_in_the_midst_loses_and_repeats_nothing(race, start, look):
    race("book", LEADS, 1)
    race("publish", 2, 1)
    worker = start("rescore", 0.5)
    worker.stdin.write("go\n")
    worker.stdin.flush()
    until = time.monotonic() + 60
    while not 0 < look()["run"][1] < LEADS:
        assert time.monotonic() < until and worker.poll() is None
    worker.kill()
    worker.communicate()
    halfway = look()
    assert halfway["changes"] == halfway["run"][1] == halfway["versions"]["2"] < LEADS
    race("rescore", 0, 1)
    assert {name: look()[name] for name in DONE} == DONE


def test_of_many_who_publish_at_once_one_wins(race, look):
    race("book", 1, 1)
    said = race("publish", 0, 4)
    won, refused = [one for one in said if isinstance(one, int)], [one for one in said if isinstance(one, str)]
    assert len(won) == 1 and len(refused) == 3
    assert all("is published already." in one or "was published meanwhile." in one for one in refused)
    now = look()
    assert now["states"]["published"] == 1 and now["runs"] == 1


def test_drafts_made_at_once_are_different_versions(race):
    assert sorted(race("draft")) == [2, 3, 4]
