"""Leads as CSV: RFC 4180, in UTF-8, one header line of titles and one line a lead. Unknown is an empty cell.

Words of our vocabulary stand as programs know them (new_zealand), days as 2026-11-22, moments with the offset that New
Zealand had then.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import islice

from leads.exports.about import About
from leads.exports.columns import Kind
from leads.exports.safe import csv_texts
from leads.reading import HERE

AT_ONCE = 500  # leads a piece
FLAGS = {None: None, True: "true", False: "false"}


def pieces(about: About, rows: Iterable[tuple], *, bom: bool = True, first: bool = True) -> Iterator[bytes]:
    """The file, piece by piece. With `bom` it begins as Excel wants it; what is not the `first` part has no header."""
    if first:
        header = _lines([csv_texts([column.label for column in about.columns])])
        yield (b"\xef\xbb\xbf" if bom else b"") + header
    rows, makers = iter(rows), [_MAKERS[column.kind] for column in about.columns]
    while batch := list(islice(rows, AT_ONCE)):
        cells = zip(*batch, strict=True)
        made = [make(column) if make else column for make, column in zip(makers, cells, strict=True)]
        yield _lines(zip(*made, strict=True))


def _lines(rows: Iterable[Sequence]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode()


# --- One column of a batch --------------------------------------------------------------------------------------------


def _handles(cells: Sequence[Mapping[str, str] | None]) -> list[str | None]:
    told = ["; ".join(f"{network}: {name}" for network, name in one.items()) if one else None for one in cells]
    return csv_texts(told)


def _moments(cells: Sequence[datetime | None]) -> list[str | None]:
    return [one and one.astimezone(HERE).isoformat(timespec="seconds") for one in cells]


def _flags(cells: Sequence[bool | None]) -> list[str | None]:
    return [FLAGS[one] for one in cells]


def _scores(cells: Sequence) -> list[str | None]:
    return [None if one is None else _score(one) for one in cells]


@lru_cache(4096)
def _score(value) -> str:
    return f"{value:.1f}"


# How to write the cells of a column; None where the csv module writes them as they should be.
_MAKERS: dict[Kind, Callable[[Sequence], Iterable] | None] = {
    Kind.TEXT: csv_texts,
    Kind.NOTE: csv_texts,
    Kind.LINK: csv_texts,
    Kind.HANDLES: _handles,
    Kind.INTEGER: None,
    Kind.SCORE: _scores,
    Kind.RATE: None,
    Kind.PERCENT: None,
    Kind.DAY: None,
    Kind.MOMENT: _moments,
    Kind.FLAG: _flags,
}
