"""Keys for programs: made once, shown once, kept only as a hash."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from django.utils import timezone

from prism.models import ApiToken

SHAPE = re.compile(r"prism_([A-Za-z0-9]{8})_[A-Za-z0-9_-]{43}")
DAYS, MOST_DAYS = 90, 365
SEEN_EVERY = timedelta(minutes=5)  # last use is written down so often: a read must not cost a write each time
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


def issue(user, name: str, *, scope: str = ApiToken.Scope.READ, days: int = DAYS) -> tuple[ApiToken, str]:
    """A new token of this user and its key, which nobody can read again."""
    token = ApiToken(user=user, name=name, scope=scope)
    key = equip(token, days)
    token.save(force_insert=True)
    return token, key


def equip(token: ApiToken, days: int) -> str:
    """The key that this new row, not yet stored, will know again."""
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(f"A token lives for 1 to {MOST_DAYS} days.")
    token.hint = "".join(secrets.choice(ALPHABET) for _ in range(8))
    key = f"prism_{token.hint}_{secrets.token_urlsafe(32)}"
    token.digest = _digest(key)
    token.expires_at = timezone.now() + timedelta(days=days)
    return key


def find(key: str, now: datetime) -> ApiToken | None:
    """The token of this key while it may be used: known, not expired, not revoked, its owner active."""
    if not SHAPE.fullmatch(key):
        return None
    usable = ApiToken.objects.usable(now).filter(user__is_active=True)
    token = usable.filter(digest=_digest(key)).select_related("user").first()
    if token and (token.last_used_at is None or token.last_used_at < now - SEEN_EVERY):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def revoke(token: ApiToken) -> bool:
    """False when it was revoked before."""
    return bool(ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()))


def _digest(key: str) -> str:
    """The key is random, so nobody can guess at it, and a quick hash is enough."""
    return hashlib.sha256(key.encode()).hexdigest()
