import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from enrichment import jobs, progress
from leads.management.commands import import_isrcs
from leads.models import Recording, Upload
from tests.leads.sheets import xlsx

KEYS = ["accepted", "reason", "rows", "isrcs", "new", "known", "duplicates", "invalid", "errors", "detected"]
MANAGE = Path(__file__).parent.parent.parent / "manage.py"

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "catalogue.xlsx"
    rows = [["Artist", "ISRC"], ["Tide", "NZZZA2100001"], ["Tide", "nz-zza-21-00001"], ["Gore", "NZZZA21O0002"]]
    path.write_bytes(xlsx(*rows, ["Gore", "NZZZA2100003"]))
    return path


@pytest.fixture
def run(capsys):
    """Standard output and the exit code of the command with --json."""

    def running(path, *options):
        try:
            call_command("import_isrcs", str(path), "--json", *options)
            code = 0
        except SystemExit as ending:
            code = ending.code
        output = capsys.readouterr()
        assert output.err == "" and output.out.count("\n") == 1
        return json.loads(output.out), code

    return running


def test_the_answer_is_one_object_with_every_key(book, run):
    answer, code = run(book)
    assert code == 0 and list(answer) == KEYS
    assert [answer[key] for key in KEYS[:8]] == [True, None, 4, 2, 2, 0, 1, 1]
    assert answer["errors"] == [
        {
            "row": 4,
            "sheet": "Catalogue",
            "column": "ISRC",
            "value": "NZZZA21O0002",
            "reason": "letter_among_digits",
            "suggestion": "NZZZA2100002",
        }
    ]
    assert answer["detected"] == {
        "format": "xlsx",
        "encoding": None,
        "delimiter": None,
        "sheets": ["Catalogue"],
        "header_row": 1,
        "columns": ["ISRC"],
    }
    assert Upload.objects.get().filename == "catalogue.xlsx"


def test_a_dry_run_answers_the_same_and_stores_nothing(book, run):
    dry = run(book, "--dry-run")
    assert not Upload.objects.exists() and not Recording.objects.exists()
    assert run(book) == dry


def test_the_same_file_again_brings_nothing_new(book, run):
    first, _ = run(book)
    assert run(book)[0] == run(book, "--dry-run")[0] == first | {"new": 0, "known": 2}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "There is nothing in this file."),
        (b"Artist,Title\nTide,Gravel\n", "No column of this file holds ISRCs."),
        (b"%PDF-1.7", "PDF"),
        (b"ISRC" + b",x" * 200 + b"\nNZEX12600001", "This file has 201 columns; up to 200 can be read."),
    ],
    ids=["empty", "no ISRC column", "PDF", "too wide"],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_sentence(tmp_path, run, content, reason):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    answer, code = run(path)
    assert code == 1 and list(answer) == KEYS
    assert answer["accepted"] is False and reason in answer["reason"]
    assert [answer[key] for key in KEYS[2:9]] == [0, 0, 0, 0, 0, 0, []]
    assert list(answer["detected"]) == list(import_isrcs.NOTHING_DETECTED)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nowhere.csv", "There is no such file."),
        (".", "This is a folder. Name one file."),
        ("/dev/zero", "This is not an ordinary file."),
    ],
    ids=["missing", "folder", "device"],
)
def test_what_is_no_file_is_refused_with_a_sentence(tmp_path, run, name, reason):
    answer, code = run(tmp_path / name)
    assert (answer["accepted"], answer["reason"], code) == (False, reason, 1)


def test_a_file_without_one_good_code_names_each_cell(tmp_path, run):
    path = tmp_path / "template.csv"
    path.write_text("ISRC\nISRC1\nISRC2\n")
    answer, code = run(path)
    assert (answer["accepted"], answer["reason"], code) == (True, "No cell of this file holds an ISRC.", 0)
    assert [error["value"] for error in answer["errors"]] == ["ISRC1", "ISRC2"]


def test_a_database_out_of_order_is_a_sentence(book, run, monkeypatch):
    def failing(*arguments):
        raise OperationalError("no such table: leads_upload")

    monkeypatch.setattr(import_isrcs, "take_in", failing)
    answer, code = run(book)
    assert code == 1 and "manage.py migrate" in answer["reason"]


