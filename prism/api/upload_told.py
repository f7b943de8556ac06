"""Uploads as the API tells them."""

from leads.models import Job, Upload, UploadRow
from leads.spreadsheets import Row

MOST_TOLD = 1000  # invalid cells in an answer; the rest stands in errors.csv
Outcome = UploadRow.Outcome


def told(upload: Upload, job: Job | None = None, known: int | None = None) -> dict:
    """All but the codes. `known` are those that were there before it was handed over this time."""
    cells = upload.isrcs + upload.duplicates + upload.invalid + upload.blank
    return {
        "upload_id": upload.pk,
        "filename": upload.filename,
        "count": upload.isrcs,
        "message": f"{_count(upload.isrcs, 'ISRC')} found in {_count(upload.rows, 'row')}.",
        "ready_for_processing": upload.stored_at is not None and upload.isrcs > 0,
        "rows": upload.rows,
        "cells": cells,
        "duplicates": upload.duplicates,
        "already_known": upload.known if known is None else known,
        "invalid_count": upload.invalid,
        "blank": upload.blank,
        "errors_url": f"/api/uploads/{upload.pk}/errors.csv",
        "invalid": [entry(cell) for cell in upload.cells.filter(outcome=Outcome.INVALID)[:MOST_TOLD]],
        "detected": detected(upload.detected),
        "notices": list(upload.notes),
        "job_id": job.pk if job else None,
        "status_url": f"/api/jobs/{job.pk}" if job else None,
    }


def codes(upload: Upload) -> list[str]:
    """Every valid code once, in file order."""
    accepted = upload.cells.filter(outcome__in=(Outcome.NEW, Outcome.KNOWN)).exclude(recording=None)
    return list(accepted.order_by("position").values_list("recording__isrc", flat=True))


def detected(found: dict) -> dict:
    """How the file was read, in the words in which one could have asked for it."""
    sheets = found.get("sheets") or []
    delimiter = found.get("delimiter")
    return {
        "format": found["format"],
        "encoding": found.get("encoding"),
        "delimiter": "tab" if delimiter == "\t" else delimiter,
        "sheet": sheets[0] if sheets else None,
        "sheets": sheets,
        "header_row": found.get("header_row"),
        "columns": found.get("columns") or [],
    }


def entry(cell: UploadRow | Row) -> dict:
    """A cell that is no code."""
    return {
        "row": cell.row,
        "sheet": cell.sheet or None,
        "column": cell.column or None,
        "value": cell.value[:100],
        "reason": cell.reason,
        "message": cell.message,
        "suggestion": cell.suggestion or None,
    }


def _count(n: int, word: str) -> str:
    return f"{n:,} {word}" if n == 1 else f"{n:,} {word}s"
