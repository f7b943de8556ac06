"""Whether all that Prism stands on holds: asked by `manage.py validate`, in sentences."""

import os
import shutil
from dataclasses import dataclass, field
from datetime import timedelta

from django import db
from django.conf import settings
from django.core.cache import cache
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from redis.exceptions import RedisError

from enrichment import probe
from enrichment.models import Node
from leads.models.platforms import Platform
from prism.watchdog import ALIVE

LEAST_DISK = 500_000_000


@dataclass(frozen=True)
class Check:
    """One thing looked at. `ok` is None where nothing is known to be broken: no key, a spent quota."""

    name: str
    ok: bool | None
    message: str
    offers: dict = field(default_factory=dict)  # what a platform's key opens


def examine() -> list[Check]:
    """Everything, the ground first: without a database the rest is not asked."""
    first = database()
    if not first.ok:
        return [first]
    second = migrations()
    if not second.ok:
        return [first, second]
    return [first, second, cached(), disk(), worker(), *(platform(name) for name in Platform)]


def database() -> Check:
    try:
        with db.connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except db.Error as error:
        return Check("database", False, f"The database does not answer: {error}")
    return Check("database", True, f"{db.connection.display_name} answers.")


def migrations() -> Check:
    executor = MigrationExecutor(db.connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        return Check("migrations", False, f"{len(missing)} migrations are not applied. Run: manage.py prepare")
    return Check("migrations", True, "All migrations are applied.")


def cached() -> Check:
    try:
        cache.set("prism:health", "here", 30)
        kept = cache.get("prism:health") == "here"
    except (db.Error, RedisError, OSError) as error:
        return Check("cache", False, f"The cache does not answer: {error}")
    return Check("cache", kept, "The cache keeps what it is given." if kept else "The cache forgets what it is given.")


def disk() -> Check:
    try:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        mark = settings.DATA_DIR / ".health"
        mark.touch()
        mark.unlink()
    except OSError as error:
        return Check("disk", False, f"Nothing can be written to {settings.DATA_DIR}: {error.strerror}.")
    free = shutil.disk_usage(settings.DATA_DIR).free
    return Check("disk", free >= LEAST_DISK, f"{free / 1e9:.1f} GB are free in {settings.DATA_DIR}.")


def worker() -> Check:
    living, at_work = workers()
    if not living:
        return Check("worker", False, "No worker runs. Start one with: manage.py worker")
    if not at_work:
        seconds = settings.WORKER_STALE_SECONDS
        return Check("worker", False, f"A worker lives, but no task has ended for {seconds} seconds.")
    return Check("worker", True, f"{at_work} worker{'s' if at_work > 1 else ''} at work.")


def workers() -> tuple[int, int]:
    """How many worker groups live, and how many of them end tasks."""
    now, patience = timezone.now(), timedelta(seconds=settings.WORKER_STALE_SECONDS)
    nodes = list(Node.objects.filter(beat_at__gt=now - ALIVE))
    at_work = [node for node in nodes if now - max(node.worked_at or node.started_at, node.started_at) <= patience]
    return len(nodes), len(at_work)


def free_bytes() -> int | None:
    """What is free where the data lives; None when nothing can be written there. Nothing is written to find out."""
    folder = settings.DATA_DIR
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent  # it is made when first needed
    return shutil.disk_usage(folder).free if os.access(folder, os.W_OK) and folder.is_dir() else None


def platform(name) -> Check:
    """A key that is refused is answered, yet opens nothing: that is broken too. A spent quota is not."""
    found = probe.probe(name)
    ok = None if found.reachable is None else bool(found.reachable and found.offers)
    return Check(str(name), ok, found.message, found.offers)
