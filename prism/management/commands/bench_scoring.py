"""What trying and applying a policy costs on a large book, beside reading its facts and writing finished values."""

import json
import os
import subprocess
from functools import partial
from pathlib import Path

from prism import children
from prism.bench import grounds
from prism.bench.frame import BookBench, child
from prism.bench.grounds import Terms

WANTED = {"ratio": 3.0, "peak_mb": 400, "longest_wait": 1.0}


class Command(BookBench):
    help = "Measure the preview and the rescoring of a book of leads, on a database of its own."
    command = "bench_scoring"

    def inside(self, measure, leads, seed):
        from prism.bench import book

        return book.fill(leads, seed) if measure == "fill" else book.MEASURES[measure]()

    def bench(self, folder, url, leads, seed, database):
        return _bench(folder, url, leads, seed, database)

    def table(self, result):
        return _table(result)


_child = partial(child, Command.command)


def _bench(folder: Path, url: str, leads: int, seed: int, database: str) -> dict:
    environment = grounds.environment(Terms(factor=0), "http://127.0.0.1:9", url, folder)
    book = _child(environment, "fill", "--leads", str(leads), "--seed", str(seed))
    load = os.getloadavg()[0]
    bound = _child(environment, "bound")
    least = bound["read_seconds"] + bound["upsert_seconds"]
    measures = {}
    for name in ("preview", "rescore"):
        told = _watched(environment, name)
        measures[name] = {**told, "ratio": round(told["seconds"] / least, 2)}
    return {
        "database": database,
        "leads": leads,
        **book,
        "load_before": round(load, 2),
        "bound": {**bound, "seconds": round(least, 2)},
        **measures,
        "command": f"manage.py bench_scoring --leads {leads} --database {database}",
    }


def _watched(environment: dict, measure: str) -> dict:
    """The measure, while another process reserves at a gate all the time."""
    watcher = children.manage(
        "bench_scoring", "--inside", "watch", env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        watcher.stdout.readline()  # it is ready
        told = _child(environment, measure)
        seen, _ = watcher.communicate("\n", timeout=60)
    finally:
        children.stop(watcher)
    return {**told, **json.loads(seen.splitlines()[-1])}


def _table(result: dict) -> str:
    bound = result["bound"]
    lines = [
        f"{result['leads']:,} leads on {result['database']}, {result['facts_bytes']:,} bytes of facts each; "
        f"load {result['load_before']} before",
        f"  reading the facts {bound['read_seconds']} s, upsert of finished values {bound['upsert_seconds']} s",
    ]
    for name in ("preview", "rescore"):
        one = result[name]
        lines.append(
            f"  {name}: {one['seconds']} s, {one['ratio']} times that (at most {WANTED['ratio']:g}), "
            f"{one['peak_mb']} MB (at most {WANTED['peak_mb']}), a gate waited {one['longest_wait']} s at the longest "
            f"(at most {WANTED['longest_wait']:g})"
        )
    return "\n".join(lines)
