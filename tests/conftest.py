"""What all tests share: no network, quick people, and the servers of this machine where there are some."""

import os
import shutil
import socket
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from tests import servers

ROOT = Path(__file__).parent.parent
REQUIRED = os.environ.get("PRISM_REQUIRE_SERVERS") == "1"  # what is missing fails instead of being skipped
# Trial runs of benchmarks and of the fuzzing, half a minute and more each.
LONG = pytest.mark.skipif(os.environ.get("LONG") != "1", reason="takes long; run it with: make test LONG=1")
ON_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")


def pytest_runtest_setup(item):
    for name, missing in servers.MISSING.items():
        if item.get_closest_marker(name) and (reason := missing()):
            if REQUIRED:
                pytest.fail(reason, pytrace=False)
            pytest.skip(reason)
    if item.get_closest_marker("postgres") and not ON_POSTGRES:
        pytest.skip("runs with DATABASE_URL on Postgres")


def pytest_terminal_summary(terminalreporter):
    for name, missing in servers.MISSING.items():
        if reason := missing():
            terminalreporter.write_line(f"The {name} tests were not run. {reason}", yellow=True)


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    connect = socket.socket.connect

    def only_here(self, address):
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"test tried to reach {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_here)  # the sandbox is on loopback; libpq has its own


# --- People -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def owner(django_user_model):
    """May do everything."""
    return django_user_model.objects.create_superuser("owner", password="not-used-by-force-login")


@pytest.fixture
def analyst(django_user_model):
    """Staff who may work with leads and uploads, and administers nothing."""
    from django.contrib.auth.models import Permission

    user = django_user_model.objects.create_user("analyst", is_staff=True)
    apps = ("leads", "outreach", "enrichment", "scoring")
    user.user_permissions.set(Permission.objects.filter(content_type__app_label__in=apps))
    return user


@pytest.fixture
def viewer(django_user_model):
    """Staff who may look and change nothing."""
    from django.contrib.auth.models import Permission

    user = django_user_model.objects.create_user("viewer", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    return user


@pytest.fixture
def staff_client(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def analyst_client(client, analyst):
    client.force_login(analyst)
    return client


@pytest.fixture
def viewer_client(client, viewer):
    client.force_login(viewer)
    return client


# --- Servers ----------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def sandbox_server():
    from tests.sandbox_server import start_sandbox

    server = start_sandbox()
    yield server
    server.stop()


@pytest.fixture
def sandbox(sandbox_server):
    """The four platforms on loopback, with no fault switched on and nothing counted yet."""
    sandbox_server.reset()
    return sandbox_server


@pytest.fixture
def chromium():
    """The browser's path, for tests marked `browser`."""
    return servers.chromium()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """A prepared database that `own_database` copies: migrating takes longer than most tests."""
    if ON_POSTGRES:
        name = f"prism_template_{uuid.uuid4().hex[:12]}"
        postgres(f"CREATE DATABASE {name}")
        manage_py("prepare", "--no-static", DATABASE_URL=postgres_url(name), DATA_DIR=tmp_path_factory.mktemp("data"))
        yield name
        postgres(f"DROP DATABASE {name} WITH (FORCE)")
        return
    folder = tmp_path_factory.mktemp("migrated")
    manage_py("prepare", "--no-static", DATABASE_URL=f"sqlite:///{folder}/prism.db", DATA_DIR=folder)
    yield folder / "prism.db"


@pytest.fixture
def own_database(migrated, tmp_path):
    """The environment of processes that share a database of their own: for tests that start or kill some."""
    bare = {"PRISM_ENV_FILE": os.devnull, "SECRET_KEY": "only-for-tests", "DATA_DIR": str(tmp_path)}
    if not ON_POSTGRES:
        shutil.copy(migrated, tmp_path / "prism.db")
        yield {**os.environ, **bare, "DATABASE_URL": f"sqlite:///{tmp_path}/prism.db"}
        return
    name = f"prism_own_{uuid.uuid4().hex[:12]}"
    postgres(f"CREATE DATABASE {name} TEMPLATE {migrated}")
    yield {**os.environ, **bare, "DATABASE_URL": postgres_url(name)}
    postgres(f"DROP DATABASE {name} WITH (FORCE)")


def postgres_url(name):
    return servers.urlsplit(servers.POSTGRES)._replace(path=f"/{name}").geturl()


def postgres(statement):
    import psycopg

    with psycopg.connect(postgres_url("postgres"), autocommit=True) as connection:
        connection.execute(statement)


def manage_py(*arguments, **environment):
    """Runs manage.py in a process of its own."""
    values = {"PRISM_ENV_FILE": os.devnull, "SECRET_KEY": "only-for-tests"} | environment
    env = {**os.environ, **{name: str(value) for name, value in values.items()}}
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, env=env, check=True, capture_output=True, text=True, cwd=ROOT)
