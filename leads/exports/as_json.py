"""Leads as JSON for programs: one document, or one lead a line. The keys of a lead are the columns' names.

Unknown is null; numbers are numbers, whole ones to the last digit; text stands as it is, in UTF-8.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice

from leads.exports.about import COMPANY, About, Summary
from leads.exports.columns import Kind
from leads.reading import HERE

SERVICE = "Prism Analytics Engine"
AT_ONCE = 500  # leads a piece

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=str).encode


def pieces(about: About, rows: Iterable[tuple], *, first: bool = True, last: bool = True) -> Iterator[bytes]:
    """The document piece by piece, a line for each lead; its head is in the `first` part, its tail in the `last`."""
    comma = ",\n"
    if first:
        head = {"service": SERVICE, "metadata": metadata(about), "summary": summary(about.summary)}
        comma = "\n"
        yield _bytes(f'{_encode(head)[:-1]}, "leads": [')
    for batch in _batches(about, rows):
        yield _bytes(comma + ",\n".join(batch))
        comma = ",\n"
    if last:
        yield b"\n]}\n"


def lines(about: About, rows: Iterable[tuple]) -> Iterator[bytes]:
    """JSON Lines: one lead a line, and nothing else."""
    for batch in _batches(about, rows):
        yield _bytes("".join(f"{lead}\n" for lead in batch))


def metadata(about: About) -> dict:
    """What the document says of itself."""
    columns = about.columns
    return {
        "service": SERVICE,
        "company": COMPANY,
        "generated_at": _moment(about.made_at),
        "count": about.count,
        "filters_applied": about.filters,
        "picked": about.picked,
        "policy_version": about.policy_version,
        "columns": [{"name": one.name, "label": one.label, "group": one.group, "kind": one.kind} for one in columns],
        "includes_youtube_data": about.includes_youtube,
        "exported_by": about.by or None,
    }


def summary(told: Summary) -> dict:
    """How the leads stand together; field by field, for it may be counted only when it is asked."""
    return {
        "leads": told.leads,
        "tiers": told.tiers,
        "regions": told.regions,
        "youtube": told.youtube,
        "average_score": told.average_score,
        "youtube_subscribers": told.subscribers,
    }


def _batches(about: About, rows: Iterable[tuple]) -> Iterator[list[str]]:
    """Leads as text, some hundred at a time."""
    rows, names = iter(rows), [column.name for column in about.columns]
    makers = [(place, make) for place, column in enumerate(about.columns) if (make := _MAKERS.get(column.kind))]
    while batch := list(islice(rows, AT_ONCE)):
        cells = list(zip(*batch, strict=True))
        for place, make in makers:
            cells[place] = [None if one is None else make(one) for one in cells[place]]
        yield [_encode(dict(zip(names, lead, strict=True))) for lead in zip(*cells, strict=True)]


def _moment(value: datetime) -> str:
    return value.astimezone(HERE).isoformat(timespec="seconds")


def _bytes(text: str) -> bytes:
    """A half of a character, as some platform's answer may hold, becomes a question mark."""
    return text.encode("utf-8", "replace")


_MAKERS: dict[Kind, Callable] = {Kind.SCORE: float, Kind.RATE: float, Kind.DAY: str, Kind.MOMENT: _moment}
