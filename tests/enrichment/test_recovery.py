import io
import os
import socket
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from django_q.models import OrmQ

from enrichment import foreground, gate, recovery
from enrichment.models import Gate, Lookup, Node, Touch
from enrichment.owner import me
from enrichment.platforms.base import RateLimited, TryAgain
from enrichment.worth import rank
from leads.models import Artist, Job, JobRow, Profile
from tests.enrichment.pipeline import analyse, start
from tests.enrichment.stub import knows_all, mbid_of
from tests.factories import ArtistFactory, LookupFactory

pytestmark = pytest.mark.django_db

ONE, TWO = "NZAAA2600001", "NZBBB2600001"
HERE = socket.gethostname()
NOBODY = 2**22 + 11  # no process has this id
State = Profile.State


@pytest.fixture
def now():
    return timezone.now()


def node(id, host=HERE, pid=NOBODY, silent=0):
    beat = timezone.now() - timedelta(seconds=silent)
    return Node.objects.create(id=id, host=host, pid=pid, started_at=beat, beat_at=beat)


def held(owner):
    gate.lease("lastfm", owner, timezone.now().timestamp())
    return LookupFactory(state="asking", owner=owner, due_at=timezone.now() + timedelta(seconds=90), attempts=1)


# --- What the dead held -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "owner"),
    [
        ({"pid": NOBODY}, "n1/12"),
        ({"host": "elsewhere", "silent": 61}, "n1/12"),
        (None, "n1/12"),
        (None, f"{HERE[:30]}:{NOBODY}/{NOBODY}"),
    ],
    ids=["its watchdog is gone", "elsewhere and silent", "nobody knows it", "stood alone and ended"],
)
def test_what_the_dead_held_is_free_at_once(db, known, owner):
    if known:
        node("n1", **known)
    lookup = held(owner)
    assert recovery.recover("me") == 1
    lookup.refresh_from_db()
    assert (lookup.state, lookup.owner, lookup.attempts) == ("queued", "", 1)
    assert lookup.due_at <= timezone.now()
    assert Gate.objects.get(pk="lastfm").lease_owner == ""


@pytest.mark.parametrize(
    ("known", "owner"),
    [
        ({"pid": os.getpid()}, f"n1/{os.getpid()}"),
        ({"host": "elsewhere", "silent": 30}, "n1/12"),
        (None, me()),
        (None, "elsewhere:12/12"),
    ],
    ids=["its watchdog lives", "elsewhere and beating", "this very process", "alone elsewhere"],
)
def test_what_the_living_hold_is_theirs(db, known, owner):
    if known:
        node("n1", **known)
    lookup = held(owner)
    assert recovery.recover() == 0
    lookup.refresh_from_db()
    assert (lookup.state, lookup.owner) == ("asking", owner)
    assert Gate.objects.get(pk="lastfm").lease_owner == owner


def test_a_start_wakes_what_is_due(db, now, django_capture_on_commit_callbacks):
    LookupFactory(state="queued", due_at=now)
    with django_capture_on_commit_callbacks(execute=True):
        recovery.recover()
    assert OrmQ.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        recovery.wake_due()
    assert OrmQ.objects.count() == 1


def test_a_closed_gate_wakes_nobody_until_it_opens(db, now, django_capture_on_commit_callbacks):
    LookupFactory(state="queued", due_at=now)
    gate.pause("musicbrainz", now.timestamp() + 60, "unavailable", "Down.")
    with django_capture_on_commit_callbacks(execute=True):
        recovery.sweep()
    assert OrmQ.objects.count() == 0
    with time_machine.travel(now + timedelta(seconds=61)), django_capture_on_commit_callbacks(execute=True):
        recovery.sweep()
    assert OrmQ.objects.count() == 1


# --- The sweep --------------------------------------------------------------------------------------------------------


@pytest.fixture
def missed(stub):
    """A lead whom Spotify did not find, a moment ago."""
    knows_all(stub, linked=False)
    analyse(ONE)
    assert Profile.objects.get(platform="spotify").state == State.MISSED
    return stub


@pytest.mark.parametrize(
    ("after", "looks", "state"),
    [(timedelta(hours=23), 1, State.MISSED), (timedelta(hours=25), 2, State.ABSENT)],
    ids=["too soon", "a day later"],
)
def test_a_second_look_a_day_later_makes_absent(missed, after, looks, state):
    with time_machine.travel(timezone.now() + after, tick=True):
        recovery.sweep()
        foreground.work()
    assert len(missed.calls("tracks_by_isrc")) == looks
    assert Profile.objects.get(platform="spotify").state == state
    line = next(one for one in Artist.objects.get().breakdown["components"] if one["component"] == "missing_platforms")
    assert line["because"].startswith("Not on Spotify") is (state == State.ABSENT)


