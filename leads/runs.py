"""A policy's numbers tried on the whole book, or applied to it: a step of leads at a time, from their stored facts.

The cursor moves in the transaction that stores its step, and only from where it was read: two workers never do the
same step, and whoever goes on after a crash neither repeats nor leaves out a lead.
"""

import logging
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django_q.tasks import async_task

from leads import bulk
from leads.assess import LONGEST_CAUSE, parts_of, verdicts
from leads.models import Artist, PolicyRun, ScoreChange
from leads.tally import Standing, Tally
from leads.text import cut
from scoring.facts import ArtistFacts
from scoring.models import SETTLED_COLUMNS, Policy
from scoring.rules import Breakdown, PolicyData, Settled, assess
from scoring.rules.moves import moved

log = logging.getLogger("prism.runs")
STEP = 500  # leads scored and stored at once: some tenths of a second
CHUNK = 50  # leads whose facts are held at once
SLICE = 10.0  # seconds a worker stays at it
AT_ONCE = 1.5  # seconds a page waits: small books are done by then
QUIET = timedelta(seconds=30)  # a run that stood still for so long has lost its worker
HOPELESS = 100  # leads that cannot be scored: it is not the leads, and the run stops
LATE = timedelta(minutes=3)  # whoever began to settle before a policy was published has ended by then
RUNNING, DONE, FAILED = PolicyRun.State.RUNNING, PolicyRun.State.DONE, PolicyRun.State.FAILED
RESCORE = PolicyRun.Kind.RESCORE
WRITTEN = (
    "breakdown",
    *SETTLED_COLUMNS,
    "independence",
    "youtube_findings",
    "youtube_finding",
    "policy_version",
    "scored_at",
    "updated_at",
)
CHANGED = (
    "artist_id", "old_tier", "old_total", "new_tier", "new_total", "at", "because", "policy_version", "parts", "moved",
)  # fmt: skip
WRITTEN_BREAKDOWN = 1 + WRITTEN.index("breakdown")  # the primary key stands first


class Scored(NamedTuple):
    """A lead as it was read, and what the run's numbers make of it."""

    pk: int
    name: str
    region: str
    scored_at: datetime
    old: Standing
    new: Standing
    settled: Settled
    values: tuple  # of the written columns; none where nothing is written


def begin(run: PolicyRun) -> PolicyRun:
    """Work off what can be done at once and leave the rest to a worker; returns the run as it stands then."""
    if work_on(run.pk, AT_ONCE):
        wake(run.pk)
    run.refresh_from_db()
    return run


def again(run: PolicyRun) -> bool:
    """Go on with a run that failed; False where it did not, or somebody else went on."""
    failed = PolicyRun.objects.filter(pk=run.pk, state=FAILED)
    if not failed.update(state=RUNNING, message="", moved_at=timezone.now()):
        return False
    wake(run.pk)
    return True


def wake(run_id: int) -> None:
    """Have a worker go on with the run once the current transaction is committed."""
    transaction.on_commit(lambda: async_task("leads.tasks.carry_on", run_id, group="policy"))


def resume() -> None:
    """Wake the runs that stand still. Once a minute, and when a worker starts."""
    now = timezone.now()
    for run in PolicyRun.objects.filter(state=RUNNING, moved_at__lt=now - QUIET).only("pk"):
        wake(run.pk)
    over = PolicyRun.objects.filter(kind=RESCORE, state=DONE, finished_at__gt=now - LATE)
    for run in over.filter(policy__state=Policy.State.PUBLISHED).select_related("policy"):
        if _overlooked(run).exists():
            PolicyRun.objects.filter(pk=run.pk, state=DONE).update(state=RUNNING, cursor=0, moved_at=now)
            wake(run.pk)


def fail(run_id: int, sentence: str) -> None:
    """End a run that cannot go on by itself, with the sentence that says why."""
    PolicyRun.objects.filter(pk=run_id, state=RUNNING).update(
        state=FAILED, message=sentence[:300], finished_at=timezone.now()
    )


def work_on(run_id: int, seconds: float = SLICE) -> bool:
    """Work at a run for about so long; whether there is more of it to do."""
    run = PolicyRun.objects.select_related("policy").filter(pk=run_id, state=RUNNING).first()
    if run is None:
        return False
    now, until = timezone.now(), time.monotonic() + seconds
    slice_ = _Slice(run, PolicyData.from_json(run.data), now)
    while slice_.step():
        if time.monotonic() >= until:
            return True
    return False


