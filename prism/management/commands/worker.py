from django.core.management.base import BaseCommand

from prism import checks
from prism.watchdog import Watchdog


class Command(BaseCommand):
    help = "Works: a django-q2 cluster under a watchdog that replaces it when it dies or freezes. Ctrl-C ends it."
    requires_system_checks = [checks.ERRORS]

    def handle(self, **options):
        Watchdog().run()
