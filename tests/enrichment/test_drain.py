from datetime import UTC, datetime, timedelta

import pytest

from enrichment import gate, jobs, refusals
from enrichment.drain import BUSY, Drain
from enrichment.findings import CreditFinding, RecordingFinding
from enrichment.learn import LEARN
from enrichment.models import Call, Gate, Lookup, Quota, Touch
from enrichment.platforms.base import (
    Malformed,
    Misconfigured,
    NotOffered,
    PlatformError,
    QuotaSpent,
    RateLimited,
    TryAgain,
)
from leads.models import Artist, Job, JobRow, Recording
from tests.enrichment.stub import page
from tests.factories import ArtistFactory, LookupFactory, ProfileFactory, RecordingFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TRYING = ("state", "attempts", "reason")


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self):
        self.now = NOON.timestamp()

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def drain(clock):
    def make(platform="musicbrainz", **options):
        return Drain(platform, clock=clock, sleep=clock.sleep, **options)

    return make


def queued(count=1, platform="musicbrainz", kind="recording", **values):
    made = [
        LookupFactory(platform=platform, kind=kind, state=Lookup.State.QUEUED, due_at=NOON, answered_at=None, **values)
        for _ in range(count)
    ]
    for lookup in made:
        if kind in ("recording", "isrc"):
            lookup.recording = RecordingFactory(isrc=lookup.subject, title="")
            lookup.save(update_fields=["recording"])
    return made


def step_all(drain, clock, steps=100):
    """Ask until nothing is due within the hour."""
    for _ in range(steps):
        if drain.step() is not True:
            clock.now += 30
    return drain


def told(lookup, *names):
    return Lookup.objects.values_list(*(names or TRYING)).get(pk=lookup.pk)


def song(code, artist="tide"):
    return RecordingFinding(f"song-{code}", "Gravel", (code,), (CreditFinding("Tide", artist, 0),))


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
    drain().step()
    assert told(one) == (Lookup.State.SKIPPED, 0, "not_configured")
    assert Touch.objects.get().recording == one.recording
    assert not stub.asked


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
    [("recording", 95, [40, 40, 15]), ("artist", 60, [50, 10]), ("release", 60, [50, 10]), ("area", 51, [50, 1])],
    ids=str,
)
def test_batches_are_full(drain, stub, clock, kind, count, sizes):
    queued(count, kind=kind)
    step_all(drain(), clock, 5)
    method = {"recording": "recordings", "artist": "artists", "release": "releases", "area": "areas"}[kind]
    assert [len(subjects) for subjects, _ in stub.calls(method)] == sizes
    assert [call.subjects for call in Call.objects.order_by("pk")] == sizes


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


# --- Trouble ----------------------------------------------------------------------------------------------------------


def test_trouble_is_tried_again_after_ever_longer_waits_and_ends_after_five(drain, stub, clock, monkeypatch):
    monkeypatch.setattr(gate, "CIRCUIT", 99)
    (one,) = queued(platform="lastfm", kind="audience", subject=str(ArtistFactory(known=None).pk))
    stub.says(artist=TryAgain("Last.fm reports a failure of its own."))
    waits, asking = [], drain("lastfm")
    while told(one, "state") == (Lookup.State.QUEUED,):
        assert asking.step() is True
        due = told(one, "due_at")[0].timestamp()
        waits.append(due - clock.now)
        clock.now = max(clock.now, due)
    assert waits[:4] == [5, 10, 20, 40]
    assert len(stub.asked) == 5
    state, message = told(one, "state", "message")
    assert (state, message) == (
        Lookup.State.FAILED,
        "Given up after 5 attempts. Last.fm reports a failure of its own.",
    )


