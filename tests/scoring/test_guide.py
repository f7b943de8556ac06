"""The guide tells what the rules do, by the numbers of the policy, and README tells the same."""

import copy
import re
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from prism.management.commands import write_guide
from scoring.facts import ArtistFacts, Fact
from scoring.rules import DEFAULT_POLICY, PolicyData
from scoring.rules.guide import as_markdown, guide
from scoring.rules.numbers import WORDS, figures, in_words, value_at, with_values
from scoring.rules.opportunity import opportunities
from tests.scoring.facts import POLICY


def test_readme_says_what_the_rules_do():
    text = write_guide.README.read_text(encoding="utf-8")
    assert write_guide.with_guide(text) == text, "README.md and the rules differ: run manage.py write_guide"


def told(policy):
    return as_markdown(guide(policy))


def test_every_number_of_the_policy_is_told():
    """Each number another: what the guide does not name is missing in it."""
    values = {figure.path: value_at(DEFAULT_POLICY, figure.path) for figure in figures()}
    odd = {path: 1000 + 7 * place for place, path in enumerate(values)}
    odd |= {path: value for path, value in values.items() if path[0] in ("weights", "tiers")}
    data = with_values(odd)
    tables = {**data["points"], **{name: data[name] for name in ("weights", "thresholds", "tiers")}}
    text = told(PolicyData(**tables))
    missing = [path for path, value in odd.items() if not re.search(rf"(?<![0-9,]){in_words(value)}(?![0-9,])", text)]
    assert missing == []


def test_the_guide_follows_the_policy():
    data = copy.deepcopy(DEFAULT_POLICY)
    data["tiers"]["A"], data["points"]["youtube"]["high_potential"], data["thresholds"]["growth_days"] = 75, 13, 1
    text = told(PolicyData.from_json(data))
    assert "| A | 75 and more |" in text and "at least 1 day apart" in text
    assert text.index("| High potential | 13") < text.index("| Underperforming | 12")


def test_the_order_of_stored_numbers_is_not_the_guides():
    """Postgres keeps JSON in an order of its own."""
    data = {name: dict(sorted(table.items())) for name, table in DEFAULT_POLICY.items()}
    data["points"] = {name: dict(sorted(table.items())) for name, table in DEFAULT_POLICY["points"].items()}
    assert told(PolicyData.from_json(data)) == told(POLICY)


def test_what_is_switched_off_is_told():
    off = as_markdown(guide(POLICY, derived_metrics=False))
    assert "switched off" in off and "switched off" not in told(POLICY)


def test_the_guide_is_written_for_people():
    text = told(POLICY)
    assert not re.search(r"[a-z]_[a-z]|policy|None|JSON|!", text)
    assert all(label in text for path, (label, *_) in WORDS.items() if path[0] in ("points", "weights"))
    assert max(map(len, (line for line in text.splitlines() if not line.startswith("|")))) <= 120


def test_one_service_that_lacks_the_artist_is_told_to_be_enough():
    line = opportunities(ArtistFacts(youtube=Fact.absent()), POLICY, date(2026, 11, 22))[0]  # Spotify: not asked
    assert line.points == line.out_of == 20
    assert "one of the two is enough, whatever is known of the other" in told(POLICY)


@pytest.mark.parametrize("text", ["nothing", f"{write_guide.END} {write_guide.BEGIN}", write_guide.BEGIN])
def test_a_readme_without_the_marks_is_left_alone(tmp_path, monkeypatch, text):
    monkeypatch.setattr(write_guide, "README", Path(tmp_path / "README.md"))
    write_guide.README.write_text(text)
    with pytest.raises(CommandError, match="needs"):
        call_command("write_guide")
    assert write_guide.README.read_text() == text
