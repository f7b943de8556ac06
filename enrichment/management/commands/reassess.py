"""Look at every lead anew, from the answers we hold: for after an update that reads them better."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from enrichment.kinds import PLATFORMS
from enrichment.learn.rows import touch
from enrichment.wake import wake
from leads.models import Artist

BECAUSE = "What we hold was read anew"
STEP = 1000


class Command(BaseCommand):
    help = "Gather the facts of every lead anew and score them, without asking anybody. The worker does it."

    def handle(self, *args, **options):
        count, last = 0, 0
        leads = Artist.objects.exclude(scored_at=None).order_by("pk").values_list("pk", flat=True)
        while step := list(leads.filter(pk__gt=last)[:STEP]):
            touch(timezone.now(), "", because=BECAUSE, artists=step)
            count, last = count + len(step), step[-1]
        if count:
            wake(PLATFORMS[0])
        self.stdout.write(
            f"{count:,} leads are looked at anew by the worker; `manage.py drain` does it where none runs."
        )
