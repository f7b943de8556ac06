import json
from datetime import UTC, date, datetime
from decimal import Decimal

from django.utils.functional import SimpleLazyObject

from leads.exports import as_json
from tests.leads.exports.test_csv import LEAD, NAMES
from tests.leads.exports.told import SUMMARY, about


def written(*rows, names=("artist_name",), **options):
    return b"".join(as_json.pieces(about(*names), iter(rows), **options)).decode()


def test_a_lead_has_values_of_their_own_types_under_the_columns_names():
    (lead,) = json.loads(written(LEAD, names=NAMES))["leads"]
    assert list(lead) == list(NAMES)
    assert (lead["total_score"], lead["lastfm_listeners"], lead["coverage"]) == (100.0, 2**63 - 1, 88)
    assert (lead["last_release_date"], lead["last_checked"]) == ("2026-08-14", "2026-06-01T12:00:01+12:00")
    assert (lead["social_handles"], lead["do_not_contact"]) == ({"instagram": "exampletrio", "tiktok": "x"}, False)


def test_unknown_is_null_and_text_stands_as_it_is():
    names = ("artist_name", "total_score", "social_handles", "last_checked", "do_not_contact")
    text = written(("Ngā ʻOfa 🎸", *[None] * 4), names=names)
    assert '{"artist_name": "Ngā ʻOfa 🎸", "total_score": null, "social_handles": null, ' in text


def test_the_document_says_what_it_holds():
    document = json.loads(written(("A", 1), ("B", None), names=("artist_name", "youtube_subscribers")))
    metadata = document["metadata"]
    assert list(document) == ["service", "metadata", "summary", "leads"]
    assert document["service"] == "Prism Analytics Engine"
    assert (metadata["service"], metadata["company"]) == ("Prism Analytics Engine", "Precise Digital")
    assert (metadata["generated_at"], metadata["count"]) == ("2026-11-22T20:15:00+13:00", 2)
    assert (metadata["filters_applied"], metadata["policy_version"]) == ({"tier": ["A", "D"], "min_score": 10.5}, 3)
    assert metadata["columns"][1] == {
        "name": "youtube_subscribers",
        "label": "YouTube Subscribers",
        "group": "YouTube",
        "kind": "integer",
    }
    assert (metadata["includes_youtube_data"], metadata["exported_by"]) == (True, "analyst")
    assert document["summary"]["tiers"]["A"] == 1
    assert document["summary"]["youtube_subscribers"] is None


def test_a_summary_that_is_counted_only_when_asked_for_is_told_too():
    text = b"".join(as_json.pieces(about("artist_name", summary=SimpleLazyObject(lambda: SUMMARY)), []))
    assert json.loads(text)["summary"]["average_score"] == 47.1
    assert json.loads(text)["leads"] == []


def test_the_document_can_be_written_in_parts():
    parts = [
        written(("A",), ("B",), last=False),
        written(last=False, first=False),
        written(("C",), first=False, last=False),
        written(first=False),
    ]
    assert [lead["artist_name"] for lead in json.loads("".join(parts))["leads"]] == ["A", "B", "C"]
    assert json.loads(written(last=False) + written(first=False))["leads"] == []


def test_json_lines_are_one_lead_a_line_and_nothing_else():
    names = [f"Trio\n\u2028{number}" for number in range(1201)]
    pieces = list(as_json.lines(about("artist_name"), iter([(name,) for name in names])))
    *lines, end = b"".join(pieces).decode().split("\n")
    assert [json.loads(line)["artist_name"] for line in lines] == names
    assert end == ""
    assert len(pieces) == 3
    assert list(as_json.lines(about("artist_name"), [])) == []


def test_filters_that_are_days_and_halves_of_characters_break_nothing():
    given = about("artist_name", "scored_at", filters={"released_after": date(2026, 1, 2)})
    rows = [("a\ud800b", datetime(2026, 1, 1, tzinfo=UTC))]
    document = json.loads(b"".join(as_json.pieces(given, rows)))
    assert document["metadata"]["filters_applied"] == {"released_after": "2026-01-02"}
    assert document["leads"][0] == {"artist_name": "a?b", "scored_at": "2026-01-01T13:00:00+13:00"}


def test_scores_have_one_decimal_and_are_no_text():
    assert '"total_score": 47.1}' in written((Decimal("47.1"),), names=("total_score",))
