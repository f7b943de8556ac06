"""What taking leads out costs in each form, beside the bare writer of the same rows, and how much memory it needs."""

import os
from functools import partial
from pathlib import Path

from prism.bench import grounds
from prism.bench.frame import BookBench, child
from prism.bench.grounds import Terms

FORMS = ("csv", "excel", "json")
RATIOS = {"csv": 3.0, "excel": 2.0, "pdf": 2.0}  # at most so many times the bare writer's seconds
WORDS = {"writer": "bare writer on the same rows", "path": "bare selects and writer"}
TOLD = {"writer": "writer to writer", "path": "path to selects and writer", "path_to_writer": "path to writer"}
ADDED_MB, FIRST_BYTE = 120, 1.0  # for the largest CSV and Excel; a workbook's first byte comes when it is whole


class Command(BookBench):
    help = "Measure exports of a book of leads against the bare writers, on a database of its own."
    command = "bench_exports"

    def inside(self, measure, leads, seed):
        from prism.bench import exports

        return exports.fill(leads, seed) if measure == "fill" else exports.MEASURES[measure]()

    def bench(self, folder, url, leads, seed, database):
        return _bench(folder, url, leads, seed, database)

    def table(self, result):
        return _table(result)


_child = partial(child, Command.command)


def _bench(folder: Path, url: str, leads: int, seed: int, database: str) -> dict:
    environment = grounds.environment(Terms(factor=0), "http://127.0.0.1:9", url, folder)
    book = _child(environment, "fill", "--leads", str(leads), "--seed", str(seed))
    load = os.getloadavg()[0]
    writers, selected = _child(environment, "writers"), _child(environment, "select")["seconds"]
    forms = {form: _beside(_child(environment, form), **writers[form], selected=selected) for form in FORMS}
    pdf, notes = _pdf(environment)
    result = {
        "database": database,
        "leads": leads,
        **book,
        "load_before": round(load, 2),
        "select_seconds": round(selected, 2),
        "forms": forms | pdf,
        "notes": notes,
        "command": f"manage.py bench_exports --leads {leads} --database {database}",
    }
    return result | {"misses": _misses(result["forms"])}


def _pdf(environment: dict) -> tuple[dict, list[str]]:
    from leads.exports import as_pdf

    if missing := as_pdf.unavailable():
        return {}, [missing]
    bare = _child(environment, "bare_pdf")
    made = _beside(_child(environment, "pdf"), bare["seconds"])
    return {"pdf": {**made, "bare_added_mb": bare["added_mb"]}}, []


def _beside(made: dict, bare: float, ours: float | None = None, selected: float = 0) -> dict:
    """The measure with its ratios: of our writer to the library's on the same rows in memory (`writer`), and of the
    whole path, which reads them first, to that writer with the bare selects (`path`) and without (`path_to_writer`).
    """
    ratios = {"path": made["seconds"] / (bare + selected), "path_to_writer": made["seconds"] / bare}
    if ours is not None:
        ratios = {"writer": ours / bare, **ratios}
    seconds = {name: round(made[name], 3) for name in ("seconds", "first_byte")}
    return {
        **made,
        **seconds,
        "bare_seconds": round(bare, 3),
        "ratios": {name: round(ratio, 2) for name, ratio in ratios.items()},
    }


def _misses(forms: dict) -> list[str]:
    """Each target that was not met, as a sentence. No path that reads its rows is held against a writer alone."""
    found = [
        f"{form}: {ratio} times the {WORDS[name]}, more than {most:g}."
        for form, most in RATIOS.items()
        for name, ratio in forms.get(form, {}).get("ratios", {}).items()
        if name in WORDS and ratio > most
    ]
    for form in ("csv", "excel"):
        if (added := forms[form]["added_mb"]) >= ADDED_MB:
            found.append(f"{form}: {added} MB added, not less than {ADDED_MB}.")
    if (first := forms["csv"]["first_byte"]) >= FIRST_BYTE:
        found.append(f"csv: the first byte after {first} s, not within {FIRST_BYTE:g} s.")
    return found


def _table(result: dict) -> str:
    lines = [
        f"{result['leads']:,} leads on {result['database']}, {result['contacts']:,} contacts, "
        f"{result['channels']:,} channels; load {result['load_before']} before",
        f"  bare selects of what the columns rest on: {result['select_seconds']} s",
        *(_line(form, one) for form, one in result["forms"].items()),
        *result["notes"],
        *(f"MISSED: {sentence}" for sentence in result["misses"]),
    ]
    return "\n".join(lines if result["misses"] else [*lines, "Every target was met."])


def _line(form: str, one: dict) -> str:
    most = f" (at most {RATIOS[form]:g})" if form in RATIOS else ""
    ratios = ", ".join(f"{ratio} {TOLD[name]}" for name, ratio in one["ratios"].items())
    return (
        f"  {form}: {one['leads']:,} leads in {one['seconds']} s, first byte after {one['first_byte']} s, "
        f"{one['added_mb']} MB added, {one['bytes']:,} bytes\n"
        f"    the bare writer {one['bare_seconds']} s{most}: {ratios}"
    )
