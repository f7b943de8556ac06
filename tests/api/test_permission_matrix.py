"""Who may do what, at every address that the resolver knows, with every verb: contract 2.2.

An address without a line here fails; so does one of the contract that nobody has built.
"""

import re

import pytest
from django.urls import get_resolver

from leads.models import Job
from tests.api.callers import CALLERS, caller, person, token_of
from tests.factories import JobFactory

pytestmark = pytest.mark.django_db
VERBS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
IN, NO, WHO, NONE = "let in", 403, 401, 405

# Callers, in the order of tests.api.callers:
#                      anonymous · read-only, analyst, manager, administrator · analyst's tokens · manager's tokens
EVERYBODY = dict(zip(CALLERS, [IN, IN, IN, IN, IN, IN, IN, IN, IN], strict=True))
STAFF = dict(zip(CALLERS, [WHO, IN, IN, IN, IN, IN, IN, IN, IN], strict=True))
WORKING = dict(zip(CALLERS, [WHO, NO, IN, IN, IN, NO, IN, NO, IN], strict=True))
EXPORTING = dict(zip(CALLERS, [WHO, NO, IN, IN, IN, IN, IN, IN, IN], strict=True))
MANAGING = dict(zip(CALLERS, [WHO, NO, NO, IN, IN, NO, NO, NO, IN], strict=True))
SEEING = dict(zip(CALLERS, [WHO, NO, NO, IN, IN, NO, NO, IN, IN], strict=True))
NOTHING = dict(zip(CALLERS, [WHO, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE], strict=True))

GET_STAFF, POST_WORKING = {"GET": STAFF}, {"POST": WORKING}
EXPECTED = {
    "/": {"GET": EVERYBODY},
    "/api": GET_STAFF,
    "/api/": GET_STAFF,
    "/api/health": {"GET": EVERYBODY},
    "/api/schema": GET_STAFF,
    "/api/docs": GET_STAFF,
    "/api/status": GET_STAFF,
    "/api/rate-limits": GET_STAFF,
    "/api/rate-limits/reset": {"POST": MANAGING},
    "/api/dashboard/stats": GET_STAFF,
    "/api/leads": GET_STAFF,
    "/api/artist/{id}": GET_STAFF,
    "/api/artist/{id}/history": GET_STAFF,
    "/api/artist/{id}/outreach": {"PUT": WORKING, "PATCH": WORKING},
    "/api/artist/{id}/refresh": POST_WORKING,
    "/api/artist/{id}/youtube/refresh": POST_WORKING,
    "/api/youtube/opportunities": GET_STAFF,
    "/api/youtube/stats": GET_STAFF,
    "/api/saved-views": GET_STAFF,
    "/api/jobs": GET_STAFF,
    "/api/jobs/{id}": GET_STAFF,
    "/api/jobs/{id}/rows": GET_STAFF,
    "/api/jobs/{id}/errors.csv": GET_STAFF,
    "/api/jobs/{id}/file": {"GET": EXPORTING},
    "/api/jobs/{id}/cancel": POST_WORKING,
    "/api/jobs/{id}/resume": POST_WORKING,
    "/api/jobs/{id}/retry-failed": POST_WORKING,
    "/api/uploads/{id}": GET_STAFF,
    "/api/uploads/{id}/errors.csv": GET_STAFF,
    "/api/analyze-isrc": POST_WORKING,
    "/api/analyze-bulk": POST_WORKING,
    "/api/upload-isrcs": POST_WORKING,
    "/api/export": {"POST": EXPORTING},
    "/api/musicbrainz/test": POST_WORKING,
    "/api/spotify/test": POST_WORKING,
    "/api/lastfm/test": POST_WORKING,
    "/api/youtube/test": POST_WORKING,
    "/api/webhooks": {"GET": SEEING, "POST": MANAGING},
    "/api/webhooks/{id}": {"GET": SEEING, "PATCH": MANAGING, "DELETE": MANAGING},
    "/api/webhooks/{id}/deliveries": {"GET": SEEING},
    "/api/webhooks/{id}/test": {"POST": MANAGING},
}
LATER = {address for address in EXPECTED if address.startswith("/api/webhooks")}


