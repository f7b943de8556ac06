"""What an export holds and how far it is, in one line, as the desk says it."""

from collections.abc import Mapping
from dataclasses import dataclass

from leads.exports import jobs, words
from leads.models import Export, Job


def in_short(export: Export, uploads: Mapping[str, str]) -> str:
    """Which leads are in it, in one line; of a dossier, whose name its file has, that."""
    if not export.fields:
        return export.filename
    told = [f"{label}: {held}" for label, held in words.narrowing(export.filters, uploads)]
    if export.picked:
        told.insert(0, "Picked one by one")
    return " · ".join(told) or "All leads"


# --- How far it is ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stands:
    """`word` is a job's state, or once, ready, expired."""

    word: str
    percent: int = 0

    @property
    def is_open(self) -> bool:
        return self.word in Job.OPEN

    @property
    def can_try_again(self) -> bool:
        return self.word in (Job.State.FAILED, Job.State.CANCELLED)


def how_it_stands(export: Export) -> Stands:
    """Where an export is on its way from being ordered to being deleted."""
    if export.job is None:
        return Stands("once")
    if export.job.state == Job.State.COMPLETED:
        return Stands("ready" if jobs.path_of(export) else "expired", 100)
    done = min(99, 100 * export.done // export.rows) if export.rows else 0  # it is all there only when it is ready
    return Stands(export.job.state, done)
