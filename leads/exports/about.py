"""What an export says of itself: which leads it holds, by which policy, and how they stand together."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.utils import timezone

from leads.exports.columns import Column
from leads.models import Artist, Profile
from leads.querysets import YOUTUBE
from scoring.rules.youtube import DERIVED

COMPANY = "Precise Digital"
YOUTUBE_WORDS = {
    "has_channel": "Has a channel",
    "no_channel": "No channel found",
    "not_looked_up": "Not looked up yet",
    "underperforming": "Underperforming",
    "inconsistent_uploads": "Inconsistent uploads",
    "high_potential": "High potential",
}


@dataclass(frozen=True)
class Summary:
    """Numbers of leads: by standing tier ("none" where there is nothing to score), by region, by how YouTube stands.

    Words of YouTube that are switched off (YOUTUBE_DERIVED_METRICS) are missing: nobody counted them.
    """

    leads: int
    tiers: dict[str, int]
    regions: dict[str, int]
    youtube: dict[str, int]
    average_score: float | None
    subscribers: int | None  # of all channels whose figure is known


@dataclass(frozen=True)
class About:
    """`filters` are those that were set, as applied."""

    columns: tuple[Column, ...]
    count: int
    summary: Summary
    filters: dict
    made_at: datetime
    by: str
    policy_version: int
    picked: bool = False  # leads were named one by one, too

    @property
    def includes_youtube(self) -> bool:
        return any(column.group == "YouTube" for column in self.columns)


def summary(leads: QuerySet) -> Summary:
    """How these leads stand together."""
    leads = leads.order_by()
    tiers = dict(leads.with_standing_tier().values_list("standing").annotate(n=Count("pk")))
    regions = dict(leads.values_list("region").annotate(n=Count("pk")))
    return Summary(
        leads=sum(tiers.values()),
        tiers={tier: tiers.get(tier, 0) for tier in Artist.Tier.values} | {"none": tiers.get(None, 0)},
        regions={region: regions.get(region, 0) for region in Artist.Region.values},
        youtube={word: leads.on_youtube(word).count() for word in _told_of_youtube()},
        average_score=_average_score(leads),
        subscribers=_subscribers(leads),
    )


def _told_of_youtube() -> list[str]:
    return [word for word in YOUTUBE_WORDS if settings.YOUTUBE_DERIVED_METRICS or word not in DERIVED]


def _average_score(leads: QuerySet) -> float | None:
    scores = leads.filter(total_score__isnull=False).aggregate(n=Count("pk"), all=Sum("total_score"))
    if not scores["n"]:
        return None
    exact = Decimal(scores["all"]).quantize(Decimal("0.1")) / scores["n"]  # SQLite adds floats up
    return float(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


def _subscribers(leads: QuerySet) -> int | None:
    """Without figures past the days for which they may be kept, as in the rows."""
    past = Profile.objects.filter(artist=OuterRef("pk"), platform="youtube", expires_at__lte=timezone.now())
    return leads.filter(YOUTUBE["has_channel"]).exclude(Exists(past)).aggregate(n=Sum("youtube_subscribers"))["n"]
