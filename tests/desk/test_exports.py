"""Leads leave the desk: from the list to the page where one chooses, and to the file or the print view."""

import json
import re

import pytest

from leads.exports import as_pdf
from leads.exports.columns import DOCUMENTED
from leads.models import Export
from tests.desk.doors import bare, words_of
from tests.desk.exporting import CHOOSE, LIST, NAMES, PRINT, at, content, order, rows
from tests.factories import ArtistFactory, ContactFactory, CreditFactory, UploadFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]


# --- From the list ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "carried"), [
    ("", ""),
    ("?tier=A&tier=B&region=australia&min_coverage=50", "?tier=A&tier=B&region=australia&min_coverage=50"),
    ("?q=ng%C4%81+t%C5%AB%C4%AB&p=2", "?search=ng%C4%81+t%C5%AB%C4%AB"),
    ("?o=1", "?sort_by=name&sort_order=asc"),
    ("?o=-4.1", "?sort_by=country&sort_order=desc"),
    ("?o=-6", "?sort_by=youtube_finding&sort_order=desc"),
    ("?o=7", ""),
    ("?o=x.-1", ""),
    ("?o=99", ""),
    ("?tier=", ""),
])  # fmt: skip
def test_the_lists_state_goes_along(staff_client, state, carried):
    ArtistFactory()
    assert staff_client.get(LIST + state).context["cl"].export_address == CHOOSE + carried


def test_the_list_offers_nothing_to_who_may_not(viewer_client):
    artist = ArtistFactory()
    page = viewer_client.get(LIST).content.decode()
    assert CHOOSE not in page and "_selected_action" not in page
    viewer_client.post(LIST, {"action": "export_selected", "_selected_action": artist.pk})
    assert not Export.objects.exists()


def picked(client, ids, query="", **more):
    given = {"action": "export_selected", "index": "0", "select_across": "0", "_selected_action": ids}
    return client.post(LIST + query, given | more)


def test_picked_leads_go_to_the_exports_page_in_the_lists_order(staff_client):
    artists = ArtistFactory.create_batch(3)
    reply = picked(staff_client, [artist.pk for artist in artists[:2]], "?tier=A&o=1")
    assert reply.url == f"{CHOOSE}?ids={artists[0].pk}%2C{artists[1].pk}&sort_by=name&sort_order=asc"


def test_all_of_the_list_can_be_picked_across_its_pages(staff_client):
    artist = ArtistFactory()
    assert picked(staff_client, [artist.pk], "?region=new_zealand", select_across="1").url == (
        f"{CHOOSE}?region=new_zealand"
    )


def test_nobody_can_delete_leads_from_the_list(staff_client):
    artist = ArtistFactory()
    assert "delete_selected" not in staff_client.get(LIST).content.decode()
    picked(staff_client, [artist.pk], action="delete_selected", post="yes")
    assert type(artist).objects.exists()


# --- The page where one chooses ---------------------------------------------------------------------------------------


def test_it_says_which_leads(staff_client):
    upload = UploadFactory(filename="august.csv")
    artist = ArtistFactory(name="Ngā Tūī")
    CreditFactory(artist=artist, recording=upload.cells.get(outcome="new").recording)
    query = f"?source={upload.pk}&region=new_zealand&search=nga&sort_by=name&sort_order=asc"
    page = bare(staff_client.get(CHOOSE + query).content.decode())
    for words in ("Export 1 lead", "Region New Zealand", "Upload august.csv", "Search “nga”", "Order Name, A to Z"):
        assert words in page


def test_it_says_how_many_were_picked_and_who_is_gone(staff_client):
    artists = ArtistFactory.create_batch(2)
    page = bare(staff_client.get(f"{CHOOSE}?ids={artists[0].pk},{artists[1].pk},999").content.decode())
    assert "Picked one by one 3 leads; 1 of them no longer there" in page and "Export 2 leads" in page


def test_at_first_the_documented_columns_and_the_machines_tier_are_ticked(staff_client):
    ArtistFactory()
    choice = staff_client.get(CHOOSE).context["choice"]
    assert choice.fields == (*(column.name for column in DOCUMENTED), "machine_tier")


