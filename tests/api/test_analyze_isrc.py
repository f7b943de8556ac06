"""POST /api/analyze-isrc: asked at once, or said what is waited for."""

import json
import threading
from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from enrichment import foreground, gate
from enrichment.models import Call, Gate, Lookup, Quota
from leads.models import Artist, Job, Recording
from outreach.models import Contact, Suppression
from prism.api import waiting
from prism.api.analyses import analyses_of
from prism.models import ApiToken
from sandbox.catalogue import build
from tests.enrichment.pipeline import analyse, switch_off

pytestmark = pytest.mark.django_db
ONE, MISSING = "NZAAA2600001", "NZZZZ9900001"


def ask(api, isrc=ONE, status=200, headers=None, **body):
    answer = api.post("/api/analyze-isrc", {"isrc": isrc, **body}, **(headers or {}))
    assert answer.status_code == status, answer.content
    return answer.json()


def states(body):
    return {name: one["state"] for name, one in body["platforms"].items()}


@pytest.fixture(scope="module")
def world60():
    return build(artists=60, isrcs=240, seed=1)


# --- Told in full -----------------------------------------------------------------------------------------------------


def test_a_code_is_asked_about_at_once_and_told_in_full(api, platforms, world60):
    artist = world60.artists[3]
    body = ask(api, artist.isrcs[0], wait=20)
    assert (body["status"], body["artist_data"]["name"]) == ("completed", artist.name)
    assert body["artist_id"] == Artist.objects.get(name=artist.name).pk
    assert set(states(body).values()) <= {"found", "not_found", "skipped"}
    assert body["youtube_data"]["channel"]["statistics"]["view_count"] > 0
    assert body["youtube_data"]["analytics"]["last_upload"][-6:] in ("+12:00", "+13:00")  # as here, not in Greenwich
    assert sum(one["calls"] for one in body["platforms"].values()) == Call.objects.exclude(endpoint="token").count()
    assert body["scores"]["total_score"] is not None and body["score_breakdown"]


def test_the_second_time_it_is_cached_and_nobody_is_asked(api, world):
    first = ask(api)
    world.asked.clear()
    second = ask(api)
    assert (second["status"], second["scores"]["total_score"]) == ("cached", first["scores"]["total_score"])
    assert not world.asked and second["message"] and second["last_updated"]
    assert "cached" in states(second).values()


def test_only_what_is_stale_is_asked(api, world):
    ask(api)
    world.asked.clear()
    Lookup.objects.filter(platform="lastfm").update(answered_at=timezone.now() - timedelta(hours=25))
    body = ask(api)
    assert (body["status"], {name for name, _ in world.asked}) == ("completed", {"artist"})
    assert (states(body)["lastfm"], states(body)["musicbrainz"]) == ("found", "cached")


def test_forcing_asks_again_whatever_is_fresh(api, world):
    ask(api)
    world.asked.clear()
    assert ask(api, force_refresh=True)["status"] == "completed"
    assert {name for name, _ in world.asked} >= {"recordings", "artist_with_links", "artist"}


def test_youtube_is_left_alone_when_told_so(api, world):
    body = ask(api, include_youtube=False)
    assert body["status"] == "completed" and body["platforms"]["youtube"]["reason"] == "switched_off"
    assert (states(body)["youtube"], body["youtube_data"]) == ("skipped", None)
    assert not body["youtube_integration"]["enabled"]
    assert not Call.objects.filter(platform="youtube").exists()


def test_a_code_that_nobody_knows_is_not_found(api, platforms):
    body = ask(api, MISSING)
    assert (body["status"], body["artist_id"], body["scores"]) == ("not_found", None, None)
    assert states(body) == {
        "musicbrainz": "not_found", "spotify": "not_found", "lastfm": "skipped", "youtube": "skipped"
    }  # fmt: skip
    assert Recording.objects.filter(isrc=MISSING).exists()


