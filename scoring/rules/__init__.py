"""What facts are worth. Arithmetic only: no queries, no clock; the day is passed in."""

from dataclasses import replace
from datetime import date

from scoring.facts import ArtistFacts, Clue, State, first_day
from scoring.rules.breakdown import Breakdown, Component, Finding, Settled, Verdict, settle_numbers
from scoring.rules.independence import independence
from scoring.rules.moves import move_words, moved
from scoring.rules.opportunity import latest_possible, opportunities
from scoring.rules.policy import DEFAULT_POLICY, PolicyData, problems
from scoring.rules.words import told_against
from scoring.rules.youtube import compared, upload_frequency, youtube_opportunity
from scoring.territories import REGIONS, country_name, region_of

__all__ = [
    "DEFAULT_POLICY",
    "Breakdown",
    "Component",
    "Finding",
    "PolicyData",
    "Settled",
    "Verdict",
    "assess",
    "move_words",
    "moved",
    "problems",
    "settle_numbers",
    "upload_frequency",
]


def assess(facts: ArtistFacts, policy: PolicyData, today: date, *, derived_metrics: bool = True) -> Breakdown:
    """Every line of the artist's score; `derived_metrics` off leaves out comparisons of YouTube's own figures."""
    independent, verdict = _independence(facts, policy, today)
    youtube, findings = youtube_opportunity(facts, policy, today, derived_metrics)
    if against := told_against(*compared(facts)):
        youtube = replace(youtube, against=against)
    home, region = geography(facts, policy)
    return Breakdown(
        components=(independent, *opportunities(facts, policy, today), youtube, home),
        weights=policy.weights,
        tiers=policy.tiers,
        independence=verdict,
        youtube_findings=findings,
        region=region,
    )


def _independence(facts: ArtistFacts, policy: PolicyData, today: date) -> tuple[Component, Verdict]:
    """The independence line with what speaks against it; out of date where the clues had to be deleted."""
    line, verdict = independence(_possible(facts.clues, policy, today), facts.independence_note, policy)
    if facts.independence_stale and verdict.state is State.UNKNOWN:
        line, verdict = replace(line, state=State.STALE), replace(verdict, state=State.STALE)
    return (replace(line, against=verdict.against) if verdict.against else line), verdict


def _possible(clues: tuple[Clue, ...], policy: PolicyData, today: date) -> list[Clue]:
    """The clues, those of an impossible day without one: a slip of the keyboard must not outdo all that is true."""
    limit = latest_possible(policy, today)
    return [replace(clue, day=None) if (first_day(clue.day) or limit) > limit else clue for clue in clues]


def geography(facts: ArtistFacts, policy: PolicyData) -> tuple[Component, str]:
    """The geography line and the region; New Zealand first, then Australia, then the Pacific."""
    region = region_of(facts.country.value) if facts.country.is_known else "unknown"
    known = region != "unknown"
    because = facts.country.note or "Nobody has said where the artist lives"
    if known:
        because = f"Lives in {country_name(facts.country.value)}"
    elif facts.country.is_known:
        because = f"“{facts.country.value}” names no country"
    line = Component(
        part="geography",
        component="geography",
        label=REGIONS[region] if known else "Region",
        state=State.KNOWN if known else _open_state(facts.country.state),
        points=policy.geography[region] if known else 0,
        out_of=policy.out_of("geography"),
        because=because,
        rule=region if known else None,
        sources=facts.country.sources,
        against=told_against(facts.country),
    )
    return line, region


def _open_state(state: State) -> State:
    return State.UNKNOWN if state in (State.KNOWN, State.ABSENT) else state
