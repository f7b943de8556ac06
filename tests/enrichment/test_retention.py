from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from enrichment import foreground, recovery, retention
from enrichment.findings import ChannelFinding
from enrichment.models import Gate
from leads.models import Artist, Job, Profile, Release, Snapshot, Statement
from tests.enrichment.pipeline import analyse, start
from tests.enrichment.stub import knows_all
from tests.factories import ArtistFactory, ProfileFactory, ReleaseFactory

pytestmark = pytest.mark.django_db

ONE = "NZAAA2600001"
DELETED = "YouTube's figures were past their 30 days and were deleted"


def _channel(id):
    return ChannelFinding(id, "Own", "@own", uploads=f"UU{id[2:]}", subscribers=400, views=9000, videos=0)


@pytest.fixture
def artist(stub):
    """A lead with a channel of 400 subscribers, asked about a moment ago."""
    knows_all(stub).says(channels=lambda ids: tuple(_channel(id) for id in ids))
    analyse(ONE)
    return Artist.objects.get()


def sweep_after(days):
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=True):
        recovery.sweep()
        foreground.work()


def fact(artist, name):
    artist.refresh_from_db()
    found = artist.facts.get(name, {})
    return found.get("state", "unknown"), found.get("note", "")


def test_figures_within_their_days_stay(artist):
    sweep_after(29)
    assert fact(artist, "subscribers")[0] == "known"
    assert artist.youtube_subscribers == 400


def test_figures_past_their_days_are_out_of_date_and_say_why(artist):
    sweep_after(31)
    assert fact(artist, "subscribers") == ("stale", DELETED)
    assert fact(artist, "upload_frequency") == ("stale", DELETED)
    assert (artist.youtube_subscribers, artist.youtube_views, artist.youtube_videos) == (None, None, None)
    assert not Snapshot.objects.filter(platform="youtube").exists()
    assert "400" not in str(artist.facts)


def test_who_the_artist_is_there_stays_known(artist):
    channel = artist.youtube_channel_id
    sweep_after(31)
    assert fact(artist, "youtube")[0] == "known"
    profile = artist.profiles.get(platform="youtube")
    assert (artist.youtube_channel_id, profile.external_id, profile.state) == (channel, channel, Profile.State.FOUND)
    assert profile.data.keys() == {"handle", "topic_only", "deleted_at"}


def test_what_other_platforms_told_stays(artist):
    sweep_after(31)
    assert fact(artist, "audience")[0] == "known"
    assert Snapshot.objects.filter(platform="lastfm").exists()


def test_it_keeps_what_staff_said_and_confirmed(artist, django_user_model):
    staff = django_user_model.objects.create(username="staff")
    Statement.objects.create(artist=artist, field="country", value="NZ", author=staff)
    artist.profiles.filter(platform="youtube").update(confirmed_by=staff)
    sweep_after(31)
    assert artist.statements.count() == 1
    assert artist.profiles.get(platform="youtube").confirmed_by == staff


def test_a_new_answer_takes_the_place_of_what_was_deleted(artist):
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=True):
        recovery.sweep()
        analyse(ONE)
    assert fact(artist, "subscribers")[0] == "known"
    assert DELETED not in str(artist.facts)


@pytest.mark.parametrize(("youtube", "kept"), [(True, True), (False, False)], ids=["wants YouTube", "does not"])
def test_what_an_open_job_is_about_to_renew_waits_for_it(artist, settings, youtube, kept):
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=True):
        start(ONE, include_youtube=youtube)
        retention.expire(timezone.now())
    artist.refresh_from_db()
    assert (artist.youtube_subscribers is not None) is kept
    Job.objects.update(state=Job.State.CANCELLED)
    retention.expire(timezone.now() + timedelta(days=31))
    artist.refresh_from_db()
    assert artist.youtube_subscribers is None


def test_zero_days_keep_everything(artist, settings):
    settings.YOUTUBE_RETENTION_DAYS = settings.SPOTIFY_RETENTION_DAYS = 0
    sweep_after(400)
    assert fact(artist, "subscribers")[0] == "known"


def test_that_there_is_no_channel_is_our_own_finding_and_stays():
    data = {"searched_at": "2026-10-01T00:00:00+00:00", "topic_only": False}
    past = timezone.now() - timedelta(days=1)
    profile = ProfileFactory(platform="youtube", state=Profile.State.ABSENT, data=data, expires_at=past)
    retention.expire(timezone.now())
    profile.refresh_from_db()
    assert (profile.state, profile.data, profile.expires_at) == (Profile.State.ABSENT, data, None)


def test_copies_that_staffs_changes_left_lose_their_figures_too(db):
    artist = ArtistFactory(youtube_subscribers=400, followers=7, listeners=5321, genre="folk")
    Artist.history.update(history_date=timezone.now() - timedelta(days=31))
    retention.expire(timezone.now())
    copy = artist.history.get()
    assert (copy.youtube_subscribers, copy.followers, copy.listeners, copy.genre) == (None, None, 5321, "folk")


# --- Spotify ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def album(db):
    """An album that Spotify alone has, with its copyright line, of an artist with followers."""
    past = timezone.now() - timedelta(minutes=1)
    artist = ArtistFactory(spotify_id="4Example0Artist0Id0000", followers=90)
    data = {"followers": 90, "track": "Gravel"}
    ProfileFactory(artist=artist, platform="spotify", external_id=artist.spotify_id, data=data, expires_at=past)
    album = ReleaseFactory(spotify_id="4Example0Album00Id0000", fetched_at=past, expires_at=past)
    album.artists.add(artist)
    return album


def test_spotifys_lines_and_figures_become_unknown_and_its_ids_stay(album):
    recovery.sweep()
    foreground.work()
    album.refresh_from_db()
    artist = album.artists.get()
    assert (album.copyrights, album.labels, album.title, album.date) == (None, None, "Harbour Light", "2026-09-14")
    assert (artist.followers, artist.spotify_id) == (None, "4Example0Artist0Id0000")
    assert artist.facts["independence_note"] == "Spotify's copyright lines were past their date and were deleted"
    assert fact(artist, "spotify")[0] == "known"
    state, note = fact(artist, "audience")
    assert state == "stale" and note.startswith("Spotify's figures were past their 30 days and were deleted")
    assert artist.independence == "unknown"
    assert artist.breakdown["components"][0]["state"] == artist.breakdown["independence"]["state"] == "stale"
    change = artist.score_changes.get()
    assert change.because == (
        "Spotify's figures were past their 30 days and were deleted; "
        "Spotify's copyright lines were past their 30 days and were deleted"
    )
    assert change.moved[0]["component"] == "independence"


def test_what_musicbrainz_has_too_does_not_expire(album):
    Release.objects.update(mbid="5b6c7d8e-0000-4000-8000-000000000001")
    retention.expire(timezone.now())
    album.refresh_from_db()
    assert album.copyrights


# --- How often --------------------------------------------------------------------------------------------------------


def test_one_sweep_an_hour_looks(album, monkeypatch):
    looks = []
    monkeypatch.setattr(retention, "expire", lambda now: looks.append(now) or 0)
    for minutes in (0, 1, 59, 61):
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False):
            recovery.sweep()
    assert len(looks) == 2


def test_more_than_one_turn_takes_goes_on_with_the_next_sweep(album, monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 1)
    recovery.sweep()
    assert Gate.objects.get(pk=recovery.RETENTION).next_free == 0
    recovery.sweep()
    assert Gate.objects.get(pk=recovery.RETENTION).next_free > 0
