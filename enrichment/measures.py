"""What goes on at this moment, in numbers for programs: what waits, what was asked, which platforms pause and why."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone

from enrichment import gate, quotas
from enrichment.gate import Closed
from enrichment.kinds import KIND, PLATFORMS, SPOTIFY, YOUTUBE
from enrichment.models import Call, Gate, Lookup, Touch

STALLED = 900.0  # seconds in which something is due and nothing happens
ANSWERED = ("answered", "not_found")
DAILY = {YOUTUBE: ("youtube:main", "youtube:search", "youtube:stats"), SPOTIFY: ("spotify:daily",)}


# --- The queue --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Queue:
    """Questions by what has become of them. `oldest` is for how many seconds the first has been due at an open gate."""

    waiting: int
    asking: int
    failed: int
    oldest: int | None
    stalled: bool


def queue(now: float) -> Queue:
    """The queue, in a handful of queries. A long queue that moves is not stalled."""
    states = (*Lookup.OPEN, Lookup.State.FAILED)
    rows = Lookup.objects.filter(state__in=states).order_by().values_list("state").annotate(n=Count("pk"))
    counts = dict(rows)
    due, told = _due(now), Touch.objects.filter(at__lte=now).aggregate(first=Min("at"))["first"]
    asked = dict(Gate.objects.filter(pk__in=PLATFORMS).values_list("pk", "asked_at"))
    stands = any(now - max(first, asked.get(platform, 0)) > STALLED for platform, first in due.items())
    first = min((*due.values(), *([told] if told else [])), default=None)
    return Queue(
        waiting=counts.get(Lookup.State.QUEUED, 0),
        asking=counts.get(Lookup.State.ASKING, 0),
        failed=counts.get(Lookup.State.FAILED, 0),
        oldest=None if first is None else max(0, int(now - first)),
        stalled=stands or bool(told and now - told > STALLED),
    )


def _due(now: float) -> dict[str, float]:
    """Since when the first question of each platform could have been asked; what stands at a closed gate is not due."""
    on, shut = gate.configured(), gate.shut(now)
    until = datetime.fromtimestamp(now, UTC)
    rows = Lookup.objects.filter(state__in=Lookup.OPEN, due_at__lte=until).order_by()
    found: dict[str, float] = {}
    for platform, kind, first in rows.values_list("platform", "kind").annotate(first=Min("due_at")):
        if platform in on and not gate.closure(KIND[platform, kind], shut):
            found[platform] = min(found.get(platform, now), first.timestamp())
    return found


# --- The platforms ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Purse:
    """A daily quota; without a limit of ours nothing is left to tell."""

    used: int
    limit: int | None
    resets_at: datetime

    @property
    def remaining(self) -> int | None:
        return None if self.limit is None else max(0, self.limit - self.used)


def purse(bucket: str, now: float) -> Purse:
    resets_at = datetime.fromtimestamp(quotas.resets_at(bucket, now), UTC)
    return Purse(quotas.used(bucket, now), quotas.cap(bucket) or None, resets_at)


def pause(platform: str, shut: dict[str, Closed]) -> Closed | None:
    """Why the platform is not asked now: it pauses as a whole, or one of its daily quotas is spent."""
    names = (platform, *DAILY.get(platform, ()))
    return next((shut[name] for name in names if name in shut and shut[name].reason != "not_offered"), None)


def answered_at(platform: str) -> datetime | None:
    """When the platform last answered."""
    answers = Call.objects.filter(platform=platform, outcome__in=ANSWERED).order_by("-at")
    return answers.values_list("at", flat=True).first()


def asked(platform: str, now: float) -> dict[str, int]:
    """Calls of the last second, minute and hour, and of the platform's own day; over all processes."""
    moment = datetime.fromtimestamp(now, UTC)
    since = {
        "second": moment - timedelta(seconds=1),
        "minute": moment - timedelta(minutes=1),
        "hour": moment - timedelta(hours=1),
        "today": day_began(platform, now),
    }
    counts = {name: Count("pk", filter=Q(at__gt=start)) for name, start in since.items()}
    return Call.objects.filter(platform=platform, at__gt=min(since.values())).aggregate(**counts)


def day_began(platform: str, now: float) -> datetime:
    """YouTube's day begins at midnight in Los Angeles, Spotify's rolls, the others' is Auckland's."""
    moment = datetime.fromtimestamp(now, UTC)
    if platform == YOUTUBE:
        return quotas.window_start("youtube:main", now)
    if platform == SPOTIFY:
        return moment - timedelta(hours=24)
    return timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)
