from datetime import timedelta

import pytest
from django.utils import timezone

from enrichment.kinds import PLATFORMS
from enrichment.models import Lookup, Want
from enrichment.wanted import Wanted, Wish, rerank, wanted_by, wanted_for, write_down
from enrichment.worth import UNKNOWN_ARTIST, points_of
from leads.gather import gather
from leads.models import Job, JobRow
from tests.factories import ArtistFactory, CreditFactory, LookupFactory, RecordingFactory

pytestmark = pytest.mark.django_db
ALL = frozenset(PLATFORMS)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def artist(db):
    return ArtistFactory(known=None)


def job_of(artist, state=Job.State.RUNNING, row=JobRow.State.RUNNING, role="main", **values):
    credit = CreditFactory(artist=artist, role=role)
    job = Job.objects.create(kind=Job.Kind.ANALYZE, state=state, filled_at=timezone.now(), **values)
    JobRow.objects.create(job=job, recording=credit.recording, position=1, state=row)
    return job


# --- Who is wanted ----------------------------------------------------------------------------------------------------


def test_an_artist_is_wanted_while_an_open_row_of_an_open_job_waits(artist):
    job = job_of(artist)
    assert wanted_by([artist.pk]) == {artist.pk: Wanted(job.pk, ALL)}


@pytest.mark.parametrize(
    "values",
    [{"state": Job.State.CANCELLED}, {"row": JobRow.State.DONE}, {"role": "featured"}],
    ids=["job cancelled", "row done", "only featured"],
)
def test_nobody_else_is_wanted(artist, values):
    job_of(artist, **values)
    assert wanted_by([artist.pk]) == {}


def test_youtube_and_urgency_are_wanted_if_any_job_wants_them(artist):
    job_of(artist, include_youtube=False)
    assert wanted_by([artist.pk])[artist.pk].platforms == ALL - {"youtube"}
    job_of(artist, urgent=True)
    assert (wanted_by([artist.pk])[artist.pk].platforms, wanted_by([artist.pk])[artist.pk].urgent) == (ALL, True)


def test_a_question_about_a_code_nobody_is_credited_on_is_its_jobs(now):
    recording = RecordingFactory()
    job = Job.objects.create(kind=Job.Kind.ANALYZE, state=Job.State.RUNNING, filled_at=now, urgent=True)
    JobRow.objects.create(job=job, recording=recording, position=1, state=JobRow.State.RUNNING)
    wish = Wish("spotify", "isrc", recording.isrc, recording=recording.pk)
    write_down([wish], {}, wanted_for([recording.pk]), now)
    write_down([Wish("spotify", "isrc", "NZAAA2699999")], {}, {}, now)
    mine, other = (Lookup.objects.get(subject=code) for code in (recording.isrc, "NZAAA2699999"))
    assert (mine.job_id, other.job_id) == (job.pk, None) and mine.rank > other.rank


# --- Writing down -----------------------------------------------------------------------------------------------------


def test_a_wish_of_many_is_one_question(now):
    artists = [ArtistFactory(known=None) for _ in range(3)]
    wishes = [Wish("musicbrainz", "label", "slow", artist=artist.pk) for artist in artists]
    assert write_down(wishes, {}, {}, now) == {"musicbrainz"}
    write_down(wishes, {}, {}, now)
    assert Lookup.objects.count() == 1
    assert Want.objects.count() == 3


def test_the_same_subject_of_another_kind_is_another_question(artist, now):
    LookupFactory(platform="musicbrainz", kind="links", subject="tide")
    write_down([Wish("musicbrainz", "artist", "tide", artist=artist.pk)], {}, {}, now)
    assert list(Want.objects.values_list("lookup__kind", flat=True)) == ["artist"]


@pytest.mark.parametrize(
    ("kind", "state", "after"),
    [
        ("label", "parked", "queued"),
        ("label", "found", "found"),
        ("label", "failed", "failed"),
        ("channel", "not_found", "not_found"),
        ("channel", "found", "queued"),
        ("uploads", "found", "queued"),
    ],
)
def test_a_question_that_is_there_is_asked_again_only_for_need(artist, now, kind, state, after):
    platform = "musicbrainz" if kind == "label" else "youtube"
    LookupFactory(platform=platform, kind=kind, subject="x", state=state)
    write_down([Wish(platform, kind, "x", artist=artist.pk)], {}, {}, now)
    assert Lookup.objects.get().state == after


def test_a_code_that_may_bring_a_lead_is_worth_something(now):
    write_down([Wish("spotify", "isrc", "NZEXA2600001")], {}, {}, now)
    assert points_of(Lookup.objects.get().rank, now.timestamp()) == pytest.approx(UNKNOWN_ARTIST, abs=0.01)


# --- Worth that changes -----------------------------------------------------------------------------------------------


@pytest.fixture
def scored():
    """A lead whom nobody has looked for on YouTube."""
    return ArtistFactory()


def search(artist, now, points, **values):
    lookup = LookupFactory(
        platform="youtube", kind="search", subject=str(artist.pk), rank=points * 43200 - now.timestamp(), **values
    )
    Lookup.objects.filter(pk=lookup.pk).update(created_at=now)
    Want.objects.create(lookup=lookup, artist=artist)
    return lookup


def points(lookup):
    lookup.refresh_from_db()
    return points_of(lookup.rank, lookup.created_at.timestamp())


def test_a_waiting_question_moves_to_where_todays_worth_puts_it(scored, now):
    lookup = search(scored, now, 0, state="queued")
    assert rerank(gather([scored.pk]).values(), now) == set()
    assert points(lookup) > 10


def test_a_skipped_search_comes_back_when_its_worth_has_risen(scored, now):
    old = now - timedelta(days=8)
    lookup = search(scored, old, 0, state="skipped", reason="skipped", attempts=2)
    assert rerank(gather([scored.pk]).values(), now) == {"youtube"}
    assert points(lookup) > 10
    assert (lookup.state, lookup.created_at, lookup.attempts) == ("queued", now, 0)


@pytest.mark.parametrize(
    ("then", "reason"), [(90, "skipped"), (0, "not_configured")], ids=["worth no more", "switched off"]
)
def test_others_stay_skipped(scored, now, then, reason):
    lookup = search(scored, now, then, state="skipped", reason=reason)
    assert rerank(gather([scored.pk]).values(), now) == set()
    lookup.refresh_from_db()
    assert lookup.state == "skipped"
