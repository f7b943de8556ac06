"""Whatever an address asks of a list of the desk: a page, a sentence or the whole list again, never a fault."""

from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.urls import reverse

from leads.filters.desk import NOT_SEARCHED
from tests.factories import ArtistFactory

pytestmark = pytest.mark.django_db
NAMES = {f"{model._meta.app_label}_{model._meta.model_name}": one for model, one in admin.site._registry.items()}
SEARCHED = [name for name, one in NAMES.items() if one.search_fields]
FILTERED = [name for name in NAMES if name != "enrichment_gate"]  # a page to read, whatever is asked of it
THOUSAND = " ".join(f"w{number}" for number in range(1000))
VALUES = ("(", "\0", "9" * 23, "[" * 1100, ",".join(map(str, range(2000))), "x" * 8000)
LOOKUPS = ("", "__contains", "__regex", "__in", "__year", "__gt", "__range", "__x__y")
ELSE = (
    "o=99999999999999999999", "o=-9999.a.%00.1.1", "o=%C2%B2", "p=999999", "p=-1", "p=x", "p=99999999999999999999999",
    "all=", "e=1", "_popup=1", "_facets=%00", "%00=1", "=1", "__=1", "q=%ff%fe%00", "q=%22", "q=%ed%a0%80",
    urlencode({"q": "x" * 8000}), urlencode({"q": "%_" * 100}), urlencode({"q": "' \" " * 50}),
)  # fmt: skip


def list_of(name):
    return reverse(f"admin:{name}_changelist")


def offered(name):
    """The names of a list's filters, each as the list itself asks it."""
    for one in NAMES[name].list_filter:
        word = getattr(one, "parameter_name", one)
        yield from (f"{word}{end}" for end in ("", "__exact", "__isnull", "__gte", "__lt", "__id__exact"))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_asked_of_a_list_is_a_fault(staff_client, name):
    column = NAMES[name].model._meta.pk.name
    asked = [*ELSE, *(urlencode({f"{column}{lookup}": value}) for lookup in LOOKUPS for value in VALUES)]
    asked += [urlencode({word: value}) for word in offered(name) for value in VALUES]
    asked += ["&".join([f"{word}=1"] * 990) for word in offered(name)]
    told = {query: staff_client.get(f"{list_of(name)}?{query}").status_code for query in asked}
    assert {query[:60]: status for query, status in told.items() if status not in (200, 302)} == {}


@pytest.mark.parametrize("name", FILTERED)
@pytest.mark.parametrize("query", ["pk__gt=0", "pk__regex=(", "nobody=1", "nobody__contains=x"])
def test_what_a_list_does_not_offer_shows_it_whole_again(staff_client, name, query):
    reply = staff_client.get(f"{list_of(name)}?{query}")
    assert (reply.status_code, reply.headers.get("Location")) == (302, f"{list_of(name)}?e=1")
    assert staff_client.get(reply["Location"]).status_code == 200


def test_no_filter_reaches_what_a_view_keeps_or_a_password(staff_client):
    for name, query in (("prism_savedview", "filters__contains={}"), ("auth_user", "password__startswith=a")):
        assert staff_client.get(f"{list_of(name)}?{query}").headers["Location"].endswith("?e=1")


@pytest.mark.parametrize("name", SEARCHED)
@pytest.mark.parametrize("words", [THOUSAND, "x" * 201, "a\0b"], ids=["1,000 words", "201 characters", "NUL"])
def test_a_search_that_the_api_refuses_is_refused_in_a_sentence(staff_client, name, words):
    reply = staff_client.get(list_of(name), {"q": words})
    assert (reply.status_code, reply.context["cl"].result_count) == (200, 0)
    page = reply.content.decode()
    assert NOT_SEARCHED in page and " match." in page


def test_a_search_may_have_200_characters(staff_client):
    ArtistFactory(name="x" * 200)
    reply = staff_client.get(list_of("leads_artist"), {"q": "x" * 200})
    assert reply.context["cl"].result_count == 1 and NOT_SEARCHED not in reply.content.decode()


@pytest.mark.parametrize("field", [("outreach", "contact", "artist"), ("leads", "artist", "owner")], ids="-".join)
@pytest.mark.parametrize("term", [THOUSAND, "x" * 8000, "a\0b"], ids=["1,000 words", "8 kB", "NUL"])
def test_a_field_that_looks_up_rows_finds_none_for_such_words(staff_client, field, term):
    ArtistFactory()
    asked = dict(zip(("app_label", "model_name", "field_name"), field, strict=True))
    reply = staff_client.get(reverse("admin:autocomplete"), {**asked, "term": term})
    assert (reply.status_code, reply.json()["results"]) == (200, [])
    assert staff_client.get(reverse("admin:autocomplete"), {**asked, "term": ""}).json()["results"]


def test_a_day_picked_from_the_calendar_of_sign_ins_still_narrows(staff_client):
    given = {"attempt_time__year": "2026", "attempt_time__month": "11", "attempt_time__day": "23"}
    assert staff_client.get(list_of("axes_accesslog"), given).status_code == 200
