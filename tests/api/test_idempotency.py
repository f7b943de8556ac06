"""The same request under one Idempotency-Key has one effect: contract 2.5. Races are in test_live."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from prism.api import idempotency
from prism.models import Answer, SavedView
from prism.watchdog import Watchdog
from tests.api.callers import person, token_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.trial")]


@pytest.fixture
def send(client):
    headers = token_of(person("Analyst"))

    def post(body='{"text": "one", "number": 1}', key="key-1", verb="POST", path="/api/trial", **more):
        told = {**headers, **({"idempotency-key": key} if key is not None else {}), **more}
        return client.generic(verb, path, body, "application/json", headers=told)

    return post


def is_again(answer, first):
    assert answer["Idempotency-Replayed"] == "true" and "Idempotency-Replayed" not in first
    assert (answer.status_code, answer.content) == (first.status_code, first.content)
    assert answer["Location"] == first["Location"] and answer["Content-Type"] == first["Content-Type"]


@pytest.mark.parametrize("same", [
    '{"number":1,"text":"one"}', '{"text": "\\u006fne",\n "number": 1}', b'\xef\xbb\xbf{"text": "one", "number": 1}',
])  # fmt: skip
def test_the_same_value_in_another_spelling_gets_the_first_answer(send, same):
    first = send()
    is_again(send(same), first)
    is_again(send(path="/api/trial/"), first)
    assert first.status_code == 201 and SavedView.objects.count() == 1


@pytest.mark.parametrize("other", ['{"text": "two", "number": 1}', "{}", '{"text": "one"}'])
def test_another_body_is_a_mistake(send, other):
    send()
    answer = send(other)
    assert answer.status_code == 422 and answer.json()["type"] == "urn:prism:problem:idempotency_mismatch"
    assert send(verb="PUT").status_code == 422 and SavedView.objects.count() == 1


def test_while_the_first_is_at_work_the_second_waits_outside(send):
    send()
    Answer.objects.update(status=None, at=timezone.now())
    answer = send()
    assert answer.status_code == 409 and answer["Retry-After"] == "1"
    assert answer.json()["type"] == "urn:prism:problem:idempotency_in_flight"
    Answer.objects.update(at=timezone.now() - idempotency.ABANDONED)
    assert send().status_code == 201, "its process is gone"


@pytest.mark.parametrize(("body", "status"), [
    ('{"text": "refuse"}', 409), ('{"number": 0}', 400), ("{", 400), ('{"wait": "x"}', 400),
])  # fmt: skip
def test_a_refusal_frees_the_key(send, body, status):
    assert send(body).status_code == status
    assert Answer.objects.count() == 0 and send().status_code == 201


@pytest.mark.django_db(transaction=True, serialized_rollback=True)  # a fault rolls a test's own transaction back
def test_a_fault_frees_the_key(send, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(SavedView.objects, "create", lambda **given: 1 / 0)
        assert send().status_code == 500
    assert send().status_code == 201


@pytest.mark.parametrize("key", ["", "with space", "ümlaut", "x" * 256, "a\tb", "a\x7fb"])
def test_a_key_that_is_none(send, key):
    answer = send(key=key)
    assert answer.status_code == 400 and answer.json()["errors"][0]["field"] == "Idempotency-Key"
    assert SavedView.objects.count() == 0


def test_without_a_key_each_request_counts(send):
    assert send(key=None).content != send(key=None).content and SavedView.objects.count() == 2
    assert send(key="~" * 255).status_code == 201


def test_a_key_belongs_to_its_owner_and_its_path(send, client):
    first = send()
    is_again(send(**token_of(person("Analyst"))), first)
    assert "Idempotency-Replayed" not in send(**token_of(person("Manager")))
    headers = token_of(person("Analyst"))
    answer = client.post("/api/trial/form", {"a": "b"}, headers={**headers, "idempotency-key": "key-1"})
    assert answer.status_code == 200 and "Idempotency-Replayed" not in answer


def test_the_rights_of_today_count_not_those_of_the_first_answer(send):
    send()
    assert send(**token_of(person("Analyst"), "read")).status_code == 403
    assert send(authorization="Bearer nonsense").status_code == 401


def test_a_day_later_it_is_a_new_request(send):
    first = send()
    Answer.objects.update(at=timezone.now() - idempotency.KEPT - timedelta(seconds=1))
    assert send().content != first.content


def test_the_worker_s_sweep_forgets_old_answers(send, monkeypatch):
    monkeypatch.setattr("enrichment.recovery.sweep", lambda: None)
    send()
    send(key="key-2")
    Answer.objects.filter(key="key-1").update(at=timezone.now() - idempotency.KEPT - timedelta(seconds=1))
    watchdog = Watchdog()
    watchdog.swept_at = float("-inf")
    watchdog.sweep()
    assert [one.key for one in Answer.objects.all()] == ["key-2"]


# --- Forms ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def upload(client):
    headers = {**token_of(person("Analyst")), "idempotency-key": "file-1"}

    def post(content=b"ISRC\nNZABC2100001\n", name="a.csv", boundary="one", **fields):
        parts = [
            f'Content-Disposition: form-data; name="{key}"\r\n\r\n{value}'.encode() for key, value in fields.items()
        ]
        head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        line = f"--{boundary}".encode()
        body = b"".join(line + b"\r\n" + part + b"\r\n" for part in [*parts, head + content]) + line + b"--\r\n"
        return client.generic(
            "POST", "/api/trial/form", body, f"multipart/form-data; boundary={boundary}", headers=headers
        )

    return post


def test_the_same_file_whatever_its_boundary(upload):
    first = upload(process="true")
    again = upload(boundary="another-one", process="true")
    assert again["Idempotency-Replayed"] == "true" and again.content == first.content
    assert first.json()["read"] == first.json()["size"] == 18, "the file can still be read after it was looked at"


@pytest.mark.parametrize("other", [{"content": b"ISRC\n"}, {"process": "false"}, {"process": "true", "more": "1"}])
def test_another_file_or_field_is_a_mistake(upload, other):
    upload(process="true")
    assert upload(**{"process": "true", **other}).status_code == 422
    assert SavedView.objects.count() == 1


def test_a_large_file_is_the_same_again(upload):
    content = b"NZABC2100001\n" * 200_000  # more than is held in memory
    assert upload(content).json()["read"] == len(content)
    assert upload(content, boundary="x")["Idempotency-Replayed"] == "true"


def test_a_get_takes_no_key(client):
    headers = {**token_of(person("Analyst")), "idempotency-key": "a key"}
    assert client.get("/api/trial", headers=headers).status_code == 200 and Answer.objects.count() == 0


def test_an_address_that_no_database_holds_is_not_found(client):
    headers = {**token_of(person("Analyst")), "idempotency-key": "k"}
    for path in ("/api/x%00", "/api/artist/1%00/outreach", f"/api/{'x' * 3000}"):
        assert client.put(path, "{}", "application/json", headers=headers).status_code == 404
    assert Answer.objects.count() == 0


def test_the_unauthenticated_leave_nothing_behind():
    file = SimpleUploadedFile("a.csv", b"x")
    assert Client().post("/api/trial/form", {"file": file}, headers={"idempotency-key": "k"}).status_code == 401
    assert Answer.objects.count() == 0
