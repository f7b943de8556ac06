"""The exports on record, and the page of each: how far it is, and its file while that is kept."""

from hashlib import sha256

from django.contrib import admin
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path
from unfold.decorators import display

from leads.admin import cells, export_address
from leads.admin.export_actions import MAY_EXPORT, MAY_SEE_ALL, again, attachment, cancel, seen_by, seen_or_404
from leads.admin.export_words import how_it_stands, in_short
from leads.admin.lists import CalmList
from leads.exports import jobs, words
from leads.exports.columns import COLUMNS
from leads.filters.desk import ModelAdmin
from leads.models import Export


class ExportList(CalmList):
    """A page of exports, with the names of the uploads that their filters name."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        uploads = words.uploads_named(export.filters for export in self.result_list)
        for export in self.result_list:
            export.told = in_short(export, uploads)
            export.stands = how_it_stands(export)


@admin.register(Export)
class ExportAdmin(ModelAdmin):
    list_display = ["name", "when", "who", "leads_in_it", "state"]
    list_display_links = ["name"]
    list_fullwidth = True
    list_per_page = 25
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    empty_words = "Leads has “Export” at the top: it takes out what the list shows."
    actions = None
    show_add_link = False

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/", wrap(self.show), name="leads_export_show"),
            path("<int:pk>/live/", wrap(self.live), name="leads_export_live"),
            path("<int:pk>/file/", wrap(self.file), name="leads_export_file"),
            path("<int:pk>/cancel/", wrap(cancel), name="leads_export_cancel"),
            path("<int:pk>/again/", wrap(again), name="leads_export_again"),
            *super().get_urls(),
        ]

    # --- Who may: there is nothing to add, change or delete on a record

    def has_module_permission(self, request):
        return request.user.has_perm(MAY_EXPORT)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(MAY_EXPORT)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_changelist(self, request, **kwargs):
        return ExportList

    def get_queryset(self, request):
        return seen_by(request.user).order_by("-at", "-pk")

    def get_list_display(self, request):
        everybodys = request.user.has_perm(MAY_SEE_ALL)
        return [column for column in self.list_display if column != "who" or everybodys]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        export = self.get_object(request, object_id)
        if export is None:
            return super().change_view(request, object_id, form_url, extra_context)
        return redirect("admin:leads_export_show", export.pk)

    # --- Cells

    @display(description="Export")
    def name(self, export):
        return cells.two_lines(export.get_format_display(), export.told)

    @display(description="Made", ordering="at")
    def when(self, export):
        return cells.moment(export.at)

    @display(description="By", ordering="by__username")
    def who(self, export):
        return str(export.by or "Somebody who has left")

    @display(description="Leads", ordering="rows")
    def leads_in_it(self, export):
        return f"{export.rows:,}"

    @display(description="State")
    def state(self, export):
        return render_to_string("leads/export/state.html", {"export": export, "stands": export.stands})

    # --- The page of one

    def show(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(request, seen_or_404(request, pk))

    def live(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The moving part of the page; 204 while it would look the same."""
        told = _live(request, seen_or_404(request, pk))
        if told["seen"] == request.GET.get("seen"):
            return HttpResponse(status=204)
        return render(request, "leads/export/live.html", {**told, "renewed": True})

    def file(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The file that a worker made, for as long as it is kept."""
        export = seen_or_404(request, pk)
        kept = jobs.path_of(export)
        try:
            content = kept and kept.open("rb")
        except FileNotFoundError:  # its time was up between the two
            content = None
        if content is None:
            return self._page(request, export, status=404)
        return attachment(FileResponse(content), export.format, export.filename)

    def _page(self, request: HttpRequest, export: Export, status: int = 200) -> HttpResponse:
        filters = export.filters
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": export,
            "title": export.filename,
            "filters": words.narrowing(filters, words.uploads_named([filters])),
            "order": words.order(filters),
            "columns": [COLUMNS[name].label if name in COLUMNS else name for name in export.fields],
            "gone": status == 404,
            **_live(request, export),
        }
        return render(request, "leads/export/show.html", context, status=status)


def _live(request: HttpRequest, export: Export) -> dict:
    """What moves while a worker makes it, and a mark of how it looks now."""
    once_more = "" if export.picked else export_address.of_export(export)
    told = {"export": export, "stands": how_it_stands(export), "once_more": once_more}
    told["body"] = render_to_string("leads/export/progress.html", told, request)
    told["seen"] = sha256(f"{told['body']}{told['stands'].word}".encode()).hexdigest()[:16]
    return told
