"""Staff in their browser: let in by the desk's session, and only from our own pages."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.api.callers import person

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.trial")]


@pytest.fixture
def browser():
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("Analyst"))
    return client


def post(client, **headers):
    return client.post("/api/trial", "{}", "application/json", headers=headers)


def test_a_session_reads(browser):
    assert browser.get("/api/status").status_code == 200


@pytest.mark.parametrize("headers", [{}, {"x-csrftoken": "x" * 32}, {"x-csrftoken": "short"}])
def test_without_its_csrf_token_it_changes_nothing(browser, headers):
    answer = post(browser, **headers)
    assert answer.status_code == 403 and answer.json()["type"] == "urn:prism:problem:csrf_failed"
    assert answer["Content-Type"] == "application/problem+json"


def test_with_it_it_does(browser):
    browser.get(reverse("admin:password_change"))  # any page with a form
    key = browser.cookies["csrftoken"].value
    assert post(browser, **{"x-csrftoken": key}).status_code == 201
    assert post(browser, **{"x-csrftoken": key, "origin": "https://evil.example"}).status_code == 403


def test_who_is_not_staff_or_left_is_nobody(browser):
    for left in ({"is_staff": False}, {"is_staff": True, "is_active": False}):
        type(person("Analyst")).objects.update(**left)
        answer = browser.get("/api/status")
        assert answer.status_code == 401 and answer["WWW-Authenticate"] == "Bearer"


def test_a_forged_session_is_nobody():
    client = Client()
    client.cookies["sessionid"] = "x" * 32
    assert client.get("/api/status").status_code == 401
