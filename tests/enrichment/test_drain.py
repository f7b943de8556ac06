from datetime import UTC, datetime, timedelta

import pytest

from enrichment import gate, jobs, refusals
from enrichment.line import BUSY
from enrichment.models import Call, Gate, Lookup, Touch, Want
from enrichment.platforms.base import (
    TryAgain,
)
from leads.models import Job, JobRow, Recording
from tests.enrichment.drains import NOON, Clock, queued, song, step_all, told
from tests.enrichment.stub import page
from tests.factories import ArtistFactory

pytestmark = pytest.mark.django_db


# --- Claim, then ask --------------------------------------------------------------------------------------------------


def test_owner_attempt_due_time_and_ledger_are_written_before_the_question_leaves(drain, stub):
    (one,) = queued()
    seen = []

    def answer(*_):
        seen.append(told(one, "state", "attempts", "due_at", "owner"))
        seen.append(Call.objects.get().outcome)
        return page(song(one.subject))

    stub.says(recordings=answer)
    assert drain().step() is True
    state, attempts, due_at, owner = seen[0]
    assert (state, attempts, due_at, bool(owner)) == (Lookup.State.ASKING, 1, NOON + BUSY, True)
    assert seen[1] == "asking"


def test_an_answer_closes_the_question_and_the_ledger(drain, stub):
    found, missed = queued(2)
    stub.says(recordings=page(song(found.subject)))
    drain().step()
    assert told(found, "state", "owner", "answered_at") == (Lookup.State.FOUND, "", NOON)
    assert told(missed, "state") == (Lookup.State.NOT_FOUND,)
    call = Call.objects.get()
    assert (call.endpoint, call.outcome, call.status, call.subjects) == ("recording_search", "answered", 200, 2)
    assert Touch.objects.exists()


def test_what_another_worker_asks_is_left_alone_until_it_is_overdue(drain, stub, clock):
    (one,) = queued()
    Lookup.objects.update(state=Lookup.State.ASKING, owner="other/1", due_at=NOON + BUSY, attempts=1)
    assert drain().step() is None
    clock.now += 91
    assert drain().step() is True
    assert told(one, "attempts") == (2,)


def test_what_others_took_between_look_and_claim_costs_no_slot_and_no_call(drain, stub, monkeypatch):
    queued()
    reserve = gate.reserve

    def too_late(*arguments, **options):
        Lookup.objects.update(state=Lookup.State.ASKING, due_at=NOON + BUSY)
        return reserve(*arguments, **options)

    monkeypatch.setattr(gate, "reserve", too_late)
    assert drain().step() is True
    assert not stub.asked
    assert not Call.objects.exists()


def test_a_switched_off_platform_is_not_asked_and_its_questions_end(drain, stub, settings):
    (one,) = queued()
    settings.MUSICBRAINZ_ON = False
    asking = drain()
    asking.step()
    assert told(one) == (Lookup.State.SKIPPED, 0, "not_configured")
    assert Touch.objects.get().recording == one.recording
    assert not stub.asked
    assert asking.step() is None  # it does not go round and round with nothing to do


def test_an_artist_who_is_gone_is_not_asked_about(drain, stub):
    gone, here = ArtistFactory(known=None), ArtistFactory(known=None)
    for artist in (gone, here):
        queued(platform="lastfm", kind="audience", subject=str(artist.pk))
    gone.delete()
    step_all(drain("lastfm"), Clock(), 3)
    assert stub.calls("artist") == [(here.name, None)]
    assert list(Lookup.objects.values_list("subject", flat=True)) == [str(here.pk)]


# --- Batches ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "count", "sizes"),
    [("recording", 95, [40, 40, 15]), ("artist", 60, [50, 10]), ("release", 60, [50, 10]), ("area", 52, [50, 2])],
    ids=str,
)
def test_batches_are_full(drain, stub, clock, kind, count, sizes):
    queued(count, kind=kind)
    step_all(drain(), clock, 5)
    method = {"recording": "recordings", "artist": "artists", "release": "releases", "area": "areas"}[kind]
    assert [len(subjects) for subjects, _ in stub.calls(method)] == sizes
    assert [call.subjects for call in Call.objects.order_by("pk")] == sizes


def test_one_by_itself_is_looked_up(drain, stub, clock):
    queued(51, kind="area")
    step_all(drain(), clock, 3)
    assert (len(stub.calls("areas")), len(stub.calls("area_with_parent"))) == (1, 1)
    assert list(Call.objects.order_by("pk").values_list("endpoint", "subjects")) == [
        ("area_search", 50),
        ("area_lookup", 1),
    ]


@pytest.mark.parametrize("only", [None, lambda lookups: lookups], ids=["worker", "foreground"])
def test_links_that_a_look_up_is_bringing_at_this_moment_are_not_asked_for(drain, stub, clock, only):
    (artist,) = queued(kind="artist")
    queued(kind="links", subject=artist.subject)
    Lookup.objects.filter(pk=artist.pk).update(state="asking", due_at=NOON + timedelta(seconds=90))
    assert drain(only=only).step() is None
    clock.now += 91  # whoever asked is gone: the question is due again, and brings them
    step_all(drain(only=only), clock, 3)
    assert [name for name, _ in stub.asked][:1] == ["artist_with_links"]


