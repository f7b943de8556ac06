"""manage.py export_leads: a whole file or a sentence."""

import csv
import io
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command

from leads.exports import making
from leads.models import Artist, Export
from tests.factories import ArtistFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs the command in a folder of its own; what it says."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments):
        out = io.StringIO()
        call_command("export_leads", *arguments, stdout=out, stderr=out, no_color=True)
        return out.getvalue()

    return command


@pytest.fixture
def book():
    return [ArtistFactory(name="Ōtaki Motel"), ArtistFactory(name="Velvet Season", country="AU")]


def names(path):
    return [row["Artist Name"] for row in csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))]


def test_it_writes_all_leads_and_says_where(run, book, tmp_path):
    assert run("--output", "leads.csv") == "2 leads written to leads.csv.\n"
    assert names(tmp_path / "leads.csv") == ["Ōtaki Motel", "Velvet Season"]
    assert [path.name for path in tmp_path.iterdir()] == ["leads.csv"]


def test_without_a_name_the_file_is_called_by_the_hour(run, book, tmp_path):
    run("--format", "xlsx")
    (path,) = tmp_path.glob("prism_analytics_leads_*.xlsx")
    assert path.stat().st_size > 1000 and Export.objects.get().format == "excel"


def test_filters_ids_and_columns_choose(run, book, tmp_path):
    gone = book[0].pk + 1000
    wanted = ("--filter", "country=NZ", "--filter", "tier=A,B,C,D,none", "--ids", f"{book[0].pk},{book[1].pk},{gone}")
    told = run(*wanted, "--fields", "Lead ID,artist_name", "--no-bom", "--output", "some.csv")
    assert (tmp_path / "some.csv").read_bytes() == f"Lead ID,Artist Name\r\n{book[0].pk},Ōtaki Motel\r\n".encode()
    assert told == f"1 lead written to some.csv.\nNo lead has these ids: {gone}.\n"


def test_it_can_leave_youtube_out(run, book, tmp_path):
    run("--no-youtube", "--output", "some.csv")
    assert "YouTube" not in (tmp_path / "some.csv").read_text("utf-8-sig")


def test_more_than_a_page_makes_at_once_is_made_at_once(run, book, settings, tmp_path):
    settings.EXPORT_INLINE_ROWS = 1
    run("--format", "json", "--output", "some.json")
    assert len(json.loads((tmp_path / "some.json").read_text())["leads"]) == 2


def test_who_took_what_is_on_record(run, book, owner):
    Artist.objects.filter(pk=book[0].pk).update(owner=owner)
    run("--by", "owner", "--filter", "owner=me", "--output", "mine.csv")
    export = Export.objects.get()
    assert (export.by, export.door, export.rows, export.filters) == (owner, "command", 1, {"owner": "me"})


class Pipe(io.TextIOWrapper):
    def __init__(self):
        super().__init__(io.BytesIO(), "utf-8")


def test_it_writes_to_standard_output_and_speaks_elsewhere(run, book, monkeypatch):
    monkeypatch.setattr(sys, "stdout", Pipe())
    assert run("--output", "-", "--format", "jsonl") == "2 leads written to standard output.\n"
    lines = sys.stdout.buffer.getvalue().decode().splitlines()
    assert [json.loads(line)["artist_name"] for line in lines] == ["Ōtaki Motel", "Velvet Season"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--filter", "tiers=A"], "There is no parameter “tiers”.\nThere are: tier, region,"),
        (["--filter", "tier=E"], "tier cannot be “E”: it is A, B, C, D or none."),
        (["--filter", "tier"], "“tier” is no filter. Write it as NAME=VALUE, for example tier=A."),
        (["--filter", "owner=me"], "owner cannot be “me”: nobody is signed in."),
        (["--filter", "tier=A", "--filter", "country=FJ"], "No lead matches these filters."),
        (["--ids", "x"], "“x” is no id of a lead: ids are whole numbers."),
        (["--ids", ""], "None of the chosen leads matches."),
        (["--fields", "country,shoe_size"], "There is no column “shoe_size”. There are: artist_name, country,"),
        (["--format", "docx"], "There is no format “docx”. Choose one of: csv, excel, json, jsonl, pdf, xlsx."),
        (["--by", "nobody"], "Nobody here is called “nobody”."),
        (["--output", "."], ". is a folder. Name a file."),
        (["--output", "nowhere/leads.csv"], "nowhere/leads.csv cannot be written: No such file or directory."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_done_is_told_in_a_sentence(arguments, sentence, run, book, tmp_path):
    with pytest.raises(CommandError) as refused:
        run(*arguments)
    assert str(refused.value).startswith(sentence)
    assert list(tmp_path.iterdir()) == [] and not Export.objects.exists()


def test_what_is_no_file_is_written_to_and_stays(run, book, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit((tmp_path / "pipe").read_bytes)
        run("--output", "pipe", "--fields", "country", "--no-bom")
    assert read.result() == b"Country\r\nNZ\r\nAU\r\n" and (tmp_path / "pipe").is_fifo()


def test_a_link_stays_one(run, book, tmp_path):
    (tmp_path / "latest.csv").symlink_to("leads.csv")
    run("--output", "latest.csv")
    assert (tmp_path / "latest.csv").is_symlink() and names(tmp_path / "leads.csv")


def test_a_pdf_of_too_many_is_refused_with_what_to_take_instead(run, book, settings):
    settings.EXPORT_PDF_ROWS = 1
    with pytest.raises(CommandError, match="Choose CSV or Excel, or narrow the filters."):
        run("--format", "pdf")


def test_a_file_that_broke_off_never_gets_its_name(run, book, tmp_path, monkeypatch):
    def breaking(*given, **how):
        yield b"half"
        raise OSError(28, "No space left on device")

    (tmp_path / "leads.csv").write_text("the older one")
    monkeypatch.setattr(making, "pieces", breaking)
    with pytest.raises(CommandError, match="leads.csv cannot be written: No space left on device."):
        run("--output", "leads.csv")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["the older one"]
