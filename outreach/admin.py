"""Contacts, to look up and mend; the lead's page shows what each of them permits."""

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from leads.filters.desk import ModelAdmin
from outreach.models import Contact, Suppression


@admin.register(Contact)
class ContactAdmin(SimpleHistoryAdmin, ModelAdmin):
    list_display = ["value", "kind", "artist", "source", "verified", "found_at"]
    list_filter = ["kind", "verified"]
    list_fullwidth = True
    list_per_page = 25
    list_max_show_all = 0
    list_select_related = ["artist"]
    search_fields = ["value", "artist__search_name"]
    search_help_text = "Search contact or lead"
    autocomplete_fields = ["artist"]
    fields = ["artist", "kind", "value", "platform", "verified", "source", "source_url", "words"]
    actions = None
    warn_unsaved_form = True

    def get_readonly_fields(self, request, obj=None):
        return ["source", "source_url", "words"] if obj else []

    def get_changeform_initial_data(self, request):
        return {"source": "staff", **super().get_changeform_initial_data(request)}


@admin.register(Suppression)
class SuppressionAdmin(ModelAdmin):
    list_display = ["value", "kind", "since", "reason", "author"]
    list_select_related = ["author"]
    search_fields = ["value"]
    fields = ["kind", "value", "reason", "since"]

    def save_model(self, request, suppression, form, change):
        if not change:
            suppression.author = request.user
        super().save_model(request, suppression, form, change)
