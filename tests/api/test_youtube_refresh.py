"""POST /api/artist/{id}/youtube/refresh: YouTube alone is asked, and the artist is scored anew."""

from datetime import timedelta

import pytest
from django.utils import timezone

from enrichment import gate
from enrichment.findings import ChannelFinding, ChannelHit, UploadsFinding
from enrichment.models import Call
from enrichment.platforms.base import Misconfigured
from leads.models import Artist, Profile
from tests.enrichment.pipeline import analyse, switch_off
from tests.enrichment.stub import knows_all
from tests.factories import ArtistFactory

pytestmark = pytest.mark.django_db
ONE = "NZAAA2600001"


@pytest.fixture
def artist(world):
    analyse(ONE)
    world.asked.clear()
    return Artist.objects.get()


@pytest.fixture
def unlinked(stub):
    """An artist of whom nobody knows a channel."""
    knows_all(stub, linked=False)
    analyse(ONE)
    stub.asked.clear()
    return Artist.objects.get()


def refresh(api, artist, status=200, **body):
    answer = api.post(f"/api/artist/{getattr(artist, 'pk', artist)}/youtube/refresh", body)
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_known_channel_is_read_again(api, artist, world):
    world.says(
        channels=lambda ids: tuple(
            ChannelFinding(id, "Own", uploads=f"UU{id[2:]}", subscribers=77, views=9, videos=1) for id in ids
        ),
        uploads=lambda playlist: UploadsFinding(playlist, (("v1", timezone.now()),)),
    )
    scored_before = artist.scored_at
    told = refresh(api, artist)
    assert (told["status"], told["updated_data"]["subscribers"], told["pending"]) == ("success", 77, [])
    assert [name for name, _ in world.asked] == ["channels", "uploads", "video_stats"]
    artist.refresh_from_db(fields=["scored_at"])
    assert scored_before < artist.scored_at
    assert told["scores_before"]["scored_at"] <= told["scores"]["scored_at"]


def test_an_absence_is_dated(api, unlinked, stub):
    told = refresh(api, unlinked)
    assert (told["status"], told["updated_data"]) == ("no_channel_found", None)
    assert [name for name, _ in stub.asked] == ["search"]
    assert Profile.objects.get(platform="youtube").data["searched_at"] > timezone.now().isoformat()[:10]


def test_a_channel_of_the_same_name_waits_for_a_person(api, unlinked, stub):
    stub.says(search=(ChannelHit("UCother00000000000000000", unlinked.name),))
    told = refresh(api, unlinked)
    assert told["status"] == "no_channel_found" and "a person must decide" in told["message"]


def test_a_spent_search_is_pending(api, unlinked, stub):
    until = timezone.now() + timedelta(hours=2)
    gate.pause("youtube:search", until.timestamp(), "search_quota_spent", "Spent.")
    told = refresh(api, unlinked, 202)
    assert (told["status"], told["pending"][0]["reason"]) == ("pending", "search_quota_spent")
    assert told["status_url"] == f"/api/jobs/{told['job_id']}" and not stub.asked


def test_a_confirmed_channel_is_never_replaced(api, artist, world, owner):
    Profile.objects.filter(platform="youtube").update(confirmed_by=owner)
    channel = artist.youtube_channel_id
    world.says(channels=())
    refresh(api, artist)
    assert Artist.objects.get().youtube_channel_id == channel


def test_a_refused_key_is_told(api, unlinked, stub):
    stub.says(search=Misconfigured("YouTube refuses the key."))
    told = refresh(api, unlinked)
    assert told["status"] == "failed" and "refuses the key" in told["errors"][0]


def test_without_waiting_it_is_pending(api, artist, world):
    assert refresh(api, artist, 202, wait=0)["status"] == "pending"
    assert not world.asked


def test_without_a_key_it_cannot_be_asked(api, artist, settings):
    switch_off(settings, "youtube")
    assert refresh(api, artist, 503)["type"] == "urn:prism:problem:platform_not_configured"


@pytest.mark.parametrize("id", [999, "nobody"])
def test_who_is_not_there_is_not_found(api, world, id):
    assert refresh(api, id, 404)["error"] == "Artist not found"


def test_who_has_no_recording_cannot_be_asked_about(api, world):
    assert refresh(api, ArtistFactory(), 409)["type"] == "urn:prism:problem:wrong_state"


def test_only_youtube_is_on_the_ledger(api, artist):
    Call.objects.all().delete()
    refresh(api, artist)
    assert set(Call.objects.values_list("platform", flat=True)) == {"youtube"}
