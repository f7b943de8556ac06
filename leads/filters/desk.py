"""What an address may ask of any list at the desk: as little as the list offers, and a search as short as elsewhere.

Django takes every column of a model for a filter, with any lookup, and passes on whatever the database makes of it.
"""

from datetime import date

from django import forms
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import SEARCH_VAR, ChangeListSearchForm
from django.db import DataError
from unfold import admin, views

from leads.filters.fields import Text

NOT_SEARCHED = f"This cannot be searched for: {Text.expects}."
REFUSED = {"max_length": NOT_SEARCHED, "null_characters_not_allowed": NOT_SEARCHED}


class SearchForm(ChangeListSearchForm):
    """A search that every door takes; what is longer is refused in a sentence."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        words = forms.CharField(required=False, max_length=Text.longest, error_messages=REFUSED)
        self.fields = {SEARCH_VAR: words}


def searchable(words: str) -> bool:
    return SearchForm({SEARCH_VAR: words}).is_valid()


class ChangeList(views.ChangeList):
    """Filtered by what the list offers and by nothing else; a search that is refused finds nothing."""

    search_form_class = SearchForm

    def get_filters(self, request):
        """What was given and no filter took is refused; what Django made of a day is none of it."""
        try:
            specs, any_specs, left, doubles, active = super().get_filters(request)
        except (DisallowedModelAdminLookup, OverflowError) as refused:
            raise IncorrectLookupParameters(refused) from refused
        if strange := [name for name, values in left.items() if not all(isinstance(one, date) for one in values)]:
            raise IncorrectLookupParameters(f"No filter is called {strange[0]}.")
        return specs, any_specs, left, doubles, active or self._search_refused(request)

    def get_queryset(self, request, exclude_parameters=None):
        rows = super().get_queryset(request, exclude_parameters)
        return rows.none() if self._search_refused(request) else rows

    def get_results(self, request):
        """A filter's value may still be one that no row can have."""
        try:
            super().get_results(request)
        except (DataError, OverflowError) as refused:
            raise IncorrectLookupParameters(refused) from refused

    def _search_refused(self, request) -> bool:
        return not searchable(request.GET.get(SEARCH_VAR, ""))


class ModelAdmin(admin.ModelAdmin):
    """The one all lists of the desk are made from."""

    def get_changelist(self, request, **kwargs):
        return ChangeList

    def get_search_results(self, request, queryset, search_term):
        """Fields that look up a row while one types ask here too."""
        if not searchable(search_term):
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)