def test_a_platform_without_a_key_does_not_hold_it_up(api, world, settings):
    switch_off(settings, "lastfm")
    body = ask(api)
    assert (body["status"], states(body)["lastfm"], body["lastfm_data"]) == ("completed", "not_configured", None)
    assert any("Last.fm is not asked" in one for one in body["notices"])


def test_where_nothing_is_known_and_asking_failed_it_failed(api, stub, settings):
    switch_off(settings, "spotify")
    ask(api, status=202, wait=0)
    Lookup.objects.update(state="failed", reason="failed", message="Given up after 5 attempts.")
    foreground.work(Job.objects.get())
    Lookup.objects.update(state="failed")
    job = Job.objects.get()
    body = analyses_of(list(job.rows.select_related("recording", "job")))[0]
    assert (job.state, body["status"], body["errors"]) == (
        "failed", "failed", ["MusicBrainz: Given up after 5 attempts."]
    )  # fmt: skip


def test_a_suppressed_address_is_not_told(api, world):
    artist = Artist.objects.get(pk=ask(api)["artist_id"])
    for value in ("https://one.example/", "https://two.example/"):
        Contact.objects.create(artist=artist, kind="website", value=value, source="staff")
    Suppression.objects.create(kind="website", value="http://www.one.example", since=timezone.localdate())
    body = ask(api)
    assert "https://one.example/" not in json.dumps(body)
    assert body["artist_data"]["website"] == "https://two.example/"


def test_hand_and_letter_case_do_not_matter_and_odd_countries_are_told(api, world):
    body = ask(api, " isrc qj-aaa-26-00001 ")
    assert (body["isrc"], len(body["warnings"])) == ("QJAAA2600001", 1)


# --- Not whole yet ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("platform", "reason"), [("youtube", "quota_spent"), ("lastfm", "unavailable")])
def test_what_waits_at_a_gate_is_pending_until_it_opens(api, world, platform, reason):
    gate.pause(platform, (timezone.now() + timedelta(hours=3)).timestamp(), reason, "It is shut until then.")
    answer = api.post("/api/analyze-isrc", {"isrc": ONE})
    body = answer.json()
    assert (answer.status_code, body["status"], body["scores"] is not None) == (202, "pending", True)
    assert [(one["platform"], one["reason"]) for one in body["pending"]] == [(platform, reason)]
    assert answer["Location"] == body["status_url"] == f"/api/jobs/{Job.objects.get().pk}"
    assert 3 * 3600 - 60 < int(answer["Retry-After"]) <= 3 * 3600 + 1
    assert not body["errors"] and "It is shut until then." in body["notices"]


def test_whoever_does_not_wait_gets_the_job(api, stub):
    body = ask(api, status=202, wait=0)
    assert {(one["platform"], one["reason"]) for one in body["pending"]} >= {("musicbrainz", "queued")}
    assert not stub.asked and Job.objects.get().urgent


def test_what_is_fresh_is_told_without_waiting(api, world):
    ask(api)
    assert ask(api, wait=0)["status"] == "cached"


def test_when_the_wait_runs_out_it_says_so(api, world, monkeypatch):
    monkeypatch.setattr(foreground, "work", lambda job, **_: False)
    body = ask(api, status=202, wait=1)
    assert {one["reason"] for one in body["pending"]} == {"not_finished"}


def test_no_more_than_half_of_the_threads_wait(api, stub, monkeypatch):
    monkeypatch.setattr(waiting, "SEATS", threading.BoundedSemaphore(1))
    with waiting.seat() as first:
        ask(api, status=202, wait=20)
    assert first and not stub.asked
    with waiting.seat() as again:
        assert again


def test_a_second_call_joins_the_first(api, stub):
    first, second = (ask(api, status=202, wait=0) for _ in range(2))
    assert first["status_url"] == second["status_url"]
    assert ask(api, status=202, wait=0, force_refresh=True)["status_url"] != first["status_url"]
    assert ask(api, status=202, wait=0, headers={"idempotency-key": "k"})["status_url"] != first["status_url"]


# --- Without a trace --------------------------------------------------------------------------------------------------

LEFT_BEHIND = {Call, Gate, Quota, ApiToken}


