"""How each platform stands with one code: asked or not, found or not, and what is still waited for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from enrichment import gate
from enrichment.kinds import KIND, LABELS, MB, PLATFORMS, SPOTIFY, YOUTUBE
from enrichment.models import Lookup
from prism.api.analyses.held import Held, Terms

MOMENT = timedelta(seconds=1)
ANSWERED = (Lookup.State.FOUND, Lookup.State.NOT_FOUND)
PENDING = ("queued", "asking", "waiting")  # states in which an answer is still to come
REASONS = ("queued", "rate_limited", "quota_spent", "search_quota_spent", "unavailable", "not_finished")


@dataclass(frozen=True)
class Standing:
    platform: str
    state: str
    reason: str | None = None
    until: datetime | None = None
    message: str = ""  # a sentence, where there is one to be said
    asked_at: datetime | None = None
    calls: int | None = 0

    def told(self) -> dict:
        names = ("state", "asked_at", "calls", "reason", "until")
        return {name: getattr(self, name) for name in names}

    def pending(self, terms: Terms) -> dict:
        """What the wait is for: a closed gate in its word; else nothing but time."""
        reason = self.reason if self.state == "waiting" else "queued"
        if self.state != "waiting" and (terms.waited or self.state == "asking"):
            reason = "not_finished"
        return {"platform": self.platform, "reason": reason, "until": self.until}


def standings(held: Held, terms: Terms, platforms: Iterable[str] = PLATFORMS) -> list[Standing]:
    return [_standing(name, held, terms) for name in platforms]


def _standing(platform: str, held: Held, terms: Terms) -> Standing:
    lookups = [one for one in held.lookups if one.platform == platform]
    asked_at = max((one.answered_at for one in lookups if one.answered_at), default=None)
    calls = None if held.calls is None else held.calls.get(platform, 0)
    common = {"asked_at": asked_at, "calls": calls}
    if platform not in terms.on:
        return Standing(platform, "not_configured", message=gate.off(platform), **common)
    if platform == YOUTUBE and not held.youtube:
        return Standing(platform, "skipped", "switched_off", message="YouTube was not to be asked.", **common)
    if waiting := [one for one in lookups if one.state in Lookup.OPEN]:
        return Standing(platform, **_open(waiting, terms), **common)
    if failed := [one for one in lookups if one.state == Lookup.State.FAILED]:
        told = f"{LABELS[platform]}: {failed[0].message}" if failed[0].message else _no_answer(platform)
        return Standing(platform, "failed", failed[0].reason or "unavailable", message=told, **common)
    if answered := [one for one in lookups if one.state in ANSWERED]:
        return Standing(platform, _answered(answered, held), **common)
    if lookups:
        reason, message = lookups[0].reason or "cancelled", lookups[0].message
        return Standing(platform, "skipped", reason, message=message, **common)
    return Standing(platform, **_unasked(platform, held), **common)


def _no_answer(platform: str) -> str:
    return f"{LABELS[platform]} gave no answer."


def _open(lookups: list[Lookup], terms: Terms) -> dict:
    """Waiting only where every open question waits; the one that comes last says until when."""
    if any(one.state == Lookup.State.ASKING and one.due_at > terms.now for one in lookups):
        return {"state": "asking"}
    waits = [_wait(one, terms) for one in lookups]
    if not all(waits):
        return {"state": "queued"}
    until, reason, message = max(waits)
    return {"state": "waiting", "reason": reason, "until": until, "message": message}


def _wait(lookup: Lookup, terms: Terms) -> tuple[datetime, str, str] | None:
    """Until when, in which word and why this question cannot be asked; None when it can."""
    if closed := gate.closure(KIND[lookup.platform, lookup.kind], terms.shut):
        return datetime.fromtimestamp(closed.until, UTC), word(closed.reason), closed.message
    if lookup.due_at > terms.now + MOMENT:
        return lookup.due_at, word(lookup.reason), lookup.message
    return None


def word(reason: str) -> str:
    """The contract's word; whatever else went wrong is tried again."""
    return reason if reason in REASONS else "unavailable"


def _answered(lookups: list[Lookup], held: Held) -> str:
    """Cached when nothing had to be asked for this job."""
    if not any(one.state == Lookup.State.FOUND for one in lookups):
        return "not_found"
    return "cached" if held.since is None or all(one.answered_at < held.since for one in lookups) else "found"


def _unasked(platform: str, held: Held) -> dict:
    """Still to come while others have to answer first; else there is nobody to ask about, or no need to."""
    first = any(one.platform == MB and one.state in Lookup.OPEN for one in held.lookups)
    if held.is_open and (held.artist is None or held.touched or (platform == SPOTIFY and first)):
        return {"state": "queued"}
    if held.artist is None:
        return {"state": "skipped", "reason": "no_artist"}
    return {"state": "skipped", "reason": "not_needed"}
