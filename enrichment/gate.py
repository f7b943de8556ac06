"""The shared gates: when may the next request to a platform leave, and from which quota is it paid?

A reservation is one short transaction on rows that all workers share; the wait for the reserved moment happens after
it. Times are seconds since the epoch and come in from outside, so tests can move the clock.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, F, Q, Value, When

from enrichment import quotas
from enrichment.kinds import LABELS, LASTFM, MB, PLATFORMS, SPOTIFY, YOUTUBE, Kind
from enrichment.models import Gate, Quota
from enrichment.platforms.base import Misconfigured, PlatformError, QuotaSpent, RateLimited

MAX_WAIT = 5.0  # a longer wait defers the question instead of holding a worker
CIRCUIT = 5  # faults in a row that open it
PROBE_AFTER = 60.0  # then one question a minute, until one is answered
OUT_AFTER = 60.0  # down for longer than one probe: others stop waiting for its answers
MISCONFIGURED_PAUSE = 600.0
SWITCHED_OFF = "not_configured"
STATS = "youtube:stats"
# What a busy machine was late by may be made up, where a platform counts over a longer window (5 and 30 s): two slots
# at most, and never more than a moment.
MADE_UP = {LASTFM: 0.25, SPOTIFY: 0.25}
LEASE = 45.0  # longer than any one call with its wait


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


def bucket_of(kind: Kind, shut: dict[str, Closed]) -> str:
    """Where the call is paid: video statistics fall back to the main bucket where batchGetStats is not offered."""
    refused = STATS in shut and shut[STATS].reason == "not_offered"
    return _payer(kind, settings.YOUTUBE_BATCH_STATS and not refused)


def _payer(kind: Kind, stats: bool) -> str:
    return "youtube:main" if kind.bucket == STATS and not stats else kind.bucket


def closure(kind: Kind, shut: dict[str, Closed]) -> Closed | None:
    """Which of the closed gates and buckets keeps questions of this kind from leaving."""
    return shut.get(kind.platform) or shut.get(bucket_of(kind, shut))


def stats_offered(now: float) -> bool:
    """Whether videos.batchGetStats is open to this key, as far as we know; a refusal counts for a day."""
    refused = Gate.objects.filter(pk=STATS, pause_until__gt=now, pause_reason="not_offered")
    return settings.YOUTUBE_BATCH_STATS and not refused.exists()


def reserve(
    kind: Kind, now: float, *, max_wait: float = MAX_WAIT, claim: Callable[[], bool] | None = None
) -> float | Closed | None:
    """The moment the request may leave, or Closed. `claim` runs in the same transaction; its False undoes all: None.

    Spent before the call and never refunded: a request that fails may still have been counted.
    """
    bucket = _payer(kind, kind.bucket != STATS or stats_offered(now))
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
        next_free = CASE WHEN next_free > %(since)s THEN next_free ELSE %(since)s END + %(step)s,
        pause_until = CASE WHEN faults >= %(circuit)s THEN %(now)s + %(probe)s ELSE pause_until END,
        asked_at = %(now)s
    WHERE name = %(name)s AND next_free <= %(now)s + %(wait)s AND pause_until <= %(now)s
    RETURNING next_free
"""


def _take_slot(platform: str, now: float, max_wait: float) -> float | Closed:
    step = interval(platform)
    since = now - min(2 * step, MADE_UP.get(platform, 0))
    terms = {"name": platform, "now": now, "since": since, "step": step, "wait": max_wait}
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {**terms, "circuit": CIRCUIT, "probe": PROBE_AFTER})
        taken = cursor.fetchone()
    if taken:
        return taken[0] - step
    row, created = Gate.objects.get_or_create(pk=platform)
    if created or (row.pause_until <= now and row.next_free <= now + max_wait):  # somebody else made it meanwhile
        return _take_slot(platform, now, max_wait)
    if row.pause_until > now:
        return Closed(row.pause_until, row.pause_reason, row.pause_message)
    return Closed(row.next_free - max_wait, "rate_limited", f"{LABELS[platform]} is asked as often as it allows.")


def _spend(bucket: str, now: float) -> Closed | None:
    """Pay the call from its bucket, or say until when that is spent. The gate's row is locked by the caller."""
    paused = Gate.objects.filter(pk=bucket, pause_until__gt=now).first()
    if paused:
        return Closed(paused.pause_until, paused.pause_reason, paused.pause_message, bucket)
    return None if quotas.take(bucket, now) else _spent(bucket, now)


def _spent(bucket: str, now: float) -> Closed:
    until = quotas.resets_at(bucket, now)
    return Closed(until, quotas.reason(bucket), quotas.message(bucket, until, quotas.cap(bucket)), bucket)


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
        until = now + error.after if error.after else quotas.resets_at(bucket, now)
        pause(bucket, until, quotas.reason(bucket), quotas.message(bucket, until))
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
        message = f"{LABELS[platform]} asked us to slow down, goes on at {quotas.clock(now + wait)}."
        pause(platform, now + wait, "rate_limited", message)
        return True
    if gate.faults >= CIRCUIT:
        wait = max(error.after or 0, PROBE_AFTER)
        pause(platform, now + wait, "unavailable", f"{error.sentence} Prism tries again at {quotas.clock(now + wait)}.")
        return True
    return False


def forgive() -> None:
    """A person sends failed questions again: whatever was wrong with a key may be mended by now."""
    Gate.objects.filter(pk__in=PLATFORMS, pause_reason="misconfigured").update(pause_until=0)


def reset(platforms: Collection[str]) -> None:
    """Forget what is spent and paused, as if these had never been asked; leases and the ledger stay."""
    theirs = Q(name__in=platforms) | reduce(or_, (Q(name__startswith=f"{name}:") for name in platforms))
    Gate.objects.filter(theirs).update(
        next_free=0, pause_until=0, pause_reason="", pause_message="", faults=0, down_since=None
    )
    Quota.objects.filter(reduce(or_, (Q(bucket__startswith=f"{name}:") for name in platforms))).delete()


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
    return closed | {bucket: _spent(bucket, now) for bucket in quotas.spent(now) - closed.keys()}


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
