"""What is wished for, who wants it, and its place in the queue."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from enrichment.kinds import KIND, KINDS, YOUTUBE
from enrichment.models import Lookup, Want
from enrichment.worth import UNKNOWN_ARTIST, points_of, rank, worth
from leads.gather import Known
from leads.models import Job, JobRow

SCARCE = [kind.name for kind in KINDS if kind.scarce]
RISEN = 0.5  # points by which a skipped question's worth must have grown to be asked after all
# What a channel's answer tells is kept with each artist, so it cannot be looked up for the next one who shares it.
KEPT_APART = [(YOUTUBE, name) for name in ("handle", "channel", "uploads", "videos")]


@dataclass(frozen=True)
class Wish:
    platform: str
    kind: str
    subject: str
    artist: int | None = None
    recording: int | None = None


@dataclass
class Wanted:
    """Who still wants an artist: the job to book calls on, and what it asks for."""

    job: str
    platforms: frozenset[str] = frozenset()
    urgent: bool = False


def wanted_by(artist_ids: Iterable[int]) -> dict[int, Wanted]:
    """Artists that an open row of an open job waits for. The others are scored but not asked about."""
    rows = JobRow.objects.going().about(artist__in=list(artist_ids)).order_by()
    pairs = list(rows.values_list("recording__credits__artist", "job_id").distinct())
    jobs = Job.objects.in_bulk({job for _, job in pairs})
    wanted: dict[int, Wanted] = {}
    for artist, job in pairs:
        if job in jobs:
            want = wanted.setdefault(artist, Wanted(job))
            want.platforms |= jobs[job].asks
            want.urgent |= jobs[job].urgent
    return wanted


def wanted_for(recordings: Iterable[int]) -> dict[int, Wanted]:
    """Recordings that an open row of an open job waits for, whoever made them."""
    rows = JobRow.objects.filter(recording__in=list(recordings), state__in=JobRow.OPEN, job__state__in=Job.OPEN)
    wanted: dict[int, Wanted] = {}
    for row in rows.select_related("job").order_by("job__created_at"):
        want = wanted.setdefault(row.recording_id, Wanted(row.job_id))
        want.urgent |= row.job.urgent
    return wanted


def write_down(
    wishes: list[Wish], known: dict[int, Known], wanted: dict[int, Wanted], now: datetime, **common
) -> set[str]:
    """Store wishes as lookups, each once whoever else wishes it too; the platforms that have new work.

    `wanted` goes by artist, or by recording where nobody is credited yet.
    """
    if not wishes:
        return set()
    lookups = {}
    for wish in wishes:
        want = wanted.get(wish.artist or wish.recording)
        lookups.setdefault(
            (wish.platform, wish.kind, wish.subject),
            Lookup(
                platform=wish.platform,
                kind=wish.kind,
                subject=wish.subject,
                due_at=now,
                rank=_rank(wish, known, want, now, common.get("urgent", False)),
                recording_id=wish.recording,
                job_id=want.job if want else common.get("job_id"),
            ),
        )
    Lookup.objects.bulk_create(lookups.values(), batch_size=500, ignore_conflicts=True)
    _want(wishes, now)
    return {wish.platform for wish in wishes}


def _rank(wish: Wish, known: dict[int, Known], want: Wanted | None, now: datetime, urgent: bool) -> float:
    points = 0.0
    if KIND[wish.platform, wish.kind].scarce:
        points = _worth(wish.platform, wish.kind, known[wish.artist]) if wish.artist in known else UNKNOWN_ARTIST
    return rank(points, now.timestamp(), urgent or bool(want and want.urgent))


def _worth(platform: str, kind: str, known: Known) -> float:
    artist = known.artist
    return worth((platform, kind), artist.breakdown, artist.total_score and float(artist.total_score))


def rerank(known: Iterable[Known], now: datetime) -> set[str]:
    """Scarce questions about artists who were scored anew move to where their worth of today puts them. One skipped
    for want of searches is queued again when its worth has risen. The platforms that have work again.
    """
    known = {one.artist.pk: one for one in known}
    wants = Want.objects.filter(artist__in=known, lookup__kind__in=SCARCE).select_related("lookup")
    skipped = Q(lookup__state=Lookup.State.SKIPPED, lookup__reason="skipped")
    moved, again = [], []
    for want in wants.filter(Q(lookup__state=Lookup.State.QUEUED) | skipped):
        lookup, points = want.lookup, _worth(want.lookup.platform, want.lookup.kind, known[want.artist_id])
        before = points_of(lookup.rank, lookup.created_at.timestamp())
        if lookup.state == Lookup.State.SKIPPED:
            if points > before + RISEN:
                lookup.rank = rank(points, now.timestamp())
                again.append(lookup)
        elif abs(points - before) > RISEN:
            lookup.rank += rank(points - before, 0)
            moved.append(lookup)
    Lookup.objects.bulk_update(moved + again, ["rank"], batch_size=500)
    Lookup.objects.filter(pk__in=[one.pk for one in again], state=Lookup.State.SKIPPED).update(
        state=Lookup.State.QUEUED, due_at=now, created_at=now, attempts=0, reason="", message=""
    )
    return {lookup.platform for lookup in again}


def _want(wishes: list[Wish], now: datetime) -> None:
    """Tie artists to their lookups. What was parked for want of a job is queued again, and so is what has been
    answered for others and was kept with them.
    """
    subjects: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    by_kind: dict[tuple[str, str], set[str]] = defaultdict(set)
    for wish in wishes:
        subjects[wish.platform, wish.kind, wish.subject] += [wish.artist] if wish.artist else []
        by_kind[wish.platform, wish.kind].add(wish.subject)
    ties, again = [], []
    for (platform, kind), theirs in by_kind.items():
        held = Lookup.objects.filter(platform=platform, kind=kind, subject__in=theirs)
        for pk, subject, state in held.values_list("pk", "subject", "state"):
            artists = subjects[platform, kind, subject]
            ties += [Want(lookup_id=pk, artist_id=artist) for artist in artists]
            shared = artists and state == Lookup.State.FOUND and (platform, kind) in KEPT_APART
            if state == Lookup.State.PARKED or shared:
                again.append(pk)
    Want.objects.bulk_create(ties, batch_size=500, ignore_conflicts=True)
    if again:
        Lookup.objects.filter(pk__in=again).update(state=Lookup.State.QUEUED, due_at=now, attempts=0)
