"""From many clues to one verdict."""

import random
from datetime import date

import pytest

from scoring.facts import ArtistFacts, Clue, Kind, Source
from scoring.labels.names import CONTAINS_OWN, OTHER_ORDER
from scoring.labels.reading import NO_MAJOR
from scoring.rules import assess
from scoring.rules.breakdown import Verdict
from scoring.rules.copies import told_apart
from scoring.rules.independence import independence, judge
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
    assert verdict.against == ("On RCA (major label, MusicBrainz, 2019)",)


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


# --- What is said twice -----------------------------------------------------------------------------------------------


def says(label, kind=SELF, day="2026-03-01", platform="spotify", because="Label name equals the artist's name"):
    return clue(kind, day, because, platform, label)


@pytest.mark.parametrize(
    ("one", "other", "copies"),
    [
        (says("℗ 2026 Example Trio"), says("© 2026 Example Trio"), True),
        (says("(P) 2026 Example Trio Ltd"), says("2026 EXAMPLE TRIO"), True),
        (says("Example Trio Records", platform="musicbrainz"), says("Example Trio"), True),
        (says("Foo Sounds", INDIE, "2026"), says("Foo Sounds Limited", INDIE, "2026-05-01", "musicbrainz"), True),
        (says("Foo Sounds", INDIE, None, "upload"), says("Foo Sounds", INDIE, None, "upload"), True),
        (says("Foo Sounds", INDIE, "2026"), says("Foo Sounds", INDIE, "2024"), False),
        (says("Foo Sounds", INDIE), says("Foo Sounds", "unknown"), False),
        (says("Foo Sounds", INDIE), says("Bar Tapes", INDIE), False),
        (says("Foo Sounds", INDIE), says("Foo Sounds", INDIE, None, "upload"), False),
        (says("!!!"), says("???"), False),
        (says(None, because="Staff: self released"), says(None, because="Staff: indie label"), False),
    ],
    ids=[
        *("P and C", "written otherwise", "two platforms", "to the year and to the day", "every row", "another year"),
        *("another kind", "another name", "undated", "no word in it", "no label"),
    ],
)
def test_what_copies_what(one, other, copies):
    assert (len(told_apart([one, other])) == 1) is copies


def test_a_copy_is_told_once_but_all_sources_stay():
    lines = [says("℗ 2026 Example Trio"), says("© 2026 Example Trio"), says("Example Trio", platform="musicbrainz")]
    rivals = [says("Columbia", "major", "2019", platform, "On Columbia") for platform in ("musicbrainz", "spotify")]
    _, verdict = independence([*lines, *rivals], "", POLICY)
    assert verdict.against == ("On Columbia (major label, MusicBrainz, 2019)",)
    assert [source.platform for source in verdict.sources] == ["musicbrainz", "spotify"]


def test_older_clues_against_it_are_told_with_what_is_known_of_their_day():
    older = [says("A", "major", "2019", because="On A"), says("B", INDIE, "2021-04", because="On B")]
    _, verdict = independence([says("Example Trio"), *older, says("C", INDIE, None, because="On C")], "", POLICY)
    assert verdict.against == (
        "On B (indie label, Spotify, Apr 2021)",
        "On A (major label, Spotify, 2019)",
        "On C (indie label, Spotify)",
    )


def test_a_spreadsheet_is_named_as_what_speaks_against_it():
    column = Clue(Kind.INDIE_LABEL, "On Foo", Source("upload", "Foo", None, "2026-11-01", "august.csv"), None, "Foo")
    _, verdict = independence([says("Example Trio"), column], "", POLICY)
    assert verdict.against == ("On Foo (indie label, august.csv)",)


def test_a_majors_label_does_not_speak_against_its_distribution():
    both = [says("A", "major", because="On A"), says("B", THROUGH, because="Licensed to A")]
    _, verdict = independence(both, "", POLICY)
    assert (verdict.verdict, verdict.against) == (THROUGH, ())


# --- How sure it is ---------------------------------------------------------------------------------------------------

