"""What GET /api/leads costs beside the bare statements and one json.dumps of the same answer."""

import http.client
import json
import statistics
import threading
import time
from collections.abc import Callable
from urllib.parse import urlencode

from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from leads.filters.parameters import SORTS, YOUTUBE_FILTERS
from leads.models import Artist
from prism.api.leads import Leads
from prism.bench import lead_book

PATH = "/api/leads"
AT_ONCE = 20
USUAL = "as it comes"

Statement = tuple[str, tuple]


# --- What is asked ----------------------------------------------------------------------------------------------------


def cases() -> dict[str, str]:
    """Every documented filter, sort and way of paging, as the query of an address."""
    today = timezone.localdate()
    middle = Artist.objects.count() // 2
    some = today.replace(year=today.year - 1).isoformat()
    filters = [
        *({"tier": tier} for tier in ("A,B", "none")),
        *({"region": "new_zealand,pacific_islands"}, {"country": "NZ"}, {"country": "none"}, {"genre": "Dream Pop"}),
        *({"min_score": 50}, {"max_score": 40}, {"min_coverage": 60}, {"outreach_status": "contacted"}),
        *({"owner": "owner1"}, {"owner": "none"}, {"do_not_contact": "true"}, {"independence": "self_released"}),
        *({name: flag} for name in ("has_email", "has_contact") for flag in ("true", "false")),
        *({"youtube_filter": word} for word in YOUTUBE_FILTERS),
        *({"youtube_opportunity": word} for word in ("any", "underperforming", "no_youtube_presence")),
        *({"source": "2"}, {"released_after": some}, {"released_before": some}, {"checked_before": some}),
        *({"follow_up_due": "true"}, {"follow_up_due": "false"}),
        *({"search": words} for words in ("kereru", "paddock lights", "nobody at all")),
        {"tier": "A,B", "region": "new_zealand", "has_email": "true", "outreach_status": "not_contacted"},
        {"fields": "name,total_score,lead_tier"},
    ]
    sorts = [{"sort_by": name, "sort_order": order} for name in SORTS for order in ("desc", "asc")]
    ways = {USUAL: {}, "search=one code": {"search": lead_book.isrc(middle)}, "offset=the middle": {"offset": middle}}
    ways |= {" ".join(f"{name}={value}" for name, value in one.items()): one for one in (*filters, *sorts)}
    return {name: urlencode(way) for name, way in ways.items()}


# --- Beside the bare statements ---------------------------------------------------------------------------------------


class View:
    """The list's view as the resolver calls it, without a server before it."""

    def __init__(self, key: str):
        self.view, self.make, self.key = Leads.as_view(), RequestFactory(), key

    def __call__(self, query: str) -> dict:
        request = self.make.get(f"{PATH}?{query}", headers={"authorization": f"Bearer {self.key}"})
        response = self.view(request).render()
        if response.status_code != 200:
            raise RuntimeError(f"“{query}” was answered {response.status_code}: {response.content.decode()}")
        return response

    def watched(self, query: str) -> tuple[dict, list[Statement]]:
        """The answer as JSON, and the statements that it took."""
        seen: list[Statement] = []

        def watch(execute, sql, parameters, many, context):
            seen.append((sql, parameters))
            return execute(sql, parameters, many, context)

        with connection.execute_wrapper(watch):
            response = self(query)
        return json.loads(response.content), seen


def beside(key: str, port: int, rounds: int) -> dict:
    """For each case the milliseconds of the view, of the same over HTTP, and of two bare ways."""
    view, line = View(key), Line(port, key)
    return {name: _case(view, line, query, rounds) for name, query in cases().items()}


