"""The clients that these tests talk to the sandbox with."""

import pytest
import requests

from sandbox.catalogue import build
from tests.sandbox_server import sandbox, sandbox_server  # noqa: F401

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
def api(sandbox):  # noqa: F811
    return Api(sandbox)
