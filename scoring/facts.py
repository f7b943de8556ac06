"""All that the rules may know of an artist: values with their state, their sources and their dates.

Every fact survives a round trip through JSON, because a new policy is tried on stored facts, not on new questions.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, Self


class State(StrEnum):
    KNOWN = "known"
    ABSENT = "absent"  # asked, and the source says there is none
    UNKNOWN = "unknown"  # nobody asked, or the asking failed
    CONFLICTING = "conflicting"
    STALE = "stale"
    NOT_OFFERED = "not_offered"  # this key or mode cannot tell


class Kind(StrEnum):
    """How independent a clue says the artist is, best for us first."""

    SELF_RELEASED = "self_released"
    SMALL_DISTRIBUTOR = "small_distributor"
    INDIE_LABEL = "indie_label"
    MAJOR_DISTRIBUTED = "major_distributed"
    MAJOR = "major"
    UNKNOWN = "unknown"

    @property
    def of_a_major(self) -> bool:
        return self in (Kind.MAJOR, Kind.MAJOR_DISTRIBUTED)


@dataclass(frozen=True, slots=True)
class Source:
    """Who said what, and when; `as_of` is an ISO time, local; of some only the day is known."""

    platform: str
    value: Any = None
    url: str | None = None
    as_of: str | None = None
    name: str | None = None  # the file's, where an upload says it

    def to_json(self) -> dict:
        told = {"platform": self.platform}
        if self.value is not None:
            told["value"] = self.value
        if self.url is not None:
            told["url"] = self.url
        if self.as_of is not None:
            told["as_of"] = self.as_of
        if self.name is not None:
            told["name"] = self.name
        return told

    @classmethod
    def from_json(cls, data: dict) -> Self:
        get = data.get
        return cls(get("platform", ""), get("value"), get("url"), get("as_of"), get("name"))


@dataclass(frozen=True, slots=True)
class Fact:
    """A value, how far it can be trusted, and who says otherwise; a fact nobody set is unknown.

    A source of `against` holds what it says in words, as staff read it: "Born in Samoa".
    """

    value: Any = None
    state: State = State.UNKNOWN
    sources: tuple[Source, ...] = ()
    note: str = ""  # for staff: why it is not known
    against: tuple[Source, ...] = ()

    @classmethod
    def known(cls, value: Any, *sources: Source, against: Iterable[Source] = ()) -> Self:
        """Known to be `value`; None is no value, so the fact is unknown."""
        return cls(value, State.UNKNOWN if value is None else State.KNOWN, sources, "", tuple(against))

    @classmethod
    def absent(cls, *sources: Source, note: str = "", against: Iterable[Source] = ()) -> Self:
        return cls(None, State.ABSENT, sources, note, tuple(against))

    @classmethod
    def unknown(cls, note: str = "", *sources: Source) -> Self:
        return cls(None, State.UNKNOWN, sources, note)

    @classmethod
    def conflicting(cls, *sources: Source, note: str = "", against: Iterable[Source] = ()) -> Self:
        return cls(None, State.CONFLICTING, sources, note, tuple(against))

    @classmethod
    def stale(cls, value: Any = None, *sources: Source, note: str = "") -> Self:
        return cls(value, State.STALE, sources, note)

    @classmethod
    def not_offered(cls, note: str = "", *sources: Source) -> Self:
        return cls(None, State.NOT_OFFERED, sources, note)

    @property
    def is_known(self) -> bool:
        return self.state is State.KNOWN

    @property
    def is_absent(self) -> bool:
        return self.state is State.ABSENT

    @property
    def is_open(self) -> bool:
        """Neither known nor absent: nothing may be concluded from it."""
        return self.state is not State.KNOWN and self.state is not State.ABSENT

    def to_json(self) -> dict:
        told: dict[str, Any] = {"state": str(self.state)}
        if self.value is not None:
            told["value"] = self.value
        if self.sources:
            told["sources"] = [source.to_json() for source in self.sources]
        if self.note:
            told["note"] = self.note
        if self.against:
            told["against"] = [source.to_json() for source in self.against]
        return told

    @classmethod
    def from_json(cls, data: dict | None) -> Self:
        if not data:
            return cls()
        value, state = data.get("value"), _STATES.get(data.get("state"), State.UNKNOWN)
        if value is None and state is State.KNOWN:
            state = State.UNKNOWN
        return cls(value, state, _sources(data.get("sources")), data.get("note", ""), _sources(data.get("against")))


NOTHING_KNOWN = Fact()


@dataclass(frozen=True, slots=True)
class Clue:
    """One piece of evidence for or against independence.

    `day` is the release's date; a relation that holds now (a contract, a personal label) is dated by the day it was
    read. A clue without a day ranks behind every dated one.
    """

    kind: Kind
    because: str
    source: Source
    day: str | None = None
    label: str | None = None

    def to_json(self) -> dict:
        told = {"kind": str(self.kind), "because": self.because, "source": self.source.to_json()}
        if self.day is not None:
            told["day"] = self.day
        if self.label is not None:
            told["label"] = self.label
        return told

    @classmethod
    def from_json(cls, data: dict) -> Self:
        kind = data.get("kind")
        return cls(
            Kind(kind) if kind in _KINDS else Kind.UNKNOWN,
            data.get("because", ""),
            Source.from_json(data.get("source") or {}),
            data.get("day"),
            data.get("label"),
        )


Figure = tuple[str, str, int]  # day, metric, value


@dataclass(frozen=True, slots=True)
class ArtistFacts:
    """What is known of one artist on one day. Everything left out is unknown."""

    name: str = ""
    country: Fact = NOTHING_KNOWN  # ISO 3166-1 alpha-2
    genre: Fact = NOTHING_KNOWN
    clues: tuple[Clue, ...] = ()
    independence_note: str = ""  # why there are no clues
    independence_stale: bool = False  # there were some, and they had to be deleted for their age
    spotify: Fact = NOTHING_KNOWN  # the artist id; absent only after two misses a day apart
    youtube: Fact = NOTHING_KNOWN  # the channel id; absent when looked for and not found
    youtube_topic_only: bool = False  # all that was found is an auto-generated "- Topic" channel
    subscribers: Fact = NOTHING_KNOWN  # hidden is unknown
    subscriber_history: tuple[Figure, ...] = ()
    upload_frequency: Fact = NOTHING_KNOWN
    services: tuple[str, ...] = ()  # services with evidence of presence
    links_read: Fact = NOTHING_KNOWN  # known once a source that lists links has been read
    publisher: Fact = NOTHING_KNOWN  # absent only where staff or an upload say "no publisher"
    audience: Fact = NOTHING_KNOWN
    audience_source: str = ""  # "lastfm" or "spotify"; what the figure counts
    audience_history: tuple[Figure, ...] = ()
    last_release: Fact = NOTHING_KNOWN  # value: [ISO date, "day" | "month" | "year"]

    def to_json(self) -> dict:
        facts = {name: fact.to_json() for name in FACTS if (fact := getattr(self, name)) != NOTHING_KNOWN}
        return _without_blanks(
            name=self.name,
            clues=[clue.to_json() for clue in self.clues],
            independence_note=self.independence_note,
            independence_stale=self.independence_stale or None,
            youtube_topic_only=self.youtube_topic_only or None,
            subscriber_history=[list(figure) for figure in self.subscriber_history],
            services=list(self.services),
            audience_source=self.audience_source,
            audience_history=[list(figure) for figure in self.audience_history],
            **facts,
        )

    @classmethod
    def from_json(cls, data: dict) -> Self:
        facts = {name: Fact.from_json(data[name]) for name in FACTS if name in data}
        return cls(
            name=data.get("name", ""),
            clues=tuple(Clue.from_json(clue) for clue in data.get("clues", ())),
            independence_note=data.get("independence_note", ""),
            independence_stale=bool(data.get("independence_stale")),
            youtube_topic_only=bool(data.get("youtube_topic_only")),
            subscriber_history=_figures(data.get("subscriber_history", ())),
            services=tuple(data.get("services", ())),
            audience_source=data.get("audience_source", ""),
            audience_history=_figures(data.get("audience_history", ())),
            **facts,
        )


FACTS = (
    "country", "genre", "spotify", "youtube", "subscribers", "upload_frequency", "links_read", "publisher",
    "audience", "last_release",
)  # fmt: skip
_STATES = {str(state): state for state in State}
_KINDS = frozenset(str(kind) for kind in Kind)


@lru_cache(maxsize=4096)  # the same days come again and again
def first_day(text: str | None) -> date | None:
    """The first day that "2021", "2021-03" or "2021-03-19" (or a full timestamp) can mean; None for anything else."""
    if not text:
        return None
    padded = text + {4: "-01-01", 7: "-01"}.get(len(text), "")
    try:
        return date.fromisoformat(padded[:10])
    except ValueError:
        return None


def _sources(rows: Iterable[dict] | None) -> tuple[Source, ...]:
    return tuple([Source.from_json(row) for row in rows]) if rows else ()


def _figures(rows: Iterable[Iterable]) -> tuple[Figure, ...]:
    return tuple((str(day), str(metric), int(value)) for day, metric, value in rows)


def _without_blanks(**values: Any) -> dict:
    """Only what says something: stored facts stay small. Zero and False say something."""
    return {name: value for name, value in values.items() if value is not None and value != "" and value != []}
