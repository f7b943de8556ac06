"""The pages of a policy: its numbers to read or to edit, what they would do to the book, and publishing them."""

from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from leads import policies
from leads.models import Artist, PolicyRun
from leads.tally import MOST, Tally
from scoring.admin.policy_form import PolicyForm
from scoring.models import Policy
from scoring.rules.guide import guide
from scoring.rules.numbers import differences, groups, in_words, value_at

State = Policy.State
REGIONS = dict(Artist.Region.choices)
AT_FIRST = 15  # movers shown until one asks for all


class PolicyPages:
    """Mixed into PolicyAdmin, which gives each page its address."""

    def change_view(self, request, object_id, form_url="", extra_context=None):
        policy = self.get_object(request, object_id)
        if policy is None:
            return super().change_view(request, object_id, form_url, extra_context)  # which says so
        if not self.has_view_permission(request, policy):
            raise PermissionDenied
        may_edit = policy.state == State.DRAFT and self.has_change_permission(request, policy)
        if request.method == "POST":
            if not may_edit:
                raise PermissionDenied
            return self._save(request, policy)
        return self._policy(request, policy, PolicyForm(policy, _published()) if may_edit else None)

    def publish(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.has_perm("scoring.publish_policy"):
            raise PermissionDenied
        policy, published = get_object_or_404(Policy, pk=pk), _published()
        if policy.state == State.PUBLISHED and request.method != "POST":
            return redirect("admin:scoring_policy_change", pk)
        given = {"note": request.POST.get("note", "")}
        if request.method == "POST":
            try:
                policies.publish(policy, request.user, given["note"], **_seen(request))
                return redirect(f"{reverse('admin:scoring_policy_change', args=[pk])}#run")
            except policies.Refused as trouble:
                given["trouble"] = str(trouble)
        told = {**_book(request, policy), "published": published, "changes": _changes(policy, published), **given}
        return self._page(request, "publish", policy, 422 if "trouble" in given else 200, **told)

    def live(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The moving part of a page; 204 while it would look the same."""
        if not request.user.has_perm("scoring.view_policy"):
            raise PermissionDenied
        run = get_object_or_404(PolicyRun.objects.select_related("policy", "by"), pk=pk)
        told = _live(request, run)
        if told["seen"] == request.GET.get("seen"):
            return HttpResponse(status=204)
        return render(request, "scoring/policy/live.html", told)

    def guide(self, request: HttpRequest) -> HttpResponse:
        """How scores are made, by the numbers that count now."""
        if not request.user.has_perm("leads.view_artist"):
            raise PermissionDenied
        version, rules = Policy.objects.current()
        sections = guide(rules, derived_metrics=settings.YOUTUBE_DERIVED_METRICS)
        told = {"title": "How scores are made", "version": version, "sections": sections, "published": _published()}
        return render(request, "scoring/policy/guide.html", {**self.admin_site.each_context(request), **told})

    def _save(self, request: HttpRequest, policy: Policy) -> HttpResponse:
        """Nothing of what was typed is lost: a refusal shows the form as it was sent."""
        form = PolicyForm(policy, _published(), request.POST)
        if not form.is_valid():
            return self._policy(request, policy, form, 422)
        given, there = form.cleaned_data, reverse("admin:scoring_policy_change", args=[policy.pk])
        try:
            saved = policies.save_draft(policy, given["name"], form.numbers(), request.user, seen=given["seen"])
            if "preview" in request.POST:
                policies.preview(saved, request.user)
                return redirect(f"{there}#run")
        except policies.ChangedMeanwhile as trouble:
            form.changed_meanwhile(trouble.now)
            form.add_error(None, str(trouble))
            return self._policy(request, policy, form, 409)
        except policies.Refused as trouble:
            form.add_error(None, str(trouble))
            return self._policy(request, policy, form, 422)
        messages.info(request, "Saved.")
        return redirect(there)

    def _policy(self, request, policy: Policy, form: PolicyForm | None, status: int = 200) -> HttpResponse:
        published = _published()
        told = {
            **_book(request, policy),
            "form": form,
            "tables": None if form else _tables(policy, published),
            "published": published,
            "may_edit": request.user.has_perm("scoring.change_policy"),
            "may_publish": request.user.has_perm("scoring.publish_policy") and policy.state != State.PUBLISHED,
            "may_delete": self.has_delete_permission(request, policy),
            "publications": policy.runs.filter(kind=PolicyRun.Kind.RESCORE).select_related("by"),
        }
        return self._page(request, "policy", policy, status, **told)

    def _page(self, request, page: str, policy: Policy, status: int = 200, **more) -> HttpResponse:
        head = {"opts": self.opts, "original": policy, "title": f"Policy {policy}", "policy": policy}
        context = {**self.admin_site.each_context(request), **head, **more}
        return render(request, f"scoring/policy/{page}.html", context, status=status)


def _published() -> Policy | None:
    return Policy.objects.filter(state=State.PUBLISHED).first()


def _seen(request: HttpRequest) -> dict:
    """What the publisher had before their eyes."""
    instead_of = request.POST.get("instead_of", "")
    readable = instead_of.isascii() and instead_of.isdigit() and len(instead_of) < 10
    return {"seen": request.POST.get("seen", ""), "instead_of": int(instead_of) if readable else None}


def _book(request: HttpRequest, policy: Policy) -> dict:
    """The run over the book that belongs to a policy as it is: its preview, or its rescoring."""
    kind = PolicyRun.Kind.RESCORE if policy.state == State.PUBLISHED else PolicyRun.Kind.PREVIEW
    runs = policy.runs.filter(kind=kind).exclude(state=PolicyRun.State.SUPERSEDED).select_related("policy", "by")
    run = runs.first()
    return _live(request, run) if run else {"run": None}


def _live(request: HttpRequest, run: PolicyRun) -> dict:
    """What moves while a run is under way, and a mark of how it looks now."""
    tally = Tally(run.findings)
    told = {
        "run": run,
        "tally": tally,
        "percent_done": min(run.done, run.total),
        "regions": [(REGIONS.get(region, region), list(tally.tiers(region))) for region in _nearest_first(tally)],
        "tiers": list(tally.tiers()),
        "older": run.kind == PolicyRun.Kind.PREVIEW and policies.is_older(run, run.policy),
        "book_moved": run.kind == PolicyRun.Kind.PREVIEW and policies.book_moved(run),
        "may_go_on": request.user.has_perm("scoring.change_policy"),
        **_movers(request, tally),
    }
    told["body"] = render_to_string("scoring/policy/run.html", told, request)
    told["seen"] = sha256(f"{told['body']}{run.state}".encode()).hexdigest()[:16]
    return told


def _nearest_first(tally: Tally) -> list[str]:
    """The regions in the order they have everywhere, home first."""
    order = list(REGIONS)
    return sorted(tally.regions(), key=lambda region: order.index(region) if region in order else len(order))


def _movers(request: HttpRequest, tally: Tally) -> dict:
    """Who moves, all or those of one move ("B-A"); names only for those who may see leads."""
    if not request.user.has_perm("leads.view_artist"):
        return {"movers": []}
    old, _, new = request.GET.get("move", "").partition("-")
    found = [one for one in tally.furthest() if not new or (one.old_tier, one.new_tier) == (old, new)]
    shown = found if "all" in request.GET else found[:AT_FIRST]
    told = {"old": old, "new": new} if new else None
    return {"movers": shown, "more_movers": len(found) - len(shown), "kept": MOST, "move": told}


def _tables(policy: Policy, published: Policy | None) -> list:
    """Table by table: each number in words, and the published one where it is another."""
    other = {figure.path: in_words(there) for figure, _, there in _differences(policy, published)}
    return [
        (group, [(one, in_words(value_at(policy.data, one.path)), other.get(one.path)) for one in group.figures])
        for group in groups()
    ]


def _changes(policy: Policy, published: Policy | None) -> list:
    """What publishing changes: the table, the number, what it is now and what it becomes."""
    titles = {group.path: group.title for group in groups()}
    return [
        (titles[figure.path[:-1]], figure, in_words(there), in_words(here))
        for figure, here, there in _differences(policy, published)
    ]


def _differences(policy: Policy, published: Policy | None) -> list:
    return differences(policy.data, published.data) if published else []
