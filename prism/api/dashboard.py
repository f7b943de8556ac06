"""GET /api/dashboard/stats: the whole book in one answer, counted at most every half minute."""

import statistics
import time
from datetime import timedelta

from django.core.cache import cache
from django.db.models import Avg, Count, Max, Q
from django.utils import timezone

from enrichment import measures
from enrichment.kinds import PLATFORMS
from enrichment.models import Call
from leads.models import Artist, Job, JobRow, Recording, Upload
from outreach.models import Activity, Contact
from outreach.permission import usable_contacts
from prism.api.dashboard_shapes import EXAMPLE, GENRES, SHAPE
from prism.api.door import Door, answer
from prism.api.health import COMPANY
from prism.api.reading import Given
from prism.api.routes import Route
from prism.api.schema import described
from prism.api.youtube_figures import figures as youtube_figures

KEPT = 30  # seconds
TOP = 5
NEWEST_ROWS = 1000  # whose time is looked at
NO_ERROR = (*measures.ANSWERED, "asking", "not_sent")


class Dashboard(Door):
    """Counts of the whole book, of what happened lately, and of the work of the last day."""

    needs = {"GET": ()}

    @described("The whole book in numbers", out={200: (SHAPE, EXAMPLE)}, problems=(400,))
    def get(self, request):
        Given.of_query(request)
        return answer(cache.get_or_set("dashboard-stats", figures, KEPT))


def figures() -> dict:
    """Everything the page shows, counted now."""
    return {
        **_book(),
        "youtube_statistics": _youtube(),
        "recent_activity": _lately(),
        "follow_ups": _follow_ups(),
        "top_artists": _top(),
        "api_usage": _usage(time.time()),
        "processing": _processing(),
        "generated_at": timezone.now(),
        "company": COMPANY,
    }


# --- The book ---------------------------------------------------------------------------------------------------------


def _book() -> dict:
    leads = Artist.objects.exclude(scored_at=None).aggregate(
        n=Count("pk"), score=Avg("total_score"), coverage=Avg("coverage")
    )
    total, tracks = Artist.objects.count(), Recording.objects.count()
    tiers = dict.fromkeys(Artist.Tier.values, 0) | _counts(Artist.objects.with_standing_tier(), "standing")
    regions = dict.fromkeys(Artist.Region.values, 0) | _counts(Artist.objects, "region")
    statuses = dict.fromkeys(Artist.Status.values, 0) | _counts(Artist.objects, "outreach_status")
    kinds = dict.fromkeys(Artist.Independence.values, 0) | _counts(Artist.objects, "independence")
    genres = _genres()
    emails = usable_contacts().filter(kind=Contact.Kind.EMAIL).values("artist").distinct().count()
    return {
        "total_artists": total,
        "total_tracks": tracks,
        "total_leads": leads["n"],
        "total_uploads": Upload.objects.count(),
        "average_total_score": _rounded(leads["score"]),
        "average_coverage": _rounded(leads["coverage"]),
        "totals": {
            "artists": total,
            "tracks": tracks,
            "leads": leads["n"],
            "contacts": Contact.objects.count(),
            "with_email": emails,
        },
        "tier_distribution": tiers,
        "unscored": total - sum(tiers.values()),
        "geographic_distribution": regions,
        "outreach_distribution": statuses,
        "genre_distribution": genres,
        "distributions": {
            "tier": {f"tier_{tier}": n for tier, n in tiers.items()},
            "region": regions,
            "country": _counts(Artist.objects, "country"),
            "genre": genres,
            "outreach": statuses,
            "independence": kinds,
        },
    }


def _counts(artists, column: str) -> dict[str, int]:
    """How many there are of each known value."""
    rows = artists.order_by().values_list(column).annotate(n=Count("pk"))
    return {value: n for value, n in rows if value}


