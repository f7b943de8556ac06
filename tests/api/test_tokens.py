"""Keys for programs: made in the desk and shown once, of no use to anybody who reads the database."""

import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from prism import tokens
from prism.models import ApiToken
from tests.api.callers import bearer, person

pytestmark = pytest.mark.django_db
LIST, ADD = "admin:prism_apitoken_changelist", "admin:prism_apitoken_add"
PAGES = ("change", "history", "revoke")
WANTED = {"name": "CRM", "scope": "write", "days": "90"}


@pytest.fixture
def desk(client):
    client.force_login(person("Analyst"))
    return client


@pytest.fixture
def colleague():
    """Somebody else's token, and its key."""
    return tokens.issue(person("Analyst", "colleague"), "Theirs")


def make(client, **given):
    """The page after the form; the key that stands on it, if any."""
    page = client.post(reverse(ADD), {**WANTED, **given}).content.decode()
    return page, next(iter(re.findall(r"prism_\w{8}_[\w-]{43}", page)), None)


def everything_stored():
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield from (str(bytes(cell) if isinstance(cell, memoryview) else cell) for cell in row)


def test_a_token_made_in_the_desk_opens_the_api(desk, client):
    page, key = make(desk)
    assert "data-copy" in page and page.count(key) == 1
    desk.logout()
    assert client.get("/api/status", headers=bearer(key)).status_code == 200
    token = ApiToken.objects.get()
    assert token.user.username == "analyst" and token.scope == "write" and token.last_used_at
    assert timedelta(days=89) < token.expires_at - timezone.now() < timedelta(days=91)


def test_the_key_is_nowhere_but_on_that_page(desk):
    _, key = make(desk)
    secret = key[len("prism_12345678_") :]
    digest = ApiToken.objects.get().digest
    stored = list(everything_stored())
    assert digest in stored and not [cell for cell in stored if key in cell or secret in cell]
    token = ApiToken.objects.get()
    pages = [reverse(LIST), *(reverse(f"admin:prism_apitoken_{page}", args=[token.pk]) for page in PAGES)]
    for page in pages:
        text = desk.get(page).content.decode()
        assert token.hint in text or page.endswith("history/")
        assert secret not in text and digest not in text
    assert not [one for one in LogEntry.objects.all() if digest in one.change_message + one.object_repr]


def test_the_answer_that_shows_it_is_kept_by_nobody(desk):
    assert "no-store" in desk.post(reverse(ADD), WANTED)["Cache-Control"]


def test_the_same_page_sent_again_makes_no_second(desk):
    make(desk)
    page, key = make(desk)
    assert key is None and "You have a token of this name" in page and ApiToken.objects.count() == 1
    tokens.revoke(ApiToken.objects.get())
    assert make(desk)[1]


@pytest.mark.parametrize("wrong", [
    {"days": "0"}, {"days": "366"}, {"days": ""}, {"days": "1.5"}, {"scope": "admin"}, {"name": ""},
    {"name": "x" * 101},
])  # fmt: skip
def test_what_cannot_be_is_told_beside_the_field(desk, wrong):
    page, key = make(desk, **wrong)
    assert key is None and ApiToken.objects.count() == 0 and "error" in page


def test_nobody_makes_tokens_for_others(desk, colleague):
    make(desk, user=str(colleague[0].user_id), digest="0" * 64, hint="aaaaaaaa")
    assert ApiToken.objects.get(name="CRM").user.username == "analyst"
    assert ApiToken.objects.get(name="CRM").hint != "aaaaaaaa"


def test_a_revoked_token_opens_nothing(desk, client):
    _, key = make(desk)
    revoke = reverse("admin:prism_apitoken_revoke", args=[ApiToken.objects.get().pk])
    assert "cannot be undone" in desk.get(revoke).content.decode() and ApiToken.objects.get().revoked_at is None
    assert desk.post(revoke).status_code == 302
    answer = client.get("/api/health", headers=bearer(key))
    assert answer.status_code == 401 and answer.json()["type"] == "urn:prism:problem:invalid_token"
    assert "Revoked" in desk.get(reverse(LIST)).content.decode()


