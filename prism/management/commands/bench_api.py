"""What the API's list of leads costs, beside the bare statements and one json.dumps of the same answer."""

import json
import os
import socket
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from prism import children
from prism.bench import grounds
from prism.bench.grounds import Terms
from prism.management.commands.serve import web_command

RATIO, P95_MS = 3.0, 250
SMALLER = 10  # so many times fewer leads has the other book, in which queries are counted


class Command(BaseCommand):
    help = "Measure GET /api/leads on a book of leads and a web server of its own, in every filter and order."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--leads", type=int, default=100_000)
        parser.add_argument("--database", choices=("sqlite", "postgres"), default="postgres")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--rounds", type=int, default=7, help="of each case; the quickest counts")
        parser.add_argument("--requests", type=int, default=600, help="of the many at once, each way")
        parser.add_argument("--json", action="store_true", help="print exactly one JSON object")
        parser.add_argument("--inside", metavar="MEASURE", help="one measure, run as a child of this command")
        parser.add_argument("--key", default="", help="with --inside: a token's key")
        parser.add_argument("--port", type=int, default=0, help="with --inside: where the server listens")

    def handle(self, *, inside, leads, database, **options):
        if inside:
            self.stdout.write(json.dumps(_inside(inside, leads, **options)))
            return
        if leads < 1:
            raise CommandError("A book has at least one lead.")
        if database == "postgres" and (missing := grounds.missing_postgres()):
            raise CommandError(missing)
        result = _bench(leads, database, options)
        self.stdout.write(json.dumps(result) if options["json"] else _table(result))


def _inside(measure: str, leads: int, *, seed, rounds, requests, key, port, **options) -> dict:
    from prism.bench import api, lead_book

    measures = {
        "fill": lambda: lead_book.fill(leads, seed),
        "statements": lambda: api.statements(key),
        "beside": lambda: api.beside(key, port, rounds),
        "crowd": lambda: api.crowd(key, port, requests),
    }
    return measures[measure]()


def _bench(leads: int, database: str, options: dict) -> dict:
    terms = [f"--{name}={options[name]}" for name in ("seed", "rounds", "requests")]
    with _book(database, max(1, leads // SMALLER), terms) as (environment, book):
        few = _child(environment, "statements", f"--key={book['key']}")
    with _book(database, leads, terms) as (environment, book), ExitStack() as stack:
        caller = [*terms, f"--key={book.pop('key')}"]
        many = _child(environment, "statements", *caller)
        load = os.getloadavg()[0]
        caller.append(f"--port={stack.enter_context(_served(environment))}")
        found = _child(environment, "beside", *caller)
        crowd = _child(environment, "crowd", *caller)
    result = {
        "database": database,
        "leads": leads,
        **book,
        "load_before": round(load, 2),
        "cases": {name: {**one, "ratios": _ratios(one)} for name, one in found.items()},
        "growing": _growing(few, many),
        "crowd": crowd,
        "command": f"manage.py bench_api --leads {leads} --database {database} {' '.join(terms)}",
    }
    return result | {"misses": _misses(result)}


def _growing(few: dict, many: dict) -> dict:
    """The cases whose number of statements depends on how many rows there are, on the page or in the book."""
    both = {name: few[name] + many[name] for name in few.keys() & many.keys()}
    return {name: counts for name, counts in both.items() if len(set(counts)) > 1}


def _ratios(one: dict) -> dict:
    """Of the view and of HTTP to all statements of the answer and its dump; of the view to the page's own select."""
    pairs = {"view": ("view", "bare"), "http": ("http", "bare"), "view_to_page": ("view", "page")}
    return {name: round(one[ours] / one[theirs], 2) for name, (ours, theirs) in pairs.items()}


@contextmanager
def _book(database: str, leads: int, terms: list[str]):
    """The environment of a filled database, and what is in it."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-api-") as folder,
        grounds.database(database, Path(folder)) as url,
    ):
        environment = grounds.environment(Terms(factor=0), "http://127.0.0.1:9", url, Path(folder))
        environment |= {"API_THROTTLE_READ": "", "API_THROTTLE_ANONYMOUS": ""}
        yield environment, _child(environment, "fill", f"--leads={leads}", *terms)


@contextmanager
def _served(environment: dict):
    """The port of a web server as `serve` starts it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = children.start(*web_command("127.0.0.1", port), env=environment)
    try:
        _wait(server, port)
        yield port
    finally:
        children.stop(server, grace=40)


def _wait(server: subprocess.Popen, port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise CommandError("The web server did not come up.")


def _child(environment: dict, measure: str, *arguments: str) -> dict:
    process = children.manage(
        "bench_api", "--inside", measure, *arguments, env=environment, stdout=subprocess.PIPE, text=True
    )
    told, _ = process.communicate()
    if process.returncode:
        raise CommandError(f"“{measure}” ended with {process.returncode}.")
    return json.loads(told.splitlines()[-1])


def _misses(result: dict) -> list[str]:
    """Each target that was not met, as a sentence. Of a page of no rows there is nothing to hold a view against."""
    told = {"view": "the view takes", "http": "over HTTP it takes"}
    found = [
        f"{name}: {words} {one['ratios'][way]} times the bare statements and dump, more than {RATIO:g}."
        for name, one in result["cases"].items()
        for way, words in told.items()
        if one["ratios"][way] > RATIO and one["rows"] >= min(50, result["leads"])
    ]
    found += [f"{name}: {counts} statements." for name, counts in result["growing"].items()]
    if (p95 := result["crowd"]["usual"]["p95_ms"]) > P95_MS:
        found.append(f"20 at once: p95 {p95} ms, more than {P95_MS}.")
    return found


def _table(result: dict) -> str:
    lines = [
        f"{result['leads']:,} leads on {result['database']}; load {result['load_before']} before. Milliseconds:",
        f"  {'rows':>5}{'found':>8}{'view':>8}{'http':>8}{'bare':>8}{'ratio':>7}{'http':>7}  case",
        *(_line(name, one) for name, one in result["cases"].items()),
        *(
            f"  20 at once, {name}: p50 {one['p50_ms']} ms, p95 {one['p95_ms']} ms, {one['a_second']} a second"
            for name, one in result["crowd"].items()
        ),
        *(f"MISSED: {sentence}" for sentence in result["misses"]),
    ]
    return "\n".join(lines if result["misses"] else [*lines, "Every target was met."])


def _line(name: str, one: dict) -> str:
    times = "".join(f"{one[way]:8.1f}" for way in ("view", "http", "bare"))
    ratios = "".join(f"{one['ratios'][way]:7.2f}" for way in ("view", "http"))
    return f"  {one['rows']:>5}{one['total']:>8}{times}{ratios}  {name}"
