"""Any subset of the platforms off, down or spent: the rest finishes, scores compute, reasons say what is missing."""

import time
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
import time_machine
from django.utils import timezone

from enrichment import foreground, progress, recovery
from enrichment.models import Call, Lookup
from leads.models import Artist, Job, JobRow, Profile
from sandbox.catalogue import build
from tests.enrichment.pipeline import start, switch_off

pytestmark = pytest.mark.django_db

PLATFORMS = ("musicbrainz", "spotify", "lastfm", "youtube")
LABELS = {"musicbrainz": "MusicBrainz", "spotify": "Spotify", "lastfm": "Last.fm", "youtube": "YouTube"}
SUBSETS = [some for size in range(1, 5) for some in combinations(PLATFORMS, size)]
ENDED = {JobRow.State.DONE, JobRow.State.NOT_FOUND, JobRow.State.FAILED}


@pytest.fixture(scope="module")
def codes():
    """A few artists with and without links, on both services and on one alone."""
    world = build(artists=60, isrcs=240, seed=1)
    return [artist.isrcs[0] for artist in world.artists[:10]]


def run(codes, **options):
    job = start(*codes, **options)
    foreground.work(patience=0)
    job.refresh_from_db()
    return job


def at(moment):
    return time_machine.travel(moment, tick=True)


def words(artist):
    """All that the lead's page tells about what is known and why not."""
    notes = [fact.get("note", "") for fact in artist.facts.values() if isinstance(fact, dict)]
    lines = [line["because"] for line in artist.breakdown["components"]]
    return " ".join([*notes, *lines, artist.facts.get("independence_note", "")])


# --- Off --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("off", SUBSETS, ids="+".join)
def test_what_is_off_is_not_asked_and_the_rest_finishes(platforms, settings, codes, off):
    switch_off(settings, *off)
    job = run(codes)
    assert job.state not in Job.OPEN
    assert set(job.rows.values_list("state", flat=True)) <= ENDED
    assert not set(Call.objects.values_list("platform", flat=True)) & set(off)
    leads = Artist.objects.leads()
    assert leads.exists() is not ({"musicbrainz", "spotify"} <= set(off))
    for artist in leads:
        assert artist.breakdown["components"]
        for platform in {"youtube", "lastfm"} & set(off):
            assert f"{LABELS[platform]} is not asked: no key is set" in words(artist)
    assert not Profile.objects.filter(platform__in=off).exists()
    assert not set(leads.filter(youtube_finding="no_youtube_presence")) or "youtube" not in off


def test_what_is_switched_on_later_is_asked_by_the_next_job(platforms, settings, codes):
    switch_off(settings, "lastfm")
    run(codes)
    settings.LASTFM_API_KEY = "key"
    asked = set(Call.objects.values_list("pk", flat=True))
    run(codes)
    assert set(Call.objects.exclude(pk__in=asked).values_list("platform", flat=True)) == {"lastfm"}


def test_what_is_switched_off_midway_ends_unasked(platforms, settings, codes):
    platforms.control(lastfm="down")
    job = run(codes)
    assert Lookup.objects.filter(platform="lastfm", state__in=Lookup.OPEN).exists()
    switch_off(settings, "lastfm")
    foreground.work(patience=0)
    job.refresh_from_db()
    assert job.state == Job.State.COMPLETED


# --- Down -------------------------------------------------------------------------------------------------------------


def told(job):
    return {one.platform: one for one in progress.of(job).platforms}


@pytest.mark.parametrize(
    ("platform", "fault"),
    [("spotify", "500"), ("lastfm", "503"), ("youtube", "429long"), ("spotify", "html"), ("lastfm", "reset")],
)
def test_one_platform_in_trouble_delays_no_other(platforms, codes, platform, fault):
    platforms.control(faults={platform: fault})
    job = run(codes)
    states = {name: one.state for name, one in told(job).items()}
    assert states.pop(platform) in ("waiting", "asking")
    assert set(states.values()) == {"done"}
    assert Artist.objects.leads().count() >= 6
    assert not Lookup.objects.filter(platform=platform).exclude(state="queued").exists()


@pytest.mark.parametrize(
    ("platform", "fault"),
    [("musicbrainz", "500:4"), ("spotify", "429short:2"), ("lastfm", "503:3"), ("youtube", "html:2")],
)
def test_a_burst_of_trouble_is_over_when_it_is_over(platforms, codes, platform, fault):
    platforms.control(faults={platform: fault})
    job = run(codes)
    for seconds in (6, 20, 45, 90, 300):
        with at(timezone.now() + timedelta(seconds=seconds)):
            recovery.sweep()
            foreground.work(patience=0)
    job.refresh_from_db()
    assert job.state == Job.State.COMPLETED
    assert not Lookup.objects.filter(state__in=(*Lookup.OPEN, Lookup.State.FAILED)).exists()


