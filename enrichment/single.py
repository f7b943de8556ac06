"""One code asked about because somebody waits for it: its job, or the one that is at it already."""

from django.db import transaction

from enrichment import jobs
from leads.intake import take_in_codes
from leads.models import Job, JobRow, Recording, Upload


def ask_about_code(
    isrc: str, user, *, include_youtube: bool = True, force_refresh: bool = False, join: bool = True
) -> Job:
    """The job of this one valid code. With `join`, one that is under way and asks no less is returned."""
    take_in_codes([isrc], kind=Upload.Kind.SINGLE, label=isrc, user=user)
    recording = Recording.objects.get(isrc=isrc)
    with transaction.atomic():
        Recording.objects.select_for_update().get(pk=recording.pk)  # a second call waits here for the first
        if join and (job := _under_way(recording, include_youtube, force_refresh)):
            return job
        return jobs.start(
            [recording.pk],
            user=user,
            label=isrc,
            include_youtube=include_youtube,
            force_refresh=force_refresh,
            urgent=True,
        )


def _under_way(recording: Recording, include_youtube: bool, force_refresh: bool) -> Job | None:
    """An open job of this code alone that asks for no less."""
    rows = JobRow.objects.filter(recording=recording, state__in=JobRow.OPEN, job__state__in=Job.OPEN)
    rows = rows.filter(job__kind=Job.Kind.ANALYZE, job__urgent=True, job__upload=None)
    if include_youtube:
        rows = rows.filter(job__include_youtube=True)
    if force_refresh:
        rows = rows.filter(job__force_refresh=True)
    row = rows.select_related("job").order_by("job__created_at").first()
    return row.job if row else None
