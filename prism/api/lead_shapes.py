"""The shape of a lead in a list, and what it shares with the artist's own address; with an example."""

from leads.models import Artist
from prism.api.lead_filters import APPLIED, NOTHING_APPLIED
from prism.api.score_shapes import SCORES, SCORES_EXAMPLE, STATE, TIER
from prism.api.shapes import (
    DAY,
    FLAG,
    MOMENT,
    NUMBER,
    PAGINATION,
    SERVICE,
    TEXT,
    WHOLE,
    by_name,
    many,
    maybe,
    obj,
    one_of,
)

INDEPENDENCE = one_of(*Artist.Independence.values)
OPENINGS = tuple(one for one in Artist.Finding.values if one != Artist.Finding.HEALTHY)
OPENING = one_of(*OPENINGS)
PRECISION = one_of("day", "month", "year", None)
REGION = one_of(*Artist.Region.values)
STATUS = one_of(*Artist.Status.values)
YOUTUBE = obj(
    state=STATE, has_channel=maybe(FLAG), channel_url=maybe(TEXT), subscribers=maybe(WHOLE), total_views=maybe(WHOLE),
    video_count=maybe(WHOLE), upload_frequency=one_of(*Artist.Frequency.values, None),
    growth_potential=one_of("high_potential", "moderate_potential", "established_presence", "low_potential", None),
    engagement_rate=maybe(NUMBER),
)["properties"]  # fmt: skip
WITHOUT_BREAKDOWN = {name: shape for name, shape in SCORES["properties"].items() if name != "scoring_breakdown"}
MEMBERS = obj(
    id=WHOLE, name=TEXT, country=maybe(TEXT), region=REGION, genre=maybe(TEXT), genres=many(TEXT),
    total_score=maybe(NUMBER), independence_score=maybe(NUMBER), opportunity_score=maybe(NUMBER),
    geographic_score=maybe(NUMBER), lead_tier=TIER, scores=obj(**WITHOUT_BREAKDOWN), coverage=maybe(WHOLE),
    confidence=maybe(WHOLE), independence=INDEPENDENCE, monthly_listeners=maybe(WHOLE), follower_count=maybe(WHOLE),
    lastfm_listeners=maybe(WHOLE), last_release_date=maybe(DAY), last_release_precision=PRECISION,
    outreach_status=STATUS, owner=maybe(TEXT), follow_up_on=maybe(DAY), do_not_contact=FLAG,
    contact_email=maybe(TEXT), website=maybe(TEXT), social_handles=by_name(TEXT), youtube_summary=obj(**YOUTUBE),
    youtube_opportunities=many(OPENING), sources=many(WHOLE), last_checked=maybe(MOMENT), created_at=MOMENT,
    updated_at=MOMENT,
)["properties"]  # fmt: skip
# Whoever names `fields` gets those, and the id.
LEAD = obj(optional=tuple(name for name in MEMBERS if name != "id"), **MEMBERS)
LEADS = obj(
    timestamp=MOMENT, notices=many(TEXT), leads=many(LEAD), pagination=PAGINATION, filters_applied=APPLIED,
    service=SERVICE,
)  # fmt: skip

LEAD_EXAMPLE = {
    "id": 17,
    "name": "Example Trio",
    "country": "NZ",
    "region": "new_zealand",
    "genre": "indie pop",
    "genres": ["indie pop"],
    "total_score": 78.8,
    "independence_score": 100.0,
    "opportunity_score": 47.1,
    "geographic_score": 100.0,
    "lead_tier": "A",
    "scores": {name: SCORES_EXAMPLE[name] for name in WITHOUT_BREAKDOWN},
    "coverage": 88,
    "confidence": 88,
    "independence": "self_released",
    "monthly_listeners": None,
    "follower_count": None,
    "lastfm_listeners": 5321,
    "last_release_date": "2026-08-14",
    "last_release_precision": "day",
    "outreach_status": "not_contacted",
    "owner": None,
    "follow_up_on": None,
    "do_not_contact": False,
    "contact_email": None,
    "website": "https://trio.example",
    "social_handles": {"instagram": "exampletrio"},
    "youtube_summary": {
        "state": "known",
        "has_channel": True,
        "channel_url": "https://www.youtube.com/channel/UCaa",
        "subscribers": 1230,
        "total_views": 183211,
        "video_count": 41,
        "upload_frequency": "low",
        "growth_potential": None,
        "engagement_rate": None,
    },
    "youtube_opportunities": ["inconsistent_uploads"],
    "sources": [31],
    "last_checked": "2026-11-22T20:14:58+13:00",
    "created_at": "2026-11-20T09:00:00+13:00",
    "updated_at": "2026-11-22T20:15:00+13:00",
}
PAGINATION_EXAMPLE = {
    "total": 1,
    "limit": 50,
    "offset": 0,
    "has_more": False,
    "page": 1,
    "total_pages": 1,
    "next_cursor": None,
    "previous_cursor": None,
}
LEADS_EXAMPLE = {
    "service": "Prism Analytics Engine",
    "timestamp": "2026-11-22T20:15:00+13:00",
    "notices": [],
    "leads": [LEAD_EXAMPLE],
    "pagination": PAGINATION_EXAMPLE,
    "filters_applied": NOTHING_APPLIED | {"tier": "A"},
}