@pytest.mark.parametrize(("query", "sentence"), [
    ("?search=zzzz", "No lead matches these filters."),
    ("?tier=Z", "tier cannot be “Z”"),
    ("?colour=red", "There is no parameter “colour”."),
    ("?ids=x", "“x” is no id of a lead"),
    ("?ids=99999999999999999999", "is no id of a lead"),
])  # fmt: skip
def test_an_address_without_leads_says_so(staff_client, query, sentence):
    ArtistFactory()
    for reply in (staff_client.get(CHOOSE + query), order(staff_client, query)):
        assert sentence in words_of(reply) and "Back to the leads" in words_of(reply)
    assert not Export.objects.exists()


@pytest.mark.parametrize(("chosen", "sentence"), [
    ({"fields": []}, "Choose at least one column."),
    ({"fields": ["youtube_subscribers"], "youtube": ""}, "Choose at least one column."),
    ({"fields": ["artist_name", "shoe_size"]}, "There is no column “shoe_size”."),
    ({"format": "papyrus"}, "There is no format “papyrus”."),
])  # fmt: skip
def test_a_refusal_keeps_what_was_chosen(staff_client, chosen, sentence):
    ArtistFactory()
    reply = order(staff_client, "?region=new_zealand", **({"bom": ""} | chosen))
    choice = reply.context["choice"]
    assert reply.status_code == 422 and sentence in words_of(reply) and not Export.objects.exists()
    assert choice.format == chosen.get("format", "csv") and list(choice.fields) == chosen.get("fields", NAMES)
    assert not choice.bom


def test_a_pdf_of_too_many_is_refused_and_others_are_named(staff_client, settings):
    settings.EXPORT_PDF_ROWS = 1
    ArtistFactory.create_batch(2)
    assert "Choose CSV or Excel" in words_of(order(staff_client, format="pdf"))


def test_without_pango_the_print_view_is_offered(staff_client, monkeypatch):
    monkeypatch.setattr("leads.exports.as_pdf.unavailable", lambda: "PDFs cannot be made on this machine.")
    ArtistFactory()
    reply = order(staff_client, format="pdf")
    assert reply.status_code == 422 and "PDFs cannot be made on this machine." in words_of(reply)
    assert "Open the print view" in words_of(reply) and not Export.objects.exists()


# --- Made at once -----------------------------------------------------------------------------------------------------


def test_a_small_export_comes_as_a_file_and_goes_on_record(staff_client, owner):
    ArtistFactory(name="Ngā Tūī")
    reply = order(staff_client, "?region=new_zealand", stamp="abc123")
    export = Export.objects.get()
    assert reply["Content-Disposition"] == f'attachment; filename="{export.filename}"'
    assert (reply["Content-Type"], reply["X-Content-Type-Options"]) == ("text/csv; charset=utf-8", "nosniff")
    assert rows(reply)[1][0] == "Ngā Tūī" and reply.cookies["exported"].value == "abc123"
    assert (export.by, export.door, export.rows, export.job) == (owner, "desk", 1, None)
    assert export.filters == {"region": "new_zealand"} and export.fields == NAMES


@pytest.mark.parametrize(("format", "begins"), [
    ("csv", b"\xef\xbb\xbfArtist Name"),
    ("excel", b"PK"),
    ("json", b"{"),
    ("jsonl", b"{"),
    pytest.param("pdf", b"%PDF", marks=pytest.mark.pango),
])  # fmt: skip
def test_it_comes_in_every_form(staff_client, format, begins):
    ArtistFactory()
    assert content(order(staff_client, format=format)).startswith(begins)


def test_columns_stand_in_the_documented_order_whatever_the_forms(staff_client):
    ArtistFactory()
    reply = order(staff_client, fields=["machine_tier", "contact_email", "lead_tier", "artist_name", "artist_name"])
    assert rows(reply)[0] == ["Artist Name", "Lead Tier", "Contact Email", "Machine Tier"]


def test_youtube_and_the_byte_order_mark_can_be_left_out(staff_client):
    ArtistFactory()
    assert content(order(staff_client, youtube="", bom="")).startswith(b"Artist Name,Lead Tier\r\n")


def test_only_contacts_that_may_be_used_are_in_it(staff_client):
    ContactFactory(artist=ArtistFactory(name="Asked us to stop", do_not_contact=True))
    ContactFactory(artist=ArtistFactory(name="Fine"), value="fine@example.test")
    held = dict(rows(order(staff_client, fields=["artist_name", "contact_email"]))[1:])
    assert held == {"Asked us to stop": "", "Fine": "fine@example.test"}


