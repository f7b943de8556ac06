"""A tiny run of the benchmark of the list of leads."""

import json

import pytest

from leads.filters import LeadFilter
from leads.filters.parameters import SORTS
from prism.api import paging
from tests.conftest import LONG, manage_py


@pytest.mark.slow
@LONG
def test_it_measures_each_case_beside_the_bare_statements():
    few = ("--leads=60", "--rounds=1", "--requests=20", "--database=sqlite")
    told = json.loads(manage_py("bench_api", "--json", *few).stdout)
    assert (told["leads"], told["database"], told["growing"]) == (60, "sqlite", {})
    for one in told["cases"].values():
        assert min(one[way] for way in ("view", "http", "bare", "page")) > 0 and one["rows"] <= one["total"]
    usual = told["cases"]["as it comes"]
    assert (usual["rows"], usual["total"]) == (50, 60) and usual["ratios"]["view"] > 0
    assert told["crowd"]["usual"]["calls"] == told["crowd"]["all"]["calls"] == 20


@pytest.mark.django_db
def test_it_asks_for_every_documented_filter_and_order():
    from prism.bench.api import cases

    asked = [dict(pair.split("=") for pair in query.split("&") if pair) for query in cases().values()]
    named = {name for one in asked for name in one}
    assert named == {*LeadFilter.base_filters, *paging.NAMES, "fields"} - {"limit", "cursor"}
    ordered = {(one["sort_by"], one["sort_order"]) for one in asked if "sort_by" in one}
    assert ordered == {(name, order) for name in SORTS for order in ("desc", "asc")}
