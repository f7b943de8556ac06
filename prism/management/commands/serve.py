import os
import signal
import socket
import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from prism import checks, children


class Command(BaseCommand):
    help = "Serves the site and works, in the foreground. One Ctrl-C ends both."
    requires_system_checks = [checks.ERRORS]

    def add_arguments(self, parser):
        parser.add_argument("--bind", default="127.0.0.1", help="the address to listen on (0.0.0.0 for all)")
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument("--no-worker", action="store_true", help="the site only; a worker runs elsewhere")

    def handle(self, *, bind, port, no_worker, **options):
        refuse_taken_port(bind, port)
        web = web_command(bind, port)
        if no_worker:
            os.execv(sys.executable, [sys.executable, *web])
        processes = {
            "The web server": children.start(*web),
            "The worker": children.manage("worker"),
        }
        self.stdout.write(f"Prism is on http://{'localhost' if bind == '127.0.0.1' else bind}:{port}/  Ctrl-C ends it.")
        sys.exit(self.stay_until_one_ends(processes))

    def stay_until_one_ends(self, processes) -> int:
        """0 when we were told to stop; 1 when one of them ended by itself."""
        told = []
        for signum in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signum, lambda number, frame: told.append(number))
        while not told and all(process.poll() is None for process in processes.values()):
            time.sleep(0.2)
        for name, process in processes.items():
            if process.poll() is not None and not told:
                self.stderr.write(f"{name} ended by itself (code {process.returncode}), so all of Prism stops.")
        end_all(processes.values(), told)
        return 0 if told else 1


def end_all(processes, told):
    """Every process is told to stop; being told again, we pass it on: the worker then stops at once."""
    passed_on = 0
    while any(process.poll() is None for process in processes):
        if passed_on == 0 or len(told) > passed_on:
            passed_on = max(len(told), 1)
            for process in processes:
                process.terminate()
        time.sleep(0.1)


def refuse_taken_port(bind, port):
    with socket.socket(socket.AF_INET6 if ":" in bind else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            raise CommandError(f"Port {port} cannot be used: {error.strerror}. Choose another with PORT=5001, say.")


def web_command(bind, port) -> list[str]:
    """Threads, for people wait for the database and not for the processor; recycled, for every program leaks."""
    command = ["-m", "gunicorn", "prism.wsgi:application", "--bind", f"{bind}:{port}"]
    command += ["--worker-class", "prism.web.Worker", "--workers", "2", "--threads", str(settings.WEB_THREADS)]
    command += ["--timeout", "60", "--graceful-timeout", "30", "--max-requests", "2000", "--max-requests-jitter", "200"]
    command += ["--no-control-socket", "--log-level", "warning"]
    if Path("/dev/shm").is_dir():
        command += ["--worker-tmp-dir", "/dev/shm"]  # a heartbeat file on a slow disk looks like a hanging worker
    return command
