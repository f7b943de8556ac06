"""Exports for tests, made of rows that nobody has to store first."""

import os
import subprocess
from datetime import UTC, datetime

from openpyxl import load_workbook

from leads.exports import as_excel
from leads.exports.about import About, Summary
from leads.exports.columns import chosen

ALWAYS_WORK_OUT = """<?xml version="1.0"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""
MADE_AT = datetime(2026, 11, 22, 7, 15, tzinfo=UTC)  # 8:15 pm in Auckland
NOBODY = Summary(0, {"A": 0}, {}, {}, None, None)


def about_of(columns, count, **others) -> About:
    given = {"summary": NOBODY, "filters": {}, "made_at": MADE_AT, "by": "aroha", "policy_version": 3}
    return About(columns=columns, count=count, **given | others)


def columns_of(*names):
    return chosen(names)


def row_of(columns, **values) -> tuple:
    """What is not given is unknown."""
    return tuple(values.get(column.name) for column in columns)


def save(path, columns, rows, **others):
    as_excel.save(about_of(columns, len(rows), **others), iter(rows), path)
    return path


def saved(path, columns, rows, **others):
    """The workbook, read back."""
    return load_workbook(save(path, columns, rows, **others))


def opened(file, folder, form, *options):
    """The file as LibreOffice saves it in another form, having worked out all that it takes for formulas."""
    profile = folder / "profile"
    if not profile.exists():
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS_WORK_OUT)
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", *options, "--convert-to", form]
    environment = {**os.environ, "HOME": str(profile)}
    target = folder / f"of-{file.suffix[1:]}"
    subprocess.run([*command, "--outdir", target, file], check=True, timeout=60, env=environment, capture_output=True)
    return target / f"{file.stem}.{form}"
