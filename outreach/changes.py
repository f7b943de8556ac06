"""What people do with a lead: status, follow-up, owner, notes and the do-not-contact flag, each with its Activity.

The change and its Activity are one transaction under the lead's row lock.
"""

from datetime import date, datetime

from django.contrib.humanize.templatetags.humanize import naturaltime
from django.db import transaction
from django.utils import timezone

from leads.models import Artist
from leads.names import clean
from outreach.models import Activity, Contact
from outreach.permission import Reason, may_contact

Status = Artist.Status

ANSWERS = frozenset({Status.RESPONDED, Status.INTERESTED, Status.NOT_INTERESTED, Status.CONVERTED})
LONGEST_NOTE = 5000
LONGEST_METHOD = 50
LONGEST_REASON = 300


class KEEP:
    """Stands for "not given": the value stays, where None clears it."""


class NotAllowed(Exception):
    """The contact gate said no; nothing was written."""

    def __init__(self, reasons: list[Reason]):
        super().__init__(" ".join(reason.message for reason in reasons))
        self.reasons = reasons


class ChangedMeanwhile(Exception):
    """The status is no longer what the person saw when deciding; nothing was written."""

    def __init__(self, by: str, to: str, at: datetime | None):
        self.by, self.to, self.at = by, to, at
        when = naturaltime(at).replace("\xa0", " ") if at else "meanwhile"
        super().__init__(f"{by} changed this to {Status(to).label} {'just now' if when == 'now' else when}")


@transaction.atomic
def change_status(
    artist: Artist,
    status: str | None = None,
    *,
    author,
    method: str = "manual",
    notes: str = "",
    follow_up_on: date | None | type[KEEP] = KEEP,
    owner=KEEP,
    contact: Contact | None = None,
    expected_status: str | None = None,
) -> Activity:
    """Record what was done, also when the status stays the same; `status` None keeps it.

    ValueError says in a sentence what cannot be taken. `artist` itself is brought up to date.
    """
    lead = locked(artist)
    _check_given(lead, status, method, notes, follow_up_on, contact)
    if expected_status and lead.outreach_status != expected_status:
        raise _changed_meanwhile(lead, author)
    if _is_approach(status, contact):
        _ask_permission(lead, contact, method)
    old_status, new_status = lead.outreach_status, status or lead.outreach_status
    lead.outreach_status = new_status
    changes = _take(lead, follow_up_on=follow_up_on, owner=owner)
    save_as(author, lead, "outreach_status", *changes)
    bring_up_to_date(artist, lead, "outreach_status", *changes)
    return Activity.objects.create(
        artist=lead,
        kind=Activity.Kind.STATUS,
        author=author,
        old_status=old_status,
        new_status=new_status,
        method=clean(method),
        notes=_lines(notes),
        contact=contact,
        response_received=new_status in ANSWERS,
        follow_up_on=lead.follow_up_on,
        changes={name: [_plain(old), _plain(getattr(lead, name))] for name, old in changes.items()},
    )


def note(artist: Artist, text: str, author) -> Activity:
    """What somebody wants remembered of this lead."""
    if not (words := _lines(text)):
        raise ValueError("The note is empty.")
    check_length("The note", words, LONGEST_NOTE)
    return Activity.objects.create(artist=artist, kind=Activity.Kind.NOTE, author=author, notes=words)


def flag_do_not_contact(artist: Artist, reason: str, author) -> Activity:
    """Nobody approaches this lead from now on. Flagging again keeps the first day and takes the new reason."""
    reason = clean(reason)
    check_length("The reason", reason, LONGEST_REASON)
    words = f"Not to be contacted: {reason}" if reason else "Not to be contacted."
    return _flag(artist, author, words, do_not_contact=True, do_not_contact_reason=reason)


