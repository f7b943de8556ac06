"""What staff do with an upload: hand it in, start it, steer its job, take it back."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from enrichment import jobs
from leads.admin.doors import changing, sentence
from leads.discard import discard as take_back
from leads.intake import Taken, take_in_codes
from leads.models import Job, Upload
from leads.sent_files import take_in_sent
from leads.spreadsheets import Unreadable
from leads.steering import MAY_STEER, may_steer

MAY_START = ("leads.add_upload", "leads.add_job")
MAY_ASK = ("leads.add_job",)
SOMEBODY_ELSES = "Somebody else started this. A manager can steer it."
PASTE_LIMIT = 2_000_000  # characters; Django refuses larger forms, and a file is the better way


def newest_job(upload: Upload) -> Job | None:
    return upload.jobs.filter(kind__in=Job.OF_UPLOADS).order_by("-created_at", "-id").first()


def take(request: HttpRequest) -> Taken:
    """The file or the pasted codes of the form, stored; Unreadable with its sentence where there is nothing in it."""
    if file := request.FILES.get("file"):
        return take_in_sent(file, user=request.user)
    if pasted := request.POST.get("pasted", "").strip():
        return take_in_codes(pasted.splitlines(), kind=Upload.Kind.PASTE, label="Pasted list", user=request.user)
    raise Unreadable("empty", "Choose a file, or paste some ISRCs.")


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
    if take_back(upload) is None:
        messages.error(request, f"{upload} was started already, so it stays.")
        return redirect("admin:leads_upload_run", upload.pk)
    messages.info(request, f"{upload} was discarded.")
    return redirect("admin:leads_upload_changelist")


@changing(Upload, *MAY_ASK)
def again(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Ask everything anew; while a job is open, that one is shown instead."""
    if (job := newest_job(upload)) is None:
        raise Http404
    try:
        if job.state not in Job.OPEN:
            jobs.start_upload(upload, request.user, include_youtube=job.include_youtube, force_refresh=True)
    except jobs.QueueFull as trouble:
        messages.error(request, str(trouble))
    return redirect("admin:leads_upload_run", upload.pk)


@changing(Upload, MAY_STEER)
def cancel(request: HttpRequest, upload: Upload) -> HttpResponse:
    return _steer(request, upload, jobs.cancel, "It has ended already.")


@changing(Upload, MAY_STEER)
def resume(request: HttpRequest, upload: Upload) -> HttpResponse:
    return _steer(request, upload, jobs.resume, "It is running already.")


@changing(Upload, MAY_STEER)
def retry(request: HttpRequest, upload: Upload) -> HttpResponse:
    return _steer(request, upload, jobs.retry_failed, "No row has failed.")


def _steer(request: HttpRequest, upload: Upload, act: Callable[[Job], bool | int], otherwise: str) -> HttpResponse:
    if (job := newest_job(upload)) is None:
        raise Http404
    if not may_steer(request.user, job):
        return sentence(SOMEBODY_ELSES, 403)
    if not act(job):
        messages.info(request, otherwise)
    return redirect("admin:leads_upload_run", upload.pk)
