"""What scores rest on: the policy, to read, and the label families, to mend."""

import json

from django.contrib import admin
from django.utils.html import format_html
from unfold.admin import ModelAdmin
from unfold.decorators import display

from scoring.models import LabelFamily, Policy


@admin.register(Policy)
class PolicyAdmin(ModelAdmin):
    list_display = ["version", "name", "state", "published_at", "by"]
    list_select_related = ["by"]
    fields = ["version", "name", "note", "state", "published_at", "by", "numbers"]
    readonly_fields = ["numbers"]
    actions = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @display(description="Weights, points, borders")
    def numbers(self, policy):
        return format_html('<pre style="white-space: pre-wrap">{}</pre>', json.dumps(policy.data, indent=2))


@admin.register(LabelFamily)
class LabelFamilyAdmin(ModelAdmin):
    list_display = ["label", "kind", "group", "source", "updated_at"]
    list_filter = ["kind"]
    list_fullwidth = True
    list_per_page = 50
    list_max_show_all = 0
    search_fields = ["label", "group", "normalised"]
    search_help_text = "Search label or group"
    warn_unsaved_form = True
