"""A tier that a person sets by hand, for a reason and for a time. Prism's own goes on beside it, and nothing hides it.

The change and its Activity are one transaction under the lead's row lock. Of two who pin at once the last one wins,
and the timeline has both.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from leads.models import Artist
from leads.names import clean
from outreach.changes import bring_up_to_date, check_length, locked, save_as
from outreach.models import Activity

COLUMNS = ("pinned_tier", "pinned_reason", "pinned_until", "pinned_by", "pinned_at")
UNPINNED = {"pinned_tier": None, "pinned_reason": "", "pinned_until": None, "pinned_by": None, "pinned_at": None}
LONGEST_REASON = 300
AT_ONCE = 500  # pins that end in one transaction


@transaction.atomic
def pin(artist: Artist, tier: str, *, reason: str, until: date | None = None, author) -> Activity:
    """Put the lead in a tier, up to and with the day `until`, or until somebody unpins it.

    ValueError says in a sentence what cannot be taken. `artist` itself is brought up to date. The same pin again, from
    the same person, is the click that was sent twice: what stands is returned.
    """
    reason = clean(reason)
    _check(tier, reason, until)
    lead = locked(artist)
    before = lead.pinned_tier if lead.pin_holds else None
    given = {"pinned_tier": tier, "pinned_reason": reason, "pinned_until": until, "pinned_by": author}
    if before and all(getattr(lead, name) == value for name, value in given.items()):
        bring_up_to_date(artist, lead, *COLUMNS)
        if last := lead.activities.filter(kind=Activity.Kind.PIN).first():
            return last
    words = f"Pinned {tier}{_instead_of(before, tier)}{_until(until)}: {reason}"
    return _write(artist, lead, given | {"pinned_at": timezone.now()}, words, author)


@transaction.atomic
def unpin(artist: Artist, *, author, reason: str = "") -> Activity | None:
    """Let Prism's own tier count again; None where nothing was pinned any more."""
    reason = clean(reason)
    check_length("The reason", reason, LONGEST_REASON)
    lead = locked(artist)
    if not lead.pinned_tier:
        bring_up_to_date(artist, lead, *COLUMNS)
        return None
    words = f"Unpinned {lead.pinned_tier}: {reason}" if reason else f"Unpinned {lead.pinned_tier}"
    return _write(artist, lead, UNPINNED, words, author)


def expire(today: date) -> int:
    """End the pins whose last day is past; how many that were. Whoever comes second finds none left."""
    ended = 0
    past = Artist.objects.filter(pinned_tier__isnull=False, pinned_until__lt=today)
    while ids := list(past.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            held = past.select_for_update().filter(pk__in=ids).order_by("pk").defer("facts", "breakdown")
            ended += _end(list(held))
    return ended


def _end(leads: list[Artist]) -> int:
    now = timezone.now()
    Activity.objects.bulk_create([_ended(lead) for lead in leads], batch_size=AT_ONCE)
    for lead in leads:
        lead._history_user = None
        lead.updated_at = now
        for name, value in UNPINNED.items():
            setattr(lead, name, value)
    Artist.objects.filter(pk__in=[lead.pk for lead in leads]).update(**UNPINNED, updated_at=now)
    Artist.history.bulk_history_create(leads, update=True, batch_size=AT_ONCE)
    return len(leads)


def _ended(lead: Artist) -> Activity:
    words = f"The pin on {lead.pinned_tier} ended on {_day(lead.pinned_until)}"
    return Activity(artist=lead, kind=Activity.Kind.PIN, notes=words, changes=_changes(lead, UNPINNED))


def _write(artist: Artist, lead: Artist, given: dict, words: str, author) -> Activity:
    changes = _changes(lead, given)
    for name, value in given.items():
        setattr(lead, name, value)
    save_as(author, lead, *given)
    bring_up_to_date(artist, lead, *given)
    return Activity.objects.create(artist=lead, kind=Activity.Kind.PIN, author=author, notes=words, changes=changes)


def _changes(lead: Artist, given: dict) -> dict[str, list[str | None]]:
    """Tier and last day, each as it was and as it will be."""
    tier, until = [lead.pinned_tier, given["pinned_tier"]], [lead.pinned_until, given["pinned_until"]]
    return {"pinned_tier": tier, "pinned_until": [day and day.isoformat() for day in until]}


def _check(tier: str, reason: str, until: date | None) -> None:
    today = timezone.localdate()
    if tier not in Artist.Tier.values:
        raise ValueError("Choose a tier: A, B, C or D.")
    if not reason:
        raise ValueError("Say why: whoever reads this next must understand it.")
    check_length("The reason", reason, LONGEST_REASON)
    if until and until < today:
        raise ValueError("The last day of the pin is in the past.")
    if until and until > furthest(today):
        raise ValueError(f"A pin lasts two years at most, until {_day(furthest(today))}.")


def furthest(today: date) -> date:
    """The last day that a pin of today may hold: two years on."""
    try:
        return today.replace(year=today.year + 2)
    except ValueError:  # 29 February
        return today.replace(year=today.year + 2, day=28)


def _instead_of(before: str | None, tier: str) -> str:
    return f" instead of {before}" if before and before != tier else ""


def _until(day: date | None) -> str:
    return f" until {_day(day)}" if day else ""


def _day(day: date) -> str:
    """18 Nov, with the year where it is another."""
    return f"{day:%-d %b}" if day.year == timezone.localdate().year else f"{day:%-d %b %Y}"
