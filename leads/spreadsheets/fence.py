"""A child process between a stranger's file and the site: little memory, little time, no secrets."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from leads.spreadsheets.containers import corrupt, too_large
from leads.spreadsheets.results import LARGEST_FILE, MEGABYTE, MOST_OUTPUT, Sheetful, Unreadable, assemble

DEADLINE = 20  # seconds
MEMORY = 300 * MEGABYTE
_HOME = Path(__file__).resolve().parent.parent.parent
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")  # what an interpreter needs to start: no keys, no database
_OUT_OF_MEMORY = (-signal.SIGABRT, -signal.SIGKILL, -signal.SIGSEGV)


def read_fenced(path, filename: str, *, deadline: float = DEADLINE, memory: int = MEMORY, **overrides) -> Sheetful:
    """What `read` gives, or Unreadable, from a child process that ends at the deadline whatever the file does."""
    path = Path(path).resolve()
    if (size := path.stat().st_size) > LARGEST_FILE:
        raise too_large(size)
    request = {"path": str(path), "filename": filename, "deadline": deadline, "memory": memory, "overrides": overrides}
    end = time.monotonic() + deadline
    with _child() as child:
        ender = threading.Timer(deadline, child.kill)
        ender.start()
        try:
            _ask(child, request)
            return assemble(_messages(child.stdout, memory))
        except EOFError:
            raise _ended_early(child.wait(), time.monotonic() >= end, deadline, memory) from None
        finally:
            ender.cancel()
            child.kill()


def _child() -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-E", "-s", "-X", "utf8", "-m", "leads.spreadsheets"],
        cwd=_HOME,
        env={name: os.environ[name] for name in _PASSED_ON if name in os.environ} | {"MALLOC_ARENA_MAX": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _ask(child: subprocess.Popen, request: dict):
    try:
        child.stdin.write(json.dumps(request).encode())
        child.stdin.close()
    except BrokenPipeError:
        pass  # its silence will say so


def _messages(answer, memory: int) -> Iterator:
    size = 0
    for line in answer:
        size += len(line)
        if size > MOST_OUTPUT:
            raise out_of_memory(memory)
        if line.endswith(b"\n"):  # else it was cut off in the middle
            yield json.loads(line)


def _ended_early(status: int, late: bool, deadline: float, memory: int) -> Unreadable:
    if late or status == -signal.SIGXCPU:
        sentence = f"This file could not be read within {deadline:g} seconds. Split it, or save it as CSV."
        return Unreadable("timed_out", sentence, limit=deadline)
    return out_of_memory(memory) if status in _OUT_OF_MEMORY else corrupt()


def out_of_memory(memory: int) -> Unreadable:
    return Unreadable(
        "too_large",
        f"Reading this file takes more than {memory // MEGABYTE} MB of memory. "
        "Delete what stands far to the right or far below, or save the sheet with the ISRCs as CSV.",
        limit=memory,
    )
