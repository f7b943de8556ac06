"""The four YouTube opportunities. Each one holds, does not hold, or cannot be told; the highest that holds counts."""

from datetime import date, datetime, timedelta
from fractions import Fraction

from scoring.facts import ArtistFacts, Fact, Source, State
from scoring.rules.breakdown import Component, Finding, most_telling
from scoring.rules.growth import since
from scoring.rules.policy import Number, PolicyData
from scoring.rules.words import asked_on, audience_words, percent_words

# The words and borders are those of the API: at least so many uploads within so many days.
FREQUENCIES = (("very_active", 4, 30), ("active", 2, 30), ("moderate", 3, 90), ("low", 1, 90))
FREQUENCY_WORDS = {
    "very_active": "4 or more uploads in 30 days",
    "active": "2 or 3 uploads in 30 days",
    "moderate": "at least 3 uploads in 90 days",
    "low": "only 1 or 2 uploads in 90 days",
    "inactive": "no upload in 90 days",
}
# Ratios and trends of YouTube's own figures: only where the owner has accepted YouTube's amendment.
DERIVED = ("underperforming", "high_potential")
ALSO = {
    "underperforming": "underperforming",
    "inconsistent_uploads": "inconsistent in its uploads",
    "high_potential": "of high potential",
}

Told = tuple[bool | None, str]  # holds, does not hold (False) or cannot be told (None); and why


def upload_frequency(published: list[datetime], now: datetime) -> str:
    """How often a channel uploads, from the dates of a list that was read; an unread list is nobody's frequency."""
    for word, at_least, days in FREQUENCIES:
        if sum(now - timedelta(days=days) <= day <= now for day in published) >= at_least:
            return word
    return "inactive"


def has_own_channel(facts: ArtistFacts) -> bool | None:
    """False when looked for and none, or only a Topic channel, was found; None when nobody looked."""
    if facts.youtube.is_open:
        return None
    return facts.youtube.is_known and not facts.youtube_topic_only


def compared(facts: ArtistFacts) -> tuple[Fact, ...]:
    """The facts that the YouTube line rests on; without a channel of their own, where else they were looked for."""
    own = has_own_channel(facts)
    if own is None:
        return (facts.youtube,)
    if not own:
        return facts.youtube, facts.audience, facts.spotify
    return facts.youtube, facts.subscribers, facts.upload_frequency, facts.audience


def youtube_opportunity(
    facts: ArtistFacts, policy: PolicyData, today: date, derived_metrics: bool
) -> tuple[Component, tuple[Finding, ...]]:
    """The YouTube line of a score, and every finding that holds, highest first."""
    told = _told(facts, policy, today, derived_metrics)
    holding = [Finding(name, policy.youtube[name], why) for name, (holds, why) in told.items() if holds]
    findings = tuple(sorted(holding, key=lambda finding: -finding.points))
    line = _line(facts, policy, findings, told, derived_metrics)
    return line, findings


def _told(facts: ArtistFacts, policy: PolicyData, today: date, derived_metrics: bool) -> dict[str, Told]:
    own = has_own_channel(facts)
    if own is None:
        return dict.fromkeys(policy.youtube, (None, ""))
    if not own:
        nothing = dict.fromkeys(policy.youtube, (False, ""))
        return nothing | {"no_youtube_presence": _no_presence(facts, policy)}
    told = {
        "no_youtube_presence": (False, ""),
        "underperforming": _underperforming(facts, policy),
        "inconsistent_uploads": _inconsistent(facts, policy),
        "high_potential": _high_potential(facts, policy, today),
    }
    return told if derived_metrics else told | dict.fromkeys(DERIVED, (None, ""))


def _no_presence(facts: ArtistFacts, policy: PolicyData) -> Told:
    found = "Only an automatic Topic channel on YouTube" if facts.youtube_topic_only else "No YouTube channel found"
    looked = found + asked_on(facts.youtube.sources, "searched")
    if facts.audience.is_known:
        audience = audience_words(facts.audience.value, facts.audience_source)
        if facts.audience.value >= policy.thresholds["no_presence_audience"]:
            return True, f"{looked}; {audience}"
        return False, f"{looked}; but only {audience}"
    if facts.spotify.is_known:
        return True, f"{looked}; found on Spotify, audience unknown"
    if facts.audience.is_absent and facts.spotify.is_absent:
        return False, f"{looked}; and no audience found anywhere else"
    return None, f"{looked}; whether anybody listens is not known yet"


def _underperforming(facts: ArtistFacts, policy: PolicyData) -> Told:
    if facts.audience.is_absent:
        return False, ""
    if facts.audience.is_known and facts.audience.value < policy.thresholds["underperforming_audience"]:
        return False, ""
    if not (facts.audience.is_known and facts.subscribers.is_known):
        return None, ""
    share = Fraction(facts.subscribers.value, facts.audience.value or 1)
    audience = audience_words(facts.audience.value, facts.audience_source)
    why = f"{facts.subscribers.value:,} subscribers are {percent_words(share)} of {audience}"
    return share * 100 < policy.thresholds["underperforming_percent"], why


