"""python -m tests.fuzz: every address asked by schemathesis in all its phases, with all its checks, by each caller.

A server of its own on a database of its own, with leads in it, and the four platforms in a box behind it. The same
seed asks the same again. https://schemathesis.readthedocs.io/
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from sandbox.catalogue import build
from tests import servers
from tests.faults.grounds import KEYS, UNLIMITED, URLS
from tests.sandbox_server import ROOT, start_sandbox

CATALOGUE = {"artists": 12, "isrcs": 24, "seed": 1}
FILL = """
import json, sys
import django; django.setup()
from datetime import timedelta
from django.contrib.auth.models import Group, User
from django.utils import timezone
from enrichment import foreground
from enrichment.models import Node
from leads.models import Job, Upload
from outreach.models import Contact
from prism import tokens
from tests.enrichment.pipeline import start
callers, isrcs = json.loads(sys.argv[1])
DAY = timedelta(days=1)
start(*isrcs)
foreground.work()
now = timezone.now()
Node.objects.create(id="a worker", host="here", pid=1, started_at=now, beat_at=now + DAY, worked_at=now + DAY)
keys = {}
for name, (role, scope) in callers.items():
    user, _ = User.objects.get_or_create(username=role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    keys[name] = tokens.issue(user, name, scope=scope)[1]
contact = Contact.objects.order_by("pk").first()
known = {"id": contact.artist_id, "contact_id": contact.pk}
known |= {"job_id": Job.objects.get().pk, "upload_id": Upload.objects.get().pk}
print(json.dumps([keys, known]))
"""
CONFIG = ROOT / "tests" / "api" / "schemathesis.toml"
THROTTLES = tuple(f"API_THROTTLE_{kind}" for kind in ("READ", "WRITE", "TEST", "ANONYMOUS"))


@dataclass(frozen=True)
class Caller:
    """Whose token it is, what for, and in how few cases it is not enough."""

    role: str
    scope: str
    least: int
    options: tuple[str, ...] = ()


SHORT = ("--phases", "fuzzing,stateful", "--max-examples", "20")
CALLERS = {
    "write": Caller("Manager", "write", 2000),
    "read": Caller("Manager", "read", 2000),
    "none": Caller("", "", 2000),
    "analyst": Caller("Analyst", "write", 500, SHORT),
    "read-only": Caller("Read-only", "write", 500, SHORT),
}


@dataclass(frozen=True)
class Found:
    """What came of one caller's cases; errors are schemathesis' own, where it could not go on."""

    cases: int
    failures: int
    errors: int
    whole: bool
    seconds: float


class Grounds:
    """Where the server listens, the key of each caller, and an id of each kind that there is."""

    def __init__(self, folder: Path, url: str, keys: dict[str, str], known: dict[str, object]):
        self.folder, self.url, self.keys, self.known = folder, url, keys, known

    def fuzz(self, caller: str, *options: str) -> Found:
        here, report = self.folder / caller, self.folder / f"{caller}.json"
        here.mkdir()  # what schemathesis learns of one caller is of no use with another
        headers = ["--header", f"Authorization: Bearer {self.keys[caller]}"] if caller in self.keys else []
        command = [Path(sys.executable).with_name("schemathesis"), "--config-file", CONFIG]
        arguments = ["run", ROOT / "docs" / "openapi.json", "--url", self.url, *headers, *options]
        env = {**os.environ, "PYTHONPATH": str(ROOT), "PRISM_FUZZ_KNOWN": json.dumps(self.known)}
        done = subprocess.run([*command, *arguments, "--report-json-path", report], cwd=here, env=env)
        return _read(json.loads(report.read_text()), done.returncode)


def _read(report: dict, code: int) -> Found:
    cases = report["test_cases"]
    errors = cases["errored"] + sum(error["count"] for error in report["errors"])
    whole = report["complete"] and (code == 0 or bool(cases["with_failures"] or errors))
    return Found(cases["generated"], cases["with_failures"], errors, whole, report["running_time"])


@contextmanager
def grounds(database: str = "sqlite"):
    """A server that is up, with leads, and is thrown away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="prism-fuzz-"))
    with start_sandbox(**CATALOGUE, limits="none") as sandbox, _database(database, folder) as address:
        env = _environment(folder, sandbox, address)
        _run(env, "manage.py", "prepare", "--no-static", "--no-admin")
        callers = {name: (one.role, one.scope) for name, one in CALLERS.items() if one.role}
        filling = json.dumps([callers, build(**CATALOGUE).isrcs[:12]])
        keys, known = json.loads(_run(env, "-c", FILL, filling).splitlines()[-1])
        port = _free_port()
        serve = [sys.executable, "manage.py", "serve", "--no-worker", "--port", str(port)]
        with open(folder / "server.log", "w") as log:
            server = subprocess.Popen(serve, env=env, cwd=ROOT, stdout=log, stderr=log)
        try:
            _wait(url := f"http://127.0.0.1:{port}")
            yield Grounds(folder, url, keys, known)
        finally:
            server.terminate()
            server.wait(60)
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _database(kind: str, folder: Path):
    """The address of an empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/prism.db"
        return
    name = f"prism_fuzz_{uuid.uuid4().hex[:12]}"
    server = servers.urlsplit(servers.POSTGRES)
    with psycopg.connect(server._replace(path="/postgres").geturl(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield server._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _environment(folder: Path, sandbox, database: str) -> dict[str, str]:
    own = {
        "DATA_DIR": folder,
        "DATABASE_URL": database,
        "PRISM_ENV_FILE": os.devnull,
        "SECRET_KEY": "only-for-tests",
        "CONTACT": "tests@example.test",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "LOG_LEVEL": "ERROR",
    }
    platforms = dict.fromkeys(URLS, sandbox.url) | dict.fromkeys(KEYS, "fuzz")
    unlimited = dict.fromkeys((*UNLIMITED, *THROTTLES), "0")
    return {**os.environ, **platforms, **unlimited, **{name: str(value) for name, value in own.items()}}


def _run(env: dict[str, str], *words: str) -> str:
    done = subprocess.run([sys.executable, *words], env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(url: str, seconds: float = 60):
    until = time.monotonic() + seconds
    while True:
        try:
            return urllib.request.urlopen(f"{url}/api/health", timeout=5).read()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def main() -> int:
    """0 where nothing was found with any caller, in cases enough."""
    parser = argparse.ArgumentParser(description="Ask every address of the API by its description.")
    parser.add_argument("--seed", type=int, default=1, help="what is asked; the same again with the same seed")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("callers", nargs="*", choices=[[], *CALLERS], help="all of them when left out")
    given = parser.parse_args()
    with grounds(given.database) as here:
        found = {name: here.fuzz(name, "--seed", str(given.seed), *CALLERS[name].options)
                 for name in given.callers or CALLERS}  # fmt: skip
    print(f"\nSeed {given.seed}, {given.database}")
    for name, one in found.items():
        print(f"{name:10} {_told(one)}{'' if enough(name, one) else '  NOT PASSED'}")
    return 0 if all(enough(name, one) for name, one in found.items()) else 1


def enough(name: str, found: Found) -> bool:
    return found.whole and not (found.failures or found.errors) and found.cases >= CALLERS[name].least


def _told(one: Found) -> str:
    return f"{one.cases:6,} cases {one.failures:4} failures {one.errors:4} errors {one.seconds:6.0f} s"


if __name__ == "__main__":
    sys.exit(main())