def test_others_tokens_are_not_there(desk, colleague):
    token = colleague[0]
    assert "Theirs" not in desk.get(reverse(LIST)).content.decode()
    for page in PAGES:
        assert desk.get(reverse(f"admin:prism_apitoken_{page}", args=[token.pk])).status_code in (302, 404)
    assert desk.post(reverse("admin:prism_apitoken_revoke", args=[token.pk])).status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


@pytest.mark.parametrize(("role", "sees"), [("Administrator", True), ("Manager", False)])
def test_who_manages_tokens_sees_and_revokes_them_all(client, colleague, role, sees):
    client.force_login(person(role))
    assert ("colleague" in client.get(reverse(LIST)).content.decode()) is sees
    client.post(reverse("admin:prism_apitoken_revoke", args=[colleague[0].pk]))
    colleague[0].refresh_from_db()
    assert bool(colleague[0].revoked_at) is sees


def test_a_token_is_not_altered(desk):
    make(desk)
    token = ApiToken.objects.get()
    page = reverse("admin:prism_apitoken_change", args=[token.pk])
    assert desk.post(page, {"name": "Other", "days": "365", "scope": "read"}).status_code == 403
    same = ApiToken.objects.get()
    assert (same.name, same.scope, same.expires_at) == (token.name, token.scope, token.expires_at)


# --- What opens -------------------------------------------------------------------------------------------------------
@pytest.fixture
def issued():
    return tokens.issue(person("Analyst"), "program", scope="write")


@pytest.mark.parametrize("spoil", [
    lambda token: {"expires_at": timezone.now()},
    lambda token: {"revoked_at": timezone.now()},
    lambda token: {"digest": "0" * 64},
], ids=["expired", "revoked", "unknown"])  # fmt: skip
def test_what_is_over_is_over(client, issued, spoil):
    token, key = issued
    assert client.get("/api/status", headers=bearer(key)).status_code == 200
    ApiToken.objects.update(**spoil(token))
    for path in ("/api/status", "/api/health", "/", "/api/nothing"):
        answer = client.get(path, headers=bearer(key))
        assert answer.status_code == 401 and answer["WWW-Authenticate"] == "Bearer"


def test_the_tokens_of_somebody_who_left_open_nothing(client, issued):
    issued[0].user.is_active = False
    issued[0].user.save()
    assert client.get("/api/status", headers=bearer(issued[1])).status_code == 401


@pytest.mark.parametrize("header", [
    "", " ", "Bearer", "Bearer ", "Basic YTpi", "Token {}", "{}", "Bearer {} x", "Bearer {}x", "Bearer {}\0",
    "Bearer ü", "Bearer " + "x" * 9000,
])  # fmt: skip
def test_a_bad_header_wins_over_a_good_session(client, issued, header):
    client.force_login(issued[0].user)
    answer = client.get("/api/health", headers={"authorization": header.replace("{}", issued[1])})
    assert answer.status_code == 401 and answer.json()["type"] == "urn:prism:problem:invalid_token"


def test_a_token_in_the_address_is_ignored(client, issued):
    assert client.get("/api/nothing", {"token": issued[1], "access_token": issued[1]}).status_code == 404
    assert client.get(f"/api/status?authorization=Bearer%20{issued[1]}").status_code == 401


def test_a_look_costs_one_question_and_its_use_is_noted_now_and_then(issued, django_assert_num_queries):
    token, key = issued
    now = timezone.now()
    with django_assert_num_queries(2):
        assert tokens.find(key, now) == token
    with django_assert_num_queries(1):
        tokens.find(key, now + timedelta(minutes=4))
    tokens.find(key, now + timedelta(minutes=6))
    assert ApiToken.objects.get().last_used_at == now + timedelta(minutes=6)


@pytest.mark.parametrize("days", [0, -1, 366, 10_000])
def test_no_token_lives_longer_than_a_year(days):
    with pytest.raises(ValueError, match="1 to 365"):
        tokens.issue(person("Analyst"), "program", days=days)
