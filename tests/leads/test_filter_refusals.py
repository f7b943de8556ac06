"""What the lead filters refuse, and how they tell what was applied."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from leads.filters import LeadFilter, narrowed
from outreach.permission import usable_contacts
from tests.factories import ArtistFactory
from tests.leads.filtering import lead, names, problems

pytestmark = pytest.mark.django_db


# --- What is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("given", "field", "code", "value"), [
    ("colour=red", "colour", "unknown_parameter", None),
    ("owner__password=x", "owner__password", "unknown_parameter", None),
    ("limit=", "limit", "unknown_parameter", None),
    ("tier=E", "tier", "unknown_value", "E"),
    ("tier=A,Z", "tier", "unknown_value", "Z"),
    ({"tier": True}, "tier", "unknown_value", "true"),
    ({"tier": [["A"]]}, "tier", "not_a_value", "['A']"),
    ({"tier": {"A": 1}}, "tier", "not_a_value", "{'A': 1}"),
    ("region=NEW_ZEALAND", "region", "unknown_value", "NEW_ZEALAND"),
    ("country=XX", "country", "unknown_value", "XX"),
    ("min_score=70&min_score=70", "min_score", "given_twice", "70, 70"),
    ("min_score=seventy", "min_score", "not_a_number", "seventy"),
    ("min_score=NaN", "min_score", "not_a_number", "NaN"),
    ("min_score=Infinity", "min_score", "not_a_number", "Infinity"),
    ({"min_score": float("nan")}, "min_score", "out_of_range", "nan"),
    ({"max_score": float("-inf")}, "max_score", "out_of_range", "-inf"),
    ({"min_score": True}, "min_score", "not_a_number", "true"),
    ({"min_score": 10**400}, "min_score", "out_of_range", "1" + 98 * "0" + "…"),
    ("max_score=100.01", "max_score", "out_of_range", "100.01"),
    ("min_coverage=-1", "min_coverage", "out_of_range", "-1"),
    ("min_score=1_0", "min_score", "not_a_number", "1_0"),
    ("min_score=٣", "min_score", "not_a_number", "٣"),
    ("min_score=71&max_score=70", "min_score", "min_above_max", "71"),
    ("has_email=maybe", "has_email", "not_a_boolean", "maybe"),
    ({"has_email": 2}, "has_email", "not_a_boolean", "2"),
    ("youtube_filter=has_channel,no_channel", "youtube_filter", "unknown_value", "has_channel,no_channel"),
    ("youtube_filter=healthy", "youtube_filter", "unknown_value", "healthy"),
    ("source=abc", "source", "not_an_id", "abc"),
    ("source=0", "source", "not_an_id", "0"),
    (f"source={2**63}", "source", "not_an_id", str(2**63)),
    ({"source": 31.5}, "source", "not_an_id", "31.5"),
    ("released_after=2026-02-30", "released_after", "not_a_date", "2026-02-30"),
    ("released_after=20260201", "released_after", "not_a_date", "20260201"),
    ("released_before=2026-1-1", "released_before", "not_a_date", "2026-1-1"),
    ({"released_before": 2026}, "released_before", "not_a_date", "2026"),
    ("checked_before=0001-01-01", "checked_before", "not_a_date", "0001-01-01"),
    ("checked_before=2026-11-22T25:00", "checked_before", "not_a_date", "2026-11-22T25:00"),
    ("checked_before=9999-12-31T23:00-12:00", "checked_before", "not_a_date", "9999-12-31T23:00-12:00"),
    ("follow_up_due=soon", "follow_up_due", "not_a_date", "soon"),
    ("search=" + 201 * "x", "search", "too_long", 99 * "x" + "…"),
    ({"search": 7}, "search", "not_text", "7"),
    ("search=%00", "search", "bad_character", "�"),
    ({"owner": "\ud800"}, "owner", "bad_character", "?"),
    ({"genre": ["\ud800"]}, "genre", "bad_character", "?"),
    ("owner=stranger", "owner", "unknown_value", "stranger"),
    ("owner=me", "owner", "unknown_value", "me"),
    ("sort_by=password", "sort_by", "unknown_value", "password"),
    ("sort_order=up", "sort_order", "unknown_value", "up"),
    ("source=" + ",".join(map(str, range(1, 1002))), "source", "too_many", "1001 values"),
])  # fmt: skip
def test_it_refuses(given, field, code, value):
    (problem,) = problems(given)
    assert (problem.field, problem.code, problem.value) == (field, code, value)
    assert field in problem.message and problem.message.endswith(".")


def test_all_that_is_wrong_is_told_at_once_with_what_is_allowed():
    found = problems("colour=red&tier=Y,Z&has_email=x&sort_by=luck&search=trio", user=AnonymousUser())
    assert [problem.field for problem in found] == ["colour", "tier", "tier", "has_email", "sort_by"]
    assert found[0].allowed == tuple(LeadFilter.base_filters)
    assert found[1].allowed == ("A", "B", "C", "D", "none")
    assert found[1].message == "tier cannot be “Y”: it is A, B, C, D or none."
    assert len(found[4].allowed) == 16


def test_hostile_texts_never_break_it():
    for hostile in ("%s %(name)s", "' OR 1=1 --", "\u202e", "a" * 200, "\\", "{}", "$.x", "[1]", "ʻ", "\n"):
        names({"search": hostile, "genre": hostile})
        assert problems({"tier": hostile + "x"})[0].code == "unknown_value"
        assert problems({hostile + "x": ""})[0].code == "unknown_parameter"


def test_parameters_of_somebody_else_are_left_to_them():
    lead("Trio")
    assert names("limit=5&fields=id", besides=("limit", "fields")) == "Trio"


# --- What was applied -------------------------------------------------------------------------------------------------


def test_what_was_applied_is_told_in_one_form(owner):
    given = QueryDict(
        "tier=a&region=other,new_zealand,other&country=nz&min_score=70.0&has_email=1&genre= Drum, Bass&owner=me"
        "&youtube_opportunity=youtube_underperforming&source=3,3,1&checked_before=2026-11-19T20:00Z&search=+nga+"
        "&follow_up_due=True&released_after=2026-01-01&max_score=&sort_order=asc"
    )
    told = narrowed(given, user=owner, usable=usable_contacts)
    assert told.set == {
        "tier": "A", "region": ["other", "new_zealand"], "country": "NZ", "genre": "Drum, Bass", "min_score": 70,
        "owner": "me", "has_email": True, "youtube_opportunity": "underperforming", "source": [3, 1],
        "released_after": "2026-01-01", "checked_before": "2026-11-20T09:00:00+13:00", "follow_up_due": True,
        "search": "nga", "sort_order": "asc",
    }  # fmt: skip
    assert told.applied == dict.fromkeys(LeadFilter.base_filters) | told.set | {"sort_by": "total_score"}
    again = narrowed(json.loads(json.dumps(told.set)), user=owner, usable=usable_contacts)
    assert (again.set, again.applied) == (told.set, told.applied)


@pytest.mark.parametrize(
    "given", [{}, {"tier": None, "genre": [], "search": " ", "min_score": "", "source": [None, ""]}]
)
def test_nothing_given_leaves_all_leads_best_first(given):
    ArtistFactory(known=None)  # no lead yet
    strong, weak = ArtistFactory(name="Strong"), lead("Weak")
    told = narrowed(given, usable=usable_contacts)
    assert (list(told.leads), told.set) == ([strong, weak], {})
