"""The uploads list, and the addresses of the three steps from a file to leads."""

from django.contrib import admin
from django.db.models import OuterRef, Subquery
from django.shortcuts import redirect
from django.urls import path
from unfold.decorators import display

from leads.admin import cells, upload_actions
from leads.admin.lists import CalmList
from leads.admin.upload_pages import UploadPages
from leads.filters.desk import ModelAdmin
from leads.models import Job, Upload


@admin.register(Upload)
class UploadAdmin(UploadPages, ModelAdmin):
    list_display = ["name", "when", "isrcs", "new", "known", "refused", "state"]
    list_display_links = ["name"]
    list_filter = ["kind"]
    list_fullwidth = True
    list_per_page = 25
    list_max_show_all = 0
    list_select_related = ["uploaded_by"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["filename"]
    search_help_text = "Search file name"
    empty_words = "Import ISRCs: Prism finds who made the recordings."
    actions = None
    show_add_link = False

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("choose/", wrap(self.choose), name="leads_upload_choose"),
            path("<int:pk>/check/", wrap(self.check_page), name="leads_upload_check"),
            path("<int:pk>/run/", wrap(self.run), name="leads_upload_run"),
            path("<int:pk>/live/", wrap(self.live), name="leads_upload_live"),
            path("<int:pk>/rows/", wrap(self.rows), name="leads_upload_rows"),
            path("<int:pk>/failed.csv", wrap(self.failed), name="leads_upload_failed"),
            path("<int:pk>/start/", wrap(upload_actions.start), name="leads_upload_start"),
            path("<int:pk>/discard/", wrap(upload_actions.discard), name="leads_upload_discard"),
            path("<int:pk>/cancel/", wrap(upload_actions.cancel), name="leads_upload_cancel"),
            path("<int:pk>/resume/", wrap(upload_actions.resume), name="leads_upload_resume"),
            path("<int:pk>/retry/", wrap(upload_actions.retry), name="leads_upload_retry"),
            path("<int:pk>/again/", wrap(upload_actions.again), name="leads_upload_again"),
            *super().get_urls(),
        ]

    def get_changelist(self, request, **kwargs):
        return CalmList

    def get_queryset(self, request):
        newest = Job.objects.filter(upload=OuterRef("pk"), kind__in=Job.OF_UPLOADS).order_by("-created_at", "-id")
        return super().get_queryset(request).annotate(job_state=Subquery(newest.values("state")[:1]))

    def add_view(self, request, form_url="", extra_context=None):
        return redirect("admin:leads_upload_choose")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        upload = self.get_object(request, object_id)
        if upload is None:
            return super().change_view(request, object_id, form_url, extra_context)
        return redirect("admin:leads_upload_run" if upload.job_state else "admin:leads_upload_check", upload.pk)

    @display(description="File or list", ordering="filename")
    def name(self, upload):
        return cells.two_lines(upload.filename, f"{upload.get_kind_display()}, by {upload.uploaded_by or 'Prism'}")

    @display(description="Added", ordering="created_at")
    def when(self, upload):
        return cells.moment(upload.created_at)

    @display(description="Not usable", ordering="invalid")
    def refused(self, upload):
        return upload.invalid

    @display(description="State")
    def state(self, upload):
        if upload.stored_at is None:
            return "Not read to its end"
        return Job.State(upload.job_state).label if upload.job_state else "To check"