def test_the_platforms_own_wait_counts_where_it_is_longer(drain, stub):
    (one,) = queued()
    stub.says(recordings=TryAgain("In trouble.", after=120))
    drain().step()
    assert told(one, "due_at") == (NOON + timedelta(seconds=120),)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (RateLimited("Slow down.", after=90), "rate_limited"),
        (QuotaSpent("Spent.", bucket="daily", after=90), "quota_spent"),
    ],
    ids=["too fast", "spent"],
)
def test_a_closed_platform_costs_its_question_no_attempt(drain, stub, clock, error, reason):
    (one,) = queued(platform="spotify", kind="isrc")
    stub.says(tracks_by_isrc=error)
    drain("spotify").step()
    assert told(one) == (Lookup.State.QUEUED, 0, reason)
    assert drain("spotify").step() is not True
    clock.now += 90
    stub.says(tracks_by_isrc=())
    assert drain("spotify").step() is True
    assert told(one, "state") == (Lookup.State.NOT_FOUND,)


def test_an_open_circuit_tries_another_question_each_minute(drain, stub, clock):
    poison, *others = queued(6, platform="lastfm", kind="audience")
    for rank, lookup in enumerate([*reversed(others), poison]):
        artist = ArtistFactory(known=None, name=f"Artist {rank}")
        Lookup.objects.filter(pk=lookup.pk).update(rank=rank, subject=str(artist.pk))
    stub.says(artist=lambda name, mbid: (_ for _ in ()).throw(TryAgain("Down.")) if name == "Artist 5" else None)
    Gate.objects.update_or_create(pk="lastfm", defaults={"faults": 5, "pause_reason": "unavailable"})
    drain("lastfm").step()
    assert told(poison, "state", "attempts") == (Lookup.State.QUEUED, 0)
    assert drain("lastfm").step().reason == "unavailable"
    clock.now += 61
    assert drain("lastfm").step() is True
    assert Gate.objects.get(pk="lastfm").faults == 0
    assert told(others[0], "state") == (Lookup.State.NOT_FOUND,)


def test_misconfigured_ends_that_platform_and_only_that(drain, stub):
    mine, other = queued(platform="lastfm", kind="audience", subject=str(ArtistFactory(known=None).pk)), queued()
    queued(platform="lastfm", kind="audience", subject=str(ArtistFactory(known=None).pk))
    stub.says(artist=Misconfigured("Last.fm does not accept the API key."))
    drain("lastfm").step()
    told_why = Lookup.objects.filter(platform="lastfm").values_list("state", "reason", "message")
    assert set(told_why) == {(Lookup.State.FAILED, "misconfigured", "Last.fm does not accept the API key.")}
    assert told(other[0], "state") == (Lookup.State.QUEUED,)
    assert told(mine[0], "state") == (Lookup.State.FAILED,)
    assert len(stub.asked) == 1


def test_questions_that_come_while_misconfigured_end_without_a_call(drain, stub):
    gate.pause("lastfm", NOON.timestamp() + 600, "misconfigured", "Last.fm does not accept the API key.")
    (one,) = queued(platform="lastfm", kind="audience", subject=str(ArtistFactory(known=None).pk))
    drain("lastfm").step()
    assert told(one, "state", "reason") == (Lookup.State.FAILED, "misconfigured")
    assert not stub.asked


def test_what_this_key_may_not_ask_is_skipped_and_the_platform_goes_on(drain, stub):
    (one,) = queued(platform="spotify", kind="album", subject="album")
    (other,) = queued(platform="spotify", kind="isrc", rank=-1)
    stub.says(album=NotOffered("Spotify does not offer this to our key: album."))
    asking = drain("spotify")
    asking.step(), asking.step()
    assert told(one, "state", "reason") == (Lookup.State.SKIPPED, "not_offered")
    assert told(other, "state") == (Lookup.State.NOT_FOUND,)


