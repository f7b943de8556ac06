"""What the benchmarks on a book of leads have in common: a database of their own, and a child process a measure."""

import json
import subprocess
import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from prism import children
from prism.bench import grounds


class BookBench(BaseCommand):
    """`command` is its own name; the rest says what is measured, inside a child and by all of them together."""

    command = ""
    requires_system_checks = []

    def inside(self, measure: str, leads: int, seed: int) -> dict:
        """One measure, in a process of its own."""
        raise NotImplementedError

    def bench(self, folder: Path, url: str, leads: int, seed: int, database: str) -> dict:
        """All of them, on the database at this address."""
        raise NotImplementedError

    def table(self, result: dict) -> str:
        """The same for people."""
        raise NotImplementedError

    def add_arguments(self, parser):
        parser.add_argument("--leads", type=int, default=100_000)
        parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--json", action="store_true", help="print exactly one JSON object")
        parser.add_argument("--inside", metavar="MEASURE", help="one measure, run as a child of this command")

    def handle(self, *, inside, leads, database, seed, **options):
        if inside:
            self.stdout.write(json.dumps(self.inside(inside, leads, seed)))
            return
        if leads < 1:
            raise CommandError("A book has at least one lead.")
        if database == "postgres" and (missing := grounds.missing_postgres()):
            raise CommandError(missing)
        with (
            tempfile.TemporaryDirectory(prefix=f"{self.command}-") as folder,
            grounds.database(database, Path(folder)) as url,
        ):
            result = self.bench(Path(folder), url, leads, seed, database)
        self.stdout.write(json.dumps(result) if options["json"] else self.table(result))


def child(command: str, environment: dict, measure: str, *arguments: str) -> dict:
    """What one measure of this command told."""
    process = children.manage(
        command, "--inside", measure, *arguments, env=environment, stdout=subprocess.PIPE, text=True
    )
    told, _ = process.communicate()
    if process.returncode:
        raise CommandError(f"“{measure}” ended with {process.returncode}.")
    return json.loads(told.splitlines()[-1])
