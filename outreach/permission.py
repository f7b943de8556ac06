"""May we speak to this person? Asked by every door before anything is written or sent."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

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
    if contact is not None:
        suppressed = Suppression.objects.filter(kind=contact.kind, value__iexact=contact.value).first()
        if suppressed:
            told = f"{contact.value} is on the list of addresses nobody writes to."
            reasons.append(Reason("address_suppressed", told, suppressed.since))
    return not reasons, reasons


def _asked(since: date | None, reason: str) -> str:
    asked = f"Asked on {date_format(since, 'j M Y')} not to be contacted" if since else "Asked not to be contacted"
    return f"{asked}: {reason.rstrip('.')}." if reason else f"{asked}."
