"""The clients that these tests talk to the sandbox with."""

import json
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
import requests

from sandbox.box import Box
from sandbox.catalogue import build
from sandbox.http import Request

AGENT = "SandboxTests/1.0 ( tests@label.example )"


class Api:
    """The shortest way to each platform: `api.musicbrainz("recording", query=...)`."""

    def __init__(self, server):
        self.server, self.url, self.session = server, server.url, requests.Session()
        self.session.trust_env = False
        self.session.headers["User-Agent"] = AGENT
        self._token = None

    def get(self, path, **params):
        return self.session.get(self.url + path, params=params, timeout=20)

    def musicbrainz(self, path, **params):
        return self.get(f"/ws/2/{path}", fmt="json", **params)

    def token(self, client="client", secret="secret"):
        form = {"grant_type": "client_credentials"}
        return self.session.post(self.url + "/api/token", data=form, auth=(client, secret), timeout=20)

    def spotify(self, path, **params):
        self._token = self._token or self.token().json()["access_token"]
        headers = {"Authorization": f"Bearer {self._token}"}
        return self.session.get(f"{self.url}/v1/{path}", params=params, headers=headers, timeout=20)

    def youtube(self, path, **params):
        return self.get(f"/youtube/v3/{path}", key="key", **params)

    def lastfm(self, method, **params):
        return self.get("/2.0/", **{"method": method, "api_key": "key", "format": "json"} | params)


@pytest.fixture(scope="session")
def world():
    """The same world that the session's sandbox serves."""
    return build(artists=60, isrcs=240, seed=1)


@pytest.fixture
def api(sandbox):
    """Over the wire, counted but never refused for going too fast."""
    sandbox.control(limits="none")
    return Api(sandbox)


class Inside:
    """The same box without a socket, for tests that need a thousand requests."""

    def __init__(self, world, **options):
        self.box, self.headers = Box(world, **options), {"user-agent": AGENT, "host": "127.0.0.1"}

    def get(self, path, **params):
        reply = self.box.answer(Request("GET", f"{path}?{urlencode(params, doseq=True)}", dict(self.headers), b""))
        return SimpleNamespace(
            status=reply.status, headers=reply.headers, body=reply.body, json=lambda: json.loads(reply.body)
        )

    def log_in(self):
        form = urlencode(
            {"grant_type": "client_credentials", "client_id": "client", "client_secret": "secret"}
        ).encode()
        headers = self.headers | {"content-type": "application/x-www-form-urlencoded"}
        reply = self.box.answer(Request("POST", "/api/token", headers, form))
        self.headers["authorization"] = "Bearer " + json.loads(reply.body)["access_token"]

    def steer(self, **orders):
        self.box.steer(orders)

    def count(self, platform):
        return self.box.stats()[platform]


@pytest.fixture
def inside(world):
    return lambda **options: Inside(world, **options)
