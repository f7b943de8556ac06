"""How the doors tell the state of a platform: the same words on every page."""

from datetime import UTC, datetime

from django.conf import settings

from enrichment import gate, measures
from enrichment.gate import Closed
from enrichment.kinds import LASTFM, MB, PLATFORMS, SPOTIFY, YOUTUBE
from prism.api.shapes import FLAG, MOMENT, TEXT, maybe, obj, one_of

DESCRIPTIONS = {
    MB: "Who made a recording, their releases, labels, links and home: the open music encyclopaedia",
    SPOTIFY: "Presence, latest releases and copyright lines",
    LASTFM: "Listeners and plays",
    YOUTUBE: "The channel, its figures and how often it uploads",
}
PAUSED, AVAILABLE, NOT_CONFIGURED = "paused", "available", "not_configured"
STATE = obj(
    configured=FLAG,
    state=one_of(AVAILABLE, PAUSED, NOT_CONFIGURED),
    last_success=maybe(MOMENT),
    until=maybe(MOMENT),
    reason=maybe(TEXT),
)


def state_of(platform: str, on: set[str], shut: dict[str, Closed]) -> dict:
    """Whether it has a key, whether it is asked now, and if not, why and until when."""
    paused = measures.pause(platform, shut) if platform in on else None
    return {
        "configured": platform in on,
        "state": NOT_CONFIGURED if platform not in on else PAUSED if paused else AVAILABLE,
        "last_success": measures.answered_at(platform),
        "until": paused and moment_of(paused.until),
        "reason": paused and paused.reason,
    }


def words_of() -> dict[str, str]:
    """In two words how each platform is set up."""
    on = gate.configured()
    missing = {SPOTIFY: "not configured", YOUTUBE: "not configured", LASTFM: "optional", MB: "not configured"}
    return {
        name: ("always available" if name == MB else "configured") if name in on else missing[name]
        for name in PLATFORMS
    }


def api_status(on: bool, paused: Closed | None) -> str:
    """YouTube's standing in one of four words."""
    if not on:
        return NOT_CONFIGURED
    if paused is None:
        return AVAILABLE
    return "quota_spent" if paused.reason in ("quota_spent", "search_quota_spent") else "failing"


def moment_of(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def environment() -> str:
    return "development" if settings.DEBUG else "production"
