"""The leads list, and the lead's page around its panels."""

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.shortcuts import redirect
from django.urls import path
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import checkbox
from unfold.decorators import action, display

from leads.admin import cells, dossier_pages, export_address, export_pages, lead_actions, lead_page
from leads.admin.doors import surviving
from leads.admin.filters import CoverageFilter, RegionFilter, SourceFilter, StatusFilter, TierFilter, YouTubeFilter
from leads.admin.forms import FollowUpForm
from leads.admin.lists import CalmList
from leads.filters.desk import ModelAdmin, searchable
from leads.models import Artist, Profile
from outreach.changes import change_status

UNREAD = ("facts", "breakdown", "aliases", "genres", "youtube_findings")


class LeadList(CalmList):
    """A page of leads with what its cells need, in a fixed number of queries."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        may_edit = request.user.has_perms(lead_actions.MAY_CHANGE_STATUS)
        looked = _looked_up(self.result_list)
        for artist in self.result_list:
            artist.may_edit = may_edit
            artist.looked = looked.get(artist.pk, {})
        may_export = request.user.has_perm(export_pages.MAY_EXPORT)
        self.export_address = export_address.of_list(request.GET, self.list_display) if may_export else ""
        may_save = request.user.has_perm("prism.add_savedview")
        self.save_address = export_address.to_save(request.GET, self.list_display) if may_save else ""

    @property
    def words(self) -> list[tuple[str, str]]:
        """What the list is filtered by, each with the address that takes it away."""
        return [held for spec in self.filter_specs for held in spec.held()]


def _looked_up(artists: list[Artist]) -> dict[int, dict[str, tuple]]:
    """For each artist: platform -> (state, when its links were read)."""
    rows = Profile.objects.filter(artist__in=artists, platform__in=("youtube", "musicbrainz"))
    looked = {}
    for artist, platform, state, links_at in rows.values_list("artist", "platform", "state", "data__links_at"):
        looked.setdefault(artist, {})[platform] = (state, links_at)
    return looked


@admin.register(Artist)
class LeadAdmin(SimpleHistoryAdmin, ModelAdmin):
    list_display = ["lead", "score", "status", "based_in", "last_release", "youtube", "reach"]
    list_filter = [TierFilter, StatusFilter, RegionFilter, YouTubeFilter, CoverageFilter, SourceFilter]
    list_filter_submit = True
    list_fullwidth = True
    list_per_page = 25
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["name"]
    search_help_text = "Search name, ISRC or id"
    empty_words = "Import ISRCs: Prism finds who made the recordings."
    actions = ["export_selected"]
    empty_value_display = cells.unknown()
    form = FollowUpForm
    autocomplete_fields = ["owner"]
    show_add_link = False
    warn_unsaved_form = True
    change_form_outer_before_template = "leads/lead/panels.html"

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("owner")
        if request.resolver_match.url_name != "leads_artist_changelist":
            return rows
        return rows.leads().defer(*UNREAD).prefetch_related("contacts")

    def get_changelist(self, request, **kwargs):
        return LeadList

    def get_search_results(self, request, queryset: QuerySet, search_term: str):
        if not searchable(search_term):
            return queryset.none(), False
        return (queryset.matching(search_term) if search_term.strip() else queryset), False

    def get_fieldsets(self, request, obj=None):
        # Who may only look reads owner and follow-up in the head: an empty owner is nobody, not unknown.
        return lead_page.FIELDSETS if self.has_change_permission(request, obj) else lead_page.FIELDSETS[1:]

    def get_readonly_fields(self, request, obj=None):
        return lead_page.READONLY

    def has_add_permission(self, request):
        return False  # leads come from recordings

    def has_export_permission(self, request):
        return request.user.has_perm(export_pages.MAY_EXPORT)

    def get_actions(self, request):
        """Ours alone: Django would add one that deletes."""
        return {name: one for name, one in super().get_actions(request).items() if name in self.actions}

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("export/", wrap(export_pages.choose), {"admin": self}, name="leads_artist_export"),
            path("export/print/", wrap(export_pages.print_view), {"admin": self}, name="leads_artist_export_print"),
            path("<int:pk>/dossier/", wrap(dossier_pages.page), name="leads_artist_dossier"),
            path("<int:pk>/dossier.pdf", wrap(dossier_pages.pdf), name="leads_artist_dossier_pdf"),
            path("<int:pk>/status/", wrap(lead_actions.set_status), name="leads_artist_status"),
            path("<int:pk>/note/", wrap(lead_actions.add_note), name="leads_artist_note"),
            path("<int:pk>/tell/", wrap(lead_actions.tell), name="leads_artist_tell"),
            path("<int:pk>/do-not-contact/", wrap(lead_actions.flag), name="leads_artist_flag"),
            path("<int:pk>/pin/", wrap(lead_actions.pin), name="leads_artist_pin"),
            path("<int:pk>/unpin/", wrap(lead_actions.unpin), name="leads_artist_unpin"),
            path("<int:pk>/ask/", wrap(lead_actions.ask_again), name="leads_artist_ask"),
            path("candidate/<int:pk>/", wrap(lead_actions.decide), name="leads_artist_decide"),
            path("<int:pk>/panel/<slug:name>/", wrap(lead_page.panel), name="leads_artist_panel"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        artist = self.get_object(request, object_id)
        if artist is None and (artist := surviving(object_id)):
            if request.method != "POST":
                return redirect("admin:leads_artist_change", artist.pk)
            object_id = str(artist.pk)  # what was typed on the older page is not lost
        extra = lead_page.context(request, artist) if artist else {}
        return super().change_view(request, object_id, form_url, {**extra, **(extra_context or {})})

    def save_model(self, request, artist, form, change):
        """Owner and follow-up change through the timeline, like everywhere; nothing else here is typed."""
        given = {name: form.cleaned_data[name] for name in form.changed_data}
        if given:
            change_status(Artist.objects.get(pk=artist.pk), author=request.user, **given)

    @action(description="Export selected", permissions=["export"])
    def export_selected(self, request, artists):
        """All that the list shows, or the leads that were ticked: either way the export's page says which."""
        across = request.POST.get("select_across") == "1"
        picked = [] if across else request.POST.getlist(ACTION_CHECKBOX_NAME)
        columns = ["action_checkbox", *self.get_list_display(request)]
        return redirect(export_address.of_list(request.GET, columns, picked))

    def action_checkbox(self, artist):
        return checkbox.render(ACTION_CHECKBOX_NAME, str(artist.pk), {"aria-label": f"Pick {artist.name}"})

    @display(description="Lead", ordering="search_name")
    def lead(self, artist):
        return cells.name(artist)

    @display(description="Tier and score", ordering="total_score")
    def score(self, artist):
        return cells.score(artist)

    @display(description="Status", ordering="outreach_status")
    def status(self, artist):
        return cells.status(artist, editable=artist.may_edit)

    @display(description="Based in", ordering="country")
    def based_in(self, artist):
        return cells.based_in(artist)

    @display(description="Last release", ordering="last_release_date")
    def last_release(self, artist):
        return cells.last_release(artist)

    @display(description="YouTube", ordering="youtube_finding")
    def youtube(self, artist):
        return cells.youtube(artist, artist.looked.get("youtube", ("", None))[0])

    @display(description="Reach")
    def reach(self, artist):
        links_read = bool(artist.looked.get("musicbrainz", ("", None))[1])
        return cells.reach(artist, list(artist.contacts.all()), links_read=links_read)
