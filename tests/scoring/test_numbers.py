"""The numbers of a policy have words, and what people type is read with care."""

from fractions import Fraction

import pytest

from scoring.rules import DEFAULT_POLICY
from scoring.rules.numbers import (
    TABLE_WORDS,
    WORDS,
    differences,
    figures,
    groups,
    in_words,
    read_number,
    value_at,
    with_values,
)


def test_every_number_there_is_has_words_and_there_are_no_others():
    assert {figure.path for figure in figures()} == WORDS.keys()
    assert {group.path for group in groups()} == TABLE_WORDS.keys()


def test_names_in_a_form_are_never_the_same():
    keys = [figure.key for figure in figures()]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(("typed", "number"), [
    ("40", 40), (" 12.5 ", Fraction(25, 2)), ("0.25", Fraction(1, 4)), ("10,000", 10_000), ("1,000,000,000", 10**9),
    ("007", 7), ("30.00", 30), ("30.500", Fraction(61, 2)), ("0", 0),
])  # fmt: skip
def test_numbers_are_read_as_people_write_them(typed, number):
    assert read_number(typed) == number


@pytest.mark.parametrize("typed", [
    "", " ", "NaN", "nan", "Infinity", "inf", "-inf", "1e400", "1e3", "-1", "−1", "+1", ".5", "5.", "1.234", "12,5",
    "1,00", "1,0000", "٣", "７", "1 000", "0x10", "forty", "4_0", "½", "1\n2", "9" * 500, "1000000001", "[]", "\x00",
])  # fmt: skip
def test_anything_else_gets_a_sentence(typed):
    with pytest.raises(ValueError, match=r"[A-Z“0-9−-].*\.$") as refused:
        read_number(typed)
    assert len(str(refused.value)) < 120


def test_numbers_survive_the_form():
    values = {figure.path: value_at(DEFAULT_POLICY, figure.path) for figure in figures()}
    assert with_values(values) == DEFAULT_POLICY
    assert all(read_number(in_words(value)) == value for value in values.values())
    assert [in_words(value) for value in (1840, 12.5, 12.25, Fraction(1, 4), None, "x")] == [
        "1,840", "12.5", "12.25", "0.25", "", "x",
    ]  # fmt: skip


def test_differences_name_the_number_and_both_values():
    other = with_values({figure.path: value_at(DEFAULT_POLICY, figure.path) for figure in figures()})
    other["tiers"]["A"], other["points"]["geography"]["other"] = 75, None
    assert [(figure.label, one, two) for figure, one, two in differences(DEFAULT_POLICY, other)] == [
        ("Elsewhere", 5, None), ("A from", 70, 75),
    ]  # fmt: skip
    assert not differences(DEFAULT_POLICY, DEFAULT_POLICY)
