"""Requests that are held until an answer is there, or their time is over: never more than half of the web threads."""

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings

from enrichment import foreground, settle
from enrichment.jobs import QueueFull
from leads.models import Job, Upload
from leads.spreadsheets import Unreadable
from prism.api.problems import Problem, wrong_state

SEATS = threading.BoundedSemaphore(max(1, settings.WEB_THREADS // 2))  # of this process
LOOKS = 3  # at what is known already, for those who do not wait
BUSY = 60  # seconds after which a full queue is worth another try
SOON = 5  # seconds after which it is worth looking again, where nobody knows better


@contextmanager
def seat() -> Iterator[bool]:
    """Whether this request may be held; the others are answered at once."""
    taken = SEATS.acquire(blocking=False)
    try:
        yield taken
    finally:
        if taken:
            SEATS.release()


def work_for(job: Job, seconds: float) -> bool:
    """Work on the job here for at most so long; whether we did. Else only what is known already is looked through.

    Nothing is locked meanwhile. A call that is under way when the time is over is waited for.
    """
    with seat() as taken:
        waited = taken and seconds > 0 and job.filled_at is not None  # rows too many for a page are a worker's to store
        if waited:
            foreground.work(job, deadline=time.time() + seconds)
        else:
            _look_through(job)
    job.refresh_from_db()
    return waited


def _look_through(job: Job) -> None:
    """Work off what is new about the job's recordings; nobody is asked."""
    for _ in range(LOOKS):
        if not settle.work_off(idle=False, only=job.rows.order_by().values("recording")):
            return


def later(job: Job, pending: Iterable[dict], now: datetime) -> dict[str, str]:
    """The headers of an answer that is not whole yet: where to look, and when."""
    times = [one["until"] for one in pending]
    known = times and all(times)
    seconds = max(1, int((min(times) - now).total_seconds()) + 1) if known else SOON
    return {"Location": f"/api/jobs/{job.pk}", "Retry_After": str(seconds)}


@contextmanager
def starting() -> Iterator[None]:
    """A full queue, and a list that somebody discarded before it was started, as the API tells them."""
    try:
        yield
    except QueueFull as full:
        raise Problem(429, "queue_full", "Queue full", str(full), headers={"Retry-After": str(BUSY)})
    except Unreadable as gone:
        raise wrong_state(gone.sentence)
    except Upload.DoesNotExist:
        raise wrong_state("Somebody discarded this upload before it was started.")
