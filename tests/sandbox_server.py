"""A sandbox of one's own, in its own process: `start_sandbox(artists=60, limits="x20").url`."""

import json
import selectors
import subprocess
import sys
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Sandbox:
    def __init__(self, process: subprocess.Popen, url: str):
        self.process, self.url = process, url
        self.port = int(url.rpartition(":")[2])

    def control(self, **orders) -> dict:
        """Steer it: clock, faults, limits, latency, grow, reset, or a platform's mode. Answers with its state."""
        return self._ask("/__control", json.dumps(orders).encode())

    def stats(self, platform: str | None = None, *, reset: bool = False) -> dict:
        found = self._ask("/__stats?reset=1" if reset else "/__stats")
        return found[platform] if platform else found

    def asked(self) -> list[dict]:
        """Every question in the order of arrival: platform, endpoint, path and words."""
        return self._ask("/__asked")

    def _ask(self, path: str, body: bytes | None = None) -> dict:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(self.url + path, body, timeout=10) as reply:
                return json.load(reply)
        except urllib.error.HTTPError as error:
            raise ValueError(json.load(error)["error"]) from error

    def reset(self):
        """As if just started: no counts, faults or history, the clock at its start, modes and limits the first ones."""
        self.control(reset=True)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def start_sandbox(**options) -> Sandbox:
    """Options as on its command line: artists, isrcs, seed, start, spotify, limits, latency, faults, port."""
    words = [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", str(value))]
    command = [sys.executable, "-m", "sandbox", "--die-with-parent", *words]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        line = process.stdout.readline() if selector.select(timeout=60) else ""
    if not line.startswith("sandbox on http://"):
        process.kill()
        process.wait()
        raise RuntimeError(f"The sandbox did not start: {line!r}")
    return Sandbox(process, line.split()[-1])
