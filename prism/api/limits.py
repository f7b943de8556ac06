"""How much each platform was asked, what it still allows, and when it goes on."""

import time

from django.conf import settings
from django.utils import timezone
from rest_framework import serializers

from enrichment import gate, measures
from enrichment.kinds import LABELS, LASTFM, MB, PLATFORMS, SPOTIFY, YOUTUBE
from prism.api.door import Door, answer
from prism.api.platform_words import DESCRIPTIONS, moment_of
from prism.api.problems import forbidden
from prism.api.reading import Given
from prism.api.routes import Route
from prism.api.schema import described
from prism.api.shapes import FLAG, MOMENT, SERVICE, TEXT, WHOLE, many, maybe, obj, one_of

BUCKETS = {"search": "youtube:search", "main": "youtube:main", "stats": "youtube:stats"}
PURSE = obj(used=WHOLE, limit=maybe(WHOLE), remaining=maybe(WHOLE), resets_at=MOMENT)
PURSES = obj(**dict.fromkeys(BUCKETS, PURSE))
ALWAYS = {
    **dict.fromkeys(("requests_this_second", "requests_this_minute", "requests_this_hour", "requests_today"), WHOLE),
    "description": TEXT,
    "configured": FLAG,
    "paused_until": maybe(MOMENT),
    "pause_reason": maybe(TEXT),
    "resets_at": maybe(MOMENT),
}
WHERE_LIMITED = dict.fromkeys(
    ("second_limit", "second_remaining", "minute_limit", "minute_remaining", "daily_limit", "daily_remaining"), WHOLE
)
OF_YOUTUBE = {
    "quota_used_today": WHOLE,
    "quota_limit_daily": maybe(WHOLE),
    "quota_remaining_today": maybe(WHOLE),
    "buckets": PURSES,
}
ONE = obj(**ALWAYS, **WHERE_LIMITED, **OF_YOUTUBE, optional=(*WHERE_LIMITED, *OF_YOUTUBE))
LIMITS = obj(**dict.fromkeys(PLATFORMS, ONE))
EXAMPLE = {
    "requests_this_second": 0,
    "requests_this_minute": 12,
    "requests_this_hour": 310,
    "requests_today": 1240,
    "description": DESCRIPTIONS[MB],
    "configured": True,
    "paused_until": None,
    "pause_reason": None,
    "resets_at": None,
    "second_limit": 1,
    "second_remaining": 1,
    "minute_limit": 54,
    "minute_remaining": 42,
}
QUIET = {
    "requests_this_second": 0,
    "requests_this_minute": 0,
    "requests_this_hour": 0,
    "requests_today": 0,
    "paused_until": None,
    "pause_reason": None,
    "resets_at": None,
}
PURSE_EXAMPLE = {"used": 100, "limit": 100, "remaining": 0, "resets_at": "2026-11-22T21:00:00+13:00"}
LIMITS_EXAMPLE = {
    MB: EXAMPLE,
    SPOTIFY: {**QUIET, "description": DESCRIPTIONS[SPOTIFY], "configured": True, "daily_limit": 600},
    LASTFM: {**QUIET, "description": DESCRIPTIONS[LASTFM], "configured": False},
    YOUTUBE: {
        **QUIET,
        "description": DESCRIPTIONS[YOUTUBE],
        "configured": True,
        "pause_reason": "search_quota_spent",
        "paused_until": "2026-11-22T21:00:00+13:00",
        "resets_at": "2026-11-22T21:00:00+13:00",
        "quota_used_today": 1240,
        "quota_limit_daily": 10000,
        "quota_remaining_today": 8760,
        "buckets": dict.fromkeys(BUCKETS, PURSE_EXAMPLE),
    },
}
ANSWER = {"rate_limits": LIMITS_EXAMPLE, "timestamp": "2026-11-22T20:15:00+13:00", "service": "Prism Analytics Engine"}
CLEARED = {
    "message": "Counters and pauses of Spotify are cleared.",
    "reset": ["spotify"],
    "service": "Prism Analytics Engine",
}
DEBUG_ONLY = "Counters are reset only where DEBUG is on."


