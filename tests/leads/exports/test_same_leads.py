"""The same filter gives the same leads in the same order: in the list, and in every form of an export."""

import csv
import io
import json
import random
import re

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from leads.exports import making
from leads.exports.order import NothingMatches, Order, prepare
from leads.filters import DeskFilter
from leads.models import Artist
from outreach.permission import contacts_to_hand_out, usable_contacts
from tests.factories import ContactFactory, CreditFactory, ProfileFactory, UploadFactory, book_of_leads

pytestmark = pytest.mark.django_db
LEADS = 40
QUICK = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture], "database": None}


@pytest.fixture(scope="module")
def book(django_db_setup, django_db_blocker):
    """A book in which every name is unique, and who may see it: made once for all examples, and taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        owner = get_user_model().objects.create_superuser("keeper", password="not-used-by-force-login")
        leads, upload = book_of_leads(LEADS), UploadFactory()
        _make_different(leads, owner, upload)
        client = Client()
        client.force_login(owner)
        yield owner, client, upload.pk
        transaction.set_rollback(True)


def _make_different(leads, owner, upload):
    chance = random.Random(11)
    for number, lead in enumerate(leads):
        if number % 3 == 0:
            ContactFactory(artist=lead, kind=chance.choice(["email", "website"]), value=f"to{number}.example.test")
        if number % 4 == 0:
            CreditFactory(artist=lead, recording=upload.cells.get(position=1).recording)
        if number % 5 == 0:
            ProfileFactory(artist=lead, platform="youtube", state="absent")
        lead.name += f" No{number}x"
        lead.pinned_tier, lead.owner = chance.choice([None, None, None, "A", "D"]), chance.choice([None, owner])
        lead.save()


SEVERAL = {"max_size": 3, "unique": True}
WORDS = {
    "tier": st.lists(st.sampled_from([*"ABCD", "none"]), **SEVERAL),
    "outreach_status": st.lists(st.sampled_from(Artist.Status.values), **SEVERAL),
    "region": st.lists(st.sampled_from(Artist.Region.values), **SEVERAL),
    "youtube_filter": st.lists(st.sampled_from(DeskFilter.base_filters["youtube_filter"].extra["words"]), **SEVERAL),
    "min_coverage": st.sampled_from([[], ["25"], ["50"], ["75"]]),
    "search": st.sampled_from([[], ["a"], ["kow"], ["RĀTĀ"], ["& the"], ["no1"]]),
}
FILTERS = st.fixed_dictionaries({}, optional={**WORDS, "source": st.just(["upload"])})


def asked(filters, upload):
    """The address of both: "upload" stands for the one of this book."""
    return {name: [str(upload)] if name == "source" else values for name, values in filters.items() if values}


def in_the_list(client, filters):
    address = {"q" if name == "search" else name: values for name, values in filters.items()}
    shown = client.get(reverse("admin:leads_artist_changelist"), address).context_data["cl"]
    ids = list(shown.queryset.values_list("pk", flat=True))
    assert [lead.pk for lead in shown.result_list] == ids[:25]
    return ids


def exported(format, filters, owner):
    """The bytes of the export; None where nobody matches."""
    order = Order(format=format, filters=filters, fields=["artist_name", "lead_id"])
    try:
        prepared = prepare(order, user=owner, usable=usable_contacts, filterset=DeskFilter)
    except NothingMatches:
        return None
    return b"".join(making.pieces(prepared, contacts_to_hand_out))


def of_csv(content):
    return [int(row["Lead ID"]) for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]


def of_excel(content):
    lines = load_workbook(io.BytesIO(content), read_only=True)["Leads"].iter_rows(values_only=True)
    place = next(line for line in lines if "Lead ID" in line).index("Lead ID")
    return [line[place] for line in lines]


def of_json(content):
    return [lead["lead_id"] for lead in json.loads(content)["leads"]]


def of_jsonl(content):
    return [json.loads(line)["lead_id"] for line in content.splitlines()]


READ = {"csv": of_csv, "excel": of_excel, "json": of_json, "jsonl": of_jsonl}


@settings(max_examples=25, **QUICK)
@given(filters=FILTERS)
def test_the_list_and_every_export_hold_the_same_leads_in_the_same_order(book, filters):
    owner, client, upload = book
    filters = asked(filters, upload)
    listed = in_the_list(client, filters)
    for format, read in READ.items():
        content = exported(format, filters, owner)
        assert (read(content) if content else []) == listed, format


@pytest.mark.pango
@settings(max_examples=3, **QUICK)
@given(filters=st.fixed_dictionaries({}, optional={"region": WORDS["region"], "tier": WORDS["tier"]}))
def test_a_pdf_holds_the_same_leads_in_the_same_order(book, filters):
    owner, client, upload = book
    filters = asked(filters, upload)
    content = exported("pdf", filters, owner)
    pages = PdfReader(io.BytesIO(content)).pages if content else []
    text = " ".join(page.extract_text() for page in pages)
    by_name = {re.search(r"No\d+x", name)[0]: pk for pk, name in Artist.objects.values_list("pk", "name")}
    assert [by_name[name] for name in re.findall(r"No\d+x", text)] == in_the_list(client, filters)
