"""The pages of the three steps from a file to leads: choose, check, run."""

from hashlib import sha256
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header

from enrichment import jobs, progress
from enrichment.ledger import last_attempts
from leads.admin.upload_actions import MAY_ASK, MAY_START, PASTE_LIMIT, newest_job, take
from leads.admin.upload_rows import shown
from leads.failed_rows import failed_rows_csv
from leads.models import Artist, Job, Upload
from leads.spreadsheets import Unreadable
from leads.steering import may_steer


class UploadPages:
    """Mixed into UploadAdmin, which gives each page its address."""

    def choose(self, request: HttpRequest) -> HttpResponse:
        """A file that cannot be read keeps one here, with its sentence and what was pasted."""
        if not request.user.has_perm("leads.add_upload"):
            raise PermissionDenied
        if request.method != "POST":
            return self._page(request, "choose", title="Import ISRCs")
        try:
            taken = take(request)
        except Unreadable as trouble:
            given = {"trouble": trouble.sentence, "pasted": request.POST.get("pasted", "")[:PASTE_LIMIT]}
            return self._page(request, "choose", status=422, title="Import ISRCs", **given)
        where = "run" if newest_job(taken.upload) else "check"
        return redirect(f"../{taken.upload.pk}/{where}/{'?same=1' if taken.same_file else ''}")

    def check_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        upload = self._upload(request, pk)
        estimate = jobs.estimate(upload) if upload.isrcs else []
        told = {
            "estimate": estimate,
            "slowest": max((seconds for _, calls, seconds in estimate if calls), default=0),
            "job": newest_job(upload),
            "may_start": request.user.has_perms(MAY_START),
            "may_discard": request.user.has_perm("leads.add_upload"),
        }
        return self._page(request, "check", upload, **told, **shown(request, upload, None))

    def run(self, request: HttpRequest, pk: int) -> HttpResponse:
        upload = self._upload(request, pk)
        if (job := newest_job(upload)) is None:
            return redirect("admin:leads_upload_check", pk)
        told = {**_live(request, upload, job), **shown(request, upload, job)}
        return self._page(request, "run", upload, **told)

    def live(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The moving part of the page; 204 while it would look the same."""
        upload = self._upload(request, pk)
        if (job := newest_job(upload)) is None:
            raise Http404
        told = _live(request, upload, job)
        if told["seen"] == request.GET.get("seen"):
            return HttpResponse(status=204)
        reply = render(request, "leads/upload/live.html", {**told, "upload": upload, "renewed": True})
        reply["HX-Trigger"] = "rows-moved"
        return reply

    def rows(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The table alone, renewed beside the moving part."""
        upload = self._upload(request, pk)
        job = newest_job(upload)
        return render(request, "leads/upload/rows.html", {"upload": upload, "job": job, **shown(request, upload, job)})

    def failed(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The rows that came to nothing, as a file to mend and send again."""
        upload = self._upload(request, pk)
        name = f"{Path(upload.filename).stem}-failed.csv"
        rows = failed_rows_csv(newest_job(upload) or upload, last_attempts=last_attempts)
        reply = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
        reply["Content-Disposition"] = content_disposition_header(True, name)
        return reply

    def _upload(self, request: HttpRequest, pk: int) -> Upload:
        if not request.user.has_perm("leads.view_upload"):
            raise PermissionDenied
        return get_object_or_404(Upload.objects.select_related("uploaded_by"), pk=pk)

    def _page(
        self, request: HttpRequest, step: str, upload: Upload | None = None, status: int = 200, **more
    ) -> HttpResponse:
        head = {"opts": self.opts, "original": upload, "title": upload.filename} if upload else {"model_admin": self}
        same = {"same": "same" in request.GET, "step": step, "upload": upload}
        context = {**self.admin_site.each_context(request), **head, **same, **more}
        return render(request, f"leads/upload/{step}.html", context, status=status)


def _live(request: HttpRequest, upload: Upload, job: Job) -> dict:
    """What moves while a job runs, and a mark of how it looks now."""
    told = {
        "job": job,
        "progress": progress.of(job),
        "may_steer": may_steer(request.user, job),
        "may_ask": request.user.has_perms(MAY_ASK),
        "tiers": Artist.Tier.values,
    }
    # The last row has ended and the job is about to: the page looks once more.
    told["settling"] = job.state in Job.OPEN and told["progress"].done == told["progress"].accepted
    told["body"] = render_to_string("leads/upload/progress.html", {**told, "upload": upload}, request)
    told["seen"] = sha256(f"{told['body']}{job.state}".encode()).hexdigest()[:16]
    return told
