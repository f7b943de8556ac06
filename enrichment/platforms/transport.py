"""The one way out for all four SDKs: one request, one deadline, a capped body, a line in the account.

The SDKs bring four HTTP stacks with four ideas of patience: endless waits, hidden retries, hours of sleep. Here they
only word questions and read answers; every byte goes through `OneTry`. What a platform refuses is turned into our
errors before its SDK can mistake it for something else.
"""

import http.client
import io
import json
import logging
import re
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3 import exceptions as urllib3_errors
from urllib3.connection import HTTPConnection, HTTPSConnection

from enrichment.platforms.base import Account, Malformed, PlatformError, RateLimited, Sent, TryAgain

CONNECT_SECONDS = 5
READ_SECONDS = 10  # from the request's end to the reply's last byte, however slowly it drips
BODY_LIMIT = 8 * 2**20
LONGEST_PAUSE = 7 * 24 * 3600  # no Retry-After holds a platform longer than this

calls = logging.getLogger("prism.calls")

for chatty in ("urllib3", "googleapiclient", "musicbrainzngs", "pylast"):
    logging.getLogger(chatty).setLevel(logging.WARNING)  # below it they print addresses, and keys with them
logging.getLogger("spotipy").setLevel(logging.CRITICAL)  # logs each refusal as an error; we report those ourselves


class NotThere(Exception):
    """The platform answered that it has no such thing. Stays inside the adapters, which answer None."""


# --- A deadline for the whole reply: a socket's own timeout starts anew with every byte -------------------------------


class _UntilDeadline(io.RawIOBase):
    def __init__(self, raw, sock):
        self._raw, self._sock = raw, sock
        self._until = time.monotonic() + (sock.gettimeout() or READ_SECONDS)

    def readable(self):
        return True

    def readinto(self, buffer):
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self):
        self._raw.close()
        super().close()


class _Reply(http.client.HTTPResponse):
    def __init__(self, sock, *args, **kwargs):
        super().__init__(sock, *args, **kwargs)
        self.fp = io.BufferedReader(_UntilDeadline(self.fp.detach(), sock))


class _Connection(HTTPConnection):
    response_class = _Reply


class _SecureConnection(HTTPSConnection):
    response_class = _Reply


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args, **kwargs):
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}


# --- The session ------------------------------------------------------------------------------------------------------


class OneTry(requests.Session):
    """A session that asks once: no retry, redirect, cookie, proxy or patience of its own.

    `refusal(endpoint, response)` answers the error that a reply means, or None when it is a proper one.
    """

    def __init__(self, name: str, title: str, account: Account, refusal, *, agent: str, timeout: float = READ_SECONDS):
        super().__init__()
        self.name, self.title, self.account, self.refusal, self.timeout = name, title, account, refusal, timeout
        self.endpoint, self.subjects = "", 0
        self.trust_env = False
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.headers["User-Agent"] = agent
        self.mount("https://", _Adapter())
        self.mount("http://", _Adapter())

    def about(self, endpoint: str, subjects: int = 1) -> None:
        """What the next request asks for, in the ledger's words."""
        self.endpoint, self.subjects = endpoint, subjects

    def get_redirect_target(self, resp):
        return None  # a redirect would be a second request, to who knows whom

    def send(self, request, **options):
        options.update(timeout=(CONNECT_SECONDS, self.timeout), stream=True)
        began, status, left = time.monotonic(), None, True
        try:
            response = super().send(request, **options)
            status = response.status_code
            self._read(response)
        except (OSError, http.client.HTTPException, urllib3_errors.HTTPError) as error:
            left = not _never_left(error)
            raise self._trouble(error, left) from None  # the library's own words hold the address, and keys with it
        finally:
            self._note(status, time.monotonic() - began, left)
        if error := self.refusal(self.endpoint, response):
            raise error
        return response

    def _read(self, response) -> None:
        body = bytearray()
        for chunk in response.iter_content(65536):
            body += chunk
            if len(body) > BODY_LIMIT:
                response.close()
                raise Malformed(f"{self.title}'s reply is larger than {BODY_LIMIT // 2**20} MB.")
        response._content = bytes(body)  # what `content`, `text` and `json()` read

    def _note(self, status: int | None, seconds: float, left: bool) -> None:
        if left:
            self.account.sent.append(Sent(self.endpoint, status, seconds))
        calls.info(
            "%s %s %s %.0f ms %d subjects", self.name, self.endpoint, status or "-", seconds * 1000, self.subjects
        )

    def _trouble(self, error: Exception, left: bool) -> PlatformError:
        if not left:
            return TryAgain(f"{self.title} cannot be reached.")
        if isinstance(error, requests.Timeout) or isinstance(_inner(error), urllib3_errors.ReadTimeoutError):
            return TryAgain(f"{self.title} did not answer within {self.timeout:g} seconds.")
        if isinstance(error, requests.exceptions.ChunkedEncodingError | requests.exceptions.ContentDecodingError):
            return Malformed(f"{self.title}'s reply was cut off.")
        return TryAgain(f"{self.title} broke the connection.")


def _inner(error: Exception):
    return error.args[0] if error.args else None


def _never_left(error: Exception) -> bool:
    """No connection came about, so no request was sent and none is counted."""
    reason = getattr(_inner(error), "reason", None)
    unconnected = (urllib3_errors.NewConnectionError, urllib3_errors.ConnectTimeoutError, urllib3_errors.SSLError)
    return isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError) or isinstance(reason, unconnected)


# --- Words that all refusals share ------------------------------------------------------------------------------------


def base_url(url: str) -> str:
    """The platform's address without its final slash; ValueError for anything that is no web address."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url!r} is not a web address")
    return url.rstrip("/")


def agent(version: str, contact: str) -> str:
    """Who is asking, and how to reach them: MusicBrainz and Last.fm both require it."""
    return f"Prism/{version} ( {contact} )".encode("ascii", "ignore").decode().replace("\n", " ").replace("\r", " ")


def retry_after(response) -> float | None:
    """Seconds from now, whether Retry-After names seconds or a date."""
    given = (response.headers.get("Retry-After") or "").strip()
    if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", given):
        return min(float(given), LONGEST_PAUSE)
    try:
        until = parsedate_to_datetime(given).replace(tzinfo=UTC)  # HTTP dates are in GMT, whatever they call it
    except (TypeError, ValueError, OverflowError):
        return None
    return min(max((until - datetime.now(UTC)).total_seconds(), 0), LONGEST_PAUSE)


def told(response) -> dict:
    """The JSON object in a refusal's body, empty when there is none."""
    try:
        body = json.loads(response.content)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def refused(title: str, response, said: str | None = None) -> PlatformError | None:
    """What a status means on every platform, once the adapter has looked for what is special on its own."""
    status = response.status_code
    if status < 300:
        return None
    if status < 400:
        return Malformed(f"{title} sends us elsewhere instead of answering.")
    if status == 429:
        return RateLimited(f"{title} asks us to slow down.", after=retry_after(response))
    if status >= 500:
        return TryAgain(f"{title} is in trouble (error {status}).", after=retry_after(response))
    if status == 404:
        return Malformed(f"{title}'s address answers, but not as {title} does.")  # a proxy's page: no "not found"
    return PlatformError(f"{title} refused the question: {(said or f'error {status}').rstrip('.')}.")
