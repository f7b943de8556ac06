"""From a file or a list of codes to an Upload, its rows and the Recordings they name.

The same bytes are the same upload. Rows are stored a thousand at a time; an upload that a crash cut short has no
`stored_at`, and the same bytes again complete it from where it stopped.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from os import PathLike

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from leads import handed
from leads.bulk import insert
from leads.handed import Handed
from leads.models import Recording, Upload, UploadRow
from leads.spreadsheets import Row, Sheetful, Unreadable

CHUNK = 1000

Outcome = UploadRow.Outcome
SUMS = {
    "new": Outcome.NEW,
    "known": Outcome.KNOWN,
    "duplicates": Outcome.DUPLICATE,
    "invalid": Outcome.INVALID,
    "blank": Outcome.BLANK,
}


@dataclass(frozen=True)
class Taken:
    """What a file or list came to."""

    upload: Upload | None  # None after a look at something that was never taken in
    same_file: bool
    rows: int  # data rows below the header
    new: int
    known: int
    duplicates: int
    invalid: int
    blank: int
    detected: dict = field(default_factory=dict)
    errors: list[Row] = field(default_factory=list)  # the invalid cells, in file order
    notes: list[str] = field(default_factory=list)

    @property
    def isrcs(self) -> int:
        """Distinct valid codes."""
        return self.new + self.known

    @property
    def cells(self) -> int:
        """One per code, bad cell and blank."""
        return self.isrcs + self.duplicates + self.invalid + self.blank


def take_in(
    path: str | PathLike, filename: str, *, user=None, overrides: dict | None = None, barren: bool = True
) -> Taken:
    """Store a file's rows and new recordings; Unreadable, with its sentence, comes before anything is written.

    Without `barren`, a file that holds not one code that can be used is unreadable, too.
    """
    return _take(handed.file(path, filename, overrides), user, barren)


def look(path: str | PathLike, filename: str, *, overrides: dict | None = None) -> Taken:
    """What `take_in` would come to; nothing is written."""
    return _look(handed.file(path, filename, overrides))


def take_in_codes(codes: list, *, kind: str, label: str = "", user=None) -> Taken:
    """The same for a pasted text (one entry a line), an API list or a single code."""
    return _take(handed.codes(codes, kind, label or Upload.Kind(kind).label), user)


def look_codes(codes: list, *, kind: str, label: str = "") -> Taken:
    """What `take_in_codes` would come to; nothing is written."""
    return _look(handed.codes(codes, kind, label or Upload.Kind(kind).label))


# --- Storing ----------------------------------------------------------------------------------------------------------


def _take(given: Handed, user, barren: bool = True) -> Taken:
    sheetful = None
    upload = Upload.objects.filter(sha256=given.sha256).first()
    if upload is None:
        sheetful = given.read(given.name, given.overrides)
        if not barren and not any(row.isrc for row in sheetful.rows):
            raise _barren(sheetful.detected, [row for row in sheetful.rows if row.outcome == "invalid"])
        upload = _begin(given, sheetful, user)
    if upload.stored_at:
        taken = _told(upload, same_file=True)
        if not barren and not taken.isrcs:
            raise _barren(taken.detected, taken.errors)
        return taken
    if sheetful is None or (upload.filename, upload.overrides) != (given.name, given.overrides):
        sheetful = given.read(upload.filename, upload.overrides)  # as whoever began it had it read
    try:
        _store_all(upload, list(_judged(sheetful.rows)))
    except Upload.DoesNotExist:
        raise Unreadable("discarded", "Somebody discarded this upload while it was being stored. Send it again.")
    return _told(upload, same_file=False)


def _barren(detected: dict, errors: list[Row]) -> Unreadable:
    return Unreadable("no_isrc", "Nothing in this file is an ISRC that can be used.", detected=detected, rows=errors)


def _begin(given: Handed, sheetful: Sheetful, user) -> Upload:
    upload, _ = Upload.objects.get_or_create(
        sha256=given.sha256,
        defaults={
            "kind": given.kind,
            "filename": given.name,
            "size": given.size,
            "overrides": given.overrides,
            "uploaded_by": user,
            "detected": sheetful.detected,
            "notes": sheetful.notes,
            "rows": sheetful.row_count,
        },
    )
    return upload


def _judged(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows, those marked whose code stood further up."""
    first = {}
    for row in rows:
        before = first.setdefault(row.isrc, row) if row.isrc else row
        if before is row:
            yield row
        else:
            yield row._replace(outcome=Outcome.DUPLICATE, reason="duplicate", message=_same_as(before, row))


