"""The ceiling holds: no answer to an open question ever lifts a score above it."""

import random
from dataclasses import replace

import pytest

from leads.gains import earned, gains
from scoring.facts import ArtistFacts, Fact, State
from scoring.rules import DEFAULT_POLICY, PolicyData, assess, settle_numbers
from scoring.rules.breakdown import half_up
from tests.scoring.facts import POLICY, TODAY, absent, clue, known

KINDS = ["self_released", "indie_label", "major", "unknown"]
CHOICES = {
    "country": ["NZ", "GB", "XW"],
    "spotify": ["id"],
    "youtube": ["UC"],
    "subscribers": [0, 499, 500, 1499, 9999, 10000],
    "upload_frequency": ["very_active", "active", "moderate", "low", "inactive"],
    "links_read": [True],
    "publisher": ["Tui Songs"],
    "audience": [0, 999, 1000, 4999, 5000, 9000],
    "last_release": [["2026-09-14", "day"], ["2019", "year"]],
}
OPEN = [state for state in State if state not in (State.KNOWN, State.ABSENT)]
RISING = (("2026-11-01", "youtube_subscribers", 400), ("2026-11-22", "youtube_subscribers", 600))
GROWN = (("2026-10-01", "lastfm_listeners", 900), ("2026-11-20", "lastfm_listeners", 1000))
POINTS = DEFAULT_POLICY["points"]
GROWTH_FIRST = {"points": POINTS | {"youtube": POINTS["youtube"] | {"high_potential": 14.5}}}
WEIGHED = PolicyData.from_json(DEFAULT_POLICY | GROWTH_FIRST)


def drawn(chance, name):
    """Open, absent or known."""
    return chance.choice([Fact(state=chance.choice(OPEN)), absent(), *map(known, CHOICES[name])])


def facts(chance):
    return ArtistFacts(
        **{name: drawn(chance, name) for name in CHOICES},
        clues=tuple(clue(kind) for kind in chance.sample(KINDS, chance.randint(0, 2))),
        youtube_topic_only=chance.random() < 0.1,
        subscriber_history=chance.choice([(), RISING]),
        services=chance.choice([(), ("Spotify", "Deezer", "Tidal")]),
        audience_history=chance.choice([(), GROWN[:1], GROWN]),
    )


def learned(chance, before):
    """The same facts when one open question, or all of them, were answered."""
    still_open = [name for name in CHOICES if getattr(before, name).is_open]
    answered = still_open if chance.random() < 0.5 else chance.sample(still_open, min(1, len(still_open)))
    return replace(before, **{name: chance.choice([absent(), *map(known, CHOICES[name])]) for name in answered})


@pytest.mark.parametrize("policy", [POLICY, WEIGHED], ids=["default", "another policy"])
@pytest.mark.parametrize("derived", [True, False], ids=["comparisons on", "off"])
def test_no_answer_lifts_a_score_above_its_ceiling(policy, derived):
    chance = random.Random(7)
    for _ in range(3000):
        before = facts(chance)
        after = learned(chance, before)
        now, then = (
            settle_numbers(assess(one, policy, TODAY, derived_metrics=derived).to_json()) for one in (before, after)
        )
        assert (then.total_score or 0) <= now.score_ceiling <= 100, (before, after)


@pytest.mark.parametrize("derived", [True, False], ids=["comparisons on", "off"])
def test_what_is_open_adds_up_to_the_ceiling(derived):
    chance = random.Random(11)
    for _ in range(1000):
        breakdown = assess(facts(chance), POLICY, TODAY, derived_metrics=derived).to_json()
        settled = settle_numbers(breakdown)
        best = earned(breakdown) + sum(gain.exact for gain in gains(breakdown))
        assert half_up(best, 1) == settled.score_ceiling
        assert settled.total_score in (None, half_up(earned(breakdown), 1))


def youtube(derived=True, **facts):
    facts = {"youtube": known("UC", "youtube"), "audience_source": "lastfm"} | facts
    breakdown = assess(ArtistFacts(**facts), POLICY, TODAY, derived_metrics=derived)
    return next(line for line in breakdown.components if line.component == "youtube_opportunity")


def test_a_better_finding_that_is_open_is_kept_open():
    line = youtube(subscribers=known(600), upload_frequency=known("low"))
    assert (line.points, line.rule, line.more) == (10, "inconsistent_uploads", 2)
    assert line.more_because == "Perhaps underperforming too. Not known yet: audience"


@pytest.mark.parametrize(
    "facts",
    [
        {"subscribers": known(600), "upload_frequency": known("low"), "audience": known(800)},
        {"subscribers": known(600), "upload_frequency": known("low"), "audience": known(9000)},
        {"subscribers": known(600), "upload_frequency": known("low"), "derived": False},
        {"youtube": absent("youtube"), "audience": known(9000)},
    ],
    ids=["small audience", "already the best", "comparisons off", "no channel"],
)
def test_nothing_more_is_open_where_nothing_better_can_come(facts):
    line = youtube(**facts)
    assert line.points and not line.more and "more" not in line.to_json()


def test_hidden_subscribers_that_rose_leave_the_line_open():
    line = youtube(upload_frequency=known("moderate"), audience=absent(), subscriber_history=RISING)
    assert line.state == "unknown"
