"""From many clues to one verdict."""

import random

import pytest

from scoring.facts import Kind
from scoring.rules.independence import independence
from tests.scoring.facts import POLICY, clue

SELF, SMALL, INDIE, THROUGH = "self_released", "small_distributor", "indie_label", "major_distributed"
CASES = {
    "self-released": ([clue(SELF)], SELF, "known", 40),
    "small distributor": ([clue(SMALL)], SMALL, "known", 35),
    "indie label": ([clue(INDIE)], INDIE, "known", 25),
    "through a major": ([clue(THROUGH)], THROUGH, "known", 0),
    "major": ([clue("major")], THROUGH, "known", 0),
    "unplaced label": ([clue("unknown")], "unknown", "unknown", 0),
    "no clue": ([], "unknown", "unknown", 0),
    "a copy counts once": ([clue(SELF), clue(SELF, platform="spotify")], SELF, "known", 40),
    "one day: the label deal": ([clue(SELF), clue(INDIE)], INDIE, "known", 25),
    "one day: major and own name": ([clue(SELF), clue("major")], "unknown", "conflicting", 0),
    "365 days apart": ([clue(SELF, "2026-03-01"), clue("major", "2025-03-01")], "unknown", "conflicting", 0),
    "366 days apart": ([clue(SELF, "2026-03-02"), clue("major", "2025-03-01")], SELF, "known", 40),
    "signed since": ([clue("major", "2026-03-01"), clue(SELF, "2023")], THROUGH, "known", 0),
    "left the indie": ([clue(SELF, "2026-03-01"), clue(INDIE, "2025-12")], SELF, "known", 40),
    "undated major is old": ([clue(SELF), clue("major", None)], SELF, "known", 40),
    "only undated": ([clue(INDIE, None), clue(SELF, None)], INDIE, "known", 25),
    "undated clue, unplaced label": ([clue(SELF, None), clue("unknown")], SELF, "known", 40),
    "unplaced in the same year": ([clue(SELF, "2025-09"), clue("unknown")], SELF, "known", 40),
    "unplaced years later": ([clue(SELF, "2019"), clue("unknown")], "unknown", "unknown", 0),
    "staff beat a major": (
        [clue("major"), clue(SELF, "2020", platform="staff")], SELF, "known", 40,
    ),
    "staff name a major": (
        [clue(SELF), clue("major", "2020", platform="staff")], THROUGH, "known", 0,
    ),
    "newest statement": (
        [clue(INDIE, "2026-02", platform="staff"), clue("major", "2026-01", platform="staff")],
        INDIE, "known", 25,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("clues", "verdict", "state", "points"), CASES.values(), ids=CASES)
def test_the_verdict(clues, verdict, state, points):
    line, found = independence(clues, "", POLICY)
    assert (found.verdict, line.state, line.points, line.out_of) == (verdict, state, points, 40)


def test_what_speaks_against_it_is_kept():
    clues = [
        clue("self_released", because="Label name equals the artist's name"),
        clue("major", "2019", because="On RCA"),
    ]
    _, verdict = independence(clues, "", POLICY)
    assert verdict.because == "Label name equals the artist's name"
    assert verdict.against == ("On RCA (major label, MusicBrainz, 1 Jan 2019)",)


def test_a_conflict_names_both_sides():
    clues = [clue("self_released", because="Own name"), clue("major", because="On RCA")]
    _, verdict = independence(clues, "", POLICY)
    assert verdict.because == "Own name; but also: On RCA"
    assert verdict.kind == "major"


def test_why_it_is_unknown_is_told():
    line, _ = independence([], "Spotify's daily budget is spent until 9:00 pm", POLICY)
    assert line.because == "Spotify's daily budget is spent until 9:00 pm"


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_arrival_never_matters(seed):
    dice = random.Random(seed)
    days = [None, "2019", "2025-10", "2026-03-01"]
    clues = [clue(dice.choice(list(Kind)), dice.choice(days), platform=dice.choice("ab")) for _ in range(8)]
    first = independence(clues, "", POLICY)
    dice.shuffle(clues)
    assert independence(clues, "", POLICY) == first


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.UNKNOWN])
def test_an_agreeing_clue_changes_no_points(kind):
    alone, _ = independence([clue(kind)], "", POLICY)
    both, _ = independence([clue(kind), clue(kind, "2026-02-01", platform="spotify")], "", POLICY)
    assert (both.points, both.state) == (alone.points, alone.state)
    assert len(both.sources) == 2
