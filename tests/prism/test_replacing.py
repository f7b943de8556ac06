"""The watchdog alone, with a process that does nothing in the cluster's place."""

import subprocess

import pytest
from django import db
from django.db.models import QuerySet

from enrichment import recovery
from enrichment.models import Node
from prism import children, watchdog
from prism.watchdog import Watchdog

pytestmark = pytest.mark.django_db


def away(*args, **options):
    raise db.OperationalError("the connection is closed")


@pytest.fixture
def started(monkeypatch):
    """The clusters that were started, oldest first."""
    clusters, rests = [], iter(range(5))

    def start(*command, **options):
        clusters.append(subprocess.Popen(["sleep", "600"], start_new_session=True))
        return clusters[-1]

    monkeypatch.setattr(children, "manage", start)
    monkeypatch.setattr(watchdog.signal, "signal", lambda *args: None)
    monkeypatch.setattr(db, "close_old_connections", lambda: None)  # the test's own transaction lives in one
    monkeypatch.setattr(Watchdog, "sleep", lambda self, seconds: next(rests))
    return clusters


def watching(monkeypatch, *ends):
    """Each watch ends with what stands here, the last one because we were told to stop."""
    ends = [*ends, lambda: None]

    def watch(self):
        ends.pop(0)()
        self.told_at = 0.0 if not ends else None
        return "It ended."

    monkeypatch.setattr(Watchdog, "watch", watch)


def all_gone(clusters):
    return all(cluster.poll() is not None for cluster in clusters) and not Node.objects.exists()


def test_a_start_without_a_database_is_tried_again(started, monkeypatch):
    answers = [away, away, lambda node: 0]
    monkeypatch.setattr(recovery, "recover", lambda node: answers.pop(0)(node))
    watching(monkeypatch)
    Watchdog().run()
    assert (answers, len(started), all_gone(started)) == ([], 1, True)


def test_a_cluster_that_could_not_be_written_down_does_not_stay(started, monkeypatch):
    saves = [Node.save, away, Node.save, Node.save]
    monkeypatch.setattr(Node, "save", lambda node, **options: saves.pop(0)(node, **options))
    watching(monkeypatch)
    Watchdog().run()
    assert (saves, len(started), all_gone(started)) == ([], 2, True)


def test_a_database_that_goes_away_under_watch_costs_the_cluster_only(started, monkeypatch):
    watching(monkeypatch, away)
    Watchdog().run()
    assert (len(started), all_gone(started)) == (2, True)


def test_what_could_not_be_tidied_up_the_next_start_tidies(started, monkeypatch):
    delete, answers = QuerySet.delete, [away]
    watching(monkeypatch, lambda: None)
    monkeypatch.setattr(recovery, "recover", lambda node: 0)
    monkeypatch.setattr(QuerySet, "delete", lambda rows: (answers.pop() if answers else delete)(rows))
    Watchdog().run()
    assert (answers, len(started), all_gone(started)) == ([], 2, True)
