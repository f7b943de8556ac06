"""GET /api/health: whether all is well, for load balancers and people. No platform is asked."""

import time

from django import db
from django.conf import settings
from django.utils import timezone

from enrichment import gate, measures
from enrichment.kinds import PLATFORMS
from prism import health
from prism.api import problems
from prism.api.door import Door, answer
from prism.api.platform_words import STATE, state_of
from prism.api.reading import Given, flag
from prism.api.routes import Route
from prism.api.schema import described
from prism.api.shapes import FLAG, MOMENT, SERVICE, TEXT, WHOLE, by_name, many, maybe, obj, one_of

COMPANY, DEPLOYMENT = "Precise Digital", "server"
HEALTHY, DEGRADED = "healthy", "degraded"
COMPONENTS = obj(
    database=obj(connected=FLAG, type=TEXT, status=one_of("ok")),
    pipeline=obj(
        initialized=FLAG,
        status=one_of("ok", "stalled", "no_worker"),
        workers_alive=WHOLE,
        oldest_waiting_seconds=maybe(WHOLE),
        dead_letters=WHOLE,
    ),
    api_integrations=by_name(FLAG),
    platforms=by_name(STATE),
    rate_limiter=obj(status=one_of("ok"), active_apis=many(TEXT)),
    storage=obj(status=one_of("ok", "nearly_full", "not_writable"), free_mb=maybe(WHOLE)),
    backups=obj(last=maybe(MOMENT), status=one_of("ok", "unknown")),
)
FULL = ("company", "deployment_type", "version", "components")
SHAPE = obj(
    service=SERVICE, status=one_of(HEALTHY, DEGRADED), ok=FLAG, timestamp=MOMENT,
    company=TEXT, deployment_type=TEXT, version=TEXT, components=COMPONENTS, optional=FULL,
)  # fmt: skip
SHORT = {"status": HEALTHY, "ok": True, "timestamp": "2026-11-22T20:15:00+13:00", "service": problems.SERVICE}
EXAMPLE = {
    **SHORT,
    "company": COMPANY,
    "deployment_type": DEPLOYMENT,
    "version": settings.VERSION,
    "components": {
        "database": {"connected": True, "type": "postgresql", "status": "ok"},
        "pipeline": {
            "initialized": True,
            "status": "ok",
            "workers_alive": 1,
            "oldest_waiting_seconds": 12,
            "dead_letters": 3,
        },
        "api_integrations": {"musicbrainz": True, "spotify": True, "youtube": True, "lastfm": False},
        "platforms": {
            "spotify": {
                "configured": True,
                "state": "paused",
                "last_success": "2026-11-22T19:02:00+13:00",
                "until": "2026-11-23T01:00:00+13:00",
                "reason": "quota_spent",
            }
        },
        "rate_limiter": {"status": "ok", "active_apis": ["musicbrainz", "spotify", "youtube"]},
        "storage": {"status": "ok", "free_mb": 5120},
        "backups": {"last": None, "status": "unknown"},
    },
}
DOWN = {**SHORT, "status": DEGRADED, "ok": False}


class Asked(Given):
    ready = flag(default=False, help_text="Answer 503 when degraded, for load balancers")


class Health(Door):
    """Four keys for everybody; who is let in sees every component. Degraded is: no worker, a queue that stands still,
    a full disk. A spent quota is not.
    """

    public = True
    needs = {"GET": ()}

    @described(
        "Whether all is well",
        query=Asked,
        out={200: (SHAPE, EXAMPLE), (503, "application/json"): (SHAPE, DOWN)},
        problems=(400,),
    )
    def get(self, request):
        ready = Asked.of_query(request)["ready"]
        now = time.time()
        pipeline, storage = _pipeline(now), _storage()
        ok = pipeline["status"] == "ok" and storage["status"] == "ok"
        told = {"status": HEALTHY if ok else DEGRADED, "ok": ok, "timestamp": timezone.now()}
        if request.user and request.user.is_authenticated:
            told |= {"company": COMPANY, "deployment_type": DEPLOYMENT, "version": settings.VERSION}
            told["components"] = _components(now, pipeline, storage)
        return answer(told, 503 if ready and not ok else 200)

    def handle_exception(self, error):
        """Who asks cannot be looked up either while the database is away: then everybody gets the short body."""
        problem = problems.of(error)
        if problem is None or problem.status_code != 503:
            return super().handle_exception(error)
        told = {"status": DEGRADED, "ok": False, "timestamp": timezone.now()}
        return answer(told, 503, **{name.replace("-", "_"): value for name, value in problem.headers.items()})


def _pipeline(now: float) -> dict:
    queue, (living, at_work) = measures.queue(now), health.workers()
    return {
        "initialized": bool(gate.configured()),
        "status": "no_worker" if not at_work else "stalled" if queue.stalled else "ok",
        "workers_alive": living,
        "oldest_waiting_seconds": queue.oldest,
        "dead_letters": queue.failed,
    }


def _storage() -> dict:
    free = health.free_bytes()
    if free is None:
        return {"status": "not_writable", "free_mb": None}
    return {"status": "ok" if free >= health.LEAST_DISK else "nearly_full", "free_mb": free // 1_000_000}


def _components(now: float, pipeline: dict, storage: dict) -> dict:
    on, shut = gate.configured(), gate.shut(now)
    return {
        "database": {"connected": True, "type": db.connection.vendor, "status": "ok"},
        "pipeline": pipeline,
        "api_integrations": {name: name in on for name in PLATFORMS},
        "platforms": {name: state_of(name, on, shut) for name in PLATFORMS},
        "rate_limiter": {"status": "ok", "active_apis": [name for name in PLATFORMS if name in on]},
        "storage": storage,
        "backups": {"last": None, "status": "unknown"},  # nothing of ours makes any yet
    }


ROUTES = [Route("health", "health", Health, "Whether all is well")]
