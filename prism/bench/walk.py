"""One spreadsheet through the real pipeline, in the process and on the database of one measurement."""

import cProfile
import io
import os
import pstats
import random
import resource
import sys
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db.models import Count, Sum

from enrichment import foreground, jobs
from enrichment.models import Call, Lookup, Node
from enrichment.verdicts import SPENT
from leads.intake import take_in
from leads.models import Artist, Job, JobRow
from prism import children
from prism.bench import oracle
from prism.bench.grounds import Terms
from sandbox.catalogue import World, build

POLL = 0.1
TOP = 25  # lines of the profile


def measure(terms: Terms) -> dict:
    """Everything about one run that its own database and catalogue can tell."""
    world = build(artists=terms.artists, isrcs=terms.isrcs, seed=terms.seed, start=datetime.fromisoformat(terms.start))
    call_command("prepare", no_static=True, stdout=io.StringIO())
    upload = take_in(_spreadsheet(world, terms.seed), "codes.csv").upload
    ran = _profiled(upload) if terms.in_process else _worked(upload, terms)
    return {
        **ran,
        **_outcomes(),
        "ledger": _ledger(),
        "planned": oracle.planned(world),
        "open": oracle.open_ends(),
        "needless_searches": oracle.needless_searches(),
    }


def _spreadsheet(world: World, seed: int) -> Path:
    """Every code once, without a word beside it and in no order: the hardest sheet there is."""
    codes = list(dict.fromkeys(world.isrcs))
    random.Random(seed).shuffle(codes)
    path = Path(settings.DATA_DIR) / "codes.csv"
    path.write_text("ISRC\n" + "\n".join(codes) + "\n", encoding="utf-8")
    return path


# --- With the worker --------------------------------------------------------------------------------------------------


def _worked(upload, terms: Terms) -> dict:
    worker = children.manage("worker", stdout=sys.stderr)
    try:
        _until(lambda: Node.objects.exclude(worked_at=None).exists(), 120, "The worker did not begin to work.")
        began = time.monotonic()
        job = jobs.start_upload(upload)
        _until(lambda: not _unfinished(job), terms.patience, "The job did not end in time.")
        seconds = time.monotonic() - began
        _say(f"every row finished after {seconds:.1f} s")
    finally:
        children.stop(worker, grace=60)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"seconds": round(seconds, 2), "worker_cpu_seconds": round(used.ru_utime + used.ru_stime, 1)}


def _until(done, patience: float, otherwise: str) -> None:
    end, told = time.monotonic() + patience, time.monotonic()
    while not done():
        if time.monotonic() > end:
            raise TimeoutError(otherwise)
        if time.monotonic() - told > 5:
            told = time.monotonic()
            _say(", ".join(f"{n} {state}" for state, n in _rows().items()))
        time.sleep(POLL)


def _unfinished(job: Job) -> bool:
    """Rows are still being stored, or one is open other than for a spent quota."""
    if Job.objects.filter(pk=job.pk, filled_at=None).exists():
        return True
    rows = JobRow.objects.filter(job=job, state__in=JobRow.OPEN)
    return rows.exclude(state=JobRow.State.WAITING, reason__in=SPENT).exists()


def _say(words: str) -> None:
    if words:
        print(f"  {words}", file=sys.stderr, flush=True)


# --- In this process, under the profiler ------------------------------------------------------------------------------


def _profiled(upload) -> dict:
    job = jobs.start_upload(upload)
    profiler = cProfile.Profile()
    began, used = time.monotonic(), os.times()
    profiler.runcall(foreground.work)
    seconds, now = time.monotonic() - began, os.times()
    if _unfinished(job):
        raise RuntimeError("The foreground path left rows unfinished.")
    return {
        "seconds": round(seconds, 2),
        "cpu_seconds": round(now.user + now.system - used.user - used.system, 2),
        "profile": _top(profiler, "tottime"),
        "profile_cumulative": _top(profiler, "cumulative"),
    }


def _top(profiler: cProfile.Profile, order: str) -> list[dict]:
    stats = pstats.Stats(profiler, stream=io.StringIO()).sort_stats(order)
    base = f"{settings.BASE_DIR}{os.sep}"
    rows = []
    for key in stats.fcn_list[:TOP]:
        calls, _, own, whole, _ = stats.stats[key]
        file, line, name = key
        place = file.removeprefix(base).rpartition("site-packages/")[2]
        rows.append({"own": round(own, 2), "whole": round(whole, 2), "calls": calls, "at": f"{place}:{line} {name}"})
    return rows


# --- What came of it --------------------------------------------------------------------------------------------------


def _rows() -> dict[str, int]:
    return dict(JobRow.objects.order_by().values_list("state").annotate(n=Count("pk")))


def _outcomes() -> dict:
    tiers = Artist.objects.exclude(scored_at=None).order_by().values_list("tier").annotate(n=Count("pk"))
    lookups = Lookup.objects.order_by().values_list("platform", "kind", "state").annotate(n=Count("pk"))
    return {
        "rows": _rows(),
        "tiers": {tier or "none": n for tier, n in tiers},
        "lookups": {f"{platform} {kind} {state}": n for platform, kind, state, n in lookups},
        "errors": dict(Counter(Lookup.objects.filter(state="failed").values_list("message", flat=True)).most_common(5)),
    }


def _ledger() -> dict:
    """Calls that left, by platform and endpoint, how many subjects they asked about, and how they ended."""
    left = Call.objects.exclude(outcome="not_sent").order_by()
    sums = left.values_list("platform", "endpoint").annotate(n=Count("pk"), subjects=Sum("subjects"))
    outcomes = left.values_list("platform", "outcome").annotate(n=Count("pk"))
    return {
        "calls": [[platform, endpoint, n, subjects] for platform, endpoint, n, subjects in sums],
        "outcomes": {f"{platform} {outcome}": n for platform, outcome, n in outcomes},
    }