class _Slice:
    """Some steps of one run in a row; today is the day on which they began."""

    def __init__(self, run: PolicyRun, policy: PolicyData, now: datetime):
        self.run, self.policy, self.now = run, policy, now
        self.tally = Tally(run.findings)
        self.read, self.last = 0, run.cursor  # leads of the present step, and the last of them

    def step(self) -> bool:
        """Do the next leads; False where there are none, the run was ended, or somebody else did them."""
        scored = list(self._score())
        if not self.read:
            return self._end()
        changes, rows = self._prepared(scored) if self.run.kind == RESCORE else ([], [])
        with transaction.atomic():
            if not self._advance():
                return False
            if self.run.kind == RESCORE:
                scored = self._store(scored, rows, changes)
            for one in scored:
                self.tally.add(one.pk, one.name, one.region, one.old, one.new)
            PolicyRun.objects.filter(pk=self.run.pk).update(
                done=F("done") + self.read, moved_at=timezone.now(), findings=self.tally.to_json()
            )
        self.run.cursor = self.last
        return True

    def _advance(self) -> bool:
        mine = PolicyRun.objects.filter(pk=self.run.pk, state=RUNNING, cursor=self.run.cursor)
        return mine.update(cursor=self.last) == 1

    def _end(self) -> bool:
        """The book is through. Leads that were settled by the old numbers meanwhile are worth another walk."""
        mine = PolicyRun.objects.filter(pk=self.run.pk, state=RUNNING, cursor=self.run.cursor)
        self.run.findings = self.tally.to_json()
        if self.run.kind == RESCORE and self.run.cursor and _overlooked(self.run).exists():
            self.run.cursor = 0
            return mine.update(cursor=0) == 1
        mine.update(state=DONE, finished_at=timezone.now())
        return False

    def _score(self) -> Iterator[Scored]:
        """The next leads, each scored while it is read: the facts of many at once would be a lot to hold."""
        self.read, today = 0, timezone.localtime(self.now).date()
        leads = _to_do(self.run).values_list("pk", "name", "region", "scored_at", "tier", "total_score", "facts")[:STEP]
        for pk, name, region, scored_at, tier, total, facts in leads.iterator(chunk_size=CHUNK):
            self.read, self.last = self.read + 1, pk
            try:
                breakdown = score(facts, self.policy, today)
                settled = breakdown.settled()
                values = self._values(pk, breakdown, settled) if self.run.kind == RESCORE else ()
            except Exception:  # the worker's edge: one lead that cannot be scored must not stop the others
                if len(self.tally.left_out) >= HOPELESS:
                    raise
                log.exception("Lead %s cannot be scored from its stored facts", pk)
                self.tally.leave_out(pk, name)
                continue
            old, new = Standing(tier, total), Standing(settled.tier, settled.total_score)
            yield Scored(pk, name, region, scored_at, old, new, settled, values)

    def _values(self, pk: int, breakdown: Breakdown, settled: Settled) -> tuple:
        """The primary key and the values of WRITTEN, in its order."""
        ours = verdicts(breakdown) | {"breakdown": breakdown.to_json(), "policy_version": self.run.policy.version}
        ours |= {"scored_at": self.now, "updated_at": self.now}
        return pk, *(ours[name] if name in ours else getattr(settled, name) for name in WRITTEN)

    def _prepared(self, scored: list[Scored]) -> tuple[list[tuple], list[list]]:
        """What is to be stored, made before the transaction: nobody should wait for it."""
        others = {one.pk: one for one in scored if one.old != one.new}
        before = Artist.objects.filter(pk__in=others).values_list("pk", "breakdown").iterator(chunk_size=CHUNK)
        changes = [self._change(others[pk], breakdown) for pk, breakdown in before]
        return changes, bulk.prepared(Artist, WRITTEN, [one.values for one in scored])

    def _store(self, scored: list[Scored], rows: list[list], changes: list[tuple]) -> list[Scored]:
        """Write those that nobody settled or removed since they were read; returns them."""
        there = Artist.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one in scored])
        stamps = dict(there.order_by("pk").values_list("pk", "scored_at"))
        same = {one.pk for one in scored if stamps.get(one.pk) == one.scored_at}
        bulk.update(Artist, WRITTEN, [row for row in rows if row[0] in same])
        bulk.insert(ScoreChange, CHANGED, [one for one in changes if one[0] in same])
        return [one for one in scored if one.pk in same]

    def _change(self, one: Scored, before: dict) -> tuple:
        """A row of the history, in the order of CHANGED."""
        lines = moved(before, one.values[WRITTEN_BREAKDOWN])
        by = (self.now, cause(self.run), self.run.policy.version)
        return one.pk, *one.old, *one.new, *by, parts_of(one.settled), lines


def cause(run: PolicyRun) -> str:
    """What the history of a lead says of a score that this run moved."""
    return cut(f"Policy {run.policy.version} published: {run.note}", LONGEST_CAUSE)


def _to_do(run: PolicyRun) -> QuerySet:
    """The leads behind the cursor; of those that have the new numbers already, somebody else took care."""
    leads = Artist.objects.filter(pk__gt=run.cursor).exclude(scored_at=None)
    if run.kind == RESCORE:
        leads = leads.exclude(policy_version=run.policy.version)
    return leads.order_by("pk")


def _overlooked(run: PolicyRun) -> QuerySet:
    """Leads that a rescoring passed and that have other numbers all the same, save those that cannot be scored."""
    left_out = [lead for lead, _ in Tally(run.findings).left_out]
    others = Artist.objects.exclude(scored_at=None).exclude(policy_version=run.policy.version)
    return others.exclude(pk__in=left_out)


def score(facts: dict, policy: PolicyData, today: date) -> Breakdown:
    """What the numbers make of stored facts."""
    return assess(ArtistFacts.from_json(facts), policy, today, derived_metrics=settings.YOUTUBE_DERIVED_METRICS)
