from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError

from enrichment import gate
from enrichment.learn import LEARN
from enrichment.models import Call, Gate, Lookup, Quota
from enrichment.platforms.base import (
    Malformed,
    Misconfigured,
    NotOffered,
    PlatformError,
    QuotaSpent,
    RateLimited,
    TryAgain,
)
from leads.models import Artist
from tests.enrichment.drains import NOON, queued, song, step_all, told
from tests.enrichment.stub import page
from tests.factories import ArtistFactory, ProfileFactory

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("crashes", [1, 2])
def test_a_batch_that_a_crash_broke_off_is_asked_again_as_one(drain, stub, crashes):
    queued(40, attempts=crashes)
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


@pytest.mark.parametrize("clash", [IntegrityError, OperationalError])
def test_an_answer_whose_storing_clashed_with_another_drain_is_taken_in_anew_and_not_asked_again(
    drain, stub, monkeypatch, clash
):
    (one,) = queued()
    stub.says(recordings=page(song(one.subject)))
    learn, clashes = LEARN["musicbrainz", "recording"], [clash("another was first")] * 2

    def clashing(*arguments):
        hits = learn(*arguments)
        if clashes:
            raise clashes.pop()
        return hits

    monkeypatch.setitem(LEARN, ("musicbrainz", "recording"), clashing)
    drain().step()
    assert told(one) == (Lookup.State.FOUND, 1, "")
    assert Call.objects.get().outcome == "answered"
    assert len(stub.asked) == 1


def test_an_answer_that_clashes_every_time_is_put_back(drain, stub, monkeypatch):
    (one,) = queued()

    def clashing(*_):
        raise IntegrityError("another was first")

    monkeypatch.setitem(LEARN, ("musicbrainz", "recording"), clashing)
    assert drain().step() is True
    assert told(one) == (Lookup.State.QUEUED, 1, "malformed")
