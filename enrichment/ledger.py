"""The ledger of calls: each entered before it leaves, settled when it is back; it equals the platforms' own counts."""

import threading
from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils import timezone

from enrichment import gate
from enrichment.kinds import SPOTIFY, Kind
from enrichment.models import Call, Lookup, Want
from leads.models import Credit

ASKED = (Lookup.State.FOUND, Lookup.State.NOT_FOUND, Lookup.State.FAILED)


def enter(kind: Kind, lookups: list[Lookup], now: datetime) -> Call:
    """A call that is about to leave: written before it does."""
    jobs = {lookup.job_id for lookup in lookups}
    job = jobs.pop() if len(jobs) == 1 else None
    endpoint = kind.asked_at(len(lookups))
    if endpoint == "stats" and not gate.stats_offered(now.timestamp()):
        endpoint = "videos"
    return Call.objects.create(platform=kind.platform, endpoint=endpoint, at=now, subjects=len(lookups), job_id=job)


def entering(kind: Kind, lookups: list[Lookup], calls: list[Call], now: datetime) -> Callable[[], bool]:
    """A claim for the gate: the call goes onto the ledger, and into `calls`, with the slot or not at all."""

    def claim() -> bool:
        calls.append(enter(kind, lookups, now))
        return True

    return claim


_beside = threading.local()  # the last token request of this thread, which asks one thing after the other


def token_leaves() -> None:
    """Spotify's token goes out beside a question: this too is written before it does."""
    _beside.call = Call.objects.create(platform=SPOTIFY, endpoint="token", at=timezone.now(), subjects=0)


def settle(calls: list[Call], sent: list, outcome: str) -> None:
    """How the calls ended, and what else went out beside them (Spotify's token)."""
    if not calls:
        return
    own = [one for one in sent if one.endpoint == calls[0].endpoint]
    for call, one in zip(calls, own, strict=False):
        call.status, call.milliseconds = one.status, int(one.seconds * 1000)
    for call in calls:
        call.outcome = outcome if call is calls[-1] else "answered"
        Call.objects.filter(pk=call.pk).update(outcome=call.outcome, status=call.status, milliseconds=call.milliseconds)
    if not own:
        Call.objects.filter(pk=calls[-1].pk).update(outcome="not_sent")
    token, arrived = getattr(_beside, "call", None), [one for one in sent if one.endpoint != calls[0].endpoint]
    if token and token.pk > calls[0].pk:  # else it belongs to an earlier question
        _settle_token(token, arrived[0] if arrived else None, calls[0].job_id, outcome)


def _settle_token(token: Call, one, job_id: str | None, outcome: str) -> None:
    if one is None:
        token.outcome = "not_sent"
    else:
        token.outcome = "answered" if one.status == 200 else outcome
        token.status, token.milliseconds = one.status, int(one.seconds * 1000)
    Call.objects.filter(pk=token.pk, endpoint=token.endpoint).update(
        outcome=token.outcome, status=token.status, milliseconds=token.milliseconds, job_id=job_id
    )


def last_attempts(recordings: Iterable[int]) -> dict[int, tuple[str, datetime]]:
    """By recording: the platform that was asked last about it or its main artists, and when.

    Where a question failed, that one counts: it is why the row did.
    """
    ids, columns = list(recordings), ("platform", "state", "answered_at")
    of_codes = Lookup.objects.filter(recording__in=ids, state__in=ASKED, answered_at__isnull=False)
    of_artists = Want.objects.filter(
        artist__credits__recording__in=ids,
        artist__credits__role=Credit.Role.MAIN,
        lookup__state__in=ASKED,
        lookup__answered_at__isnull=False,
    ).values_list("artist__credits__recording", *(f"lookup__{column}" for column in columns))
    attempts = [*of_codes.values_list("recording", *columns), *of_artists]
    attempts.sort(key=lambda attempt: (attempt[2] == Lookup.State.FAILED, attempt[3]))
    return {recording: (platform, at) for recording, platform, _, at in attempts}  # the last of each stays
