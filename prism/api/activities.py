"""What people did with a lead, line by line, as the API tells it."""

from leads.models import Artist
from outreach.changes import ANSWERS
from outreach.models import Activity
from prism.api.shapes import DAY, FLAG, MOMENT, TEXT, WHOLE, maybe, obj, one_of

Status = Artist.Status
NO_RESPONSE = "no_response"
STATUS = one_of(*Status.values)
ACTIVITY = obj(
    id=WHOLE, at=MOMENT, author=maybe(TEXT), old_status=STATUS, new_status=STATUS, method=maybe(TEXT),
    notes=maybe(TEXT), response_received=FLAG, conversion_status=one_of(NO_RESPONSE, *sorted(ANSWERS)),
    follow_up_on=maybe(DAY),
)  # fmt: skip
ACTIVITY_EXAMPLE = {
    "id": 501,
    "at": "2026-11-22T20:15:00+13:00",
    "author": "analyst1",
    "old_status": "not_contacted",
    "new_status": "contacted",
    "method": "email",
    "notes": None,
    "response_received": False,
    "conversion_status": "no_response",
    "follow_up_on": "2026-12-06",
}


def told(activity: Activity) -> dict:
    """One change of status, or one that kept it."""
    new = activity.new_status
    return {
        "id": activity.pk,
        "at": activity.at,
        "author": name_of(activity.author),
        "old_status": activity.old_status,
        "new_status": new,
        "method": activity.method or None,
        "notes": activity.notes or None,
        "response_received": activity.response_received,
        "conversion_status": new if new in ANSWERS else NO_RESPONSE,
        "follow_up_on": activity.follow_up_on,
    }


def name_of(user) -> str | None:
    """Null is Prism itself."""
    return user.get_username() if user else None
