"""What staff do with a policy by one click: draft another, try it on the book, go on with what stopped."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from leads import policies, runs
from leads.models import PolicyRun
from scoring.models import Policy


def changing(model) -> Callable:
    """A view that acts on one row of `model`: by POST only, and only for those who may change policies."""

    def decorate(view: Callable) -> Callable:
        @require_POST
        @wraps(view)
        def guarded(request: HttpRequest, pk: int) -> HttpResponse:
            if not request.user.has_perm("scoring.change_policy"):
                raise PermissionDenied
            return view(request, get_object_or_404(model, pk=pk))

        return guarded

    return decorate


@changing(Policy)
def draft(request: HttpRequest, policy: Policy) -> HttpResponse:
    made = policies.new_draft(policy, request.user)
    messages.info(request, f"Policy {made.version} is a draft with the numbers of policy {policy.version}.")
    return redirect("admin:scoring_policy_change", made.pk)


@changing(Policy)
def preview(request: HttpRequest, policy: Policy) -> HttpResponse:
    try:
        policies.preview(policy, request.user)
    except policies.Refused as trouble:
        messages.error(request, str(trouble))
    return _to_run(policy.pk)


@changing(PolicyRun)
def again(request: HttpRequest, run: PolicyRun) -> HttpResponse:
    if not runs.again(run):
        run.refresh_from_db()
        messages.info(request, f"Nothing was begun: it is {run.get_state_display().lower()} already.")
    return _to_run(run.policy_id)


def _to_run(policy_id: int) -> HttpResponse:
    return redirect(f"{reverse('admin:scoring_policy_change', args=[policy_id])}#run")
