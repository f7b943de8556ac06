"""Does it work at all? One cheap question to a platform, through the same gate, quotas and ledger as any other."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings

from enrichment import ask, gate, ledger
from enrichment.gate import Closed
from enrichment.kinds import KIND, LABELS, LASTFM, MB, SPOTIFY, YOUTUBE, Kind
from enrichment.models import Lookup
from enrichment.platforms.base import Misconfigured, NotOffered, PlatformError, QuotaSpent, RateLimited

QUESTIONS = {
    MB: ("recording", "USRC17607839"),
    SPOTIFY: ("isrc", "USRC17607839"),
    YOUTUBE: ("handle", "handle:youtube"),
    LASTFM: ("audience", "Split Enz"),
}


@dataclass(frozen=True)
class Probe:
    platform: str
    label: str
    configured: bool
    reachable: bool | None  # None when it cannot be asked now
    offers: dict[str, bool]  # what was probed or is known of this key -> whether it is open
    message: str


def probe(platform: str) -> Probe:
    """What one answer says about the key; a closed gate or a spent quota says nothing about it."""
    label = LABELS[platform]
    if platform not in gate.configured():
        return Probe(platform, label, False, None, {}, f"{label} is not asked: no key is set.")
    kind_name, subject = QUESTIONS[platform]
    kind = KIND[platform, kind_name]
    slot = _slot(kind)
    if isinstance(slot, Closed):
        return Probe(platform, label, True, None, {}, slot.message)
    try:
        _ask(kind, subject, slot)
    except PlatformError as error:
        return _refused(kind, error)
    return Probe(platform, label, True, True, _offers(platform), f"{label} answers.")


def _slot(kind: Kind) -> float | Closed:
    """A key that was refused may be mended by now: whoever looks wants to know."""
    slot = gate.reserve(kind, time.time())
    if isinstance(slot, Closed) and slot.reason == Misconfigured.outcome:
        gate.forgive()
        slot = gate.reserve(kind, time.time())
    return slot


def _ask(kind: Kind, subject: str, slot: float) -> None:
    """Nobody's question: its lookup is never stored, the ledger alone keeps it."""
    call = ledger.enter(kind, [Lookup(platform=kind.platform, kind=kind.name, subject=subject)], datetime.now(UTC))
    time.sleep(max(0.0, slot - time.time()))
    adapter = ask.adapter(kind.platform)
    adapter.account.take()
    context = ask.Context(names={subject: subject}, mbids={subject: None})
    try:
        ask.ask(adapter, (kind.platform, kind.name), [subject], context)
    except PlatformError as error:
        ledger.settle([call], adapter.account.take(), error.outcome)
        raise
    ledger.settle([call], adapter.account.take(), "answered")
    gate.answered(kind.platform)


def _refused(kind: Kind, error: PlatformError) -> Probe:
    """Refused for the key's sake, put off for a while, or not reached."""
    if not isinstance(error, NotOffered):
        gate.fault(kind.platform, error, time.time())
    message, reachable = error.sentence, isinstance(error, Misconfigured)
    if isinstance(error, QuotaSpent | RateLimited):
        shut = gate.shut(time.time())
        closed = shut.get(kind.platform) or shut.get(kind.bucket)
        message, reachable = (closed.message if closed else message), None
    return Probe(kind.platform, LABELS[kind.platform], True, reachable, {}, message)


def _offers(platform: str) -> dict[str, bool]:
    """Only what was asked just now, or is known from earlier answers or from the settings, and then says so."""
    return {
        MB: {"recordings": True},
        SPOTIFY: {"search by ISRC": True, "labels and followers (as SPOTIFY_EXTENDED says)": settings.SPOTIFY_EXTENDED},
        YOUTUBE: {"channels": True, "statistics in batches (as far as known)": gate.stats_offered(time.time())},
        LASTFM: {"listeners": True},
    }[platform]
