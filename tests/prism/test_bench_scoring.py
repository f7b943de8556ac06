"""A tiny run of the benchmark of policies, with the one who watches the gate."""

import json

import pytest

from tests.conftest import LONG, ON_POSTGRES, manage_py

pytestmark = [pytest.mark.slow, LONG]


def test_it_measures_both_beside_what_they_cannot_do_without():
    database = "postgres" if ON_POSTGRES else "sqlite"
    told = json.loads(manage_py("bench_scoring", "--json", "--leads=60", f"--database={database}").stdout)
    assert (told["leads"], told["database"]) == (60, database)
    assert told["facts_bytes"] > 2000  # as long as real ones
    assert told["bound"]["seconds"] == pytest.approx(
        sum(told["bound"][f"{n}_seconds"] for n in ("read", "upsert")), abs=0.01
    )
    for name in ("preview", "rescore"):
        assert told[name]["leads"] == 60 and 0 < told[name]["peak_mb"] < 400 and told[name]["reservations"] > 0