def _genres() -> dict[str, int]:
    """The most frequent first, all others together."""
    counts = sorted(_counts(Artist.objects, "genre").items(), key=lambda one: (-one[1], one[0]))
    rest = sum(n for _, n in counts[GENRES:])
    return dict(counts[:GENRES]) | {"other": rest + dict(counts[:GENRES]).get("other", 0)}


def _rounded(number) -> float | None:
    return None if number is None else round(float(number), 1)


def _youtube() -> dict:
    told = youtube_figures()
    return {
        "artists_with_youtube": told["artists_with_youtube_channels"],
        "total_youtube_subscribers": told["total_youtube_subscribers"],
        "avg_youtube_subscribers": told["average_youtube_subscribers"],
        "high_potential_channels": told["high_potential_channels"],
        "coverage_percentage": told["youtube_coverage_percentage"],
        "not_looked_up": told["artists_not_looked_up"],
        "upload_frequency_distribution": told["upload_frequency_distribution"],
    }


# --- Lately -----------------------------------------------------------------------------------------------------------


def _lately() -> dict:
    now = timezone.now()
    week = now - timedelta(days=7)
    artists = Artist.objects.aggregate(
        new_artists_30_days=Count("pk", filter=Q(created_at__gt=now - timedelta(days=30))),
        analysed_7_days=Count("pk", filter=Q(scored_at__gt=week)),
        last_updated=Max("updated_at"),
    )
    return artists | {"outreach_7_days": Activity.objects.filter(at__gt=week, author__isnull=False).count()}


def _follow_ups() -> dict:
    today = timezone.localdate()
    return Artist.objects.aggregate(
        due=Count("pk", filter=Q(follow_up_on__lte=today)), overdue=Count("pk", filter=Q(follow_up_on__lt=today))
    )


def _top() -> list[dict]:
    best = Artist.objects.leads().exclude(total_score=None).defer("facts", "breakdown")[:TOP]
    return [
        {
            "id": artist.pk,
            "name": artist.name,
            "score": float(artist.total_score),
            "tier": artist.standing_tier,
            "lead_tier": artist.standing_tier,
            "country": artist.country,
        }
        for artist in best
    ]


# --- The work ---------------------------------------------------------------------------------------------------------


def _usage(now: float) -> dict:
    return {platform: _used(platform, now) for platform in PLATFORMS}


def _used(platform: str, now: float) -> dict:
    calls = Call.objects.filter(platform=platform, at__gt=measures.day_began(platform, now))
    counts = calls.aggregate(calls_today=Count("pk"), errors_today=Count("pk", filter=~Q(outcome__in=NO_ERROR)))
    bucket = next(iter(measures.DAILY.get(platform, ())), None)
    return counts | {"quota_remaining": bucket and measures.purse(bucket, now).remaining}


def _processing() -> dict:
    """Rows that wait, and what became of those that ended in the last day."""
    ended = JobRow.objects.filter(updated_at__gt=timezone.now() - timedelta(hours=24))
    counts = dict(ended.order_by().values_list("state").annotate(n=Count("pk")))
    done, failed = counts.get(JobRow.State.DONE, 0), counts.get(JobRow.State.FAILED, 0)
    processed = done + failed + counts.get(JobRow.State.NOT_FOUND, 0)
    newest = ended.filter(state=JobRow.State.DONE).order_by("-updated_at")
    times = [
        (end - start).total_seconds()
        for end, start in newest.values_list("updated_at", "job__created_at")[:NEWEST_ROWS]
    ]
    return {
        "rows_waiting": JobRow.objects.filter(state__in=JobRow.OPEN, job__state__in=Job.OPEN).count(),
        "rows_done_24h": done,
        "failed_24h": failed,
        "success_rate_24h": round(100 * done / processed, 1) if processed else None,
        "median_seconds": round(statistics.median(times), 1) if times else None,
    }


ROUTES = [Route("dashboard", "dashboard/stats", Dashboard, "The whole book in numbers")]
