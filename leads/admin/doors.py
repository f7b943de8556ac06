"""What every door that changes something has in common: who may, and how it is refused."""

from collections.abc import Callable
from functools import wraps

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

LOOK_ONLY = "You can look but not change. Ask a manager (Settings, People)."


def sentence(words: str, status: int, **headers: str) -> HttpResponse:
    """A refusal that a cell of the list shows as it is."""
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8", headers=headers)


def changing(model: type[Model], *permissions: str) -> Callable:
    """A view that changes one row of `model`: by POST only, and only for those with all the permissions."""

    def decorate(view: Callable) -> Callable:
        @require_POST
        @wraps(view)
        def guarded(request: HttpRequest, pk) -> HttpResponse:
            if not request.user.has_perms(permissions):
                return sentence(LOOK_ONLY, 403)
            return view(request, get_object_or_404(model, pk=pk))

        return guarded

    return decorate
