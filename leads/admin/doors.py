"""What every door that changes something has in common: who may, and how it is refused."""

import re
from collections.abc import Callable
from functools import wraps

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from leads.models import Artist

LOOK_ONLY = "You can look but not change. Ask a manager (Settings, People)."


def sentence(words: str, status: int, **headers: str) -> HttpResponse:
    """A refusal that a cell of the list shows as it is."""
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8", headers=headers)


def surviving(pk: int | str) -> Artist | None:
    """The lead that an id without a lead of its own lives on in."""
    if not re.fullmatch("[0-9]{1,18}", str(pk)):
        return None
    return Artist.objects.filter(merged_ids=int(pk)).first()


def lead_or_404(pk: int) -> Artist:
    """The lead of this id, or the one it was merged into: a page opened before the merge still works."""
    if lead := Artist.objects.filter(pk=pk).first() or surviving(pk):
        return lead
    raise Http404


def changing(model: type[Model], *permissions: str) -> Callable:
    """A view that changes one row of `model`: by POST only, and only for those with all the permissions."""

    def decorate(view: Callable) -> Callable:
        @require_POST
        @wraps(view)
        def guarded(request: HttpRequest, pk) -> HttpResponse:
            if not request.user.has_perms(permissions):
                return sentence(LOOK_ONLY, 403)
            return view(request, lead_or_404(pk) if model is Artist else get_object_or_404(model, pk=pk))

        return guarded

    return decorate
