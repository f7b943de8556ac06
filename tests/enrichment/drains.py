"""What the tests of the drain share: a clock that only sleeping moves, and questions in the queue."""

from datetime import UTC, datetime

from enrichment.findings import CreditFinding, RecordingFinding
from enrichment.models import Lookup
from tests.factories import LookupFactory, RecordingFactory

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