def rate_limits(now: float) -> dict:
    on, shut = gate.configured(), gate.shut(now)
    return {name: _one(name, name in on or name == MB, shut, now) for name in PLATFORMS}


def _one(platform: str, configured: bool, shut: dict, now: float) -> dict:
    counts, paused = measures.asked(platform, now), measures.pause(platform, shut)
    told = {f"requests_this_{span}": counts[span] for span in ("second", "minute", "hour")}
    told |= {
        "requests_today": counts["today"],
        "description": DESCRIPTIONS[platform],
        "configured": configured,
        "paused_until": paused and moment_of(paused.until),
        "pause_reason": paused and paused.reason,
        "resets_at": None,
    }
    told |= _spaced(gate.interval(platform), counts)
    if platform == SPOTIFY:
        daily = measures.purse("spotify:daily", now)
        told["resets_at"] = daily.resets_at
        told |= {"daily_limit": daily.limit, "daily_remaining": daily.remaining} if daily.limit else {}
    return told | _quota(now) if platform == YOUTUBE else told


def _spaced(interval: float, counts: dict) -> dict:
    """What the interval between two calls amounts to."""
    if not interval:
        return {}
    second, minute = max(1, int(1 / interval)), max(1, int(60 / interval))
    return {
        "second_limit": second,
        "second_remaining": max(0, second - counts["second"]),
        "minute_limit": minute,
        "minute_remaining": max(0, minute - counts["minute"]),
    }


def _quota(now: float) -> dict:
    main = measures.purse("youtube:main", now)
    return {
        "resets_at": main.resets_at,
        "quota_used_today": main.used,
        "quota_limit_daily": main.limit,
        "quota_remaining_today": main.remaining,
        "buckets": purses(now),
    }


def purses(now: float) -> dict:
    """YouTube's three daily quotas."""
    return {name: _purse(measures.purse(bucket, now)) for name, bucket in BUCKETS.items()}


def _purse(one: measures.Purse) -> dict:
    return {"used": one.used, "limit": one.limit, "remaining": one.remaining, "resets_at": one.resets_at}


class RateLimits(Door):
    """Counted in the database over all processes. YouTube's day ends at midnight in Los Angeles, Spotify's rolls."""

    needs = {"GET": ()}

    @described(
        "What each platform still allows",
        out={200: (obj(rate_limits=LIMITS, timestamp=MOMENT, service=SERVICE), ANSWER)},
        problems=(400,),
    )
    def get(self, request):
        Given.of_query(request)
        return answer({"rate_limits": rate_limits(time.time()), "timestamp": timezone.now()})


class Which(Given):
    api_name = serializers.ChoiceField(list(LABELS), required=False, help_text="All of them when left out")


class Reset(Door):
    """Clears our own counters and pauses, never the record of calls. Only where DEBUG is on."""

    needs = {"POST": ("enrichment.change_gate",)}

    @described(
        "Forget counters and pauses",
        body=Which,
        example={"api_name": "spotify"},
        out={200: (obj(message=TEXT, reset=many(one_of(*PLATFORMS)), service=SERVICE), CLEARED)},
        problems=(400,),
    )
    def post(self, request):
        name = Which.of_body(request).get("api_name")
        names = [name] if name else list(PLATFORMS)
        gate.reset(names)
        return answer({"message": f"Counters and pauses of {_listed(names)} are cleared.", "reset": names})

    def check_permissions(self, request):
        if request.user and request.user.is_authenticated and request.method == "POST" and not settings.DEBUG:
            raise forbidden("debug_only", DEBUG_ONLY)
        super().check_permissions(request)


def _listed(names: list[str]) -> str:
    *others, last = (LABELS[name] for name in names)
    return f"{', '.join(others)} and {last}" if others else last


ROUTES = [
    Route("rate_limits", "rate-limits", RateLimits, "What each platform still allows"),
    Route("rate_limits_reset", "rate-limits/reset", Reset, "Forgets counters and pauses, with DEBUG only"),
]
