"""Where the files of exports lie that a worker makes, finished ones and beginnings.

Their names come from the job's id alone, so that none leads out of the folder.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from leads.exports.making import FORMS
from leads.models import Export, Job

PART = ".part"
GOING = (Job.State.QUEUED, Job.State.RUNNING)


class Lost(Exception):
    """What had been made of a file is not there: its folder was emptied, or belongs to another machine."""


def folder() -> Path:
    """Closed to everybody else on this machine: the files are full of addresses."""
    path = settings.MEDIA_ROOT / "exports"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def finished(export: Export) -> Path:
    return folder() / f"{export.job_id}.{FORMS[export.format].extension}"


def beginning(export: Export, name: str = "") -> Path:
    """A file that belongs to an unfinished export; of several, the one of this name."""
    whole = finished(export)
    return whole.with_name(f"{whole.name}.{name}{PART}" if name else f"{whole.name}{PART}")


@contextmanager
def opened(export: Export) -> Iterator[BinaryIO]:
    """The beginning of a file, to go on at its recorded end. Lost where it is shorter than that.

    It is a copy, which takes the place of the older one: whoever was taken for dead and wakes up writes beside it.
    """
    path = beginning(export)
    fresh = path.with_name(f"{path.name}.fresh")
    with fresh.open("wb") as file:
        if export.size:
            _take_over(path, file, export.size)
        os.replace(fresh, path)
        yield file


def _take_over(path: Path, file: BinaryIO, size: int) -> None:
    try:
        with path.open("rb") as old:
            shutil.copyfileobj(old, file)
    except FileNotFoundError:
        raise Lost(path.name)
    if file.tell() < size:
        raise Lost(path.name)
    file.truncate(size)
    file.seek(size)


def settled(file: BinaryIO) -> int:
    """Where the file ends, once all of it would outlast a power cut."""
    file.flush()
    os.fsync(file.fileno())
    return file.tell()


def store(path: Path, content: bytes) -> None:
    """Written whole or not at all."""
    fresh = path.with_name(f"{path.name}.fresh")
    with fresh.open("wb") as file:
        file.write(content)
        settled(file)
    os.replace(fresh, path)


def parts(export: Export, count: int) -> list[Path]:
    """The numbered beginnings of a file that is made of several; Lost where one is missing."""
    found = [beginning(export, str(number)) for number in range(count)]
    if missing := next((path for path in found if not path.exists()), None):
        raise Lost(missing.name)
    return found


def clear(export: Export) -> None:
    """Delete what was begun of it."""
    for path in folder().glob(f"{export.job_id}.*"):
        if path != finished(export):
            path.unlink(missing_ok=True)


def sweep(now: datetime) -> int:
    """Delete files past their day, and beginnings that nobody goes on with; how many went."""
    paths = [path for path in folder().iterdir() if path.is_file()]
    jobs = {path.name.partition(".")[0] for path in paths}  # asked about after the look: what is there has its job
    exports = list(Export.objects.filter(job__in=jobs).select_related("job").defer("leads"))
    going = {export.job_id for export in exports if export.job.state in GOING}
    kept = {finished(export) for export in exports if is_kept(export, now)}
    swept = [path for path in paths if path.name.partition(".")[0] not in going and path not in kept]
    for path in swept:
        path.unlink(missing_ok=True)
    return len(swept)


def is_kept(export: Export, now: datetime) -> bool:
    """Whether its file is whole and not past its day."""
    return export.job.state == Job.State.COMPLETED and export.expires_at is not None and export.expires_at > now
