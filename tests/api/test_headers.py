"""What stands in the head of every answer, and which pages elsewhere may call us."""

import pytest
from django.test import Client

from tests.api.callers import person, token_of

pytestmark = pytest.mark.django_db
ELSEWHERE = "https://crm.example"


@pytest.fixture
def headers():
    return token_of(person("Analyst"))


@pytest.mark.parametrize("path", ["/", "/api/", "/api/health", "/api/nothing", "/api/status", "/admin/login/"])
def test_every_answer_says_who_gave_it(client, path):
    answer = client.get(path)
    assert answer["X-Service"] == "Prism Analytics Engine" and answer["X-Company"] == "Precise Digital"
    assert answer["X-Version"] and len(answer["X-Request-Id"]) == 16
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Request-Id"] != client.get(path)["X-Request-Id"]


def test_what_is_told_to_somebody_is_kept_by_nobody(client, headers):
    assert client.get("/api/status", headers=headers)["Cache-Control"] == "private, no-store"
    assert client.get("/api/nothing", headers=headers)["Cache-Control"] == "private, no-store"
    answer = client.get("/api/health")
    assert "Cache-Control" not in answer and {"Authorization", "Cookie"} <= set(answer["Vary"].split(", "))


def test_head_is_get_without_its_body(client, headers):
    answer = client.head("/api/status", headers=headers)
    assert answer.status_code == 200 and answer.content == b""
    assert answer["Content-Type"] == client.get("/api/status", headers=headers)["Content-Type"]


def test_options_takes_the_rights_of_get(client, headers):
    assert client.options("/api/status").status_code == 401
    answer = client.options("/api/status", headers=headers)
    assert answer.json()["methods"] == ["GET", "HEAD", "OPTIONS"] and answer["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "*/*;q=0", "", "nonsense", "x" * 5000])
def test_accept_is_never_a_reason_to_refuse(client, headers, accept):
    answer = client.get("/api/status", headers={**headers, "accept": accept})
    assert answer.status_code == 200 and answer["Content-Type"] == "application/json"


@pytest.mark.parametrize("path", ["/api/leads", "/api/status"])
def test_nothing_redirects(client, headers, path):
    for spelling in (path, path + "/", f"{path}?format=xml"):
        assert client.get(spelling, headers=headers).status_code not in (301, 302, 406)
        assert client.post(spelling, "{}", "application/json", headers=headers).status_code == 405


# --- Pages elsewhere --------------------------------------------------------------------------------------------------
def preflight(client, origin):
    wanted = {"origin": origin, "access-control-request-method": "POST"}
    return client.options("/api/export", headers={**wanted, "access-control-request-headers": "authorization"})


def test_without_origins_nobody_elsewhere_is_let_in(client, headers):
    assert preflight(client, ELSEWHERE).status_code in (401, 404)
    answer = client.get("/api/status", headers={**headers, "origin": ELSEWHERE})
    assert not [name for name in answer.headers if name.startswith("Access-Control")]


def test_listed_origins_are_let_in(client, headers, settings):
    settings.CORS_ORIGINS = [ELSEWHERE]
    answer = preflight(client, ELSEWHERE)
    assert answer.status_code == 204 and answer["Access-Control-Allow-Origin"] == ELSEWHERE
    assert "Authorization" in answer["Access-Control-Allow-Headers"]
    for given in (headers, {}, {"authorization": "Bearer nonsense"}):
        answer = client.get("/api/status", headers={**given, "origin": ELSEWHERE})
        assert answer["Access-Control-Allow-Origin"] == ELSEWHERE and "Origin" in answer["Vary"]
        assert "Access-Control-Allow-Credentials" not in answer


@pytest.mark.parametrize("origin", ["https://crm.example.evil.example", "http://crm.example", "null", ""])
def test_origins_that_only_look_alike_are_not(client, headers, settings, origin):
    settings.CORS_ORIGINS = [ELSEWHERE]
    assert "Access-Control-Allow-Origin" not in preflight(client, origin)
    assert "Origin" in client.get("/api/status", headers={**headers, "origin": origin})["Vary"]


def test_the_desk_is_open_to_no_origin(client, settings):
    settings.CORS_ORIGINS = [ELSEWHERE]
    assert "Access-Control-Allow-Origin" not in client.get("/admin/login/", headers={"origin": ELSEWHERE})


def test_a_panels_header_opens_nothing(headers):
    answer = Client().get("/api/status", headers={"hx-request": "true"})
    assert answer.status_code == 401
    assert Client().get("/api/status", headers={**headers, "hx-request": "true"}).status_code == 200
