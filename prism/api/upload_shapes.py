"""The shapes of an upload, with an example."""

from leads.models import Job
from leads.spreadsheets.results import FORMATS
from prism.api.bulk_shapes import REASONS
from prism.api.shapes import FLAG, MOMENT, SERVICE, TEXT, WHOLE, many, maybe, obj, one_of

INVALID = obj(
    row=WHOLE, sheet=maybe(TEXT), column=maybe(TEXT), value=TEXT, reason=one_of(*REASONS), message=TEXT,
    suggestion=maybe(TEXT),
)  # fmt: skip
DETECTED = obj(
    format=one_of(*FORMATS, "list"), encoding=maybe(TEXT), delimiter=maybe(TEXT), sheet=maybe(TEXT),
    sheets=many(TEXT), header_row=maybe(WHOLE), columns=many(TEXT),
)  # fmt: skip
MEMBERS = {
    "service": SERVICE,
    "upload_id": WHOLE,
    "filename": TEXT,
    "count": WHOLE,
    "message": TEXT,
    "ready_for_processing": FLAG,
    "rows": WHOLE,
    "cells": WHOLE,
    "duplicates": WHOLE,
    "already_known": WHOLE,
    "invalid_count": WHOLE,
    "blank": WHOLE,
    "errors_url": TEXT,
    "invalid": many(INVALID),
    "detected": DETECTED,
    "notices": many(TEXT),
    "job_id": maybe(TEXT),
    "status_url": maybe(TEXT),
}
TAKEN = obj(**MEMBERS, isrcs=many(TEXT), same_file=FLAG)
STARTED = obj(**MEMBERS, isrcs=many(TEXT), same_file=FLAG, status=one_of(*Job.State.values))
UPLOAD = obj(**MEMBERS, isrcs=many(TEXT), uploaded_by=maybe(TEXT), uploaded_at=MOMENT, optional=("isrcs",))

_SHARED = {
    "service": "Prism Analytics Engine",
    "upload_id": 31,
    "filename": "catalogue.xlsx",
    "count": 1,
    "message": "1 ISRC found in 3 rows.",
    "ready_for_processing": True,
    "rows": 3,
    "cells": 3,
    "duplicates": 1,
    "already_known": 0,
    "invalid_count": 1,
    "blank": 0,
    "errors_url": "/api/uploads/31/errors.csv",
    "invalid": [
        {
            "row": 4,
            "sheet": "Catalogue",
            "column": "ISRC",
            "value": "NZ-ABC-21-0001",
            "reason": "wrong_length",
            "message": "11 characters, 12 are needed",
            "suggestion": None,
        }
    ],
    "detected": {
        "format": "xlsx",
        "encoding": None,
        "delimiter": None,
        "sheet": "Catalogue",
        "sheets": ["Catalogue"],
        "header_row": 1,
        "columns": ["ISRC"],
    },
    "notices": [],
    "job_id": None,
    "status_url": None,
}
TAKEN_EXAMPLE = _SHARED | {"isrcs": ["NZABC2100001"], "same_file": False}
STARTED_EXAMPLE = TAKEN_EXAMPLE | {"job_id": "0192f3ab", "status_url": "/api/jobs/0192f3ab", "status": "running"}
UPLOAD_EXAMPLE = _SHARED | {"uploaded_by": "analyst1", "uploaded_at": "2026-11-22T20:15:00+13:00"}
