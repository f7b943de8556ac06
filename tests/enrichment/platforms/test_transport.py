"""The one way out, against sockets that misbehave."""

import logging
import socket
import threading
import time
import traceback
from contextlib import contextmanager

import pytest

from enrichment.platforms.base import Malformed, PlatformError, TryAgain
from enrichment.platforms.lastfm import LastFM
from enrichment.platforms.musicbrainz import MusicBrainz
from enrichment.platforms.spotify import Spotify
from enrichment.platforms.transport import agent, base_url
from enrichment.platforms.youtube import YouTube
from tests.enrichment.platforms import wire

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
WHOLE = HEAD + b"Content-Length: 26\r\n\r\n" + b'{"count":0,"recordings":[]}'[:26]


@contextmanager
def server(*talk, times=1):
    """A server that reads a request, then plays `talk`: bytes to send, seconds to wait, or None to reset."""
    listening = socket.create_server(("127.0.0.1", 0))
    seen, stop = [], threading.Event()

    def serve():
        while not stop.is_set():
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                while request := connection.recv(65536):
                    seen.append(request)
                    play(connection)
                    if talk[-1] is not KEEP:
                        break

    def play(connection):
        for step in talk:
            if step is None:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
            elif isinstance(step, bytes):
                try:
                    connection.sendall(step)
                except OSError:
                    return
            elif step is not KEEP:
                stop.wait(step)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}", seen
    stop.set()
    listening.close()


KEEP = object()  # the connection stays open for the next request
DRIP_BODY = [HEAD + b"Content-Length: 500\r\n\r\n", *[b" ", 0.05] * 60]
DRIP_HEAD = [b"HTTP/1.1 200 OK\r\n", *[b"X", 0.05] * 60]


def ask(url, timeout=0.4):
    adapter = MusicBrainz(url, "tests@example.test", "1.0", timeout=timeout)
    return adapter, lambda: adapter.recordings(["NZABC2100001"])


@pytest.mark.parametrize(
    ("talk", "kind", "status"),
    [
        ([3], TryAgain, None),
        (DRIP_BODY, TryAgain, 200),
        (DRIP_HEAD, TryAgain, None),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"], Malformed, 200),
        ([HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"], Malformed, 200),
        ([HEAD + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd"], Malformed, 200),
        ([None], TryAgain, None),
        ([b"what?\r\n\r\n"], TryAgain, None),
        ([b""], TryAgain, None),
        ([b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"], Malformed, 302),
    ],
    ids=["hang", "drip", "dripping headers", "cut", "chunks", "gzip", "reset", "no HTTP", "closed", "redirect"],
)
def test_whatever_goes_wrong_is_one_error_after_one_request_and_one_timeout(talk, kind, status):
    with server(*talk) as (url, seen):
        adapter, question = ask(url)
        began = time.monotonic()
        with pytest.raises(PlatformError) as caught:
            question()
    assert type(caught.value) is kind
    assert time.monotonic() - began < 1.5
    assert len(seen) == 1
    assert [sent.status for sent in adapter.account.sent] == [status]


def test_a_server_that_is_not_there_was_not_asked():
    adapter, question = ask("http://127.0.0.1:1")
    with pytest.raises(TryAgain, match="cannot be reached"):
        question()
    assert adapter.account.sent == []


def test_a_connection_is_used_again():
    body = b'{"count":0,"recordings":[]}'
    with server(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body, KEEP) as (url, seen):
        adapter, question = ask(url)
        question(), question()
        assert len(seen) == 2
        assert len(adapter.session.get_adapter(url).poolmanager.pools) == 1


def test_cookies_and_proxies_are_ignored(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    body = b'{"count":0,"recordings":[]}'
    reply = HEAD + b"Set-Cookie: a=b\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    with server(reply, KEEP) as (url, seen):
        _, question = ask(url)
        question(), question()
    assert len(seen) == 2
    assert b"Cookie" not in seen[1]


QUESTIONS = {
    "musicbrainz": (lambda url: MusicBrainz(url, "c", "1"), lambda a: a.recordings(["NZABC2100001"])),
    "spotify": (lambda url: Spotify(url, url, *wire.SECRETS[:2]), lambda a: a.artist("x")),
    "youtube": (lambda url: YouTube(url, wire.SECRETS[0]), lambda a: a.channels(["x"])),
    "lastfm": (lambda url: LastFM(url, wire.SECRETS[0], "1", "c"), lambda a: a.artist("x")),
}


@pytest.mark.parametrize("platform", QUESTIONS)
@pytest.mark.parametrize(
    "talk", [b"HTTP/1.1 400 No\r\n\r\n{}", b"HTTP/1.1 200 OK\r\n\r\nx", b"nonsense"], ids=wire.short
)
def test_neither_errors_nor_logs_hold_a_key(platform, talk, caplog):
    build, question = QUESTIONS[platform]
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, "prism.calls")
    with server(talk) as (url, _):
        adapter = build(url)
        with pytest.raises(PlatformError) as caught:
            question(adapter)
    told = "".join(traceback.format_exception(caught.value)) + caplog.text
    assert not [secret for secret in wire.SECRETS if secret in told]
    assert f"{platform} {adapter.account.sent[0].endpoint}" in caplog.text


def test_each_request_is_one_line_in_the_log(caplog):
    with caplog.at_level(logging.INFO, "prism.calls"):
        adapter = wire.musicbrainz()
        wire.on(adapter, {"count": 0, "recordings": []})
        adapter.recordings(["NZABC2100001", "NZABC2100002"])
    (line,) = caplog.messages
    assert line.startswith("musicbrainz recording_search 200 ")
    assert line.endswith(" ms 2 subjects")


@pytest.mark.parametrize("url", ["", "musicbrainz.org", "ftp://x", "http://", "file:///etc/passwd"])
def test_an_address_that_is_none_is_refused_at_once(url):
    with pytest.raises(ValueError, match="is not a web address"):
        base_url(url)


def test_an_odd_contact_is_still_a_proper_header():
    assert agent("1.0", "Kōwhai\r\nX: y") == "Prism/1.0 ( Kwhai  X: y )"
