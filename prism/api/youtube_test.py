"""Does YouTube answer, and which channel has an artist's name? Nothing is stored but the record of calls."""

from django.utils import timezone

from enrichment.findings import VideoFinding
from enrichment.kinds import YOUTUBE
from enrichment.trial import Channel
from prism.api.door import answer
from prism.api.figures import engagement_rate
from prism.api.platform_tests import STATUS, Name, Test, common, tried
from prism.api.routes import Route
from prism.api.schema import described
from prism.api.shapes import FLAG, MOMENT, NUMBER, SERVICE, TEXT, WHOLE, many, maybe, obj, one_of
from scoring.rules.youtube import upload_frequency

VIDEOS = 5
STATISTICS = obj(
    subscriber_count=maybe(WHOLE), view_count=maybe(WHOLE), video_count=maybe(WHOLE),
    hidden_subscriber_count=maybe(FLAG),
)  # fmt: skip
FREQUENCY = one_of("very_active", "active", "moderate", "low", "inactive", None)
ANALYTICS = obj(
    upload_frequency=FREQUENCY, last_upload=maybe(MOMENT), uploads_read=WHOLE, engagement_rate=maybe(NUMBER),
    optional=("upload_frequency", "last_upload", "uploads_read", "engagement_rate"),
)  # fmt: skip
VIDEO = obj(
    video_id=TEXT, url=TEXT, published_at=maybe(MOMENT), view_count=maybe(WHOLE), like_count=maybe(WHOLE),
    comment_count=maybe(WHOLE),
)  # fmt: skip
YOUTUBE_SHAPE = obj(
    status=STATUS, platform=one_of(YOUTUBE), artist_name=TEXT,
    channel_data=maybe(obj(channel_id=TEXT, title=TEXT, url=TEXT, statistics=STATISTICS)), analytics=ANALYTICS,
    recent_videos=many(VIDEO), integration_status=one_of("available", "not_configured", "quota_spent", "failing"),
    message=TEXT, latency_ms=WHOLE, calls=obj(search=WHOLE, units=WHOLE), until=maybe(MOMENT), service=SERVICE,
)  # fmt: skip
CHANNEL = {
    "status": "success",
    "platform": YOUTUBE,
    "artist_name": "Example Trio",
    "channel_data": {
        "channel_id": "UCaa",
        "title": "Example Trio",
        "url": "https://www.youtube.com/channel/UCaa",
        "statistics": {
            "subscriber_count": 1230,
            "view_count": 183211,
            "video_count": 41,
            "hidden_subscriber_count": False,
        },
    },
    "analytics": {},
    "recent_videos": [],
    "integration_status": "available",
    "message": "A channel was found.",
    "latency_ms": 412,
    "calls": {"search": 1, "units": 2},
    "until": None,
    "service": "Prism Analytics Engine",
}
STANDING = {"not_configured": "not_configured", "quota_spent": "quota_spent", "failed": "failing"}


class YouTubeTest(Test):
    """One search and at most three units: a channel of this name, its figures and its newest videos."""

    platform = YOUTUBE

    @described(
        "Whether YouTube answers",
        body=Name,
        example={"artist_name": "Example Trio"},
        out={200: (YOUTUBE_SHAPE, CHANNEL)},
        problems=(400,),
    )
    def post(self, request):
        name = Name.of_body(request)["artist_name"]
        found = tried(YOUTUBE, name=name)
        channel = found.found if isinstance(found.found, Channel) else None
        return answer(
            {
                "status": found.status,
                "platform": YOUTUBE,
                "artist_name": name,
                "channel_data": channel and _channel(channel),
                "analytics": _analytics(channel) if channel and channel.uploads else {},
                "recent_videos": _videos(channel) if channel and channel.uploads else [],
                "integration_status": STANDING.get(found.status, "available"),
                **common(found),
                "calls": {"search": found.calls["search"], "units": found.calls["units"]},
            }
        )


def _channel(channel: Channel) -> dict:
    figures = channel.finding
    return {
        "channel_id": channel.id,
        "title": channel.title,
        "url": f"https://www.youtube.com/channel/{channel.id}",
        "statistics": {
            "subscriber_count": figures and figures.subscribers,
            "view_count": figures and figures.views,
            "video_count": figures and figures.videos,
            "hidden_subscriber_count": figures and figures.hidden_subscribers,
        },
    }


def _analytics(channel: Channel) -> dict:
    published = [day for _, day in channel.uploads.uploads if day]
    names = ("views", "likes", "comments")
    recent = {name: _sum(getattr(video, name) for video in channel.videos) for name in names}
    return {
        "upload_frequency": upload_frequency(published, timezone.now()),
        "last_upload": max(published, default=None),
        "uploads_read": len(channel.uploads.uploads),
        "engagement_rate": engagement_rate({"recent": recent}),
    }


def _sum(figures) -> int | None:
    known = [figure for figure in figures if figure is not None]
    return sum(known) if known else None


def _videos(channel: Channel) -> list[dict]:
    figures = {video.id: video for video in channel.videos}
    return [
        {
            "video_id": id,
            "url": f"https://www.youtube.com/watch?v={id}",
            "published_at": published,
            **_figures(figures.get(id)),
        }
        for id, published in channel.uploads.uploads[:VIDEOS]
    ]


def _figures(video: VideoFinding | None) -> dict:
    return {
        "view_count": video and video.views,
        "like_count": video and video.likes,
        "comment_count": video and video.comments,
    }


ROUTES = [Route("youtube_test", "youtube/test", YouTubeTest, "Whether YouTube answers")]
