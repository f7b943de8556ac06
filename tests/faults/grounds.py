"""Where the rounds take place: one sandbox, one Django in this process, and a new database for each round."""

import os
import shutil
import tempfile
import uuid
from pathlib import Path

from tests import servers
from tests.sandbox_server import Sandbox, start_sandbox

ISRCS, ARTISTS = 500, 60
LATENCY = 40  # milliseconds before each answer: so that there are calls in flight whenever the kill comes
URLS = ("MUSICBRAINZ_URL", "SPOTIFY_API_URL", "SPOTIFY_ACCOUNTS_URL", "YOUTUBE_URL", "LASTFM_URL")
KEYS = ("SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET", "YOUTUBE_API_KEY", "LASTFM_API_KEY")
UNLIMITED = (  # 0 is no limit of ours
    *("MUSICBRAINZ_INTERVAL", "SPOTIFY_INTERVAL", "YOUTUBE_INTERVAL", "LASTFM_INTERVAL"),
    *("SPOTIFY_DAILY_BUDGET", "YOUTUBE_DAILY_UNITS", "YOUTUBE_DAILY_SEARCHES", "YOUTUBE_DAILY_STATS"),
)
MARK = "PRISM_FAULTS"  # in the environment of every process that a round starts


class Grounds:
    """`fresh()` gives a prepared, empty database to this process and to all that are started with `environment`."""

    def __init__(self, *, postgres: bool = False):
        self.folder = Path(tempfile.mkdtemp(prefix="prism-faults-"))
        self.postgres = postgres
        self.mark = uuid.uuid4().hex[:12]
        self.rounds, self.databases = 0, []
        self.sandbox: Sandbox = start_sandbox(artists=ARTISTS, isrcs=ISRCS, limits="none", latency=LATENCY)
        self.environment = {
            **os.environ,
            **dict.fromkeys(URLS, self.sandbox.url),
            **dict.fromkeys(KEYS, "faults"),
            **dict.fromkeys(UNLIMITED, "0"),
            "PRISM_ENV_FILE": os.devnull,
            "SECRET_KEY": "only-for-tests",
            "CONTACT": "tests@example.test",
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": self._address("template"),
            "DJANGO_SETTINGS_MODULE": "prism.settings",
            "WORKERS": "6",
            "REDIS_URL": "",
        }
        self._prepare()

    def _prepare(self):
        os.environ.update(self.environment)
        import django

        django.setup()
        from django.core.management import call_command

        if self.postgres:
            self._on_server(f"CREATE DATABASE {self._name('template')}")
            self.databases.append("template")
        call_command("prepare", no_static=True, stdout=open(os.devnull, "w"))  # noqa: SIM115
        self._leave()

    def fresh(self):
        """A new round: an empty database, and a sandbox that was asked nothing."""
        from django.db import connection

        self._leave()
        self.sandbox.reset()
        self.rounds += 1
        here = f"round{self.rounds}"
        if self.postgres:
            self._on_server(f"CREATE DATABASE {self._name(here)} TEMPLATE {self._name('template')}")
            self.databases.append(here)
            connection.settings_dict["NAME"] = self._name(here)
        else:
            shutil.copy(self._file("template"), self._file(here))
            connection.settings_dict["NAME"] = str(self._file(here))
        self.environment["DATABASE_URL"] = self._address(here)
        self.environment[MARK] = f"{self.mark}-{self.rounds}"

    @property
    def database(self) -> str:
        return self.environment["DATABASE_URL"]

    @property
    def log(self) -> Path:
        return self.folder / f"round{self.rounds}.log"

    def tidy(self):
        """Throw away every database and log."""
        self._leave()
        for name in self.databases:
            self._on_server(f"DROP DATABASE {self._name(name)} WITH (FORCE)")
        shutil.rmtree(self.folder)

    def _leave(self):
        from django.db import connection

        connection.close()

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.db"

    def _name(self, name: str) -> str:
        return f"prism_faults_{self.mark}_{name}"

    def _address(self, name: str) -> str:
        if self.postgres:
            return servers.urlsplit(servers.POSTGRES)._replace(path=f"/{self._name(name)}").geturl()
        return f"sqlite:///{self._file(name)}"

    def _on_server(self, statement: str):
        import psycopg

        address = servers.urlsplit(servers.POSTGRES)._replace(path="/postgres").geturl()
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)
