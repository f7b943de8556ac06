"""The leads list's filters: each hands its words to the queryset that the API will ask too."""

from django.db.models import QuerySet
from django.http import QueryDict
from unfold.contrib.filters.admin import CheckboxFilter, RadioFilter

from leads.models import Artist, Upload


class Words:
    """A filter by some of its words. It can say which of them are in force, each with the list's address without it."""

    def queryset(self, request, queryset: QuerySet) -> QuerySet:
        asked = request.GET.getlist(self.parameter_name)
        known = [value for value, _ in self.lookup_choices if value in asked]
        if not any(asked):
            return queryset
        return self.narrow(queryset, known) if known else queryset.none()  # a word we do not know matches nobody

    def held(self) -> list[tuple[str, str]]:
        asked = self.request.GET.getlist(self.parameter_name)
        return [(str(label), self._without(value)) for value, label in self.lookup_choices if value in asked]

    def _without(self, value: str) -> str:
        query: QueryDict = self.request.GET.copy()
        query.setlist(self.parameter_name, [one for one in query.getlist(self.parameter_name) if one != value])
        query.pop("p", None)
        return f"?{query.urlencode()}"


class TierFilter(Words, CheckboxFilter):
    title, parameter_name = "Tier", "tier"

    def lookups(self, request, model_admin):
        return [*((tier, f"Tier {tier}") for tier in Artist.Tier.values), ("none", "Nothing to score yet")]

    def narrow(self, queryset, words):
        return queryset.in_tier(*words)


class StatusFilter(Words, CheckboxFilter):
    title, parameter_name = "Status", "outreach_status"

    def lookups(self, request, model_admin):
        return Artist.Status.choices

    def narrow(self, queryset, words):
        return queryset.filter(outreach_status__in=words)


class RegionFilter(Words, CheckboxFilter):
    title, parameter_name = "Region", "region"

    def lookups(self, request, model_admin):
        return Artist.Region.choices

    def narrow(self, queryset, words):
        return queryset.filter(region__in=words)


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

    def narrow(self, queryset, words):
        return queryset.on_youtube(*words)


class CoverageFilter(Words, RadioFilter):
    title, parameter_name = "Facts known", "min_coverage"

    def __init__(self, request, *args):
        self.request = request
        super().__init__(request, *args)

    def lookups(self, request, model_admin):
        return [(str(least), f"{least}% or more known") for least in (25, 50, 75, 100)]

    def narrow(self, queryset, words):
        return queryset.filter(coverage__gte=int(words[0]))


class SourceFilter(Words, CheckboxFilter):
    """Reached from an upload's page; the drawer does not list every upload."""

    title, parameter_name = "Upload", "source"

    def lookups(self, request, model_admin):
        given = request.GET.getlist("source")
        uploads = Upload.objects.in_bulk([int(value) for value in given if self._is_id(value)])
        names = {str(pk): upload.filename for pk, upload in uploads.items()}
        return [(value, f"From {names.get(value, 'an unknown upload')}") for value in given]

    def narrow(self, queryset, words):
        return queryset.from_uploads([word for word in words if self._is_id(word)])

    @staticmethod
    def _is_id(value: str) -> bool:
        return value.isascii() and value.isdigit() and len(value) < 16
