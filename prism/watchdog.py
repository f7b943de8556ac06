"""Keeps one django-q2 cluster at work: starts it, sees that tasks really end, replaces it when they do not.

A cluster whose idle worker was killed looks alive and does nothing, for its queue's lock died with the worker; one
whose parent was killed leaves its children behind. So the cluster lives in a process group of its own, every task that
ends is noted on its Node row, tiny tasks keep coming, and silence ends the whole group.
"""

import logging
import os
import random
import signal
import socket
import time
import uuid
from datetime import timedelta
from pathlib import Path

from django import db
from django.conf import settings
from django.utils import timezone
from django_q.models import OrmQ
from django_q.tasks import async_task

from enrichment import recovery
from enrichment.models import Node
from prism import children
from prism.api import idempotency, throttles

log = logging.getLogger("prism.worker")

BEAT = 2  # seconds between two signs of life, and about as long between two tiny tasks
SWEEP = 60
LONGEST_REST = 30
START_UP = timedelta(seconds=20)  # more patience with a cluster that loads its programs on a busy machine
ALIVE = timedelta(seconds=15)  # a node that did not beat for so long is taken for dead


def tiny_task():
    """Does nothing: that it ended is the news."""


class Watchdog:
    def __init__(self, stale=None, grace=None):
        self.stale = timedelta(seconds=stale or settings.WORKER_STALE_SECONDS)
        self.grace = grace or settings.WORKER_GRACE_SECONDS
        self.told_at = None  # when somebody asked us to stop
        self.hurry = False  # they asked twice
        self.cluster = self.node = None
        self.swept_at = 0.0

    def run(self):
        """One cluster after another, until told to stop."""
        signal.signal(signal.SIGTERM, self.on_signal)
        signal.signal(signal.SIGINT, self.on_signal)
        rest = 1
        while self.told_at is None:
            began = time.monotonic()
            try:
                self.start()
                why = self.watch()
            except db.Error as error:
                why = f"The database does not answer the worker: {error}"
            finally:
                self.end()
            if self.told_at is None:
                log.error("%s It is started again.", why)
                rest = 1 if time.monotonic() - began > 60 else min(rest * 2, LONGEST_REST)
                self.sleep(rest / 2)

    def on_signal(self, signum, frame):
        """The first signal lets the cluster finish what it pulled, the second ends it at once.

        Ctrl-C comes twice, from the terminal and from `serve`: within a second they are one.
        """
        if self.told_at is None:
            self.told_at = time.monotonic()
        elif time.monotonic() - self.told_at > 1:
            self.hurry = True

    def start(self):
        db.close_old_connections()
        kill_leftovers()
        now = timezone.now()
        host = socket.gethostname()
        self.node = Node(id=uuid.uuid4().hex, host=host, pid=os.getpid(), started_at=now, beat_at=now)
        self.node.save(force_insert=True)
        recovery.recover(self.node.pk)
        release_tasks(self.node, now)
        environment = {**os.environ, "PRISM_NODE": self.node.pk}
        self.cluster = children.manage("cluster", ended_by=signal.SIGKILL, env=environment, start_new_session=True)
        self.node.group = self.cluster.pid
        self.node.save(update_fields=["group"])
        self.patient_since = timezone.now() + START_UP

    def watch(self) -> str:
        """Returns, as a sentence, why this cluster is over."""
        next_beat, passed_on = 0.0, False
        while self.cluster.poll() is None:
            now = time.monotonic()
            if self.told_at is not None:
                if self.hurry or now - self.told_at > self.grace:
                    return "The worker cluster did not end in time."
                if not passed_on:
                    passed_on = True
                    self.cluster.terminate()  # its parent only: the workers must not hear it
            if now >= next_beat:
                # Never in step with the polling of other nodes, or they would catch every tiny task.
                next_beat = now + BEAT * random.uniform(0.5, 1.5)
                if self.beat_and_listen():
                    return f"No task has ended for {self.stale.seconds} seconds."
            time.sleep(0.1)
        return f"The worker cluster ended by itself (code {self.cluster.returncode})."

    def beat_and_listen(self) -> bool:
        """A sign of life, the chores, and whether no task has ended for too long."""
        try:
            if not Node.objects.filter(pk=self.node.pk).update(beat_at=timezone.now()):
                self.node.save()  # somebody took us for dead
            if self.told_at is not None:
                return False
            async_task("prism.watchdog.tiny_task", save=False)
            recovery.free_dead(self.node.pk)  # a worker killed by itself leaves the rest of the cluster at work
            self.sweep()
            return self.silent()
        except db.Error as error:
            # While the database is away no task can end, and that is not the cluster's fault.
            log.warning("The database does not answer the worker: %s", error)
            db.close_old_connections()
            self.patient_since = timezone.now()
            return False

    def silent(self) -> bool:
        worked_at = Node.objects.values_list("worked_at", flat=True).get(pk=self.node.pk)
        return timezone.now() - max(worked_at or self.patient_since, self.patient_since) > self.stale

    def sweep(self):
        """Once a minute what fell between the chairs is picked up, whatever state the queue is in."""
        if time.monotonic() - self.swept_at < SWEEP:
            return
        self.swept_at = time.monotonic()
        try:
            recovery.sweep()
            now = timezone.now()
            idempotency.forget(now)
            throttles.forget(now)
        except db.Error:
            raise
        except Exception:  # the worker's edge: a sweep that fails must not end the watch
            log.exception("The sweep failed; it is tried again in a minute.")

    def end(self):
        """Leaves nothing of the cluster behind. A row that cannot be deleted now is deleted by the next start."""
        if self.cluster:
            try:
                os.killpg(self.cluster.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.cluster.wait()
            self.cluster = None
        try:
            Node.objects.filter(host=socket.gethostname(), pid=os.getpid()).delete()
        except db.Error as error:
            log.warning("The database does not answer the worker: %s", error)

    def sleep(self, seconds):
        until = time.monotonic() + seconds
        while self.told_at is None and time.monotonic() < until:
            time.sleep(0.1)


def release_tasks(node, now):
    """What a dead cluster had pulled would wait for its redelivery; with no other alive it can be given out at once."""
    if not Node.objects.exclude(pk=node.pk).filter(beat_at__gt=now - ALIVE).exists():
        OrmQ.objects.filter(lock__gt=now).update(lock=now)


def kill_leftovers():
    """Clusters of this host whose watchdog was killed: beside ours they would work on with nobody watching."""
    for node in Node.objects.filter(host=socket.gethostname()):
        if node.pid == os.getpid() or b"\0worker\0" not in read(f"/proc/{node.pid}/cmdline"):
            for pid in carriers(node.pk):
                log.warning("Process %s of a worker that died is ended.", pid)
                kill(pid)
            node.delete()


def carriers(node_id) -> list[int]:
    """The processes that carry this node's name in their environment: no reused process id can mislead us.

    Linux only: without /proc nothing is found.
    """
    wanted = f"PRISM_NODE={node_id}".encode()
    return [
        int(entry.name)
        for entry in Path("/proc").glob("[0-9]*")
        if int(entry.name) != os.getpid() and wanted in read(entry / "environ").split(b"\0")
    ]


def read(path) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:  # gone, or somebody else's
        return b""


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
