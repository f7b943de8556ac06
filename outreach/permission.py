"""May we speak to this person? Asked by every door before anything is written or sent."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from outreach.addresses import key_of
from outreach.models import Suppression


@dataclass(frozen=True)
class Reason:
    code: str  # do_not_contact, address_suppressed
    message: str
    since: date | None = None


def may_contact(artist, contact=None, channel: str = "email") -> tuple[bool, list[Reason]]:
    """Whether `artist` may be approached, and every reason against it. Finding an address is never a permission."""
    reasons = []
    if artist.do_not_contact:
        since = artist.do_not_contact_since
        reasons.append(Reason("do_not_contact", _asked(since, artist.do_not_contact_reason), since))
    if contact is not None and (suppressed := _suppressed(contact.value)):
        told = f"{contact.value} is on the list of addresses nobody writes to."
        reasons.append(Reason("address_suppressed", told, suppressed.since))
    return not reasons, reasons


def _suppressed(value: str) -> Suppression | None:
    """The entry that names this address, however either of them is spelled."""
    key, entries = key_of(value), Suppression.objects.all()
    if key.isascii():  # SQLite folds no other letters
        entries = entries.filter(value__icontains=key)
    return next((entry for entry in entries if key_of(entry.value) == key), None)


def _asked(since: date | None, reason: str) -> str:
    asked = f"Asked on {date_format(since, 'j M Y')} not to be contacted" if since else "Asked not to be contacted"
    return f"{asked}: {reason.rstrip('.')}." if reason else f"{asked}."
