"""Lists of leads that somebody wants to find again: their filters under a name, for oneself or for all."""

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from unfold.decorators import display

from leads.exports import words
from leads.filters import LeadFilter, Refused, fields, narrowed
from leads.filters.desk import ModelAdmin
from leads.models import Artist
from outreach.permission import usable_contacts
from prism.models import SavedView

OPENINGS = frozenset(Artist.Finding.values) - {Artist.Finding.HEALTHY}
NOT_KEPT = "This mix of YouTube filters cannot be saved: choose one of them, or findings only."
SHARED = "Everybody here sees it, in this list and over the API."
# What the leads list calls otherwise.
AT_THE_DESK = {"search": "q", "youtube_opportunity": "youtube_filter"}


def filters_of(query: str, user) -> dict:
    """The filters that an address of leads names, as every door takes them; Refused where they cannot be used.

    Of the list's words about YouTube any may hold; to all others such a choice is one of findings.
    """
    given = QueryDict(query, mutable=True)
    about = [one for words in given.getlist("youtube_filter") for one in words.split(",") if one]
    if about and OPENINGS.issuperset(about) and "youtube_opportunity" not in given:
        del given["youtube_filter"]
        given.setlist("youtube_opportunity", about)
    found = narrowed(given, user=user, usable=usable_contacts).set
    return {name: _listed(name, held) for name, held in found.items()}


def _listed(name: str, held):
    """Filters that take several values are kept as lists, also of one."""
    many = issubclass(LeadFilter.base_filters[name].field_class, fields.Many)
    return [held] if many and not isinstance(held, list) else held


def address(filters: dict) -> str:
    """The leads list with these filters."""
    query = QueryDict(mutable=True)
    for name, held in filters.items():
        if name not in ("sort_by", "sort_order"):
            query.setlist(AT_THE_DESK.get(name, name), held if isinstance(held, list) else [held])
    return f"{reverse('admin:leads_artist_changelist')}?{query.urlencode()}"


def which(filters: dict) -> str:
    """The filters in words: "Tier: A; Region: New Zealand"."""
    return "; ".join(f"{label}: {told}" for label, told in words.filters(filters)) or "All leads"


class ViewForm(forms.ModelForm):
    query = forms.CharField(widget=forms.HiddenInput, required=False)
    owner = None  # set for each request

    class Meta:
        model = SavedView
        fields = ["name", "shared"]
        help_texts = {"shared": SHARED}

    def clean_name(self):
        name = self.cleaned_data["name"]
        same = SavedView.objects.filter(owner=self.instance.owner_id or self.owner, name=name)
        if same.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("You have a view of this name. Choose another.")
        return name

    def clean(self):
        given = super().clean()
        if self.instance.pk is None:
            try:
                self.instance.filters = filters_of(given.get("query", ""), self.owner)
            except Refused as refused:
                raise forms.ValidationError(_sentence(refused))
        return given


def _sentence(refused: Refused) -> str:
    about_youtube = any(problem.field == "youtube_filter" for problem in refused.problems)
    return NOT_KEPT if about_youtube else str(refused)


@admin.register(SavedView)
class SavedViewAdmin(ModelAdmin):
    form = ViewForm
    list_display = ["name", "leads", "owner", "who_sees_it", "show"]
    list_display_links = ["name"]
    list_select_related = ["owner"]
    list_fullwidth = True
    list_per_page = 50
    list_max_show_all = 0
    show_add_link = False  # a view begins at the leads list
    search_fields = ["name", "owner__username"]
    search_help_text = "Search name or owner"
    empty_words = "Filter the leads, then save the view."
    actions = None
    add_form_template = "prism/saved_view_add.html"
    readonly_fields = ["leads"]

    def get_queryset(self, request):
        """One's own, and what others share."""
        return super().get_queryset(request).filter(Q(owner=request.user) | Q(shared=True))

    def get_fields(self, request, obj=None):
        return ["name", "shared", "leads"] if obj else ["name", "shared", "query"]

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields if obj else []

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.owner_id == request.user.pk)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or obj.owner_id == request.user.pk)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        return type("ViewForm", (form,), {"owner": request.user})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        return {"query": request.GET.urlencode()}

    def add_view(self, request, form_url="", extra_context=None):
        only_one = {"show_save_and_add_another": False, "show_save_and_continue": False, "title": "Save this view"}
        told = self._told(request.POST.get("query") or request.GET.urlencode(), request.user)
        return super().add_view(request, form_url, {**only_one, **told, **(extra_context or {})})

    def _told(self, query: str, user) -> dict:
        try:
            return {"which": which(filters_of(query, user))}
        except Refused as refused:
            return {"trouble": _sentence(refused)}

    def save_model(self, request, obj, form, change):
        if not change:
            obj.owner = request.user
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        self.message_user(request, f"Saved as “{obj.name}”.")
        return redirect("admin:prism_savedview_changelist")

    @display(description="Which leads")
    def leads(self, view):
        return which(view.filters)

    @display(description="Who sees it", ordering="shared")
    def who_sees_it(self, view):
        return "Everybody" if view.shared else "Only you"

    @display(description="")
    def show(self, view):
        return format_html('<a class="dk-button" href="{}">Show leads</a>', address(view.filters))
