from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads.exports.about import summary
from leads.exports.columns import COLUMNS, chosen
from leads.exports.rows import AT_ONCE, chunk, ids_of, rows
from leads.merge import merge
from leads.models import Artist
from outreach.models import Suppression
from outreach.permission import contacts_to_hand_out
from tests.factories import (
    ArtistFactory,
    ContactFactory,
    CreditFactory,
    ProfileFactory,
    UploadFactory,
    book_of_leads,
    facts,
)

pytestmark = pytest.mark.django_db


def cells(*leads, hand_out=contacts_to_hand_out):
    """Of each lead, all its cells by name."""
    made = rows([lead.pk for lead in leads], tuple(COLUMNS.values()), hand_out)
    return [dict(zip(COLUMNS, row, strict=True)) for row in made]


def profile(lead, platform="youtube", **values):
    return ProfileFactory(artist=lead, platform=platform, **values)


def test_cells_are_what_the_lead_says_in_types_of_their_own(analyst):
    at = datetime(2026, 3, 1, 11, 30, 15, 250, tzinfo=UTC)
    lead = ArtistFactory(
        name="Ngā Tauira", owner=analyst, follow_up_on=date(2026, 12, 6), checked_at=at, youtube_views=2**63 - 1,
        youtube_channel_id="UCaa", listeners=0, genres=["waiata", "folk"], aliases=["ʻOfa"],
    )  # fmt: skip
    Artist.objects.update(created_at=at)
    row, lead = cells(lead)[0], Artist.objects.get()
    assert (row["artist_name"], row["owner"], row["follow_up_on"]) == ("Ngā Tauira", "analyst", date(2026, 12, 6))
    assert (row["created_date"], row["last_checked"]) == (date(2026, 3, 2), at)  # the day in New Zealand
    assert (row["youtube_total_views"], row["lastfm_listeners"], row["lead_id"]) == (2**63 - 1, 0, lead.pk)
    assert (row["genres"], row["aliases"], row["do_not_contact"]) == ("waiata; folk", "ʻOfa", False)
    assert row["total_score"] == lead.total_score and type(row["total_score"]) is Decimal
    assert str(row["independence_score"]) == "100.0"


def test_each_plain_column_is_the_models_own_value():
    plain = [
        column for column in COLUMNS.values() if column.value is None and column.fields[0] not in ("standing", "pk")
    ]
    for lead in book_of_leads(12):
        row = cells(lead)[0]
        lead.refresh_from_db()
        for column in plain:
            own = lead.owner if column.name == "owner" else getattr(lead, column.fields[0])
            assert (row[column.name], type(row[column.name])) == (own, type(own))
        assert row["lead_tier"] == lead.standing_tier


def test_what_nobody_told_is_none():
    lead = ArtistFactory(known=facts(country=None, kind=None, listeners=None), country=None, genre=None, area="")
    row = cells(lead)[0]
    empty = (
        "country",
        "genre",
        "geographic_score",
        "place",
        "lastfm_listeners",
        "has_youtube_channel",
        "contact_email",
    )
    assert {row[name] for name in (*empty, "monthly_listeners", "social_handles", "uploads", "owner")} == {None}
    assert row["region"] == "unknown"  # a word of the vocabulary


@pytest.mark.parametrize(("state", "has"), [("absent", False), ("missed", None), ("rejected", None)])
def test_only_who_was_looked_for_has_no_channel(state, has):
    lead = ArtistFactory()
    profile(lead, state=state)
    assert cells(lead)[0]["has_youtube_channel"] is has


def test_figures_past_their_days_are_empty_and_what_we_found_ourselves_stays():
    lead = ArtistFactory(
        youtube_channel_id="UCaa", youtube_subscribers=12, youtube_views=3, youtube_videos=4, upload_frequency="low",
        youtube_finding="high_potential", youtube_findings=["high_potential"], followers=9,
    )  # fmt: skip
    youtube = profile(
        lead, expires_at=timezone.now() + timedelta(days=1), data={"recent": {"views": 10, "likes": 1, "comments": 1}}
    )
    spotify = profile(lead, "spotify", expires_at=timezone.now() + timedelta(days=1))
    told = ("youtube_subscribers", "youtube_total_views", "youtube_video_count", "youtube_upload_frequency",
            "youtube_engagement_rate", "youtube_growth_potential", "youtube_finding", "spotify_followers")  # fmt: skip
    assert [cells(lead)[0][name] for name in told] == [
        *(12, 3, 4, "low", Decimal("20.0"), "high_potential", "high_potential", 9)
    ]
    for one in (youtube, spotify):
        one.expires_at = timezone.now() - timedelta(seconds=1)
        one.save()
    row = cells(lead)[0]
    assert {row[name] for name in told} == {None}
    assert (row["has_youtube_channel"], row["youtube_channel_url"]) == (True, "https://www.youtube.com/channel/UCaa")


