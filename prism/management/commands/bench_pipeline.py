"""Calls and time of the whole pipeline beside their bounds and beside a plain loop."""

import dataclasses
import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from prism import children
from prism.bench import grounds, report, walk
from prism.bench.grounds import Terms
from sandbox.catalogue import build

DATABASES = ("sqlite", "postgres")


class Command(BaseCommand):
    help = "Measure the pipeline against sandboxes, on databases of its own: calls and time, bounds, a plain loop."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print exactly one JSON object")
        parser.add_argument("--database", choices=(*DATABASES, "both"), default="both")
        parser.add_argument("--isrcs", type=int, default=2000)
        parser.add_argument("--artists", type=int, default=500)
        parser.add_argument("--factor", type=float, default=20, help="how much faster than the real platforms allow")
        parser.add_argument("--workers", type=int, default=4)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--no-limits", action="store_true", help="how fast without limits, and where the time goes")
        parser.add_argument("--no-naive", action="store_true", help="leave the plain loop out")
        parser.add_argument("--inside", metavar="TERMS", help="the measured half, run as a child of this command")

    def handle(self, *, inside, **options):
        if inside:
            self.stdout.write(json.dumps(walk.measure(Terms(**json.loads(inside)))))
            return
        databases = DATABASES if options["database"] == "both" else (options["database"],)
        notes = []
        if "postgres" in databases and (missing := grounds.missing_postgres()):
            if options["database"] == "postgres":
                raise CommandError(missing)
            databases, notes = ("sqlite",), [missing]
        terms = _terms(options)
        runs = _without_limits(terms, databases) if options["no_limits"] else _runs(terms, databases)
        if not options["no_limits"] and not options["no_naive"]:
            counted = _naive(terms)
            runs = [report.with_naive(run, counted) for run in runs]
        sheet = "one column ISRC, every code of the catalogue once, shuffled"
        result = {"terms": dataclasses.asdict(terms), "sheet": sheet, "runs": runs, "notes": notes}
        self.stdout.write(json.dumps(result) if options["json"] else report.table(result))


def _terms(options: dict) -> Terms:
    return Terms(
        isrcs=options["isrcs"],
        artists=options["artists"],
        factor=0 if options["no_limits"] else options["factor"],
        workers=options["workers"],
        seed=options["seed"],
        start=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _runs(terms: Terms, databases) -> list[dict]:
    return [_run(terms, database) for database in databases]


def _without_limits(terms: Terms, databases) -> list[dict]:
    """With the worker for the rate; once more in one process for the profile."""
    alone = dataclasses.replace(terms, in_process=True)
    return [_run(one, database) for database in databases for one in (terms, alone)]


def _run(terms: Terms, kind: str) -> dict:
    print(f"{kind}: {terms.isrcs} ISRCs, limits {terms.limits}", file=sys.stderr, flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="bench-pipeline-") as folder,
        grounds.database(kind, Path(folder)) as address,
        grounds.sandbox(terms, terms.limits) as sandbox,
    ):
        before = os.getloadavg()[0]  # how noisy the machine is: times count on a quiet one only
        environment = grounds.environment(terms, sandbox.url, address, Path(folder))
        arguments = ("bench_pipeline", "--inside", json.dumps(dataclasses.asdict(terms)))
        found = json.loads(_told(children.manage(*arguments, env=environment, stdout=subprocess.PIPE)))
        load = round(before, 1)
        how = "in one process, under the profiler" if terms.in_process else f"{terms.workers} worker processes"
        return {"database": kind, "how": how, "load": load, **report.judge(terms, found, sandbox.stats())}


def _naive(terms: Terms) -> dict:
    """The sandbox's counts of the plain loop over the same codes."""
    print("the plain loop", file=sys.stderr, flush=True)
    world = build(artists=terms.artists, isrcs=terms.isrcs, seed=terms.seed, start=datetime.fromisoformat(terms.start))
    with tempfile.TemporaryDirectory(prefix="bench-naive-") as folder, grounds.sandbox(terms, "none") as sandbox:
        codes = Path(folder) / "codes.txt"
        codes.write_text("\n".join(dict.fromkeys(world.isrcs)), encoding="utf-8")
        _told(children.start("-m", "prism.bench.naive", sandbox.url, str(codes), stdout=subprocess.PIPE))
        return sandbox.stats()


def _told(child: subprocess.Popen) -> bytes:
    """What a child printed; it ends when we do, however that happens."""
    printed, _ = child.communicate()
    if child.returncode:
        raise CommandError(f"The measured half ended with code {child.returncode}; its last words are above.")
    return printed
