"""The platforms' page: how each of them is now, what is left of its quotas, what was asked today."""

import time
from datetime import timedelta

from django.contrib import admin
from django.db.models import Count
from django.shortcuts import render
from django.utils import timezone

from enrichment.kinds import LABELS
from enrichment.models import Call, Gate
from enrichment.standing import platforms
from leads.filters.desk import ModelAdmin


@admin.register(Gate)
class PlatformsAdmin(ModelAdmin):
    """One page to read; gates are moved by the platforms' answers, never by hand."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)  # which refuses
        context = {
            **self.admin_site.each_context(request),
            "title": "Platforms",
            "platforms": platforms(time.time()),
            "calls": _calls_of_a_day(),
        }
        return render(request, "enrichment/platforms.html", context)


def _calls_of_a_day() -> list[dict]:
    """Calls of the last 24 hours by platform, endpoint and outcome."""
    since = timezone.now() - timedelta(hours=24)
    grouped = Call.objects.filter(at__gte=since).values("platform", "endpoint", "outcome").annotate(n=Count("pk"))
    return [{**row, "label": LABELS[row["platform"]]} for row in grouped.order_by("platform", "endpoint", "outcome")]