def test_the_tier_that_counts_is_a_persons_while_the_pin_holds():
    today = timezone.localdate()
    held = ArtistFactory(pinned_tier="D", pinned_until=today, pinned_reason="Retired")
    past = ArtistFactory(pinned_tier="D", pinned_until=today - timedelta(days=1), pinned_reason="Retired")
    one, other = cells(held, past)
    machine = Artist.objects.get(pk=held.pk).tier
    assert (one["lead_tier"], one["machine_tier"], one["pinned_reason"], one["pinned_until"]) == (
        *("D", machine, "Retired", today),
    )
    assert (other["lead_tier"], other["pinned_reason"], other["pinned_until"]) == (machine, None, None)


def test_contacts_are_those_that_may_be_handed_out():
    lead, silent = ArtistFactory(), ArtistFactory(do_not_contact=True)
    for one in (lead, silent):
        ContactFactory(artist=one, kind="email", value=f"trio{one.pk}@example.test")
        ContactFactory(artist=one, kind="phone", value=f"+64 3 555 010{one.pk % 10}")
        ContactFactory(artist=one, kind="website", value=f"https://trio{one.pk}.example.test")
        ContactFactory(artist=one, kind="social", value=f"https://instagram.com/trio{one.pk}", platform="instagram")
    Suppression.objects.create(kind="email", value=f"TRIO{lead.pk}@example.test", since=timezone.localdate())
    reached, none = cells(lead, silent)
    assert (reached["contact_email"], reached["social_handles"]) == (None, {"instagram": f"trio{lead.pk}"})
    assert reached["website"] == f"https://trio{lead.pk}.example.test"
    assert {none[name] for name in ("contact_email", "phone", "website", "social_handles")} == {None}
    assert f"trio{silent.pk}" not in str(none)


def test_who_was_merged_or_deleted_meanwhile_is_left_out_and_the_order_stays():
    first, second, third, fourth = (ArtistFactory() for _ in range(4))
    ids = [fourth.pk, first.pk, third.pk, second.pk]
    merge(second, third)
    first.delete()
    made = rows(ids, chosen(["lead_id"]), contacts_to_hand_out)
    assert list(made) == [(fourth.pk,), (second.pk,)]
    assert chunk([first.pk], chosen(), contacts_to_hand_out) == chunk([], chosen(), contacts_to_hand_out) == []


def test_uploads_are_named_each_once_in_the_order_in_which_they_came():
    lead, other = ArtistFactory(), ArtistFactory()
    for filename in ("b.xlsx", "a.csv", "b.xlsx"):
        for cell in UploadFactory(filename=filename).cells.filter(outcome="new"):
            CreditFactory(artist=lead, recording=cell.recording)
    assert [row["uploads"] for row in cells(lead, other)] == ["b.xlsx; a.csv", None]


def test_a_thousand_leads_cost_the_same_few_queries_as_one(monkeypatch):
    leads = book_of_leads(12)
    for lead in leads:
        ContactFactory(artist=lead)
        profile(lead, data={"recent": {"views": 1}})

    def asked(some):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            cells(*some)
        return len(queries)

    assert asked(leads[:1]) == asked(leads) == 5  # leads, contacts, YouTube, Spotify, uploads
    monkeypatch.setattr("leads.exports.rows.AT_ONCE", 6)
    assert asked(leads) == 10
    assert AT_ONCE == 1000


def test_ids_are_those_of_the_list_in_its_order():
    leads = book_of_leads(20)
    ArtistFactory(known=None)  # no lead yet
    ids = ids_of(Artist.objects.leads())
    assert list(ids) == [lead.pk for lead in Artist.objects.leads()]
    assert len(ids) == len(leads)


def test_the_summary_counts_the_leads_and_no_figure_past_its_days(settings):
    leads = [ArtistFactory(youtube_channel_id=f"UC{n}", youtube_subscribers=100 + n) for n in range(3)]
    ArtistFactory(known=facts(country=None, kind=None), country=None)
    profile(leads[0], expires_at=timezone.now() - timedelta(days=1))
    told = summary(Artist.objects.leads())
    assert (told.leads, told.subscribers, told.regions["new_zealand"], told.youtube["has_channel"]) == (4, 203, 3, 3)
    assert sum(told.tiers.values()) == sum(told.regions.values()) == 4
    scores = [lead.total_score for lead in Artist.objects.leads() if lead.total_score is not None]
    assert abs(told.average_score - float(sum(scores) / len(scores))) <= 0.05
    settings.YOUTUBE_DERIVED_METRICS = False
    assert "underperforming" not in summary(Artist.objects.leads()).youtube
