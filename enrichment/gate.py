"""The shared gates: when may the next request to a platform leave, and from which quota is it paid?

A reservation is one short transaction on rows that all workers share; the wait for the reserved moment happens after
it. Times are seconds since the epoch and come in from outside, so tests can move the clock.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, F, Sum, Value, When
from django.utils import timezone

from enrichment.kinds import LABELS, LASTFM, MB, PLATFORMS, SPOTIFY, YOUTUBE, Kind
from enrichment.models import Gate, Quota
from enrichment.platforms.base import Misconfigured, PlatformError, QuotaSpent, RateLimited

PACIFIC = ZoneInfo("America/Los_Angeles")  # YouTube's quota day ends at midnight there
MAX_WAIT = 5.0  # a longer wait defers the question instead of holding a worker
CIRCUIT = 5  # faults in a row that open it
PROBE_AFTER = 60.0  # then one question a minute, until one is answered
OUT_AFTER = 60.0  # down for longer than one probe: others stop waiting for its answers
MISCONFIGURED_PAUSE = 600.0
SWITCHED_OFF = "not_configured"
LEASE = 45.0  # longer than any one call with its wait

QUOTA_WORDS = {
    "youtube:main": "YouTube's quota",
    "youtube:search": "YouTube search",
    "youtube:stats": "YouTube's statistics quota",
    "spotify:daily": "Spotify's daily budget",
}


@dataclass(frozen=True)
class Closed:
    """Not now: `reason` in the contract's word, `message` for staff, worth trying again at `until`."""

    until: float
    reason: str
    message: str
    bucket: str = ""


def configured() -> set[str]:
    """The platforms that are switched on and have their keys."""
    on = {
        MB: settings.MUSICBRAINZ_ON,
        SPOTIFY: bool(settings.SPOTIFY_CLIENT_ID and settings.SPOTIFY_CLIENT_SECRET),
        YOUTUBE: bool(settings.YOUTUBE_API_KEY),
        LASTFM: bool(settings.LASTFM_API_KEY),
    }
    return {platform for platform, is_on in on.items() if is_on}


def off(platform: str) -> str:
    return f"{LABELS[platform]} is not asked: no key is set, or it is switched off."


def interval(platform: str) -> float:
    return {
        MB: settings.MUSICBRAINZ_INTERVAL,
        SPOTIFY: settings.SPOTIFY_INTERVAL,
        YOUTUBE: settings.YOUTUBE_INTERVAL,
        LASTFM: settings.LASTFM_INTERVAL,
    }[platform]


def cap(bucket: str) -> int:
    """Calls or units a day; 0 is no limit of ours."""
    return {
        "youtube:main": settings.YOUTUBE_DAILY_UNITS,
        "youtube:search": settings.YOUTUBE_DAILY_SEARCHES,
        "youtube:stats": settings.YOUTUBE_DAILY_STATS,
        "spotify:daily": settings.SPOTIFY_DAILY_BUDGET,
    }.get(bucket, 0)


def bucket_of(kind: Kind, now: float) -> str:
    """Where the call is paid: video statistics fall back to the main bucket without batchGetStats."""
    if kind.bucket == "youtube:stats" and not stats_offered(now):
        return "youtube:main"
    return kind.bucket


def stats_offered(now: float) -> bool:
    """Whether videos.batchGetStats is open to this key, as far as we know; a refusal counts for a day."""
    refused = Gate.objects.filter(pk="youtube:stats", pause_until__gt=now, pause_reason="not_offered")
    return settings.YOUTUBE_BATCH_STATS and not refused.exists()


def reserve(
    kind: Kind, now: float, *, max_wait: float = MAX_WAIT, claim: Callable[[], bool] | None = None
) -> float | Closed | None:
    """The moment the request may leave, or Closed. `claim` runs in the same transaction; its False undoes all: None.

    Spent before the call and never refunded: a request that fails may still have been counted.
    """
    bucket = bucket_of(kind, now)
    with transaction.atomic():
        moment = _take_slot(kind.platform, now, max_wait)
        if isinstance(moment, Closed):
            return moment
        shut = _spend(bucket, now) if bucket else None
        if shut:
            transaction.set_rollback(True)
            return shut
        if claim and not claim():
            transaction.set_rollback(True)
            return None
        return moment


# One statement, by hand: it runs once for every call. An open circuit lets one question through and is closed to
# everybody else until the answer is there.
TAKE = """
    UPDATE enrichment_gate SET
        next_free = CASE WHEN next_free > %(now)s THEN next_free ELSE %(now)s END + %(step)s,
        pause_until = CASE WHEN faults >= %(circuit)s THEN %(now)s + %(probe)s ELSE pause_until END,
        asked_at = %(now)s
    WHERE name = %(name)s AND next_free <= %(now)s + %(wait)s AND pause_until <= %(now)s
    RETURNING next_free
"""


