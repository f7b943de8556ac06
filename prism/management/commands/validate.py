import json
import sys
from dataclasses import asdict

from django.core.management.base import BaseCommand

from prism import checks, health

MARKS = {True: "ok    ", False: "BROKEN", None: "-     "}


class Command(BaseCommand):
    help = "Tests database, worker, cache, disk and the four platforms. Exit code 0 when nothing is broken."
    requires_system_checks = [checks.ERRORS]

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, **options):
        found = health.examine()
        ok = all(check.ok is not False for check in found)
        if options["json"]:
            self.stdout.write(json.dumps({"ok": ok, "checks": [asdict(check) for check in found]}))
        else:
            for check in found:
                self.stdout.write(f"{MARKS[check.ok]}  {check.name:<12} {check.message}")
                for what, offered in check.offers.items():
                    self.stdout.write(f"{'':22}{what}: {offered}")
        sys.exit(0 if ok else 1)
