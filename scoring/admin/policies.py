"""The policies scores are made by: the published one, drafts and those of before."""

from django.contrib import admin
from django.template.loader import render_to_string
from django.urls import path
from django.utils.html import format_html
from unfold.decorators import display

from leads.filters.desk import ModelAdmin
from scoring.admin import policy_actions
from scoring.admin.policy_pages import PolicyPages
from scoring.models import Policy


@admin.register(Policy)
class PolicyAdmin(PolicyPages, ModelAdmin):
    list_display = ["title", "how", "when", "who"]
    list_display_links = ["title"]
    list_select_related = ["by"]
    list_fullwidth = True
    list_max_show_all = 0
    show_facets = admin.ShowFacets.NEVER
    ordering = ["-version"]
    actions = None

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("guide/", wrap(self.guide), name="scoring_policy_guide"),
            path("<int:pk>/draft/", wrap(policy_actions.draft), name="scoring_policy_draft"),
            path("<int:pk>/preview/", wrap(policy_actions.preview), name="scoring_policy_preview"),
            path("<int:pk>/publish/", wrap(self.publish), name="scoring_policy_publish"),
            path("run/<int:pk>/", wrap(self.live), name="scoring_policy_run"),
            path("run/<int:pk>/again/", wrap(policy_actions.again), name="scoring_policy_again"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        published = Policy.objects.filter(state=Policy.State.PUBLISHED).first()
        return super().changelist_view(request, {"published": published, **(extra_context or {})})

    def has_add_permission(self, request):
        return False  # a draft begins with the numbers of another version

    def has_delete_permission(self, request, obj=None):
        """Scores were made by all others."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.state == Policy.State.DRAFT)

    @display(description="Policy", ordering="version")
    def title(self, policy):
        return format_html('<span class="dk-strong">{}</span><br><span class="dk-sub">{}</span>', policy, policy.note)

    @display(
        description="State",
        ordering="state",
        label={"Published": "success", "Draft": "warning", "Retired": ""},
    )
    def how(self, policy):
        return policy.get_state_display()

    @display(description="Published", ordering="published_at")
    def when(self, policy):
        return render_to_string("scoring/policy/when.html", {"policy": policy})

    @display(description="By")
    def who(self, policy):
        return policy.by or "Prism"
