"""A real cluster under its watchdog, and what happens when its processes are killed."""

import signal
import subprocess
import sys
import time

import psutil
import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow
TOO_LONG = 150  # seconds; a busy machine takes twenty to start a cluster


def until(wanted, what):
    """Waits for `wanted()` to answer with something, and returns it."""
    end = time.monotonic() + TOO_LONG
    while time.monotonic() < end:
        if answer := wanted():
            return answer
        time.sleep(0.1)
    pytest.fail(f"{what} did not happen within {TOO_LONG} seconds")


class Worker:
    """`manage.py worker` as a process, and what lives below it."""

    def __init__(self, environment, folder):
        self.environment, self.folder = environment, folder
        self.asked = 0
        self.start()

    def start(self):
        command = [sys.executable, str(ROOT / "manage.py"), "worker"]
        self.process = psutil.Popen(command, env=self.environment, cwd=ROOT, start_new_session=True)

    def manage(self, code):
        command = [sys.executable, str(ROOT / "manage.py"), "shell", "-v0", "-c", code]
        subprocess.run(command, env=self.environment, cwd=ROOT, check=True, capture_output=True)

    def ask(self, count=1):
        """Queues tasks that each leave a line in a file of their own."""
        first, self.asked = self.asked, self.asked + count
        paths = [str(self.folder / f"task{n}") for n in range(first, self.asked)]
        self.manage(
            f"from django_q.tasks import async_task\nfor p in {paths}: async_task('tests.prism.chores.make', p)"
        )

    def done(self):
        return all((self.folder / f"task{n}").exists() for n in range(self.asked))

    def runs(self):
        return [(self.folder / f"task{n}").read_text().count("done") for n in range(self.asked)]

    def cluster(self):
        """The cluster's processes, its parent first."""
        children = self.process.children()
        return [children[0], *children[0].children(recursive=True)] if children else []

    def ready(self):
        """Parent, sentinel, two workers, monitor, pusher: all there."""
        try:
            return len(self.cluster()) == 6
        except psutil.NoSuchProcess:
            return False

    def pool(self):
        """The workers: the sentinel starts them first."""
        return sorted(self.cluster()[1].children(), key=lambda process: process.pid)[:2]

    def stop(self):
        """At once, and with it all that it started: that is what the watchdog promises."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def worker(own_database, tmp_path):
    quick = {"WORKERS": "2", "WORKER_STALE_SECONDS": "12", "WORKER_GRACE_SECONDS": "20"}
    worker = Worker({**own_database, **quick}, tmp_path)
    until(worker.ready, "The start of the cluster")
    yield worker
    worker.stop()


def gone(processes):
    return all(not process.is_running() or process.status() == psutil.STATUS_ZOMBIE for process in processes)


def test_a_cluster_whose_parent_was_killed_is_replaced_without_orphans(worker):
    before = worker.cluster()
    before[0].kill()
    until(lambda: gone(before), "The end of the orphans")
    worker.ask(5)
    until(worker.done, "The work after the restart")
    assert worker.runs() == [1] * 5


def test_a_cluster_that_froze_when_its_idle_workers_died_is_replaced(worker):
    frozen = worker.cluster()[0]
    worker.ask()
    until(worker.done, "The first work")
    for process in worker.pool():
        process.kill()
    worker.ask(8)
    until(worker.done, "The work after the freeze")
    assert gone([frozen])


def test_told_to_stop_it_ends_with_all_its_processes(worker):
    before = [worker.process, *worker.cluster()]
    worker.process.terminate()
    assert worker.process.wait(30) == 0
    until(lambda: gone(before), "The end of all processes")


def test_a_killed_watchdog_takes_its_cluster_along(worker):
    before = worker.cluster()
    worker.process.kill()
    until(lambda: gone(before), "The end of the cluster")
    worker.start()
    worker.ask(3)
    until(worker.done, "The work of the next watchdog")


def test_what_a_killed_watchdog_left_behind_is_ended_by_the_next(worker):
    stray = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(600)"],
        env={**worker.environment, "PRISM_NODE": worker.cluster()[0].environ()["PRISM_NODE"]},
        start_new_session=True,
    )
    worker.process.kill()
    worker.process.wait()
    worker.start()
    assert stray.wait(TOO_LONG) == -signal.SIGKILL


def test_a_task_that_kills_its_own_process_stops_no_other(worker):
    worker.manage("from django_q.tasks import async_task; async_task('tests.prism.chores.die')")
    worker.ask(10)
    until(worker.done, "The other tasks")
    assert worker.runs() == [1] * 10
