"""What staff do with an upload: hand it in, start it, steer its job, take it back."""

from collections.abc import Callable
from tempfile import NamedTemporaryFile

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from enrichment import jobs
from leads.admin.doors import changing
from leads.discard import discard as take_back
from leads.intake import Taken, take_in, take_in_codes
from leads.models import Job, Upload
from leads.spreadsheets import Unreadable

MAY_START = ("leads.add_upload", "leads.add_job")
MAY_STEER = ("leads.change_job",)
MAY_ASK = ("leads.add_job",)
PASTE_LIMIT = 2_000_000  # characters; Django refuses larger forms, and a file is the better way


def newest_job(upload: Upload) -> Job | None:
    return upload.jobs.filter(kind=Job.Kind.UPLOAD).order_by("-created_at", "-id").first()


def take(request: HttpRequest) -> Taken:
    """The file or the pasted codes of the form, stored; Unreadable with its sentence where there is nothing in it."""
    if file := request.FILES.get("file"):
        return _take_file(file, request.user)
    if pasted := request.POST.get("pasted", "").strip():
        return take_in_codes(pasted.splitlines(), kind=Upload.Kind.PASTE, label="Pasted list", user=request.user)
    raise Unreadable("empty", "Choose a file, or paste some ISRCs.")


def _take_file(file: UploadedFile, user) -> Taken:
    """Small files come in memory, but the reader opens a path."""
    if hasattr(file, "temporary_file_path"):
        return take_in(file.temporary_file_path(), file.name, user=user)
    with NamedTemporaryFile() as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        return take_in(copy.name, file.name, user=user)


@changing(Upload, *MAY_START)
def start(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Two clicks, two tabs or two people start one job: start_upload hands the second the first one's."""
    if upload.stored_at is None:
        messages.error(request, "This file was not read to its end. Choose it again, and the rest is taken in.")
        return redirect("admin:leads_upload_check", upload.pk)
    if newest_job(upload) is None:
        try:
            jobs.start_upload(upload, request.user, include_youtube=request.POST.get("include_youtube", "1") == "1")
        except jobs.QueueFull as trouble:
            messages.error(request, str(trouble))
            return redirect("admin:leads_upload_check", upload.pk)
    return redirect("admin:leads_upload_run", upload.pk)


@changing(Upload, "leads.add_upload")
def discard(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Only what nobody has started can be taken back."""
    if newest_job(upload):
        messages.error(request, f"{upload} was started already, so it stays.")
        return redirect("admin:leads_upload_run", upload.pk)
    take_back(upload)
    messages.info(request, f"{upload} was discarded.")
    return redirect("admin:leads_upload_changelist")


@changing(Upload, *MAY_ASK)
def again(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Ask everything anew; while a job is open, that one is shown instead."""
    if (job := newest_job(upload)) is None:
        raise Http404
    try:
        jobs.start_upload(upload, request.user, include_youtube=job.include_youtube, force_refresh=True)
    except jobs.QueueFull as trouble:
        messages.error(request, str(trouble))
    return redirect("admin:leads_upload_run", upload.pk)


@changing(Upload, *MAY_STEER)
def cancel(request: HttpRequest, upload: Upload) -> HttpResponse:
    return _steer(request, upload, jobs.cancel, "It has ended already.")


@changing(Upload, *MAY_STEER)
def resume(request: HttpRequest, upload: Upload) -> HttpResponse:
    return _steer(request, upload, jobs.resume, "It is running already.")


@changing(Upload, *MAY_STEER)
def retry(request: HttpRequest, upload: Upload) -> HttpResponse:
    return _steer(request, upload, jobs.retry_failed, "No row has failed.")


def _steer(request: HttpRequest, upload: Upload, act: Callable[[Job], bool | int], otherwise: str) -> HttpResponse:
    if (job := newest_job(upload)) is None:
        raise Http404
    if not act(job):
        messages.info(request, otherwise)
    return redirect("admin:leads_upload_run", upload.pk)
