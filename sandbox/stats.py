"""What was asked, by platform, endpoint and second."""

from collections import Counter, defaultdict

PLATFORMS = ("musicbrainz", "spotify", "youtube", "lastfm")


class PlatformCount:
    def __init__(self):
        self.total = 0
        self.by_endpoint: Counter[str] = Counter()
        self.by_second: dict[str, Counter[int]] = defaultdict(Counter)
        self.statuses: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.overruns: Counter[str] = Counter()

    def arrived(self, endpoint: str, now: float):
        self.total += 1
        self.by_endpoint[endpoint] += 1
        self.by_second[endpoint][int(now)] += 1

    def as_dict(self) -> dict:
        return {
            "total": self.total,
            "by_endpoint": dict(self.by_endpoint),
            "by_second": {endpoint: dict(seconds) for endpoint, seconds in self.by_second.items()},
            "statuses": dict(self.statuses),
            "faults": dict(self.faults),
            "violations": sum(self.overruns.values()),
            "overruns": dict(self.overruns),
        }
