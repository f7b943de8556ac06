"""The daily quotas: what is spent of each bucket, how its day runs, and when it fills again."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Sum
from django.utils import timezone

from enrichment.models import Quota

PACIFIC = ZoneInfo("America/Los_Angeles")  # YouTube's quota day ends at midnight there
WORDS = {
    "youtube:main": "YouTube's quota",
    "youtube:search": "YouTube search",
    "youtube:stats": "YouTube's statistics quota",
    "spotify:daily": "Spotify's daily budget",
}


def cap(bucket: str) -> int:
    """Calls or units a day; 0 is no limit of ours."""
    return {
        "youtube:main": settings.YOUTUBE_DAILY_UNITS,
        "youtube:search": settings.YOUTUBE_DAILY_SEARCHES,
        "youtube:stats": settings.YOUTUBE_DAILY_STATS,
        "spotify:daily": settings.SPOTIFY_DAILY_BUDGET,
    }.get(bucket, 0)


def take(bucket: str, now: float) -> bool:
    """Count one call in its window; False when the bucket is spent. The caller holds the row of the gate."""
    limit, start = cap(bucket), window_start(bucket, now)
    if limit:
        elsewhere = used(bucket, now, besides=start) if bucket == "spotify:daily" else 0
        allowed = limit - elsewhere - 1
    else:
        allowed = 2**31 - 2
    mine = Quota.objects.filter(bucket=bucket, starts=start)
    if mine.filter(used__lte=allowed).update(used=F("used") + 1):
        return True
    if allowed >= 0 and not mine.exists():
        Quota.objects.create(bucket=bucket, starts=start, used=1)
        return True
    return False


def window_start(bucket: str, now: float) -> datetime:
    moment = datetime.fromtimestamp(now, UTC)
    if bucket == "spotify:daily":
        return moment.replace(minute=0, second=0, microsecond=0)
    return moment.astimezone(PACIFIC).replace(hour=0, minute=0, second=0, microsecond=0)


def _rolling(bucket: str, now: float):
    """Hours that touch the last 24: one too many rather than one too few."""
    return Quota.objects.filter(bucket=bucket, starts__gt=datetime.fromtimestamp(now, UTC) - timedelta(hours=25))


def used(bucket: str, now: float, besides: datetime | None = None) -> int:
    """What is spent of the bucket's day; Spotify's rolls, and a window of it may be left out."""
    if bucket == "spotify:daily":
        rows = _rolling(bucket, now).exclude(starts=besides)
    else:
        rows = Quota.objects.filter(bucket=bucket, starts=window_start(bucket, now))
    return rows.aggregate(n=Sum("used"))["n"] or 0


def resets_at(bucket: str, now: float) -> float:
    """When the bucket allows calls again: the next Pacific midnight, or when Spotify's oldest counted hour leaves."""
    if bucket != "spotify:daily":
        tomorrow = datetime.fromtimestamp(now, PACIFIC).date() + timedelta(days=1)
        return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=PACIFIC).timestamp()
    oldest = _rolling(bucket, now).filter(used__gt=0).order_by("starts").values_list("starts", flat=True).first()
    return (oldest + timedelta(hours=25)).timestamp() if oldest else now + 3600


def reason(bucket: str) -> str:
    return "search_quota_spent" if bucket == "youtube:search" else "quota_spent"


def clock(moment: float) -> str:
    """The hour as New Zealand reads it: "9:00 pm", with the day when it is not today."""
    local = timezone.localtime(datetime.fromtimestamp(moment, UTC))
    words = f"{local:%-I:%M} {'am' if local.hour < 12 else 'pm'}"
    return words if local.date() == timezone.localdate() else f"{words} on {local:%a %-d %b}"


def message(bucket: str, until: float, limit: int = 0) -> str:
    count = f": {limit:,} of {limit:,} used" if limit else ""
    return f"{WORDS[bucket]} is spent{count}, resumes {clock(until)}."


def spent(now: float) -> set[str]:
    """The buckets used up to their cap, in one query."""
    return {bucket for bucket, calls in left(now).items() if not calls}


def left(now: float) -> dict[str, int]:
    """What today still allows of each bucket that has a cap, in one query."""
    sums = Counter()
    windows = Quota.objects.filter(starts__gt=datetime.fromtimestamp(now, UTC) - timedelta(hours=25))
    for bucket, starts, count in windows.values_list("bucket", "starts", "used"):
        if bucket == "spotify:daily" or starts == window_start(bucket, now):
            sums[bucket] += count
    return {bucket: max(0, cap(bucket) - sums[bucket]) for bucket in WORDS if cap(bucket)}