def test_people_get_a_calm_summary(book, capsys):
    call_command("import_isrcs", str(book))
    assert capsys.readouterr().out.splitlines() == [
        "Taken in: catalogue.xlsx (XLSX, sheet Catalogue, column ISRC).",
        "2 ISRCs in 4 rows: 2 new, 0 known; 1 duplicate, 1 invalid, 0 blank.",
        "  Row 4 of sheet Catalogue: 'NZZZA21O0002'. A letter stands where a digit must be (character 8)."
        " Perhaps NZZZA2100002?",
    ]


def test_people_get_the_sentence_of_a_refusal(tmp_path):
    with pytest.raises(CommandError, match="There is no such file."):
        call_command("import_isrcs", str(tmp_path / "nowhere.csv"))


@pytest.mark.parametrize("options", [["--dry-run", "--analyze"], ["--wait", "5"]], ids=["dry analysis", "wait alone"])
def test_options_that_do_not_go_together_are_refused(book, options):
    with pytest.raises(CommandError) as refusal:
        call_command("import_isrcs", str(book), *options)
    assert refusal.value.returncode == 2


# --- Analysis ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def job(monkeypatch):
    """A job that is finished at the third look."""
    looks = iter([(0, False), (50, False)])
    started = []

    def of(job):
        percent, finished = next(looks, (100, True))
        return SimpleNamespace(percent=percent, finished=finished, counts={"done": percent // 50, "not_found": 0})

    def start_upload(upload, user):
        started.append(upload)
        return SimpleNamespace(pk="0192f3ab")

    monkeypatch.setattr(jobs, "start_upload", start_upload)
    monkeypatch.setattr(progress, "of", of)
    monkeypatch.setattr(import_isrcs, "POLL_SECONDS", 0)
    return started


def test_it_waits_for_the_end_of_the_analysis(book, run, job):
    answer, _ = run(book, "--analyze", "--wait", "30")
    assert (answer["job_id"], answer["finished"]) == ("0192f3ab", True)
    assert job == [Upload.objects.get()]


def test_without_wait_it_only_starts(book, run, job):
    answer, _ = run(book, "--analyze")
    assert answer["finished"] is False


def test_a_full_queue_is_said_and_the_file_is_kept(book, run, settings):
    settings.QUEUE_MAX_ROWS = 1
    answer, code = run(book, "--analyze")
    assert (answer["accepted"], answer["job_id"], code) == (True, None, 1)
    assert "rows wait already" in answer["reason"] and Upload.objects.exists()


def test_a_database_that_goes_away_meanwhile_is_a_sentence(book, run, job, monkeypatch):
    monkeypatch.setattr(progress, "of", Mock(side_effect=OperationalError("gone")))
    answer, code = run(book, "--analyze")
    assert (answer["accepted"], answer["finished"], code) == (True, False, 1)
    assert answer["reason"] == import_isrcs.NO_DATABASE


def test_people_see_how_far_it_is(book, capsys, job):
    call_command("import_isrcs", str(book), "--analyze", "--wait", "30")
    assert capsys.readouterr().out.splitlines()[-4:] == [
        "Analysis 0192f3ab started.",
        "0 %: nothing yet.",
        "50 %: 1 done.",
        "100 %: 2 done. Finished.",
    ]


# --- Company ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_two_imports_of_overlapping_files_at_once_lose_nothing(tmp_path, own_database):
    def started(name, first, last):
        path = tmp_path / name
        path.write_text("ISRC\n" + "".join(f"NZZZA21{number:05}\n" for number in range(first, last)))
        command = [sys.executable, str(MANAGE), "import_isrcs", str(path), "--json"]
        return subprocess.Popen(command, env=own_database, stdout=subprocess.PIPE, text=True)

    imports = [started("one.csv", 0, 8000), started("two.csv", 4000, 12000), started("same.csv", 0, 8000)]
    answers = [json.loads(each.communicate(timeout=60)[0]) for each in imports]
    assert [answer["isrcs"] for answer in answers] == [8000] * 3
    one, two, same = (answer["new"] for answer in answers)
    assert max(one, same) + two == 12000  # whoever of the same two began when the other had ended found nothing new
