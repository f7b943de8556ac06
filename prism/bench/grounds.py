"""Where one measurement stands: a database of its own, a sandbox of its own, and the environment that names both."""

import json
import os
import subprocess
import urllib.request
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from prism import children

POSTGRES = "postgres://postgres@127.0.0.1:5432/prism"
# Seconds between calls and calls a day as planned for the real platforms; a factor scales both.
INTERVALS = {
    "MUSICBRAINZ_INTERVAL": 1.1,
    "SPOTIFY_INTERVAL": 1.05,
    "LASTFM_INTERVAL": 1.05,
    "YOUTUBE_INTERVAL": 0.1,
}
QUOTAS = {
    "SPOTIFY_DAILY_BUDGET": 600,
    "YOUTUBE_DAILY_UNITS": 10_000,
    "YOUTUBE_DAILY_SEARCHES": 100,
    "YOUTUBE_DAILY_STATS": 10_000,
}
URLS = ("MUSICBRAINZ_URL", "SPOTIFY_API_URL", "SPOTIFY_ACCOUNTS_URL", "YOUTUBE_URL", "LASTFM_URL")
KEYS = ("SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET", "YOUTUBE_API_KEY", "LASTFM_API_KEY")
NOT_OURS = ("REDIS_URL", "MUSICBRAINZ_ON", "SPOTIFY_EXTENDED", "YOUTUBE_BATCH_STATS", "DEBUG_API_CALLS", "WORKERS")


@dataclass(frozen=True)
class Terms:
    """Under which one measurement is made."""

    isrcs: int = 2000
    artists: int = 500
    factor: float = 20  # 0: no limits at all
    workers: int = 4
    seed: int = 1
    start: str = ""  # the sandbox's first moment, so that whoever builds its catalogue builds the same
    in_process: bool = False  # no worker: the foreground path, under the profiler
    patience: float = 300.0

    @property
    def limits(self) -> str:
        return f"x{self.factor:g}" if self.factor else "none"


@contextmanager
def database(kind: str, folder: Path):
    """The address of an empty database that is gone afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/bench.db"
        return
    name = f"prism_bench_{uuid.uuid4().hex[:12]}"
    _postgres(f"CREATE DATABASE {name}")
    try:
        yield _server(name)
    finally:
        _postgres(f"DROP DATABASE {name} WITH (FORCE)")


def _server(name: str) -> str:
    return urlsplit(os.environ.get("TEST_POSTGRES", POSTGRES))._replace(path=f"/{name}").geturl()


def _postgres(statement: str) -> None:
    with psycopg.connect(_server("postgres"), autocommit=True, connect_timeout=3) as connection:
        connection.execute(statement)


def missing_postgres() -> str:
    """Why there is no Postgres to measure on, as a sentence; empty when there is one."""
    try:
        _postgres("SELECT 1")
    except psycopg.Error as error:
        return f"Postgres was not measured: {str(error).splitlines()[0]}."
    return ""


class Sandbox:
    def __init__(self, process: subprocess.Popen, url: str):
        self.process, self.url = process, url

    def stats(self) -> dict:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"{self.url}/__stats", timeout=10) as reply:
            return json.load(reply)


@contextmanager
def sandbox(terms: Terms, limits: str):
    words = ["--artists", str(terms.artists), "--isrcs", str(terms.isrcs), "--seed", str(terms.seed)]
    words += ["--start", terms.start, "--limits", limits, "--port", "0"]
    process = children.start("-m", "sandbox", *words, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        if not line.startswith("sandbox on http://"):
            raise RuntimeError(f"The sandbox did not start: {line!r}")
        yield Sandbox(process, line.split()[-1])
    finally:
        children.stop(process)
        process.stdout.close()


def environment(terms: Terms, url: str, database_url: str, folder: Path) -> dict[str, str]:
    """For the processes of one measurement: nothing of this machine's own configuration reaches them."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    limits = {name: str(seconds / terms.factor if terms.factor else 0) for name, seconds in INTERVALS.items()}
    limits |= {name: str(round(calls * terms.factor)) for name, calls in QUOTAS.items()}  # 0 is no limit of ours
    return {
        **kept,
        **limits,
        **dict.fromkeys(URLS, url),
        **dict.fromkeys(KEYS, "bench"),
        "PRISM_ENV_FILE": os.devnull,
        "SECRET_KEY": "bench",
        "CONTACT": "bench@example.test",
        "DATABASE_URL": database_url,
        "DATA_DIR": str(folder),
        "WORKERS": str(terms.workers),
    }
