"""One code looked at without leaving a row: findings to facts to score, through the same gates and quotas.

Only the call ledger counts it. The planner decides what to ask, exactly as for stored artists; here its answers are
kept in memory.
"""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.conf import settings
from django.utils import timezone

from enrichment import ask, gate, ledger, plan, quotas
from enrichment.channel import service_of
from enrichment.findings import LinkFinding
from enrichment.gate import Closed
from enrichment.kinds import KIND, LABELS, MB, SPOTIFY, YOUTUBE, Kind
from enrichment.memory import Memory
from enrichment.models import Lookup
from enrichment.platforms.base import Misconfigured, NotOffered, PlatformError, QuotaSpent, RateLimited
from leads.assess import apply
from leads.evidence import Circumstances, facts_of
from leads.gather import Known
from scoring.facts import ArtistFacts
from scoring.models import LabelFamily, Policy
from scoring.rules import Breakdown

Key = tuple[str, str, str]


@dataclass
class Pending:
    """A platform that has not told all, and when it is worth asking again."""

    platform: str
    reason: str
    message: str
    until: datetime | None = None


@dataclass
class Peek:
    """What one code came to. `known` is the main artist as far as we got, None when nobody knows the code."""

    isrc: str
    status: str = "not_found"  # completed, partial, not_found, failed
    title: str = ""
    known: Known | None = None
    facts: ArtistFacts | None = None
    breakdown: Breakdown | None = None
    pending: list[Pending] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    calls: dict[str, int] = field(default_factory=dict)
    began: datetime = field(default_factory=timezone.now)
    lookups: list[Lookup] = field(default_factory=list)  # what was asked, never stored
    links: tuple[LinkFinding, ...] = ()  # the artist's, as MusicBrainz lists them


def peek(isrc: str, *, include_youtube: bool = True, wait: float = 20.0) -> Peek:
    """Ask about one valid ISRC for at most `wait` seconds and score what came; nothing is stored but the calls."""
    return _Look(isrc, include_youtube, time.time() + wait).result()


