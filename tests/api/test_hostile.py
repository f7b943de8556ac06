"""Every address, as somebody who means harm or writes nonsense calls it: each its 4xx, never a 500, nothing lost.

What to send is taken from the resolver and the description, so a new address is tried as soon as it is there.
"""

import itertools
import json

import pytest
from django.test import Client
from django.utils.http import urlencode

from leads.models import Artist, Job, Upload
from prism.api.docs import document
from prism.models import ApiToken
from tests.api.callers import person, token_of
from tests.api.test_permission_matrix import EXPECTED, addresses
from tests.factories import ArtistFactory, JobFactory

pytestmark = pytest.mark.django_db
ADDRESSES = sorted(set(addresses()))
WITH_ID = [address for address in ADDRESSES if "{id}" in address]
WITH_BODY = [
    (verb, address) for address in ADDRESSES for verb in ("POST", "PUT", "PATCH") if verb in EXPECTED.get(address, ())
]
GETS = [address for address in ADDRESSES if "GET" in EXPECTED.get(address, ())]
NO_IDS = [
    "0", "-1", "99999999999999999999", "9" * 400, "9223372036854775808", "%C2%B2", "%EF%BC%91", "1%0A", "%00", "1%00",
    "null", "NaN", "1e3", "0x1", "1.0", "+1", "%201", "'%20OR%201=1--", "..%2F..%2Fadmin", "%ff", "a" * 3000, "{id}",
]  # fmt: skip
NONSENSE = [
    "a\0b", "x" * 5000, "-1", "1e999", "9" * 40, "NaN", "²", "' OR 1=1 --", "%", "{}", "2026-99-99",
    "9999-12-31T23:59:59.999999Z", "0001-01-01", "a,b,,\0", "\r\nX: y",
]  # fmt: skip
VALUES = [
    *NONSENSE, "", None, 0, -1, 10**30, 1.5, -1e308, True, [], {}, [[]], [None], [{}], ["\0"], {"a": {"b": []}},
    ["x"] * 200, {"$gt": ""}, [10**30], "<script>",
]  # fmt: skip


@pytest.fixture
def ask(settings):
    """A manager's program, without limits, that gets what it is answered also of a fault."""
    settings.MUSICBRAINZ_ON = False  # what is nonsense is also a name, and would be asked about
    settings.API_THROTTLE_READ = settings.API_THROTTLE_WRITE = settings.API_THROTTLE_TEST = 0
    client = Client(raise_request_exception=False, headers=token_of(person("Manager")))

    def send(verb, address, body="", media_type="application/json", **query):
        path = address + (f"?{urlencode(query, doseq=True)}" if query else "")
        return client.generic(verb, path, body, media_type if verb not in ("GET", "HEAD") else "")

    return send


@pytest.fixture
def rows():
    """The address with the id of something that is there."""
    artist, job = ArtistFactory(), JobFactory()
    ids = {"artist": artist.pk, "jobs": job.pk, "uploads": job.upload_id}
    return lambda address: (
        address.replace("{id}", str(ids.get(address.split("/")[2], 1))) if "{id}" in address else address
    )


def refused(answer, *allowed):
    told = answer.json()
    assert answer["Content-Type"] == "application/problem+json", answer.content[:200]
    assert 400 <= answer.status_code < 500 and (not allowed or answer.status_code in allowed), told
    return told


@pytest.mark.parametrize("address", WITH_ID)
def test_what_is_no_id_is_not_found(ask, address):
    verb = next(iter(EXPECTED[address]))
    body = json.dumps({"status": "contacted"}) if "outreach" in address else "{}"
    for one in NO_IDS:
        refused(ask(verb, address.replace("{id}", one), body), 404, 400)


@pytest.mark.parametrize(("verb", "address"), WITH_BODY)
def test_nothing_is_assigned_that_was_not_asked_for(ask, rows, verb, address):
    path = rows(address)
    held = lambda: (list(Artist.objects.values()), list(ApiToken.objects.values("user", "scope")))  # noqa: E731
    before = held()
    keys = ("id", "pk", "user", "owner_id", "is_superuser", "total_score", "tier", "created_by", "scope", "_state")
    for key in keys:
        told = refused(ask(verb, path, json.dumps({key: 1})), 400, 403, 404, 415)
        assert told["status"] in (403, 404, 415) or key in json.dumps(told["errors"]) or "required" in told["detail"]
    assert held() == before


