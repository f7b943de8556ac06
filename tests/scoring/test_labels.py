"""What label names and copyright lines are read as."""

from collections import Counter

import pytest

from scoring.facts import Kind
from scoring.labels import LabelBook, normalise, row_problem, shipped_families
from scoring.labels.book import KIND_OF_FAMILY
from tests.scoring.label_strings import strings

FAMILIES = [(row["label"], row["kind"], row["group"]) for row in shipped_families()]
TRIO = ("Example Trio",)


@pytest.fixture(scope="module")
def book():
    return LabelBook(FAMILIES)


# "A ... release" is a sentence, not a name; the second half alone makes it a major's distribution.
MISSES = ["A Polydor release; ℗ 2019 Universal Music Operations Ltd"]


def test_every_string_but_the_listed_ones_is_read_right(book):
    table = strings()
    assert [text for text, artists, kind in table if book.read_line(text, artists).kind != kind] == MISSES
    assert len(MISSES) <= 0.03 * len(table)


def test_every_shipped_name_is_read_as_its_family(book):
    kinds = {}
    for label, kind, _ in FAMILIES:
        kinds.setdefault(normalise(label), set()).add(KIND_OF_FAMILY[kind])
    named = [label for label, _, _ in FAMILIES if not label.startswith("re:")]
    others = [label for label in named if book.read_line(label).kind not in kinds[normalise(label)]]
    assert others == ["DistroKid"]  # as a label it is a self-release marker, by a regular expression


@pytest.mark.parametrize("name", ["Premier", "Emirates", "Virginia", "Academic", "Sonyador", "Warneroo", "Universalis"])
def test_a_part_of_a_word_is_no_label(book, name):
    for text in (name, f"{name} Records", f"℗ 2020 {name} Music Ltd"):
        assert book.read_line(text, ()).kind is Kind.UNKNOWN


@pytest.mark.parametrize("text", ["", "   ", None, "℗", "℗ 2021", "???", "& Co."], ids=repr)
def test_silence_is_unknown(book, text):
    assert book.read_line(text, TRIO).kind is Kind.UNKNOWN


def test_a_copyright_line_loses_its_year(book):
    assert book.read_line("2021 Capitol Records", TRIO, "P").kind is Kind.MAJOR


def test_a_label_nobody_placed_is_to_be_looked_up(book):
    assert book.read_line("℗ 2021 Example Trio under exclusive licence to Foo Sounds", TRIO).to_look_up == "Foo Sounds"
    assert book.read_line("Flying Nun", TRIO).to_look_up is None


def test_every_name_gets_its_verdict(book):
    found = book.classify("Example Trio under exclusive licence to Foo Sounds, distributed by The Orchard", TRIO)
    assert [(one.name, one.role, one.kind) for one in found] == [
        ("Example Trio", "label", "self_released"),
        ("Foo Sounds", "licensee", "unknown"),
        ("The Orchard", "distributor", "small_distributor"),
    ]


@pytest.mark.parametrize(
    ("owners", "distributors", "kind"),
    [
        ([], [], "indie_label"),
        (["Foo Holdings"], [], "indie_label"),
        (["Foo Holdings", "Universal Music Group"], [], "major"),
        (["The Orchard"], [], "major"),
        (["Concord"], [], "major_distributed"),
        ([], ["Sony Music Entertainment"], "major_distributed"),
        ([], ["The Orchard"], "indie_label"),
        ([], ["DRM NZ"], "indie_label"),
    ],
    ids=lambda value: "+".join(value) or "none" if isinstance(value, list) else value,
)
def test_owners_settle_a_label_nobody_placed(book, owners, distributors, kind):
    assert book.from_ownership(owners, distributors) == kind


@pytest.mark.parametrize(
    ("label", "kind", "sentence"),
    [
        ("Foo Sounds", "indie", None),
        ("re:^Foo$", "indie", None),
        (" ", "indie", "The label is empty."),
        ("Foo", "royal", "“royal” is no kind of label; use one of"),
        ("re:([", "indie", "is not a regular expression"),
    ],
)
def test_a_row_is_checked(label, kind, sentence):
    problem = row_problem(label, kind)
    assert problem is None if sentence is None else sentence in problem


def test_a_broken_row_does_not_close_the_book():
    book = LabelBook([("re:([", "indie", ""), ("Foo Sounds", "indie", "")])
    assert len(book.broken) == 1
    assert book.read_line("Foo Sounds").kind is Kind.INDIE_LABEL


def test_the_shipped_families_are_whole():
    assert Counter(kind for _, kind, _ in FAMILIES) == {
        "major": 175,
        "major_distributed": 54,
        "indie": 208,
        "distributor": 115,
        "self_release_marker": 33,
    }
    assert LabelBook(FAMILIES).broken == []


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("  The  Example   Trio ", "the example trio"),
        ("Ngā Tūī Ltd.", "nga tui"),
        ("Lil’ Chief Records", "lil chief records"),
        ("A&M", "a and m"),
        ("G.O.O.D. Music B.V.", "good music"),
        ("℗ Ｆｏｏ", "foo"),
        ("Ltd", "ltd"),
        ("がっこう", "がっこう"),
        ("!!!", ""),
    ],
)
def test_names_are_brought_to_one_form(text, form):
    assert normalise(text) == form
