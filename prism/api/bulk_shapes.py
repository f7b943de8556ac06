"""The shapes of what analyze-bulk answers, with examples."""

from leads.models import Job
from prism.api.analyses.shapes import ANALYSIS
from prism.api.analyses.shapes import EXAMPLE as ANALYSIS_EXAMPLE
from prism.api.shapes import FLAG, MOMENT, SERVICE, TEXT, WHOLE, many, maybe, obj, one_of
from prism.api.totals import ON_YOUTUBE, TOTALS

REASONS = (
    "empty", "not_text", "wrong_length", "bad_character", "bad_prefix", "letter_among_digits", "several_codes"
)  # fmt: skip
INVALID = obj(position=WHOLE, value=TEXT, reason=one_of(*REASONS), message=TEXT, suggestion=maybe(TEXT))
MEMBERS = {
    "service": SERVICE,
    "job_id": TEXT,
    "status": one_of(*Job.State.values),
    "status_url": TEXT,
    "rows_url": TEXT,
    "errors_url": TEXT,
    "provided": WHOLE,
    "accepted": WHOLE,
    "duplicates": WHOLE,
    "invalid_count": WHOLE,
    "already_known": WHOLE,
    "message": TEXT,
    "invalid": many(INVALID),
    "invalid_isrcs": many(TEXT),
    "estimate": obj(at=maybe(MOMENT), text=maybe(TEXT)),
    "timestamp": MOMENT,
}
STARTED = obj(**MEMBERS)
FINISHED = obj(**MEMBERS, **TOTALS, youtube_statistics=ON_YOUTUBE, results=many(ANALYSIS), results_truncated=FLAG)

ASKED = {"isrcs": ["NZABC2100001", "nz-abc-21-00001", "NZABC21O0001", "NZABC2100002"], "batch_size": 10}
EXAMPLE = {
    "service": "Prism Analytics Engine",
    "job_id": "0192f3ab",
    "status": "running",
    "status_url": "/api/jobs/0192f3ab",
    "rows_url": "/api/jobs/0192f3ab/rows",
    "errors_url": "/api/jobs/0192f3ab/errors.csv",
    "provided": 4,
    "accepted": 2,
    "duplicates": 1,
    "invalid_count": 1,
    "already_known": 1,
    "message": "2 of 4 ISRCs are being analysed.",
    "invalid": [
        {
            "position": 3,
            "value": "NZABC21O0001",
            "reason": "letter_among_digits",
            "message": "A letter stands where a digit must be (character 8)",
            "suggestion": "NZABC2100001",
        }
    ],
    "invalid_isrcs": ["NZABC21O0001"],
    "estimate": {"at": "2026-11-22T20:16:10+13:00", "text": "about 1 minute"},
    "timestamp": "2026-11-22T20:15:00+13:00",
}
FINISHED_EXAMPLE = EXAMPLE | {
    "status": "completed",
    "message": "2 of 4 ISRCs were analysed.",
    "estimate": {"at": None, "text": None},
    "total_processed": 2,
    "successful": 2,
    "failed": 0,
    "skipped": 0,
    "success_rate": 100.0,
    "total_time": 9.2,
    "average_time_per_isrc": 4.6,
    "youtube_statistics": {
        "artists_with_youtube": 1,
        "youtube_data_collected": 1,
        "total_youtube_subscribers": 1230,
    },
    "results": [ANALYSIS_EXAMPLE],
    "results_truncated": False,
}