def _same_as(before: Row, row: Row) -> str:
    if before.sheet != row.sheet:
        return f"Same as row {before.row} of sheet {before.sheet}"
    if before.row == row.row and before.column != row.column:
        return f"Same as column {before.column} of this row"
    return f"Same as row {before.row}"


def _store_all(upload: Upload, cells: list[Row]) -> None:
    for start in range(0, len(cells), CHUNK):
        _store(upload, start + 1, cells[start : start + CHUNK])
    _finish(upload)


@transaction.atomic
def _store(upload: Upload, position: int, cells: list[Row]) -> None:
    """One chunk, unless somebody who takes in the same bytes, or a run before a crash, stored it already."""
    Upload.objects.select_for_update().get(pk=upload.pk)  # they take turns
    if UploadRow.objects.filter(upload=upload, position=position).exists():
        return
    # In one order for everybody: two uploads that share codes wait for each other, never in a circle.
    codes = sorted({cell.isrc for cell in cells if cell.isrc})
    created = dict(insert(Recording, ["isrc"], [(code,) for code in codes], once_per="isrc", returning=["isrc", "id"]))
    others = [code for code in codes if code not in created]
    ids = created | dict(Recording.objects.filter(isrc__in=others).values_list("isrc", "id"))
    rows = [_values(upload.pk, position + index, cell, ids, created) for index, cell in enumerate(cells)]
    insert(UploadRow, COLUMNS, rows)


COLUMNS = (
    *("upload_id", "position", "row", "sheet", "column", "value", "recording_id", "outcome", "reason", "message"),
    *("suggestion", "hints"),
)


def _values(upload_id: int, position: int, cell: Row, ids: dict, created: dict) -> tuple:
    outcome = cell.outcome
    if outcome == "code":
        outcome = Outcome.NEW if cell.isrc in created else Outcome.KNOWN
    return (
        *(upload_id, position, cell.row, (cell.sheet or "")[:100], cell.column[:100], cell.value[:100]),
        *(ids.get(cell.isrc), str(outcome), cell.reason or "", (cell.message or cell.warning or "")[:300]),
        *((cell.suggestion or "")[:300] or None, cell.hints),
    )


@transaction.atomic
def _finish(upload: Upload) -> None:
    """The sums, counted from the rows themselves, for more than one may have stored them."""
    Upload.objects.select_for_update().get(pk=upload.pk)
    outcomes = dict(upload.cells.order_by().values_list("outcome").annotate(Count("pk")))
    for name, outcome in SUMS.items():
        setattr(upload, name, outcomes.get(outcome, 0))
    upload.isrcs = upload.new + upload.known
    upload.stored_at = timezone.now()
    upload.save(update_fields=[*SUMS, "isrcs", "stored_at"])


# --- Telling ----------------------------------------------------------------------------------------------------------


def _told(upload: Upload, *, same_file: bool) -> Taken:
    """The sums of the upload; of one that was there before, every code is known by now."""
    sums = {name: getattr(upload, name) for name in SUMS}
    if same_file:
        sums |= {"new": 0, "known": upload.isrcs}
    columns = ("row", "sheet", "column", "value", "recording__isrc", "outcome", "reason", "message", "suggestion")
    errors = upload.cells.filter(outcome=Outcome.INVALID).values_list(*columns)
    return Taken(
        upload,
        same_file,
        upload.rows,
        **sums,
        detected=upload.detected,
        errors=[Row(*values)._replace(sheet=values[1] or None) for values in errors],
        notes=upload.notes,
    )


def _look(given: Handed) -> Taken:
    upload = Upload.objects.filter(sha256=given.sha256).exclude(stored_at=None).first()
    if upload:
        return _told(upload, same_file=True)
    sheetful = given.read(given.name, given.overrides)
    cells = list(_judged(sheetful.rows))
    codes = [cell.isrc for cell in cells if cell.outcome == "code"]
    known = _known(codes)
    outcomes = Counter(cell.outcome for cell in cells)
    sums = {name: outcomes[outcome] for name, outcome in SUMS.items()}
    return Taken(
        None,
        False,
        sheetful.row_count,
        **{**sums, "known": known, "new": len(codes) - known},
        detected=sheetful.detected,
        errors=[cell for cell in cells if cell.outcome == Outcome.INVALID],
        notes=sheetful.notes,
    )


def _known(codes: list[str]) -> int:
    chunks = (codes[start : start + CHUNK] for start in range(0, len(codes), CHUNK))
    return sum(Recording.objects.filter(isrc__in=chunk).count() for chunk in chunks)
