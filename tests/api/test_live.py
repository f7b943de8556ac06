"""What only a real server shows: requests at the same time, bodies in pieces, and what is hardly HTTP."""

import json
import os
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api.live import served

BODY = '{"text": "one"}'
HEAD = b"POST /api/trial HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
KEYS = 250 if os.environ.get("LONG") == "1" else 15
PART = b'Content-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'


@pytest.fixture
def live(own_database):
    with served(own_database) as one:
        yield one


def pieces(*parts):
    return b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in (*parts, b""))


def test_a_real_server(live):
    """One server for all of it: starting one takes longer than everything that is asked of it."""
    twenty_at_once_have_one_effect(live)
    twenty_forms_at_once_have_one_effect(live)
    each_of_many_keys_has_one_effect(live)
    bodies_in_pieces_are_whole(live)
    what_is_hardly_http_is_a_problem(live)
    long_addresses_are_refused(live)
    nobody_waits_for_a_busy_process(live)
    limits_hold_for_all_processes(live)


def twenty_at_once_have_one_effect(live):
    def one(_):
        told = {"Content_Type": "application/json", "Idempotency_Key": "race"}
        return live.send("POST", "/api/trial", '{"wait": 0.3}', **told)

    is_one_effect(one)


def twenty_forms_at_once_have_one_effect(live):
    def one(number):
        body = f'--b{number}\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx\r\n--b{number}--\r\n'
        told = {"Content_Type": f"multipart/form-data; boundary=b{number}", "Idempotency_Key": "race"}
        return live.send("POST", "/api/trial/form", body, **told)

    is_one_effect(one)


def is_one_effect(one):
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(one, range(20)))
    made = {told["made"] for status, _, told in answers if status < 300}
    others = [(status, told["type"]) for status, _, told in answers if status >= 300]
    assert len(made) == 1 and set(others) <= {(409, "urn:prism:problem:idempotency_in_flight")}
    first = [headers for status, headers, _ in answers if status < 300 and "Idempotency-Replayed" not in headers]
    assert len(first) == 1
    status, headers, told = one(0)
    assert headers["Idempotency-Replayed"] == "true" and told["made"] in made


def each_of_many_keys_has_one_effect(live):
    """Twenty callers at once, and each key is sent twenty times."""

    def one(number):
        told = {"Content_Type": "application/json", "Idempotency_Key": f"many-{number // 20}"}
        return number // 20, live.send("POST", "/api/trial", BODY, **told)

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(one, range(20 * KEYS)))
    made, first, refused = defaultdict(set), defaultdict(int), set()
    for key, (status, headers, told) in answers:
        if status >= 300:
            refused.add((status, told["type"]))
        else:
            made[key].add(told["made"])
            first[key] += "Idempotency-Replayed" not in headers
    assert refused <= {(409, "urn:prism:problem:idempotency_in_flight")}
    assert len(made) == KEYS and all(len(one) == 1 for one in made.values())
    assert set(first.values()) == {1} and len(set.union(*made.values())) == KEYS


def bodies_in_pieces_are_whole(live):
    """As .NET and others send: no length, but pieces."""
    status, _, told = live.send("POST", "/api/trial", iter([b'{"te', b'xt": "one"}']), Content_Type="application/json")
    assert (status, told["given"]["text"]) == (201, "one")
    long = b'{"text": "' + b"x" * 3_000_000 + b'"}'
    assert live.send("POST", "/api/trial", iter([long]), Content_Type="application/json")[0] == 413
    part = b"--x\r\n" + PART + b"y" * 2_000_000
    form = {"Content_Type": "multipart/form-data; boundary=x"}
    assert live.send("POST", "/api/trial/form", iter([part, b"\r\n--x--\r\n"]), **form)[2]["read"] == 2_000_000
    huge = (b"z" * 1_000_000 for _ in range(27))
    try:
        assert live.send("POST", "/api/trial/form", huge, **form)[0] == 413
    except (BrokenPipeError, ConnectionResetError):
        pass  # the server hung up before all was sent


