import argparse
import os
import sys
import time

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

from prism import checks, children, demo
from prism.management.commands.prepare import create_first_admin
from prism.management.commands.serve import refuse_taken_port


class Command(BaseCommand):
    help = "Analyses a sample spreadsheet against made-up platforms with the real worker, then serves the site."
    requires_system_checks = [checks.ERRORS]

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="no site; exit code 0 only when all went as it should")
        parser.add_argument("--bind", default="127.0.0.1", help="the address to listen on (0.0.0.0 for all)")
        parser.add_argument("--sandbox", help=argparse.SUPPRESS)  # how the demo calls itself, see begin_again

    def handle(self, *, once, bind, sandbox, **options):
        self.began = time.monotonic()
        if not once:
            refuse_taken_port(bind, settings.PORT)
        try:
            if not sandbox:
                begin_again(bind, once)
            self.say(f"MusicBrainz, Spotify, YouTube and Last.fm are made up, on {sandbox}.")
            password = self.prepare()
        except RuntimeError as error:
            raise CommandError(str(error))
        problems = self.show_the_work()
        for problem in problems:
            self.stderr.write(problem)
        if once:
            sys.exit(1 if problems else 0)
        self.say(f"\nLog in at http://localhost:{settings.PORT}/admin/   Name: admin   Password: {password}\n")
        os.execv(sys.executable, [sys.executable, "manage.py", "serve", "--bind", bind])

    def prepare(self) -> str:
        """Database, static files and admin; returns the admin's password."""
        self.say("Preparing the database and the site.")
        demo.begin_afresh()
        call_command("prepare", no_admin=True)
        return create_first_admin()

    def show_the_work(self) -> list[str]:
        """Takes the spreadsheet in, has it analysed, prints the table; returns what is wrong with it."""
        admin = get_user_model().objects.get(username="admin")
        upload = demo.take_in(demo.sample_spreadsheets(), admin)
        self.say(f"{upload.filename} is taken in; the worker asks the platforms.")
        worker = children.manage("worker")
        try:
            job = demo.analyse(upload, admin, worker, Line(self.stdout).show)
            problems = demo.shortcomings(job)
            if worker.poll() is not None:
                problems.insert(0, f"The worker ended by itself (code {worker.returncode}).")
        finally:
            children.stop(worker, settings.WORKER_GRACE_SECONDS)
        for line in demo.summary(upload, job, time.monotonic() - self.began):
            self.say(line)
        return problems

    def say(self, sentence):
        self.stdout.write(sentence)
        self.stdout.flush()


def begin_again(bind, once):
    """Settings are read once, so the address of the made-up platforms must be known before: start again with it."""
    sandbox = demo.start_sandbox()
    command = [sys.executable, "manage.py", "demo", "--sandbox", sandbox, "--bind", bind, *(["--once"] if once else [])]
    os.chdir(settings.BASE_DIR)
    os.execve(sys.executable, command, {**os.environ, **demo.environment(sandbox)})


class Line:
    """One calm line of progress: renewed in place on a terminal, now and then elsewhere."""

    def __init__(self, out):
        self.out, self.shown_at = out, None

    def show(self, now):
        terminal = self.out.isatty()
        if not terminal and self.shown_at and time.monotonic() - self.shown_at < 10 and not now.finished:
            return
        self.shown_at = time.monotonic()
        parts = "  ".join(f"{part.label} {part.answered}/{part.total}" for part in now.platforms)
        text = f"{now.percent:5.1f} %  {parts}"
        ending = "\n" if now.finished or not terminal else ""
        self.out.write(f"\r{text:<100}" if terminal else text, ending=ending)
        self.out.flush()
