"""The shape of an analysis, and an example of one."""

from leads.models import Artist, Credit
from outreach.models import Contact
from prism.api.analyses.standing import REASONS
from prism.api.score_shapes import LINE, LINE_EXAMPLE, SCORES, SCORES_EXAMPLE
from prism.api.shapes import DAY, FLAG, MOMENT, NUMBER, SERVICE, TEXT, WHOLE, many, maybe, obj, one_of

PLATFORM = one_of("musicbrainz", "spotify", "lastfm", "youtube")
STATES = ("queued", "asking", "found", "not_found", "cached", "waiting", "failed", "skipped", "not_configured")
STATUSES = ("completed", "cached", "pending", "partial", "not_found", "failed")
PRECISION = one_of("day", "month", "year", None)
FREQUENCY = one_of(*Artist.Frequency.values, None)
GROWTH = one_of("high_potential", "moderate_potential", "established_presence", "low_potential", None)
TEXTS, NAME, COUNT = many(TEXT), maybe(TEXT), maybe(WHOLE)

STANDING = obj(state=one_of(*STATES), asked_at=maybe(MOMENT), calls=COUNT, reason=NAME, until=maybe(MOMENT))
PLATFORMS = obj(musicbrainz=STANDING, spotify=STANDING, lastfm=STANDING, youtube=STANDING)
SOME_PLATFORMS = obj(
    musicbrainz=STANDING, spotify=STANDING, lastfm=STANDING, youtube=STANDING,
    optional=("musicbrainz", "spotify", "lastfm", "youtube"),
)  # fmt: skip
PENDING = many(obj(platform=PLATFORM, reason=one_of(*REASONS), until=maybe(MOMENT)))
ARTIST_DATA = obj(
    name=TEXT, musicbrainz_id=NAME, spotify_id=NAME, country=NAME, region=one_of(*Artist.Region.values), genres=TEXTS,
    monthly_listeners=COUNT, popularity=COUNT, lastfm_listeners=COUNT, lastfm_playcount=COUNT, release_count=COUNT,
    last_release_date=maybe(DAY), last_release_precision=PRECISION, social_urls={"type": "object"}, website=NAME,
    youtube_channel_id=NAME, youtube_subscribers=COUNT, youtube_total_views=COUNT, youtube_video_count=COUNT,
    youtube_upload_frequency=FREQUENCY, youtube_engagement_rate=maybe(NUMBER), youtube_growth_potential=GROWTH,
)  # fmt: skip
TRACK_DATA = obj(
    isrc=TEXT, title=NAME, musicbrainz_recording_id=NAME, spotify_track_id=NAME, release_date=maybe(DAY),
    release_precision=PRECISION, label=NAME, duration_ms=COUNT, spotify_popularity=COUNT, lastfm_playcount=COUNT,
    platforms_available=many(PLATFORM), missing_platforms=many(PLATFORM),
)  # fmt: skip
RELEASE = {
    "id": TEXT,
    "title": TEXT,
    "release_date": maybe(DAY),
    "release_precision": PRECISION,
    "type": NAME,
    "label": NAME,
}
MUSICBRAINZ_DATA = obj(
    track=maybe(obj(id=TEXT, title=NAME, length=COUNT, first_release_date=NAME)),
    artist=maybe(obj(
        id=NAME, name=TEXT, sort_name=NAME, type=NAME, disambiguation=NAME, country=NAME, area=NAME, aliases=TEXTS,
        ended=maybe(FLAG), urls=many(obj(type=NAME, url=NAME)),
    )),
    release=maybe(obj(**RELEASE)),
)  # fmt: skip
ALBUM = obj(**RELEASE, copyrights=maybe(many(obj(kind=TEXT, text=TEXT))))
SPOTIFY_DATA = obj(
    artist_id=NAME, name=NAME, url=NAME, followers=COUNT, genres=TEXTS, popularity=COUNT,
    track_info=maybe(obj(id=TEXT, title=NAME, isrc=TEXT, duration_ms=COUNT, popularity=COUNT, album=maybe(ALBUM))),
)  # fmt: skip
LASTFM_DATA = obj(
    artist=obj(name=TEXT, url=NAME, listeners=COUNT, playcount=COUNT, tags=TEXTS),
    track={"type": "null"},
)
YOUTUBE_DATA = obj(
    channel=obj(
        channel_id=TEXT, title=NAME, handle=NAME, url=NAME,
        statistics=obj(
            subscriber_count=COUNT, view_count=COUNT, video_count=COUNT, hidden_subscriber_count=maybe(FLAG)
        ),
    ),
    analytics=obj(
        upload_frequency=FREQUENCY, last_upload=maybe(MOMENT), engagement_rate=maybe(NUMBER), growth_potential=GROWTH,
        opportunities=TEXTS,
    ),
    videos=many(obj(id=TEXT, url=TEXT)),
    video_metrics=maybe(obj(videos=COUNT, views=COUNT, likes=COUNT, comments=COUNT, as_of=maybe(DAY))),
)  # fmt: skip
CONTACT = obj(
    type=one_of(*Contact.Kind.values), value=TEXT, source=TEXT, confidence=WHOLE, platform=NAME, note=NAME
)  # fmt: skip
ANALYSIS = obj(
    service=SERVICE, isrc=TEXT, status=one_of(*STATUSES), artist_id=COUNT, timestamp=MOMENT,
    artist_data=maybe(ARTIST_DATA), artists=many(obj(id=COUNT, name=TEXT, role=one_of(*Credit.Role.values))),
    track_data=TRACK_DATA, musicbrainz_data=maybe(MUSICBRAINZ_DATA), spotify_data=maybe(SPOTIFY_DATA),
    lastfm_data=maybe(LASTFM_DATA), youtube_data=maybe(YOUTUBE_DATA), contacts=many(CONTACT),
    scores=maybe(SCORES), score_breakdown=many(LINE), errors=TEXTS, warnings=TEXTS, notices=TEXTS,
    data_sources_used=many(PLATFORM), processing_time=maybe(NUMBER), platforms=PLATFORMS, pending=PENDING,
    status_url=NAME,
    youtube_integration=obj(
        enabled=FLAG, data_found=FLAG,
        api_status=one_of("available", "not_configured", "quota_spent", "failing"),
    ),
    message=TEXT, last_updated=maybe(MOMENT), optional=("message", "last_updated"),
)  # fmt: skip