@pytest.mark.parametrize("address", GETS)
def test_no_filter_reaches_what_is_not_offered(ask, rows, address):
    for name in ("owner__password", "user__password__startswith", "facts__contains", "pk__in", "format", "_", "tier[]"):
        answer = ask("GET", rows(address), **{name: "a"})
        if address != "/":
            told = refused(answer, 400, 404)
            assert told["status"] == 404 or told["errors"][0]["field"] == name


@pytest.mark.parametrize(("verb", "address"), WITH_BODY)
def test_bodies_that_are_none(ask, rows, verb, address, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 200_000
    deep = '{"a":' * 10_000 + "1" + "}" * 10_000
    for body in ("nonsense", "[1]", '{"a": NaN}', '{"a": 1, "a": 2}', deep, '{"a": "\\u0000"}', b'{"a": "\xff"}'):
        refused(ask(verb, rows(address), body), 400, 403, 404, 415)
    refused(ask(verb, rows(address), '{"a": "' + "x" * 250_000 + '"}'), 413, 403, 404, 415)
    for media_type in ("text/plain", "application/xml", "application/x-www-form-urlencoded"):
        refused(ask(verb, rows(address), "<a/>", media_type), 415, 403, 404)
    refused(ask(verb, rows(address), "--x", "multipart/form-data"), 400, 403, 404, 415)


def parameters():
    for path, operations in document()["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", ()):
            if parameter["in"] == "query":
                yield path, parameter["name"]


@pytest.mark.parametrize(
    ("path", "names"),
    [(path, [name for _, name in pairs]) for path, pairs in itertools.groupby(parameters(), lambda pair: pair[0])],
)
def test_nonsense_in_any_parameter_is_no_fault_of_ours(ask, rows, path, names):
    address = rows(path.replace("{job_id}", "{id}").replace("{upload_id}", "{id}"))
    for name, value in itertools.product(names, NONSENSE):
        answer = ask("GET", address, **{name: value})
        assert answer.status_code != 500, f"{name}={value!r}: {answer.content[:300]}"
        assert "html" not in answer["Content-Type"]


def members():
    parts = document().get("components", {}).get("schemas", {})
    for path, operations in document()["paths"].items():
        for verb in ("post", "put", "patch"):
            content = operations.get(verb, {}).get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema")
            if schema:
                schema = parts.get(schema.get("$ref", "").rpartition("/")[2], schema)
                yield verb.upper(), path, tuple(schema.get("properties", ()))


@pytest.mark.parametrize(("verb", "path", "names"), list(members()))
def test_nonsense_in_any_member_is_no_fault_of_ours(ask, rows, verb, path, names):
    """One member at a time, for rows that are not there where a whole request would ask a platform."""
    address = path.replace("{job_id}", "{id}").replace("{upload_id}", "{id}")
    address = address.replace("{id}", "999") if "refresh" in path else rows(address)
    for name, value in itertools.product(names, VALUES):
        answer = ask(verb, address, json.dumps({name: value}))
        assert answer.status_code != 500, f"{name}={value!r}: {answer.content[:300]}"


def test_nonsense_leaves_no_rows_behind(ask):
    for body in ({"isrcs": VALUES}, {"isrcs": ["\ud800"]}, {"isrcs": [{}] * 9}, {"upload_id": 10**30}, {"isrcs": {}}):
        ask("POST", "/api/analyze-bulk", json.dumps(body))
    assert Job.objects.count() == Upload.objects.count() == 0


@pytest.mark.parametrize(
    "name", ["a.csv\0.exe", "../../etc/passwd", "a" * 5000 + ".csv", "\u202egpj.exe", ".csv", "a.php"]
)
def test_names_of_files_lead_nowhere(ask, name):
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    body = head + b"ISRC\nNZABC2100001\n\r\n--x--\r\n"
    answer = ask("POST", "/api/upload-isrcs", body, "multipart/form-data; boundary=x")
    assert answer.status_code < 500 and not Upload.objects.filter(filename__contains="/").exists()
