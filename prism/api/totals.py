"""The sums of a job under the old names, counting what is finished."""

from datetime import datetime

from enrichment.verdicts import row_counts
from leads.models import Job
from prism.api.shapes import NUMBER, WHOLE, maybe, obj

ON_YOUTUBE = obj(artists_with_youtube=WHOLE, youtube_data_collected=WHOLE, total_youtube_subscribers=maybe(WHOLE))
TOTALS = {
    "total_processed": WHOLE,
    "successful": WHOLE,
    "failed": WHOLE,
    "skipped": WHOLE,
    "success_rate": maybe(NUMBER),
    "total_time": maybe(NUMBER),
    "average_time_per_isrc": maybe(NUMBER),
}


def youtube_statistics(with_channel: int, with_figures: int, subscribers: int | None) -> dict:
    return {
        "artists_with_youtube": with_channel,
        "youtube_data_collected": with_figures,
        "total_youtube_subscribers": None if subscribers is None else int(subscribers),
    }


def totals(job: Job, now: datetime, counts: dict[str, int] | None = None) -> dict:
    """Processed are the successful, the failed and the skipped; skipped is who was not found, or cancelled."""
    counts = row_counts(job) if counts is None else counts
    successful, failed = counts["done"], counts["failed"]
    skipped = counts["not_found"] + counts["cancelled"]
    processed = successful + failed + skipped
    seconds = ((job.finished_at or now) - job.started_at).total_seconds() if job.started_at else None
    return {
        "total_processed": processed,
        "successful": successful,
        "failed": failed,
        "skipped": skipped,
        "success_rate": round(100 * successful / processed, 1) if processed else None,
        "total_time": None if seconds is None else round(seconds, 1),
        "average_time_per_isrc": round(seconds / processed, 1) if processed and seconds is not None else None,
    }
