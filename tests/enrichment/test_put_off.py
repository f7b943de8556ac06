"""An artist or a code that cannot be assessed: tried again later, thrice, and then said to have failed."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from django_q.models import OrmQ

from enrichment import foreground, jobs, recovery, settle, tasks, verdicts
from enrichment.drain import Drain
from enrichment.models import Gate, Touch
from leads import assess
from leads.models import Artist, Job, JobRow
from tests.enrichment.pipeline import switch_off
from tests.factories import ArtistFactory, CreditFactory, LookupFactory, RecordingFactory

pytestmark = pytest.mark.django_db

MINUTES = (1, 5, 25)
GIVEN_UP = "Prism tried four times in half an hour and could not assess Tide Ōtaki; the log says why."


@pytest.fixture
def poison():
    return ArtistFactory(known=None, name="Tide Ōtaki")


@pytest.fixture
def looks(monkeypatch, poison):
    """What each look was at. Whatever looks at the poison breaks, until nobody is poison any more."""
    rescore, looks = assess.rescore, []

    def choke(known, *arguments, **options):
        known = list(known)
        looks.append({one.artist.pk for one in known})
        if any(one.artist.name == poison.name for one in known):
            raise ValueError("no such kind")
        return rescore(known, *arguments, **options)

    monkeypatch.setattr(assess, "rescore", choke)
    return looks


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


@pytest.fixture
def row(poison, settings):
    """Of a job that has asked about the poison all it could."""
    switch_off(settings, "musicbrainz", "spotify", "youtube", "lastfm")
    return JobRow.objects.create(job=started(), recording=CreditFactory(artist=poison).recording, position=1)


def started(**values):
    return Job.objects.create(kind=Job.Kind.ANALYZE, state=Job.State.RUNNING, filled_at=timezone.now(), **values)


def touch(*artists, **values):
    for artist in artists:
        Touch.objects.create(artist=artist, **{"at": time.time() - 10} | values)


def fail(clock, times=1):
    """Have it looked at as often, each time when it is due."""
    for _ in range(times):
        if put_off := Touch.objects.filter(tries__gt=0).first():
            clock.move_to(max(put_off.at, time.time()) + 1)
        settle.work_off()


def in_minutes():
    return [
        (round((at - time.time()) / 60), tries) for at, tries in Touch.objects.order_by("pk").values_list("at", "tries")
    ]


# --- Later ------------------------------------------------------------------------------------------------------------


def test_one_artist_who_cannot_be_assessed_stops_nobody_else(poison, looks, caplog):
    others = [ArtistFactory(known=None) for _ in range(2)]
    touch(poison, *others)
    settle.work_off()
    assert set(Artist.objects.exclude(scored_at=None)) == set(others)
    assert Touch.objects.get().artist == poison
    assert str(poison.pk) in caplog.text and "no such kind" in caplog.text


def test_who_cannot_be_assessed_is_looked_at_again_after_1_5_and_25_minutes_and_then_no_more(poison, looks, clock):
    touch(poison, poison)
    for tries, minutes in enumerate(MINUTES, 1):
        fail(clock)
        assert in_minutes() == [(minutes, tries)]
        assert settle.work_off() == 0
    fail(clock)
    assert not Touch.objects.exists() and len(looks) == 4


def test_a_code_that_cannot_be_settled_is_looked_at_again_as_an_artist_is(monkeypatch, clock):
    monkeypatch.setattr(settle, "recording_wishes", lambda *_: 1 / 0)
    Touch.objects.create(recording=RecordingFactory(), at=time.time() - 10)
    fail(clock, 3)
    assert in_minutes() == [(25, 3)]
    fail(clock)
    assert not Touch.objects.exists()


def test_who_can_be_assessed_at_last_is_scored_and_nothing_is_left(poison, looks, clock):
    touch(poison, because="MusicBrainz: links")
    fail(clock, 2)
    Artist.objects.update(name="Tide")
    fail(clock)
    assert Artist.objects.get().scored_at and not Touch.objects.exists()
    assert Artist.objects.get().score_changes.get().because == "MusicBrainz: links"


def test_what_is_told_meanwhile_is_looked_at_at_once_and_counts_as_no_try(poison, looks, clock):
    touch(poison, because="A")
    fail(clock)
    for because in ("B", "C"):
        touch(poison, because=because)
        assert settle.work_off() == 1
    assert in_minutes() == [(1, 1)] and len(looks) == 3
    assert Touch.objects.get().because == "A; B; C"
    Artist.objects.update(name="Tide")
    touch(poison)
    settle.work_off()
    assert Artist.objects.get().scored_at and not Touch.objects.exists()


def test_a_try_is_not_forgotten_while_answers_keep_coming(stub, poison, looks, clock):
    lookup = LookupFactory(platform="lastfm", kind="audience", subject=str(poison.pk), state="queued")
    lookup.artists.add(poison)
    jobs.start([CreditFactory(artist=poison).recording_id])
    fail(clock, 2)
    Artist.objects.update(scored_at=timezone.now())
    touch(poison)
    settle.work_off()
    assert looks[-1] == set()  # more may come at any moment
    assert in_minutes() == [(5, 2), (0, 0)]


def test_who_broke_before_is_looked_at_alone(poison, looks, clock):
    others = [ArtistFactory(known=None) for _ in range(5)]
    touch(poison)
    fail(clock)
    looks.clear()
    touch(*others, poison)
    settle.work_off()
    assert looks == [{one.pk for one in others}, {poison.pk}]


# --- The rows that wait -----------------------------------------------------------------------------------------------


def test_a_row_stays_open_while_there_is_another_try_and_then_fails_with_a_sentence(row, poison, looks, clock):
    touch(poison)
    began = time.time()
    fail(clock, 3)
    verdicts.resettle(timezone.now())
    row.refresh_from_db()
    assert row.state in JobRow.OPEN
    fail(clock)
    row.refresh_from_db()
    assert (row.state, row.reason) == (JobRow.State.FAILED, "failed")
    assert row.message.startswith(GIVEN_UP)
    job = Job.objects.get()
    assert job.state == Job.State.FAILED and job.finished_at
    assert time.time() - began < 32 * 60


def test_rows_that_do_not_wait_for_them_stay_as_they_are(row, poison, looks, clock):
    other = JobRow.objects.create(job=row.job, recording=CreditFactory().recording, position=2)
    done = JobRow.objects.create(
        job=row.job, recording=CreditFactory(artist=poison).recording, position=3, state=JobRow.State.DONE
    )
    elsewhere = started(artist=ArtistFactory())
    about_another = JobRow.objects.create(job=elsewhere, recording=row.recording, position=1)
    touch(poison)
    fail(clock, 4)
    states = dict(JobRow.objects.values_list("pk", "state"))
    assert states == {row.pk: "failed", other.pk: "queued", done.pk: "done", about_another.pk: "queued"}
    assert Job.objects.get(pk=row.job_id).state == Job.State.RUNNING


def test_the_row_of_a_code_that_cannot_be_settled_fails(row, monkeypatch, clock):
    monkeypatch.setattr(settle, "recording_wishes", lambda *_: 1 / 0)
    Touch.objects.create(recording=row.recording, at=time.time() - 10)
    fail(clock, 4)
    row.refresh_from_db()
    assert row.state == JobRow.State.FAILED and "could not assess this code" in row.message
    assert Job.objects.get().finished_at


def test_a_failed_row_sent_again_has_the_artist_looked_at_anew(row, poison, looks, clock):
    touch(poison)
    fail(clock, 4)
    Artist.objects.update(name="Tide")
    job = Job.objects.get()
    assert jobs.retry_failed(job) == 1
    clock.shift(timedelta(seconds=10))
    settle.work_off()
    row.refresh_from_db()
    assert row.state == JobRow.State.DONE and not row.message
    assert Artist.objects.get().scored_at


# --- Who is idle meanwhile --------------------------------------------------------------------------------------------


@pytest.fixture
def put_off(poison):
    touch(poison, at=time.time() + 1500, tries=3, by="later")


@pytest.fixture
def woken(django_capture_on_commit_callbacks):
    def after(do, *arguments):
        with django_capture_on_commit_callbacks(execute=True):
            do(*arguments)
        return [task.task["args"][0] for task in OrmQ.objects.all()]

    return after


def test_a_drain_does_not_stay_for_what_is_due_much_later(stub, put_off):
    slept = []
    Drain("musicbrainz", sleep=slept.append).run()
    assert not slept


def test_a_drain_stays_for_what_is_due_in_a_moment(stub, poison):
    touch(poison, at=time.time() + 0.3)
    Drain("musicbrainz").run()
    assert Artist.objects.get().scored_at


def test_a_drain_is_not_queued_again_for_what_is_due_much_later(stub, put_off, woken):
    assert woken(tasks.drain, "musicbrainz") == []


def test_the_sweep_wakes_a_drain_when_it_is_due_and_no_sooner(put_off, woken, clock):
    assert woken(recovery.wake_due) == []
    clock.shift(timedelta(minutes=26))
    assert woken(recovery.wake_due) == ["musicbrainz"]
    assert Gate.objects.get().woken_at


def test_a_call_in_the_foreground_does_not_wait_for_what_is_due_much_later(stub, row, put_off):
    assert foreground.work(row.job, deadline=time.time() + 5)
    assert foreground.work(deadline=time.time() + 5)
    assert Touch.objects.exists()


def test_manage_drain_ends_though_somebody_is_looked_at_again_later(stub, put_off, capsys):
    began = time.monotonic()
    call_command("drain", seconds=20)
    assert time.monotonic() - began < 15 and Touch.objects.exists()
    assert "Everything has been asked." in capsys.readouterr().out
