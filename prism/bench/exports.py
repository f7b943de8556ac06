"""What taking leads out costs, beside the writers of the libraries alone on the same rows."""

import csv
import gc
import html
import json
import resource
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from openpyxl import Workbook

from leads.exports import as_csv, as_excel, as_json
from leads.exports.columns import chosen
from leads.exports.making import pieces
from leads.exports.order import Order, prepare
from leads.exports.rows import ids_of, rows
from leads.models import Artist, Profile
from leads.reading import HERE
from outreach.permission import contacts_to_hand_out, usable_contacts
from prism.bench import export_book

PDF_LEADS = 500
PDF_FIELDS = (
    *("artist_name", "lead_tier", "total_score", "coverage", "region", "genre", "outreach_status"),
    *("last_release_date", "youtube_subscribers", "owner"),
)  # as many as a PDF prints
AT_ONCE = 2000


# --- Prism's own path -------------------------------------------------------------------------------------------------


def product(format: str) -> dict:
    """From the order to the last byte: seconds, those before the first byte, and the memory that it added."""
    before, began, first, size = _memory("VmRSS"), time.perf_counter(), None, 0
    prepared = prepare(_order(format), user=None, usable=usable_contacts)
    with _file(f"product.{format}").open("wb") as file:
        for piece in pieces(prepared, contacts_to_hand_out):
            first = first or time.perf_counter() - began
            size += file.write(piece)
    return {
        "seconds": time.perf_counter() - began,
        "first_byte": first,
        "added_mb": _added(before),
        "bytes": size,
        "leads": len(prepared.ids),
    }


def _order(format: str) -> Order:
    if format != "pdf":
        return Order(format=format)
    return Order(format=format, ids=list(ids_of(Artist.objects.leads()[:PDF_LEADS])), fields=PDF_FIELDS)


# --- The libraries alone ----------------------------------------------------------------------------------------------


def writers() -> dict:
    """Each library's writer, and ours, on the same cells, which are in memory already: seconds of both."""
    prepared = prepare(Order(format="excel"), user=None, usable=usable_contacts)
    about, names = prepared.about, [column.name for column in prepared.about.columns]
    cells = list(rows(prepared.ids, about.columns, contacts_to_hand_out))
    plain = [tuple(_plain(cell) for cell in row) for row in cells]
    gc.freeze()  # the collector is not to look through all of them again and again
    return {
        "csv": {"bare": _seconds(_bare_csv, cells), "ours": _seconds(_drain, as_csv.pieces(about, iter(cells)))},
        "excel": {
            "bare": _seconds(_bare_excel, plain),
            "ours": _seconds(as_excel.save, about, iter(cells), _file("ours.xlsx")),
        },
        "json": {
            "bare": _seconds(_bare_json, names, cells),
            "ours": _seconds(_drain, as_json.pieces(about, iter(cells))),
        },
    }


def _drain(made: Iterable[bytes]) -> None:
    with _file("ours").open("wb") as file:
        file.writelines(made)


def _bare_csv(cells: list[tuple]) -> None:
    with _file("bare.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(cells)


def _bare_excel(cells: list[tuple]) -> None:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Leads")
    for row in cells:
        sheet.append(row)
    workbook.save(_file("bare.xlsx"))


def _bare_json(names: list[str], cells: list[tuple]) -> None:
    with _file("bare.json").open("w", encoding="utf-8") as file:
        json.dump([dict(zip(names, row, strict=True)) for row in cells], file, default=str)


def _plain(cell):
    """What openpyxl takes: no time zones, no dicts."""
    if isinstance(cell, datetime):
        return cell.astimezone(HERE).replace(tzinfo=None)
    return str(cell) if isinstance(cell, dict) else cell


def select() -> dict:
    """Plain selects of what the columns rest on, by nothing but the database's driver: seconds."""
    own = {field for column in chosen() for field in column.fields} - {"contacts", "youtube", "spotify", "uploads"}
    leads = Artist.objects.leads().with_standing_tier().values_list("pk", *sorted(own - {"pk"}))
    channels = Profile.objects.filter(platform="youtube").values_list("artist", "state", "expires_at", "data__recent")
    contacts = usable_contacts().values_list("artist", "kind", "value", "platform")
    return {"seconds": _seconds(lambda: [_read(one) for one in (leads, channels, contacts)])}


def _read(queryset: QuerySet) -> None:
    sql, parameters = queryset.query.sql_with_params()
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while cursor.fetchmany(AT_ONCE):
            pass


def bare_pdf() -> dict:
    """WeasyPrint on a table of the same cells without a line of style: seconds and memory."""
    import weasyprint

    columns = chosen(PDF_FIELDS)
    cells = rows(ids_of(Artist.objects.leads()[:PDF_LEADS]), columns, contacts_to_hand_out)
    lines = [[column.label for column in columns], *cells]
    table = "".join(f"<tr>{''.join(f'<td>{_shown(cell)}</td>' for cell in line)}</tr>" for line in lines)
    before = _memory("VmRSS")
    seconds = _seconds(lambda: weasyprint.HTML(string=f"<table>{table}</table>").write_pdf(_file("bare.pdf")))
    return {"seconds": seconds, "added_mb": _added(before)}


def _shown(cell) -> str:
    return "" if cell is None else html.escape(str(cell))


# --- Measuring --------------------------------------------------------------------------------------------------------


def _file(name: str) -> Path:
    return Path(settings.DATA_DIR) / name


def _seconds(work: Callable, *arguments) -> float:
    began = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - began


def _memory(line: str) -> int:
    """What this process holds (VmRSS), or the most it ever held (VmHWM), in kB.

    The rusage of a child begins with what its parent held; only where the system has no /proc it must do.
    """
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return next(int(words.split()[1]) for words in status.splitlines() if words.startswith(line))


def _added(before: int) -> int:
    return max(0, _memory("VmHWM") - before) // 1024


MEASURES = {
    "writers": writers,
    "select": select,
    "bare_pdf": bare_pdf,
    **{format: partial(product, format) for format in ("csv", "excel", "json", "pdf")},
}
fill = export_book.fill
