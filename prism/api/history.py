"""GET /api/artist/{id}/history: scores, outreach, figures, edits and merges in one list, the newest first."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from leads.filters import fields
from prism.api import paging
from prism.api.door import Door, answer
from prism.api.finding import artist_of
from prism.api.history_entries import KINDS, Entries, Newest
from prism.api.history_told import told
from prism.api.lead_shapes import PAGINATION_EXAMPLE
from prism.api.problems import Item, invalid
from prism.api.reading import Given, Text, Whole
from prism.api.routes import Route
from prism.api.schema import described
from prism.api.shapes import ANYTHING, DAY, MOMENT, PAGINATION, SERVICE, TEXT, WHOLE, many, maybe, obj, one_of

ENTRY = obj(id=WHOLE, kind=one_of(*KINDS), at=MOMENT, author=maybe(TEXT), summary=TEXT, data=ANYTHING)
SHAPE = obj(artist_id=WHOLE, entries=many(ENTRY), pagination=PAGINATION, service=SERVICE)
EXAMPLE = {
    "artist_id": 17,
    "entries": [
        {
            "id": 90,
            "kind": "score",
            "at": "2026-11-22T20:15:00+13:00",
            "author": None,
            "summary": "Score 61.2 to 78.8, tier B to A",
            "data": {"total_score": 78.8, "old_total_score": 61.2, "tier": "A", "old_tier": "B"},
        }
    ],
    "pagination": PAGINATION_EXAMPLE,
    "service": "Prism Analytics Engine",
}


@extend_schema_field({"anyOf": [DAY, MOMENT]})
class DayOrTime(serializers.Field):
    """A moment, or a day of New Zealand; of a day its beginning, or with `whole` its end."""

    expects = fields.DayOrTime.expects
    default_error_messages = {"not_a_date": expects}

    def __init__(self, *, whole: bool = False, **more):
        self.whole = whole
        super().__init__(required=False, **more)

    def to_internal_value(self, data) -> datetime:
        try:
            found = fields.DayOrTime().clean([data])
            if isinstance(found, datetime):
                return found
            return fields.beginning(found + timedelta(days=1) if self.whole else found)
        except (ValidationError, OverflowError):
            self.fail("not_a_date")


class Asked(Given):
    lists = ("kind",)

    kind = serializers.ListField(child=serializers.ChoiceField(choices=KINDS), required=False)
    since = DayOrTime(help_text="From then on")
    until = DayOrTime(whole=True, help_text="Before that time, or up to and with that day")
    limit = Whole(required=False, min_value=1, max_value=paging.MOST, default=paging.USUAL)
    offset = Whole(required=False, min_value=0, max_value=paging.FURTHEST)
    cursor = Text(required=False)


class History(Door):
    """What happened to the artist, by whom; a null author is Prism itself."""

    needs = {"GET": ("leads.view_artist",)}

    @described("An artist's history", query=Asked, out={200: (SHAPE, EXAMPLE)}, problems=(400, 404))
    def get(self, request, id):
        given = Asked.of_query(request)
        artist = artist_of(id)
        since, until = given.get("since"), given.get("until")
        if since and until and since >= until:
            raise invalid(Item("since_after_until", "“since” is not before “until”.", "since"))
        kinds = [kind for kind in KINDS if kind in given.get("kind", KINDS)]
        entries = Entries.of(artist, kinds, since, until)
        filters = {"artist": artist.pk, "kinds": kinds, "since": since, "until": until}
        keys, page = paging.page(entries, request, filters, Newest())
        found = [told(*one) for one in entries.read(keys)]
        return answer({"artist_id": artist.pk, "entries": found, "pagination": page})


ROUTES = [Route("history", "artist/{id}/history", History, "What happened to an artist, the newest first")]
