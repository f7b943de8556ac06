"""The leads list's filters: each hands its words to the filter set that exports and the API ask too."""

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from unfold.contrib.filters.admin import CheckboxFilter, RadioFilter

from leads.filters import DeskFilter, Refused, narrowed
from leads.models import Artist, Upload
from outreach.permission import usable_contacts

MOST_TOLD = 20  # one by one: each has an address that names all the others


class Words:
    """A filter by some of its words. It can say which of them are in force, each with the list's address without it."""

    def queryset(self, request, queryset: QuerySet) -> QuerySet:
        asked = self._asked(request)
        return self._narrowed(request, queryset, asked) if asked else queryset

    def _narrowed(self, request, queryset: QuerySet, words: list[str]) -> QuerySet:
        """A word we do not know matches nobody: no reason to show a page of errors."""
        given = {self.parameter_name: words}
        try:
            return narrowed(
                given, user=request.user, usable=usable_contacts, filterset=DeskFilter, leads=queryset
            ).leads
        except Refused as refused:
            unknown = {problem.value for problem in refused.problems}
            known = [word for word in words if word not in unknown]
            return self._narrowed(request, queryset, known) if 0 < len(known) < len(words) else queryset.none()

    def _asked(self, request: HttpRequest) -> list[str]:
        given = request.GET.getlist(self.parameter_name)
        return [word for words in given for word in words.split(",") if word]

    def held(self) -> list[tuple[str, str]]:
        asked = set(self._asked(self.request))
        told = [(value, str(label)) for value, label in self.lookup_choices if value in asked]
        first, more = told[:MOST_TOLD], told[MOST_TOLD:]
        rest = [(f"{len(more)} more", self._without({value for value, _ in more}))] if more else []
        return [*((label, self._without({value})) for value, label in first), *rest]

    def _without(self, values: set[str]) -> str:
        query: QueryDict = self.request.GET.copy()
        query.setlist(self.parameter_name, [one for one in self._asked(self.request) if one not in values])
        query.pop("p", None)
        return f"?{query.urlencode()}"


class TierFilter(Words, CheckboxFilter):
    title, parameter_name = "Tier", "tier"

    def lookups(self, request, model_admin):
        return [*((tier, f"Tier {tier}") for tier in Artist.Tier.values), ("none", "Nothing to score yet")]


class StatusFilter(Words, CheckboxFilter):
    title, parameter_name = "Status", "outreach_status"

    def lookups(self, request, model_admin):
        return Artist.Status.choices


class RegionFilter(Words, CheckboxFilter):
    title, parameter_name = "Region", "region"

    def lookups(self, request, model_admin):
        return Artist.Region.choices


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


class CoverageFilter(Words, RadioFilter):
    title, parameter_name = "Facts known", "min_coverage"

    def __init__(self, request, *args):
        self.request = request
        super().__init__(request, *args)

    def lookups(self, request, model_admin):
        asked = [word for word in self._asked(request) if word.isascii() and word.isdigit() and len(word) < 4]
        borders = sorted({25, 50, 75, 100, *map(int, asked)})
        return [(str(least), f"{least}% or more known") for least in borders]


class SourceFilter(Words, CheckboxFilter):
    """Reached from an upload's page; the drawer does not list every upload."""

    title, parameter_name = "Upload", "source"

    def lookups(self, request, model_admin):
        given = self._asked(request) or request.GET.getlist("source")
        uploads = Upload.objects.in_bulk([int(value) for value in given if self._is_id(value)])
        names = {str(pk): upload.filename for pk, upload in uploads.items()}
        return [(value, f"From {names.get(value, 'an unknown upload')}") for value in given]

    @staticmethod
    def _is_id(value: str) -> bool:
        return value.isascii() and value.isdigit() and len(value) < 16
