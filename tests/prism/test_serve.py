"""The site and its worker as one: what ends one ends the other, and nothing stays behind."""

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import psutil
import pytest

from tests.conftest import ROOT

TOO_LONG = 60


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def serve(own_database, port, tmp_path):
    """The site and its worker, once both answer."""
    env = {**own_database, "WORKERS": "2", "STATIC_ROOT": str(tmp_path / "static"), "PORT": str(port), "DEBUG": "true"}
    command = [sys.executable, str(ROOT / "manage.py"), "serve"]
    process = psutil.Popen(command, env=env, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        until(lambda: len(process.children(recursive=True)) >= 9 and answers(port))
        yield process
    finally:
        if process.poll() is None:
            process.kill()  # and with it, all that it started
            process.wait()


def until(wanted):
    end = time.monotonic() + TOO_LONG
    while not wanted():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.2)


def answers(port):
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/admin/login/", timeout=5).status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def gone(processes):
    return all(not process.is_running() or process.status() == psutil.STATUS_ZOMBIE for process in processes)


@pytest.mark.slow
@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_one_signal_ends_site_and_worker(serve, port, signum):
    family = [serve, *serve.children(recursive=True)]
    serve.send_signal(signum)
    assert serve.wait(TOO_LONG) == 0
    until(lambda: gone(family))
    assert not answers(port)


@pytest.mark.slow
@pytest.mark.parametrize(("word", "name"), [("gunicorn", "The web server"), ("worker", "The worker")])
def test_the_death_of_one_ends_the_other_with_a_sentence(serve, word, name):
    family = [serve, *serve.children(recursive=True)]
    next(child for child in serve.children() if word in child.cmdline()).kill()
    assert serve.wait(TOO_LONG) == 1
    assert f"{name} ended by itself" in serve.stderr.read()
    until(lambda: gone(family))


def test_a_taken_port_is_said_before_anything_starts(own_database, port):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        command = [sys.executable, str(ROOT / "manage.py"), "serve", "--port", str(port)]
        done = subprocess.run(command, env=own_database, cwd=ROOT, capture_output=True, text=True, timeout=TOO_LONG)
    assert done.returncode == 1
    assert f"Port {port} cannot be used" in done.stderr
