from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from leads.reading import parts, score_breakdown, scores
from scoring.facts import ArtistFacts, Fact
from scoring.rules import assess, settle_numbers
from tests.scoring.facts import POLICY, TODAY, clue, full_marks, known


def breakdown_of(**facts):
    return assess(full_marks(**facts), POLICY, TODAY).to_json()


def row(breakdown, **others):
    """What a lead carries, without a database."""
    settled = settle_numbers(breakdown)
    columns = {name: getattr(settled, name) for name in settled.__slots__}
    pin = {"pin_holds": False, "pinned_tier": None, "pinned_reason": "", "pinned_until": None}
    at = datetime(2026, 11, 22, 7, 15, tzinfo=UTC)
    rest = {"standing_tier": settled.tier, "policy_version": 4, "scored_at": at, "breakdown": breakdown}
    return SimpleNamespace(**columns | pin | rest | others)


def test_each_line_has_its_share_of_the_total():
    independence, opportunity, geography = parts(breakdown_of(clues=(clue("indie_label"),), publisher=known("Tui")))
    assert (independence["weight"], str(independence["earned"])) == (40, "25.0")
    shares = {line["component"]: (str(line["earned"]), str(line["weight"])) for line in opportunity["lines"]}
    assert shares["no_publishing"] == ("0.0", "4.7") and shares["growing_streams"] == ("7.1", "7.1")
    assert (str(opportunity["earned"]), str(geography["earned"])) == ("35.3", "20.0")
    assert parts({}) == []


def test_the_parts_keep_their_order_whatever_the_database_made_of_it():
    breakdown = breakdown_of()
    breakdown["weights"] = dict(sorted(breakdown["weights"].items()))
    assert [part["part"] for part in parts(breakdown)] == ["independence", "opportunity", "geography"]


def test_lines_and_parts_amount_to_the_scores():
    """Component = 100 x sum(points) / sum(possible), to the digit shown."""
    breakdown = breakdown_of(country=Fact.stale("NZ"), clues=(clue("indie_label"),))
    lines, shown = score_breakdown(breakdown), scores(row(breakdown))
    for part, column in (("independence", "independence_score"), ("opportunity", "opportunity_score")):
        theirs = [line for line in lines if line["component"] == part]
        share = 100 * sum(line["points"] for line in theirs) / sum(line["possible"] for line in theirs)
        assert shown[column] == pytest.approx(share, abs=0.05)
    assert shown["geographic_score"] is None and shown["scoring_breakdown"]["geographic"]["score"] is None


def test_a_line_as_programs_read_it():
    line = score_breakdown(breakdown_of())[0]
    assert line == {
        "component": "independence", "rule": "self_released", "label": "Self-released",
        "points": 40, "possible": 40, "weighted": 40.0, "weight": 40.0, "state": "known",
        "because": "musicbrainz says self_released", "confidence": "medium", "against": [],
        "evidence": [{"source": "musicbrainz", "value": None, "url": None, "as_of": "2026-11-20"}],
    }  # fmt: skip


def test_each_line_says_which_score_it_counts_for_and_by_which_rule():
    lines = [(line["component"], line["rule"]) for line in score_breakdown(breakdown_of())]
    assert lines[0] == ("independence", "self_released") and lines[-1] == ("geographic", "new_zealand")
    assert ("opportunity", "recent_activity") in lines and len(set(lines)) == len(lines)


@pytest.mark.parametrize("fact", [Fact(), Fact.stale("NZ"), Fact.not_offered()], ids=lambda fact: str(fact.state))
def test_what_is_not_known_has_no_points(fact):
    line = score_breakdown(breakdown_of(country=fact))[-1]
    assert (line["points"], line["possible"], line["rule"]) == (0, 30, "geography") and line["state"] == fact.state


def test_an_old_breakdown_without_the_newer_words_is_read():
    breakdown = breakdown_of()
    for line in breakdown["components"]:
        for key in ("rule", "sources", "against", "as_of"):
            line.pop(key, None)
    assert [line["evidence"] for line in score_breakdown(breakdown)] == [[]] * 8


def test_the_score_of_a_lead():
    shown = scores(row(breakdown_of(country=Fact())))
    assert (shown["total_score"], shown["tier"], shown["machine_tier"], shown["pinned"]) == (80.0, "A", "A", None)
    assert shown["range"] == {"low": 80.0, "high": 100.0} and shown["coverage"] == shown["confidence"] == 80
    assert (shown["rules_version"], shown["scored_at"]) == ("4", "2026-11-22T20:15:00+13:00")
    assert shown["scoring_breakdown"]["independence"] == {
        "score": 100.0, "factors": ["musicbrainz says self_released"], "weight": "40%",
    }  # fmt: skip
    assert "scoring_breakdown" not in scores(row(breakdown_of()), with_breakdown=False)


def test_a_pinned_tier_stands_and_the_machines_is_shown_beside_it():
    pin = {"pin_holds": True, "standing_tier": "C", "pinned_tier": "C", "pinned_reason": "Split up."}
    shown = scores(row(breakdown_of(), **pin, pinned_until=date(2026, 12, 1)))
    assert (shown["tier"], shown["lead_tier"], shown["machine_tier"]) == ("C", "C", "A")
    assert shown["pinned"] == {"tier": "C", "reason": "Split up.", "until": "2026-12-01"}


def test_who_was_never_assessed_has_neither_score_nor_range():
    shown = scores(row({}, policy_version=None, scored_at=None))
    assert (shown["total_score"], shown["tier"], shown["range"], shown["scoring_breakdown"]) == (None, None, None, {})


def test_who_has_nothing_known_has_a_range_and_no_total():
    shown = scores(row(assess(ArtistFacts(), POLICY, TODAY).to_json()))
    assert (shown["total_score"], shown["coverage"], shown["range"]) == (None, 0, {"low": 0.0, "high": 100.0})
