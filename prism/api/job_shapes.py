"""The shapes of a job and of its rows, with examples."""

from enrichment.row_standings import STATES as PLATFORM_STATES
from leads.job_lines import STATES as ROW_STATES
from leads.models import Job
from prism.api.analyses.shapes import ANALYSIS
from prism.api.analyses.shapes import EXAMPLE as ANALYSIS_EXAMPLE
from prism.api.analyses.standing import REASONS
from prism.api.lead_shapes import PAGINATION_EXAMPLE
from prism.api.score_shapes import TIER
from prism.api.shapes import (
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
from prism.api.totals import ON_YOUTUBE, TOTALS

ACTIONS = ("cancel", "resume", "retry-failed")
ACCEPTED = ("queued", "running", "waiting", "done", "not_found", "failed", "cancelled")
PLATFORM = obj(
    rows=WHOLE, found=WHOLE, not_found=WHOLE, waiting=WHOLE, failed=WHOLE, skipped=WHOLE, calls=WHOLE,
    state=one_of("done", "queued", "asking", "waiting", "skipped", "not_configured"),
    reason=one_of(*REASONS, None), until=maybe(MOMENT),
)  # fmt: skip
MEMBERS = {
    "job_id": TEXT,
    "kind": one_of(*Job.Kind.values),
    "label": maybe(TEXT),
    "status": one_of(*Job.State.values),
    "created_by": maybe(TEXT),
    "created_at": MOMENT,
    "started_at": maybe(MOMENT),
    "finished_at": maybe(MOMENT),
    "upload_id": maybe(WHOLE),
    "progress": NUMBER,
    "counts": obj(accepted=WHOLE, **dict.fromkeys(ACCEPTED, WHOLE), invalid=WHOLE, duplicate=WHOLE),
    "platforms": by_name(PLATFORM),
    "estimate": obj(at=maybe(MOMENT), text=maybe(TEXT)),
    **TOTALS,
    "results": many(ANALYSIS),
    "youtube_statistics": ON_YOUTUBE,
    "rows_url": TEXT,
    "errors_url": TEXT,
    "file_url": maybe(TEXT),
    "message": maybe(TEXT),
    "actions": many(one_of(*ACTIONS)),
}
LISTED = obj(**MEMBERS)
JOB = obj(**MEMBERS, result=ANALYSIS, results_truncated=FLAG, service=SERVICE, optional=("result", "results_truncated"))
REQUEUED = obj(**MEMBERS, requeued=WHOLE, service=SERVICE)
JOBS = obj(jobs=many(LISTED), pagination=PAGINATION, service=SERVICE)
ROW = obj(
    position=WHOLE, row=maybe(WHOLE), value=TEXT, isrc=maybe(TEXT), state=one_of(*ROW_STATES), reason=maybe(TEXT),
    message=maybe(TEXT), suggestion=maybe(TEXT), until=maybe(MOMENT), artist_id=maybe(WHOLE), artist_name=maybe(TEXT),
    title=maybe(TEXT), lead_tier=TIER, total_score=maybe(NUMBER), attempts=WHOLE,
    platforms=by_name(obj(state=one_of(*PLATFORM_STATES))), updated_at=MOMENT,
)  # fmt: skip
ROWS = obj(rows=many(ROW), pagination=PAGINATION, service=SERVICE)

EXAMPLE = {
    "service": "Prism Analytics Engine",
    "job_id": "0192f3ab",
    "kind": "upload",
    "label": "catalogue.xlsx",
    "status": "waiting",
    "created_by": "analyst1",
    "created_at": "2026-11-22T20:15:00+13:00",
    "started_at": "2026-11-22T20:15:01+13:00",
    "finished_at": None,
    "upload_id": 31,
    "progress": 94.4,
    "counts": {
        "accepted": 500,
        "queued": 0,
        "running": 0,
        "waiting": 28,
        "done": 455,
        "not_found": 12,
        "failed": 5,
        "cancelled": 0,
        "invalid": 3,
        "duplicate": 9,
    },
    "platforms": {
        "musicbrainz": {
            "rows": 500,
            "found": 310,
            "not_found": 190,
            "waiting": 0,
            "failed": 0,
            "skipped": 0,
            "calls": 140,
            "state": "done",
            "reason": None,
            "until": None,
        },
        "youtube": {
            "rows": 500,
            "found": 402,
            "not_found": 65,
            "waiting": 28,
            "failed": 5,
            "skipped": 0,
            "calls": 612,
            "state": "waiting",
            "reason": "search_quota_spent",
            "until": "2026-11-22T21:00:00+13:00",
        },
    },
    "estimate": {
        "at": "2026-11-22T21:04:00+13:00",
        "text": "YouTube's searches of the day are spent until 21:00. Then about 4 minutes.",
    },
    "total_processed": 472,
    "successful": 455,
    "failed": 5,
    "skipped": 12,
    "success_rate": 96.4,
    "total_time": 1804.2,
    "average_time_per_isrc": 3.8,
    "results": [],
    "youtube_statistics": {
        "artists_with_youtube": 201,
        "youtube_data_collected": 201,
        "total_youtube_subscribers": 812400,
    },
    "rows_url": "/api/jobs/0192f3ab/rows",
    "errors_url": "/api/jobs/0192f3ab/errors.csv",
    "file_url": None,
    "message": None,
    "actions": ["cancel"],
}
LISTED_EXAMPLE = {name: value for name, value in EXAMPLE.items() if name != "service"}
JOBS_EXAMPLE = {"jobs": [LISTED_EXAMPLE], "pagination": PAGINATION_EXAMPLE, "service": "Prism Analytics Engine"}
FINISHED_EXAMPLE = EXAMPLE | {"results": [ANALYSIS_EXAMPLE], "results_truncated": False}
CANCELLED_EXAMPLE = EXAMPLE | {
    "status": "cancelled",
    "finished_at": "2026-11-22T20:45:05+13:00",
    "progress": 100.0,
    "counts": EXAMPLE["counts"] | {"waiting": 0, "cancelled": 28},
    "estimate": {"at": None, "text": None},
    "total_processed": 500,
    "skipped": 40,
    "success_rate": 91.0,
    "average_time_per_isrc": 3.6,
    "actions": ["resume"],
}
ROWS_EXAMPLE = {
    "rows": [
        {
            "position": 7,
            "row": 8,
            "value": "nz-abc-21-00001",
            "isrc": "NZABC2100001",
            "state": "waiting",
            "reason": "search_quota_spent",
            "message": "Waiting for YouTube search quota until 21:00",
            "suggestion": None,
            "until": "2026-11-22T21:00:00+13:00",
            "artist_id": 17,
            "artist_name": "Example Trio",
            "title": "Harbour Light",
            "lead_tier": "B",
            "total_score": 61.2,
            "attempts": 1,
            "platforms": {"youtube": {"state": "waiting"}},
            "updated_at": "2026-11-22T20:31:00+13:00",
        }
    ],
    "pagination": PAGINATION_EXAMPLE,
    "service": "Prism Analytics Engine",
}
