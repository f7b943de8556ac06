"""What is done to the worker while it works through a spreadsheet of 500 codes, and how soon it goes on."""

import os
import random
import signal
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone
from django_q.tasks import async_task

from enrichment import foreground, jobs
from enrichment.models import Call, Gate, Lookup, Node
from leads.intake import take_in_codes
from leads.models import Job
from sandbox.catalogue import build
from tests.faults import promises
from tests.faults.grounds import ARTISTS, ISRCS, Grounds
from tests.faults.promises import Broken
from tests.faults.worker import Worker

PATIENCE = 120.0
LOOK = 0.1


@dataclass
class Figures:
    """What one round showed."""

    name: str
    kills: int = 0
    at: list[int] = field(default_factory=list)  # calls on the ledger when the kill came
    recovered: list[float] = field(default_factory=list)  # seconds until work went on, as on a machine of its own
    in_flight: int = 0
    repeated: int = 0
    seconds: float = 0.0

    def __str__(self):
        at = ", ".join(str(calls) for calls in self.at)
        after = ", ".join(f"{seconds:.1f}" for seconds in self.recovered)
        return (
            f"{self.name:8}killed at {at} calls, went on after {after} s; {self.in_flight} calls were in flight,"
            f" {self.repeated} repeated; all ended after {self.seconds:.1f} s"
        )


