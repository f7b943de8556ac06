"""One artist's channel asked about anew."""

from django.utils import timezone

from enrichment.answers import NO_RECORDING
from enrichment.kinds import YOUTUBE
from enrichment.refresh import ask_platforms
from leads.models import Artist, Job, Profile
from leads.reading import scores
from prism.api.analyses.held import hold_artist, terms
from prism.api.analyses.shapes import PENDING
from prism.api.analyses.standing import standings
from prism.api.analyses.whole import errors, pending
from prism.api.door import Door, answer
from prism.api.figures import engagement_rate, growth_potential
from prism.api.finding import artist_of
from prism.api.problems import wrong_state
from prism.api.reading import Given, Seconds
from prism.api.refresh import refuse_without_key
from prism.api.routes import Route
from prism.api.schema import described
from prism.api.score_shapes import SCORES, SCORES_EXAMPLE
from prism.api.shapes import NUMBER, SERVICE, TEXT, WHOLE, many, maybe, obj, one_of
from prism.api.waiting import later, starting, work_for

UPDATED = obj(
    channel_id=TEXT, channel_url=TEXT, subscribers=maybe(WHOLE), total_views=maybe(WHOLE), video_count=maybe(WHOLE),
    upload_frequency=one_of(*Artist.Frequency.values, None), growth_potential=one_of("high_potential", None),
    engagement_rate=maybe(NUMBER),
)  # fmt: skip
SHAPE = obj(
    status=one_of("success", "no_channel_found", "pending", "failed"), message=TEXT, updated_data=maybe(UPDATED),
    scores=maybe(SCORES), scores_before=maybe(SCORES), pending=PENDING, errors=many(TEXT), job_id=TEXT,
    status_url=TEXT, service=SERVICE,
)  # fmt: skip
EXAMPLE = {
    "status": "success",
    "message": "YouTube data updated.",
    "updated_data": {
        "channel_id": "UCaa",
        "channel_url": "https://www.youtube.com/channel/UCaa",
        "subscribers": 1230,
        "total_views": 183211,
        "video_count": 41,
        "upload_frequency": "low",
        "growth_potential": None,
        "engagement_rate": None,
    },
    "scores": SCORES_EXAMPLE,
    "scores_before": SCORES_EXAMPLE,
    "pending": [],
    "errors": [],
    "job_id": "0192f3aa",
    "status_url": "/api/jobs/0192f3aa",
    "service": "Prism Analytics Engine",
}
WAITING = EXAMPLE | {
    "status": "pending",
    "message": "YouTube has not told everything yet.",
    "pending": [{"platform": "youtube", "reason": "search_quota_spent", "until": "2026-11-22T21:00:00+13:00"}],
}
UNDECIDED = "Channels of this name were found; a person must decide whether one is the artist's."


class ChannelRefresh(Given):
    wait = Seconds()


class YouTubeRefresh(Door):
    """Ask YouTube about one artist again and score them anew. A channel that staff have confirmed is not replaced."""

    needs = {"POST": ("leads.add_job",)}

    @described(
        "Ask YouTube about an artist again",
        body=ChannelRefresh,
        example={"wait": 20},
        out={200: (SHAPE, EXAMPLE), 202: (SHAPE, WAITING)},
        problems=(400, 404, 409, 413, 415, 422),
    )
    def post(self, request, id):
        artist = artist_of(id)
        wait = ChannelRefresh.of_body(request)["wait"]
        refuse_without_key((YOUTUBE,))
        before = scores(artist) if artist.scored_at else None
        with starting():
            job = ask_platforms(artist, request.user, (YOUTUBE,), afresh=True, urgent=True)
        if job is None:
            raise wrong_state(NO_RECORDING)
        waited = work_for(job, wait)
        return _told(artist_of(id), job, before, waited=waited)  # by now it may be merged into another


def _told(artist: Artist, job: Job, before: dict | None, *, waited: bool):
    profile, around = artist.profiles.filter(platform=YOUTUBE).first(), terms(waited=waited)
    stands = standings(hold_artist(artist, job), around, (YOUTUBE,))
    common = {
        "updated_data": _channel(artist, profile),
        "scores": scores(artist) if artist.scored_at else None,
        "scores_before": before,
        "pending": [],
        "errors": errors(stands),
        "job_id": job.pk,
        "status_url": f"/api/jobs/{job.pk}",
    }
    if job.state in Job.OPEN:
        common["pending"] = pending(stands, around)
        told = {"status": "pending", "message": "YouTube has not told everything yet.", **common}
        return answer(told, 202, **later(job, common["pending"], timezone.now()))
    status, message = _outcome(artist, profile, common["errors"])
    return answer({"status": status, "message": message, **common})


def _outcome(artist: Artist, profile: Profile | None, errors: list[str]) -> tuple[str, str]:
    if errors:
        return "failed", errors[0]
    if artist.youtube_channel_id:
        return "success", "YouTube data updated."
    if profile and profile.state == Profile.State.CONFLICTING:
        return "no_channel_found", UNDECIDED
    return "no_channel_found", "No channel of this artist was found."


def _channel(artist: Artist, profile: Profile | None) -> dict | None:
    if not artist.youtube_channel_id:
        return None
    return {
        "channel_id": artist.youtube_channel_id,
        "channel_url": f"https://www.youtube.com/channel/{artist.youtube_channel_id}",
        "subscribers": artist.youtube_subscribers,
        "total_views": artist.youtube_views,
        "video_count": artist.youtube_videos,
        "upload_frequency": artist.upload_frequency,
        "growth_potential": growth_potential(artist),
        "engagement_rate": engagement_rate(profile.data) if profile else None,
    }


ROUTES = [Route("youtube_refresh", "artist/{id}/youtube/refresh", YouTubeRefresh, "Ask YouTube about an artist again")]
