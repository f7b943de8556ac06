"""Who is asked about next: the line before one platform, best first, in batches worth waiting a little for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from enrichment import gate
from enrichment.kinds import Kind
from enrichment.models import Gate, Lookup, Touch, Want

BUSY = timedelta(seconds=90)  # a question nobody answered is due again after this
HOLD = 30.0  # a batch that is not full waits at most so long for company
SAVED_BY = 3600.0  # a question waits at most so long for answers that may make it needless
AHEAD = 25  # single questions read at once


@dataclass
class Line:
    """What is due. `only` narrows it to some lookups, which then wait for nobody (the foreground path)."""

    only: Callable[[QuerySet], QuerySet] | None
    clock: Callable[[], float]
    _ahead: dict[str, list[Lookup]] = field(default_factory=dict)

    def batch(self, kinds: tuple[Kind, ...]) -> list[Lookup]:
        """The next lookups of this turn, best first; none while a batch is worth holding back for company."""
        kind = kinds[0]
        if kind.scarce:
            return self._worthiest(kinds)
        if kind.batch == 1:
            ahead = self._ahead.get(kind.name) or list(self._unsaved(kind)[:AHEAD])
            self._ahead[kind.name] = ahead
            return [ahead.pop(0)] if ahead else []
        batch = list(self._due(kind)[: kind.batch])
        if suspects := _suspects(kind, batch):
            return suspects
        if len(batch) == kind.batch or not batch or self.only is not None:
            return batch
        oldest = min(lookup.due_at for lookup in batch).timestamp()
        if self.clock() - oldest < HOLD and kind.after and self._may_fill(kind):
            return []
        return batch

    def look_again(self, kind: Kind) -> None:
        """Forget what was read ahead: it is no longer so."""
        self._ahead.pop(kind.name, None)

    def _due(self, kind: Kind) -> QuerySet:
        """What is due, best first; equals in the order they came, so that what a crash broke is asked in one again."""
        due = Lookup.objects.filter(
            platform=kind.platform, kind=kind.name, state__in=Lookup.OPEN, due_at__lte=self._now()
        ).order_by("-rank", "pk")
        if kind.brought_by:
            due = due.exclude(self._is_being_brought(kind))
        return self.only(due) if self.only else due

    def _is_being_brought(self, kind: Kind) -> Exists:
        """Somebody else is just asking what may answer this question too."""
        bringing = Lookup.objects.filter(platform=kind.platform, kind=kind.brought_by, subject=OuterRef("subject"))
        return Exists(bringing.filter(state=Lookup.State.ASKING, due_at__gt=self._now()))

    def _worthiest(self, kinds: tuple[Kind, ...]) -> list[Lookup]:
        """Of the kinds that share a purse the best question, unless an answer on its way may make it needless."""
        tops = [(kind, one) for kind in kinds for one in self._due(kind)[:1]]
        tops = [one for kind, one in tops if not (self._is_young(one) and self._is_saved_by_others(kind))]
        return [max(tops, key=lambda one: one.rank)] if tops else []

    def _unsaved(self, kind: Kind) -> QuerySet:
        """What is due, but for artists MusicBrainz may be about to show to be others whom we have: they would be asked
        about twice.
        """
        due = self._due(kind)
        if not self._is_saved_by_others(kind):
            return due
        nameless = Want.objects.filter(lookup=OuterRef("pk"), artist__mbid=None)
        return due.exclude(Exists(nameless), created_at__gt=self._now() - timedelta(seconds=SAVED_BY))

    def _is_saved_by_others(self, kind: Kind) -> bool:
        """Whether answers that may make this kind's questions needless are on their way, at open gates."""
        if not kind.after or self.only is not None:
            return False
        names = {platform for platform, _ in kind.after}
        closed = Gate.objects.filter(pk__in=names, pause_until__gt=self.clock() + gate.MAX_WAIT)
        return not closed.exists() and self._comes_first(kind).exists()

    def _may_fill(self, kind: Kind) -> bool:
        """Whether a question that is due, or an answer not yet worked through, may add to this kind."""
        told = Touch.objects.filter(by__in=["", *(platform for platform, _ in kind.after)])
        return told.exists() or self._comes_first(kind).exists()

    def _comes_first(self, kind: Kind) -> QuerySet:
        """Questions, due by now, on whose answers this kind depends."""
        upstream = Q()
        for platform, name in kind.after:
            upstream |= Q(platform=platform, kind=name)
        return Lookup.objects.filter(upstream, state__in=Lookup.OPEN, due_at__lte=self._now() + BUSY)

    def _is_young(self, lookup: Lookup) -> bool:
        return self.clock() - lookup.created_at.timestamp() <= SAVED_BY

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), UTC)


def _suspects(kind: Kind, batch: list[Lookup]) -> list[Lookup]:
    """Of questions whose batch broke thrice, ever fewer at once: the one to blame must not take the others with it."""
    tried = max((one.attempts for one in batch if one.reason != "unavailable"), default=0)
    if tried < 3:
        return []
    return [one for one in batch if one.attempts == tried][: max(1, kind.batch // 7 ** (tried - 2))]
