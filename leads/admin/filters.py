"""The leads list's filters: each hands its words to the queryset that the API will ask too."""

from django.db.models import QuerySet
from django.http import QueryDict
from unfold.contrib.filters.admin import CheckboxFilter, RadioFilter

from leads.models import Artist


class Words:
    """A filter that can say in words what it holds, each with the address of the list without it."""

    def held(self) -> list[tuple[str, str]]:
        chosen = self.request.GET.getlist(self.parameter_name)
        return [(str(label), self._without(value)) for value, label in self.lookup_choices if str(value) in chosen]

    def _without(self, value: str) -> str:
        query: QueryDict = self.request.GET.copy()
        query.setlist(self.parameter_name, [one for one in query.getlist(self.parameter_name) if one != str(value)])
        query.pop("p", None)
        return f"?{query.urlencode()}"


class TierFilter(Words, CheckboxFilter):
    title, parameter_name = "tier", "tier"

    def lookups(self, request, model_admin):
        return [*((tier, f"Tier {tier}") for tier in Artist.Tier.values), ("none", "Nothing to score yet")]

    def queryset(self, request, queryset: QuerySet):
        return queryset.in_tier(*self.value()) if self.value() else queryset


class RegionFilter(Words, CheckboxFilter):
    title, parameter_name = "region", "region"

    def lookups(self, request, model_admin):
        return Artist.Region.choices

    def queryset(self, request, queryset: QuerySet):
        return queryset.filter(region__in=self.value()) if self.value() else queryset


class StatusFilter(Words, CheckboxFilter):
    title, parameter_name = "status", "outreach_status"

    def lookups(self, request, model_admin):
        return Artist.Status.choices

    def queryset(self, request, queryset: QuerySet):
        return queryset.filter(outreach_status__in=self.value()) if self.value() else queryset


class YouTubeFilter(Words, CheckboxFilter):
    title, parameter_name = "YouTube", "youtube_filter"

    def lookups(self, request, model_admin):
        return [
            ("no_channel", "No channel found"),
            ("underperforming", "Underperforming"),
            ("inconsistent_uploads", "Inconsistent uploads"),
            ("high_potential", "High potential"),
            ("healthy", "Healthy"),
            ("has_channel", "Has a channel"),
            ("active_uploaders", "Uploads actively"),
            ("not_looked_up", "Not looked up yet"),
        ]

    def queryset(self, request, queryset: QuerySet):
        return queryset.on_youtube(*self.value()) if self.value() else queryset


class CoverageFilter(Words, RadioFilter):
    title, parameter_name = "facts known", "min_coverage"

    def __init__(self, request, *args):
        self.request = request
        super().__init__(request, *args)

    def lookups(self, request, model_admin):
        return [(str(least), f"{least}% or more known") for least in (25, 50, 75, 100)]

    def queryset(self, request, queryset: QuerySet):
        least = self.value() or ""
        return queryset.filter(coverage__gte=int(least)) if least.isdecimal() else queryset


class SourceFilter(Words, CheckboxFilter):
    """Reached from an upload's page; the drawer does not list every upload."""

    title, parameter_name = "upload", "source"

    def lookups(self, request, model_admin):
        chosen = [value for value in request.GET.getlist("source") if value.isdecimal()]
        return [(value, f"From upload {value}") for value in chosen]

    def queryset(self, request, queryset: QuerySet):
        chosen = [value for value in self.value() if value.isdecimal()]
        return queryset.from_uploads(chosen) if chosen else queryset
