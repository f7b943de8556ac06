"""What the queue runs of leads' own work. Small ids in, nothing out: the run's row is the record."""

import logging

from leads import runs

log = logging.getLogger("prism.runs")
BROKEN = "Prism stopped here; the log says why. What was done is kept, and “Try again” goes on from there."


def carry_on(run_id: int) -> None:
    """One slice of a policy's run over the book, then the next if there is more."""
    try:
        more = runs.work_on(run_id)
    except Exception:  # the worker's edge
        log.exception("Policy run %s cannot go on", run_id)
        runs.fail(run_id, BROKEN)
        return
    if more:
        runs.wake(run_id)
