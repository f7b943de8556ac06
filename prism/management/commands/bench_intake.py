"""How long 100,000 rows take beside the bare minimum: reading the file, and one executemany for each table."""

import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from leads.intake import COLUMNS, take_in
from leads.models import Recording, UploadRow

MANAGE = Path(settings.BASE_DIR) / "manage.py"
PLACES = ["Ōtaki", "Kerikeri", "Bluff", "Raglan", "Picton", "Ōpunake", "Gore"]
WORDS = ["Harbour", "Lantern", "Tūī", "Gravel", "Signal", "Kererū", "Paddock", "Velvet", "Tide", "Ember"]


class Command(BaseCommand):
    help = "Measure intake against calamine and a bare executemany, on a database and a workbook of its own."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--rows", type=int, default=100_000)
        parser.add_argument("--only-take-in", metavar="FILE", help="the measured half, run as a child of this command")

    def handle(self, *, rows, only_take_in, **options):
        if only_take_in:
            self.stdout.write(json.dumps(_take_in(only_take_in)))
            return
        with tempfile.TemporaryDirectory(prefix="bench-intake-") as folder:
            self.stdout.write(json.dumps(_bench(Path(folder), rows)))


def _bench(folder: Path, rows: int) -> dict:
    file = folder / "catalogue.xlsx"
    _write_workbook(file, rows)
    _manage(folder / "bare.db", "migrate", "--verbosity=0")
    _manage(folder / "intake.db", "migrate", "--verbosity=0")
    read_seconds, cells = _timed(_read, file)
    bare_insert_seconds, _ = _timed(_insert, folder / "bare.db", cells)
    del cells
    taken = json.loads(_manage(folder / "intake.db", "bench_intake", "--only-take-in", str(file)))
    bound = read_seconds + bare_insert_seconds
    return {
        "rows": rows,
        "read_seconds": round(read_seconds, 2),
        "bare_insert_seconds": round(bare_insert_seconds, 2),
        "intake_seconds": round(taken["seconds"], 2),
        "ratio": round(taken["seconds"] / bound, 2),
        "peak_mb": taken["peak_mb"],
        "stored": taken["stored"],
        "command": f"manage.py bench_intake --rows {rows}",
    }


def _timed(function, *arguments):
    start = time.perf_counter()
    result = function(*arguments)
    return time.perf_counter() - start, result


def _write_workbook(path: Path, rows: int) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Catalogue")
    sheet.append(["Artist", "Title", "Label", "ISRC"])
    for number in range(rows):
        artist = f"{WORDS[number % 10]} {PLACES[number // 20 % 7]} {number // 20}"
        title = f"{WORDS[number // 10 % 10]} No. {number}"
        sheet.append(
            [artist, title, f"{WORDS[number % 7]} Records", f"NZ{number // 100_000:03}21{number % 100_000:05}"]
        )
    book.save(path)


def _manage(database: Path, *arguments: str) -> str:
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{database}"}
    command = [sys.executable, str(MANAGE), *arguments]
    return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def _read(path: Path) -> list[list]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def _insert(database: Path, cells: list[list]) -> None:
    """The same rows into the same tables, and nothing else."""
    now = timezone.now().isoformat()
    connection = sqlite3.connect(database)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;")
    connection.execute(
        f"INSERT INTO {_upload_table()} (id, kind, filename, sha256, size, created_at, overrides, detected, notes,"
        " rows, isrcs, new, known, duplicates, invalid, blank)"
        " VALUES (1, 'file', 'catalogue.xlsx', 'x', 0, ?, '{}', '{}', '[]', 0, 0, 0, 0, 0, 0, 0)",
        [now],
    )
    recording = "(id, isrc, title, first_release, conflicting, alternatives, created_at)"
    recordings = ((n, row[3], "", "", False, "[]", now) for n, row in enumerate(cells[1:], 1))
    insert = f"INSERT INTO {Recording._meta.db_table} {recording} VALUES (?, ?, ?, ?, ?, ?, ?)"
    connection.executemany(insert, recordings)
    columns = ", ".join(f'"{name}"' for name in COLUMNS)
    places = ", ".join("?" * len(COLUMNS))
    rows = (
        (1, n, n + 1, "Catalogue", "ISRC", row[3], n, "new", "", "", None, _hints(row))
        for n, row in enumerate(cells[1:], 1)
    )
    connection.executemany(f"INSERT INTO {UploadRow._meta.db_table} ({columns}) VALUES ({places})", rows)
    connection.commit()
    connection.close()


def _upload_table() -> str:
    return UploadRow._meta.get_field("upload").related_model._meta.db_table


def _hints(row: list) -> str:
    return json.dumps({"artist": row[0], "title": row[1], "label": row[2]})


def _take_in(file: str) -> dict:
    """Seconds, and the memory of this process and its reader at their highest."""
    seconds, taken = _timed(take_in, file, Path(file).name)
    peak = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {"seconds": seconds, "peak_mb": peak // 1024, "stored": taken.cells}
