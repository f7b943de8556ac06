"""One artist asked about: what became of it is the status, and nothing stays but the ledger."""

import threading

import pytest

from enrichment import gate
from enrichment.findings import (
    AudienceFinding,
    ChannelFinding,
    ChannelHit,
    CreditFinding,
    RecordingFinding,
    UploadsFinding,
    VideoFinding,
)
from enrichment.models import Call, Lookup, Quota
from enrichment.platforms.base import Misconfigured, NotOffered, QuotaSpent, TryAgain
from leads.models import Artist, Job, Recording
from prism.api import waiting
from tests.enrichment.pipeline import now, switch_off
from tests.enrichment.stub import page

pytestmark = pytest.mark.django_db
TRIO, CODE, OWN = "Example Trio", "NZAAA2600001", "UCown0000000000000000000"
SONG = RecordingFinding("song", "Gravel", (CODE,), (CreditFinding(TRIO, "id-of-trio", 0),))
AUDIENCE = AudienceFinding(TRIO, None, 5321, 48210, url="https://www.last.fm/music/Example+Trio")


@pytest.fixture
def world(stub):
    return stub.says(
        artists_named=page(CreditFinding("Example Trios", "other", 0), CreditFinding(TRIO, "id-of-trio", 0)),
        recordings=page(SONG),
        tracks_by_artist=(SONG,),
        tracks_by_isrc=(SONG,),
        artist=AUDIENCE,
        search=(ChannelHit("UCtopic", f"{TRIO} - Topic"), ChannelHit(OWN, TRIO)),
        channels=(ChannelFinding(OWN, TRIO, uploads="UUown", subscribers=1230, views=0, videos=41),),
        uploads=UploadsFinding("UUown", tuple((f"v{n}", now()) for n in range(7))),
        video_stats=(VideoFinding("v0", views=0, likes=None),),
    )


def ask(api, platform, **body):
    return api.post(f"/api/{platform}/test", body or {"artist_name": TRIO}).json()


@pytest.mark.parametrize("platform", ["musicbrainz", "spotify", "lastfm"])
def test_an_artist_is_found_by_name(world, api, platform):
    told = ask(api, platform)
    assert (told["status"], told["result"]["name"], told["calls"]) == ("success", TRIO, 1)
    assert told["capabilities"]["monthly_listeners"] == "not_offered"
    assert list(Call.objects.values_list("platform", "outcome")) == [(platform, "answered")]


@pytest.mark.parametrize("platform", ["musicbrainz", "youtube"])
def test_a_test_is_held_like_any_request_that_waits(world, api, platform, monkeypatch):
    monkeypatch.setattr(waiting, "SEATS", threading.BoundedSemaphore(1))
    with waiting.seat():
        refused = api.post(f"/api/{platform}/test", {"artist_name": TRIO})
    assert (refused.status_code, refused["Retry-After"]) == (429, "5")
    assert refused.json()["type"] == "urn:prism:problem:throttled"
    assert not world.asked and ask(api, platform)["status"] == "success"


@pytest.mark.parametrize("platform", ["musicbrainz", "spotify"])
def test_an_artist_is_found_by_code(world, api, platform):
    assert ask(api, platform, isrc="nz-aaa-26-00001")["result"]["id"] == "id-of-trio"


def test_a_channel_is_found_with_its_figures(world, api):
    told = ask(api, "youtube")
    assert told["channel_data"]["statistics"]["subscriber_count"] == 1230
    assert told["channel_data"]["statistics"]["view_count"] == 0
    assert (told["calls"], len(told["recent_videos"])) == ({"search": 1, "units": 3}, 5)
    assert told["recent_videos"][0]["view_count"] == 0 and told["recent_videos"][1]["view_count"] is None
    assert told["analytics"]["upload_frequency"] == "very_active"
    assert Quota.objects.get(bucket="youtube:search").used == 1


