"""What is asked for becomes which leads, in which order: or a sentence that says why not."""

import pytest

from leads.exports.columns import UnknownColumn
from leads.exports.order import NothingMatches, Order, TooLarge, among, prepare
from leads.filters import Refused
from leads.merge import merge
from outreach.permission import usable_contacts
from tests.factories import ArtistFactory

pytestmark = pytest.mark.django_db


def prepared(user=None, **order):
    return prepare(Order(**order), user=user, usable=usable_contacts)


def test_without_filters_all_leads_go_out_best_first():
    low, high = ArtistFactory(country=None), ArtistFactory()
    ArtistFactory(known=None)  # no lead yet
    made = prepared()
    assert list(made.ids) == [high.pk, low.pk]
    assert (made.format, made.about.count, made.about.summary.leads, made.missing) == ("csv", 2, 2, [])


def test_filters_choose_and_order_the_leads():
    one, other = ArtistFactory(name="Ōtaki Motel"), ArtistFactory(name="Aroha Theory")
    ArtistFactory(country="AU", name="Velvet Season")
    made = prepared(filters={"country": "NZ", "sort_by": "name", "sort_order": "asc"})
    assert list(made.ids) == [other.pk, one.pk]
    assert made.about.filters == {"country": "NZ", "sort_by": "name", "sort_order": "asc"}


def test_of_leads_named_by_id_those_go_out_that_pass_the_filters():
    home, away, _ = ArtistFactory(), ArtistFactory(country="AU"), ArtistFactory()
    made = prepared(filters={"country": "NZ"}, ids=[away.pk, home.pk, 987654])
    assert (list(made.ids), made.missing, made.about.picked) == ([home.pk], [987654], True)


def test_an_id_that_was_merged_away_means_the_lead_it_lives_on_in():
    keep, gone, last = ArtistFactory(), ArtistFactory(), ArtistFactory()
    old = [gone.pk, last.pk]
    merge(gone, last)
    merge(keep, gone)
    made = prepared(ids=[*old, keep.pk])
    assert (list(made.ids), made.missing) == ([keep.pk], [])


def test_who_is_no_lead_is_missing():
    lead, nobody = ArtistFactory(), ArtistFactory(known=None)
    assert prepared(ids=[str(lead.pk), nobody.pk]).missing == [nobody.pk]


@pytest.mark.parametrize("ids", [["7", "x"], [-1], [1.5], [True], ["9" * 20], ["٣"], ["0" * 30 + "9" * 30]], ids=str)
def test_what_is_no_id_is_refused(ids):
    with pytest.raises(Refused) as refused:
        prepared(ids=ids)
    assert refused.value.problems[0].field == "ids"


def test_more_ids_than_anybody_picks_are_refused():
    with pytest.raises(Refused, match="At most 10,000 leads can be named one by one; these are 10,001"):
        prepared(ids=range(10_001))


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        ({"filters": {"tier": "D"}}, "No lead matches these filters."),
        ({"ids": []}, "None of the chosen leads matches."),
        ({"ids": [987654]}, "None of the chosen leads matches."),
    ],
    ids=["filters", "none chosen", "unknown"],
)
def test_an_export_of_nobody_is_refused(order, sentence):
    ArtistFactory()
    with pytest.raises(NothingMatches, match=sentence):
        prepared(**order)


@pytest.mark.parametrize(
    ("order", "refusal"),
    [
        ({"filters": {"tier": "E"}}, Refused),
        ({"filters": {"colour": "red"}}, Refused),
        ({"format": "docx"}, Refused),
        ({"fields": ["artist_name", "shoe_size"]}, UnknownColumn),
    ],
    ids=["value", "filter", "format", "column"],
)
def test_what_nobody_knows_is_refused_by_name(order, refusal):
    ArtistFactory()
    with pytest.raises(refusal):
        prepared(**order)


@pytest.mark.parametrize(("format", "last"), [("csv", "lead_id"), ("excel", "machine_tier"), ("jsonl", "machine_tier")])
def test_who_reads_a_pinned_tier_reads_the_machines_too(format, last):
    ArtistFactory()
    assert prepared(format=format).about.columns[-1].name == last


def test_excel_has_two_names():
    ArtistFactory()
    assert prepared(format="XLSX").format == prepared(format="excel").format == "excel"


@pytest.mark.parametrize(("format", "at_once"), [("csv", True), ("excel", True), ("pdf", False)])
def test_what_takes_long_is_work_for_a_worker(format, at_once, settings):
    settings.EXPORT_INLINE_ROWS, settings.EXPORT_PDF_INLINE_ROWS = 2, 1
    ArtistFactory.create_batch(2)
    assert prepared(format=format).at_once is at_once
    ArtistFactory()
    assert prepared(format=format).at_once is False


def test_a_pdf_that_nobody_would_read_is_refused_with_what_to_take_instead(settings):
    settings.EXPORT_PDF_ROWS = 1
    ArtistFactory.create_batch(2)
    with pytest.raises(TooLarge, match="holds up to 1 leads, and these are 2. Choose CSV or Excel"):
        prepared(format="pdf")


def test_columns_are_those_chosen_or_the_documented_ones_with_or_without_youtube(owner):
    ArtistFactory()
    assert [column.name for column in prepared(fields=["Lead ID", "country"]).about.columns] == ["lead_id", "country"]
    assert prepared().about.includes_youtube and not prepared(include_youtube=False).about.includes_youtube
    assert prepared(owner).about.by == "owner"


def test_any_number_of_ids_is_one_question(django_assert_num_queries):
    lead = ArtistFactory()
    with django_assert_num_queries(1):
        found = list(among([lead.pk, *range(10**6, 10**6 + 300_000)]))
    assert found == [lead]
