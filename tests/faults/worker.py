"""`manage.py worker` as a group of processes that can be killed."""

import subprocess
import sys
import time
from pathlib import Path

import psutil

from tests.faults.grounds import MARK
from tests.faults.promises import Broken
from tests.sandbox_server import ROOT


class Worker:
    def __init__(self, grounds, **settings: str):
        self.mark = f"{MARK}={grounds.environment[MARK]}".encode()
        environment = {**grounds.environment, **settings}
        with grounds.log.open("ab") as log:
            command = [sys.executable, str(ROOT / "manage.py"), "worker"]
            self.started = time.monotonic()
            self.process = subprocess.Popen(
                command, env=environment, cwd=ROOT, start_new_session=True, stdout=log, stderr=log
            )

    def cluster(self) -> list[psutil.Process]:
        """The cluster's processes: its parent, the sentinel, then the pool and its two aides in the order of birth."""
        children = psutil.Process(self.process.pid).children()
        if not children:
            return []
        parent = children[0]
        below = sorted(parent.children(recursive=True), key=lambda process: process.pid)
        return [parent, *below]

    def pool(self, workers: int = 6) -> list[psutil.Process]:
        return self.cluster()[2 : 2 + workers]

    def carriers(self) -> list[int]:
        """Every process alive that this worker started, whoever its parent is by now."""
        return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if self.mark in _environment(entry)]

    def queued(self) -> float:
        """Seconds for which its start stood in line for a processor, because the machine had other things to do."""
        cluster = self.cluster()
        one_by_one = [psutil.Process(self.process.pid), *cluster[:2]]  # each starts the next
        return sum(map(_queued, one_by_one)) + max(map(_queued, cluster[2:]), default=0)

    def kill_all(self):
        """The whole group at one blow, the watchdog first: nothing of it can start anything anew."""
        group = [psutil.Process(self.process.pid), *self.cluster()]
        for process in group:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                pass
        self.process.wait()

    def stop(self, patience: float = 30):
        """Told to stop, it ends by itself."""
        self.process.terminate()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            raise Broken(f"told to stop, the worker had not ended after {patience:.0f} s")

    def leave_nothing(self, patience: float = 5):
        """No process of this worker outlives it."""
        end = time.monotonic() + patience
        while left := self.carriers():
            if time.monotonic() > end:
                raise Broken(f"processes {left} outlived the worker")
            time.sleep(0.05)


def _queued(process: psutil.Process) -> float:
    # https://docs.kernel.org/scheduler/sched-stats.html: time on the processor, time in line for one, in nanoseconds
    try:
        return int(Path(f"/proc/{process.pid}/schedstat").read_text().split()[1]) / 1e9
    except OSError:  # gone, or a kernel that does not count
        return 0.0


def end_all(mark: str) -> None:
    """Whatever is still there of any worker with this mark is ended."""
    for entry in Path("/proc").glob("[0-9]*"):
        if any(word.startswith(f"{MARK}={mark}".encode()) for word in _environment(entry)):
            try:
                psutil.Process(int(entry.name)).kill()
            except psutil.NoSuchProcess:
                pass


def _environment(entry: Path) -> list[bytes]:
    try:
        return (entry / "environ").read_bytes().split(b"\0")
    except OSError:  # gone meanwhile, or somebody else's
        return []
