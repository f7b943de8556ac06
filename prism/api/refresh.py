"""One artist asked about anew, at all platforms or at some."""

from django.utils import timezone
from rest_framework import serializers

from enrichment import gate
from enrichment.answers import NO_RECORDING
from enrichment.kinds import LABELS, PLATFORMS
from enrichment.refresh import ask_platforms
from leads.models import Artist, Job
from leads.reading import scores
from prism.api.analyses.held import hold_artist, terms
from prism.api.analyses.shapes import PENDING, SOME_PLATFORMS, STANDING_EXAMPLE
from prism.api.analyses.standing import Standing, standings
from prism.api.analyses.whole import errors, pending
from prism.api.door import Door, answer
from prism.api.finding import artist_of
from prism.api.problems import Item, Problem
from prism.api.reading import Given, Seconds, flag
from prism.api.routes import Route
from prism.api.schema import described
from prism.api.score_shapes import SCORES, SCORES_EXAMPLE
from prism.api.shapes import SERVICE, TEXT, WHOLE, many, maybe, obj, one_of
from prism.api.waiting import later, starting, work_for

SHAPE = obj(
    status=one_of("completed", "pending"), artist_id=WHOLE, platforms=SOME_PLATFORMS, scores=maybe(SCORES),
    scores_before=maybe(SCORES), errors=many(TEXT), pending=PENDING, job_id=maybe(TEXT), status_url=maybe(TEXT),
    service=SERVICE,
)  # fmt: skip
EXAMPLE = {
    "status": "completed",
    "artist_id": 17,
    "platforms": {"youtube": STANDING_EXAMPLE},
    "scores": SCORES_EXAMPLE,
    "scores_before": SCORES_EXAMPLE | {"total_score": 61.2, "tier": "B", "lead_tier": "B", "machine_tier": "B"},
    "errors": [],
    "pending": [],
    "job_id": "0192f3aa",
    "status_url": "/api/jobs/0192f3aa",
    "service": "Prism Analytics Engine",
}
PENDING_EXAMPLE = EXAMPLE | {
    "status": "pending",
    "pending": [{"platform": "youtube", "reason": "search_quota_spent", "until": "2026-11-22T21:00:00+13:00"}],
}


class Refresh(Given):
    platforms = serializers.ListField(
        child=serializers.ChoiceField(choices=PLATFORMS), required=False, max_length=len(PLATFORMS)
    )
    force_refresh = flag(True)
    wait = Seconds()


class ArtistRefresh(Door):
    """Ask the platforms about one artist again, score them anew, and tell how they stood before."""

    needs = {"POST": ("leads.add_job",)}

    @described(
        "Ask about an artist again",
        body=Refresh,
        example={"platforms": ["youtube"], "force_refresh": True, "wait": 20},
        out={200: (SHAPE, EXAMPLE), 202: (SHAPE, PENDING_EXAMPLE)},
        problems=(400, 404, 409, 413, 415, 422),
    )
    def post(self, request, id):
        artist = artist_of(id)
        given = Refresh.of_body(request)
        named = given.get("platforms")
        refuse_without_key(named or ())
        before = scores(artist) if artist.scored_at else None
        with starting():
            job = ask_platforms(artist, request.user, named, given["force_refresh"], urgent=True)
        if job is None:
            return answer(_nobody(artist, named or PLATFORMS, before))
        waited = work_for(job, given["wait"])
        return _told(artist, job, named or PLATFORMS, before, waited=waited)


def refuse_without_key(named) -> None:
    """503 where a platform that was named cannot be asked at all."""
    missing = sorted(set(named) - gate.configured())
    if missing:
        items = [Item("not_configured", gate.off(name), "platforms", value=name) for name in missing]
        words = " and ".join(LABELS[name] for name in missing)
        told = f"{words} cannot be asked: no key is set, or it is switched off."
        raise Problem(503, "platform_not_configured", "Platform not set up", told, errors=items)


def _told(artist: Artist, job: Job, platforms, before: dict | None, *, waited: bool):
    artist = artist_of(str(artist.pk))  # it may have been merged by what was answered
    held, around = hold_artist(artist, job), terms(waited=waited)
    stands = standings(held, around, platforms)
    is_open = job.state in Job.OPEN
    body = _body(artist, stands, before) | {"job_id": job.pk, "status_url": f"/api/jobs/{job.pk}"}
    if not is_open:
        return answer(body)
    body |= {"status": "pending", "pending": pending(stands, around)}
    return answer(body, 202, **later(job, body["pending"], timezone.now()))


def _nobody(artist: Artist, platforms, before: dict | None) -> dict:
    """Nobody can be asked about an artist who has no recording of their own."""
    stands = [Standing(name, "skipped", "no_artist", message=NO_RECORDING) for name in platforms]
    body = _body(artist, stands, before)
    return body | {"errors": [NO_RECORDING], "job_id": None, "status_url": None}


def _body(artist: Artist, stands: list[Standing], before: dict | None) -> dict:
    return {
        "status": "completed",
        "artist_id": artist.pk,
        "platforms": {one.platform: one.told() for one in stands},
        "scores": scores(artist) if artist.scored_at else None,
        "scores_before": before,
        "errors": errors(stands),
        "pending": [],
    }


ROUTES = [Route("artist_refresh", "artist/{id}/refresh", ArtistRefresh, "Ask the platforms about an artist again")]