def _take_slot(platform: str, now: float, max_wait: float) -> float | Closed:
    step = interval(platform)
    terms = {"name": platform, "now": now, "step": step, "wait": max_wait, "circuit": CIRCUIT, "probe": PROBE_AFTER}
    with connection.cursor() as cursor:
        cursor.execute(TAKE, terms)
        taken = cursor.fetchone()
    if taken:
        return taken[0] - step
    row, created = Gate.objects.get_or_create(pk=platform)
    if created:
        return _take_slot(platform, now, max_wait)
    if row.pause_until > now:
        return Closed(row.pause_until, row.pause_reason, row.pause_message)
    return Closed(row.next_free - max_wait, "rate_limited", f"{LABELS[platform]} is asked as often as it allows.")


def _spend(bucket: str, now: float) -> Closed | None:
    """Count the call in its window, or say until when the bucket is spent. The gate's row is locked by the caller."""
    paused = Gate.objects.filter(pk=bucket, pause_until__gt=now).first()
    if paused:
        return Closed(paused.pause_until, paused.pause_reason, paused.pause_message, bucket)
    limit, start = cap(bucket), window_start(bucket, now)
    if limit:
        elsewhere = _used(bucket, now, exclude=start) if bucket == "spotify:daily" else 0
        allowed = limit - elsewhere - 1
    else:
        allowed = 2**31 - 2
    mine = Quota.objects.filter(bucket=bucket, starts=start)
    if mine.filter(used__lte=allowed).update(used=F("used") + 1):
        return None
    if allowed >= 0 and not mine.exists():
        Quota.objects.create(bucket=bucket, starts=start, used=1)
        return None
    until = resets_at(bucket, now)
    return Closed(until, spent_reason(bucket), spent_message(bucket, until, limit), bucket)


def window_start(bucket: str, now: float) -> datetime:
    moment = datetime.fromtimestamp(now, UTC)
    if bucket == "spotify:daily":
        return moment.replace(minute=0, second=0, microsecond=0)
    return moment.astimezone(PACIFIC).replace(hour=0, minute=0, second=0, microsecond=0)


def _rolling(bucket: str, now: float):
    """Hours that touch the last 24: one too many rather than one too few."""
    return Quota.objects.filter(bucket=bucket, starts__gt=datetime.fromtimestamp(now, UTC) - timedelta(hours=25))


def _used(bucket: str, now: float, exclude: datetime | None = None) -> int:
    if bucket == "spotify:daily":
        rows = _rolling(bucket, now).exclude(starts=exclude)
    else:
        rows = Quota.objects.filter(bucket=bucket, starts=window_start(bucket, now))
    return rows.aggregate(n=Sum("used"))["n"] or 0


def used(bucket: str, now: float) -> int:
    return _used(bucket, now)


def left(bucket: str, now: float) -> int | None:
    """What the bucket still allows today; None when there is no limit of ours."""
    return max(0, cap(bucket) - used(bucket, now)) if cap(bucket) else None


def resets_at(bucket: str, now: float) -> float:
    """When the bucket allows calls again: the next Pacific midnight, or when Spotify's oldest counted hour leaves."""
    if bucket != "spotify:daily":
        tomorrow = datetime.fromtimestamp(now, PACIFIC).date() + timedelta(days=1)
        return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=PACIFIC).timestamp()
    oldest = _rolling(bucket, now).filter(used__gt=0).order_by("starts").values_list("starts", flat=True).first()
    return (oldest + timedelta(hours=25)).timestamp() if oldest else now + 3600


def spent_reason(bucket: str) -> str:
    return "search_quota_spent" if bucket == "youtube:search" else "quota_spent"


def clock(moment: float) -> str:
    """The hour as New Zealand reads it: "9:00 pm", with the day when it is not today."""
    local = timezone.localtime(datetime.fromtimestamp(moment, UTC))
    words = f"{local:%-I:%M} {'am' if local.hour < 12 else 'pm'}"
    return words if local.date() == timezone.localdate() else f"{words} on {local:%a %-d %b}"


def spent_message(bucket: str, until: float, limit: int = 0) -> str:
    count = f": {limit:,} of {limit:,} used" if limit else ""
    return f"{QUOTA_WORDS[bucket]} is spent{count}, resumes {clock(until)}."


# --- What an answer or a fault does to the gate ----------------------------------------------------------------------


def answered(platform: str) -> None:
    """The platform answered: an open circuit closes."""
    if Gate.objects.filter(pk=platform, faults__gt=0).exists():
        over = Case(When(faults__gte=CIRCUIT, then=Value(0.0)), default=F("pause_until"))
        Gate.objects.filter(pk=platform).update(faults=0, down_since=None, pause_until=over)