class Rounds:
    """`within`: seconds from the restart of the worker to the next call or answer."""

    def __init__(self, grounds: Grounds, within: float):
        self.grounds, self.within = grounds, within
        self.codes = list(dict.fromkeys(build(artists=ARTISTS, isrcs=ISRCS).isrcs))
        random.Random(1).shuffle(self.codes)

    def undisturbed(self) -> int:
        """Work the spreadsheet off in this process, as the measure of the rest; how many calls that took."""
        job = self._start()
        foreground.work()
        promises.every_row_finished(job, len(self.codes))
        self.expected = promises.outcome()
        asked = self.grounds.sandbox.asked()
        promises.calls_are_accounted_for(asked, 0)
        self.calls = len(asked)
        return self.calls

    # --- What is done -------------------------------------------------------------------------------------------------

    def group(self, chance: random.Random, kills: int) -> Figures:
        """All of the worker is killed at random moments of its work, and started again by somebody else."""
        figures, job = Figures("group"), self._start()
        worker, began, hit = Worker(self.grounds), time.monotonic(), []
        for calls in sorted(chance.randrange(self.calls) for _ in range(kills)):
            if not self._reached(worker, calls, hit):
                break
            time.sleep(chance.uniform(0, 0.2))
            figures.at.append(Call.objects.count())
            figures.kills += 1
            worker.kill_all()
            worker.leave_nothing()
            hit = list(Lookup.objects.filter(state=Lookup.State.ASKING).values_list("pk", flat=True))
            worker = Worker(self.grounds)
            self._goes_on(worker, figures, worker.started)
            took = figures.recovered[-1] = figures.recovered[-1] - worker.queued()
            if took > self.within:
                raise Broken(f"work went on only {took:.1f} s after the restart")
        return self._ended(job, worker, figures, began)

    def parent(self, chance: random.Random) -> Figures:
        """The cluster's parent alone is killed, in the midst of work."""
        figures, job = Figures("parent"), self._start()
        worker, began = Worker(self.grounds), time.monotonic()
        self._reached(worker, chance.randrange(self.calls // 4, self.calls // 2))
        figures.at.append(Call.objects.count())
        figures.kills += 1
        before = worker.cluster()
        before[0].kill()
        self._until(lambda: not any(one.is_running() for one in before), worker, "the cluster outlived its parent")
        self._goes_on(worker, figures, time.monotonic())
        return self._ended(job, worker, figures, began)

    def idle(self, chance: random.Random) -> Figures:
        """The pool is killed while it has nothing to do: the queue's lock dies with whoever stood first in line."""
        figures = Figures("idle")
        self.grounds.fresh()
        worker, began = Worker(self.grounds, WORKER_STALE_SECONDS="5"), time.monotonic()
        self._until(lambda: Node.objects.exclude(worked_at=None).exists(), worker, "the worker did not begin to work")
        first = worker.cluster()[0]
        figures.at.append(0)
        figures.kills += 1
        for process in worker.pool():
            process.kill()
        killed = time.monotonic()
        job = self._take_in()
        self._goes_on(worker, figures, killed)
        self._until(lambda: not first.is_running(), worker, "the frozen cluster was not replaced")
        return self._ended(job, worker, figures, began)

    def suicide(self, chance: random.Random) -> Figures:
        """Tasks end the process they run in: one for no reason, and then whoever asks the platforms."""
        figures, job = Figures("suicide"), self._start()
        worker, began = Worker(self.grounds), time.monotonic()
        async_task("tests.prism.chores.die")
        for calls in sorted(chance.randrange(self.calls // 2) for _ in range(2)):
            self._reached(worker, calls)
            figures.at.append(Call.objects.count())
            figures.kills += 1
            for pid in self._asking():
                os.kill(pid, signal.SIGKILL)
            self._goes_on(worker, figures, time.monotonic())
        return self._ended(job, worker, figures, began)

    def _asking(self) -> set[int]:
        """The processes that hold a platform's lease just now."""
        owners = Gate.objects.exclude(lease_owner="").values_list("lease_owner", flat=True)
        return {int(owner.split("/")[1]) for owner in owners}

    # --- What is watched ----------------------------------------------------------------------------------------------

    def _start(self) -> Job:
        self.grounds.fresh()
        return self._take_in()

    def _take_in(self) -> Job:
        return jobs.start_upload(take_in_codes(self.codes, kind="api").upload)

    def _reached(self, worker: Worker, calls: int, hit: Iterable[int] = ()) -> bool:
        """Wait for so many calls on the ledger, and for answers to what the last blow hit; False when the job ended."""
        unanswered = Lookup.objects.filter(pk__in=hit, state__in=Lookup.OPEN)
        there = lambda: Call.objects.count() >= calls and not unanswered.exists()  # noqa: E731
        self._until(lambda: there() or self._over(), worker, f"{calls} calls were not reached")
        return not self._over()

    def _goes_on(self, worker: Worker, figures: Figures, since: float) -> None:
        """Note how long after `since` the next question left or was answered."""
        last, now = Call.objects.order_by("-pk").values_list("pk", flat=True).first() or 0, timezone.now()
        news = lambda: (  # noqa: E731
            Call.objects.filter(pk__gt=last).exists()
            or Lookup.objects.filter(answered_at__gt=now).exists()
            or self._over()
        )
        self._until(news, worker, "work did not go on")
        figures.recovered.append(time.monotonic() - since)

    def _over(self) -> bool:
        return not Job.objects.filter(state__in=Job.OPEN).exists()

    def _ended(self, job: Job, worker: Worker, figures: Figures, began: float) -> Figures:
        self._until(self._over, worker, "the job did not end")
        figures.seconds = time.monotonic() - began
        worker.stop()
        worker.leave_nothing()
        promises.every_row_finished(job, len(self.codes))
        promises.same_outcome(self.expected, promises.outcome())
        asked = self.grounds.sandbox.asked()
        figures.repeated, figures.in_flight = promises.calls_are_accounted_for(asked, figures.kills)
        return figures

    def _until(self, done, worker: Worker, otherwise: str) -> None:
        end = time.monotonic() + PATIENCE
        while not done():
            if worker.process.poll() is not None:
                raise Broken(f"the worker ended by itself (code {worker.process.returncode})")
            if time.monotonic() > end:
                raise Broken(f"{otherwise} within {PATIENCE:.0f} s")
            time.sleep(LOOK)
