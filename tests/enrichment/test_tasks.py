import time

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from enrichment import gate, tasks, wake
from enrichment.models import Gate, Lookup
from enrichment.platforms.base import QuotaSpent, RateLimited
from tests.enrichment.pipeline import start
from tests.enrichment.stub import knows_all
from tests.factories import LookupFactory

pytestmark = pytest.mark.django_db

ONE = "NZAAA2600001"


@pytest.fixture
def woken(django_capture_on_commit_callbacks):
    """Platforms for which a drain is queued after doing something."""

    def after(do, *arguments):
        with django_capture_on_commit_callbacks(execute=True):
            do(*arguments)
        return sorted(task.task["args"][0] for task in OrmQ.objects.all())

    return after


def test_a_platform_is_woken_once_however_often_it_is_called(woken):
    woken(wake.wake, "lastfm")
    assert woken(wake.wake, "lastfm") == ["lastfm"]


def test_a_platform_that_is_being_drained_needs_no_waking(woken):
    gate.lease("lastfm", "other/1", time.time())
    assert woken(wake.wake, "lastfm") == []


def test_a_call_that_was_lost_is_repeated_after_a_while(woken):
    woken(wake.wake, "lastfm")
    OrmQ.objects.all().delete()
    Gate.objects.update(woken_at=time.time() - 31)
    assert woken(wake.wake, "lastfm") == ["lastfm"]


def test_a_second_drain_of_a_platform_leaves_it_to_the_first(stub, woken):
    start(ONE)
    gate.lease("musicbrainz", "other/1", time.time())
    OrmQ.objects.all().delete()
    woken(tasks.drain, "musicbrainz")
    assert not stub.asked
    assert Gate.objects.get(pk="musicbrainz").lease_owner == "other/1"


def test_a_drain_asks_lets_go_and_wakes_those_it_found_work_for(stub, woken):
    knows_all(stub)
    start(ONE)
    OrmQ.objects.all().delete()
    Gate.objects.update(woken_at=0)
    assert "lastfm" in woken(tasks.drain, "musicbrainz")
    assert Lookup.objects.get(kind="recording").state == Lookup.State.FOUND
    assert Gate.objects.get(pk="musicbrainz").lease_owner == ""


@pytest.mark.parametrize(
    "error",
    [RateLimited("Slow down.", after=600), QuotaSpent("Spent.", bucket="daily", after=600)],
    ids=["paused", "spent"],
)
def test_a_drain_at_a_closed_gate_goes_to_sleep_and_the_rows_say_why(stub, woken, settings, error):
    settings.MUSICBRAINZ_ON = False
    stub.says(tracks_by_isrc=error)
    job = start(ONE)
    tasks.drain("spotify")
    OrmQ.objects.all().delete()
    Gate.objects.update(woken_at=0)
    assert woken(tasks.drain, "spotify") == []
    assert job.rows.get().state == "waiting"


def test_due_kinds_are_those_with_something_due(db):
    LookupFactory(platform="spotify", kind="album", state="queued", due_at=timezone.now())
    LookupFactory(platform="spotify", kind="isrc", state="found")
    assert [kind.name for kind in wake.due_kinds("spotify", timezone.now())] == ["album"]
