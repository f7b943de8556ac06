"""The label families: to mend one by one, or many at once as a file. Whoever a change concerns is scored anew."""

from django.contrib import admin
from django.db.models.functions import Lower
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from unfold.decorators import display

from enrichment.wake import find_relabelled
from leads.filters.desk import ModelAdmin
from scoring.admin.family_pages import FamilyPages
from scoring.models import LabelFamily

HELP = {"label": "The whole name. A regular expression begins with re: and may hold &lt;artist name&gt;."}
BY_LABEL = Lower("label")  # a person looks for 4AD and Aftermath, not for capitals first
UNREAD = {"source"}  # where a family is known from changes nothing of what a label is read as


@admin.register(LabelFamily)
class LabelFamilyAdmin(FamilyPages, ModelAdmin):
    ordering = [BY_LABEL, Lower("kind")]
    list_display = ["name", "kind", "group", "when", "changed"]
    list_display_links = ["name"]
    list_filter = ["kind"]
    list_fullwidth = True
    list_per_page = 50
    list_max_show_all = 0
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["label", "group", "normalised"]
    search_help_text = "Search label or group"
    fields = ["label", "kind", "group", "since", "until", "source"]
    warn_unsaved_form = True
    change_list_template = "scoring/families/list.html"

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("import/", wrap(self.choose), name="scoring_labelfamily_import"),
            path("import/apply/", wrap(self.apply), name="scoring_labelfamily_apply"),
            path("export.csv", wrap(self.export), name="scoring_labelfamily_export"),
            *super().get_urls(),
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, help_texts=HELP, **kwargs)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change or set(form.changed_data) - UNREAD:
            find_relabelled(sorted({obj.label, form.initial.get("label", obj.label)}))

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        find_relabelled([obj.label])

    def delete_queryset(self, request, queryset):
        labels = sorted(set(queryset.values_list("label", flat=True)))
        super().delete_queryset(request, queryset)
        find_relabelled(labels)

    @display(description="Label", ordering=BY_LABEL)
    def name(self, family):
        two_lines = '<span class="dk-name" title="{}">{}</span><span class="dk-sub" title="{}">{}</span>'
        return format_html(two_lines, family.label, family.label, family.source, family.source)

    @display(description="When", ordering="since")
    def when(self, family):
        span = family.span or "always"
        return span[0].upper() + span[1:]

    @display(description="Changed", ordering="updated_at")
    def changed(self, family):
        day = timezone.localtime(family.updated_at)
        return format_html('<span class="dk-nowrap">{}</span>', f"{day.day} {day:%b %Y}")
