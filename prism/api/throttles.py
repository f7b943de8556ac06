"""How often one caller may ask in a minute, counted in the cache that all web processes share."""

import time
from datetime import UTC, datetime

from django.conf import settings
from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from rest_framework.permissions import SAFE_METHODS
from rest_framework.throttling import BaseThrottle

from prism.api.problems import Problem

WINDOW = 60
PREFIX = "throttle:"


class PerCaller(BaseThrottle):
    """Notes limit, what is left and when the window ends on the request: the door puts them into the headers."""

    def allow_request(self, request, view) -> bool:
        count(request, *self._rule(request, view))
        return True

    def _rule(self, request, view) -> tuple[str, str]:
        if not (request.user and request.user.is_authenticated):
            return nobody(request)
        who = f"token{request.auth.pk}" if request.auth else f"user{request.user.pk}"
        if view.throttle:
            return view.throttle, who
        return ("read" if request.method in SAFE_METHODS else "write"), who


def nobody(request) -> tuple[str, str]:
    """The rule for an address without a token or session, or with a bad one."""
    return "anonymous", BaseThrottle().get_ident(request)


def count(request, name: str, who: str) -> None:
    """Count this call; a Problem where it is one too many."""
    if not (limit := limit_of(name)):
        return
    now = time.time()
    window = int(now // WINDOW)
    used = _count(f"{PREFIX}{name}:{who}:{window}")
    request.rate = (limit, max(0, limit - used), (window + 1) * WINDOW)
    if used > limit:
        wait = max(1, int((window + 1) * WINDOW - now) + 1)
        told = f"More than {limit} calls a minute. Try again in {wait} seconds."
        raise Problem(429, "throttled", "Too many requests", told, headers={"Retry-After": str(wait)})


def limit_of(name: str) -> int:
    """Calls a minute; 0 is no limit."""
    return {
        "read": settings.API_THROTTLE_READ,
        "write": settings.API_THROTTLE_WRITE,
        "test": settings.API_THROTTLE_TEST,
        "anonymous": settings.API_THROTTLE_ANONYMOUS,
    }[name]


def _count(key: str) -> int:
    """This call's number in its window."""
    if isinstance(caches["default"], DatabaseCache):
        return _count_in_table(key)
    if cache.add(key, 1, 2 * WINDOW):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it was cleared in between
        return 1


def _count_in_table(key: str) -> int:
    """Django's database cache adds by reading and writing, and loses what is asked at the same time: one statement."""
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    until = datetime.fromtimestamp(time.time() + 2 * WINDOW, UTC).replace(microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (cache_key, value, expires) VALUES (%s, '1', %s) ON CONFLICT (cache_key) "
            f"DO UPDATE SET value = CAST(CAST({table}.value AS integer) + 1 AS text) RETURNING value",
            [key, connection.ops.adapt_datetimefield_value(until)],
        )
        return int(cursor.fetchone()[0])


def forget(now: datetime) -> None:
    """Counts of minutes that are over go: Django clears its table only when something else is cached."""
    if isinstance(caches["default"], DatabaseCache):
        table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {table} WHERE cache_key LIKE %s AND expires < %s",
                [f"{PREFIX}%", connection.ops.adapt_datetimefield_value(now.replace(microsecond=0))],
            )
