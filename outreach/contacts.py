"""Links that a platform lists become contacts. What staff edited, added or deleted is never touched or brought back."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from outreach.addresses import contact_of, key_of
from outreach.models import Contact

LISTED_BY_MUSICBRAINZ = 80  # volunteers keep these lists, and mostly well
LONGEST_VALUE = 500


class Link(Protocol):
    artist_id: str  # the MBID
    type_id: str
    type: str
    url: str


def take_many(links_by_artist: Mapping[int, Iterable[Link]], found_at: datetime) -> int:
    """How many contacts of these artists were new to us; in two queries."""
    contacts = contacts_of(links_by_artist, found_at)
    if not contacts:
        return 0
    seen = _ever_held({contact.artist_id for contact in contacts})
    fresh = []
    for contact in contacts:
        if (key := (contact.artist_id, key_of(contact.value))) not in seen:
            seen.add(key)
            fresh.append(contact)
    if fresh:
        # Another worker may have been quicker; its row stays.
        Contact.objects.bulk_create(fresh, batch_size=1000, ignore_conflicts=True)
    return len(fresh)


def contacts_of(links_by_artist: Mapping[int, Iterable[Link]], found_at: datetime) -> list[Contact]:
    """The contacts that these links are, none of them stored."""
    return [one for artist_id, links in links_by_artist.items() for one in _contacts(artist_id, links, found_at)]


def _contacts(artist_id: int, links: Iterable[Link], found_at: datetime) -> Iterable[Contact]:
    for link in links:
        address = contact_of(link.type_id, link.url)
        if address is None or len(address.value) > LONGEST_VALUE:
            continue
        yield Contact(
            artist_id=artist_id,
            kind=address.kind,
            value=address.value,
            found=address.value,
            key=key_of(address.value),
            platform=address.platform or "",
            source="musicbrainz",
            source_url=f"https://musicbrainz.org/artist/{link.artist_id}",
            words=link.type[:300],
            confidence=LISTED_BY_MUSICBRAINZ,
            found_at=found_at,
        )


def _ever_held(artist_ids: set[int]) -> set[tuple[int, str]]:
    """Addresses these artists have, as found and as staff corrected them, and those that staff deleted."""
    columns = ("artist_id", "value", "found")
    held = Contact.objects.filter(artist_id__in=artist_ids).order_by().values_list(*columns)
    deleted = Contact.history.filter(artist_id__in=artist_ids, history_type="-").order_by().values_list(*columns)
    return {(artist, key_of(text)) for artist, *texts in held.union(deleted) for text in texts if text}
