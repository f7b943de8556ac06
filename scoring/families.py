"""A sheet of label families held against the rows there are, and taken in wholly or not at all."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from scoring.labels import normalised_label
from scoring.labels.days import span_words
from scoring.labels.sheet import Broken, Line, Sheet, clashes
from scoring.models import LabelFamily

BATCH = 1000
WRITTEN = ("group", "source", "until", "normalised", "updated_at")
KEY = ("label", "kind", "since")


@dataclass
class Change:
    """A line about a row there is, and what it changes: (column, before, after)."""

    line: Line
    row: LabelFamily
    moved: list[tuple[str, object, object]]


@dataclass
class Comparison:
    new: list[Line] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: int = 0
    broken: list[Broken] = field(default_factory=list)

    @property
    def labels(self) -> list[str]:
        """The labels that may be read otherwise by it: where a family is known from is read by nobody."""
        read = [one.line.label for one in self.changed if any(column != "source" for column, *_ in one.moved)]
        return list(dict.fromkeys([*(line.label for line in self.new), *read]))


class Refused(Exception):
    """Lines are broken, so nothing was taken in."""

    def __init__(self, comparison: Comparison):
        super().__init__(f"{len(comparison.broken)} lines are broken.")
        self.comparison = comparison


def compare(sheet: Sheet, rows=None) -> Comparison:
    """What taking the sheet in would do. Rows are the same by label, kind and first day; none is ever deleted."""
    held = {_key(row): row for row in (LabelFamily.objects.all() if rows is None else rows).iterator()}
    broken = {one.number: one for one in (*sheet.broken, *_repeated(sheet.lines))}
    once = [line for line in sheet.lines if line.number not in broken]
    broken |= {one.number: one for one in _overlapping(once, held, sheet.columns)}
    found = Comparison(broken=sorted(broken.values()))
    for line in (line for line in once if line.number not in broken):
        row = held.get(_key(line))
        if row is None:
            found.new.append(line)
        elif moved := _moved(line, row, sheet.columns):
            found.changed.append(Change(line, row, moved))
        else:
            found.same += 1
    return found


@transaction.atomic
def take_in(sheet: Sheet) -> Comparison:
    """Write what is new and what changed, as the rows stand now; Refused where a line is broken."""
    found = compare(sheet, LabelFamily.objects.select_for_update())
    if found.broken:
        raise Refused(found)
    LabelFamily.objects.bulk_create([_family(line) for line in found.new], batch_size=BATCH)
    for change in found.changed:
        for column, _, after in change.moved:
            setattr(change.row, column, after)
    LabelFamily.objects.bulk_create(
        [change.row for change in found.changed],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=WRITTEN,
    )
    return found


def _key(row: Line | LabelFamily) -> tuple[str, str, date | None]:
    return row.label, row.kind, row.since


def _family(line: Line) -> LabelFamily:
    values = line._asdict()
    del values["number"]
    return LabelFamily(**values, normalised=normalised_label(line.label))


def _moved(line: Line, row: LabelFamily, columns: tuple[str, ...]) -> list[tuple[str, object, object]]:
    """What the file has no column for stays as it is."""
    pairs = [(name, getattr(row, name), getattr(line, name)) for name in columns if name not in KEY]
    return [pair for pair in pairs if pair[1] != pair[2]]


def _repeated(lines: list[Line]) -> list[Broken]:
    first: dict[tuple, Line] = {}
    twice = []
    for line in lines:
        if (before := first.setdefault(_key(line), line)) is not line:
            words = f"The same label and kind{' from that day on' if line.since else ''} as in line {before.number}."
            twice.append(Broken(line.number, words))
    return twice


def _overlapping(lines: list[Line], held: dict[tuple, LabelFamily], columns: tuple[str, ...]) -> Iterator[Broken]:
    """Lines that hold on a day on which another line, or a row that the file does not speak of, holds already."""
    told, spoken_of = {line.label for line in lines}, {_key(line) for line in lines}
    rows = [(line.number, line.label, line.kind, line.since, _until(line, held, columns)) for line in lines]
    others = [row for key, row in held.items() if row.label in told and key not in spoken_of]
    rows += [(-number, row.label, row.kind, row.since, row.until) for number, row in enumerate(others, 1)]
    for pair in clashes(rows):
        before, number = sorted(pair)
        if number < 0:
            continue  # rows that are there already; the file does not touch them
        where = f"line {before}" if before > 0 else f"the row there is ({_span(others[-before - 1])})"
        yield Broken(number, f"This overlaps in time with {where}: one label and kind, twice on one day.")


def _until(line: Line, held: dict[tuple, LabelFamily], columns: tuple[str, ...]) -> date | None:
    row = held.get(_key(line))
    return row.until if row and "until" not in columns else line.until


def _span(row: LabelFamily) -> str:
    return span_words(row.since, row.until) or "without any date"
