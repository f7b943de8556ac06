"""A tiny run of the pipeline's benchmark: real worker, sandboxes, the plain loop."""

import json

import pytest

from tests.conftest import LONG, ON_POSTGRES, manage_py

pytestmark = [pytest.mark.slow, LONG]


@pytest.fixture(scope="module")
def measured():
    database = "postgres" if ON_POSTGRES else "sqlite"
    ran = manage_py("bench_pipeline", "--json", "--isrcs=24", "--artists=10", "--workers=2", f"--database={database}")
    return json.loads(ran.stdout)


@pytest.fixture
def run(measured):
    return measured["runs"][0]


def test_every_row_is_finished(run):
    assert set(run["rows"]) <= {"done", "not_found", "failed"}
    assert sum(run["rows"].values()) == 24


def test_the_ledger_and_the_sandbox_count_the_same_calls(run):
    assert run["ledger_equals_sandbox"] and run["violations"] == 0
    assert all(one["requests"] for one in run["platforms"].values())


def test_it_names_every_bound_and_whether_it_holds(run):
    assert {"bound", "made", "allowed", "holds"} == set().union(*run["bounds"])
    assert {line["bound"].partition(",")[0] for line in run["bounds"]} == {
        "MusicBrainz",
        "Spotify",
        "YouTube",
        "Last.fm",
    }


def test_a_plain_loop_asks_more_than_we_do(run):
    """Last.fm's getters, one call each, are the plainest case."""
    assert run["platforms"]["lastfm"]["naive"] > 2 * run["platforms"]["lastfm"]["requests"]
    assert run["platforms"]["musicbrainz"]["naive"] > run["platforms"]["musicbrainz"]["requests"]
