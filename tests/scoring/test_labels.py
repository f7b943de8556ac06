"""What label names and copyright lines are read as."""

import time
from collections import Counter
from datetime import date

import pytest

from scoring.facts import Kind
from scoring.labels import Family, LabelBook, normalise, row_problem, shipped_families
from scoring.labels.book import KIND_OF_FAMILY
from scoring.labels.days import days_of, span_words, told_words
from tests.scoring.label_strings import strings


def day(text):
    return date.fromisoformat(text) if text else None


FAMILIES = [
    Family(row["label"], row["kind"], row["group"], day(row["since"]), day(row["until"])) for row in shipped_families()
]
TRIO = ("Example Trio",)


@pytest.fixture(scope="module")
def book():
    return LabelBook(FAMILIES)


# "A ... release" is a sentence, not a name; the second half alone makes it a major's distribution.
MISSES = ["A Polydor release; ℗ 2019 Universal Music Operations Ltd"]


def test_every_string_but_the_listed_ones_is_read_right(book):
    table = strings()
    assert [one.text for one in table if book.read_line(one.text, one.artists, day=one.day).kind != one.kind] == MISSES
    assert len(table) >= 150 and len(MISSES) <= 0.03 * len(table)


def test_every_shipped_name_is_read_as_its_family(book):
    kinds = {}
    for row in FAMILIES:
        kinds.setdefault(normalise(row.label), set()).add(KIND_OF_FAMILY[row.kind])
    named = [row.label for row in FAMILIES if not row.label.startswith("re:")]
    others = [label for label in named if book.read_line(label).kind not in kinds[normalise(label)]]
    assert others == ["DistroKid"]  # as a label it is a self-release marker, by a regular expression


@pytest.mark.parametrize("name", ["Premier", "Emirates", "Virginia", "Academic", "Sonyador", "Warneroo", "Universalis"])
def test_a_part_of_a_word_is_no_label(book, name):
    for text in (name, f"{name} Records", f"℗ 2020 {name} Music Ltd"):
        assert book.read_line(text, ()).kind is Kind.UNKNOWN


@pytest.mark.parametrize("text", ["", "   ", None, "℗", "℗ 2021", "???", "& Co."], ids=repr)
def test_silence_is_unknown(book, text):
    assert book.read_line(text, TRIO).kind is Kind.UNKNOWN


@pytest.mark.parametrize(
    "words", ["under licence in " + "a " * 3000, "marketed and " * 1500], ids=["licence", "marketed"]
)
def test_a_line_of_nothing_but_joining_words_is_read_at_once(book, words):
    began = time.monotonic()
    book.read_line(words, TRIO)
    assert time.monotonic() - began < 1


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
        ("re:", "indie", "would match every label there is"),
        ("re:.*", "indie", "would match every label there is"),
        ("re:(Foo|)", "indie", "would match every label there is"),
        ("re:^(a+)+$", "indie", "repeats what repeats itself, which may never end."),
        ("re:^(?:\\w* ?)*x$", "indie", "repeats what repeats itself, which may never end."),
        ("re:^(\\d{1,9}){2,}x$", "indie", "repeats what repeats itself, which may never end."),
        ("re:((a+))+$", "indie", "repeats what repeats itself, which may never end."),
        ("re:^((?:ab)+c?)+$", "indie", "repeats what repeats itself, which may never end."),
        ("re:^((Foo|Bar) \\(\\d+\\))$", "indie", None),
        ("re:^(\\+|Foo)+$", "indie", None),
        ("re:^\\d+ (Foo|Bar)+$", "indie", None),
        ("!!!", "indie", "“!!!” has no letter and no digit, so it could never be found."),
    ],
)
def test_a_row_is_checked(label, kind, sentence):
    problem = row_problem(label, kind)
    assert problem is None if sentence is None else sentence in problem


def test_a_row_that_ends_before_it_begins_is_refused():
    problem = row_problem("Foo", "indie", date(2009, 1, 1), date(2006, 12, 31))
    assert problem == "The last day, 2006-12-31, is before the first, 2009-01-01."


