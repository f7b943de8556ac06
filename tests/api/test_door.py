"""What every address has in common."""

import pytest

from prism import tokens

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(owner):
    return tokens.issue(owner, "tests", scope="write")[1]


def test_nobody_comes_in_without_a_name(client):
    answer = client.get("/api/")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["request_id"] == answer["X-Request-Id"]


@pytest.mark.parametrize("path", ["/api", "/api/"])
def test_a_token_opens_both_spellings(client, key, path):
    answer = client.get(path, headers={"authorization": f"Bearer {key}"})
    assert answer.status_code == 200
    assert answer.json()["service"] == "Prism Analytics Engine"


def test_a_bad_header_wins_over_a_good_session(staff_client):
    answer = staff_client.get("/api/", headers={"authorization": "Bearer prism_nope"})
    assert answer.status_code == 401 and answer.json()["type"] == "urn:prism:problem:invalid_token"


@pytest.mark.parametrize("verb", ["get", "post", "put", "patch", "delete", "options"])
def test_what_is_not_there_is_a_problem_for_everybody(client, verb):
    answer = getattr(client, verb)("/api/nothing/here")
    assert answer.status_code == 404 and answer.json()["error"] == "Endpoint not found"


def test_a_wrong_method_is_told_with_those_that_work(client, key):
    answer = client.post("/api/", headers={"authorization": f"Bearer {key}"})
    assert answer.status_code == 405 and "GET" in answer["Allow"]