def lift_do_not_contact(artist: Artist, reason: str, author) -> Activity:
    """The lead may be approached again; the timeline keeps that it could not."""
    reason = clean(reason)
    check_length("The reason", reason, LONGEST_REASON)
    words = f"May be contacted again: {reason}" if reason else "May be contacted again."
    return _flag(artist, author, words, do_not_contact=False, do_not_contact_reason="")


@transaction.atomic
def _flag(artist: Artist, author, words: str, *, do_not_contact: bool, do_not_contact_reason: str) -> Activity:
    lead = locked(artist)
    lead.do_not_contact = do_not_contact
    lead.do_not_contact_reason = do_not_contact_reason
    lead.do_not_contact_since = (lead.do_not_contact_since or timezone.localdate()) if do_not_contact else None
    columns = ("do_not_contact", "do_not_contact_reason", "do_not_contact_since")
    save_as(author, lead, *columns)
    bring_up_to_date(artist, lead, *columns)
    return Activity.objects.create(artist=lead, kind=Activity.Kind.FLAG, author=author, notes=words)


def locked(artist: Artist) -> Artist:
    """The lead as it stands now, held until the transaction ends."""
    return Artist.objects.select_for_update().get(pk=artist.pk)


def save_as(author, lead: Artist, *columns: str) -> None:
    """Store these columns; the history names the author."""
    lead._history_user = author  # read by simple_history; outside a request nobody else tells it
    lead.save(update_fields=[*columns, "updated_at"])


def bring_up_to_date(artist: Artist, lead: Artist, *columns: str) -> None:
    for name in (*columns, "updated_at"):
        setattr(artist, name, getattr(lead, name))


def _is_approach(status: str | None, contact: Contact | None) -> bool:
    """Recording an answer or a note is never blocked; saying that we wrote, or will write, is."""
    return status == Status.CONTACTED or (contact is not None and status not in ANSWERS)


def _ask_permission(lead: Artist, contact: Contact | None, method: str) -> None:
    allowed, reasons = may_contact(lead, contact, contact.kind if contact else method)
    if not allowed:
        raise NotAllowed(reasons)


def _take(lead: Artist, **given) -> dict:
    """Set what was given and differs; what stood there before, by column."""
    before = {name: getattr(lead, name) for name, value in given.items() if value is not KEEP}
    changed = {name: old for name, old in before.items() if old != given[name]}
    for name in changed:
        setattr(lead, name, given[name])
    return changed


def _changed_meanwhile(lead: Artist, author) -> ChangedMeanwhile:
    changes = lead.activities.filter(kind=Activity.Kind.STATUS, new_status=lead.outreach_status)
    last = changes.exclude(old_status=lead.outreach_status).select_related("author").first()
    if last is None:
        return ChangedMeanwhile("Somebody", lead.outreach_status, None)
    by = "You" if author and last.author == author else str(last.author or "Prism")
    return ChangedMeanwhile(by, lead.outreach_status, last.at)


def _check_given(lead, status, method, notes, follow_up_on, contact) -> None:
    if status is not None and status not in Status.values:
        raise ValueError(f"{clean(str(status))[:50]!r} is no outreach status. Known are: {', '.join(Status.values)}.")
    check_length("The method", method, LONGEST_METHOD)
    check_length("The note", notes, LONGEST_NOTE)
    if contact is not None and contact.artist_id != lead.pk:
        raise ValueError("This address belongs to another lead.")
    if follow_up_on in (KEEP, None, lead.follow_up_on):
        return
    if follow_up_on < timezone.localdate():
        raise ValueError("The follow-up day is in the past.")


def check_length(what: str, text: str, longest: int) -> None:
    if len(text) > longest:
        raise ValueError(f"{what} has {len(text):,} characters, {longest:,} are possible.")


def _lines(text: str) -> str:
    """The text cleaned line by line, for a note may have several."""
    return "\n".join(clean(line) for line in text.splitlines()).strip()


def _plain(value) -> str | None:
    if value is None:
        return None
    return value.isoformat() if isinstance(value, date) else str(value)
