"""Work everything off in the foreground, for machines without a worker."""

import time

from django.core.management.base import BaseCommand

from enrichment import foreground, recovery
from enrichment.models import Lookup

PATIENCE = 75.0  # seconds: longer than a down platform's next probe


class Command(BaseCommand):
    help = "Ask everything that is due, with a progress bar, until nothing more can be asked now."

    def add_arguments(self, parser):
        parser.add_argument("--seconds", type=float, help="stop after so many seconds")

    def handle(self, *args, seconds=None, **options):
        recovery.recover()
        recovery.sweep()
        bar = _Bar(self.stdout)
        ended = foreground.work(deadline=time.time() + seconds if seconds else None, patience=PATIENCE, tick=bar.show)
        bar.show(force=True)
        waiting = Lookup.objects.filter(state__in=Lookup.OPEN).count()
        self.stdout.write("")
        if waiting:
            why = "for a quota or a platform" if ended else "because the time is up"
            self.stdout.write(f"{waiting:,} questions still wait {why}. `manage.py drain` goes on with them.")
        else:
            self.stdout.write("Everything has been asked.")


class _Bar:
    """One line that tells how many questions are answered, renewed five times a second."""

    def __init__(self, out):
        self.out, self.shown = out, 0.0

    def show(self, *, force: bool = False) -> None:
        if not force and time.monotonic() - self.shown < 0.2:
            return
        self.shown = time.monotonic()
        waiting = Lookup.objects.filter(state__in=Lookup.OPEN).count()
        answered = Lookup.objects.exclude(answered_at=None).count()
        share = answered / (answered + waiting) if answered + waiting else 1.0
        filled = int(30 * share)
        self.out.write(f"\r[{'=' * filled}{'-' * (30 - filled)}] {answered:,} answered, {waiting:,} to go ", ending="")
        self.out.flush()
