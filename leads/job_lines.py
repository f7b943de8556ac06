"""The rows of a job in the order of the file they came from, with those that could not be used at their place."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import FilteredRelation, Q, QuerySet

from leads.models import Artist, Credit, Job, JobRow, Recording, UploadRow

ACCEPTED = (UploadRow.Outcome.NEW, UploadRow.Outcome.KNOWN)
REFUSED = (UploadRow.Outcome.INVALID, UploadRow.Outcome.DUPLICATE)
STATES = (*JobRow.State.values, *(str(outcome) for outcome in REFUSED))


@dataclass
class Line:
    """`asked` is its place in the job; None for what was refused, and while it is being stored."""

    position: int
    row: int | None  # the line as the spreadsheet shows it
    value: str
    recording: Recording | None
    state: str
    reason: str
    message: str
    suggestion: str | None
    until: datetime | None
    updated_at: datetime
    asked: JobRow | None = None
    artist: Artist | None = None


def rows_of(job: Job, states: Collection[str] = (), asked: object = None) -> QuerySet:
    """What there is to be paged through: cells of the job's upload, or else its own rows.

    `states` narrows to some of the STATES, `asked` to job rows with these ids.
    """
    if job.upload_id is None:
        rows = job.rows.filter(state__in=states) if states else job.rows.all()
        return rows if asked is None else rows.filter(pk__in=asked)
    mine = FilteredRelation("recording__job_rows", condition=Q(recording__job_rows__job=job))
    cells = UploadRow.objects.filter(upload=job.upload_id).annotate(mine=mine)
    cells = cells.filter(_in_states(states) if states else ~Q(outcome=UploadRow.Outcome.BLANK))
    cells = cells.exclude(outcome__in=ACCEPTED, recording=None)
    return cells if asked is None else cells.filter(outcome__in=ACCEPTED, mine__pk__in=asked)


def _in_states(states: Collection[str]) -> Q:
    """A code that no row was stored for yet is queued."""
    found = Q(outcome__in=[state for state in states if state in REFUSED])
    found |= Q(outcome__in=ACCEPTED, mine__state__in=states)
    return found | Q(outcome__in=ACCEPTED, mine=None) if JobRow.State.QUEUED in states else found


def lines(job: Job, page: Collection[UploadRow | JobRow]) -> list[Line]:
    """The page of `rows_of`, each with its recording and main artist, in three queries."""
    recordings = Recording.objects.in_bulk({one.recording_id for one in page if one.recording_id})
    if job.upload_id is None:
        found = [_of_row(row, recordings[row.recording_id]) for row in page]
    else:
        asked = {row.recording_id: row for row in job.rows.filter(recording__in=recordings)}
        found = [_of_cell(cell, recordings.get(cell.recording_id), asked, job) for cell in page]
    artists = _main_artists(recordings)
    for line in found:
        line.artist = line.recording and artists.get(line.recording.pk)
    return found


def _of_row(row: JobRow, recording: Recording) -> Line:
    told = (row.state, row.reason, row.message, None, row.until, row.updated_at)
    return Line(row.position, None, recording.isrc, recording, *told, asked=row)


def _of_cell(cell: UploadRow, recording: Recording | None, asked: dict[int, JobRow], job: Job) -> Line:
    place = (cell.position, cell.row, cell.value, recording)
    if cell.outcome not in ACCEPTED:
        stored = job.upload.stored_at or job.upload.created_at
        return Line(*place, cell.outcome, cell.reason, cell.message, cell.suggestion, None, stored)
    row = asked.get(cell.recording_id)
    if row is None:
        return Line(*place, JobRow.State.QUEUED, "", "", None, None, job.created_at)
    return Line(*place, row.state, row.reason, row.message, None, row.until, row.updated_at, asked=row)


def _main_artists(recordings: Collection[int]) -> dict[int, Artist]:
    """The first main artist of each."""
    credits = Credit.objects.filter(recording__in=recordings, role=Credit.Role.MAIN).select_related("artist")
    return {credit.recording_id: credit.artist for credit in credits.order_by("-position", "-pk")}