def test_a_batch_that_others_may_still_fill_waits_for_them_but_not_for_long(drain, stub, clock):
    queued(3, kind="artist")
    (upstream,) = queued(kind="recording")
    Lookup.objects.filter(pk=upstream.pk).update(due_at=NOON + timedelta(seconds=20))
    assert drain().step() is None
    clock.now += 31
    Lookup.objects.filter(pk=upstream.pk).update(due_at=NOON + timedelta(hours=1))
    assert drain().step() is True
    assert len(stub.calls("artists")[0][0]) == 3


def test_a_single_job_in_the_foreground_holds_nothing_back(drain, stub):
    queued(3, kind="artist")
    queued(kind="recording")
    assert drain(only=lambda lookups: lookups.filter(kind="artist")).step() is True
    assert len(stub.calls("artists")[0][0]) == 3


def test_hits_beyond_the_first_hundred_are_read_page_by_page_each_past_the_gate(drain, stub, settings):
    settings.MUSICBRAINZ_INTERVAL = 1.0
    first, second, third = queued(3)
    hits = {0: song(first.subject), 1: song(second.subject), 2: song(third.subject)}
    stub.says(recordings=lambda subjects, offset: page(hits[offset], total=3, offset=offset))
    asking = drain()
    asking.step()
    assert set(Lookup.objects.values_list("state", flat=True)) == {Lookup.State.FOUND}
    assert [offset for _, offset in stub.calls("recordings")] == [0, 1, 2]
    assert Call.objects.filter(outcome="answered").count() == 3
    assert asking.clock() == NOON.timestamp() + 2.0


def test_a_gate_that_closes_between_two_pages_puts_the_question_back_as_if_unasked(drain, stub):
    (one,) = queued()

    def first(subjects, offset):
        gate.pause("musicbrainz", NOON.timestamp() + 300, "rate_limited", "Slow down.")
        return page(song(one.subject), total=200)

    stub.says(recordings=first)
    drain().step()
    assert told(one) == (Lookup.State.QUEUED, 0, "rate_limited")
    assert not Recording.objects.exclude(title="").exists()
    assert Gate.objects.get(pk="musicbrainz").faults == 0
    assert Call.objects.get().outcome == "answered"


def test_a_page_that_is_read_is_settled_before_the_next_is_asked_for(drain, stub):
    (one,) = queued()
    seen = []

    def answer(subjects, offset):
        seen.append(list(Call.objects.order_by("pk").values_list("outcome", flat=True)))
        return page(song(one.subject), total=2, offset=offset)

    stub.says(recordings=answer)
    drain().step()
    assert seen == [["asking"], ["answered", "asking"]]


def test_many_pages_keep_the_question_ours(drain, stub, clock):
    (one,) = queued()

    def slow(subjects, offset):
        clock.now += 40
        return page(song(one.subject), total=4, offset=offset)

    def late(subjects, offset):
        if offset == 3:
            assert told(one, "due_at")[0] > datetime.fromtimestamp(clock.now, UTC)
        return slow(subjects, offset)

    stub.says(recordings=late)
    drain().step()
    assert told(one, "state", "attempts") == (Lookup.State.FOUND, 1)


# --- Worth ------------------------------------------------------------------------------------------------------------


def test_a_scarce_purse_is_spent_by_worth_whatever_the_kind(drain, stub):
    queued(platform="spotify", kind="isrc", rank=1.0)
    queued(platform="spotify", kind="album", subject="worthy", rank=2.0)
    queued(platform="spotify", kind="isrc", rank=3.0)
    asking = drain("spotify")
    asking.step(), asking.step(), asking.step()
    assert [method for method, _ in stub.asked] == ["tracks_by_isrc", "album", "tracks_by_isrc"]


def test_who_may_turn_out_to_be_somebody_we_have_is_asked_about_last(drain, stub, clock):
    """A row known to Spotify alone is merged when MusicBrainz' links name it: asked about now, it is asked twice."""
    named, nameless = ArtistFactory(mbid="tide"), ArtistFactory(mbid=None, spotify_id="2BBB")
    for artist in (nameless, named):
        (lookup,) = queued(platform="lastfm", kind="audience", subject=str(artist.pk))
        Want.objects.create(lookup=lookup, artist=artist)
    Lookup.objects.update(created_at=NOON)
    queued(kind="links", subject="tide")
    asking = drain("lastfm")
    assert (asking.step(), asking.step()) == (True, None)
    assert told(lookup, "state") == (Lookup.State.NOT_FOUND,)  # the one with a name
    Lookup.objects.filter(kind="links").update(state=Lookup.State.FOUND)
    clock.now += 1
    assert asking.step() is True


# --- Cancelled jobs ---------------------------------------------------------------------------------------------------


def test_a_job_cancelled_during_its_call_makes_no_other(drain, stub, clock):
    (one,) = queued()
    job = Job.objects.create(kind=Job.Kind.ANALYZE, state=Job.State.RUNNING, filled_at=NOON)
    JobRow.objects.create(job=job, recording=one.recording, position=1)
    Lookup.objects.update(job=job)

    def cancelled(*_):
        jobs.cancel(job)
        raise TryAgain("In trouble.")

    stub.says(recordings=cancelled)
    drain().step()
    assert told(one, "state") == (Lookup.State.PARKED,)
    clock.now += 3600
    assert drain().step() is None


def test_put_back_leaves_alone_what_was_answered_meanwhile(db):
    (one,) = queued(attempts=1)
    Lookup.objects.update(state=Lookup.State.FOUND)
    refusals.put_back([one], "unavailable", "In trouble.", NOON)
    assert told(one, "state") == (Lookup.State.FOUND,)
