"""Which leads each parameter of the lead filters leaves, and in which order."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from leads.filters import DeskFilter, narrowed
from leads.models import Artist
from outreach.models import Suppression
from outreach.permission import usable_contacts
from tests.factories import ArtistFactory, ContactFactory, CreditFactory, ProfileFactory, UploadFactory
from tests.leads.filtering import lead, names, problems

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


# --- Words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("given", "found"), [
    ("tier=A", "High Raised"),
    ("tier=b", "Low"),
    ("tier=A,b", "High Low Raised"),
    ("tier=A&tier=&tier=b", "High Low Raised"),
    ("tier=NONE", "Blank"),
    ("tier=none&tier=C", "Blank"),
    ("tier=", "Blank High Low Raised"),
])  # fmt: skip
def test_tier_is_the_one_that_stands(given, found):
    for name, tier in (("High", "A"), ("Low", "B"), ("Blank", None), ("Raised", "D")):
        Artist.objects.filter(pk=lead(name).pk).update(tier=tier)
    Artist.objects.filter(name="Raised").update(pinned_tier="A")
    Artist.objects.filter(name="Low").update(pinned_tier="A", pinned_until=timezone.localdate() - timedelta(days=1))
    assert names(given) == found


@pytest.mark.parametrize(("given", "found"), [
    ("country=nz", "Kiwi"),
    ("country=NZ,gb", "Brit Kiwi"),
    ("country=None", "Stranger"),
    ("country=none&country=NZ", "Kiwi Stranger"),
    ("region=new_zealand", "Kiwi"),
    ("region=unknown&region=other", "Brit Stranger"),
    ("region=other_english_speaking", ""),
    ("region=other_english_speaking,new_zealand", "Kiwi"),
])  # fmt: skip
def test_where_they_live(given, found):
    for name, country in (("Kiwi", "NZ"), ("Brit", "GB"), ("Stranger", None)):
        lead(name, country=country)
    assert names(given) == found


@pytest.mark.parametrize(("given", "found"), [
    ("genre=indie pop", "Both One"),
    ("genre=INDIE  PÓP", "Both One"),
    ("genre=indie", ""),
    ("genre=reo maori", "Several"),
    ("genre=drum, bass", "Comma"),
    ("genre=reo maori&genre=indie pop", "Both One Several"),
    ("genre=nobody's", ""),
    ("genre='", ""),
    ("genre=in_ie pop", ""),
])  # fmt: skip
def test_a_genre_is_whole_and_any_of_theirs(given, found):
    lead("One", genre="Indie Pop")
    lead("Both", genre="indie pop", genres=["indie pop", "folk"])
    lead("Several", genre="folk", genres=["folk", "Reo Māori"])
    lead("Comma", genre=None, genres=["Drum, Bass", 'a"folk'])
    lead("Unknown", genre=None)
    assert names(given) == found


@pytest.mark.parametrize(("given", "found"), [
    ("outreach_status=interested", "Keen"),
    ("outreach_status=interested,converted", "Keen Won"),
    ("independence=self_released", "Keen"),
    ("independence=unknown,self_released", "Keen Won"),
    ("do_not_contact=true", "Won"),
    ("do_not_contact=0", "Keen"),
    ({"do_not_contact": False}, "Keen"),
    ({"do_not_contact": 1}, "Won"),
    ("do_not_contact=TRUE", "Won"),
])  # fmt: skip
def test_plain_columns(given, found):
    lead("Keen", outreach_status="interested", independence="self_released")
    lead("Won", outreach_status="converted", do_not_contact=True)
    assert names(given) == found


@pytest.mark.parametrize(("given", "found"), [
    ("owner=me", "Mine"),
    ("owner=none", "Nobodys"),
    ("owner=ana.b", "Anas"),
    ("owner=ana.b,none", "Anas Nobodys"),
    ("owner=me&owner=ana.b", "Anas Mine"),
    ({"owner": ["me", "none"]}, "Mine Nobodys"),
])  # fmt: skip
def test_owner(given, found, owner, django_user_model):
    lead("Mine", owner=owner)
    lead("Anas", owner=django_user_model.objects.create_user("ana.b"))
    lead("Nobodys")
    assert names(given, user=owner) == found


# --- Numbers and days -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("given", "found"), [
    ("min_score=0", "Fifty Nought Seventy"),
    ("max_score=0", "Nought"),
    ("min_score=50.1", "Fifty Seventy"),
    ("min_score=50.05", "Fifty Seventy"),
    ("min_score=50.11", "Seventy"),
    ("max_score=50.05", "Nought"),
    ("min_score=50&max_score=70", "Fifty Seventy"),
    ({"min_score": 70.0}, "Seventy"),
    ("min_score=%2B70.", "Seventy"),
    ("min_coverage=0", "Fifty Nought"),
    ("min_coverage=49.5", "Fifty"),
    ("min_coverage=50.5", ""),
    ("min_score=5.02E1", "Seventy"),
    ("min_score=4.6e-150", "Fifty Seventy"),
    ("min_score=1e", None),
    ("min_score=e1", None),
    ("min_score=inf", None),
])  # fmt: skip
def test_scores_are_inclusive_and_unknown_ones_never_match(given, found):
    rows = (("Nought", 0, 0), ("Fifty", "50.1", 50), ("Seventy", 70, None), ("Blank", None, None))
    for name, total, coverage in rows:
        Artist.objects.filter(pk=lead(name).pk).update(total_score=total, coverage=coverage)
    if found is None:
        assert problems(given)[0].code == "not_a_number"
    else:
        assert names(given) == found


@pytest.mark.parametrize(("given", "found"), [
    ("released_after=2026-03-19", "Day Month Year"),
    ("released_after=2026-03-20", "Month Year"),
    ("released_after=2026-04-01", "Year"),
    ("released_after=2026-12-31", "Year"),
    ("released_after=2027-01-01", ""),
    ("released_before=2025-12-31", ""),
    ("released_before=2026-01-01", "Year"),
    ("released_before=2026-02-28", "Year"),
    ("released_before=2026-03-01", "Month Year"),
    ("released_before=2026-03-19", "Day Month Year"),
    ("released_after=2026-03-20&released_before=2026-03-31", "Month Year"),
    ("released_after=2026-06-02&released_before=2026-06-01", ""),
])  # fmt: skip
def test_a_date_known_in_part_matches_if_any_day_of_it_fits(given, found):
    lead("Year", last_release_date="2026-01-01", last_release_precision="year")
    lead("Month", last_release_date="2026-03-01", last_release_precision="month")
    lead("Day", last_release_date="2026-03-19", last_release_precision="day")
    lead("Unknown", last_release_date=None, last_release_precision=None)
    assert names(given) == found


@pytest.mark.parametrize(("given", "found"), [
    ("checked_before=2026-11-20", "Early Never"),
    ("checked_before=2026-11-21", "Early Late Never"),
    ("checked_before=2026-11-20T09:00", "Early Never"),
    ("checked_before=2026-11-20T09:00:01", "Early Late Never"),
    ("checked_before=2026-11-19T20:00:01Z", "Early Late Never"),
    ("checked_before=2026-11-20T09:00:00+13:00", "Early Never"),  # the bare + arrives as a space
    ("checked_before=2026-11-20 09:00:01%2B1300", "Early Late Never"),
])  # fmt: skip
def test_checked_before_is_read_in_auckland_and_takes_the_never_asked(given, found):
    lead("Never", checked_at=None)
    lead("Early", checked_at=datetime.fromisoformat("2026-11-19T23:59:59+13:00"))
    lead("Late", checked_at=datetime.fromisoformat("2026-11-20T09:00:00+13:00"))
    assert names(given) == found


@pytest.mark.parametrize(("given", "found"), [
    ("follow_up_due=true", "Overdue Today"),
    ("follow_up_due=false", "Soon Without"),
    ("follow_up_due=2026-11-23", "Overdue Soon Today"),
    ("follow_up_due=2026-11-21", "Overdue"),
    ({"follow_up_due": True}, "Overdue Today"),
])  # fmt: skip
def test_follow_ups_that_are_due(today, given, found):
    for name, day in (("Overdue", 21), ("Today", 22), ("Soon", 23)):
        lead(name, follow_up_on=date(2026, 11, day))
    lead("Without")
    assert names(given) == found


# --- What stands in other tables --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("given", "found"), [
    ("has_email=true", "Mail"),
    ("has_email=false", "Blocked Site Without"),
    ("has_contact=1", "Mail Site"),
    ("has_contact=False", "Blocked Without"),
])  # fmt: skip
def test_reach_counts_what_is_not_suppressed(given, found):
    ContactFactory.create_batch(2, artist=lead("Mail"))
    ContactFactory(artist=lead("Site"), kind="website", value="https://trio.example")
    ContactFactory(artist=lead("Blocked"), value="No@example.test")
    lead("Without")
    Suppression.objects.create(kind="email", value="no@example.test", since=TODAY)
    assert names(given) == found


@pytest.mark.parametrize(("given", "found"), [
    ("youtube_filter=has_channel", "Busy Quiet"),
    ("youtube_filter=no_channel", "Absent Found"),
    ("youtube_filter=high_potential", "Busy"),
    ("youtube_filter=underperforming", "Busy"),
    ("youtube_filter=active_uploaders", "Busy"),
    ("youtube_opportunity=no_youtube_presence", "Found"),
    ("youtube_opportunity=youtube_underperforming", "Busy"),
    ("youtube_opportunity=inconsistent_uploads", "Quiet"),
    ("youtube_opportunity=high_potential,inconsistent_uploads", "Busy Quiet"),
    ("youtube_opportunity=any", "Busy Found Quiet"),
])  # fmt: skip
def test_youtube(given, found):
    both = ["underperforming", "high_potential"]
    lead("Busy", youtube_channel_id="UC1", upload_frequency="active", youtube_finding=both[0], youtube_findings=both)
    lead("Quiet", youtube_channel_id="UC2", upload_frequency="low", **finding("inconsistent_uploads"))
    lead("Found", **finding("no_youtube_presence"))
    ProfileFactory(artist=lead("Absent"), platform="youtube", state="absent")
    lead("Healthy", youtube_finding="healthy")
    lead("Unasked")
    assert names(given) == found


def finding(word):
    return {"youtube_finding": word, "youtube_findings": [word]}


def test_what_may_not_be_derived_here_matches_nobody(settings):
    settings.YOUTUBE_DERIVED_METRICS = False
    lead("Old", **finding("high_potential"))
    lead("Quiet", **finding("inconsistent_uploads"))
    assert names("youtube_filter=high_potential") == names("youtube_opportunity=underperforming") == ""
    assert names("youtube_opportunity=any") == "Quiet"


def test_the_desk_asks_for_several_words_and_knows_more(today):
    lead("Healthy", youtube_finding="healthy", youtube_channel_id="UC1")
    lead("Unasked")
    ProfileFactory(artist=lead("Absent"), platform="youtube", state="absent")
    asked = "youtube_filter=healthy&youtube_filter=not_looked_up"
    assert names(asked, filterset=DeskFilter) == "Healthy Unasked"
    assert [problem.code for problem in problems(asked)] == ["given_twice"]


def test_source_takes_everybody_on_recordings_of_these_uploads_once():
    upload, other = UploadFactory(), UploadFactory()
    trio = lead("Trio")
    for one in (upload, other):
        CreditFactory(artist=trio, recording_id=one.cells.first().recording_id)
    lead("Elsewhere")
    assert names(f"source={upload.pk},{other.pk}") == names({"source": upload.pk}) == "Trio"
    assert names(f"source={other.pk + 1}") == ""


# --- Search -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "found"), [
    ("nga", "Ngā"),
    ("NGĀ TŪ", "Ngā"),
    ("rangi", "Alias"),
    ("o'neill", "Alias"),
    ("te  RĀNGI", "Alias"),
    ("大宮", "Alias"),
    ('"q\\', "Quote"),
    ("100%", "Percent"),
    ("0%0", ""),
    ("a_b", "Percent"),
    ("n_a", ""),
    ("te rangi\nsam", ""),
    ("NZ-EX1-26-90001", "Ngā"),
    ("nzex12690001", "Ngā"),
    ("NZEX1269000", ""),
    ("'", ""),
])  # fmt: skip
def test_search_finds_part_of_a_name_or_alias_or_a_whole_isrc(words, found):
    # Names are told by their first word.
    CreditFactory(artist=lead("Ngā Tūī"), recording__isrc="NZEX12690001")
    lead("Alias", aliases=["Te Rangi", "Sam ONeill", "大宮"])
    lead("Quote", aliases=['Say "Q\\"'])
    lead("Percent 100% a_b")
    leads = narrowed({"search": words}, usable=usable_contacts).leads
    assert " ".join(one.name.split()[0] for one in leads) == found


# --- The order --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("by", "column", "values"), [
    ("name", "search_name", ["a", "b"]),
    ("total_score", "total_score", [1, 2]),
    ("youtube_subscribers", "youtube_subscribers", [0, 7]),
    ("independence_score", "independence_score", ["9.5", "10"]),
    ("coverage", "coverage", [0, 40]),
    ("lead_tier", "tier", ["A", "C"]),
    ("country", "country", ["AU", "NZ"]),
    ("last_release_date", "last_release_date", ["2025-01-01", "2026-01-01"]),
    ("last_checked", "checked_at", ["2026-11-01T00:00Z", "2026-11-02T00:00Z"]),
    ("follow_up_on", "follow_up_on", ["2026-11-01", "2026-12-01"]),
    ("outreach_status", "outreach_status", ["contacted", "converted"]),
    ("created_at", "created_at", ["2026-11-01T00:00Z", "2026-11-02T00:00Z"]),
    ("updated_at", "updated_at", ["2026-11-01T00:00Z", "2026-11-02T00:00Z"]),
])  # fmt: skip
def test_unknown_comes_last_whichever_way_and_among_equals_the_older(by, column, values):
    low, high = values
    nullable = Artist._meta.get_field(column).null
    rows = [("high", high), ("high2", high), ("low", low), *([("null", None), ("null2", None)] if nullable else [])]
    for name, value in rows:
        Artist.objects.filter(pk=lead(name, country=None, last_release_date=None).pk).update(**{column: value})
    last = ["null", "null2"] if nullable else []
    assert in_order(by, "desc") == ["high", "high2", "low", *last]
    assert in_order(by, "asc") == ["low", "high", "high2", *last]


def in_order(by, order):
    leads = narrowed({"sort_by": by, "sort_order": order}, usable=usable_contacts).leads
    return list(leads.values_list("name", flat=True))


def test_a_pinned_tier_counts_in_the_order_of_tiers():
    for name, tier, pinned in (("b", "B", None), ("pinned", "D", "A"), ("none", None, None)):
        Artist.objects.filter(pk=lead(name).pk).update(tier=tier, pinned_tier=pinned)
    assert in_order("lead_tier", "asc") == ["pinned", "b", "none"]


def test_nobody_tells_monthly_listeners_so_the_older_lead_comes_first():
    lead("b", listeners=1), lead("a", listeners=9)
    assert in_order("monthly_listeners", "desc") == in_order("monthly_listeners", "asc") == ["b", "a"]


def test_it_asks_few_questions_however_many_leads(django_assert_max_num_queries, owner):
    ArtistFactory.create_batch(5, aliases=["Alias"])
    with django_assert_max_num_queries(4):  # genres, aliases, user names, and the leads
        list(narrowed(
            {"genre": "folk", "search": "alias", "owner": "none", "has_contact": False, "sort_by": "lead_tier"},
            user=owner, usable=usable_contacts,
        ).leads)  # fmt: skip