def test_without_quick_figures_they_are_read_from_the_main_purse(drain, stub, clock):
    artist = ArtistFactory(known=None)
    ProfileFactory(artist=artist, platform="youtube", external_id="UCown", data={"newest": ["v1", "v2"]})
    (one,) = queued(platform="youtube", kind="videos", subject="UCown")
    stub.says(video_stats=NotOffered("YouTube does not offer its quick figures to our key."))
    asking = drain("youtube")
    assert asking.step() is True
    assert asking.step() is True
    assert told(one, "state", "attempts") == (Lookup.State.FOUND, 1)
    assert stub.calls("videos") == [(["v1", "v2"],)]
    assert list(Call.objects.order_by("pk").values_list("endpoint", "outcome")) == [
        ("stats", "not_offered"),
        ("videos", "answered"),
    ]
    assert dict(Quota.objects.values_list("bucket", "used")) == {"youtube:stats": 1, "youtube:main": 1}


def test_a_purse_that_is_spent_midway_leaves_the_others_to_be_asked(drain, stub, settings):
    settings.YOUTUBE_DAILY_SEARCHES = 1
    for _ in range(2):
        queued(platform="youtube", kind="search", subject=str(ArtistFactory(known=None).pk))
    (handle,) = queued(platform="youtube", kind="handle", subject="handle:@tide")
    shut = drain("youtube").run(seconds=5)
    assert shut.reason == "search_quota_spent"
    assert len(stub.calls("search")) == 1
    assert told(handle, "state") == (Lookup.State.NOT_FOUND,)
    assert Lookup.objects.get(kind="search", state=Lookup.State.QUEUED).attempts == 0


# --- Questions that kill ----------------------------------------------------------------------------------------------


def test_a_question_nobody_survives_is_buried_without_being_asked_again(drain, stub):
    (one,) = queued(attempts=5, message="")
    drain().step()
    assert not stub.asked
    assert told(one, "state", "message") == (
        Lookup.State.FAILED,
        "Given up after 5 attempts. The asking broke off every time.",
    )


@pytest.mark.parametrize(
    "trouble",
    [Malformed("MusicBrainz's reply cannot be read."), PlatformError("MusicBrainz refused the question.")],
    ids=["unreadable", "refused"],
)
def test_one_poisonous_question_does_not_take_its_batch_with_it(drain, stub, clock, trouble):
    lookups = queued(40)
    poison = lookups[17].subject

    def answer(subjects, offset):
        if poison in subjects:
            raise trouble
        return page(*map(song, subjects))

    stub.says(recordings=answer)
    step_all(drain(), clock, 400)
    states = dict(Lookup.objects.values_list("subject", "state"))
    assert states.pop(poison) == Lookup.State.FAILED
    assert set(states.values()) == {Lookup.State.FOUND}
    assert len(stub.asked) < 40


def test_a_batch_that_a_crash_broke_off_is_asked_again_as_one(drain, stub):
    queued(40, attempts=1)
    drain().step()
    assert [len(subjects) for subjects, _ in stub.calls("recordings")] == [40]


def test_an_answer_that_cannot_be_stored_is_put_back_and_stops_nobody(drain, stub, monkeypatch, caplog):
    one, other = queued(2)
    broken = lambda *_: Artist.objects.create(name="half stored") and 1 / 0  # noqa: E731
    monkeypatch.setitem(LEARN, ("musicbrainz", "recording"), broken)
    assert drain().step() is True
    assert told(one) == (Lookup.State.QUEUED, 1, "malformed")
    assert not Artist.objects.exists()
    assert Call.objects.get().outcome == "malformed"


# --- Worth ------------------------------------------------------------------------------------------------------------


def test_a_scarce_purse_is_spent_by_worth_whatever_the_kind(drain, stub):
    queued(platform="spotify", kind="isrc", rank=1.0)
    queued(platform="spotify", kind="album", subject="worthy", rank=2.0)
    queued(platform="spotify", kind="isrc", rank=3.0)
    asking = drain("spotify")
    asking.step(), asking.step(), asking.step()
    assert [method for method, _ in stub.asked] == ["tracks_by_isrc", "album", "tracks_by_isrc"]


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
