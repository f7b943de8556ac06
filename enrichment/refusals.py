"""What becomes of questions that got no answer: later, never, or only when the owner has mended something."""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F

from enrichment import gate
from enrichment.gate import Closed
from enrichment.kinds import LABELS, YOUTUBE, Kind
from enrichment.models import Lookup, Touch, Want
from enrichment.platforms.base import Misconfigured, PlatformError, QuotaSpent, RateLimited, TryAgain

LONGEST_WAIT = 900.0
NO_STATS_FOR = 24 * 3600.0


def refuse(kind: Kind, lookups: list[Lookup], error: PlatformError, now: datetime) -> None:
    """Put the questions back with a reason and a time, or end them when asking again is pointless."""
    whole_platform = gate.fault(kind.platform, error, now.timestamp())
    if isinstance(error, Misconfigured):
        fail_platform(kind.platform, "misconfigured", error.sentence, now)
        return
    if whole_platform:
        _not_their_fault(lookups, error, now)
        return
    put_back(lookups, error.sentence, now, error.after)


def put_back(lookups: list[Lookup], sentence: str, now: datetime, after: float | None = None) -> None:
    """Ask again later, each time after a longer while; after the last attempt the question is a dead letter."""
    spent = [one for one in lookups if one.attempts >= one.attempts_allowed]
    if spent:
        bury(spent, now, sentence)
    for lookup in lookups:
        if lookup.attempts < lookup.attempts_allowed:
            wait = max(after or 0, min(5.0 * 2 ** (lookup.attempts - 1), LONGEST_WAIT))
            Lookup.objects.filter(pk=lookup.pk, state=Lookup.State.ASKING).update(
                state=Lookup.State.QUEUED,
                owner="",
                due_at=now + timedelta(seconds=wait),
                reason="unavailable",
                message=sentence[:300],
            )


def _not_their_fault(lookups: list[Lookup], error: PlatformError, now: datetime) -> None:
    """The platform as a whole is closed: the questions stay due and wait at its gate; no attempt is counted."""
    Lookup.objects.filter(pk__in=[one.pk for one in lookups], state=Lookup.State.ASKING).update(
        state=Lookup.State.QUEUED,
        owner="",
        due_at=now,
        attempts=F("attempts") - 1,
        reason=_word(error),
        message=error.sentence[:300],
    )


def _word(error: PlatformError) -> str:
    if isinstance(error, QuotaSpent):
        return "search_quota_spent" if error.bucket == "search" else "quota_spent"
    return "rate_limited" if isinstance(error, RateLimited) else "unavailable"


def bury(lookups: list[Lookup], now: datetime, sentence: str = "") -> None:
    """Dead letters: the last trouble stays with them, a person may send them again."""
    ids = [lookup.pk for lookup in lookups]
    with transaction.atomic():
        for lookup in lookups:
            last = sentence or lookup.message or "The asking broke off every time."
            Lookup.objects.filter(pk=lookup.pk).update(
                state=Lookup.State.FAILED,
                owner="",
                answered_at=now,
                reason="failed",
                message=f"Given up after {lookup.attempts} attempts. {last}"[:300],
            )
        touch_wanting(ids, now)


def drop(lookups: list[Lookup], now: datetime) -> None:
    """Questions about an artist who was merged into another: that one asks for itself."""
    ids = [lookup.pk for lookup in lookups]
    with transaction.atomic():
        Lookup.objects.filter(pk__in=ids).update(
            state=Lookup.State.SKIPPED, answered_at=now, reason="skipped", message="Merged into another artist."
        )
        touch_wanting(ids, now)


def fail_platform(platform: str, reason: str, sentence: str, now: datetime) -> int:
    """End every open question to a platform that cannot be asked; the rows finish and say why."""
    failed = 0
    while ids := list(
        Lookup.objects.filter(platform=platform, state__in=Lookup.OPEN).values_list("pk", flat=True)[:1000]
    ):
        with transaction.atomic():
            failed += Lookup.objects.filter(pk__in=ids).update(
                state=Lookup.State.FAILED, owner="", answered_at=now, reason=reason, message=sentence[:300]
            )
            touch_wanting(ids, now)
    return failed


def touch_wanting(lookup_ids: list[int], now: datetime) -> None:
    at = now.timestamp()
    artists = Want.objects.filter(lookup__in=lookup_ids).values_list("artist_id", flat=True).distinct()
    recordings = Lookup.objects.filter(pk__in=lookup_ids).exclude(recording=None).values_list("recording_id", flat=True)
    Touch.objects.bulk_create(
        [Touch(artist_id=pk, at=at) for pk in artists] + [Touch(recording_id=pk, at=at) for pk in recordings],
        batch_size=500,
    )


def fall_back(lookups: list[Lookup], now: datetime) -> None:
    """This key may not use batchGetStats: for a day the figures are read from the main bucket instead."""
    until = now.timestamp() + NO_STATS_FOR
    gate.pause("youtube:stats", until, "not_offered", "YouTube does not offer batched statistics to this key.")
    Lookup.objects.filter(pk__in=[one.pk for one in lookups], state=Lookup.State.ASKING).update(
        state=Lookup.State.QUEUED, owner="", due_at=now, attempts=F("attempts") - 1
    )


def closed_midway(kind: Kind, closed: Closed, now: float) -> PlatformError:
    """A gate that closed between two pages of one answer: the whole question is asked again later."""
    wait = max(1.0, closed.until - now)
    if closed.bucket:
        return QuotaSpent(closed.message, bucket=closed.bucket.partition(":")[2], after=wait)
    return TryAgain(closed.message, after=wait)


def skip_stale_searches(now: datetime) -> int:
    """Searches nobody could afford for a week: they come back when their worth rises."""
    stale = Lookup.objects.filter(
        platform=YOUTUBE, kind="search", state=Lookup.State.QUEUED, created_at__lt=now - timedelta(days=7)
    )
    ids = list(stale.values_list("pk", flat=True)[:1000])
    with transaction.atomic():
        Lookup.objects.filter(pk__in=ids).update(
            state=Lookup.State.SKIPPED, answered_at=now, reason="skipped", message="Skipped: no search left in 7 days."
        )
        touch_wanting(ids, now)
    return len(ids)


def waits_until(closed: Closed) -> datetime:
    return datetime.fromtimestamp(closed.until, UTC)


def not_asked(platform: str) -> str:
    return f"{LABELS[platform]} has not been asked yet."
