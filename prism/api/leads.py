"""GET /api/leads: every artist that has been assessed, narrowed and ordered as the desk and the exports do it."""

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter

from leads.filters.fields import shown
from leads.filters.parameters import SORTS
from leads.models import Artist
from prism.api import paging
from prism.api.door import Door, answer
from prism.api.lead_filters import PAGING, PARAMETERS, narrow
from prism.api.lead_shapes import LEADS, LEADS_EXAMPLE
from prism.api.lead_told import KEYS, Page, listed, notices
from prism.api.paging import Order
from prism.api.problems import Item, invalid
from prism.api.reading import check_address
from prism.api.routes import Route
from prism.api.schema import described

FIELDS = OpenApiParameter(
    "fields",
    {"type": "array", "items": {"type": "string", "enum": list(KEYS)}},
    description="Keys of a lead; the id always comes",
    explode=True,
    style="form",
)


class Leads(Door):
    """Assessed artists, also those with nothing to score: they come last. Unknown comes last in every order."""

    needs = {"GET": ("leads.view_artist",)}
    tagged = True

    @described(
        "Leads, filtered and in order",
        parameters=(*PARAMETERS, *PAGING, FIELDS),
        out={200: (LEADS, LEADS_EXAMPLE)},
        problems=(400,),
    )
    def get(self, request):
        check_address(request)
        found = narrow(
            request.query_params,
            request.user,
            leads=Artist.objects.filter(scored_at__isnull=False),
            besides=(*paging.NAMES, "fields"),
        )
        keys = wanted(request.query_params.getlist("fields"))
        order = order_of(found.applied)
        leads, page = paging.page(found.leads, request, found.applied, order, read=listed)
        return answer(
            {
                "timestamp": timezone.now(),
                "notices": notices(),
                "leads": Page(leads).told(keys),
                "pagination": page,
                "filters_applied": found.applied,
            }
        )


def order_of(applied: dict) -> Order:
    """What nobody knows of anybody orders nothing: the older lead first."""
    column = SORTS[applied["sort_by"]]
    return Order(column, applied["sort_order"] == "desc") if column else Order("pk", down=False)


def wanted(given: list[str]) -> list[str]:
    """The keys asked for, in their own order, and the id; all of them without a word."""
    named = {one.strip() for part in given for one in part.split(",")} - {""}
    if unknown := sorted(named - KEYS.keys()):
        told = [(shown(one), f"A lead has no key “{shown(one)}”.") for one in unknown]
        raise invalid(*(Item("unknown_value", words, "fields", value=one, allowed=tuple(KEYS)) for one, words in told))
    return [key for key in KEYS if key in named or key == "id"] if named else list(KEYS)


ROUTES = [Route("leads", "leads", Leads, "Leads, filtered and in order")]
