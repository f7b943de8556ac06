"""The ledger of calls: each entered before it leaves, settled when it is back; it equals the platforms' own counts."""

from datetime import datetime

from enrichment import gate
from enrichment.kinds import Kind
from enrichment.models import Call, Lookup


def enter(kind: Kind, lookups: list[Lookup], now: datetime) -> Call:
    """A call that is about to leave: written before it does."""
    jobs = {lookup.job_id for lookup in lookups}
    job = jobs.pop() if len(jobs) == 1 else None
    endpoint = kind.endpoint
    if endpoint == "stats" and not gate.stats_offered(now.timestamp()):
        endpoint = "videos"
    return Call.objects.create(platform=kind.platform, endpoint=endpoint, at=now, subjects=len(lookups), job_id=job)


def settle(calls: list[Call], sent: list, outcome: str) -> None:
    """How the calls ended, and what else went out beside them (Spotify's token)."""
    own = [one for one in sent if one.endpoint == calls[0].endpoint]
    for call, one in zip(calls, own, strict=False):
        call.status, call.milliseconds = one.status, int(one.seconds * 1000)
    for call in calls:
        call.outcome = outcome if call is calls[-1] else "answered"
        Call.objects.filter(pk=call.pk).update(outcome=call.outcome, status=call.status, milliseconds=call.milliseconds)
    if not own:
        Call.objects.filter(pk=calls[-1].pk).update(outcome="not_sent")
    for one in sent:
        if one.endpoint != calls[0].endpoint:
            Call.objects.create(
                platform=calls[0].platform,
                endpoint=one.endpoint,
                at=calls[0].at,
                outcome="answered" if one.status == 200 else outcome,
                status=one.status,
                milliseconds=int(one.seconds * 1000),
                subjects=0,
                job_id=calls[0].job_id,
            )
