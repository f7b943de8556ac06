"""POST /api/export."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook

from leads.exports import as_pdf
from leads.exports.columns import DOCUMENTED
from leads.models import Export, Job
from outreach.models import Suppression
from tests.api.calling import Caller
from tests.factories import ArtistFactory, ContactFactory

pytestmark = pytest.mark.django_db


def export(api, accept="*/*", **body):
    return api.post("/api/export", body, accept=accept)


def lines(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_without_a_word_it_is_csv_in_json_of_all(api):
    ArtistFactory(name="Ngā Tauira"), ArtistFactory(name="=1+1", country="GB")
    told = export(api).json()
    assert [line["Artist Name"] for line in lines(told["csv_data"])][0] == "Ngā Tauira"
    assert lines(told["csv_data"])[1]["Artist Name"] != "=1+1" and told["count"] == 2
    assert list(lines(told["csv_data"])[0]) == [column.label for column in DOCUMENTED]
    record = Export.objects.get()
    assert (record.by.username, record.door, record.rows, record.filename) == ("analyst", "api", 2, told["filename"])


@pytest.mark.parametrize("given", [{"accept": "text/csv"}, {"download": True}])
def test_csv_as_a_file(api, given):
    lead = ArtistFactory(name="Ngā Tauira")
    answer = export(api, ids=[lead.pk, 999999], **given)
    assert answer["Content-Type"].startswith("text/csv") and "attachment" in answer["Content-Disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbf") and answer["X-Missing-Count"] == "1"


def test_a_whole_number_may_be_written_with_a_nought_behind(api):
    lead = ArtistFactory()
    assert export(api, ids=[float(lead.pk)]).json()["count"] == 1
    refused = export(api, filters={"source": [7.5]}).json()["errors"]
    assert export(api, filters={"source": [7.0]}).status_code == 404 and refused[0]["code"] == "not_an_id"


def test_the_same_leads_as_the_list_in_the_same_order(api):
    for n, country in enumerate(["NZ", "GB", None, "AU", "NZ"]):
        ArtistFactory(name=f"Lead {n}", country=country)
    query = "?sort_by=name&sort_order=asc&country=NZ,AU"
    listed = [lead["id"] for lead in api.get(f"/api/leads{query}").json()["leads"]]
    filters = {"sort_by": "name", "sort_order": "asc", "country": ["NZ", "AU"]}
    told = export(api, filters=filters).json()
    assert [int(line["Lead ID"]) for line in lines(told["csv_data"])] == listed and len(listed) == 3
    assert told["filters_applied"] == filters


def test_a_workbook_is_one(api):
    ArtistFactory(name="Ngā Tauira")
    answer = export(api, format="excel", filters={"tier": ["A", "B", "C", "D"]})
    book = load_workbook(io.BytesIO(answer.content))
    assert answer["Content-Disposition"].endswith('.xlsx"') and "Summary Statistics" in book.sheetnames


def test_json_is_a_document(api):
    ArtistFactory(name="Ngā Tauira")
    answer = export(api, format="json", fields=["artist_name", "total_score"])
    told = json.loads(answer.content)
    assert told["metadata"]["count"] == 1 and told["leads"][0]["artist_name"] == "Ngā Tauira"
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.pango
def test_pdf_is_one(api):
    ArtistFactory()
    assert export(api, format="pdf").content.startswith(b"%PDF")


def test_without_its_libraries_a_pdf_is_not_available(api, monkeypatch):
    ArtistFactory()
    monkeypatch.setattr(as_pdf, "unavailable", lambda: "PDFs cannot be made on this machine.")
    answer = export(api, format="pdf")
    assert answer.status_code == 503 and answer.json()["type"].endswith("pdf_unavailable")
    assert not Export.objects.exists()


@pytest.mark.parametrize("name", ["include_youtube", "include_youtube_data"])
def test_youtube_is_left_out_if_either_says_so(api, name):
    ArtistFactory()
    told = export(api, **{name: False}).json()
    assert told["includes_youtube_data"] is False and "YouTube" not in told["csv_data"]


def test_addresses_that_may_not_be_used_stay_here(api):
    contact, flagged = ContactFactory(), ContactFactory(artist=ArtistFactory(do_not_contact=True))
    Suppression.objects.create(kind="email", value=contact.value, since="2026-10-02")
    text = export(api).json()["csv_data"]
    assert contact.value not in text and flagged.value not in text


@pytest.mark.parametrize("body", [{"filters": {"country": "FR"}}, {"ids": []}, {"ids": [999999]}])
def test_nothing_that_matches_is_not_found(api, body):
    ArtistFactory()
    assert export(api, **body).status_code == 404 and not Export.objects.exists()


@pytest.mark.parametrize(
    "body, field",
    [
        ({"format": "docx"}, "format"),
        ({"filters": {"tier": "E"}}, "filters.tier"),
        ({"filters": {"owner__password": "a"}}, "filters.owner__password"),
        ({"filters": "all"}, "filters"),
        ({"ids": "1,2"}, "ids"),
        ({"ids": ["one"]}, "ids"),
        ({"ids": list(range(10_001))}, "ids"),
        ({"fields": ["Password"]}, "fields"),
        ({"download": "perhaps"}, "download"),
        ({"limit": 5}, "limit"),
    ],
)
def test_what_cannot_be_used_is_named(api, body, field):
    answer = export(api, **body)
    assert answer.status_code == 400 and answer.json()["errors"][0]["field"] == field
    assert field != "fields" or "artist_name" in answer.json()["errors"][0]["allowed"]


def test_many_leads_are_work_for_a_worker(api, settings):
    settings.EXPORT_INLINE_ROWS = 1
    ArtistFactory.create_batch(2)
    answer = export(api, format="excel")
    job = Job.objects.get()
    assert (answer.status_code, answer["Location"]) == (202, f"/api/jobs/{job.pk}")
    assert answer.json()["file_url"] == f"/api/jobs/{job.pk}/file" and answer.json()["count"] == 2
    assert (job.kind, job.export.door, job.created_by.username) == ("export", "api", "analyst")


def test_too_many_for_paper_are_refused_with_what_holds_them(api, settings):
    settings.EXPORT_PDF_ROWS = 1
    ArtistFactory.create_batch(2)
    answer = export(api, format="pdf")
    assert answer.status_code == 413 and answer.json()["limit"] == 1 and "CSV or Excel" in answer.json()["detail"]


def test_one_key_is_one_export(api):
    ArtistFactory()
    key = {"idempotency-key": "once"}
    first, again = (api.post("/api/export", {"download": True}, **key) for _ in range(2))
    assert first.content == again.content and Export.objects.count() == 1
    assert again["Content-Disposition"] == first["Content-Disposition"]


def test_a_token_that_may_only_read_may_export(client, analyst):
    ArtistFactory()
    assert export(Caller(client, analyst, scope="read")).status_code == 200


def test_who_may_only_look_may_not(client, viewer):
    ArtistFactory()
    assert export(Caller(client, viewer)).status_code == 403
