"""What facts are worth. Arithmetic only: no queries, no clock; the day is passed in."""

from datetime import date

from scoring.facts import ArtistFacts, State
from scoring.rules.breakdown import Breakdown, Component, Finding, Settled, Verdict, settle_numbers
from scoring.rules.independence import independence
from scoring.rules.opportunity import opportunities
from scoring.rules.policy import DEFAULT_POLICY, PolicyData, problems
from scoring.rules.youtube import upload_frequency, youtube_opportunity
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
    "problems",
    "settle_numbers",
    "upload_frequency",
]


def assess(facts: ArtistFacts, policy: PolicyData, today: date, *, derived_metrics: bool = True) -> Breakdown:
    """Every line of the artist's score; `derived_metrics` off leaves out comparisons of YouTube's own figures."""
    independent, verdict = independence(facts.clues, facts.independence_note, policy)
    youtube, findings = youtube_opportunity(facts, policy, today, derived_metrics)
    home, region = geography(facts, policy)
    return Breakdown(
        components=(independent, *opportunities(facts, policy, today), youtube, home),
        weights=policy.weights,
        tiers=policy.tiers,
        independence=verdict,
        youtube_findings=findings,
        region=region,
    )


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
    )
    return line, region


def _open_state(state: State) -> State:
    return State.UNKNOWN if state in (State.KNOWN, State.ABSENT) else state
