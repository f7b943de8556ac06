"""How the judge counts: sliding windows and quota days, with the services' own numbers.

Nothing here is taken from the settings of the program under test. A factor scales rates and quotas alike.
"""

from collections import Counter, deque
from dataclasses import dataclass

from sandbox.clock import pacific_day

MUSICBRAINZ = (2, 2)  # requests, seconds: one a second on average
SPOTIFY_WINDOW = (40, 30)
SPOTIFY_QUOTA = (1000, 24 * 3600)
LASTFM = (25, 5)
YOUTUBE_WINDOW = (50, 1)
YOUTUBE_DAY = {"main": 10_000, "search": 100, "stats": 10_000}


@dataclass(slots=True)
class Rules:
    """`refuses` False counts overruns of the real limits but lets everybody through."""

    factor: float = 1.0
    refuses: bool = True

    @classmethod
    def parse(cls, text: str) -> "Rules":
        text = str(text).strip().lower()
        if text == "none":
            return cls(1.0, False)
        if text == "real":
            return cls()
        if text.startswith("x") and text[1:].replace(".", "", 1).isdigit() and float(text[1:]) > 0:
            return cls(float(text[1:]))
        raise ValueError(f"Limits are real, none or a factor such as x20, not {text!r}.")


class Window:
    """Requests in the last so many seconds. `most` is the highest count ever seen."""

    def __init__(self, limit: tuple[int, float]):
        self.allowed, self.span = limit
        self.moments: deque[float] = deque()
        self.most = 0

    def prune(self, now: float):
        moments = self.moments
        if moments and moments[-1] > now:  # the clock was set back
            moments.clear()
        while moments and moments[0] <= now - self.span:
            moments.popleft()

    def enter(self, now: float, factor: float, count_refused: bool = False) -> float | None:
        """None when there is room, else the seconds until there is."""
        self.prune(now)
        full = len(self.moments) + 1 > max(1, self.allowed * factor)
        if not full or count_refused:
            self.moments.append(now)
        self.most = max(self.most, len(self.moments) + (full and not count_refused))
        if not full:
            return None
        if not self.moments:
            return self.span
        return max(0.001, self.moments[0] + self.span - now)


class DayBuckets:
    """Units used on one Pacific day."""

    def __init__(self):
        self.day, self.used = "", Counter()

    def roll(self, now: float):
        if (today := pacific_day(now)) != self.day:
            self.day, self.used = today, Counter()

    def spend(self, bucket: str, now: float, factor: float, refuses: bool) -> bool:
        """False when the bucket was empty."""
        self.roll(now)
        within = self.used[bucket] + 1 <= YOUTUBE_DAY[bucket] * factor
        if within or not refuses:
            self.used[bucket] += 1
        return within
