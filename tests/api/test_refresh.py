"""POST /api/artist/{id}/refresh: asked anew, scored anew, and how it stood before."""

from datetime import timedelta

import pytest
from django.utils import timezone

from enrichment import gate
from enrichment.findings import AudienceFinding
from enrichment.models import Want
from leads.models import Artist, Job, MergedId
from tests.enrichment.pipeline import analyse, switch_off
from tests.factories import ArtistFactory, CreditFactory, LookupFactory

pytestmark = pytest.mark.django_db
ONE = "NZAAA2600001"


@pytest.fixture
def artist(world):
    analyse(ONE)
    world.asked.clear()
    return Artist.objects.get()


def ask(api, artist, status=200, **body):
    answer = api.post(f"/api/artist/{getattr(artist, 'pk', artist)}/refresh", body)
    assert answer.status_code == status, answer.content
    return answer.json()


def test_everything_is_asked_again_and_both_scores_are_told(api, artist, world):
    world.says(artist=lambda name, mbid: AudienceFinding(name, mbid, 77, 99))
    body = ask(api, artist)
    assert {name for name, _ in world.asked} >= {"recordings", "artist_with_links", "artist"}
    assert (body["status"], body["artist_id"], body["errors"]) == ("completed", artist.pk, [])
    assert body["scores_before"]["total_score"] <= body["scores"]["total_score"]
    assert body["platforms"]["lastfm"]["state"] == "found"
    assert Artist.objects.get().listeners == 77


def test_only_the_platforms_named_are_asked(api, artist, world):
    body = ask(api, artist, platforms=["lastfm"])
    assert {name for name, _ in world.asked} == {"artist"}
    assert list(body["platforms"]) == ["lastfm"] and body["platforms"]["lastfm"]["calls"] == 1


def test_what_is_fresh_is_not_asked_unless_forced(api, artist, world):
    body = ask(api, artist, force_refresh=False)
    assert not world.asked and body["platforms"]["musicbrainz"]["state"] == "cached"


def test_a_spent_quota_is_pending(api, artist):
    gate.pause("youtube", (timezone.now() + timedelta(hours=2)).timestamp(), "quota_spent", "Spent.")
    answer = api.post(f"/api/artist/{artist.pk}/refresh", {"platforms": ["youtube"]})
    body = answer.json()
    assert (answer.status_code, body["status"], body["pending"][0]["reason"]) == (202, "pending", "quota_spent")
    job = Job.objects.get(kind="refresh")
    assert (body["job_id"], answer["Location"]) == (job.pk, f"/api/jobs/{job.pk}")
    assert int(answer["Retry-After"]) > 7000


def test_a_refresh_under_way_is_joined(api, artist):
    first, second = (ask(api, artist, 202, wait=0)["job_id"] for _ in range(2))
    assert first == second


def test_a_platform_without_a_key_is_refused(api, artist, world, settings):
    switch_off(settings, "lastfm", "youtube")
    problem = ask(api, artist, 503, platforms=["lastfm", "musicbrainz"])
    assert problem["type"] == "urn:prism:problem:platform_not_configured"
    assert problem["errors"][0]["value"] == "lastfm" and not world.asked
    assert ask(api, artist)["platforms"]["youtube"]["state"] == "not_configured"


def test_an_artist_without_recordings_of_their_own_cannot_be_asked_about(api, stub):
    guest = CreditFactory(role="featured").artist
    body = ask(api, guest)
    assert (body["status"], body["job_id"], len(body["errors"])) == ("completed", None, 1)
    assert {one["state"] for one in body["platforms"].values()} == {"skipped"} and not stub.asked


def test_what_was_asked_for_a_co_artist_is_not_told(api, artist):
    mate = CreditFactory(recording=artist.recordings.get()).artist
    code = {"subject": ONE, "recording": artist.recordings.get(), "state": "failed"}
    Want.objects.create(lookup=LookupFactory(platform="spotify", kind="isrc", **code), artist=mate)
    body = ask(api, artist)
    assert (body["status"], body["platforms"]["spotify"]["state"], body["errors"]) == ("completed", "skipped", [])
    assert Job.objects.get(kind="refresh").artist == artist


def test_an_id_merged_away_means_the_artist_who_lives_on(api, artist):
    MergedId.objects.create(old_id=4711, artist=artist)
    assert ask(api, 4711, force_refresh=False)["artist_id"] == artist.pk


@pytest.mark.parametrize("id", ["0", "99999", "abc", "-1", "9" * 40, "1.5", "%D9%A1"])
def test_nobody_is_not_found(api, id):
    assert ask(api, id, 404)["error"] == "Artist not found"


@pytest.mark.parametrize("body", [
    {"platforms": ["deezer"]}, {"platforms": "youtube"}, {"wait": 99}, {"force_refresh": "perhaps"}, {"ids": [1]}
])  # fmt: skip
def test_what_cannot_be_used_is_refused(api, stub, body):
    assert ask(api, ArtistFactory(), 400, **body)["errors"]
    assert not Job.objects.exists()
