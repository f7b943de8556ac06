"""May they? By the permissions that each address names for each method; what is not named is refused."""

from collections.abc import Collection

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import SAFE_METHODS, BasePermission

from leads.querysets import OneOf, Repeated
from prism.api.problems import forbidden, not_authenticated
from prism.models import ApiToken

READ_ONLY = "This token may only read."


class AsNamed(BasePermission):
    """`view.needs` maps a method to the permissions it takes, () for any staff; `view.public` lets everybody in.

    Which methods there are is no secret of a public address; elsewhere one names oneself first.
    """

    def has_permission(self, request, view) -> bool:
        needed = needs(view, request.method)
        if view.public and needed is None:
            raise MethodNotAllowed(request.method)
        if view.public and request.method in SAFE_METHODS:
            return True
        if not (request.user and request.user.is_authenticated):
            raise not_authenticated()
        if needed is None:
            raise MethodNotAllowed(request.method)
        if not _may(request.user, needed) or not request.user.is_staff:
            raise forbidden()
        if _too_little(request, view):
            raise forbidden("read_only_token", READ_ONLY)
        return True


def _may(user, needed: Collection[str]) -> bool:
    """As `has_perms` says, which takes two statements; that nearly everybody may is learned by one."""
    if user.is_superuser or not user.is_active or not needed:
        return user.has_perms(needed)
    held = {f"{app}.{name}" for app, name in _HELD([user.pk])}
    return held.issuperset(needed) or user.has_perms(needed)


def _held(users: Collection[int]) -> QuerySet:
    """What they may by themselves, or by their groups."""
    ways = [Permission.objects.filter(OneOf(users, of)).order_by() for of in ("user", "group__user")]
    own, by_group = [way.values_list("content_type__app_label", "codename") for way in ways]
    return own.union(by_group, all=True)


_HELD = Repeated(_held)


def needs(view, method: str) -> tuple[str, ...] | None:
    """The permissions; HEAD and OPTIONS take those of GET, or of whatever there is. None: no such method here."""
    if method in view.needs:
        return view.needs[method]
    if method == "HEAD":
        return view.needs.get("GET")
    if method == "OPTIONS":
        return view.needs.get("GET", next(iter(view.needs.values()), ()))
    return None


def may_change(request) -> bool:
    """Whether whoever asks does so with more than a read token."""
    return not isinstance(request.auth, ApiToken) or request.auth.scope == ApiToken.Scope.WRITE


def _too_little(request, view) -> bool:
    """A read token changes nothing; an export only reads, though it is a POST."""
    return not may_change(request) and request.method not in SAFE_METHODS and request.method not in view.reads
