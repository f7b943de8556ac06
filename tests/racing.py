"""Several processes that begin at one word: each prints "ready", waits for a line, and prints what it did as JSON."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def racer(module: str, name: str, argument, env: dict) -> subprocess.Popen:
    """`python -m module name argument`, not yet told to begin."""
    command = [sys.executable, "-m", module, name, str(argument)]
    return subprocess.Popen(command, env=env, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def race(racers: list[subprocess.Popen], timeout: float = 120) -> list:
    """What each of them did, all told to begin once all are ready."""
    for one in racers:
        assert one.stdout.readline() == "ready\n"
    for one in racers:
        one.stdin.write("go\n")
        one.stdin.flush()
    return [json.loads(one.communicate(timeout=timeout)[0]) for one in racers]
