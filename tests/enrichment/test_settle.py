import time
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from enrichment import gate, jobs, settle
from enrichment.models import Lookup, Touch
from leads import assess
from leads.models import Artist, Job
from tests.enrichment.pipeline import analyse
from tests.enrichment.stub import knows_all
from tests.factories import ArtistFactory, CreditFactory, LookupFactory, ProfileFactory

pytestmark = pytest.mark.django_db

ONE = "NZAAA2600001"


def touch(*artists, at=None, by=""):
    moment = time.time() - 10 if at is None else at
    Touch.objects.bulk_create(Touch(artist=artist, at=moment, by=by) for artist in artists)


def test_a_touched_artist_is_scored_and_the_touch_is_gone():
    artist = ArtistFactory(known=None)
    touch(artist, artist)
    settle.work_off()
    assert Artist.objects.get().scored_at
    assert not Touch.objects.exists()


def test_nobody_settles_while_another_does(db):
    artist = ArtistFactory(known=None)
    touch(artist)
    gate.lease("settle", "other/1", time.time())
    assert settle.work_off() == 0
    assert Touch.objects.exists()


def test_one_artist_who_cannot_be_assessed_stops_nobody_else(monkeypatch, caplog):
    poison, *others = [ArtistFactory(known=None) for _ in range(3)]
    touch(poison, *others)
    rescore = assess.rescore

    def choke(known, *arguments, **options):
        known = list(known)
        if any(one.artist == poison for one in known):
            raise ValueError("no such kind")
        return rescore(known, *arguments, **options)

    monkeypatch.setattr(assess, "rescore", choke)
    settle.work_off()
    assert set(Artist.objects.exclude(scored_at=None)) == set(others)
    assert not Touch.objects.exists()
    assert str(poison.pk) in caplog.text


@pytest.fixture
def artist(db):
    """Wanted by a job, scored a moment ago when nothing was known, with one question still in a long queue."""
    artist = ArtistFactory(known=None, scored_at=timezone.now(), mbid="tide", country=None)
    LookupFactory(platform="lastfm", kind="audience", subject=str(artist.pk), state="queued").wants.create(
        artist=artist
    )
    jobs.start([CreditFactory(artist=artist).recording_id])
    return artist


def test_a_busy_artist_is_scored_once_for_many_answers_but_not_hours_later(stub, artist):
    ProfileFactory(artist=artist, platform="musicbrainz", data={"country": "NZ"})
    touch(artist)
    settle.work_off()
    artist.refresh_from_db()
    assert artist.country is None
    assert settle.work_off() == 0
    with time_machine.travel(timezone.now() + timedelta(seconds=5), tick=True):
        settle.work_off()
    artist.refresh_from_db()
    assert artist.country == "NZ"
    assert not Touch.objects.filter(artist=artist).exists()


def test_a_job_cancelled_while_we_plan_gains_no_question(stub, monkeypatch, artist):
    circumstances = settle.circumstances

    def cancelled(*arguments):
        jobs.cancel(Job.objects.get())
        return circumstances(*arguments)

    monkeypatch.setattr(settle, "circumstances", cancelled)
    touch(artist)
    settle.work_off()
    assert not Lookup.objects.filter(kind="artist").exists()
    assert not Lookup.objects.filter(state__in=Lookup.OPEN).exists()


def test_settling_again_wishes_for_nothing_new(stub):
    knows_all(stub)
    analyse(ONE)
    before = Lookup.objects.count()
    touch(*Artist.objects.all())
    settle.work_off()
    assert Lookup.objects.count() == before