def test_a_broken_row_does_not_close_the_book():
    book = LabelBook([("re:([", "indie", ""), ("Foo Sounds", "indie", "")])
    assert len(book.broken) == 1
    assert book.read_line("Foo Sounds").kind is Kind.INDIE_LABEL


def test_the_shipped_families_are_whole():
    assert Counter(row.kind for row in FAMILIES) == {
        "major": 177,  # among them Flying Nun, for the four years that it was Warner's
        "major_distributed": 54,
        "indie": 210,
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


# --- Labels that changed hands ----------------------------------------------------------------------------------------

SOLD = [
    ("Foo Sounds", "indie", "", None, date(2005, 12, 31)),
    ("Foo Sounds", "major", "Warner Music Group", date(2006, 1, 1), date(2009, 11, 30)),
    ("Foo Sounds", "indie", "", date(2009, 12, 1), None),
]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("1987", "indie_label"),
        ("2005-12-31", "indie_label"),
        ("2006-01-01", "major"),
        ("2006", "major"),
        ("2009-11", "major"),
        ("2009-11-30", "major"),
        ("2009-12", "indie_label"),
        ("2009", "major"),
        ("2024-05-01", "indie_label"),
        ("", "indie_label"),
        (None, "indie_label"),
        ("no day", "indie_label"),
    ],
)
@pytest.mark.parametrize("text", ["Foo Sounds", "℗ Foo Sounds Records", "Bar Tapes, an imprint of Foo Sounds"])
def test_a_text_is_read_as_of_its_day(text, written, kind):
    """A year or a month counts by any of its days, and of two owners the major is named."""
    assert LabelBook(SOLD).read_line(text, day=written).kind == kind


def test_owners_are_read_as_of_the_day_too():
    book = LabelBook(SOLD)
    assert [str(book.from_ownership(["Foo Sounds"], day=day)) for day in ("2007", "2020", None)] == [
        "major",
        "indie_label",
        "indie_label",
    ]


def test_a_pattern_has_its_days_too():
    book = LabelBook([("re:^Foo \\d+$", "self_release_marker", "", None, date(2015, 12, 31))])
    assert [str(book.read_line("Foo 12", day=day).kind) for day in ("2015", "2016")] == ["self_released", "unknown"]


@pytest.mark.parametrize(("today", "kind"), [(date(2007, 5, 1), "major"), (date(2020, 1, 1), "indie_label")])
def test_without_a_day_today_counts(today, kind):
    assert LabelBook(SOLD, today).read_line("Foo Sounds").kind == kind


def test_a_row_that_begins_tomorrow_does_not_hold_yet():
    book = LabelBook([("Foo Sounds", "major", "", date(2027, 1, 1), None)], date(2026, 11, 22))
    assert book.read_line("Foo Sounds").kind is Kind.UNKNOWN


def test_the_reason_says_when():
    reading = LabelBook(SOLD).read_line("Foo Sounds", day="2007")
    assert reading.because == "“Foo Sounds” is a label of Warner Music Group (2006 to 30 Nov 2009)"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2006", (date(2006, 1, 1), date(2006, 12, 31))),
        ("2004-02", (date(2004, 2, 1), date(2004, 2, 29))),
        ("2006-03-14", (date(2006, 3, 14), date(2006, 3, 14))),
        ("2006-03-14T10:00:00", (date(2006, 3, 14), date(2006, 3, 14))),
        ("2006-13", None),
        ("", None),
        (None, None),
    ],
)
def test_days_are_read_as_far_as_they_are_known(text, days):
    assert days_of(text) == days


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (None, None, ""),
        (date(2006, 1, 1), date(2009, 12, 31), "2006 to 2009"),
        (date(2006, 1, 1), date(2006, 12, 31), "2006"),
        (None, date(2005, 6, 30), "until 30 Jun 2005"),
        (date(2010, 3, 14), None, "since 14 Mar 2010"),
    ],
)
def test_spans_are_told_in_words(since, until, words):
    assert span_words(since, until) == words


@pytest.mark.parametrize(
    ("text", "words"), [("2006", "2006"), ("2006-03", "Mar 2006"), ("2006-03-14", "14 Mar 2006"), ("soon", "soon")]
)
def test_a_day_is_told_as_far_as_it_is_known(text, words):
    assert told_words(text) == words