def rows():
    models = [one for app in ("leads", "enrichment", "outreach") for one in apps.get_app_config(app).get_models()]
    return {one.__name__: one.objects.count() for one in models if one not in LEFT_BEHIND}


@pytest.mark.parametrize("presence", ["both", "spotify only", "nowhere"])
def test_without_saving_no_row_is_left(api, platforms, world60, presence):
    artist = next(one for one in world60.artists if one.presence == presence)
    before = rows()
    body = ask(api, artist.isrcs[0], save_to_db=False)
    assert body["status"] == ("not_found" if presence == "nowhere" else "completed")
    assert (body["artist_id"], body["status_url"], rows()) == (None, None, before)


def test_without_saving_it_tells_what_the_stored_way_tells(api, platforms, world60):
    code = world60.artists[0].isrcs[0]
    looked, stored = ask(api, code, save_to_db=False), ask(api, code)
    for key in ("artist_data", "track_data", "contacts", "lastfm_data"):
        assert looked[key] == stored[key], key
    assert looked["scores"]["total_score"] == stored["scores"]["total_score"]


def test_without_saving_time_that_ran_out_is_partial(api, platforms, world60):
    before = rows()
    body = ask(api, world60.artists[0].isrcs[0], save_to_db=False, wait=0)
    assert (body["status"], body["pending"][0]["reason"], rows()) == ("partial", "not_finished", before)
    assert not Call.objects.exists()


# --- Refused ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "code", "field", "words"),
    [
        ({}, "empty", "isrc", "ISRC required in request body"),
        ({"isrc": ""}, "empty", "isrc", "ISRC required in request body"),
        ({"isrc": None}, "empty", "isrc", "ISRC required in request body"),
        ({"isrc": 12}, "not_text", "isrc", "Invalid ISRC: "),
        ({"isrc": "NZABC21O0001"}, "letter_among_digits", "isrc", "Invalid ISRC: "),
        ({"isrc": "NZABC21"}, "wrong_length", "isrc", "Invalid ISRC: "),
        ({"isrc": "12ABC2100001"}, "bad_prefix", "isrc", "Invalid ISRC: "),
        ({"isrc": "NZAAA2600001, NZAAA2600002"}, "several_codes", "isrc", "Invalid ISRC: "),
        ({"isrc": ONE, "wait": 61}, "max_value", "wait", "wait cannot be “61”: it is a number from 0 to 60."),
        (
            {"isrc": ONE, "save_to_db": "maybe"},
            "invalid",
            "save_to_db",
            "save_to_db cannot be “maybe”: it is true or false.",
        ),
        ({"isrc": ONE, "artist_id": 3}, "unknown", "artist_id", ""),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_cannot_be_used_is_named(api, body, code, field, words):
    answer = api.post("/api/analyze-isrc", body)
    problem = answer.json()
    assert (answer.status_code, problem["errors"][0]["code"], problem["errors"][0]["field"]) == (400, code, field)
    assert problem["error"].startswith(words) and not Job.objects.exists()


def test_a_suggestion_comes_with_a_letter_among_digits(api):
    problem = api.post("/api/analyze-isrc", {"isrc": "NZABC21O0001"}).json()
    assert problem["errors"][0]["suggestion"] == problem["suggestion"] == "NZABC2100001"


def test_a_full_queue_is_told(api, stub, settings):
    settings.QUEUE_MAX_ROWS = 0
    answer = api.post("/api/analyze-isrc", {"isrc": ONE})
    assert (answer.status_code, answer.json()["type"]) == (429, "urn:prism:problem:queue_full")
    assert int(answer["Retry-After"]) > 0


def test_many_analyses_cost_no_more_queries_than_few(world, django_assert_max_num_queries):
    job = analyse(*(f"NZAAA26000{n:02d}" for n in range(1, 13)))
    found = list(job.rows.select_related("recording", "job"))
    for some in (found[:2], found):
        with django_assert_max_num_queries(10):
            assert len(analyses_of(some)) == len(some)
