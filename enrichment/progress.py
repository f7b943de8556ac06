"""How far a job is, for people: counts of its rows, each platform's state as a sentence, an estimate."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from enrichment import gate
from enrichment.gate import Closed
from enrichment.kinds import KIND, LABELS, LASTFM, MB, SPOTIFY, YOUTUBE
from enrichment.models import Call, Lookup, Want
from enrichment.verdicts import SPENT, row_counts
from leads.models import Artist, Job, JobRow


@dataclass
class PlatformProgress:
    platform: str
    label: str
    total: int = 0
    answered: int = 0
    found: int = 0
    failed: int = 0
    waiting: int = 0
    calls: int = 0
    state: str = "done"  # done, asking, waiting, off
    message: str = ""
    until: datetime | None = None
    seconds: float = 0.0  # until the last call it still needs may leave

    @property
    def percent(self) -> int:
        """Whole percent; never 100 before it is done."""
        return 100 if self.state == "done" else min(99, self.answered * 100 // self.total) if self.total else 0


@dataclass
class Progress:
    accepted: int
    counts: dict[str, int]
    platforms: list[PlatformProgress] = field(default_factory=list)
    estimate: str = ""
    leads: int = 0
    tiers: dict[str, int] = field(default_factory=dict)
    filled: bool = True  # all rows are stored

    @property
    def done(self) -> int:
        ended = (JobRow.State.DONE, JobRow.State.NOT_FOUND, JobRow.State.FAILED, JobRow.State.CANCELLED)
        return sum(self.counts.get(state, 0) for state in ended)

    @property
    def percent(self) -> float:
        return round(100 * self.done / self.accepted, 1) if self.accepted else 100.0

    @property
    def finished(self) -> bool:
        """Every row has ended, or waits for a spent daily quota."""
        return self.filled and self.done + self.counts.get("waiting_for_quota", 0) == self.accepted


def of(job: Job) -> Progress:
    """Everything the upload page shows, counted from rows and lookups."""
    counts = dict(row_counts(job))
    counts["waiting_for_quota"] = job.rows.filter(state=JobRow.State.WAITING, reason__in=SPENT).count()
    found = artists_of(job).exclude(scored_at=None)
    tiers = dict(found.order_by().with_standing_tier().values_list("standing").annotate(n=Count("pk")))
    platforms = by_platform(job)
    progress = Progress(
        accepted=sum(counts[state] for state in counts if state != "waiting_for_quota"),
        counts=counts,
        platforms=platforms,
        leads=sum(tiers.values()),
        tiers={tier or "none": n for tier, n in tiers.items()},
        filled=job.filled_at is not None,
    )
    progress.estimate = _estimate(platforms, progress)
    return progress


def artists_of(job: Job):
    """Whom the job asks about: the main artists of its recordings, or the one it was started for."""
    return Artist.objects.filter(Exists(job.rows.about(artist=OuterRef("pk"))))


def lookups_of(job: Job):
    """The lookups whose answers the job's rows want."""
    wanted = Want.objects.filter(lookup=OuterRef("pk"), artist__in=artists_of(job).values("pk"))
    codes = Lookup.objects.of_codes().filter(recording__in=job.rows.order_by().values("recording"))
    return Lookup.objects.filter(Q(Exists(wanted)) | Q(pk__in=codes.values("pk")), platform__in=job.asks)


def by_platform(job: Job) -> list[PlatformProgress]:
    now = timezone.now()
    on, shut = gate.configured() & job.asks, gate.shut(now.timestamp())
    found = {name: PlatformProgress(name, LABELS[name]) for name in (MB, SPOTIFY, LASTFM, YOUTUBE)}
    kinds = defaultdict(Counter)
    rows = lookups_of(job).order_by().values_list("platform", "kind", "state").annotate(n=Count("pk", distinct=True))
    for platform, kind, state, n in rows:
        _count(found[platform], state, n)
        if state in Lookup.OPEN:
            kinds[platform][kind] += n
    calls = dict(Call.objects.filter(job=job).order_by().values_list("platform").annotate(n=Count("pk")))
    for name, one in found.items():
        one.calls = calls.get(name, 0)
        _tell(one, name in on, kinds[name], shut, now.timestamp())
    return list(found.values())


def _count(one: PlatformProgress, state: str, n: int) -> None:
    if state == Lookup.State.PARKED:
        return
    one.total += n
    if state in Lookup.OPEN:
        one.waiting += n
        return
    one.answered += n
    one.found += n if state == Lookup.State.FOUND else 0
    one.failed += n if state == Lookup.State.FAILED else 0


def _tell(one: PlatformProgress, is_on: bool, kinds: Counter, shut: dict[str, Closed], now: float) -> None:
    """The platform's state as a sentence: what it waits for, and until when."""
    if not is_on:
        one.state, one.message = "off", f"{one.label} is not asked: no key is set, or it is switched off."
        return
    if not one.waiting:
        return
    calls = {kind: -(-n // KIND[one.platform, kind].batch) for kind, n in kinds.items()}
    one.seconds = sum(calls.values()) * gate.interval(one.platform)
    closed = [gate.closure(KIND[one.platform, kind], shut) for kind in kinds]
    if closed and all(closed):
        last = max(closed, key=lambda shutting: shutting.until)
        one.state, one.message, one.until = "waiting", last.message, datetime.fromtimestamp(last.until, UTC)
        return
    one.state = "asking"
    part = next((shutting for shutting in closed if shutting), None)
    one.message = f"Asking now. {part.message}" if part else "Asking now."


def _estimate(platforms: list[PlatformProgress], progress: Progress) -> str:
    if progress.finished and not any(one.state == "waiting" for one in platforms):
        return ""
    asking = [one.seconds for one in platforms if one.state == "asking"]
    words = [words_for(max(asking)).capitalize() + " left."] if asking else []
    words += [one.message for one in platforms if one.state == "waiting"]
    return " ".join(words) if words else "Nearly there."


def usual_cost(codes: int, *, artists_per_code: float = 0.25) -> list[tuple[str, int, float]]:
    """(platform, calls, seconds) an analysis of so many new codes would take, by the usual shape of catalogues."""
    artists = max(1, round(codes * artists_per_code)) if codes else 0
    calls = {
        MB: -(-codes // 40) + -(-artists // 50) + -(-artists // 8) + -(-2 * artists // 50) + artists // 4,
        SPOTIFY: artists,
        LASTFM: artists,
        YOUTUBE: 2 * artists,
    }
    on = gate.configured()
    return [(name, n, n * gate.interval(name)) for name, n in calls.items() if name in on]


def words_for(seconds: float) -> str:
    """A span as people say it: never more exact than it can be."""
    if seconds < 45:
        return "less than a minute"
    minutes = round(seconds / 60)
    if minutes < 2:
        return "about 1 minute"
    return f"about {minutes} minutes" if minutes < 120 else f"about {round(minutes / 60)} hours"