ALONE = "Spotify alone tells; nothing of that time speaks against it"
SILENCE = f"“Foo” {NO_MAJOR}"
SURE = {
    "staff": ([clue(SELF, None, platform="staff")], "high", "Staff have said so"),
    "staff against all": (
        [clue(SELF, "2020", platform="staff"), says("A", "major"), says("B", "major", platform="musicbrainz")],
        "high", "Staff have said so",
    ),
    "two sources": (
        [says("Example Trio"), says("[no label]", platform="musicbrainz")],
        "high", "MusicBrainz and Spotify agree, and nothing of that time speaks against it",
    ),
    "two sources, one undated": (
        [says("Foo", INDIE), says("Foo", INDIE, None, "upload")],
        "high", "Spotify and an upload agree, and nothing of that time speaks against it",
    ),
    "two sources, older against it": (
        [says("Example Trio"), says("[no label]", platform="musicbrainz"), says("A", "major", "2019")],
        "high", "MusicBrainz and Spotify agree, and nothing of that time speaks against it",
    ),
    "two majors' sources": (
        [says("A", "major"), says("B", THROUGH, platform="musicbrainz")],
        "high", "Spotify and MusicBrainz agree, and nothing of that time speaks against it",
    ),
    "one source": ([says("Example Trio")], "medium", ALONE),
    "one source twice": ([says("℗ 2026 Example Trio"), says("© 2026 Example Trio")], "medium", ALONE),
    "one source, two labels": ([says("Foo", INDIE), says("Bar", INDIE)], "medium", ALONE),
    "copies": (
        [says("Foo", INDIE), says("Foo", INDIE, platform="musicbrainz")],
        "medium",
        "MusicBrainz and Spotify name the same label, which is one clue; nothing of that time speaks against it",
    ),
    "agreement of long ago": (
        [says("Foo", INDIE), says("Bar", INDIE, "2019", "musicbrainz")], "medium", ALONE,
    ),
    "an unplaced label beside it": ([says("Foo", INDIE), says("Bar", "unknown")], "medium", ALONE),
    "against it": (
        [says("Foo", INDIE, because="On Foo"), says("Example Trio", because="Own name")],
        "low", "Something of the same time speaks against it: Own name",
    ),
    "two against one": (
        [says("Foo", INDIE), says("Foo", INDIE, None, "upload"), says("Example Trio", because="Own name")],
        "low", "Something of the same time speaks against it: Own name",
    ),
    "undated": ([says("Foo", INDIE, None)], "low", "No clue to it has a date"),
    "undated twice": (
        [says("Foo", INDIE, None), says("Bar", INDIE, None, "upload")], "low", "No clue to it has a date",
    ),
    "a name alike": (
        [says("Friends of Example Trio", because=CONTAINS_OWN)],
        "low", "Only a name that resembles the artist's points to it",
    ),
    "a name in another order": (
        [says("Trio, Example", because=f"{OTHER_ORDER} (spreadsheet august.csv)", platform="upload")],
        "low", "Only a name that resembles the artist's points to it",
    ),
    "two names alike": (
        [
            says("Friends of Example Trio", because=CONTAINS_OWN),
            says("Trio Example", because=OTHER_ORDER, platform="upload"),
        ],
        "low", "Only a name that resembles the artist's points to it",
    ),
    "a name alike and an undated upload": (
        [says("Friends of Example Trio", because=CONTAINS_OWN), says("[no label]", SELF, None, "upload")],
        "low", "What an upload said of it has no date",
    ),
    "silence": (
        [says("Foo", INDIE, because=SILENCE)],
        "low", "No major shows among the label's owners, and silence proves little",
    ),
    "a contract by silence": (
        [says("Foo", INDIE, because=f"Recording contract with “Foo” since 2018: {SILENCE}")],
        "low", "No major shows among the label's owners, and silence proves little",
    ),
    "silence and a source": (
        [says("Foo", INDIE, because=SILENCE), says("Bar", INDIE)], "medium", ALONE,
    ),
    "a conflict": ([says("A", "major"), says("Example Trio")], "none", "Clues of the same time contradict each other"),
    "unplaced years later": (
        [says("Example Trio", day="2019"), says("Foo", "unknown")],
        "none", "A newer release is on a label that nobody has placed",
    ),
    "an unplaced label": ([says("Foo", "unknown")], "none", "Nothing that was read tells"),
    "no clue": ([], "none", "Nothing that was read tells"),
}  # fmt: skip


@pytest.mark.parametrize(("clues", "level", "because"), SURE.values(), ids=SURE)
def test_how_sure_it_is(clues, level, because):
    _, verdict = independence(clues, "", POLICY)
    assert (verdict.confidence, verdict.confidence_because) == (level, because)


def test_the_breakdown_says_how_sure_it_is():
    _, verdict = independence([says("Example Trio")], "", POLICY)
    told = verdict.to_json()
    assert (told["confidence"], told["confidence_because"]) == ("medium", ALONE)


def test_a_verdict_of_earlier_days_is_not_sure():
    assert Verdict("self_released", "self_released", "known", "").confidence == "none"


@pytest.mark.parametrize("seed", range(40))
def test_copies_change_neither_verdict_nor_confidence(seed):
    """Each clue repeated by another platform under the same name and day."""
    dice = random.Random(seed)
    clues = [
        Clue(
            dice.choice(list(Kind)),
            f"On {name}",
            Source("spotify"),
            dice.choice([None, "2019", "2025-10", "2026-03"]),
            name,
        )
        for name in "ABCDE"
    ]
    before = judge(clues, "", 365)
    copies = [Clue(one.kind, one.because, Source("spotify", "copy"), one.day, one.label) for one in clues]
    after = judge(dice.sample(clues + copies, 10), "", 365)
    same = ("verdict", "kind", "state", "because", "against", "confidence", "confidence_because")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]


@pytest.mark.parametrize(
    ("day", "verdict", "points"), [("2027-11-22", SELF, 40), ("2027-11-23", THROUGH, 0), ("2201", THROUGH, 0)]
)
def test_a_release_of_an_impossible_day_does_not_outdo_the_others(day, verdict, points):
    facts = ArtistFacts(clues=(clue(SELF, day), clue("major")))
    found = assess(facts, POLICY, date(2026, 11, 22))
    assert (found.independence.verdict, found.components[0].points) == (verdict, points)