def out(platform: str, now: float) -> bool:
    """Whether the platform has been silent for so long that nobody should wait for what it could tell."""
    return Gate.objects.filter(pk=platform, down_since__lt=now - OUT_AFTER).exists()


def fault(platform: str, error: PlatformError, now: float) -> bool:
    """Note that asking failed and pause what must pause. True when the whole platform is out, not this question."""
    if isinstance(error, QuotaSpent):
        bucket = f"{platform}:{error.bucket}"
        until = now + error.after if error.after else resets_at(bucket, now)
        pause(bucket, until, spent_reason(bucket), spent_message(bucket, until))
        return True
    if isinstance(error, Misconfigured):
        pause(platform, now + MISCONFIGURED_PAUSE, "misconfigured", error.sentence)
        return True
    Gate.objects.get_or_create(pk=platform)
    Gate.objects.filter(pk=platform).update(faults=F("faults") + 1)
    gate = Gate.objects.get(pk=platform)
    if gate.faults >= CIRCUIT:
        Gate.objects.filter(pk=platform, down_since=None).update(down_since=now)
    if isinstance(error, RateLimited):
        # The platform's own word counts, but never less than a growing pause: some send Retry-After: 0.
        wait = max(error.after or 0, min(2.0 ** min(gate.faults - 1, 10), 60.0))
        message = f"{LABELS[platform]} asked us to slow down, goes on at {clock(now + wait)}."
        pause(platform, now + wait, "rate_limited", message)
        return True
    if gate.faults >= CIRCUIT:
        wait = max(error.after or 0, PROBE_AFTER)
        pause(platform, now + wait, "unavailable", f"{error.sentence} Prism tries again at {clock(now + wait)}.")
        return True
    return False


def forgive() -> None:
    """A person sends failed questions again: whatever was wrong with a key may be mended by now."""
    Gate.objects.filter(pk__in=PLATFORMS, pause_reason="misconfigured").update(pause_until=0)


def pause(name: str, until: float, reason: str, message: str) -> None:
    """Only ever later: two workers that hear different times keep the longer."""
    Gate.objects.get_or_create(pk=name)
    Gate.objects.filter(pk=name, pause_until__lt=until).update(
        pause_until=until, pause_reason=reason, pause_message=message[:300]
    )


def shut(now: float) -> dict[str, Closed]:
    """All gates and buckets that are closed for longer than a moment, by name."""
    closed = {
        gate.name: Closed(gate.pause_until, gate.pause_reason, gate.pause_message, gate.name)
        for gate in Gate.objects.filter(pause_until__gt=now)
    }
    spent = _spent_buckets(now) - closed.keys()
    for bucket in spent:
        until = resets_at(bucket, now)
        closed[bucket] = Closed(until, spent_reason(bucket), spent_message(bucket, until, cap(bucket)), bucket)
    return closed


def _spent_buckets(now: float) -> set[str]:
    """The buckets used up to their cap, in one query."""
    sums = Counter()
    windows = Quota.objects.filter(starts__gt=datetime.fromtimestamp(now, UTC) - timedelta(hours=25))
    for bucket, starts, count in windows.values_list("bucket", "starts", "used"):
        if bucket == "spotify:daily" or starts == window_start(bucket, now):
            sums[bucket] += count
    return {bucket for bucket in QUOTA_WORDS if cap(bucket) and sums[bucket] >= cap(bucket)}


# --- One drain a platform --------------------------------------------------------------------------------------------


def lease(platform: str, owner: str, now: float) -> bool:
    """Become the platform's only drain. A lease that is not renewed runs out by itself.

    Read before it is written: on SQLite each write, even one that changes nothing, waits for all others.
    """
    row, _ = Gate.objects.get_or_create(pk=platform)
    if row.lease_owner != owner and row.lease_until >= now:
        return False
    if row.lease_owner == owner and row.lease_until > now + LEASE / 2 and not row.woken_at:
        return True
    free = Gate.objects.filter(pk=platform, lease_until__lt=now) | Gate.objects.filter(pk=platform, lease_owner=owner)
    return bool(free.update(lease_owner=owner, lease_until=now + LEASE, woken_at=0))


def renew(platform: str, owner: str, now: float) -> bool:
    return bool(Gate.objects.filter(pk=platform, lease_owner=owner).update(lease_until=now + LEASE))


def release(platform: str, owner: str) -> None:
    held = Gate.objects.filter(pk=platform, lease_owner=owner)
    if held.exists():
        held.update(lease_owner="", lease_until=0)


def at_work(now: float) -> set[str]:
    """Platforms that were asked within the last two seconds: others may get work from their answers."""
    return set(Gate.objects.filter(asked_at__gt=now - 2, pk__in=PLATFORMS).values_list("name", flat=True))
