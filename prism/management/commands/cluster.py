import os

from django import db
from django.utils import timezone
from django_q.management.commands import qcluster
from django_q.signals import post_execute

from enrichment import tasks  # noqa: F401 - what tasks need is loaded before the cluster forks, once for all
from enrichment.models import Node
from prism import checks, watchdog  # noqa: F401 - the tiny task
from prism.children import bind_forks


class Command(qcluster.Command):
    help = "The cluster that `manage.py worker` starts and watches. Nobody else needs to start it."
    requires_system_checks = [checks.ERRORS]

    def handle(self, *args, **options):
        # The watchdog asked the same for this process; so whoever kills any parent here kills all below it.
        bind_forks()
        post_execute.connect(note_work)
        super().handle(*args, **options)


def note_work(**kwargs):
    """A task went all the way through queue, worker and result (this runs in the cluster's monitor)."""
    try:
        Node.objects.filter(pk=os.environ.get("PRISM_NODE")).update(worked_at=timezone.now())
    except db.Error:  # a monitor that died of a note would stop all work
        pass
