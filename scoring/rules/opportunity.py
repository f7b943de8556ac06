"""What is missing for an artist that the company could do: distribution, publishing, and the right moment."""

from datetime import date, timedelta

from scoring.facts import ArtistFacts, Fact, Source, State, first_day
from scoring.rules.breakdown import Component, most_telling
from scoring.rules.growth import Change, changes
from scoring.rules.policy import PolicyData
from scoring.rules.words import asked_on, day_words, told_against
from scoring.rules.youtube import has_own_channel

LABELS = {
    "missing_platforms": "Missing platforms",
    "basic_distribution": "Basic distribution",
    "no_publishing": "No publishing administration",
    "growing_streams": "Growing streams",
    "recent_activity": "Recent activity",
}
METRICS = {
    "lastfm_listeners": "Last.fm listeners",
    "lastfm_playcount": "Last.fm plays",
    "spotify_followers": "Spotify followers",
}


def opportunities(facts: ArtistFacts, policy: PolicyData, today: date) -> list[Component]:
    """The five lines beside YouTube's."""
    return [
        _missing_platforms(facts, policy),
        _basic_distribution(facts, policy),
        _no_publishing(facts, policy),
        _growing_streams(facts, policy),
        _recent_activity(facts, policy, today),
    ]


def _earned(name: str, policy: PolicyData, because: str, *facts: Fact) -> Component:
    return _line(name, policy, State.KNOWN, policy.opportunity[name], because, facts)


def _not_earned(name: str, policy: PolicyData, because: str, *facts: Fact) -> Component:
    return _line(name, policy, State.KNOWN, 0, because, facts)


def _open(name: str, policy: PolicyData, because: str, *facts: Fact) -> Component:
    """A line nobody can decide yet, in the most telling state of the facts it waits for."""
    state = most_telling(fact.state for fact in facts if fact.is_open)
    notes = "; ".join(dict.fromkeys(fact.note for fact in facts if fact.is_open and fact.note))
    return _line(name, policy, state, 0, notes or because, facts)


def _line(name: str, policy: PolicyData, state: State, points, because: str, facts: tuple[Fact, ...]) -> Component:
    return Component(
        part="opportunity",
        component=name,
        label=LABELS[name],
        state=state,
        points=points,
        out_of=policy.opportunity[name],
        because=because,
        sources=tuple([source for fact in facts for source in fact.sources]),
        against=told_against(*facts),
    )


def _missing_platforms(facts: ArtistFacts, policy: PolicyData) -> Component:
    """A core service, Spotify or YouTube, asked and without the artist; a Topic channel is no presence."""
    name, own_channel = "missing_platforms", has_own_channel(facts)
    missing = []
    if facts.spotify.is_absent:
        missing.append("Spotify" + asked_on(facts.spotify.sources, "last asked"))
    if own_channel is False:
        missing.append("YouTube" + asked_on(facts.youtube.sources, "last asked"))
    if missing:
        return _earned(name, policy, f"Not on {' and not on '.join(missing)}", facts.spotify, facts.youtube)
    if facts.spotify.is_known and own_channel:
        return _not_earned(name, policy, "On Spotify and on YouTube", facts.spotify, facts.youtube)
    waiting = [label for label, fact in (("Spotify", facts.spotify), ("YouTube", facts.youtube)) if fact.is_open]
    because = f"Presence on {' and '.join(waiting)} is not known yet"
    return _open(name, policy, because, facts.spotify, facts.youtube)


def _basic_distribution(facts: ArtistFacts, policy: PolicyData) -> Component:
    name, limit = "basic_distribution", policy.thresholds["basic_distribution_services"]
    services = sorted(set(facts.services))
    found = f"{len(services)} services known: {', '.join(services)}" if services else "No service known"
    if len(services) == 1:
        found = f"1 service known: {services[0]}"
    if len(services) > limit:
        return _not_earned(name, policy, found, *_services_told(facts))
    if facts.links_read.is_known:
        return _earned(name, policy, found, *_services_told(facts))
    return _open(name, policy, f"{found}, but no list of the artist's links has been read", facts.links_read)


