"""GET /api/saved-views: sets of filters under a name, one's own and those that others share."""

from django.db.models import Q
from django.http import QueryDict

from leads.filters import Refused, narrowed
from leads.models import Artist
from outreach.permission import usable_contacts
from prism.api import paging
from prism.api.door import Door, answer
from prism.api.lead_filters import GIVEN
from prism.api.lead_shapes import PAGINATION_EXAMPLE
from prism.api.paging import Order
from prism.api.reading import Given, Text, Whole
from prism.api.routes import Route
from prism.api.schema import described
from prism.api.shapes import FLAG, MOMENT, PAGINATION, SERVICE, TEXT, WHOLE, many, maybe, obj
from prism.models import SavedView

VIEW = obj(
    id=WHOLE, name=TEXT, owner=TEXT, shared=FLAG, filters=GIVEN, leads_url=TEXT, count=maybe(WHOLE),
    created_at=MOMENT,
)  # fmt: skip
SHAPE = obj(saved_views=many(VIEW), pagination=PAGINATION, service=SERVICE)
EXAMPLE = {
    "saved_views": [
        {
            "id": 3,
            "name": "NZ, tier A, not contacted",
            "owner": "analyst1",
            "shared": True,
            "filters": {"tier": ["A"], "region": ["new_zealand"]},
            "leads_url": "/api/leads?tier=A&region=new_zealand",
            "count": 12,
            "created_at": "2026-11-01T09:00:00+13:00",
        }
    ],
    "pagination": PAGINATION_EXAMPLE,
    "service": "Prism Analytics Engine",
}


class Asked(Given):
    limit = Whole(required=False, min_value=1, max_value=paging.MOST, default=paging.USUAL)
    offset = Whole(required=False, min_value=0, max_value=paging.FURTHEST)
    cursor = Text(required=False)


class SavedViews(Door):
    """Made at the desk. `filters` can be given to the list and to an export as it stands."""

    needs = {"GET": ("leads.view_artist",)}

    @described("Saved views of leads", query=Asked, out={200: (SHAPE, EXAMPLE)}, problems=(400,))
    def get(self, request):
        Asked.of_query(request)
        seen = SavedView.objects.filter(Q(owner=request.user) | Q(shared=True)).select_related("owner")
        views, page = paging.page(seen, request, {}, Order("name", down=False))
        return answer({"saved_views": [_told(view, request.user) for view in views], "pagination": page})


def _told(view: SavedView, user) -> dict:
    return {
        "id": view.pk,
        "name": view.name,
        "owner": view.owner.get_username(),
        "shared": view.shared,
        "filters": view.filters,
        "leads_url": _url(view.filters),
        "count": _count(view.filters, user),
        "created_at": view.created_at,
    }


def _url(filters: dict) -> str:
    """Lists with commas between their members, but for genres, in which a comma may stand."""
    query = QueryDict(mutable=True)
    for name, held in filters.items():
        words = [_word(one) for one in (held if isinstance(held, list) else [held])]
        query.setlist(name, words if name == "genre" else [",".join(words)])
    return f"/api/leads?{query.urlencode(safe=',')}" if query else "/api/leads"


def _word(value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _count(filters: dict, user) -> int | None:
    """How many leads it shows this person now; unknown where a word of it has gone, as people do."""
    try:
        found = narrowed(filters, user=user, usable=usable_contacts, leads=Artist.objects.exclude(scored_at=None))
    except Refused:
        return None
    return found.leads.order_by().count()


ROUTES = [Route("saved_views", "saved-views", SavedViews, "Saved views of leads, one's own and shared ones")]
