"""PUT and PATCH /api/artist/{id}/outreach: what was done with a lead, each time with one line on record."""

from django.contrib.auth import get_user_model
from django.utils import timezone
from rest_framework import serializers

from leads.models import Artist
from outreach.changes import KEEP, LONGEST_METHOD, LONGEST_NOTE, NotAllowed, change_status
from outreach.models import Activity, Contact
from prism.api.activities import name_of
from prism.api.door import Door, answer
from prism.api.finding import artist_of
from prism.api.lead_shapes import STATUS
from prism.api.problems import Item, Problem, invalid
from prism.api.reading import Given, Text, Whole
from prism.api.routes import Route
from prism.api.schema import described
from prism.api.shapes import DAY, MOMENT, SERVICE, TEXT, WHOLE, maybe, obj, some

SHAPE = obj(
    message=TEXT, artist_id=WHOLE, old_status=STATUS, new_status=STATUS, updated_at=MOMENT, author=maybe(TEXT),
    method=TEXT, follow_up_on=maybe(DAY), owner=maybe(TEXT), log_id=WHOLE, service=SERVICE,
)  # fmt: skip
GIVEN = {"status": "contacted", "method": "email", "follow_up_on": "2026-12-06", "owner": "me"}
EXAMPLE = {
    "message": "Outreach updated: not_contacted to contacted.",
    "artist_id": 17,
    "old_status": "not_contacted",
    "new_status": "contacted",
    "updated_at": "2026-11-22T20:15:00+13:00",
    "author": "analyst1",
    "method": "email",
    "follow_up_on": "2026-12-06",
    "owner": "analyst1",
    "log_id": 501,
    "service": "Prism Analytics Engine",
}
ADDRESS_SUPPRESSED = "This address is on the list of addresses nobody writes to."


class Changed(Given):
    """What is to change. What is not given stays."""

    cleared = ("follow_up_on", "owner")
    also = {
        "anyOf": some(
            status="string", notes="string", method="string", contact_id="integer",
            **dict.fromkeys(cleared, ["string", "null"]),
        )
    }  # fmt: skip

    status = serializers.ChoiceField(choices=Artist.Status.values, required=False)
    notes = Text(required=False, max_length=LONGEST_NOTE)
    method = Text(required=False, max_length=LONGEST_METHOD)
    follow_up_on = serializers.DateField(
        required=False, allow_null=True, input_formats=["%Y-%m-%d"], help_text="From today on; null clears"
    )
    owner = Text(required=False, allow_null=True, max_length=150, help_text="A user name, or me; null clears")
    contact_id = Whole(required=False, min_value=1, help_text="The artist's address that was used")


class Set(Changed):
    status = serializers.ChoiceField(choices=Artist.Status.values)


class Outreach(Door):
    """The status of the conversation, who looks after the lead, and when to come back to it.

    Every call leaves one line in the history, also where the status stays the same. An approach is refused where the
    artist, or the address, must not be contacted; recording an answer or a note never is.
    """

    needs = dict.fromkeys(("PUT", "PATCH"), ("outreach.add_activity", "leads.change_artist"))

    @described(
        "Record what was done, with the status",
        body=Set,
        example=GIVEN,
        out={200: (SHAPE, EXAMPLE)},
        problems=(400, 404, 409, 413, 415, 422),
    )
    def put(self, request, id):
        artist = artist_of(id)
        return _changed(request, artist, Set.of_body(request))

    @described(
        "Record what was done",
        body=Changed,
        example={"notes": "Asked for the rates."},
        out={200: (SHAPE, EXAMPLE)},
        problems=(400, 404, 409, 413, 415, 422),
    )
    def patch(self, request, id):
        artist = artist_of(id)
        given = Changed.of_body(request)
        if not given:
            raise invalid(Item("required", "There is nothing to change.", None, allowed=tuple(Changed().fields)))
        return _changed(request, artist, given)


def _changed(request, artist: Artist, given: dict):
    try:
        activity = change_status(
            artist,
            given.get("status"),
            author=request.user,
            method=given.get("method", "manual"),
            notes=given.get("notes", ""),
            follow_up_on=_day(given),
            owner=_owner(given, request.user),
            contact=_contact(given, artist),
        )
    except NotAllowed as refused:
        raise _do_not_contact(refused)
    return answer(_told(artist, activity))


def _day(given: dict):
    if (day := given.get("follow_up_on", KEEP)) in (KEEP, None):
        return day
    if day < timezone.localdate():
        raise invalid(Item("in_the_past", "The follow-up day is in the past.", "follow_up_on", value=day))
    return day


def _owner(given: dict, user):
    """Staff of this name who still work here."""
    if (name := given.get("owner", KEEP)) in (KEEP, None):
        return name
    found = user if name == "me" else _staff().filter(username=name).first()
    if found is None:
        told = "Nobody here has that user name."
        raise invalid(Item("unknown_value", told, "owner", value=name, allowed=("me",)))
    return found


def _staff():
    return get_user_model().objects.filter(is_active=True, is_staff=True)


def _contact(given: dict, artist: Artist) -> Contact | None:
    if (pk := given.get("contact_id")) is None:
        return None
    if contact := artist.contacts.filter(pk=pk).first():
        return contact
    raise invalid(Item("unknown_value", "The artist has no contact of this id.", "contact_id", value=pk))


def _do_not_contact(refused: NotAllowed) -> Problem:
    """An address that nobody writes to is not told again."""
    told = {"address_suppressed": ADDRESS_SUPPRESSED}
    reasons = [
        {"code": one.code, "message": told.get(one.code, one.message), "since": one.since and one.since.isoformat()}
        for one in refused.reasons
    ]
    sentence = " ".join(reason["message"] for reason in reasons)
    return Problem(409, "do_not_contact", "Not to be contacted", sentence, reasons=reasons)


def _told(artist: Artist, activity: Activity) -> dict:
    old, new = activity.old_status, activity.new_status
    moved = f"{old} to {new}" if old != new else f"still {new}"
    return {
        "message": f"Outreach updated: {moved}.",
        "artist_id": artist.pk,
        "old_status": old,
        "new_status": new,
        "updated_at": artist.updated_at,
        "author": name_of(activity.author),
        "method": activity.method,
        "follow_up_on": artist.follow_up_on,
        "owner": name_of(artist.owner),
        "log_id": activity.pk,
    }


ROUTES = [Route("outreach", "artist/{id}/outreach", Outreach, "Record an outreach: status, note, owner, follow-up")]
