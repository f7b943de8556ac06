"""Exports ordered, worked on as a worker does, and read back."""

import csv
import io
import json

from openpyxl import load_workbook

from leads.exports import jobs, shelf
from leads.exports.order import Order, prepare
from leads.models import Export
from outreach.permission import contacts_to_hand_out, usable_contacts


def start(format="csv", by=None, **order):
    prepared = prepare(Order(format=format, **order), user=by, usable=usable_contacts)
    return jobs.start(prepared, by, Export.Door.DESK)


def work(export, seconds=0.0, **how):
    more = jobs.work_on(export.pk, contacts_to_hand_out, seconds=seconds, **how)
    export.refresh_from_db()
    export.job.refresh_from_db()
    return more


def to_the_end(export, most=20):
    for _ in range(most):
        if not work(export):
            break
    return jobs.path_of(export)


def ids_in(path):
    """Of the leads in a finished file, in its order."""
    if path.suffix == ".csv":
        return [int(row["Lead ID"]) for row in csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))]
    if path.suffix == ".json":
        return [lead["lead_id"] for lead in json.loads(path.read_text())["leads"]]
    if path.suffix == ".jsonl":
        return [json.loads(line)["lead_id"] for line in path.read_text().splitlines()]
    lines = load_workbook(path, read_only=True)["Leads"].iter_rows(values_only=True)
    header = next(line for line in lines if "Lead ID" in line)
    return [line[header.index("Lead ID")] for line in lines]


def beginnings():
    return sorted(path.name for path in shelf.folder().iterdir() if ".part" in path.name)
