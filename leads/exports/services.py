"""What the company could do for a lead, what a caller could say and what is left to ask: from known facts only.

Plain words from the facts and the breakdown. Unknown is a question, never a claim; what sources dispute is not said to
anybody; where somebody comes from is never guessed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from scoring.facts import ArtistFacts, Fact, Source, first_day
from scoring.rules.breakdown import DECIDED
from scoring.rules.words import audience_words, day_words
from scoring.rules.youtube import has_own_channel
from scoring.territories import country_name

POINTS_TO_MAKE = 5
QUESTIONS = 6
NEAR = ("new_zealand", "australia", "pacific_islands")


class Standing(StrEnum):
    OFFER = "offer", "Worth offering"
    ASK = "ask", "Unknown: ask"
    NONE = "none", "No gap known"

    def __new__(cls, value: str, words: str):
        member = str.__new__(cls, value)
        member._value_, member.words = value, words
        return member


@dataclass(frozen=True)
class Reason:
    """Why, in words, and who says so."""

    words: str
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Service:
    name: str
    standing: Standing
    reasons: tuple[Reason, ...]


Point = Reason  # a sentence that a caller could say, and what it rests on


class Lines:
    """The lines of a stored breakdown by name."""

    def __init__(self, breakdown: dict):
        self._lines = {line["component"]: line for line in breakdown.get("components", ())}
        self.findings = breakdown.get("youtube_findings", ())
        self.verdict = breakdown.get("independence", {})
        self.region = breakdown.get("region")

    def decided(self, name: str) -> bool:
        return self._lines.get(name, {}).get("state") in DECIDED

    def earned(self, name: str) -> bool:
        """Decided in favour: the gap is there, or the moment is."""
        return self.decided(name) and self._lines[name]["points"] > 0

    def undisputed(self, name: str) -> bool:
        return self.earned(name) and not self._lines[name].get("against")

    def reason(self, name: str, words: str = "") -> Reason:
        line = self._lines.get(name, {})
        told = words or line.get("because") or "Nothing has been scored yet"
        return Reason(told, tuple(Source.from_json(one) for one in line.get("sources", ())))

    @property
    def with_a_major(self) -> bool:
        return self.verdict.get("verdict") == "major_distributed"


# --- Gaps and services ------------------------------------------------------------------------------------------------


def services(facts: ArtistFacts, breakdown: dict) -> tuple[Service, ...]:
    """The company's four services, each with why it is worth offering, why not, or what is not known."""
    lines = Lines(breakdown)
    return _distribution(facts, lines), _publishing(facts, lines), _youtube(facts, lines), _pitching(facts, lines)


def caution(breakdown: dict) -> str:
    """What stands in the way of any offer; "" where nothing is known to."""
    lines = Lines(breakdown)
    if not lines.with_a_major:
        return ""
    because = lines.verdict.get("because", "").rstrip(".")
    return f"Held to be with a major{f' ({because})' if because else ''}: they may not be free to sign."


def _service(name: str, reasons: Iterable[Reason], decided: bool, otherwise: Iterable[Reason]) -> Service:
    """Worth offering for its reasons; without any, no gap where all is decided, else a question."""
    if reasons := tuple(reasons):
        return Service(name, Standing.OFFER, reasons)
    return Service(name, Standing.NONE if decided else Standing.ASK, tuple(otherwise))


def _distribution(facts: ArtistFacts, lines: Lines) -> Service:
    """A channel that is missing on YouTube alone is no gap in distribution."""
    reasons = []
    if facts.spotify.is_absent:
        reasons.append(Reason(f"Not on Spotify{_asked(facts.spotify)}", facts.spotify.sources))
    if lines.earned("basic_distribution"):
        reasons.append(lines.reason("basic_distribution"))
    decided = not facts.spotify.is_open and lines.decided("basic_distribution")
    return _service("Distribution", reasons, decided, [lines.reason("basic_distribution")])


def _publishing(facts: ArtistFacts, lines: Lines) -> Service:
    reasons = [lines.reason("no_publishing")] if lines.earned("no_publishing") else []
    words = "" if lines.decided("no_publishing") or facts.publisher.note else "Ask whether there is a publisher"
    return _service(
        "Publishing administration", reasons, lines.decided("no_publishing"), [lines.reason("no_publishing", words)]
    )


def _youtube(facts: ArtistFacts, lines: Lines) -> Service:
    reasons = [lines.reason("youtube_opportunity", finding["because"]) for finding in lines.findings]
    if not reasons and has_own_channel(facts) is False:
        found = facts.youtube.note or "No channel of their own was found"
        reasons = [Reason(f"{found}{_asked(facts.youtube)}", facts.youtube.sources)]
    return _service("YouTube", reasons, lines.decided("youtube_opportunity"), [lines.reason("youtube_opportunity")])


def _pitching(facts: ArtistFacts, lines: Lines) -> Service:
    """The right moment; being near speaks for it, and is no moment by itself."""
    names = ("growing_streams", "recent_activity")
    reasons = [lines.reason(name) for name in names if lines.earned(name)]
    if reasons and lines.region in NEAR and lines.earned("geography"):
        reasons.append(lines.reason("geography"))
    decided = all(lines.decided(name) for name in names)
    otherwise = {why.words: why for why in map(lines.reason, names)}  # the same is said once
    return _service("Playlist pitching", reasons, decided, otherwise.values())


