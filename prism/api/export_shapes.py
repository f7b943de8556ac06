"""What comes out of an export, in each of its forms."""

from prism.api.lead_filters import GIVEN
from prism.api.shapes import ANYTHING, FLAG, MOMENT, SERVICE, TEXT, WHOLE, many, obj, one_of

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE = {"type": "string", "format": "binary"}
_APPLIED = {"type": "object", "properties": dict.fromkeys(GIVEN["properties"], {})}
CSV = obj(
    csv_data=TEXT, filename=TEXT, count=WHOLE, includes_youtube_data=FLAG, filters_applied=_APPLIED,
    missing_ids=many(WHOLE), generated_at=MOMENT, service=SERVICE,
)  # fmt: skip
DOCUMENT = obj(service=SERVICE, metadata=ANYTHING, summary=ANYTHING, leads=many(ANYTHING))
AT_ONCE = {"anyOf": [CSV, DOCUMENT]}
LATER = obj(
    job_id=TEXT, status=one_of("queued"), status_url=TEXT, file_url=TEXT, filename=TEXT, count=WHOLE,
    includes_youtube_data=FLAG, filters_applied=_APPLIED, missing_ids=many(WHOLE), message=TEXT, generated_at=MOMENT,
    service=SERVICE,
)  # fmt: skip
GIVEN_EXAMPLE = {
    "filters": {"tier": "A", "region": "new_zealand", "min_score": 70, "youtube_filter": "has_channel"},
    "format": "excel",
    "include_youtube": True,
}
_COMMON = {
    "count": 1,
    "includes_youtube_data": True,
    "filters_applied": {},
    "missing_ids": [],
    "generated_at": "2026-11-22T20:15:00+13:00",
    "service": "Prism Analytics Engine",
}
CSV_EXAMPLE = {
    "csv_data": "Artist Name,Country\r\nExample Trio,NZ\r\n",
    "filename": "prism_analytics_leads_20261122_201500.csv",
    **_COMMON,
}
LATER_EXAMPLE = _COMMON | {
    "job_id": "0192f3ac",
    "status": "queued",
    "status_url": "/api/jobs/0192f3ac",
    "file_url": "/api/jobs/0192f3ac/file",
    "filename": "prism_analytics_leads_20261122_201500.xlsx",
    "count": 8200,
    "message": "8,200 leads are too many to wait for: a worker makes the file.",
}