def _inconsistent(facts: ArtistFacts, policy: PolicyData) -> Told:
    frequency, border = facts.upload_frequency, policy.thresholds["inconsistent_subscribers"]
    if frequency.is_known and frequency.value not in ("low", "inactive"):
        return False, ""
    if facts.subscribers.is_known and facts.subscribers.value < border:
        return False, ""
    if not (frequency.is_known and facts.subscribers.is_known):
        return None, ""
    return True, f"{facts.subscribers.value:,} subscribers, {FREQUENCY_WORDS[frequency.value]}"


def _high_potential(facts: ArtistFacts, policy: PolicyData, today: date) -> Told:
    days, percent = (policy.thresholds[f"subscriber_growth_{name}"] for name in ("days", "percent"))
    rises = since(facts.subscriber_history, int(days), today)
    if rises and (best := max(rise.percent for rise in rises)) >= percent:
        if facts.subscribers.is_known:
            return True, f"Subscribers up {int(best)} % in {days} days"
        if facts.subscribers.is_open:
            return None, ""
    active, small = _uploads_actively(facts.upload_frequency), _is_small(facts.subscribers, policy)
    if active is False or small is False:
        return False, ""
    if active and small:
        return True, f"{facts.subscribers.value:,} subscribers, {FREQUENCY_WORDS[facts.upload_frequency.value]}"
    return None, ""


def _uploads_actively(frequency: Fact) -> bool | None:
    return frequency.value in ("active", "very_active") if frequency.is_known else None


def _is_small(subscribers: Fact, policy: PolicyData) -> bool | None:
    return subscribers.value < policy.thresholds["high_potential_subscribers"] if subscribers.is_known else None


def _line(
    facts: ArtistFacts,
    policy: PolicyData,
    findings: tuple[Finding, ...],
    told: dict[str, Told],
    derived_metrics: bool,
) -> Component:
    state, points, because, rule, more = State.KNOWN, 0, "", "healthy", (0, "")
    if findings:
        points, because, rule = findings[0].points, findings[0].because, findings[0].type
        offered = told if derived_metrics else {name: said for name, said in told.items() if name not in DERIVED}
        more = _higher(findings[0], facts, policy, offered)
    elif any(holds is None for holds, _ in told.values()):
        (state, because), rule = _open(facts, told, derived_metrics), None
    elif has_own_channel(facts):
        because = "The channel's figures show no opening: none of the four opportunities holds"
    else:
        because, rule = told["no_youtube_presence"][1], None
    return Component(
        part="opportunity",
        component="youtube_opportunity",
        label="YouTube opportunity",
        state=state,
        points=points,
        out_of=max(policy.youtube.values()),
        because=because,
        rule=rule,
        sources=_sources(facts),
        more=more[0],
        more_because=more[1],
    )


def _sources(facts: ArtistFacts) -> tuple[Source, ...]:
    """Who told what the line compares."""
    return tuple([source for fact in compared(facts) for source in fact.sources])


def _higher(held: Finding, facts: ArtistFacts, policy: PolicyData, told: dict[str, Told]) -> tuple[Number, str]:
    """What a finding worth more, which nobody can decide yet, would add; and what it waits for."""
    undecided = [name for name, (holds, _) in told.items() if holds is None]
    best = max(undecided, key=policy.youtube.get, default=held.type)
    if (more := policy.youtube[best] - held.points) <= 0:
        return 0, ""
    return more, f"Perhaps {ALSO[best]} too. {_waits_for(facts)}"


def _open(facts: ArtistFacts, told: dict[str, Told], derived_metrics: bool) -> tuple[State, str]:
    """Why nothing can be said yet."""
    own = has_own_channel(facts)
    if own is None:
        return facts.youtube.state, facts.youtube.note or "YouTube has not been asked yet"
    if not own:
        return _open_state(facts.audience, facts.spotify), told["no_youtube_presence"][1]
    if not derived_metrics and told["inconsistent_uploads"][0] is False:
        return State.NOT_OFFERED, "Comparisons of YouTube's figures are switched off (YOUTUBE_DERIVED_METRICS)"
    return _open_state(facts.subscribers, facts.upload_frequency, facts.audience), _waits_for(facts)


def _open_state(*facts: Fact) -> State:
    return most_telling(fact.state for fact in facts if fact.is_open)


def _waits_for(facts: ArtistFacts) -> str:
    """Which figures are missing, or why."""
    needed = {
        "subscribers": facts.subscribers,
        "upload frequency": facts.upload_frequency,
        "audience": facts.audience,
    }
    missing = {name: fact for name, fact in needed.items() if fact.is_open}
    notes = [fact.note for fact in missing.values() if fact.note]
    return "; ".join(notes) or f"Not known yet: {', '.join(missing)}"
