"""Several processes on one database: no limit is passed, nothing is done twice."""

import subprocess
import sys
from collections import Counter

import pytest

from tests import racing
from tests.racing import ROOT

pytestmark = pytest.mark.slow

MANY = 4
CODES = [f"NZAAA26{n:05}" for n in range(200)]


@pytest.fixture
def race(own_database):
    """Runs the same racer in several processes at once; what each of them did."""

    def run(name, argument="", processes=MANY, **environment):
        env = {**own_database, **environment}
        return racing.race([racing.racer("tests.enrichment.racers", name, argument, env) for _ in range(processes)])

    return run


@pytest.fixture
def upload(own_database):
    """200 codes taken in from a list, by a process of its own."""
    lines = (
        "import django, sys; django.setup(); from leads.intake import take_in_codes;"
        "print(take_in_codes(sys.argv[1].split(), kind='api').upload.pk)"
    )
    env = {**own_database, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-c", lines, " ".join(CODES)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True, cwd=ROOT)
    return int(done.stdout)


@pytest.mark.parametrize(
    ("kind", "setting", "cap"),
    [
        ("youtube/search", "YOUTUBE_DAILY_SEARCHES", 50),
        ("spotify/isrc", "SPOTIFY_DAILY_BUDGET", 60),
    ],
)
def test_a_purse_is_never_overdrawn_and_wholly_spent(race, kind, setting, cap):
    taken = race("reserve", kind, **{setting: str(cap)})
    assert sum(len(slots) for slots in taken) == cap


def test_no_two_calls_leave_closer_than_the_interval(race):
    slots = sorted(slot for taken in race("slots", 40, MUSICBRAINZ_INTERVAL="1.1") for slot in taken)
    assert len(slots) == 40 * MANY
    gaps = [later - earlier for earlier, later in zip(slots, slots[1:], strict=False)]
    assert min(gaps) == pytest.approx(1.1, abs=0.001)
    assert max(gaps) == pytest.approx(1.1, abs=0.001)


def test_one_of_many_becomes_the_drain(race):
    assert Counter(race("lease")) == {True: 1, False: MANY - 1}


def test_an_upload_started_by_many_at_once_is_one_job(race, upload):
    assert len(set(race("start", upload))) == 1


def test_many_who_drain_at_once_ask_every_code_once(race, upload):
    race("start", upload, processes=1)
    quick = dict.fromkeys((f"{name}_INTERVAL" for name in ("MUSICBRAINZ", "SPOTIFY", "YOUTUBE", "LASTFM")), "0")
    asked = [code for codes in race("drain", **quick) for code in codes]
    assert sorted(asked) == CODES
