"""A child process between a stranger's file and the site: little memory, little time, no secrets."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from leads.spreadsheets.containers import corrupt, too_large
from leads.spreadsheets.results import LARGEST_FILE, MEGABYTE, Sheetful, Unreadable, assemble

DEADLINE = 20  # seconds
MEMORY = 300 * MEGABYTE
_HOME = Path(__file__).resolve().parent.parent.parent
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")  # what an interpreter needs to start: no keys, no database
_OUT_OF_MEMORY = (-signal.SIGABRT, -signal.SIGKILL, -signal.SIGSEGV, -signal.SIGXFSZ)


def read_fenced(path, filename: str, *, deadline: float = DEADLINE, memory: int = MEMORY, **overrides) -> Sheetful:
    """What `read` gives, or Unreadable, from a child process that ends at the deadline whatever the file does."""
    path = Path(path).resolve()
    if (size := path.stat().st_size) > LARGEST_FILE:
        raise too_large(size)
    request = {"path": str(path), "filename": filename, "deadline": deadline, "memory": memory, "overrides": overrides}
    with tempfile.TemporaryFile() as answer:
        status = _run(json.dumps(request).encode(), answer, deadline)
        answer.seek(0)
        try:
            return assemble(_messages(answer))
        except EOFError:
            raise _ended_early(status, deadline, memory) from None


def _run(request: bytes, answer, deadline: float) -> int | None:
    """The child's exit status, or None when it had to be stopped."""
    child = subprocess.Popen(
        [sys.executable, "-E", "-s", "-X", "utf8", "-m", "leads.spreadsheets"],
        cwd=_HOME,
        env={name: os.environ[name] for name in _PASSED_ON if name in os.environ} | {"MALLOC_ARENA_MAX": "1"},
        stdin=subprocess.PIPE,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        child.communicate(request, timeout=deadline)
    except subprocess.TimeoutExpired:
        return None
    finally:
        child.kill()
        child.wait()
    return child.returncode


def _messages(answer) -> Iterator:
    for line in answer:
        if not line.endswith(b"\n"):
            return  # cut off in the middle
        yield json.loads(line)


def _ended_early(status: int | None, deadline: float, memory: int) -> Unreadable:
    if status is None or status == -signal.SIGXCPU:
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
