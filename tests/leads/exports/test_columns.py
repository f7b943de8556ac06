from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone

from leads.exports import values
from leads.exports.columns import COLUMNS, DOCUMENTED, Group, Kind, UnknownColumn, chosen, with_machine_tier
from leads.exports.values import Channel, Reach, handle, reach
from leads.models import Artist

OLD = (
    "Artist Name,Country,Region,Genre,Total Score,Independence Score,Opportunity Score,Geographic Score,Lead Tier,"
    "Monthly Listeners,Last Release Date,Outreach Status,Contact Email,Website,Social Handles,Created Date"
)
OURS = "Coverage,Independence,Last.fm Listeners,Owner,Follow Up On,Do Not Contact,Last Checked,Lead ID"


def names(columns):
    return [column.name for column in columns]


def test_the_default_is_the_old_titles_then_youtube_then_ours():
    titles = [column.label for column in chosen()]
    assert ",".join(titles[:16]) == OLD
    assert all(title.startswith(("YouTube", "Has YouTube")) for title in titles[16:24])
    assert ",".join(titles[24:]) == OURS


def test_youtube_can_be_left_out_of_the_default_but_not_of_what_was_named():
    assert not [column for column in chosen(include_youtube=False) if column.group == Group.YOUTUBE]
    assert names(chosen(["youtube_subscribers"], include_youtube=False)) == ["youtube_subscribers"]


def test_columns_are_named_by_name_or_title_each_once_in_that_order():
    assert names(chosen(["Lead ID", " artist name ", "lead_id"])) == ["lead_id", "artist_name"]


def test_unknown_columns_are_all_named():
    with pytest.raises(UnknownColumn) as refused:
        chosen(["artist_name", "shoe_size", "mood"])
    assert refused.value.args[0] == ["shoe_size", "mood"]


def test_every_column_is_defined_once_and_reads_fields_that_exist():
    assert len({column.label.casefold() for column in COLUMNS.values()}) == len(COLUMNS) >= len(DOCUMENTED)
    others = {"standing", "owner__username", "pk", values.CONTACTS, values.YOUTUBE, values.SPOTIFY, values.UPLOADS}
    fields = {field for column in COLUMNS.values() for field in column.fields}
    assert fields <= others | {field.name for field in Artist._meta.concrete_fields}
    assert all(column.kind in Kind for column in COLUMNS.values())


def test_the_machines_tier_comes_last_where_only_the_one_that_stands_was_chosen():
    assert names(with_machine_tier(chosen(["lead_tier", "lead_id"]))) == ["lead_tier", "lead_id", "machine_tier"]
    assert names(with_machine_tier(chosen(["machine_tier", "lead_tier"]))) == ["machine_tier", "lead_tier"]
    assert names(with_machine_tier(chosen(["lead_id"]))) == ["lead_id"]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://instagram.com/exampletrio/", "exampletrio"),
        ("https://www.tiktok.com/@example.trio?lang=en", "example.trio"),
        ("https://exampletrio.bandcamp.com/", "exampletrio"),
        ("https://www.example.test", "example"),
        ("https://www.facebook.com/profile.php?id=1000", "1000"),
        ("https://x.com/M%C4%81ori", "Māori"),
        ("@exampletrio", "exampletrio"),
        ("https://[broken", "https://[broken"),
    ],
)
def test_a_handle_is_the_name_in_the_address(address, name):
    assert handle(address) == name


def test_the_surest_contact_of_each_kind_is_handed_out():
    def contact(kind, value, platform=""):
        return SimpleNamespace(kind=kind, value=value, platform=platform)

    found = reach(
        [contact("email", "a@example.test"), contact("email", "b@example.test"), contact("phone", "+64 3 555 0100"),
         contact("social", "https://instagram.com/a", "instagram"), contact("social", "https://a.test/me")]
    )  # fmt: skip
    assert (found.email, found.phone, found.website) == ("a@example.test", "+64 3 555 0100", None)
    assert values.handles(found) == {"instagram": "a", "web": "me"}
    assert values.handles(Reach()) is None


@pytest.mark.parametrize(
    ("channel_id", "finding", "asked", "has"),
    [
        ("UCaa", None, None, True),
        (None, "no_youtube_presence", None, False),
        (None, None, False, False),
        (None, None, None, None),
    ],
)
def test_nobody_having_looked_is_not_having_no_channel(channel_id, finding, asked, has):
    assert values.has_channel(channel_id, finding, Channel(has=asked)) is has


RECENT = {"videos": 10, "views": 2000, "likes": 60, "comments": 9}


@pytest.mark.parametrize(
    ("recent", "rate"),
    [
        (RECENT, Decimal("3.45")),
        (RECENT | {"views": 0}, None),
        (RECENT | {"likes": None}, None),
        (RECENT | {"likes": 0, "comments": 0}, Decimal("0.00")),
        ({}, None),
        (None, None),
    ],
)
def test_engagement_is_likes_and_comments_by_views_where_all_are_known(recent, rate):
    assert values.engagement_rate("UCaa", Channel(recent=recent)) == rate
    assert values.engagement_rate(None, Channel(recent=recent)) is None  # somebody else's channel, or a Topic one
    assert values.engagement_rate("UCaa", Channel(recent=recent, fresh=False)) is None


def test_only_a_finding_of_high_potential_is_a_growth_potential():
    assert values.growth_potential("high_potential", [], Channel()) == "high_potential"
    assert values.growth_potential("underperforming", ["underperforming", "high_potential"], Channel())
    assert values.growth_potential("healthy", [], Channel()) is None
    assert values.growth_potential("high_potential", [], Channel(fresh=False)) is None


def test_without_derived_metrics_the_findings_that_compare_are_not_told(settings):
    settings.YOUTUBE_DERIVED_METRICS = False
    both = ["underperforming", "inconsistent_uploads"]
    assert values.finding("underperforming", both, Channel()) == "inconsistent_uploads"
    assert values.finding("high_potential", ["high_potential"], Channel()) is None
    assert values.finding("healthy", [], Channel()) is None
    assert values.finding("no_youtube_presence", ["no_youtube_presence"], Channel()) == "no_youtube_presence"
    assert values.growth_potential("high_potential", [], Channel()) is None
    assert values.engagement_rate("UCaa", Channel(recent=RECENT)) is None


def test_reasons_name_no_figure_that_may_not_be_given_away(settings):
    line = {"part": "opportunity", "component": "youtube_opportunity", "label": "YouTube", "points": 12, "out_of": 15}
    told = {"components": [line | {"rule": "underperforming", "because": "1,230 subscribers are 2 % of 60,000"}]}
    assert values.because_of_opportunity(told, Channel()).endswith("12 of 15, 1,230 subscribers are 2 % of 60,000")
    assert "1,230" not in values.because_of_opportunity(told, Channel(fresh=False))
    settings.YOUTUBE_DERIVED_METRICS = False
    assert "1,230" not in values.because_of_opportunity(told, Channel())


def test_a_pin_tells_its_reason_up_to_and_with_its_last_day():
    today = timezone.localdate()
    assert values.while_pinned("Met them", "A", None) == values.while_pinned("Met them", "A", today) == "Met them"
    assert values.while_pinned("Met them", "A", today - timedelta(days=1)) is None
    assert values.while_pinned("Met them", None, None) is None
