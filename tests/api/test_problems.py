"""Whatever goes wrong is told as a problem in our words: RFC 9457, contract 2.3."""

import logging

import pytest
from django.conf import settings as now
from django.test import Client

from prism.api import problems
from prism.request_ids import WithRequestId
from tests.api.callers import caller, person, token_of
from tests.api.trial import FAULTS

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.trial")]
INNER = ["hunter2", "Traceback", "inner words", "matching query", "nowhere", "artist", "locked", "<html", ".py"]


@pytest.fixture(params=[False, True], ids=["live", "debug"])
def quiet(request, settings):
    """A client that gets what a program gets of a fault, with DEBUG off and on."""
    settings.DEBUG = request.param
    return Client(raise_request_exception=False)


def is_problem(answer, status, kind):
    told = answer.json()
    assert answer.status_code == told["status"] == status
    assert answer["Content-Type"] == "application/problem+json"
    assert told["type"] == f"urn:prism:problem:{kind}"
    assert told["error"] == told["detail"] and told["title"] and told["service"] == problems.SERVICE
    assert told["request_id"] == answer["X-Request-Id"] and told["instance"]
    assert not [word for word in INNER if word in answer.content.decode()]
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["X-Version"] == now.VERSION
    return told


@pytest.mark.parametrize(("what", "status", "kind"), [
    ("bug", 500, "internal"), ("secret", 500, "internal"), ("data", 500, "internal"),
    ("locked", 503, "unavailable"), ("404", 404, "not_found"), ("403", 403, "forbidden"),
    ("too big", 413, "too_large"), ("suspicious", 400, "validation"), ("401", 401, "not_authenticated"),
])  # fmt: skip
def test_a_fault_within_a_view(quiet, what, status, kind):
    answer = quiet.get("/api/trial/fault", {"what": what})
    is_problem(answer, status, kind)
    assert ("Retry-After" in answer) is (status == 503)
    assert ("WWW-Authenticate" in answer) is (status == 401)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)  # a failed statement breaks a test's transaction
def test_a_statement_that_is_wrong_is_our_fault_not_the_databases():
    assert len(FAULTS) == 10
    is_problem(Client(raise_request_exception=False).get("/api/trial/fault", {"what": "no table"}), 500, "internal")


def test_a_fault_outside_of_our_views(quiet):
    is_problem(quiet.get("/api/trial/bare-fault"), 500, "internal")


@pytest.mark.parametrize("path", ["/", "/api", "/api/health", "/api/nothing"])
def test_a_bad_host(quiet, path):
    is_problem(quiet.get(path, headers={"host": "evil.example"}), 400, "validation")


def test_unknown_addresses(quiet):
    for path in ("/api/nothing", "/api/health%0A", "/api//health", "/api/%00", "/api/%ff", "/api/../admin/", "/api/."):
        is_problem(quiet.get(path), 404, "not_found")


def test_those_who_are_let_in_are_told_what_there_is(client):
    told = client.get("/api/nothing", headers=token_of(person("Analyst"))).json()
    assert "/api/health" in told["available_endpoints"]
    assert "available_endpoints" not in client.get("/api/nothing").json()


def test_a_session_without_its_token_is_told_not_found_too(client):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("Analyst"))
    is_problem(client.post("/api/nothing"), 404, "not_found")


@pytest.mark.parametrize("verb", ["POST", "DELETE", "PROPFIND", "TRACE"])
def test_methods_that_are_not_there(quiet, verb):
    answer = quiet.generic(verb, "/api/health")
    is_problem(answer, 405, "method_not_allowed")
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert caller("Analyst").generic(verb, "/api/status").status_code == 405
    assert quiet.generic(verb, "/api/status").status_code == 401


def test_a_form_that_is_none(quiet):
    headers = token_of(person("Analyst"))
    for body in (b"", b"nonsense", b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n'):
        answer = quiet.generic("POST", "/api/trial/form", body, "multipart/form-data", headers=headers)
        is_problem(answer, 400, "validation") if body else None
        answer = quiet.generic("POST", "/api/trial/form", body, "multipart/form-data; boundary=\xff", headers=headers)
        assert answer.status_code < 500


def test_too_many_fields(quiet):
    headers = token_of(person("Analyst"))
    answer = quiet.post("/api/trial/form", {f"n{n}": "1" for n in range(1100)}, headers=headers)
    is_problem(answer, 413, "too_large")


def test_ten_thousand_wrong_keys_bring_no_megabytes_back(client):
    body = {f"wrong{n}": n for n in range(10_000)}
    answer = client.post("/api/trial", body, "application/json", headers=token_of(person("Analyst")))
    told = is_problem(answer, 400, "unknown_parameter")
    assert len(told["errors"]) == problems.MOST_ITEMS and "9,990 more" in told["detail"]
    assert len(answer.content) < 60_000


def test_the_log_has_the_request_id_and_the_fault(caplog):
    caplog.handler.addFilter(WithRequestId())
    with caplog.at_level(logging.ERROR):
        answer = Client(raise_request_exception=False).get("/api/trial/fault", {"what": "bug"})
    (record,) = [one for one in caplog.records if one.name == "prism.api"]
    assert record.request_id == answer["X-Request-Id"] and "ZeroDivisionError" in record.exc_text
    assert "filters" in now.LOGGING["handlers"]["console"]


def test_an_address_begins_no_line_of_the_log(caplog, monkeypatch):
    monkeypatch.setattr("prism.tokens.find", lambda key, now: 1 / 0)
    headers = {"authorization": "Bearer x"}
    with caplog.at_level(logging.ERROR):
        Client(raise_request_exception=False, headers=headers).get("/api/x%0A2026-11-22 ERROR all is lost")
    assert "Unforeseen" in caplog.text and not [one for one in caplog.messages if "\n" in one]


def test_a_database_that_is_away(monkeypatch):
    monkeypatch.setattr(problems, "_database_answers", lambda: False)
    answer = Client(raise_request_exception=False).get("/api/trial/fault", {"what": "locked"})
    is_problem(answer, 503, "unavailable")
    assert answer["Retry-After"] == "30"
