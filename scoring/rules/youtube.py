"""The four YouTube opportunities. Each one holds, does not hold, or cannot be told; the highest that holds counts."""

from datetime import date, datetime, timedelta
from fractions import Fraction

from scoring.facts import ArtistFacts, Fact, State
from scoring.rules.breakdown import Component, Finding
from scoring.rules.growth import since
from scoring.rules.policy import PolicyData
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
    if facts.subscribers.is_known and rises and (best := max(rise.percent for rise in rises)) >= percent:
        return True, f"Subscribers up {int(best)} % in {days} days"
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
    state, points, because, rule = State.KNOWN, 0, "", "healthy"
    if findings:
        points, because, rule = findings[0].points, findings[0].because, findings[0].type
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
        sources=facts.youtube.sources + facts.subscribers.sources + facts.upload_frequency.sources,
    )


def _open(facts: ArtistFacts, told: dict[str, Told], derived_metrics: bool) -> tuple[State, str]:
    """Why nothing can be said yet."""
    own = has_own_channel(facts)
    if own is None:
        return facts.youtube.state, facts.youtube.note or "YouTube has not been asked yet"
    if not own:
        return State.UNKNOWN, told["no_youtube_presence"][1]
    if not derived_metrics and told["inconsistent_uploads"][0] is False:
        return State.NOT_OFFERED, "Comparisons of YouTube's figures are switched off (YOUTUBE_DERIVED_METRICS)"
    needed = {
        "subscribers": facts.subscribers,
        "upload frequency": facts.upload_frequency,
        "audience": facts.audience,
    }
    missing = {name: fact for name, fact in needed.items() if fact.is_open}
    notes = [fact.note for fact in missing.values() if fact.note]
    return State.UNKNOWN, "; ".join(notes) or f"Not known yet: {', '.join(missing)}"
