import secrets
import time

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection

from prism import checks

PATIENCE = 60  # seconds a database server may take to come up


class Command(BaseCommand):
    help = "Makes everything ready to serve: database, cache table, static files and, the first time, an admin."
    requires_system_checks = [checks.ERRORS]

    def add_arguments(self, parser):
        parser.add_argument("--no-static", action="store_true", help="leave the static files as they are")
        parser.add_argument("--no-admin", action="store_true", help="create nobody")

    def handle(self, **options):
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        wait_for_database()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        if not options["no_static"]:
            call_command("collectstatic", interactive=False, verbosity=0)
        if not options["no_admin"] and (password := create_first_admin()):
            self.stdout.write(
                f"\n    An admin was created. Name: admin   Password: {password}\n"
                "    It is shown only this once; change it at /admin/password_change/.\n"
            )


def wait_for_database():
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return connection.ensure_connection()
        except OperationalError as error:
            if time.monotonic() > until:
                raise CommandError(f"The database did not answer for {PATIENCE} seconds: {error}")
            time.sleep(1)


def create_first_admin() -> str | None:
    """The new admin's password, or None when somebody can already log in as one."""
    User = get_user_model()
    if User.objects.filter(is_superuser=True).exists():
        return None
    password = secrets.token_urlsafe(12)
    User.objects.create_superuser("admin", password=password)
    return password
