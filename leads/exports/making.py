"""A prepared export as the bytes of its file, in any of the forms."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from leads.exports import as_csv, as_excel, as_json, as_pdf
from leads.exports.order import Prepared
from leads.exports.rows import HandOut, rows
from leads.reading import HERE

PIECE = 256 * 1024  # bytes of a file that are handed on at once
PDF_PART = 500  # leads whose pages are laid out at once: 150 kB of memory and some milliseconds each


@dataclass(frozen=True)
class Form:
    content_type: str
    extension: str


FORMS = {
    "csv": Form("text/csv; charset=utf-8", "csv"),
    "excel": Form("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "json": Form("application/json", "json"),
    "jsonl": Form("application/x-ndjson", "jsonl"),
    "pdf": Form("application/pdf", "pdf"),
}


def filename(format: str, made_at: datetime) -> str:
    """What the file is called where people keep it, by the hour in New Zealand."""
    moment = timezone.localtime(made_at, HERE)
    return f"prism_analytics_leads_{moment:%Y%m%d_%H%M%S}.{FORMS[format].extension}"


def pieces(prepared: Prepared, hand_out: HandOut, *, bom: bool = True) -> Iterator[bytes]:
    """The whole file, piece by piece. `bom` is CSV's byte order mark: without it Excel misreads macrons."""
    about, format = prepared.about, prepared.format
    cells = rows(prepared.ids, about.columns, hand_out)
    if format == "csv":
        yield from as_csv.pieces(about, cells, bom=bom)
    elif format == "json":
        yield from as_json.pieces(about, cells)
    elif format == "jsonl":
        yield from as_json.lines(about, cells)
    elif format == "pdf" and len(prepared.ids) <= PDF_PART:
        yield as_pdf.pdf(about, cells)
    else:
        with tempfile.TemporaryDirectory(prefix="prism-export-") as folder:
            path = Path(folder) / "file"
            if format == "pdf":
                _save_pdf(prepared, hand_out, path)
            else:
                as_excel.save(about, cells, path)
            yield from _read(path)


def _save_pdf(prepared: Prepared, hand_out: HandOut, path: Path) -> None:
    """A long table in parts: laid out whole, it would take all the memory."""
    parts, pages = [], 0
    for start in range(0, len(prepared.ids), PDF_PART):
        cells = rows(prepared.ids[start : start + PDF_PART], prepared.about.columns, hand_out)
        laid_out, count = as_pdf.part(prepared.about, cells, not start, pages)
        parts.append(path.with_name(f"part-{start}"))
        parts[-1].write_bytes(laid_out)
        pages += count
    as_pdf.joined(parts, path)


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