def _case(view: View, line: "Line", query: str, rounds: int) -> dict:
    told, seen = view.watched(query)
    data = [one for one in seen if not _asks_who(one)]
    ways = {
        "view": lambda: view(query),
        "bare": lambda: (_run(data), json.dumps(told)),
        "page": lambda: (_run([one for one in data if _is_page(one)]), json.dumps(told["leads"])),
        "http": lambda: line.get(query),
    }
    found = _in_turn(ways, rounds)
    return {"rows": len(told["leads"]), "total": told["pagination"]["total"], "statements": len(seen), **found}


def _asks_who(statement: Statement) -> bool:
    """Or writes down, every few minutes, that the token was used."""
    return any(table in statement[0] for table in ('"prism_apitoken"', 'FROM "auth_permission"'))


def _is_page(statement: Statement) -> bool:
    """The one select of the page's own rows."""
    sql = statement[0]
    return sql.startswith('SELECT "leads_artist"') and " ORDER BY " in sql and " LIMIT " in sql.rpartition("ORDER")[2]


def _run(statements: list[Statement]) -> None:
    """By nothing but the driver."""
    with connection.cursor() as cursor:
        for sql, parameters in statements:
            cursor.cursor.execute(sql, parameters)
            cursor.cursor.fetchall()


def _in_turn(ways: dict[str, Callable], rounds: int) -> dict:
    """The milliseconds of each in its quickest round: what others at work took from the rest is not ours. One after
    the other in every round, so that all meet the same moments.
    """
    took = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, way in ways.items():
            began = time.perf_counter()
            way()
            if number:  # the first round warms what there is to warm
                took[name].append((time.perf_counter() - began) * 1000)
    return {name: round(min(rounds_took), 2) for name, rounds_took in took.items()}


# --- Statements -------------------------------------------------------------------------------------------------------


def statements(key: str) -> dict:
    """How many statements each case that finds anybody takes for 10 rows and for 100."""
    view = View(key)
    view("")  # the first use of a token is written down
    counts = {}
    for name, query in cases().items():
        answers = [view.watched(f"{query}&limit={limit}") for limit in (10, 100)]
        if all(told["leads"] for told, _ in answers):
            counts[name] = [len(seen) for _, seen in answers]
    return counts


# --- Over HTTP --------------------------------------------------------------------------------------------------------


class Line:
    """One caller's line to the server; taken up anew where the server has ended it."""

    def __init__(self, port: int, key: str):
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Authorization": f"Bearer {key}"}

    def get(self, query: str) -> bytes:
        try:
            return self._get(query)
        except (http.client.RemoteDisconnected, ConnectionError):  # idle for too long, or its process was replaced
            self.line.close()
            return self._get(query)

    def _get(self, query: str) -> bytes:
        self.line.request("GET", f"{PATH}?{query}", headers=self.headers)
        answer = self.line.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"“{query}” was answered {answer.status}: {body.decode()}")
        return body


def crowd(key: str, port: int, requests: int) -> dict:
    """Percentiles of many at once: of the list as it comes, and of all cases one after the other."""
    asked = list(cases().values())
    return {"usual": _at_once(key, port, [""] * requests), "all": _at_once(key, port, (asked * requests)[:requests])}


def _at_once(key: str, port: int, queries: list[str]) -> dict:
    took, rest, lock = [], iter(queries), threading.Lock()

    def caller():
        line = Line(port, key)
        while True:
            with lock:
                query = next(rest, None)
            if query is None:
                return
            began = time.perf_counter()
            line.get(query)
            took.append((time.perf_counter() - began) * 1000)

    callers = [threading.Thread(target=caller) for _ in range(AT_ONCE)]
    began = time.perf_counter()
    for one in callers:
        one.start()
    for one in callers:
        one.join()
    seconds = time.perf_counter() - began
    if len(took) != len(queries):
        raise RuntimeError(f"Only {len(took)} of {len(queries)} calls were answered.")
    cuts = statistics.quantiles(took, n=100)
    return {
        "calls": len(took),
        "p50_ms": round(cuts[49]),
        "p95_ms": round(cuts[94]),
        "a_second": round(len(took) / seconds, 1),
    }