WHEN, ASKED = "2026-11-22T20:15:00+13:00", "2026-11-22T20:14:55+13:00"
STANDING_EXAMPLE = {"state": "found", "asked_at": ASKED, "calls": 4, "reason": None, "until": None}
RELEASE_EXAMPLE = {
    "id": "77ab",
    "title": "Harbour Light",
    "release_date": "2021-03-19",
    "release_precision": "day",
    "type": "single",
    "label": "Example Trio",
}
EXAMPLE = {
    "service": "Prism Analytics Engine",
    "isrc": "NZABC2100001",
    "status": "completed",
    "artist_id": 17,
    "timestamp": WHEN,
    "artist_data": {
        "name": "Example Trio",
        "musicbrainz_id": "0c1d",
        "spotify_id": "2BBB",
        "country": "NZ",
        "region": "new_zealand",
        "genres": ["indie pop"],
        "monthly_listeners": None,
        "popularity": None,
        "lastfm_listeners": 5321,
        "lastfm_playcount": 48210,
        "release_count": 6,
        "last_release_date": "2026-08-14",
        "last_release_precision": "day",
        "social_urls": {"instagram": "https://instagram.com/exampletrio"},
        "website": "https://trio.example",
        "youtube_channel_id": "UCaa",
        "youtube_subscribers": 1230,
        "youtube_total_views": 183211,
        "youtube_video_count": 41,
        "youtube_upload_frequency": "low",
        "youtube_engagement_rate": None,
        "youtube_growth_potential": None,
    },
    "artists": [{"id": 17, "name": "Example Trio", "role": "main"}],
    "track_data": {
        "isrc": "NZABC2100001",
        "title": "Harbour Light",
        "musicbrainz_recording_id": "77aa",
        "spotify_track_id": "1AAA",
        "release_date": "2021-03-19",
        "release_precision": "day",
        "label": "Example Trio",
        "duration_ms": 201000,
        "spotify_popularity": None,
        "lastfm_playcount": None,
        "platforms_available": ["spotify", "youtube"],
        "missing_platforms": [],
    },
    "musicbrainz_data": {
        "track": {"id": "77aa", "title": "Harbour Light", "length": 201000, "first_release_date": "2021-03-19"},
        "artist": None,
        "release": RELEASE_EXAMPLE,
    },
    "spotify_data": None,
    "lastfm_data": {
        "artist": {
            "name": "Example Trio",
            "url": "https://www.last.fm/music/Example+Trio",
            "listeners": 5321,
            "playcount": 48210,
            "tags": ["indie pop"],
        },
        "track": None,
    },
    "youtube_data": {
        "channel": {
            "channel_id": "UCaa",
            "title": "Example Trio",
            "handle": "@exampletrio",
            "url": "https://www.youtube.com/channel/UCaa",
            "statistics": {
                "subscriber_count": 1230,
                "view_count": 183211,
                "video_count": 41,
                "hidden_subscriber_count": False,
            },
        },
        "analytics": {
            "upload_frequency": "low",
            "last_upload": "2026-10-02T09:00:00+00:00",
            "engagement_rate": None,
            "growth_potential": None,
            "opportunities": ["inconsistent_uploads"],
        },
        "videos": [{"id": "abcdefghijk", "url": "https://www.youtube.com/watch?v=abcdefghijk"}],
        "video_metrics": {"videos": 10, "views": 4210, "likes": None, "comments": 31, "as_of": "2026-11-22"},
    },
    "contacts": [
        {
            "type": "website",
            "value": "https://trio.example",
            "source": "musicbrainz",
            "confidence": 90,
            "platform": None,
            "note": None,
        }
    ],
    "scores": SCORES_EXAMPLE,
    "score_breakdown": [LINE_EXAMPLE],
    "errors": [],
    "warnings": [],
    "notices": [],
    "data_sources_used": ["musicbrainz", "spotify", "lastfm", "youtube"],
    "processing_time": 6.4,
    "platforms": dict.fromkeys(("musicbrainz", "spotify", "lastfm", "youtube"), STANDING_EXAMPLE),
    "pending": [],
    "status_url": "/api/jobs/0192f3aa",
    "youtube_integration": {"enabled": True, "data_found": True, "api_status": "available"},
}
PENDING_EXAMPLE = EXAMPLE | {
    "status": "pending",
    "pending": [{"platform": "youtube", "reason": "search_quota_spent", "until": "2026-11-22T21:00:00+13:00"}],
    "youtube_data": None,
}
