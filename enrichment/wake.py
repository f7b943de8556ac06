"""Drains are woken when there is work: one queued task a platform at a time, none while a drain already runs."""

import time
from datetime import datetime

from django.db import transaction
from django_q.tasks import async_task

from enrichment.kinds import KIND, Kind, of_platform
from enrichment.models import Gate, Lookup

ASLEEP = 30.0  # a queued task that has not begun by then is taken for lost


def wake(platform: str) -> None:
    """Queue a drain for this platform once the current transaction is committed."""
    transaction.on_commit(lambda: _wake(platform))


def fill(job_id: str) -> None:
    """Have a worker store the rows of a large job."""
    transaction.on_commit(lambda: async_task("enrichment.tasks.fill", job_id, group="fill"))


def find_relabelled(labels: list[str], after: int = 0) -> None:
    """Have a worker find whom a change of these labels' families concerns, from one lead on."""
    if labels:
        transaction.on_commit(lambda: async_task("enrichment.tasks.relabel", labels, after, group="relabel"))


def _wake(platform: str) -> None:
    now = time.time()
    row, _ = Gate.objects.get_or_create(pk=platform)
    if row.lease_until >= now or row.woken_at >= now - ASLEEP:
        return  # read first: on SQLite a write that changes nothing waits for all others
    sleeping = Gate.objects.filter(pk=platform, lease_until__lt=now, woken_at__lt=now - ASLEEP)
    if sleeping.update(woken_at=now):
        async_task("enrichment.tasks.drain", platform, group="drain")


def due_kinds(platform: str, now: datetime) -> list[Kind]:
    """Kinds with something due."""
    return [
        KIND[platform, kind.name]
        for kind in of_platform(platform)
        if Lookup.objects.filter(platform=platform, kind=kind.name, state__in=Lookup.OPEN, due_at__lte=now).exists()
    ]
