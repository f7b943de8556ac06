"""Any form of an export, as the bytes that leave."""

import io
import json
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from leads.exports import making
from leads.exports.order import Order, prepare
from leads.models import Export
from outreach.permission import contacts_to_hand_out, usable_contacts
from tests.factories import ArtistFactory

pytestmark = pytest.mark.django_db


def made(format, **how):
    prepared = prepare(Order(format=format), user=None, usable=usable_contacts)
    return list(making.pieces(prepared, contacts_to_hand_out, **how))


@pytest.fixture
def lead():
    return ArtistFactory(name="Tūī Māia 🎸")


def test_every_format_has_a_form():
    assert set(making.FORMS) == set(Export.Format.values)


@pytest.mark.parametrize("format", ["csv", "json", "jsonl"])
def test_text_leaves_as_it_stands(format, lead):
    assert lead.name in b"".join(made(format)).decode()


def test_a_document_of_json_counts_its_leads(lead):
    document = json.loads(b"".join(made("json")))
    assert (document["metadata"]["count"], document["summary"]["leads"], len(document["leads"])) == (1, 1, 1)


@pytest.mark.parametrize(("bom", "start"), [(True, b"\xef\xbb\xbfArtist"), (False, b"Artist")], ids=["with", "without"])
def test_csv_begins_with_a_byte_order_mark_or_not(bom, start, lead):
    assert b"".join(made("csv", bom=bom)).startswith(start)


def test_a_workbook_leaves_no_temporary_file_behind(lead, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    book = load_workbook(io.BytesIO(b"".join(made("excel"))))
    assert lead.name in [cell for line in book["Leads"].iter_rows(values_only=True) for cell in line]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.pango
@pytest.mark.parametrize("part", [500, 2], ids=["in one go", "in parts"])
def test_a_pdf_holds_all_its_leads(part, monkeypatch):
    from pypdf import PdfReader

    monkeypatch.setattr(making, "PDF_PART", part)
    names = [other.name for other in ArtistFactory.create_batch(3)]
    pages = PdfReader(io.BytesIO(b"".join(made("pdf")))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert all(name in text for name in names)


@pytest.mark.parametrize(
    ("format", "name"),
    [("csv", "prism_analytics_leads_20261123_091500.csv"), ("excel", "prism_analytics_leads_20261123_091500.xlsx")],
)
def test_the_name_tells_the_hour_in_new_zealand(format, name):
    assert making.filename(format, datetime(2026, 11, 22, 20, 15, tzinfo=UTC)) == name
