"""What may come in, and how what may not is told: contract 2.1 and 2.3."""

import pytest

from prism.api.reading import MAX_DEPTH
from prism.models import SavedView
from tests.api.callers import person, token_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.trial")]


@pytest.fixture
def headers():
    return token_of(person("Analyst"))


@pytest.fixture
def send(client, headers):
    def post(body, media_type="application/json"):
        return client.generic("POST", "/api/trial", body, media_type, headers=headers)

    return post


@pytest.fixture
def ask(client, headers):
    return lambda query: client.get(f"/api/trial?{query}", headers=headers)


def trouble(answer, status=400, kind="validation"):
    told = answer.json()
    assert (answer.status_code, told["type"]) == (status, f"urn:prism:problem:{kind}"), told
    return told.get("errors", [{}])[0]


@pytest.mark.parametrize("body", [
    b"{", b"nonsense", b"[]", b'"text"', b"1", b"null", b'{"number": NaN}', b'{"number": -Infinity}',
    b'{"number": 1e999}', b'{"text": "a", "text": "b"}', b'{"names": [{"a": 1, "a": 2}]}', b'{"text": "\xff"}',
    b'{"text": "caf\xe9"}', b"\xff\xfe{\x00}\x00", b'{"number": ' + b"9" * 5000 + b"}", b'{"text": "a"} {}',
    b'{"a":' * 10_000 + b"1" + b"}" * 10_000, b"[" * 100_000, b'{"names": ' + b"[" * 200 + b"]" * 200 + b"}",
], ids=range(19))  # fmt: skip
def test_what_is_no_json_object_is_told_so(send, body):
    trouble(send(body), kind="malformed_json")
    assert SavedView.objects.count() == 0


@pytest.mark.parametrize("text", ["\\u0000", "a\\u0000b", "\\ud800", "\\udfff", "\\ude00\\ud83d"])
@pytest.mark.parametrize("body", ['{"text": "%s"}', '{"names": ["%s"]}', '{"%s": 1}', '{"x": {"y": [{"z": "%s"}]}}'])
def test_what_no_database_holds_is_refused(send, body, text):
    trouble(send(body % text))


def test_whole_characters_are_kept(send):
    text = "Ngā Tūī 🎵 한국어 \u202e\u200b"
    assert send(f'{{"text": "{text}"}}').json()["given"]["text"] == text
    assert send('{"text": "\\ud83c\\udfb5"}').json()["given"]["text"] == "🎵"


def test_a_body_may_be_empty(send):
    for body in (b"", b"  \n", b"{}"):
        assert send(body).status_code == 201


def test_a_body_over_the_limit_is_told_the_limit(send, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert send('{"text": "' + "x" * 88 + '"}').status_code == 201
    answer = send('{"text": "' + "x" * 89 + '"}')
    assert answer.status_code == 413 and answer.json()["limit"] == 100
    assert answer.json()["type"] == "urn:prism:problem:too_large"


@pytest.mark.parametrize("media_type", [
    "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml", "json",
    "application/json-patch+json", "text/json", "/",
])  # fmt: skip
def test_other_content_types_are_not_read(send, media_type):
    trouble(send('{"text": "x"}', media_type), 415, "unsupported_media_type")


def test_a_charset_is_no_other_type(send):
    assert send('{"text": "ā"}'.encode(), "application/json; charset=utf-8").json()["given"]["text"] == "ā"
    assert send("{}", "Application/JSON").status_code == 201


def test_unknown_keys_are_named_with_those_there_are(send):
    item = trouble(send('{"text": "x", "is_superuser": true}'), kind="unknown_parameter")
    assert item["field"] == "is_superuser" and "text" in item["allowed"]


@pytest.mark.parametrize(("body", "field"), [
    ('{"text": 1}', "text"), ('{"text": ["a"]}', "text"), ('{"text": true}', "text"), ('{"number": "x"}', "number"),
    ('{"number": 1.5}', "number"), ('{"number": 0}', "number"), ('{"number": 99999999999999999999}', "number"),
    ('{"wait": "5"}', "wait"), ('{"wait": 1%s}' % ("0" * 400), "wait"),
    ('{"wait": 61}', "wait"), ('{"wait": -0.1}', "wait"), ('{"wait": true}', "wait"), ('{"sure": 2}', "sure"),
    ('{"sure": "yes"}', "sure"), ('{"sure": 1.0}', "sure"), ('{"names": "a"}', "names"),
    ('{"names": ["a", "b", "c", "d"]}', "names"), ('{"names": ["a", 5]}', "names.1"), ('{"names": {"a": 1}}', "names"),
    ('{"names": [["a"]]}', "names.0"), ('{"text": {"a": 1}}', "text"), ('{"sure": []}', "sure"),
])  # fmt: skip
def test_wrong_values_are_named(send, body, field):
    item = trouble(send(body))
    assert item["field"] == field and item["message"] and item["code"]


@pytest.mark.parametrize("said", ["true", '"true"', "1", '"1"', '"TRUE"'])
def test_yes_in_its_spellings(send, said):
    assert send(f'{{"sure": {said}}}').json()["given"]["sure"] is True


def test_nothing_given_is_not_given_save_where_it_clears(send):
    given = send('{"text": null, "number": "", "names": [], "sure": null, "wait": null, "owner": null}').json()["given"]
    assert given == {"wait": 0, "sure": False, "owner": None}


@pytest.mark.parametrize(("query", "field"), [
    ("search=a&search=b", "search"), ("nonsense=1", "nonsense"), ("owner__password=x", "owner__password"),
    ("search=%00", "search"), ("search=a%00b", "search"), ("tier=A&tier=x", "tier"), ("tier=A,%00", "tier"),
    ("limit=0", "limit"), ("limit=1001", "limit"), ("limit=1.5", "limit"), ("limit=-1", "limit"),
    ("limit=%C2%B2", "limit"), ("limit=%EF%BC%91", "limit"), ("limit=1e2", "limit"), ("limit=+1", "limit"),
    ("offset=10000001", "offset"), ("offset=x", "offset"), ("limit=1&limit=2", "limit"),
    ("limit=" + "9" * 400, "limit"),
    ("cursor=x", "cursor"), ("cursor=%C3%BC:a:b", "cursor"), ("sort=name", "sort"), ("page=2", "page"),
])  # fmt: skip
def test_parameters_that_cannot_be_used_are_named(ask, query, field):
    answer = ask(query)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field and answer.json()["error"]


@pytest.mark.parametrize("query", ["search=%ff", "search=%ed%a0%80", "%ff=1", "search=caf%e9"])
def test_addresses_that_are_no_utf8(ask, query):
    trouble(ask(query))


def test_an_empty_parameter_is_not_given(ask):
    assert ask("search=&limit=&offset=&cursor=&tier=").status_code == 200
    assert ask("tier=A,B&tier=A&search=Ng%C4%81").status_code == 200


def test_nesting_up_to_a_border_is_only_wrong_not_malformed(send):
    deep = MAX_DEPTH - 5
    trouble(send('{"text": ' + "[" * deep + "]" * deep + "}"))
