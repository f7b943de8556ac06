"""The shape of the dashboard's numbers, with an example."""

from enrichment.kinds import PLATFORMS
from leads.models import Artist
from prism.api.shapes import MOMENT, NUMBER, SERVICE, TEXT, WHOLE, by_name, many, maybe, obj, one_of

GENRES = 20  # named; the others are told together
TIERS, REGIONS, STATUSES = Artist.Tier.values, Artist.Region.values, Artist.Status.values
TIER = one_of(*TIERS, None)


def _each(names) -> dict:
    return obj(**dict.fromkeys(names, WHOLE))


USAGE = obj(calls_today=WHOLE, errors_today=WHOLE, quota_remaining=maybe(WHOLE))
SHAPE = obj(
    total_artists=WHOLE, total_tracks=WHOLE, total_leads=WHOLE, total_uploads=WHOLE,
    average_total_score=maybe(NUMBER), average_coverage=maybe(NUMBER),
    totals=obj(artists=WHOLE, tracks=WHOLE, leads=WHOLE, contacts=WHOLE, with_email=WHOLE),
    tier_distribution=_each(TIERS), unscored=WHOLE, geographic_distribution=_each(REGIONS),
    outreach_distribution=_each(STATUSES), genre_distribution=by_name(WHOLE),
    distributions=obj(
        tier=_each(f"tier_{tier}" for tier in TIERS), region=_each(REGIONS), country=by_name(WHOLE),
        genre=by_name(WHOLE), outreach=_each(STATUSES), independence=_each(Artist.Independence.values),
    ),
    youtube_statistics=obj(
        artists_with_youtube=WHOLE, total_youtube_subscribers=maybe(WHOLE), avg_youtube_subscribers=maybe(NUMBER),
        high_potential_channels=maybe(WHOLE), coverage_percentage=maybe(NUMBER), not_looked_up=WHOLE,
        upload_frequency_distribution=_each(Artist.Frequency.values),
    ),
    recent_activity=obj(
        new_artists_30_days=WHOLE, analysed_7_days=WHOLE, outreach_7_days=WHOLE, last_updated=maybe(MOMENT)
    ),
    follow_ups=obj(due=WHOLE, overdue=WHOLE),
    top_artists=many(
        obj(id=WHOLE, name=TEXT, score=maybe(NUMBER), tier=TIER, lead_tier=TIER, country=maybe(TEXT))
    ),
    api_usage=obj(**dict.fromkeys(PLATFORMS, USAGE)),
    processing=obj(
        rows_waiting=WHOLE, rows_done_24h=WHOLE, failed_24h=WHOLE, success_rate_24h=maybe(NUMBER),
        median_seconds=maybe(NUMBER),
    ),
    generated_at=MOMENT, company=TEXT, service=SERVICE,
)  # fmt: skip

_TIERS = {"A": 40, "B": 120, "C": 200, "D": 60}
_REGIONS = dict.fromkeys(REGIONS, 0) | {"new_zealand": 310, "australia": 90, "unknown": 140}
_STATUSES = dict.fromkeys(STATUSES, 0) | {"not_contacted": 500, "contacted": 40}
_GENRES = {"indie pop": 120, "folk": 80, "other": 0}
EXAMPLE = {
    "total_artists": 540,
    "total_tracks": 2210,
    "total_leads": 420,
    "total_uploads": 12,
    "average_total_score": 48.2,
    "average_coverage": 71.5,
    "totals": {"artists": 540, "tracks": 2210, "leads": 420, "contacts": 900, "with_email": 75},
    "tier_distribution": _TIERS,
    "unscored": 120,
    "geographic_distribution": _REGIONS,
    "outreach_distribution": _STATUSES,
    "genre_distribution": _GENRES,
    "distributions": {
        "tier": {f"tier_{tier}": n for tier, n in _TIERS.items()},
        "region": _REGIONS,
        "country": {"NZ": 310, "AU": 90},
        "genre": _GENRES,
        "outreach": _STATUSES,
        "independence": dict.fromkeys(Artist.Independence.values, 0) | {"self_released": 220, "unknown": 320},
    },
    "youtube_statistics": {
        "artists_with_youtube": 201,
        "total_youtube_subscribers": 812400,
        "avg_youtube_subscribers": 4041.8,
        "high_potential_channels": 14,
        "coverage_percentage": 37.2,
        "not_looked_up": 274,
        "upload_frequency_distribution": dict.fromkeys(Artist.Frequency.values, 0) | {"low": 40},
    },
    "recent_activity": {
        "new_artists_30_days": 60,
        "analysed_7_days": 35,
        "outreach_7_days": 9,
        "last_updated": "2026-11-22T20:15:00+13:00",
    },
    "follow_ups": {"due": 4, "overdue": 1},
    "top_artists": [{"id": 17, "name": "Example Trio", "score": 78.8, "tier": "A", "lead_tier": "A", "country": "NZ"}],
    "api_usage": dict.fromkeys(PLATFORMS, {"calls_today": 120, "errors_today": 0, "quota_remaining": None}),
    "processing": {
        "rows_waiting": 28,
        "rows_done_24h": 455,
        "failed_24h": 5,
        "success_rate_24h": 96.4,
        "median_seconds": 3.8,
    },
    "generated_at": "2026-11-22T20:15:00+13:00",
    "company": "Precise Digital",
    "service": "Prism Analytics Engine",
}
