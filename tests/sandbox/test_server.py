"""The process: its start, its end, its neighbours."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.sandbox_server import ROOT, start_sandbox


def test_several_run_at_once_and_count_apart():
    with start_sandbox(artists=3, isrcs=5) as one, start_sandbox(artists=3, isrcs=5, seed=2, spotify="extended") as two:
        requests.get(f"{one.url}/2.0/?method=artist.getInfo", timeout=5)
        assert (one.stats("lastfm")["total"], two.stats("lastfm")["total"]) == (1, 0)
        assert one.control()["spotify"] == "dev" and two.control()["spotify"] == "extended"


def test_it_ends_cleanly_when_asked_even_while_a_client_hangs():
    server = start_sandbox(artists=2, isrcs=2, faults="all:hang")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(requests.get, f"{server.url}/2.0/?method=artist.getInfo&api_key=k", timeout=10)
        while not server.stats("lastfm")["total"]:
            time.sleep(0.05)
        server.stop()
        assert server.process.returncode == 0
        assert isinstance(waiting.exception(10), requests.exceptions.ConnectionError)


def test_it_ends_with_its_parent():
    script = """
        import subprocess, sys
        command = [sys.executable, "-m", "sandbox", "--artists", "1", "--isrcs", "1", "--die-with-parent"]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        child.stdout.readline()
        print(child.pid)
    """
    command = [sys.executable, "-c", textwrap.dedent(script)]
    made = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=20)
    child, deadline = int(made.stdout), time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    os.kill(child, signal.SIGKILL)
    pytest.fail("The sandbox outlived its parent.")


def test_the_clock_starts_where_it_is_told():
    with start_sandbox(artists=2, isrcs=2, start="2030-02-03T04:05:06+00:00") as server:
        assert server.control()["now"].startswith("2030-02-03T04:05")
        server.control(clock={"advance": 86_400})
        assert server.control()["now"].startswith("2030-02-04T04:05")
        server.control(reset=True)
        assert server.control()["now"].startswith("2030-02-03T04:05")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--artists", "5", "--isrcs", "2"], "at least one ISRC for each"),
        (["--limits", "fast"], "Limits are real, none or a factor"),
        (["--faults", "youtube:explode"], "There is no fault"),
    ],
    ids=["catalogue", "limits", "faults"],
)
def test_a_start_that_makes_no_sense_is_one_sentence(words, sentence):
    command = [sys.executable, "-m", "sandbox", *words]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20)
    assert made.returncode == 2 and sentence in made.stderr and "Traceback" not in made.stderr


def test_counts_start_anew_when_reset(api, world):
    api.lastfm("artist.getInfo", artist=world.pages[0].name)
    assert api.server.stats("lastfm", reset=True)["total"] == 1
    assert api.server.stats("lastfm")["total"] == 0


def test_it_remembers_what_was_asked_but_no_key(api, world):
    name = world.pages[0].name
    api.server.reset()
    api.lastfm("artist.getInfo", artist=name)
    (asked,) = api.server.asked()
    assert (asked["platform"], asked["endpoint"], asked["words"]["artist"]) == ("lastfm", "artist_info", [name])
    assert not any("key" in word for word in asked["words"])


@pytest.mark.parametrize("rest", ["", "Content-Length: 30\r\n\r\nmethod=artist"])
def test_a_question_whose_client_dies_in_the_midst_was_not_asked(api, rest):
    with socket.create_connection(("127.0.0.1", api.server.port), timeout=5) as connection:
        connection.sendall(f"POST /2.0/ HTTP/1.1\r\nHost: here\r\n{rest}".encode())
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(100) == b""  # it has read all there was
    assert api.server.stats("lastfm")["total"] == 0


def test_many_clients_are_answered_at_once_and_none_is_miscounted(api, world):
    def ask(_):
        return requests.get(
            f"{api.url}/2.0/", params={"method": "artist.getInfo", "artist": "x", "api_key": "k"}, timeout=10
        )

    with ThreadPoolExecutor(8) as pool:
        assert {reply.status_code for reply in pool.map(ask, range(200))} == {200}
    assert api.server.stats("lastfm")["by_endpoint"] == {"artist_info": 200}


def test_it_answers_five_hundred_a_second(inside, world):
    box, artist = inside(limits="none"), next(a for a in world.artists if a.mbid)
    codes = " OR ".join(world.isrcs[:40])
    begun = time.process_time()
    for _ in range(50):
        box.get("/ws/2/recording", query=f"isrc:({codes})", limit=100, fmt="json")
        for _ in range(9):
            box.get(f"/ws/2/artist/{artist.mbid}", fmt="json", inc="url-rels")
    assert time.process_time() - begun < 1


def test_it_knows_neither_the_program_nor_django():
    command = [sys.executable, "-c", "import sandbox.__main__, sys; print(*sys.modules)"]
    loaded = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20).stdout.split()
    strangers = {"django", "prism", "leads", "enrichment", "scoring", "outreach"}
    assert "sandbox.box" in loaded and not strangers & {name.partition(".")[0] for name in loaded}
