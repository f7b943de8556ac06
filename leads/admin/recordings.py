"""Recordings, to look up: all that is in them comes from files and platforms."""

from django.contrib import admin
from django.db.models import Prefetch
from unfold.admin import TabularInline
from unfold.decorators import display

from leads.admin import cells
from leads.admin.lists import CalmList
from leads.filters.desk import ModelAdmin
from leads.models import Credit, Recording


class CreditInline(TabularInline):
    model = Credit
    fields = readonly_fields = ["artist", "role", "position"]
    can_delete = False
    extra = 0

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Recording)
class RecordingAdmin(ModelAdmin):
    list_display = ["isrc", "named", "credited", "released", "sources"]
    list_filter = ["conflicting"]
    list_fullwidth = True
    list_per_page = 25
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["isrc", "title"]
    search_help_text = "Search ISRC or title"
    ordering = ["-id"]
    inlines = [CreditInline]
    actions = None
    empty_value_display = cells.unknown()
    fields = ["isrc", "title", "first_release", "length", "mbid", "spotify_id", "sources"]
    readonly_fields = ["length", "sources"]

    def get_queryset(self, request):
        credits = Prefetch("credits", Credit.objects.select_related("artist"))
        return super().get_queryset(request).prefetch_related(credits)

    def get_changelist(self, request, **kwargs):
        return CalmList

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @display(description="Title", ordering="title")
    def named(self, recording):
        return recording.title or cells.unknown()

    @display(description="Credited")
    def credited(self, recording):
        names = [credit.artist.name for credit in recording.credits.all()]
        return ", ".join(names) or cells.unknown()

    @display(description="First release", ordering="first_release")
    def released(self, recording):
        return recording.first_release or cells.unknown()

    @display(description="Length")
    def length(self, recording):
        seconds = (recording.length_ms or 0) // 1000
        return f"{seconds // 60}:{seconds % 60:02}" if seconds else cells.unknown()

    @display(description="Sources")
    def sources(self, recording):
        """One code on several recordings is shown with all of them."""
        if not recording.conflicting:
            return "No conflict"
        others = ", ".join(str(other.get("title") or other) for other in recording.alternatives)
        return cells.two_lines(cells.unknown("Conflicting"), others)
