"""Which servers and browsers the tests can use on this machine.

`python -m tests.servers postgres` ends with 0 when Postgres answers.
"""

import os
import shutil
import socket
import sys
from functools import cache
from urllib.parse import urlsplit

import psycopg

POSTGRES = os.environ.get("TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/prism")
REDIS = os.environ.get("TEST_REDIS", "redis://127.0.0.1:6379/9")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@cache
def missing_postgres() -> str:
    """Why there is no Postgres for the tests, as a sentence; empty when there is one."""
    address = urlsplit(POSTGRES)
    try:
        psycopg.connect(address._replace(path="/postgres").geturl(), connect_timeout=2).close()
    except psycopg.Error as error:
        return f"No Postgres answers on {address.hostname}:{address.port}: {str(error).splitlines()[0]}"
    return ""


@cache
def missing_redis() -> str:
    address = urlsplit(REDIS)
    try:
        with socket.create_connection((address.hostname, address.port), timeout=2) as connection:
            connection.sendall(b"PING\r\n")
            if connection.recv(16).startswith(b"+PONG"):
                return ""
    except OSError:
        pass
    return f"No Redis answers on {address.hostname}:{address.port}."


@cache
def chromium() -> str | None:
    """The path of a browser that can be driven."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def missing_browser() -> str:
    return "" if chromium() else "No Chromium is installed (on Debian: apt-get install chromium)."


@cache
def missing_libreoffice() -> str:
    return (
        "" if shutil.which("soffice") else "No LibreOffice is installed (on Debian: apt-get install libreoffice-calc)."
    )


@cache
def missing_pango() -> str:
    """WeasyPrint cannot even be imported without Pango."""
    try:
        import weasyprint  # noqa: F401
    except OSError:
        return (
            "Pango is not installed (on Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)."
        )
    return ""


MISSING = {
    "postgres": missing_postgres,
    "redis": missing_redis,
    "browser": missing_browser,
    "libreoffice": missing_libreoffice,
    "pango": missing_pango,
}

if __name__ == "__main__":
    reason = MISSING[sys.argv[1]]()
    required = os.environ.get("PRISM_REQUIRE_SERVERS") == "1"
    sys.exit(1 if reason and not required else 0)  # required and missing: the tests themselves say so, and fail