class _Look:
    def __init__(self, isrc: str, include_youtube: bool, deadline: float):
        self.found = Peek(isrc)
        self.deadline = deadline
        self.include_youtube = include_youtube
        self.on = gate.configured()
        self.asked: dict[Key, Lookup] = {}
        self.memory = Memory(isrc)

    @property
    def known(self) -> Known | None:
        return self.memory.known

    def result(self) -> Peek:
        self._who()
        while self.known and (wishes := self._wishes()):
            for wish in wishes:
                if (wish.platform, wish.kind, wish.subject) not in self.asked:
                    self._ask_in_time(wish.platform, wish.kind, wish.subject)
        self._score()
        self.found.lookups, self.found.links = list(self.asked.values()), self.memory.links or ()
        return self.found

    # --- Who made it --------------------------------------------------------------------------------------------------

    def _who(self) -> None:
        for platform, kind in ((MB, "recording"), (SPOTIFY, "isrc")):
            if platform in self.on and self.known is None:
                self._ask_in_time(platform, kind, self.found.isrc)

    # --- What else ----------------------------------------------------------------------------------------------------

    def _wishes(self) -> list[plan.Wish]:
        """What the planner would ask next, less what has ended here."""
        artist = self.known.artist
        self._score()
        terms = plan.Terms(
            configured=self.on,
            book=LabelFamily.objects.book(),
            areas=self.memory.areas,
            asked={artist.pk: self.asked},
            youtube={artist.pk} if self.include_youtube else set(),
        )
        return plan.Wishes(self.known, terms).all()

    def _ask_in_time(self, platform: str, kind: str, subject: str) -> None:
        if time.time() < self.deadline:
            self._ask(platform, kind, subject)
        else:
            self._out_of_time(platform, kind, subject)

    def _ask(self, platform: str, kind_name: str, subject: str) -> None:
        """One question through the gate. Whatever becomes of it is kept as a lookup that is never stored."""
        kind = KIND[platform, kind_name]
        lookup = Lookup(platform=platform, kind=kind_name, subject=subject, state=Lookup.State.QUEUED)  # never stored
        self.asked[platform, kind_name, subject] = lookup
        now, calls = time.time(), []
        claim = ledger.entering(kind, [lookup], calls, datetime.fromtimestamp(now, UTC))
        slot = gate.reserve(kind, now, max_wait=max(0.0, self.deadline - now), claim=claim)
        if isinstance(slot, Closed):
            until = datetime.fromtimestamp(slot.until, UTC)
            self._later(lookup, slot.reason, slot.message, until)
            return
        time.sleep(max(0.0, slot - time.time()))
        self.found.calls[platform] = self.found.calls.get(platform, 0) + 1
        adapter = ask.adapter(platform)
        adapter.account.take()
        try:
            answer = ask.ask(adapter, (platform, kind_name), [subject], self._context(subject), stats=_stats())
        except PlatformError as error:
            self._refused(kind, lookup, error)
            ledger.settle(calls, adapter.account.take(), error.outcome)
            return
        ledger.settle(calls, adapter.account.take(), "answered")
        gate.answered(platform)
        lookup.answered_at = datetime.now(UTC)
        hit = self.memory.learn(platform, kind_name, subject, answer, lookup.answered_at)
        lookup.state = _state(hit)
        if kind_name == "artist" and self.memory.links is not None:
            self._links_beside(lookup)

    def _links_beside(self, artist: Lookup) -> None:
        """The artist's look-up has brought the links along."""
        links = Lookup(platform=MB, kind="links", subject=artist.subject, answered_at=artist.answered_at)
        links.state = _state(self.memory.links)
        self.asked[MB, "links", artist.subject] = links

    def _out_of_time(self, platform: str, kind: str, subject: str) -> None:
        lookup = Lookup(platform=platform, kind=kind, subject=subject)
        self.asked[platform, kind, subject] = lookup
        self._later(lookup, "not_finished", f"{LABELS[platform]} was not asked in time.", None)

    def _context(self, subject: str) -> ask.Context:
        if self.known is None:
            return ask.Context()
        artist = self.known.artist
        newest = self.known.data(YOUTUBE).get("newest", [])
        return ask.Context({subject: artist.name}, {subject: artist.mbid}, {subject: newest})

    def _refused(self, kind: Kind, lookup: Lookup, error: PlatformError) -> None:
        if isinstance(error, NotOffered):
            lookup.state = Lookup.State.SKIPPED
            return
        gate.fault(kind.platform, error, time.time())
        if isinstance(error, Misconfigured):
            lookup.state, lookup.message = Lookup.State.FAILED, error.sentence
            self.found.errors.append(error.sentence)
            return
        if isinstance(error, QuotaSpent):
            reason = quotas.reason(f"{lookup.platform}:{error.bucket}")
        else:
            reason = "rate_limited" if isinstance(error, RateLimited) else "unavailable"
        self._later(lookup, reason, error.sentence, None)

    def _later(self, lookup: Lookup, reason: str, message: str, until: datetime | None) -> None:
        """Nothing goes on after a peek: what could not be asked now is over, and said to be pending."""
        lookup.state, lookup.message = Lookup.State.FAILED, message
        if all(one.platform != lookup.platform for one in self.found.pending):
            self.found.pending.append(Pending(lookup.platform, reason, message, until))

    # --- The score ----------------------------------------------------------------------------------------------------

    def _score(self) -> None:
        found = self.found
        if self.known is None:
            found.status = "partial" if found.pending else "failed" if found.errors else "not_found"
            return
        found.known, found.title = self.known, self.memory.title
        artist = self.known.artist
        why = {one.platform: one.message for one in found.pending}
        off = {name: f"{LABELS[name]} is not asked: no key is set." for name in LABELS if name not in self.on}
        now = datetime.now(UTC)
        around = Circumstances(
            now, LabelFamily.objects.book(), {artist.pk: why}, self.memory.countries(), off, service_of
        )
        found.facts = facts_of(self.known, around)
        version, policy = Policy.objects.current()
        derived = settings.YOUTUBE_DERIVED_METRICS
        found.breakdown = apply(artist, found.facts, policy, version, now, derived_metrics=derived)
        found.status = "partial" if found.pending else "completed"


def _state(hit) -> str:
    return Lookup.State.FOUND if hit else Lookup.State.NOT_FOUND


def _stats() -> bool:
    return gate.stats_offered(time.time())