def test_the_file_holds_whom_the_list_shows_in_its_order(staff_client):
    for name, country in (("B", "NZ"), ("A", "NZ"), ("C", "AU")):
        ArtistFactory(name=name, country=country)
    shown = staff_client.get(f"{LIST}?region=new_zealand&o=1").context["cl"]
    reply = order(staff_client, shown.export_address.removeprefix(CHOOSE), format="json")
    assert [lead["artist_name"] for lead in json.loads(content(reply))["leads"]] == ["A", "B"]
    assert [artist.name for artist in shown.result_list] == ["A", "B"]


# --- The print view, and what is remembered ---------------------------------------------------------------------------


def test_the_print_view_is_a_page_and_on_record(staff_client):
    ArtistFactory(name="<b>Ngā Tūī</b>")
    reply = staff_client.post(PRINT + "?region=new_zealand", {"format": "csv", "fields": NAMES, "youtube": "1"})
    assert "&lt;b&gt;Ngā Tūī&lt;/b&gt;" in reply.content.decode()
    assert (Export.objects.get().format, Export.objects.get().fields) == ("pdf", NAMES)
    assert staff_client.get(PRINT).status_code == 200


def test_the_print_view_holds_no_more_than_a_pdf(staff_client, settings):
    settings.EXPORT_PDF_ROWS = 1
    ArtistFactory.create_batch(2)
    reply = staff_client.get(PRINT)
    assert reply.status_code == 422 and "Choose CSV or Excel" in words_of(reply)


def test_a_pdf_has_its_own_columns_until_somebody_chooses(staff_client):
    artist = ArtistFactory()
    chosen = staff_client.get(CHOOSE).context["choice"].fields
    staff_client.post(f"{PRINT}?ids={artist.pk}", {"format": "pdf", "fields": chosen, "youtube": "1"})
    assert "last_release_precision" in Export.objects.get().fields and Export.objects.get().picked


def test_whatever_the_format_the_print_view_has_the_pages_own_columns(staff_client):
    artist = ArtistFactory()
    chosen = staff_client.get(CHOOSE).context["choice"].fields
    page = words_of(staff_client.post(f"{PRINT}?ids={artist.pk}", {"format": "csv", "fields": chosen, "youtube": "1"}))
    assert "Facts known" in page and "Independence Score" not in page
    assert words_of(staff_client.get(PRINT)).count("Facts known") == 1


@pytest.mark.parametrize("chosen", [{"format": "excel"}, {"fields": ["artist_name"]}])
def test_exported_again_it_is_chosen_as_it_was(staff_client, chosen):
    ArtistFactory()
    order(staff_client, **chosen).close()
    export = Export.objects.get()
    choice = staff_client.get(staff_client.get(at("show", export)).context["once_more"]).context["choice"]
    assert (choice.format, list(choice.fields)) == (export.format, export.fields)


def test_a_pdf_that_nobody_chose_columns_for_is_none_the_next_time_either(staff_client, owner):
    ArtistFactory()
    for youtube in (True, False):
        fields = as_pdf.fields(include_youtube=youtube)
        export = Export.objects.create(format="pdf", door="desk", by=owner, fields=fields, filename="x.pdf")
        choice = staff_client.get(f"{CHOOSE}?like={export.pk}").context["choice"]
        assert (choice.youtube, choice.columns) == (youtube, fields)


@pytest.mark.parametrize("like", ["x", "0", "99999999999999999999"])
def test_an_earlier_export_that_there_is_not_changes_nothing(staff_client, like):
    ArtistFactory()
    assert staff_client.get(f"{CHOOSE}?like={like}").context["choice"].format == "csv"


def test_nobody_elses_choice_is_shown(clerk_client, owner):
    ArtistFactory()
    export = Export.objects.create(format="excel", door="desk", by=owner, fields=NAMES, filename="x.xlsx")
    assert clerk_client.get(f"{CHOOSE}?like={export.pk}").context["choice"].format == "csv"


def test_a_refused_format_stays_ticked_and_can_be_sent_again(staff_client, settings):
    settings.EXPORT_PDF_ROWS = 1
    ArtistFactory.create_batch(2)
    assert re.search(r'value="pdf" checked>', words_of(order(staff_client, format="pdf")))
    assert re.search(r'value="pdf" disabled>', words_of(staff_client.get(CHOOSE)))
