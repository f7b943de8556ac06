"""How often one may ask: contract 2.4."""

import threading
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from prism.api import throttles
from tests.api.callers import person, token_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.trial")]
ME = "/api/nothing"


@pytest.fixture(autouse=True)
def a_minute_that_does_not_end(monkeypatch, settings):
    cache.clear()
    monkeypatch.setattr(throttles.time, "time", lambda: 1_800_000_010.0)
    settings.API_THROTTLE_READ, settings.API_THROTTLE_WRITE = 3, 2
    settings.API_THROTTLE_TEST, settings.API_THROTTLE_ANONYMOUS = 1, 2


def test_the_head_says_what_is_left_and_then_when_to_come_back(client):
    headers = token_of(person("Analyst"))
    left = [client.get("/api/trial", headers=headers)["X-RateLimit-Remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    answer = client.get("/api/trial", headers=headers)
    assert answer.status_code == 429 and answer.json()["type"] == "urn:prism:problem:throttled"
    assert answer["X-RateLimit-Limit"] == "3" and answer["X-RateLimit-Remaining"] == "0"
    assert answer["X-RateLimit-Reset"] == str(1_800_000_060) and answer["Retry-After"] == "51"


def test_reading_and_writing_are_counted_apart(client):
    headers = token_of(person("Analyst"))
    for verb, times in (("get", 3), ("post", 2)):
        codes = [getattr(client, verb)("/api/trial", headers=headers).status_code for _ in range(times + 1)]
        assert codes[-1] == 429 and 429 not in codes[:-1]


def test_each_token_has_its_own_count(client):
    one, other = token_of(person("Analyst")), token_of(person("Analyst"))
    assert [client.get("/api/trial", headers=one).status_code for _ in range(4)][-1] == 429
    assert client.get("/api/trial", headers=other).status_code == 200


def test_platform_tests_are_counted_by_a_rule_of_their_own(client):
    headers = token_of(person("Analyst"))
    codes = [
        client.post(f"/api/{name}/test", "{}", "application/json", headers=headers).status_code
        for name in ("lastfm", "youtube")
    ]
    assert codes == [400, 429]


def test_strangers_are_counted_by_their_address(client):
    here = [client.get("/api/health", REMOTE_ADDR="203.0.113.7").status_code for _ in range(3)]
    assert here == [200, 200, 429]
    forged = {"headers": {"x-forwarded-for": "198.51.100.1"}}
    assert client.get("/api/health", REMOTE_ADDR="203.0.113.7", **forged).status_code == 429
    assert client.get("/api/health", REMOTE_ADDR="203.0.113.8").status_code == 200


@pytest.mark.parametrize("none", [0])
def test_no_limit_says_nothing(client, settings, none):
    settings.API_THROTTLE_ANONYMOUS = none
    answers = [client.get("/api/health") for _ in range(5)]
    assert {answer.status_code for answer in answers} == {200} and "X-RateLimit-Limit" not in answers[0]


def test_the_next_minute_begins_anew_and_old_counts_are_cleared(client, monkeypatch):
    for _ in range(3):
        client.get("/api/health")
    monkeypatch.setattr(throttles.time, "time", lambda: 1_800_000_061.0)
    assert client.get("/api/health").status_code == 200
    assert counts() == 2
    throttles.forget(timezone.datetime.fromtimestamp(1_800_000_061 + 100, timezone.get_current_timezone()))
    assert counts() == 1
    cache.set("other", 1, 1)
    throttles.forget(timezone.now() + timedelta(days=999))
    assert counts() == 0 and cache.get("other") == 1


def counts():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache WHERE cache_key LIKE 'throttle:%%'")
        return cursor.fetchone()[0]


def test_without_the_database_s_cache_it_counts_too(client, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    assert [client.get("/api/health").status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize(("path", "told"), [
    ("/api/trial", {"type": "urn:prism:problem:unavailable"}), ("/api/health", {"status": "degraded", "ok": False}),
])  # fmt: skip
def test_a_store_that_is_away_is_told(client, settings, path, told):
    away = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": away}
    answer = client.get(path, headers=token_of(person("Analyst")))
    assert answer.status_code == 503 and answer["Retry-After"] == "30" and told.items() <= answer.json().items()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_nothing_asked_at_the_same_time_is_lost():
    numbers = []

    def ask():
        numbers.append(throttles._count("throttle:race"))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(1, 21))


def test_bad_tokens_are_counted_by_the_address_they_come_from(client):
    guess = {"authorization": f"Bearer prism_{'a' * 8}_{'b' * 43}"}
    answers = [client.get("/api/trial", headers=guess, REMOTE_ADDR="203.0.113.7") for _ in range(3)]
    assert [one.status_code for one in answers] == [401, 401, 429]
    assert answers[-1]["Retry-After"] == "51" and answers[0]["X-RateLimit-Remaining"] == "1"
    assert client.get("/api/trial", headers=guess, REMOTE_ADDR="203.0.113.8").status_code == 401
    good = token_of(person("Analyst"))
    assert client.get("/api/trial", headers=good, REMOTE_ADDR="203.0.113.7").status_code == 200