def test_a_machine_without_a_worker_takes_the_second_look_too(missed):
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=True):
        call_command("drain", stdout=io.StringIO())
    assert Profile.objects.get(platform="spotify").state == State.ABSENT


@pytest.mark.parametrize(("narrowed", "looks"), [(False, 2), (True, 1)], ids=["whole", "one job only"])
def test_long_work_in_the_foreground_sweeps_in_passing(missed, monkeypatch, narrowed, looks):
    monkeypatch.setattr(foreground, "SWEEP", 0.0)
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=True):
        foreground.work(Job.objects.get() if narrowed else None)
    assert len(missed.calls("tracks_by_isrc")) == looks


def test_there_is_no_third_look(missed):
    for days in (2, 4, 6):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=True):
            recovery.sweep()
            foreground.work()
    assert len(missed.calls("tracks_by_isrc")) == 2


def search(artist, age):
    created = timezone.now() - age
    values = {"platform": "youtube", "kind": "search", "subject": str(artist.pk), "state": "queued"}
    lookup = LookupFactory(**values, rank=rank(0, created.timestamp()))
    lookup.wants.create(artist=artist)
    Lookup.objects.filter(pk=lookup.pk).update(created_at=created)
    return lookup


@pytest.mark.parametrize(
    ("age", "state"), [(timedelta(days=6, hours=23), "queued"), (timedelta(days=7, minutes=1), "skipped")], ids=str
)
def test_a_search_nobody_could_afford_for_a_week_is_skipped(db, age, state):
    artist = ArtistFactory(known=None)
    lookup = search(artist, age)
    recovery.sweep()
    lookup.refresh_from_db()
    assert lookup.state == state
    told = list(Touch.objects.filter(artist=artist).values_list("because", flat=True))
    assert told == (["YouTube: Skipped: no search left in 7 days."] if state == "skipped" else [])


# --- Outages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error",
    [TryAgain("MusicBrainz is in trouble (error 500)."), RateLimited("MusicBrainz asks us to slow down.")],
    ids=["down", "always too busy"],
)
def test_an_outage_of_six_hours_ends_what_waits_with_a_sentence(stub, error):
    stub.says(recordings=error)
    job = start(ONE)
    begin = timezone.now()
    with time_machine.travel(begin, tick=True) as clock:
        for minute in range(0, 7 * 60, 5):
            clock.move_to(begin + timedelta(minutes=minute))
            foreground.work(patience=0)
            recovery.sweep()
    foreground.work(patience=0)
    job.refresh_from_db()
    row = job.rows.get()
    assert (job.state, row.state, row.reason) == (Job.State.FAILED, JobRow.State.FAILED, "unavailable")
    assert row.message == "MusicBrainz: MusicBrainz has not answered for 6 hours."


def test_after_an_outage_the_next_question_is_asked_and_not_given_up(stub, now):
    knows_all(stub)
    Gate.objects.create(name="musicbrainz", faults=9, down_since=now.timestamp() - 7 * 3600)
    recovery.sweep()
    job = start(ONE)
    recovery.sweep()
    foreground.work()
    job.refresh_from_db()
    assert job.state == Job.State.COMPLETED


def test_while_musicbrainz_is_out_codes_go_to_spotify(stub):
    stub.says(recordings=TryAgain("MusicBrainz is in trouble."))
    LookupFactory(platform="youtube", kind="handle", subject="handle:@other")
    job = start(ONE)
    begin = timezone.now()
    with time_machine.travel(begin, tick=True) as clock:
        for minute in range(0, 16, 2):
            clock.move_to(begin + timedelta(minutes=minute))
            foreground.work(patience=0)
            recovery.sweep()
    assert stub.calls("tracks_by_isrc") == [(ONE,)]
    assert job.rows.get().state != JobRow.State.NOT_FOUND


def test_while_musicbrainz_is_out_known_artists_go_on_elsewhere(stub):
    knows_all(stub).says(artists=TryAgain("In trouble."), links=TryAgain("In trouble."))
    start(ONE)
    begin = timezone.now()
    with time_machine.travel(begin, tick=True) as clock:
        for minute in range(0, 16, 2):
            clock.move_to(begin + timedelta(minutes=minute))
            foreground.work(patience=0)
            recovery.sweep()
    assert Artist.objects.get(mbid=mbid_of(ONE)).listeners == 5321
    assert stub.calls("tracks_by_isrc") == [(ONE,)]
    assert len(stub.calls("search")) == 1