def addresses(patterns=None, before="/"):
    """Every address that the resolver knows, of the API and the front door, each id as {id}."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        regex = str(one.pattern)
        if hasattr(one, "url_patterns"):
            if regex == "api/":
                yield from addresses(one.url_patterns, "/api/")
        elif getattr(one, "name", "") != "api_nowhere":
            path = re.sub(r"\(\?P<\w+>[^)]*\)", "{id}", regex).replace("[.]", ".")
            yield before + path.removeprefix("^").removesuffix(r"\Z").removesuffix("/?")


def expected(address: str, verb: str) -> dict:
    """What each caller meets. HEAD is as GET; OPTIONS too, or as what there is instead of it."""
    cells = EXPECTED[address]
    if verb == "HEAD":
        return expected(address, "GET")
    if verb == "OPTIONS":
        return cells.get("GET") or looked_at(next(iter(cells.values())))
    return cells.get(verb) or (dict.fromkeys(CALLERS, NONE) if cells.get("GET") is EVERYBODY else NOTHING)


def looked_at(row: dict) -> dict:
    """Who may ask what there is: those who may do it, whatever their token may change."""
    return {id(WORKING): EXPORTING, id(MANAGING): SEEING}.get(id(row), row)


@pytest.fixture
def unlimited(settings):
    settings.API_THROTTLE_READ = settings.API_THROTTLE_WRITE = settings.API_THROTTLE_TEST = 0
    settings.API_THROTTLE_ANONYMOUS = 0
    settings.DEBUG = True  # or nobody may reset the rate limits


def met(client, verb: str, address: str):
    """401, 403, 405, or that the address did its work, whatever it thought of an empty request for row 999."""
    body = {} if verb in ("GET", "HEAD", "OPTIONS") else {"data": "{}", "content_type": "application/json"}
    status = client.generic(verb, address.replace("{id}", "999"), **body).status_code
    assert status < 500 or status == 503, f"{verb} {address}: {status}"
    return status if status in (401, 403, 405) else IN


def test_every_address_has_an_expectation():
    assert sorted(set(addresses()) - set(EXPECTED)) == []


def test_every_address_of_the_contract_is_there():
    assert sorted(set(EXPECTED) - set(addresses()) - LATER) == []


@pytest.mark.parametrize("address", sorted(set(addresses()) & set(EXPECTED)))
def test_each_caller_meets_what_the_contract_says(address, unlimited):
    clients = {name: caller(name) for name in CALLERS}
    found = {(verb, name): met(client, verb, address) for verb in VERBS for name, client in clients.items()}
    wanted = {(verb, name): expected(address, verb)[name] for verb in VERBS for name in CALLERS}
    assert {cell: (found[cell], wanted[cell]) for cell in wanted if found[cell] != wanted[cell]} == {}


@pytest.mark.parametrize("address", sorted(set(addresses())))
@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_the_unauthenticated_learn_the_same_of_what_is_there_and_what_is_not(client, address, verb, unlimited):
    job = JobFactory()
    there, not_there = (client.generic(verb, address.replace("{id}", str(one))) for one in (job.pk, 999_999_999))
    assert there.status_code == not_there.status_code


@pytest.mark.parametrize("verb", ["cancel", "resume", "retry-failed"])
@pytest.mark.parametrize(("role", "status"), [("Analyst", 403), ("Manager", 0)])
def test_other_peoples_jobs_are_seen_by_all_and_changed_by_managers(client, verb, role, status, unlimited):
    job = JobFactory(created_by=person("Analyst", "somebody else"))
    headers = token_of(person(role))
    assert client.get(f"/api/jobs/{job.pk}", headers=headers).status_code == 200
    answer = client.post(f"/api/jobs/{job.pk}/{verb}", "{}", "application/json", headers=headers)
    assert (answer.status_code == 403) is bool(status)
    if status:
        assert Job.objects.get().state == job.state


def test_ones_own_job_is_ones_own_whatever_the_token(client, unlimited):
    job = JobFactory(created_by=person("Analyst"))
    address = f"/api/jobs/{job.pk}/cancel"
    for scope, status in (("read", 403), ("write", 200)):
        answer = client.post(address, "{}", "application/json", headers=token_of(person("Analyst"), scope))
        assert answer.status_code == status


def test_somebody_who_is_no_longer_staff_comes_in_nowhere(client, unlimited):
    user = person("Manager")
    headers = token_of(user)
    user.is_staff = False
    user.save()
    assert client.get("/api/status", headers=headers).status_code == 403
    client.force_login(user)
    assert client.get("/api/status").status_code == 401