@pytest.mark.parametrize("platform", ["musicbrainz", "spotify", "lastfm", "youtube"])
def test_nothing_stays_but_the_ledger(world, api, platform):
    ask(api, platform)
    assert Call.objects.exists()
    for model in (Artist, Recording, Lookup, Job):
        assert not model.objects.exists()


@pytest.mark.parametrize("platform", ["musicbrainz", "spotify", "lastfm", "youtube"])
def test_nobody_of_that_name_is_an_answer(stub, api, platform):
    assert ask(api, platform)["status"] == "not_found"


def test_a_topic_channel_is_nobodys_own(stub, api):
    stub.says(search=(ChannelHit("UCtopic", f"{TRIO} - Topic"),))
    assert ask(api, "youtube")["status"] == "not_found"


@pytest.mark.parametrize("platform", ["musicbrainz", "spotify", "lastfm", "youtube"])
def test_without_a_key_nobody_is_asked(stub, api, settings, platform):
    switch_off(settings, platform)
    assert ask(api, platform)["status"] == "not_configured"
    assert not stub.asked and not Call.objects.exists()


def test_a_spent_quota_says_until_when(stub, api, settings):
    settings.YOUTUBE_DAILY_SEARCHES = 1
    ask(api, "youtube")
    told = ask(api, "youtube")
    assert (told["status"], told["integration_status"], told["until"] is not None) == ("quota_spent",) * 2 + (True,)
    assert told["calls"] == {"search": 0, "units": 0} and len(stub.asked) == 1


@pytest.mark.parametrize(("error", "status"), [
    (TryAgain("Last.fm does not answer."), "failed"),
    (Misconfigured("Last.fm refuses the key."), "failed"),
    (NotOffered("Not for this key."), "failed"),
    (QuotaSpent("Spent.", bucket="daily", after=60), "quota_spent"),
])  # fmt: skip
def test_trouble_is_a_status(stub, api, error, status):
    stub.says(tracks_by_artist=error, tracks_by_isrc=error)
    told = ask(api, "spotify")
    assert told["status"] == status and told["message"]
    assert Call.objects.get().outcome == error.outcome


def test_a_channel_whose_figures_do_not_come_is_found_all_the_same(world, api):
    world.says(channels=TryAgain("YouTube does not answer."))
    told = ask(api, "youtube")
    assert told["status"] == "success" and "YouTube does not answer" in told["message"]
    assert told["channel_data"]["statistics"]["subscriber_count"] is None


def test_a_key_that_was_refused_is_tried_again(world, api):
    gate.pause("lastfm", now().timestamp() + 60, "misconfigured", "Last.fm refuses the key.")
    assert ask(api, "lastfm")["status"] == "success"


@pytest.mark.parametrize(("platform", "body", "field"), [
    ("youtube", {}, "artist_name"),
    ("lastfm", {"isrc": CODE}, "isrc"),
    ("spotify", {}, "artist_name"),
    ("spotify", {"isrc": "NZAAA26O0001"}, "isrc"),
    ("musicbrainz", {"artist_name": "x" * 256}, "artist_name"),
])  # fmt: skip
def test_what_is_missing_or_wrong_is_named(stub, api, platform, body, field):
    answer = api.post(f"/api/{platform}/test", body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    assert not stub.asked


def test_ten_a_minute(stub, api, settings):
    settings.API_THROTTLE_TEST = 2
    answers = [api.post("/api/lastfm/test", {"artist_name": TRIO}).status_code for _ in range(3)]
    assert sorted(answers) == [200, 200, 429]


def test_the_real_adapters_find_somebody(platforms, sandbox, api):
    asked = {"artist_name": "Nobody Of This Name"}
    for platform in ("musicbrainz", "spotify", "lastfm", "youtube"):
        assert ask(api, platform, **asked)["status"] == "not_found"
    assert Call.objects.filter(outcome="answered").count() == 5  # Spotify's token goes out beside its question
