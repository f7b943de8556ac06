"""Which lines name a label: whoever a change of families may concern."""

import pytest

from scoring.labels import LabelBook
from scoring.labels.mentions import Mentions
from tests.scoring.label_strings import strings
from tests.scoring.test_labels import FAMILIES


@pytest.mark.parametrize(
    ("label", "line", "named"),
    [
        ("Foo Sounds", "Foo Sounds", True),
        ("Foo Sounds", "℗ 2021 Bar, under exclusive licence to FOO SOUNDS Ltd", True),
        ("Foo Records", "Bar / Foo Records Ltd", True),
        ("Foo Bar Records", "Foo Bar", True),
        ("Foo Records", "Foo", False),
        ("Foo", "Foo Records UK", True),
        ("Foo", "Food Records", False),
        ("Foo Sounds", "Sounds Foo", False),
        ("Foo Sounds", "Foo and Sounds", False),
        ("Nga Tui", "Ngā Tūī Records", True),
        ("A&M", "A & M", True),
        ("re:^Foo \\d+$", "℗ 2021 Foo 12", True),
        ("re:^Foo \\d+$", "Bar / Foo 12", True),
        ("re:^Foo \\d+$", "Old Foo 12", False),
        ("re:^<artist name> Tapes$", "Kea Tapes", True),
        ("re:([", "Foo", False),
        ("!!!", "!!!", False),
    ],
)
def test_a_label_is_named_by_whole_words(label, line, named):
    assert Mentions([label]).found(line) == (label if named else None)


def test_the_label_that_is_named_is_told():
    assert Mentions(["Foo Sounds", "Foo Tapes", "Bar"]).found("Foo Tapes, distributed by Bar") == "Foo Tapes"


def test_families_that_a_line_does_not_name_do_not_change_how_it_is_read():
    each = [(row, Mentions([row.label])) for row in FAMILIES]
    for one in strings():
        named = [row for row, mentions in each if mentions.found(one.text)]
        assert len(named) < 20
        whole, part = (LabelBook(rows).read_line(one.text, one.artists, day=one.day) for rows in (FAMILIES, named))
        assert (whole.kind, whole.because) == (part.kind, part.because), one
