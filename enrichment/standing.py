"""How the platforms are at this moment, for people: on or off, asking or waiting, and what is left of each quota."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max

from enrichment import gate, quotas
from enrichment.kinds import LABELS, PLATFORMS
from enrichment.models import Call, Lookup

BUCKET_WORDS = {
    "youtube:main": "Units",
    "youtube:search": "Searches",
    "youtube:stats": "Statistics",
    "spotify:daily": "Calls in 24 hours",
}


@dataclass(frozen=True)
class Purse:
    """A daily quota: how much of it is spent, and when it fills again."""

    label: str
    used: int
    cap: int
    resets: str  # "9:00 pm"

    @property
    def spent(self) -> bool:
        return bool(self.cap) and self.used >= self.cap


@dataclass(frozen=True)
class Glance:
    """One platform now; `state` is on, asking, waiting or off, and `words` say why in a sentence."""

    platform: str
    label: str
    state: str
    words: str
    waiting: int  # questions not answered yet
    answered_at: datetime | None
    purses: list[Purse] = field(default_factory=list)


def platforms(now: float) -> list[Glance]:
    """The four platforms, in a handful of queries."""
    on, shut, busy = gate.configured(), gate.shut(now), gate.at_work(now)
    answers = Call.objects.filter(outcome__in=("answered", "not_found")).order_by()
    last = dict(answers.values_list("platform").annotate(at=Max("at")))
    queue = Lookup.objects.filter(state__in=Lookup.OPEN).order_by().values_list("platform").annotate(n=Count("pk"))
    waiting = dict(queue)
    return [
        Glance(
            platform=name,
            label=LABELS[name],
            waiting=waiting.get(name, 0),
            answered_at=last.get(name),
            purses=[_purse(bucket, now) for bucket in BUCKET_WORDS if bucket.startswith(f"{name}:")],
            **_state(name, on, shut, busy),
        )
        for name in PLATFORMS
    ]


def _state(name: str, on: set[str], shut: dict[str, gate.Closed], busy: set[str]) -> dict:
    if name not in on:
        return {"state": "off", "words": "Not asked: no key is set, or it is switched off."}
    if name in shut:
        return {"state": "waiting", "words": shut[name].message}
    spent = [closed.message for bucket, closed in shut.items() if bucket.startswith(f"{name}:")]
    if spent:
        return {"state": "waiting", "words": " ".join(spent)}
    return {"state": "asking", "words": "Asking now."} if name in busy else {"state": "on", "words": "Ready."}


def _purse(bucket: str, now: float) -> Purse:
    return Purse(
        BUCKET_WORDS[bucket], quotas.used(bucket, now), quotas.cap(bucket), quotas.clock(quotas.resets_at(bucket, now))
    )
