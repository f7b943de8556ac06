"""Jobs as the API tells them, many in as many queries as one."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from enrichment import outlook
from enrichment.outlook import Outlook, PlatformOutlook
from enrichment.row_standings import TO_COME
from leads.exports import jobs as export_jobs
from leads.models import Export, Job, JobRow
from leads.steering import may_steer
from prism.api.analyses.standing import word
from prism.api.permissions import may_change
from prism.api.totals import totals, youtube_statistics

# What becomes of the leads of an export that are not in its file yet.
REST = {
    Job.State.CANCELLED: JobRow.State.CANCELLED,
    Job.State.FAILED: JobRow.State.FAILED,
    Job.State.QUEUED: JobRow.State.QUEUED,
    Job.State.COMPLETED: JobRow.State.DONE,
}


def told(found: Collection[Job], request, now: datetime) -> list[dict]:
    outlooks = outlook.of_jobs(found, now)
    return [_told(job, outlooks[job.pk], request, now) for job in found]


def _told(job: Job, far: Outlook, request, now: datetime) -> dict:
    export = getattr(job, "export", None)
    counts = _of_export(job, export) if export else _counts(job, far.counts)
    return {
        "job_id": job.pk,
        "kind": job.kind,
        "label": job.label or None,
        "status": job.state,
        "created_by": job.created_by.username if job.created_by else None,
        "created_at": job.created_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
        "upload_id": job.upload_id,
        "progress": _progress(counts),
        "counts": counts,
        "platforms": {} if export else {name: _platform(one) for name, one in far.platforms.items()},
        "estimate": {"at": None, "text": None} if export else {"at": far.ends_at, "text": far.words or None},
        **totals(job, now, counts),
        "results": [],
        "youtube_statistics": youtube_statistics(*far.on_youtube),
        "rows_url": f"/api/jobs/{job.pk}/rows",
        "errors_url": f"/api/jobs/{job.pk}/errors.csv",
        "file_url": f"/api/jobs/{job.pk}/file" if export and export_jobs.path_of(export) else None,
        "message": (export.message or None) if export else None,
        "actions": actions(job, counts, request),
    }


def actions(job: Job, counts: dict[str, int], request) -> list[str]:
    """What the caller may do now."""
    if not (may_change(request) and may_steer(request.user, job)):
        return []
    if job.state in Job.OPEN:
        return ["cancel", "retry-failed"] if counts["failed"] else ["cancel"]
    if job.state == Job.State.CANCELLED:
        return ["resume"]
    return ["retry-failed"] if counts["failed"] else []


# --- Counts -----------------------------------------------------------------------------------------------------------


def _counts(job: Job, rows: Counter) -> dict[str, int]:
    """Rows that are not stored yet are queued."""
    counts = {state: rows[state] for state in JobRow.State.values}
    if job.upload and job.filled_at is None and job.state in Job.OPEN:
        counts["queued"] += max(0, job.upload.isrcs - rows.total())
    refused = (job.upload.invalid, job.upload.duplicates) if job.upload else (0, 0)
    return {"accepted": sum(counts.values()), **counts, "invalid": refused[0], "duplicate": refused[1]}


def _of_export(job: Job, export: Export) -> dict[str, int]:
    """An export's leads in place of rows."""
    counts = dict.fromkeys(JobRow.State.values, 0)
    done = min(export.done, export.rows)
    counts["done"] = done
    counts[REST.get(job.state, JobRow.State.RUNNING)] += export.rows - done
    return {"accepted": export.rows, **counts, "invalid": 0, "duplicate": 0}


def _progress(counts: dict[str, int]) -> float:
    """Percent of the accepted rows that have ended; never 100 before all have."""
    if not counts["accepted"]:
        return 100.0
    left = sum(counts[state] for state in JobRow.OPEN)
    percent = round(100 * (counts["accepted"] - left) / counts["accepted"], 1)
    return min(percent, 99.9) if left else 100.0


def _platform(one: PlatformOutlook) -> dict:
    """Rows by what the platform told of them; `waiting` are all whose answer is still to come."""
    rows = one.rows
    return {
        "rows": sum(rows.values()),
        "found": rows["found"] + rows["cached"],
        "not_found": rows["not_found"],
        "waiting": sum(rows[state] for state in TO_COME),
        "failed": rows["failed"],
        "skipped": rows["skipped"] + rows["not_configured"],
        "calls": one.calls,
        "state": one.state,
        "reason": one.reason and word(one.reason),
        "until": one.until,
    }
