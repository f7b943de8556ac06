"""What we know of a lead, fact by fact, in words: the value, how far it can be trusted, who says so, who does not."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from leads.models import Artist
from scoring.facts import ArtistFacts, Fact, Source, State, first_day
from scoring.rules.words import audience_words, day_words, source_name
from scoring.territories import COUNTRIES, country_name

SETTLED = (State.KNOWN, State.ABSENT)


@dataclass
class Told:
    """One source in words, with the day and the page where it says so."""

    name: str
    words: str = ""
    day: str | None = None
    url: str | None = None


@dataclass
class Row:
    label: str
    state: str
    words: str = ""  # the value; what is out of date may still have one
    note: str = ""
    sources: list[Told] = field(default_factory=list)
    against: list[Told] = field(default_factory=list)

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED


def rows(artist: Artist) -> list[Row]:
    """Every fact as it is stored, unknown where an old row lacks it; no row at all where nothing was gathered yet."""
    if not artist.facts:
        return []
    facts = ArtistFacts.from_json(artist.facts)
    lines = {line["component"]: line for line in artist.breakdown.get("components", [])}
    return [
        _row("Country", facts.country, country_name(facts.country.value), say=lambda code: COUNTRIES.get(code, code)),
        _row("Genre", facts.genre),
        _independence(artist.breakdown.get("independence", {}), lines.get("independence", {})),
        _row("Spotify", facts.spotify, "Found there", "Asked, and not there"),
        _row("YouTube channel", facts.youtube, "Found", facts.youtube.note or "None found"),
        _row("Subscribers", facts.subscribers, _count(facts.subscribers.value), "None"),
        _row("Uploads", facts.upload_frequency, _frequency(facts.upload_frequency.value), "None"),
        _services(facts, lines.get("basic_distribution", {})),
        _row("Links", facts.links_read, "The list has been read"),
        _row("Publisher", facts.publisher, absent="None, as we were told"),
        _row("Audience", facts.audience, _audience(facts), "No page on Last.fm"),
        _row("Latest release", facts.last_release, _release(facts.last_release.value), say=_said_release),
    ]


def _row(
    label: str, fact: Fact, words: str | None = None, absent: str = "None", say: Callable[[str], str] = str
) -> Row:
    """`words` say the value, `absent` that there is none, `say` what a source holds for the value."""
    said = str(fact.value) if words is None else words
    told = absent if fact.is_absent else said if fact.value is not None else ""
    note = "" if fact.note == told else fact.note
    return Row(label, str(fact.state), told, note, _told(fact.sources, told, say), _told(fact.against))


def _told(sources: Iterable[Source], value: str = "", say: Callable[[str], str] = str) -> list[Told]:
    """Each source with what it says, where that is more than the value itself."""
    return [Told(_name(one), _words(one.value, value, say), one.as_of, one.url) for one in sources]


def _name(source: Source) -> str:
    """A file by its own name, everybody else with a capital letter."""
    name = source_name(source)
    return name if source.name else name[:1].upper() + name[1:]


def _words(said: object, value: str, say: Callable[[str], str]) -> str:
    if said is None or isinstance(said, bool):
        return ""
    words = _count(said) or say(str(said))
    return "" if words == value or value.startswith(f"{words} ") else words


def _count(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else ""


def _frequency(value: str | None) -> str:
    return dict(Artist.Frequency.choices).get(value, "")


def _audience(facts: ArtistFacts) -> str:
    count = facts.audience.value
    return audience_words(count, facts.audience_source) if isinstance(count, int) else ""


def _release(value: list | None) -> str:
    """A day, month or year, as precisely as it is known."""
    day = first_day(value[0]) if value else None
    if day is None:
        return value[0] if value else ""
    return {"year": f"{day:%Y}", "month": f"{day:%b %Y}"}.get(value[1], day_words(day))


def _said_release(said: str) -> str:
    """What a source says of the release, as precisely as it says it: a year, a month or a day."""
    return _release([said, {4: "year", 7: "month"}.get(len(said), "day")])


def _services(facts: ArtistFacts, line: dict) -> Row:
    """Where the music is; none is an answer only once a list of links has been read."""
    found = ", ".join(sorted(set(facts.services)))
    sources = [Source.from_json(one) for one in line.get("sources", [])] or [
        one for fact in (facts.spotify, facts.youtube) if fact.is_known for one in fact.sources
    ]
    sources = [replace(one, value=None) if one.platform in ("spotify", "youtube") else one for one in sources]  # its id
    state = State.KNOWN if found or facts.links_read.is_known else facts.links_read.state
    note = "" if facts.links_read.is_known else "No list of the artist's links has been read: there may be more"
    return Row("Services", str(state), found or "None known", note, _told(sources, found))


def _independence(verdict: dict, line: dict) -> Row:
    """The verdict with its confidence; breakdowns of earlier days have none."""
    words = dict(Artist.Independence.choices).get(verdict.get("verdict"), "")
    confidence, why = verdict.get("confidence", ""), verdict.get("confidence_because", "")
    notes = [verdict.get("because", "")]
    if confidence not in ("", "none"):
        notes.append(f"{confidence.capitalize()} confidence{': ' if why else ''}{why}")
    return Row(
        "Independence",
        verdict.get("state", str(State.UNKNOWN)),
        words if verdict.get("verdict") != "unknown" else "",
        ". ".join(note.rstrip(".") for note in notes if note),
        _told(Source.from_json(one) for one in line.get("sources", [])),
        [Told("", words) for words in verdict.get("against", [])],
    )