@pytest.mark.parametrize(
    ("platform", "mode", "sentence"),
    [
        ("youtube", "key_invalid", "YouTube does not accept the API key."),
        ("youtube", "disabled", "The YouTube Data API is not switched on for this key's project."),
        ("spotify", "premium_lapsed", "Spotify wants an active Premium subscription of the app's owner."),
    ],
)
def test_a_platform_that_refuses_us_ends_with_its_sentence_and_alone(platforms, codes, platform, mode, sentence):
    platforms.control(**{platform: mode})
    job = run(codes)
    assert job.state not in Job.OPEN
    failed = Lookup.objects.filter(state="failed")
    assert set(failed.values_list("platform", "reason", "message")) == {(platform, "misconfigured", sentence)}
    assert Call.objects.filter(platform=platform, outcome="misconfigured").count() == 1
    assert any(sentence in words(artist) for artist in Artist.objects.leads())


def test_without_quick_figures_the_videos_are_read_all_the_same(platforms, codes):
    platforms.control(youtube="no_stats")
    job = run(codes)
    assert job.state == Job.State.COMPLETED
    assert Call.objects.filter(platform="youtube", endpoint="stats").count() == 1
    assert platforms.stats("youtube")["by_endpoint"]["videos"] >= 1


# --- Spent ------------------------------------------------------------------------------------------------------------


def move(platforms, clock, moment):
    """Both clocks to the same moment, ours and theirs."""
    clock.move_to(moment)
    platforms.control(clock={"set": moment.astimezone(UTC).isoformat()})


def test_spent_searches_wait_for_midnight_in_los_angeles_and_go_on_by_themselves(platforms, settings, codes):
    settings.YOUTUBE_DAILY_SEARCHES = 1
    begin = datetime(2026, 11, 22, 20, tzinfo=UTC)
    with at(begin) as clock:
        move(platforms, clock, begin)
        job = run(codes)
        waiting = job.rows.filter(state=JobRow.State.WAITING)
        assert set(waiting.values_list("reason", flat=True)) == {"search_quota_spent"}
        assert {row.until for row in waiting} == {datetime(2026, 11, 23, 8, tzinfo=UTC)}
        assert "resumes 9:00 pm" in waiting.first().message
        assert (job.state, progress.of(job).finished) == (Job.State.WAITING, True)
        assert any("YouTube search is spent" in words(artist) for artist in Artist.objects.leads())
        assert platforms.stats("youtube")["by_endpoint"]["search"] == 1
        left = Lookup.objects.filter(kind="search", state="queued").count()
        for day in range(1, left + 1):
            move(platforms, clock, begin + timedelta(days=day))
            recovery.sweep()
            foreground.work(patience=0)
        job.refresh_from_db()
        assert job.state == Job.State.COMPLETED
        assert platforms.stats("youtube")["violations"] == 0


def test_searches_that_youtube_itself_calls_spent_wait_for_midnight_there(platforms, settings, codes):
    run(codes, include_youtube=False)
    settings.YOUTUBE_DAILY_SEARCHES, settings.YOUTUBE_INTERVAL = 0, 0.55
    platforms.control(limits="x0.04")
    job = run(codes)
    assert Call.objects.filter(endpoint="search", platform="youtube", outcome="quota_spent").count() == 1
    assert set(job.rows.filter(state=JobRow.State.WAITING).values_list("reason", flat=True)) == {"search_quota_spent"}
    assert not Lookup.objects.filter(platform="youtube", state="failed").exists()


def test_spotifys_spent_quota_waits_as_long_as_it_says_and_goes_on_by_itself(platforms, settings, codes):
    settings.SPOTIFY_DAILY_BUDGET, settings.SPOTIFY_INTERVAL = 0, 31.0
    platforms.control(limits="x0.005")  # five calls a day, one in half a minute
    switch_off(settings, "musicbrainz", "youtube", "lastfm")
    begin = timezone.now()
    with at(begin) as clock:
        job = start(*codes)
        for step in range(7):
            move(platforms, clock, begin + timedelta(seconds=32 * step))
            foreground.work(deadline=time.time() + 0.5)
        assert list(Call.objects.filter(endpoint__in=["search", "album"]).values_list("outcome", flat=True))[5:] == [
            "quota_spent"
        ]
        waiting = job.rows.filter(reason="quota_spent")
        assert waiting.exists()
        until = waiting.first().until
        assert timedelta(hours=20) < until - begin < timedelta(hours=26)
        move(platforms, clock, until + timedelta(seconds=5))
        recovery.sweep()
        foreground.work(deadline=time.time() + 0.5)
        assert Call.objects.filter(outcome="quota_spent").count() == 1
        assert Call.objects.filter(endpoint__in=["search", "album"]).count() == 7
