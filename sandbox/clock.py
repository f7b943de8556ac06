"""The time that all four services go by. It runs like any clock, and can be moved."""

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")


class Clock:
    def __init__(self, offset: float = 0.0):
        self.offset = self.first_offset = offset

    def restart(self):
        self.offset = self.first_offset

    def now(self) -> float:
        return time.time() + self.offset

    def today(self) -> datetime:
        return datetime.fromtimestamp(self.now(), UTC)

    def move(self, *, advance: float | None = None, set: str | None = None):
        if advance is not None:
            self.offset += float(advance)
        if set is not None:
            moment = datetime.fromisoformat(set)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            self.offset = moment.timestamp() - time.time()


def pacific_day(now: float) -> str:
    """The day on which YouTube books a call."""
    return datetime.fromtimestamp(now, PACIFIC).date().isoformat()
