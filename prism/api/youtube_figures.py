"""The whole book on YouTube, counted: with a channel, without one, and nobody knows."""

from django.conf import settings
from django.db.models import Avg, Count, Q, QuerySet, Sum

from leads.models import Artist
from leads.querysets import HAS_CHANNEL, HoldsAny
from scoring.rules.youtube import DERIVED

KINDS = [kind for kind in Artist.Finding.values if kind != Artist.Finding.HEALTHY]


def figures() -> dict:
    """With + without + not looked up is all of them; averages and shares are null where there is nothing to share."""
    artists = Artist.objects.order_by()
    counted = artists.aggregate(
        total=Count("pk"),
        having=Count("pk", filter=HAS_CHANNEL),
        subscribers=Sum("youtube_subscribers", filter=HAS_CHANNEL),
        average=Avg("youtube_subscribers", filter=HAS_CHANNEL),
        **{kind: Count("pk", filter=Q(HoldsAny("youtube_findings", [kind]))) for kind in KINDS},
    )
    total, having = counted["total"], counted["having"]
    without = artists.exclude(HAS_CHANNEL).on_youtube("no_channel").count()
    kinds = {kind: counted[kind] if _is_offered(kind) else None for kind in KINDS}
    return {
        "total_artists": total,
        "artists_with_youtube_channels": having,
        "artists_without_channel": without,
        "artists_not_looked_up": total - having - without,
        "youtube_coverage_percentage": round(100 * having / total, 1) if total else None,
        "total_youtube_subscribers": counted["subscribers"] if having else 0,
        "average_youtube_subscribers": None if counted["average"] is None else round(float(counted["average"]), 1),
        "high_potential_channels": kinds[Artist.Finding.HIGH_POTENTIAL],
        "opportunity_counts": kinds,
        "upload_frequency_distribution": _frequencies(artists),
    }


def _is_offered(kind: str) -> bool:
    return settings.YOUTUBE_DERIVED_METRICS or kind not in DERIVED


def _frequencies(artists: QuerySet) -> dict[str, int]:
    rows = artists.exclude(upload_frequency=None).values_list("upload_frequency").annotate(n=Count("pk"))
    return dict.fromkeys(Artist.Frequency.values, 0) | dict(rows)
