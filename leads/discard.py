"""An upload that nobody started goes without a trace."""

from django.db import transaction

from leads.models import Recording, Upload, UploadRow


@transaction.atomic
def discard(upload: Upload) -> int | None:
    """Remove the upload and the recordings that it alone brought and nobody has asked about; returns how many.

    None where somebody has started it: then all of it stays.
    """
    Upload.objects.select_for_update().filter(pk=upload.pk).first()  # whoever starts it waits, or is first
    if upload.jobs.exists():
        return None
    brought = UploadRow.objects.filter(upload=upload, outcome=UploadRow.Outcome.NEW).values("recording_id")
    elsewhere = UploadRow.objects.exclude(upload=upload).exclude(recording=None).values("recording_id")
    alone = Recording.objects.filter(pk__in=brought, job_rows=None, credits=None).exclude(pk__in=elsewhere)
    ids = list(alone.values_list("pk", flat=True))
    upload.delete()
    for start in range(0, len(ids), 1000):
        Recording.objects.filter(pk__in=ids[start : start + 1000]).delete()
    return len(ids)
