"""The real server, two processes of four threads, on a database of its own, with a program's token."""

import http.client
import json
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

from prism.management.commands.serve import web_command
from tests.conftest import ROOT

START = """
import django; django.setup()
from django.contrib.auth.models import User
from prism import tokens
print(tokens.issue(User.objects.create_superuser("live"), "live", scope="write")[1])
"""


class Live:
    def __init__(self, port: int, key: str):
        self.port, self.key = port, key

    def send(self, verb, path, body=None, **headers):
        """The status, the headers and the body as JSON."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(verb, path, body, {"Authorization": f"Bearer {self.key}", **named})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, answer.headers, json.loads(text) if text else None

    def raw(self, text: bytes) -> bytes:
        """All that comes back for these very bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as line:
            line.sendall(text)
            line.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: line.recv(65536), b""))


@contextmanager
def served(environment: dict):
    env = {**environment, "DJANGO_SETTINGS_MODULE": "tests.api.live_settings", "API_THROTTLE_WRITE": "0"}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    key = subprocess.run([sys.executable, "-c", START], env=env, cwd=ROOT, check=True, capture_output=True, text=True)
    server = subprocess.Popen([sys.executable, *web_command("127.0.0.1", port)], env=env, cwd=ROOT)
    live = Live(port, key.stdout.strip())
    try:
        _wait(live)
        yield live
    finally:
        server.terminate()
        server.wait(60)


def _wait(live):
    until = time.monotonic() + 60
    while True:
        try:
            return live.send("GET", "/api/status")
        except OSError:
            assert time.monotonic() < until, "the server did not come up"
            time.sleep(0.2)
