"""From the leads list to the page of its export: the list's own parameters in the words that every door shares."""

from collections.abc import Iterable, Sequence

from django.http import QueryDict
from django.urls import reverse

from leads.models import Export

# The list's filters, and its columns that an export can be ordered by.
SHARED = ("tier", "outreach_status", "region", "youtube_filter", "min_coverage", "source")
LIKE = "like"  # names an earlier export whose format and columns are chosen at first
ORDERED_BY = {
    "lead": "name",
    "score": "total_score",
    "status": "outreach_status",
    "based_in": "country",
    "last_release": "last_release_date",
    "youtube": "youtube_finding",
}


def to_save(given: QueryDict, columns: Sequence[str]) -> str:
    """The page that keeps what this list shows under a name."""
    query = QueryDict(mutable=True)
    _take_filters(given, query)
    if not query:
        return ""
    _take_order(given.get("o", ""), columns, query)
    return _with(reverse("admin:prism_savedview_add"), query)


def of_list(given: QueryDict, columns: Sequence[str], picked: Iterable[str] = ()) -> str:
    """The export's page for what this list shows, all of its pages; `picked` are the ids of single leads.

    Who picks leads has chosen: what the list is filtered by no longer matters, its order does.
    """
    query = QueryDict(mutable=True)
    if ids := [one for one in picked if one.isascii() and one.isdigit()]:
        query["ids"] = ",".join(ids)
    else:
        _take_filters(given, query)
    _take_order(given.get("o", ""), columns, query)
    return _with(reverse("admin:leads_artist_export"), query)


def of_export(export: Export) -> str:
    """The same for the filters of an earlier export, with its format and columns."""
    query = QueryDict(mutable=True)
    for name, held in export.filters.items():
        words = held if isinstance(held, list | tuple) else [held]
        query.setlist(name, [str(word).lower() if isinstance(word, bool) else str(word) for word in words])
    query[LIKE] = str(export.pk)
    return _with(reverse("admin:leads_artist_export"), query)


def _take_filters(given: QueryDict, query: QueryDict) -> None:
    for name in SHARED:
        if held := [word for word in given.getlist(name) if word]:
            query.setlist(name, held)
    if words := given.get("q", "").strip():
        query["search"] = words


def _take_order(asked: str, columns: Sequence[str], query: QueryDict) -> None:
    """The list's first order: "-2" is its column 2, the other way round."""
    first = asked.split(".")[0]
    index = first.removeprefix("-")
    if not (index.isascii() and index.isdigit() and int(index) < len(columns)):
        return
    if field := ORDERED_BY.get(columns[int(index)]):
        query["sort_by"], query["sort_order"] = field, "desc" if first.startswith("-") else "asc"


def _with(address: str, query: QueryDict) -> str:
    return f"{address}?{query.urlencode()}" if query else address
