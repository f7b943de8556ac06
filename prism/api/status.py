"""GET /api/status: where things stand, in one answer."""

import time
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from enrichment import gate, measures
from enrichment.kinds import YOUTUBE
from leads.models import Artist, Job, Recording, Upload
from prism import health
from prism.api import problems
from prism.api.door import Door, answer
from prism.api.limits import LIMITS, LIMITS_EXAMPLE, rate_limits
from prism.api.platform_words import api_status, environment
from prism.api.reading import Given
from prism.api.routes import Route
from prism.api.schema import described
from prism.api.shapes import FLAG, MOMENT, SERVICE, TEXT, WHOLE, many, maybe, obj, one_of

RUNS = 5
YOUTUBE_SHAPE = obj(
    status=one_of("available", "not_configured", "quota_spent", "failing"),
    api_key_configured=FLAG,
    daily_quota_used=WHOLE,
    daily_quota_limit=maybe(WHOLE),
    search_used=WHOLE,
    search_limit=maybe(WHOLE),
    resets_at=MOMENT,
)
SHAPE = obj(
    service=SERVICE,
    status=one_of("online"),
    timestamp=MOMENT,
    database_status=obj(
        connected=FLAG, type=TEXT, url_masked=TEXT, records=obj(artists=WHOLE, recordings=WHOLE, uploads=WHOLE)
    ),
    youtube_integration=YOUTUBE_SHAPE,
    rate_limits=LIMITS,
    cors_configuration=obj(mode=one_of("none", "listed"), allowed_origins=many(TEXT)),
    environment=one_of("production", "development"),
    version=TEXT,
    queue=obj(
        waiting=WHOLE, running=WHOLE, failed=WHOLE, oldest_waiting_seconds=maybe(WHOLE), workers_alive=WHOLE
    ),
    last_runs=many(
        obj(job_id=TEXT, kind=one_of(*Job.Kind.values), status=one_of(*Job.State.values), finished_at=MOMENT)
    ),
)  # fmt: skip
EXAMPLE = {
    "status": "online",
    "timestamp": "2026-11-22T20:15:00+13:00",
    "database_status": {
        "connected": True,
        "type": "postgresql",
        "url_masked": "postgresql://***/prism",
        "records": {"artists": 540, "recordings": 2210, "uploads": 12},
    },
    "youtube_integration": {
        "status": "quota_spent",
        "api_key_configured": True,
        "daily_quota_used": 1240,
        "daily_quota_limit": 10000,
        "search_used": 100,
        "search_limit": 100,
        "resets_at": "2026-11-22T21:00:00+13:00",
    },
    "rate_limits": LIMITS_EXAMPLE,
    "cors_configuration": {"mode": "none", "allowed_origins": []},
    "environment": "production",
    "version": settings.VERSION,
    "queue": {"waiting": 28, "running": 1, "failed": 3, "oldest_waiting_seconds": 12, "workers_alive": 1},
    "last_runs": [
        {"job_id": "0192f3ab", "kind": "upload", "status": "completed", "finished_at": "2026-11-22T20:01:00+13:00"}
    ],
    "service": problems.SERVICE,
}
DOWN = {
    "status": "error",
    "error": problems.DATABASE_DOWN,
    "timestamp": "2026-11-22T20:15:00+13:00",
    "service": problems.SERVICE,
}
DOWN_SHAPE = obj(service=SERVICE, status=one_of("error"), error=TEXT, timestamp=MOMENT)


class Status(Door):
    """The database, the queue, YouTube's quota, what each platform still allows, and the last jobs."""

    needs = {"GET": ()}

    @described(
        "Where things stand",
        out={200: (SHAPE, EXAMPLE), (503, "application/json"): (DOWN_SHAPE, DOWN)},
        problems=(400,),
    )
    def get(self, request):
        Given.of_query(request)
        now = time.time()
        return answer(
            {
                "status": "online",
                "timestamp": timezone.now(),
                "database_status": _database(),
                "youtube_integration": _youtube(now),
                "rate_limits": rate_limits(now),
                "cors_configuration": {
                    "mode": "listed" if settings.CORS_ORIGINS else "none",
                    "allowed_origins": list(settings.CORS_ORIGINS),
                },
                "environment": environment(),
                "version": settings.VERSION,
                "queue": _queue(now),
                "last_runs": _last_runs(),
            }
        )

    def handle_exception(self, error):
        """Without the database nobody can be let in, and there is nothing to tell but that."""
        problem = problems.of(error)
        if problem is None or problem.status_code != 503:
            return super().handle_exception(error)
        told = {"status": "error", "error": problem.sentence, "timestamp": timezone.now()}
        return answer(told, 503, **{name.replace("-", "_"): value for name, value in problem.headers.items()})


def _database() -> dict:
    counts = {"artists": Artist, "recordings": Recording, "uploads": Upload}
    return {
        "connected": True,
        "type": connection.vendor,
        "url_masked": f"{connection.vendor}://***/{_name()}",
        "records": {name: model.objects.count() for name, model in counts.items()},
    }


def _name() -> str:
    """The database's name, of a file without its folders."""
    return Path(str(connection.settings_dict["NAME"]).partition("?")[0]).name


def _youtube(now: float) -> dict:
    on = YOUTUBE in gate.configured()
    main, search = measures.purse("youtube:main", now), measures.purse("youtube:search", now)
    return {
        "status": api_status(on, measures.pause(YOUTUBE, gate.shut(now))),
        "api_key_configured": on,
        "daily_quota_used": main.used,
        "daily_quota_limit": main.limit,
        "search_used": search.used,
        "search_limit": search.limit,
        "resets_at": main.resets_at,
    }


def _queue(now: float) -> dict:
    queue = measures.queue(now)
    return {
        "waiting": queue.waiting,
        "running": queue.asking,
        "failed": queue.failed,
        "oldest_waiting_seconds": queue.oldest,
        "workers_alive": health.workers()[0],
    }


def _last_runs() -> list[dict]:
    ended = Job.objects.exclude(finished_at=None).order_by("-finished_at", "-pk")[:RUNS]
    return [
        {"job_id": job.pk, "kind": job.kind, "status": job.state, "finished_at": job.finished_at}
        for job in ended.only("kind", "state", "finished_at")
    ]


ROUTES = [Route("status", "status", Status, "Where things stand")]
