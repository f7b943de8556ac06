"""One platform's questions worked off: take a batch, a slot at the gate, ask, learn, again, until the slice is over.

Owner, due time and attempt are committed before the request leaves. No request leaves inside a transaction.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F, QuerySet

from enrichment import ask, gate, ledger, refusals, settle
from enrichment.findings import Page
from enrichment.gate import Closed
from enrichment.kinds import KIND, TURNS, Kind
from enrichment.learn import LEARN, rows
from enrichment.line import BUSY, Line
from enrichment.models import Call, Lookup, Touch
from enrichment.owner import me
from enrichment.platforms.base import NotOffered, PlatformError

log = logging.getLogger("prism.drain")
SLICE = 10.0  # seconds a drain holds a worker
NAP = 0.25  # seconds before we look again whether kinds with nothing to ask, or touches, are due
IDLE = (0.05, 0.4)  # seconds between looks for work, growing while there is none


class GateClosed(Exception):
    """The gate closed between two pages of one answer: the whole question is asked again later."""

    def __init__(self, closed: Closed):
        super().__init__(closed.message)
        self.closed = closed


@dataclass
class Drain:
    """One platform's work in one slice. `only` narrows it to some lookups (the foreground path)."""

    platform: str
    only: Callable[[QuerySet], QuerySet] | None = None
    max_wait: float = gate.MAX_WAIT
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    asked: int = 0
    _line: Line = field(init=False)
    _shut: dict[str, Closed] = field(default_factory=dict)  # buckets found closed in this slice
    _asleep: dict[tuple[Kind, ...], float] = field(default_factory=dict)  # kinds with nothing to ask, and until when
    _looked_at: float = 0.0  # when touches were looked for
    _cleared_at: float = 0.0  # when the gate was told that the platform answers

    def __post_init__(self):
        self._line = Line(self.only, self.clock)

    def run(self, seconds: float = SLICE) -> Closed | None:
        """Work for a slice; the closure that ended it early, if one did."""
        end = self.clock() + seconds
        renewed, idle = self.clock(), IDLE[0]
        while self.clock() < end:
            outcome = self.step()
            if isinstance(outcome, Closed):
                if outcome.until > min(end, self.clock() + self.max_wait):
                    return outcome
                self.sleep(max(0.0, min(outcome.until - self.clock(), 1.0)))
            self._settle(idle=outcome is None)
            if outcome is None:
                if not self._others_may_bring_work():
                    break
                self.sleep(idle)
                idle = min(2 * idle, IDLE[1])
            else:
                idle = IDLE[0]
            if self.clock() - renewed > 5:
                renewed = self.clock()
                gate.renew(self.platform, me(), renewed)
        return next(iter(self._shut.values()), None)

    def _settle(self, *, idle: bool) -> None:
        """Work touches off where somebody should; between questions we do not look each time."""
        if not idle and self.clock() - self._looked_at < NAP:
            return
        self._looked_at = self.clock()
        if settle.is_due(idle=idle):
            settle.work_off(idle=idle)

    def step(self) -> bool | Closed | None:
        """Ask once. True when something was asked, Closed when the gate is, None when nothing is due."""
        if self.platform not in gate.configured():
            ended = refusals.end_platform(self.platform, gate.SWITCHED_OFF, gate.off(self.platform), self._now())
            return True if ended else None
        for kinds in TURNS[self.platform]:
            closed = gate.bucket_of(kinds[0], self._shut) in self._shut
            if closed or self._asleep.get(kinds, 0) > self.clock():
                continue
            if not (batch := self._line.batch(kinds)):
                self._asleep[kinds] = self.clock() + NAP
                continue
            kind = KIND[self.platform, batch[0].kind]
            outcome = self._ask(kind, batch)
            if isinstance(outcome, Closed) and outcome.bucket:
                self._shut[outcome.bucket] = outcome  # this purse is empty; other kinds go on
                continue
            return outcome
        return None

    def _others_may_bring_work(self) -> bool:
        return self.only is None and (
            Touch.objects.soon(self.clock()).exists() or bool(gate.at_work(self.clock()) - {self.platform})
        )

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), UTC)

    # --- Asking ---------------------------------------------------------------------------------------------------

    def _ask(self, kind: Kind, batch: list[Lookup]) -> bool | Closed | None:
        batch, spent = [one for one in batch if not _exhausted(one)], [one for one in batch if _exhausted(one)]
        if spent:
            refusals.bury(spent, self._now())
        context = ask.context_of((kind.platform, kind.name), batch)
        if context.gone:
            refusals.drop([one for one in batch if one.subject in context.gone], self._now())
            batch = [one for one in batch if one.subject not in context.gone]
        if not batch:
            return True
        claimed: list[Lookup] = []
        calls: list[Call] = []
        slot = gate.reserve(
            kind, self.clock(), max_wait=self.max_wait, claim=lambda: self._claim(kind, batch, claimed, calls)
        )
        if slot is None:
            self._line.look_again(kind)  # others took them, or their job was cancelled
            return True
        if isinstance(slot, Closed):
            self._line.look_again(kind)
            if slot.reason == "misconfigured":  # only the owner can mend it: nothing is gained by waiting
                return refusals.end_platform(self.platform, slot.reason, slot.message, self._now()) > 0
            return slot
        self.sleep(max(0.0, slot - self.clock()))
        self.asked += 1
        self._answer(kind, claimed, calls, context)
        return True

    def _claim(self, kind: Kind, batch: list[Lookup], claimed: list[Lookup], calls: list[Call]) -> bool:
        """Make them ours, due again later, one attempt up, and the call on the ledger: all before asking."""
        now = self._now()
        ids = [lookup.pk for lookup in batch]
        mine = Lookup.objects.filter(pk__in=ids, state__in=Lookup.OPEN, due_at__lte=now)
        taken = mine.update(state=Lookup.State.ASKING, owner=me(), due_at=now + BUSY, attempts=F("attempts") + 1)
        if taken == len(ids):
            claimed += batch
        elif taken:
            ours = set(
                mine.model.objects.filter(pk__in=ids, owner=me(), due_at=now + BUSY).values_list("pk", flat=True)
            )
            claimed += [lookup for lookup in batch if lookup.pk in ours]
        for lookup in claimed:
            lookup.attempts += 1
        if claimed:
            calls.append(ledger.enter(kind, claimed, now))
        return bool(claimed)

    def _answer(self, kind: Kind, lookups: list[Lookup], calls: list[Call], context: ask.Context) -> None:
        key = (kind.platform, kind.name)
        adapter = ask.adapter(kind.platform)
        adapter.account.take()
        try:
            found = self._pages(adapter, kind, lookups, calls, context)
        except GateClosed as midway:
            ledger.settle(calls, adapter.account.take(), "answered")
            refusals.wait_at_gate(lookups, midway.closed, self._now())
            return
        except PlatformError as error:
            now, self._cleared_at = self._now(), 0.0
            ledger.settle(calls, adapter.account.take(), error.outcome)
            if isinstance(error, NotOffered) and key == ("youtube", "videos"):
                refusals.fall_back(lookups, now)
            else:
                refusals.refuse(kind, lookups, error, now)
            return
        self._take_in(kind, lookups, calls, found, adapter.account.take())

    def _take_in(self, kind: Kind, lookups: list[Lookup], calls: list[Call], found, sent: list) -> None:
        """Learn from the answer, and close its questions, at one blow."""
        now = self._now()
        for left in reversed(range(rows.TRIES)):
            try:
                with transaction.atomic():
                    hits = LEARN[kind.platform, kind.name](lookups, found, now)
                    rows.close(lookups, hits, now)
                    ledger.settle(calls, sent, "answered" if hits else "not_found")
                return
            except Exception as error:  # the worker's edge: one answer we cannot take in must not stop the others
                if left and isinstance(error, rows.CLASHES):
                    continue
                log.exception("%s %s could not be taken in", kind.platform, kind.name)
                ledger.settle(calls, sent, "malformed")
                refusals.put_back(lookups, "malformed", "Prism could not take in the answer.", now)
                return

    def _pages(self, adapter, kind: Kind, lookups: list[Lookup], calls: list[Call], context: ask.Context):
        """The answer; searches with more hits than fit one page are read to the end, each page past the gate."""
        key, subjects = (kind.platform, kind.name), [lookup.subject for lookup in lookups]
        stats = gate.stats_offered(self.clock()) if key == ("youtube", "videos") else True
        found = ask.ask(adapter, key, subjects, context, stats=stats)
        if self.clock() - self._cleared_at > 1:
            self._cleared_at = self.clock()
            gate.answered(self.platform)
        if not isinstance(found, Page) or kind.batch == 1:
            return found
        pages = [found]
        while (offset := pages[-1].next_offset) is not None:
            ledger.settle(calls, adapter.account.take(), "answered")
            calls.clear()
            self._wait_for_page(kind, lookups, calls)
            pages.append(ask.ask(adapter, key, subjects, context, offset=offset))
        items = tuple(item for page in pages for item in page.items)
        return Page(items, found.total, 0, len(items))

    def _wait_for_page(self, kind: Kind, lookups: list[Lookup], calls: list[Call]) -> None:
        claim = ledger.entering(kind, lookups, calls, self._now())
        slot = gate.reserve(kind, self.clock(), max_wait=60, claim=claim)
        if isinstance(slot, Closed):
            raise GateClosed(slot)
        # Many pages take longer than one call: the questions stay ours, and so does the platform.
        Lookup.objects.filter(pk__in=[one.pk for one in lookups], owner=me()).update(due_at=self._now() + BUSY)
        gate.renew(self.platform, me(), self.clock())
        self.sleep(max(0.0, slot - self.clock()))


def _exhausted(lookup: Lookup) -> bool:
    """Asked as often as allowed without a word: whoever asks it dies of it."""
    return lookup.attempts >= lookup.attempts_allowed
