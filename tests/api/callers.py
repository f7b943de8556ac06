"""Who may ask: one caller of each kind that the contract tells apart."""

from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q
from django.test import Client

from prism import tokens
from prism.roles import ROLES

TOKENS = {
    "analyst's read token": ("Analyst", "read"),
    "analyst's write token": ("Analyst", "write"),
    "manager's read token": ("Manager", "read"),
    "manager's write token": ("Manager", "write"),
}
CALLERS = ["anonymous", *ROLES, *TOKENS]


def person(role: str, name: str = "") -> User:
    """Active staff of this role; tests that empty the database take the migration's groups away, so they are made."""
    name = name or role.lower()
    user, new = User.objects.get_or_create(username=name, defaults={"is_staff": True})
    if new:
        group, missing = Group.objects.get_or_create(name=role)
        if missing:
            group.permissions.set(_permissions(ROLES[role]))
        user.groups.add(group)
    return user


def _permissions(codes):
    pairs = [code.split(".") for code in codes]
    return Permission.objects.filter(
        Q(*(Q(content_type__app_label=app, codename=code) for app, code in pairs), _connector=Q.OR)
    )


def token_of(user: User, scope: str = "write") -> dict:
    """The headers of a program with a new token."""
    return bearer(tokens.issue(user, "a program", scope=scope)[1])


def bearer(key: str) -> dict:
    return {"authorization": f"Bearer {key}"}


def caller(name: str) -> Client:
    """A client that asks as the one of CALLERS."""
    if name == "anonymous":
        return Client()
    if name in TOKENS:
        role, scope = TOKENS[name]
        return Client(headers=token_of(person(role), scope))
    client = Client()
    client.force_login(person(name))
    return client
