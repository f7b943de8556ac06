"""A tiny run of the benchmark of exports."""

import json

import pytest

from tests.conftest import LONG, manage_py
from tests.servers import missing_pango

pytestmark = [pytest.mark.slow, LONG]


def test_it_measures_each_form_beside_its_bare_writer():
    told = json.loads(manage_py("bench_exports", "--json", "--leads=60", "--database=sqlite").stdout)
    assert (told["leads"], told["database"], told["contacts"], told["channels"]) == (60, "sqlite", 60, 30)
    assert set(told["forms"]) == {"csv", "excel", "json"} | (set() if missing_pango() else {"pdf"})
    for one in told["forms"].values():
        assert one["leads"] == 60 and one["bytes"] > 1000 and 0 < one["first_byte"] <= one["seconds"]
        assert 0 < one["ratios"]["path"] <= one["ratios"]["path_to_writer"]