def what_is_hardly_http_is_a_problem(live):
    bearer = f"Authorization: Bearer {live.key}\r\n".encode()
    form = HEAD.replace(b"/trial ", b"/trial/form ").replace(b"application/json", b"multipart/form-data; boundary=x")
    form += bearer
    chunked = HEAD + bearer + b"Transfer-Encoding: chunked\r\n"
    oddities = [
        chunked + b"\r\nnonsense\r\n{}\r\n0\r\n\r\n",
        chunked + b"\r\n-5\r\n{}\r\n0\r\n\r\n",
        chunked + b"\r\nffffffffffffffffff\r\n{}",
        chunked + b"\r\n5\r\n{}",  # broken off
        chunked + b"Content-Length: 2\r\n\r\n" + pieces(b'{"text": "smuggled"}'),
        HEAD + bearer + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + pieces(b"{}"),
        HEAD + bearer + b"Transfer-Encoding: nonsense\r\n\r\n{}",
        HEAD + bearer + b"Transfer-Encoding: identity, chunked, chunked\r\n\r\n" + pieces(b"{}"),
        HEAD + bearer + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
        HEAD + bearer + b"Content-Length: -1\r\n\r\n{}",
        HEAD + bearer + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
        HEAD + bearer + b"Content-Length: two\r\n\r\n{}",
        HEAD + bearer + b"Content-Length: 20\r\n\r\n{}",  # less than was told
        form + b"Content-Length: 900\r\n\r\n--x\r\n" + PART + b"half a file",
        HEAD + bearer + b"Bad Header: x\r\n\r\n",
        HEAD + bearer + b"X-Long: " + b"x" * 20_000 + b"\r\n\r\n",
        HEAD + bearer + b"Expect: something\r\nContent-Length: 2\r\n\r\n{}",
        b"GET /api/health HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"G<T /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /api/health\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /api/health HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"nonsense\r\n\r\n",
    ]
    wrong = {}
    for number, oddity in enumerate(oddities):
        head, _, body = live.raw(oddity).partition(b"\r\n\r\n")
        if not is_refusal(head, body):
            wrong[number] = head[:100], body[:200]
    assert wrong == {}


def is_refusal(head: bytes, body: bytes) -> bool:
    if not head.startswith(b"HTTP/1.1 4") or b"application/problem+json" not in head or b"X-Request-Id" not in head:
        return False
    told, _ = json.JSONDecoder().raw_decode(body.decode())  # gunicorn may add a second answer before it hangs up
    inner = any(word in body for word in (b"Traceback", b"nonsense", b"Invalid", b".py", b"html"))
    return 400 <= told["status"] < 500 and told["error"] == told["detail"] and not inner


def long_addresses_are_refused(live):
    assert live.send("GET", "/api/trial?search=" + "x" * 3000)[0] == 200
    for path in ("/api/trial?search=" + "x" * 9000, "/api/artist/" + "1" * 9000):
        assert live.send("GET", path)[0] == 414


def nobody_waits_for_a_busy_process(live):
    """Seven of eight threads are held; which process has the eighth is nobody's concern."""
    with ThreadPoolExecutor(7) as pool:
        told = {"Content_Type": "application/json"}
        held = [pool.submit(live.send, "POST", "/api/trial", '{"wait": 8}', **told) for _ in range(7)]
        time.sleep(1)
        assert [live.send("GET", "/api/health")[0] for _ in range(5)] == [200] * 5
        assert not any(one.done() for one in held)


def limits_hold_for_all_processes(live):
    left = []

    def one(_):
        left.append(int(live.send("GET", "/api/trial")[1]["X-RateLimit-Remaining"]))

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(one, range(40)))
    counted = sorted(left)
    assert len(set(counted)) == 40 or counted[-1] >= 590, "no call is lost, unless a minute ended"