def _services_told(facts: ArtistFacts) -> list[Fact]:
    """The facts by which the services are known; what speaks against a presence is told with the presence."""
    told = [("Spotify", facts.spotify), ("YouTube", facts.youtube), ("YouTube Music", facts.youtube)]
    present = [Fact(sources=fact.sources) for service, fact in told if service in facts.services]
    return [facts.links_read, *present]


def _no_publishing(facts: ArtistFacts, policy: PolicyData) -> Component:
    name, publisher = "no_publishing", facts.publisher
    if publisher.is_known:
        return _not_earned(name, policy, f"Published by {publisher.value}", publisher)
    if publisher.is_absent:
        return _earned(name, policy, publisher.note or "Has no publisher, as we were told", publisher)
    return _open(name, policy, "Nobody has said whether there is a publisher", publisher)


def _growing_streams(facts: ArtistFacts, policy: PolicyData) -> Component:
    """Views on YouTube are left out: YouTube has changed how it counts them."""
    name, border = "growing_streams", policy.thresholds["growth_percent"]
    figures = tuple(figure for figure in facts.audience_history if not figure[1].startswith("youtube"))
    days, window = (int(policy.thresholds[key]) for key in ("growth_days", "growth_window_days"))
    found = changes(figures, at_least=days, window=window)
    if not found:
        because = f"Growth needs two looks at least {days} days apart" if figures else "No audience figure yet"
        return _open(name, policy, because, _missing_audience(facts))
    best = max(found, key=lambda change: (change.percent, change.metric))
    tell = _earned if best.percent >= border else _not_earned
    down = [change for change in found if best.percent >= border > change.percent]
    figures = Fact(sources=_looks(best), against=(*facts.audience.against, *map(_other_way, down)))
    return tell(name, policy, _change_words(best), figures)


def _change_words(change: Change) -> str:
    return (
        f"{METRICS.get(change.metric, change.metric)}: {change.before:,} on {day_words(change.then)}, "
        f"{change.after:,} on {day_words(change.now)}"
    )


def _looks(change: Change) -> tuple[Source, Source]:
    """The two figures that were compared, each as its platform told it."""
    platform = change.metric.partition("_")[0]
    return (
        Source(platform, change.before, None, change.then.isoformat()),
        Source(platform, change.after, None, change.now.isoformat()),
    )


def _other_way(change: Change) -> Source:
    """A figure that did not grow beside one that did."""
    return Source(change.metric.partition("_")[0], _change_words(change), None, change.now.isoformat())


def _missing_audience(facts: ArtistFacts) -> Fact:
    """Why there is no growth to see: no figure at all, for the audience's own reason, or too few of them."""
    if facts.audience.is_open and not facts.audience_history:
        return facts.audience
    return Fact(sources=facts.audience.sources)


def _recent_activity(facts: ArtistFacts, policy: PolicyData, today: date) -> Component:
    name, release = "recent_activity", facts.last_release
    if release.is_absent:
        return _not_earned(name, policy, release.note or "No dated release found", release)
    if release.is_open:
        return _open(name, policy, "The latest release is not known yet", release)
    first, last = _days_of(*release.value)
    limit = timedelta(days=int(policy.thresholds["recent_days"]))
    if first is None or first > latest_possible(policy, today):
        return _open(name, policy, f"The latest release has an impossible date: {release.value[0]}", release)
    tell = _earned if last >= today - limit else _not_earned
    return tell(name, policy, f"Latest release {_date_words(first, release.value[1])}", release)


def latest_possible(policy: PolicyData, today: date) -> date:
    """The last day a release may be announced for; what lies further ahead is a mistake."""
    return today + timedelta(days=int(policy.thresholds["recent_days"]))


def _days_of(text: str, precision: str) -> tuple[date | None, date | None]:
    """The first and the last day that a date of this precision can mean."""
    first = first_day(text)
    if first is None or precision == "day":
        return first, first
    if precision == "year":
        return first.replace(month=1, day=1), first.replace(month=12, day=31)
    start = first.replace(day=1)
    return start, (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _date_words(day: date, precision: str) -> str:
    return {"year": f"{day:%Y}", "month": f"{day:%b %Y}"}.get(precision, day_words(day))
