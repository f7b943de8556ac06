"""Whom or what an id in an address means."""

import re

from django.db.models import QuerySet

from leads.models import Artist, Job, Upload
from prism.api.problems import not_found

NO_ARTIST = "Artist not found"


def artist_of(id: str) -> Artist:
    """The artist of this id, or the one it was merged into; 404 for what is no id, or nobody's."""
    if re.fullmatch("[0-9]{1,18}", id, re.ASCII):
        artist = Artist.objects.filter(pk=int(id)).first() or Artist.objects.filter(merged_ids=int(id)).first()
        if artist:
            return artist
    raise not_found(NO_ARTIST)


def job_of(job_id: str) -> Job:
    """The job of this id, with what is told of it; 404 for what is no id, or nobody's."""
    job = told_jobs().filter(pk=job_id).first() if re.fullmatch("[0-9a-f]{32}", job_id, re.ASCII) else None
    if job is None:
        raise not_found("Job not found")
    return job


def told_jobs() -> QuerySet:
    """Jobs with what is told of each; the ids of an export's leads stay where they are."""
    return Job.objects.select_related("created_by", "upload", "export").defer("export__leads")


def upload_of(upload_id: str) -> Upload:
    """The upload of this id; 404 for what is no id, or nobody's."""
    known = re.fullmatch("[0-9]{1,18}", upload_id, re.ASCII)
    upload = Upload.objects.select_related("uploaded_by").filter(pk=int(upload_id)).first() if known else None
    if upload is None:
        raise not_found("Upload not found")
    return upload
