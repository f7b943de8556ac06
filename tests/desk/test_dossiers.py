"""A lead on one page, to read or to hand to somebody."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from leads.exports.press import PdfUnavailable
from leads.merge import merge
from leads.models import Export
from tests.desk.doors import page_of, words_of
from tests.factories import ArtistFactory, ContactFactory

pytestmark = pytest.mark.django_db


def page_at(artist):
    return reverse("admin:leads_artist_dossier", args=[artist.pk])


def pdf_at(artist):
    return reverse("admin:leads_artist_dossier_pdf", args=[artist.pk])


def test_the_leads_page_leads_to_it(staff_client):
    artist = ArtistFactory()
    page = page_of(staff_client, artist).content.decode()
    assert page_at(artist) in page and pdf_at(artist) in page


def test_it_hands_out_what_may_be_used(staff_client):
    artist = ArtistFactory(name="Ngā <Tūī>")
    ContactFactory(artist=artist, value="tui@example.test")
    page = words_of(staff_client.get(page_at(artist)))
    assert "Ngā &lt;Tūī&gt;" in page and "tui@example.test" in page
    type(artist).objects.update(do_not_contact=True)
    assert "tui@example.test" not in words_of(staff_client.get(page_at(artist)))


@pytest.mark.pango
def test_as_a_pdf_it_is_on_record(staff_client, owner):
    artist = ArtistFactory(name="Ngā Tūī / 2")
    reply = staff_client.get(pdf_at(artist))
    export = Export.objects.get()
    assert reply.content.startswith(b"%PDF") and "attachment" in reply["Content-Disposition"]
    assert export.filename.startswith("prism_dossier_Ngā_Tūī_2_") and (export.by, export.rows) == (owner, 1)
    assert "The dossier of one" in words_of(staff_client.get(reverse("admin:leads_export_show", args=[export.pk])))


def test_without_pango_one_is_told_and_nothing_is_on_record(staff_client, monkeypatch):
    def missing(made):
        raise PdfUnavailable("PDFs cannot be made on this machine.")

    monkeypatch.setattr("leads.exports.dossier.pdf", missing)
    artist = ArtistFactory()
    reply = staff_client.get(pdf_at(artist))
    assert reply.url == reverse("admin:leads_artist_change", args=[artist.pk]) and not Export.objects.exists()
    assert [str(message) for message in get_messages(reply.wsgi_request)] == ["PDFs cannot be made on this machine."]


def test_who_may_only_look_reads_it_and_takes_nothing_out(viewer_client):
    artist = ArtistFactory()
    assert viewer_client.get(page_at(artist)).status_code == 200
    assert viewer_client.get(pdf_at(artist)).status_code == 403
    assert pdf_at(artist) not in page_of(viewer_client, artist).content.decode()


def test_strangers_are_sent_to_the_login(client):
    artist = ArtistFactory()
    for address in (page_at(artist), pdf_at(artist)):
        assert client.get(address).url.startswith(reverse("admin:login"))


def test_an_older_id_leads_to_the_surviving_lead(staff_client):
    kept, gone = ArtistFactory.create_batch(2)
    old = page_at(gone)
    merge(kept, gone)
    assert staff_client.get(old).url == page_at(kept)
    assert staff_client.get(page_at(type(kept)(pk=99999))).status_code == 404