def _asked(fact: Fact) -> str:
    days = [day for source in fact.sources if (day := first_day(source.as_of))]
    return f", last asked {day_words(max(days))}" if days else ""


# --- What a caller could say ------------------------------------------------------------------------------------------


def talking_points(facts: ArtistFacts, breakdown: dict, today: date, newest: str = "") -> tuple[Point, ...]:
    """Up to five sentences that known and undisputed facts bear; `newest` is the title of what came out last."""
    lines = Lines(breakdown)
    told = [*_openings(facts, lines, today, newest), *([] if lines.with_a_major else _offers(facts, lines))]
    return tuple([*told, *_common_ground(facts, lines)][:POINTS_TO_MAKE])


def _sure(fact: Fact) -> bool:
    return fact.is_known and not fact.against


def _openings(facts: ArtistFacts, lines: Lines, today: date, newest: str) -> Iterator[Point]:
    """What has just happened."""
    release = facts.last_release
    if lines.undisputed("recent_activity") and _sure(release) and (day := first_day(release.value[0])):
        what = f"“{newest}”" if newest else "Your latest release"
        yield Point(f"{what} {_came_out(day, release.value[1], today)}.", release.sources)
    if lines.undisputed("growing_streams"):
        grown = lines.reason("growing_streams")
        yield Point(f"More people are finding you. {grown.words}.", grown.sources)


def _came_out(day: date, precision: str, today: date) -> str:
    """As precisely as it is known; what lies ahead is announced."""
    if day > today:
        return f"is announced for {day_words(day)}"
    return {"year": f"came out in {day:%Y}", "month": f"came out in {day:%b %Y}"}.get(
        precision, f"came out on {day_words(day)}"
    )


def _offers(facts: ArtistFacts, lines: Lines) -> Iterator[Point]:
    """What is missing, each with what the company does about it."""
    if facts.spotify.is_absent and not facts.spotify.against:
        words = "We looked for you on Spotify and did not find you. We can bring your music there."
        yield Point(words, facts.spotify.sources)
    elif lines.undisputed("basic_distribution"):
        yield Point(_services_said(facts), lines.reason("basic_distribution").sources)
    if facts.publisher.is_absent and not facts.publisher.against:
        words = "We were told that nobody looks after your publishing. We can collect what your songs earn."
        yield Point(words, facts.publisher.sources)
    if point := _channel(facts, lines):
        yield point


def _services_said(facts: ArtistFacts) -> str:
    names = sorted(set(facts.services))
    found = f"We found your music on {' and '.join(names)} only" if names else "We found your music on no service"
    return f"{found}. We can deliver it to the others, too."


def _channel(facts: ArtistFacts, lines: Lines) -> Point | None:
    if facts.youtube.against or not (has_own_channel(facts) is False or lines.findings):
        return None
    if has_own_channel(facts) is False:
        found = "only an automatic one" if facts.youtube_topic_only else "none"
        words = f"We looked for a YouTube channel of yours and found {found}. We can set one up and look after it."
        return Point(words, facts.youtube.sources)
    finding = lines.findings[0]
    words = {
        "underperforming": "Your channel could reach more of the people who listen to you",
        "inconsistent_uploads": "Your channel has subscribers who wait for something new",
        "high_potential": "Your channel is on the move",
    }[finding["type"]]
    return lines.reason("youtube_opportunity", f"{words}: {_lower(finding['because'])}.")


def _lower(words: str) -> str:
    return words if words[:1].isdigit() else words[:1].lower() + words[1:]


def _common_ground(facts: ArtistFacts, lines: Lines) -> Iterator[Point]:
    """What we have read of them, for want of news and gaps."""
    if lines.verdict.get("verdict") == "self_released" and lines.undisputed("independence"):
        words = "As far as we can see, you release your music yourself."
        yield lines.reason("independence", words)
    if _sure(facts.audience) and facts.audience.value:
        where = audience_words(facts.audience.value, facts.audience_source)
        yield Point(f"You have {where}.", facts.audience.sources)
    if _sure(facts.country):
        home = "New Zealand" if facts.country.value == "NZ" else country_name(facts.country.value)
        here = "as we are" if facts.country.value == "NZ" else "and we work from New Zealand"
        yield Point(f"You are based in {home}, {here}.", facts.country.sources)


# --- What is left to ask ----------------------------------------------------------------------------------------------


def questions(facts: ArtistFacts, breakdown: dict) -> tuple[str, ...]:
    """Up to six questions whose answers nobody here has, the most telling first; disputed facts are asked about."""
    verdict = Lines(breakdown).verdict.get("state")
    asked = [
        (verdict not in DECIDED, "Who releases your music: you yourself, or a label?"),
        (facts.publisher.is_open, "Does anybody administer your publishing?"),
        (facts.country.is_open, "Where are you based?"),
        (facts.youtube.is_open, "Do you have a YouTube channel of your own?"),
        (facts.spotify.is_open, "Are you on Spotify?"),
        (facts.links_read.is_open, "Which services carry your music?"),
        (facts.last_release.is_open, "What came out last, and what comes next?"),
        (bool(facts.country.against) and facts.country.is_known, "Where are you based? Sources disagree."),
        (bool(facts.publisher.against) and not facts.publisher.is_open, "Who is your publisher? Sources disagree."),
    ]
    return tuple([words for is_open, words in asked if is_open][:QUESTIONS])
