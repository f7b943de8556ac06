"""What a score's history shows below a total that moved."""

import json

import pytest

from scoring.facts import Fact
from scoring.rules import assess, move_words, moved
from tests.scoring.facts import POLICY, TODAY, absent, clue, full_marks, known


def breakdown(**facts):
    return json.loads(json.dumps(assess(full_marks(**facts), POLICY, TODAY).to_json()))


def lines(before, after):
    return {
        line["component"]: (line["label"], _words(line["before"]), _words(line["after"]))
        for line in _moved(before, after)
    }


def _moved(before, after):
    return moved(breakdown(**before), breakdown(**after))


def _words(side):
    return (side["points"], side["out_of"], side["state"], side["case"])


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        (
            {"audience_history": ()}, {},
            ("growing_streams", "Growing streams", (0, 15, "unknown", ""), (15, 15, "known", "")),
        ),
        (
            {"country": Fact()}, {},
            ("geography", "Geography", (0, 30, "unknown", ""), (30, 30, "known", "New Zealand")),
        ),
        (
            {"country": known("AU")}, {},
            ("geography", "Geography", (25, 30, "known", "Australia"), (30, 30, "known", "New Zealand")),
        ),
        (
            {"clues": (clue("indie_label"),)}, {},
            ("independence", "Independence", (25, 40, "known", "Indie label"), (40, 40, "known", "Self-released")),
        ),
        (
            {"country": Fact()}, {"country": Fact.conflicting()},
            ("geography", "Geography", (0, 30, "unknown", ""), (0, 30, "conflicting", "")),
        ),
    ],
    ids=["found out", "a first case", "another case", "another verdict", "neither earns, but they differ"],
)  # fmt: skip
def test_a_line_that_differs_is_told_from_both_sides(before, after, line):
    component, *sides = line
    assert lines(before, after) == {component: tuple(sides)}


def test_the_same_facts_move_nothing():
    assert _moved({}, {}) == []


def test_more_evidence_for_the_same_points_moves_nothing():
    assert _moved({}, {"publisher": absent("upload")}) == []


def test_several_lines_stand_in_the_order_of_the_score():
    found = _moved({"country": Fact(), "publisher": Fact(), "clues": ()}, {})
    assert [line["component"] for line in found] == ["independence", "no_publishing", "geography"]


def test_a_first_score_has_moved_from_nowhere():
    assert moved({}, breakdown()) == [] == moved(None, breakdown())


@pytest.mark.parametrize(
    "old",
    [{"component": "geography", "points": 5}, {"component": "geography"}, None, "line"],
    ids=["without a state", "bare", "nothing", "a word"],
)
def test_an_older_shape_is_read_as_far_as_it_goes(old):
    found = moved({"components": [old, {"component": "recent_activity"}]}, breakdown())
    independence = next(line for line in found if line["component"] == "independence")
    assert (independence["before"], independence["after"]["points"]) == (None, 40)


def test_a_line_that_is_no_more_says_so():
    old = {"components": [*breakdown()["components"], {"component": "radio_play", "points": 3, "state": "known"}]}
    (line,) = moved(old, breakdown())
    assert (line["label"], line["before"]["points"], line["after"]) == ("Radio play", 3, None)


def test_what_comes_back_is_json():
    found = _moved({"country": Fact()}, {})
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize(
    ("side", "words"),
    [
        (None, "not counted"),
        ({"points": 0, "out_of": 15, "state": "absent", "case": ""}, "0 of 15"),
        ({"points": 12.5, "out_of": 15.0, "state": "known", "case": ""}, "12.5 of 15"),
        ({"points": 25, "out_of": 30, "state": "known", "case": "Australia"}, "25 of 30 (Australia)"),
        ({"points": 0, "out_of": 15, "state": "unknown", "case": ""}, "unknown"),
        ({"points": 0, "out_of": 15, "state": "stale", "case": ""}, "out of date"),
        ({"points": 0, "out_of": 15, "state": "not_offered", "case": ""}, "not offered"),
        ({"points": None, "out_of": None, "state": None, "case": ""}, "unknown"),
        ({"points": None, "out_of": None, "state": "known", "case": ""}, "known"),
    ],
    ids=str,
)
def test_a_move_reads_as_a_sentence(side, words):
    assert move_words({"label": "Growing streams", "before": side, "after": side}) == (
        f"Growing streams: {words} to {words}"
    )
