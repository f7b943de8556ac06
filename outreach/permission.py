"""May we speak to this person? Asked by every door before anything is written or sent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import date_format

from leads.querysets import OneOf, Repeated
from outreach.addresses import key_of
from outreach.models import Contact, Suppression


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
    return Suppression.objects.filter(key=key_of(value)[:500]).first()


def usable_contacts() -> QuerySet[Contact]:
    """Contacts whose address is on no list of those nobody writes to."""
    return Contact.objects.exclude(Exists(Suppression.objects.filter(key=OuterRef("key"))))


def usable_of(contacts: Collection[Contact]) -> list[Contact]:
    """The same of contacts that are not stored."""
    suppressed = set(Suppression.objects.filter(key__in=[one.key for one in contacts]).values_list("key", flat=True))
    return [one for one in contacts if one.key not in suppressed]


class Reachable(NamedTuple):
    """A contact that may be handed out; no more of it than lists need, for many thousand are read at once."""

    artist_id: int
    kind: str
    value: str
    platform: str
    confidence: int

    def get_kind_display(self) -> str:
        return Contact.Kind(self.kind).label


def contacts_to_hand_out(artist_ids: Collection[int]) -> dict[int, list[Reachable]]:
    """For each of these artists, the contacts that `may_contact` allows, the surest first: for many at once.

    Who asked not to be contacted, or has none left, is missing.
    """
    found: dict[int, list[Reachable]] = {}
    for contact in map(Reachable._make, _OF_THE_WILLING(artist_ids)):
        found.setdefault(contact.artist_id, []).append(contact)
    return found


_OF_THE_WILLING = Repeated(
    lambda ids: (
        usable_contacts()
        .filter(OneOf(ids, "artist"), artist__do_not_contact=False)
        .order_by("artist_id", "-confidence", "pk")
        .values_list(*Reachable._fields)
    )
)


def _asked(since: date | None, reason: str) -> str:
    asked = f"Asked on {date_format(since, 'j M Y')} not to be contacted" if since else "Asked not to be contacted"
    return f"{asked}: {reason.rstrip('.')}." if reason else f"{asked}."
