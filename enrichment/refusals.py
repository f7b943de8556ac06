"""What becomes of questions that got no answer: later, never, or only when the owner has mended something."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from enrichment import gate
from enrichment.gate import Closed
from enrichment.kinds import PLATFORMS, YOUTUBE, Kind
from enrichment.learn.rows import touch
from enrichment.models import Lookup, Want
from enrichment.platforms.base import (
    Malformed,
    Misconfigured,
    NotOffered,
    PlatformError,
    QuotaSpent,
    RateLimited,
    TryAgain,
)
from leads.models import Job, JobRow

LONGEST_WAIT = 900.0
NEXT_PROBE = 2 * gate.PROBE_AFTER
NO_STATS_FOR = 24 * 3600.0
NO_SEARCH_LEFT = "Skipped: no search left in 7 days."


def refuse(kind: Kind, lookups: list[Lookup], error: PlatformError, now: datetime) -> None:
    """Put the questions back with a reason and a time, or end them when asking again is pointless."""
    if isinstance(error, NotOffered):
        _skip([one.pk for one in lookups], error.outcome, error.sentence, now)
        return
    whole_platform = gate.fault(kind.platform, error, now.timestamp())
    if isinstance(error, Misconfigured):
        end_platform(kind.platform, "misconfigured", error.sentence, now)
    elif whole_platform:
        # A probe that failed lets others try next: the question itself may be what the platform cannot bear.
        later = 0 if isinstance(error, QuotaSpent | RateLimited) else NEXT_PROBE
        _not_their_fault(lookups, _word(error), error.sentence, now, later)
    else:
        word = "unavailable" if isinstance(error, TryAgain) and not isinstance(error, Malformed) else "malformed"
        put_back(lookups, word, error.sentence, now, error.after)


def put_back(lookups: list[Lookup], reason: str, sentence: str, now: datetime, after: float | None = None) -> None:
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
                reason=reason,
                message=sentence[:300],
            )
    _park_cancelled([one.pk for one in lookups], now)


def wait_at_gate(lookups: list[Lookup], closed: Closed, now: datetime) -> None:
    """The gate closed before the answer was whole: asked again, as if it had not been begun."""
    _not_their_fault(lookups, closed.reason, closed.message, now)


def _not_their_fault(lookups: list[Lookup], reason: str, sentence: str, now: datetime, later: float = 0) -> None:
    """The platform as a whole is closed: the questions wait at its gate; no attempt is counted."""
    ids = [one.pk for one in lookups]
    Lookup.objects.filter(pk__in=ids, state=Lookup.State.ASKING).update(
        state=Lookup.State.QUEUED,
        owner="",
        due_at=now + timedelta(seconds=later),
        attempts=F("attempts") - 1,
        reason=reason,
        message=sentence[:300],
    )
    _park_cancelled(ids, now)


def _park_cancelled(lookup_ids: list[int], now: datetime) -> None:
    """A job cancelled while its question was under way: that was the last call."""
    park_unwanted(Lookup.objects.filter(pk__in=lookup_ids, job__state=Job.State.CANCELLED), now)


def park_unwanted(lookups: QuerySet, now: datetime) -> None:
    """Of these, what no open row wants waits aside until somebody wants it again; what is known is scored."""
    ids = []
    for platform in PLATFORMS:
        rows = JobRow.objects.going().asking(platform)
        codes = Lookup.objects.of_codes().filter(recording__in=rows.values("recording"))
        artists = rows.about(artist__wants__lookup=OuterRef("pk"))
        queued = lookups.filter(platform=platform, state=Lookup.State.QUEUED)
        ids += queued.exclude(Exists(codes.filter(pk=OuterRef("pk"))) | Exists(artists)).values_list("pk", flat=True)
    if ids:
        Lookup.objects.filter(pk__in=ids, state=Lookup.State.QUEUED).update(state=Lookup.State.PARKED)
        touch_wanting(ids, now, "The job was cancelled")


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
        touch_wanting(ids, now, sentence or "A question was given up after its last attempt")


def drop(lookups: list[Lookup], now: datetime) -> None:
    """Questions about an artist who is gone: whoever they were merged into asks for themselves."""
    ids = [lookup.pk for lookup in lookups]
    with transaction.atomic():
        touch_wanting(ids, now)
        Lookup.objects.filter(pk__in=ids).delete()


def end_platform(platform: str, reason: str, sentence: str, now: datetime) -> int:
    """End every open question to a platform that cannot be asked; the rows finish and say why. How many ended."""
    ended = 0
    state = Lookup.State.SKIPPED if reason == gate.SWITCHED_OFF else Lookup.State.FAILED
    unanswered = Lookup.objects.filter(platform=platform, state__in=Lookup.OPEN)
    while ids := list(unanswered.values_list("pk", flat=True)[:1000]):
        _end(ids, state, reason, sentence, now)
        ended += len(ids)
    return ended


def _skip(lookup_ids: list[int], reason: str, sentence: str, now: datetime) -> None:
    _end(lookup_ids, Lookup.State.SKIPPED, reason, sentence, now)


def _end(lookup_ids: list[int], state: str, reason: str, sentence: str, now: datetime) -> None:
    with transaction.atomic():
        Lookup.objects.filter(pk__in=lookup_ids).update(
            state=state, owner="", answered_at=now, reason=reason, message=sentence[:300]
        )
        touch_wanting(lookup_ids, now, sentence)


def touch_wanting(lookup_ids: list[int], now: datetime, because: str = "") -> None:
    """Whom these questions are about is due: there will be no answer, for the reason given."""
    artists = Want.objects.filter(lookup__in=lookup_ids).values_list("artist_id", flat=True).distinct()
    recordings = Lookup.objects.filter(pk__in=lookup_ids).exclude(recording=None).values_list("recording_id", flat=True)
    touch(now, "", because=because, artists=artists, recordings=recordings)


def fall_back(lookups: list[Lookup], now: datetime) -> None:
    """This key may not use batchGetStats: for a day the figures are read from the main bucket instead."""
    until = now.timestamp() + NO_STATS_FOR
    gate.pause("youtube:stats", until, "not_offered", "YouTube does not offer batched statistics to this key.")
    Lookup.objects.filter(pk__in=[one.pk for one in lookups], state=Lookup.State.ASKING).update(
        state=Lookup.State.QUEUED, owner="", due_at=now, attempts=F("attempts") - 1
    )


def skip_stale_searches(now: datetime) -> int:
    """Searches nobody could afford for a week: they come back when their worth rises."""
    stale = Lookup.objects.filter(
        platform=YOUTUBE, kind="search", state=Lookup.State.QUEUED, created_at__lt=now - timedelta(days=7)
    )
    ids = list(stale.values_list("pk", flat=True)[:1000])
    with transaction.atomic():
        Lookup.objects.filter(pk__in=ids).update(
            state=Lookup.State.SKIPPED, answered_at=now, reason="skipped", message=NO_SEARCH_LEFT
        )
        touch_wanting(ids, now, f"YouTube: {NO_SEARCH_LEFT}")
    return len(ids)
