"""Guessing at a password ends soon, for whoever guesses and nobody else."""

import pytest
from django.conf import settings as now
from django.urls import reverse

pytestmark = pytest.mark.django_db
GUESSER, COLLEAGUE, PROXY = "203.0.113.7", "203.0.113.8", "172.18.0.5"


@pytest.fixture
def sign_in(client, django_user_model):
    """What the sign-in page answers to this password, sent from there: 302 to Home, 200 with its form, 429 later."""
    django_user_model.objects.create_user("hana", password="a-Long-enough-1", is_staff=True)

    def send(password, address, **more):
        told = {"username": "hana", "password": password}
        answer = client.post(reverse("admin:login"), told, REMOTE_ADDR=address, **more)
        client.logout()
        return answer.status_code

    return send


def test_after_some_guesses_nobody_comes_in_from_there(sign_in):
    assert [sign_in("wrong", GUESSER) for _ in range(now.AXES_FAILURE_LIMIT)][0] == 200
    assert sign_in("a-Long-enough-1", GUESSER) == 429
    assert sign_in("a-Long-enough-1", COLLEAGUE) == 302


def test_what_forwards_them_is_not_who_guesses(sign_in, settings):
    """Behind a proxy all come from its address. What callers claim themselves stands before what it has seen."""
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}
    for number in range(now.AXES_FAILURE_LIMIT):
        sign_in("wrong", PROXY, headers={"x-forwarded-for": f"198.51.100.{number}, {GUESSER}"})
    assert sign_in("a-Long-enough-1", PROXY, headers={"x-forwarded-for": GUESSER}) == 429
    assert sign_in("a-Long-enough-1", PROXY, headers={"x-forwarded-for": COLLEAGUE}) == 302


def test_without_a_proxy_nobody_is_somebody_else_by_saying_so(sign_in):
    for number in range(now.AXES_FAILURE_LIMIT):
        sign_in("wrong", GUESSER, headers={"x-forwarded-for": f"198.51.100.{number}"})
    assert sign_in("a-Long-enough-1", GUESSER, headers={"x-forwarded-for": COLLEAGUE}) == 429
