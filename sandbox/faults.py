"""Faults to order: which requests of which platform go wrong, how, and how often."""

import random
from dataclasses import dataclass

from sandbox.http import Reply, json_reply, text_reply

KINDS = ("429short", "429long", "500", "503", "hang", "drip", "reset", "truncate", "html", "empty")
RETRY_AFTER = {"429short": 2, "429long": 3600}
HTML = "<!DOCTYPE html><html><head><title>One moment</title></head><body><h1>Please wait</h1></body></html>"
MUSICBRAINZ_BUSY = (
    '<?xml version="1.0" encoding="UTF-8"?><error><text>Your requests are exceeding the allowable rate limit. '
    "Please see http://wiki.musicbrainz.org/XMLWebService for more information.</text>"
    "<text>For usage, please see: https://musicbrainz.org/development/mmd</text></error>"
)


@dataclass(slots=True)
class Rule:
    platform: str
    kind: str
    endpoint: str | None = None
    times: int | None = None
    probability: float = 1.0
    seconds: float = 30.0

    @classmethod
    def read(cls, target: str, wish) -> "Rule":
        """One wish: "503", "503:3" or a dict with kind, times, probability, seconds."""
        if isinstance(wish, str):
            kind, _, times = wish.partition(":")
            wish = {"kind": kind, "times": int(times) if times else None}
        wish = dict(wish)
        platform, _, endpoint = (wish.pop("platform", None) or target).partition(".")
        kind = str(wish.pop("kind", "")).lower().replace("-", "").replace("_", "").replace(" ", "")
        kind = {"429": "429short", "trickle": "drip", "truncated": "truncate"}.get(kind, kind)
        if kind not in KINDS:
            raise ValueError(f"There is no fault {kind!r}. The faults are {', '.join(KINDS)}.")
        return cls(platform, kind, wish.pop("endpoint", None) or endpoint or None, **wish)


class Faults:
    def __init__(self, seed: int):
        self.rules: list[Rule] = []
        self.random = random.Random(seed)

    def replace(self, wishes):
        """Takes a dict by platform (or platform.endpoint), a list of dicts, or "platform:kind[:times],..."."""
        if isinstance(wishes, str):
            parts = [part.strip().partition(":") for part in wishes.split(",") if part.strip()]
            self.rules = [Rule.read(target, wish) for target, _, wish in parts]
        elif isinstance(wishes, dict):
            listed = [
                (target, one) for target, wish in wishes.items() for one in (wish if isinstance(wish, list) else [wish])
            ]
            self.rules = [Rule.read(target, wish) for target, wish in listed if wish]
        else:
            self.rules = [Rule.read("", wish) for wish in wishes or ()]

    def pick(self, platform: str, endpoint: str) -> Rule | None:
        for rule in self.rules:
            if rule.platform not in (platform, "all") or rule.endpoint not in (None, endpoint) or rule.times == 0:
                continue
            if rule.probability < 1 and self.random.random() >= rule.probability:
                continue
            if rule.times is not None:
                rule.times -= 1
            return rule
        return None


def broken(rule: Rule, platform: str, answer) -> Reply:
    """The reply that a fault makes. `answer` gives the true one, for those faults that spoil its transport."""
    if rule.kind in RETRY_AFTER:
        reply = too_many(platform)
        reply.headers["Retry-After"] = str(RETRY_AFTER[rule.kind])
    elif rule.kind in ("500", "503"):
        reply = server_error(platform, int(rule.kind))
    elif rule.kind == "html":
        reply = text_reply(HTML, 200, "text/html; charset=utf-8")
    elif rule.kind == "empty":
        reply = Reply(200, b"")
    elif rule.kind in ("reset", "hang"):
        reply = Reply()
    else:
        reply = answer()
    reply.fault = rule
    return reply


def too_many(platform: str) -> Reply:
    if platform == "musicbrainz":
        return text_reply(MUSICBRAINZ_BUSY, 429, "application/xml; charset=utf-8")
    if platform == "spotify":
        return json_reply({"error": {"status": 429, "message": "API rate limit exceeded"}}, 429)
    if platform == "lastfm":
        return lastfm_error(29, "Rate limit exceeded - Your IP has made too many requests in a short period", 429)
    return google_error(
        429,
        "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute'.",
        "rateLimitExceeded",
        "usageLimits",
        status="RESOURCE_EXHAUSTED",
    )


def server_error(platform: str, status: int) -> Reply:
    if platform == "musicbrainz" and status == 503:
        return text_reply(MUSICBRAINZ_BUSY, 503, "application/xml; charset=utf-8", Retry_After=0)
    if platform == "lastfm":
        code, words = (
            (8, "Operation failed - Most likely the backend service failed. Please try again.")
            if status == 500
            else (11, "Service Offline - This service is temporarily offline. Try again later.")
        )
        return lastfm_error(code, words, status)
    if platform == "youtube":
        reason, words = ("backendError", "Backend Error") if status == 503 else ("internalError", "Internal Error")
        return google_error(status, words, reason, "global")
    if platform == "spotify" and status == 500:
        return Reply(500, b"", "")
    return text_reply(HTML, status, "text/html; charset=utf-8")


def lastfm_error(code: int, words: str, status: int = 200) -> Reply:
    """XML, Last.fm's own default. The service turns it into JSON where JSON was asked for."""
    error = f'<lfm status="failed">\n  <error code="{code}">{words}</error>\n</lfm>\n'
    body = '<?xml version="1.0" encoding="UTF-8"?>\n' + error
    return text_reply(body, status, "text/xml; charset=UTF-8", X_Lastfm_Code=code)


def google_error(
    code: int, words: str, reason: str, domain: str, *, status: str | None = None, info: str | None = None
) -> Reply:
    error = {"code": code, "message": words, "errors": [{"message": words, "domain": domain, "reason": reason}]}
    if status:
        error["status"] = status
    if info:
        error["details"] = [
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": info,
                "domain": "googleapis.com",
                "metadata": {"service": "youtube.googleapis.com"},
            }
        ]
    return json_reply({"error": error}, code)
