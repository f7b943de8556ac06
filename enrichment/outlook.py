"""How far some jobs are and when they will be done, in a number of queries that does not grow with them."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import Count

from enrichment import gate, row_sums
from enrichment.gate import Closed
from enrichment.kinds import KIND, PLATFORMS
from enrichment.models import Call
from enrichment.progress import usual_cost, words_for
from enrichment.row_standings import MOMENT, TO_COME
from leads.models import Credit, Job, JobRow

LARGE = 2000  # rows
LAG = {
    True: timedelta(seconds=5),
    False: timedelta(minutes=1),
}  # of a large job that is open, and of one that has ended
MOST_HELD = 1000
_held: dict[tuple, tuple[datetime, "Outlook"]] = {}

# What the open rows of some jobs still have to ask, each question once a job.
STILL_ASKED = """
    WITH asked AS (
        SELECT r.job_id, r.recording_id, j.artist_id FROM leads_jobrow r JOIN leads_job j ON j.id = r.job_id
        WHERE r.job_id IN ({jobs}) AND r.state IN ('queued', 'running', 'waiting')
    ), main AS (
        SELECT DISTINCT a.job_id, c.artist_id FROM asked a
        JOIN leads_credit c ON c.recording_id = a.recording_id AND c.role = 'main'
            AND (a.artist_id IS NULL OR c.artist_id = a.artist_id)
    ), still AS (
        SELECT a.job_id, l.id, l.platform, l.kind, l.state, l.due_at FROM asked a
        JOIN enrichment_lookup l ON l.recording_id = a.recording_id AND l.state IN ('queued', 'asking')
            AND NOT EXISTS (SELECT 1 FROM enrichment_want w WHERE w.lookup_id = l.id)
        UNION
        SELECT m.job_id, l.id, l.platform, l.kind, l.state, l.due_at FROM main m
        JOIN enrichment_want w ON w.artist_id = m.artist_id
        JOIN enrichment_lookup l ON l.id = w.lookup_id AND l.state IN ('queued', 'asking')
    )
    SELECT job_id, platform, kind, COUNT(*), MAX(CASE WHEN state = 'asking' AND due_at > %s THEN 1 ELSE 0 END),
        MAX(CASE WHEN due_at <= %s THEN 1 ELSE 0 END), MAX(due_at)
    FROM still GROUP BY job_id, platform, kind
"""
ON_YOUTUBE = """
    WITH main AS (
        SELECT DISTINCT r.job_id, c.artist_id FROM leads_jobrow r JOIN leads_job j ON j.id = r.job_id
        JOIN leads_credit c ON c.recording_id = r.recording_id AND c.role = 'main'
            AND (j.artist_id IS NULL OR c.artist_id = j.artist_id)
        WHERE r.job_id IN ({jobs})
    )
    SELECT m.job_id, COUNT(*), COUNT(COALESCE(a.youtube_subscribers, a.youtube_views, a.youtube_videos)),
        SUM(a.youtube_subscribers)
    FROM main m JOIN leads_artist a ON a.id = m.artist_id WHERE a.youtube_channel_id > '' GROUP BY m.job_id
"""


@dataclass
class PlatformOutlook:
    """One platform's part in a job. `state`: done, queued, asking, waiting, skipped or not_configured."""

    rows: dict[str, int]  # by state, of row_standings.STATES
    calls: int = 0
    state: str = "done"
    reason: str | None = None
    message: str = ""
    until: datetime | None = None
    seconds: float = 0.0  # until the last call it still needs may leave


@dataclass
class Outlook:
    counts: Counter  # rows by state
    platforms: dict[str, PlatformOutlook]
    ends_at: datetime | None = None  # null when it has ended
    words: str = ""
    on_youtube: tuple[int, int, int | None] = (0, 0, None)  # artists with a channel, with figures, subscribers in all


@dataclass
class _Asking:
    """What a job still has to ask of one platform, by kind of question."""

    calls: Counter = field(default_factory=Counter)
    is_asking: bool = False
    can_ask: bool = False
    waits: list[tuple[datetime, str, str]] = field(default_factory=list)  # until, reason, sentence


def of_jobs(jobs: Collection[Job], now: datetime) -> dict[str, Outlook]:
    """By job id. Of large jobs it may be some seconds old: many look at one again and again."""
    counts = _counts(jobs)
    large = {job.pk for job in jobs if counts[job.pk].total() > LARGE}
    found = {job.pk: outlook for job in jobs if job.pk in large and (outlook := _recalled(job, now))}
    anew = [job for job in jobs if job.pk not in found]
    found |= _of_jobs(anew, counts, now)
    for job in anew:
        if job.pk in large:
            _hold(job, found[job.pk], now)
    return found


def _of_jobs(jobs: Collection[Job], counts: dict[str, Counter], now: datetime) -> dict[str, Outlook]:
    rows, calls, on_youtube = row_sums.counts(jobs), _calls(jobs), _on_youtube(jobs)
    ends = _endings([job for job in jobs if job.state in Job.OPEN], now)
    found = {}
    for job in jobs:
        still, ends_at, words = ends.get(job.pk, ({}, None, ""))
        platforms = {name: _platform(rows[job.pk][name], calls[job.pk, name], still.get(name)) for name in PLATFORMS}
        found[job.pk] = Outlook(counts[job.pk], platforms, ends_at, words, on_youtube.get(job.pk, (0, 0, None)))
    return found


def _recalled(job: Job, now: datetime) -> Outlook | None:
    until, outlook = _held.get((job.pk, job.state, job.finished_at), (now, None))
    return outlook if until > now else None


def _hold(job: Job, outlook: Outlook, now: datetime) -> None:
    if len(_held) >= MOST_HELD:
        _held.clear()
    _held[job.pk, job.state, job.finished_at] = (now + LAG[job.state in Job.OPEN], outlook)


def forecast(job: Job, now: datetime) -> tuple[datetime | None, str]:
    """When the job will be done, as far as that can be told, and the same in words. Nothing of one that has ended."""
    if job.state not in Job.OPEN:
        return None, ""
    return _endings([job], now)[job.pk][1:]


def on_youtube(job: Job) -> tuple[int, int, int | None]:
    """Its artists with a channel, those with figures, and their subscribers in all; None where nobody's are known."""
    return _on_youtube([job]).get(job.pk, (0, 0, None))


def _counts(jobs: Collection[Job]) -> dict[str, Counter]:
    rows = JobRow.objects.filter(job__in=[job.pk for job in jobs]).order_by()
    found = {job.pk: Counter() for job in jobs}
    for job, state, n in rows.values_list("job_id", "state").annotate(n=Count("pk")):
        found[job][state] = n
    return found


def _calls(jobs: Collection[Job]) -> Counter:
    calls = Call.objects.filter(job__in=[job.pk for job in jobs]).order_by()
    return Counter({(job, name): n for job, name, n in calls.values_list("job_id", "platform").annotate(n=Count("pk"))})


def _on_youtube(jobs: Collection[Job]) -> dict[str, tuple]:
    return {job: tuple(sums) for job, *sums in _rows(ON_YOUTUBE, jobs)}


def _platform(rows: dict[str, int], calls: int, still: PlatformOutlook | None) -> PlatformOutlook:
    one = still or PlatformOutlook({})
    one.rows, one.calls = rows, calls
    if not any(rows[state] for state in TO_COME):
        kept_out = [
            state for state in ("not_configured", "skipped") if rows[state] and rows[state] == sum(rows.values())
        ]
        one.state, one.reason, one.until = kept_out[0] if kept_out else "done", None, None
    elif still is None:
        one.state = "queued"
    return one


# --- What is still to come --------------------------------------------------------------------------------------------


def _endings(going: Collection[Job], now: datetime) -> dict[str, tuple[dict, datetime, str]]:
    """By job: what it still asks of each platform, when it will be done, and that in words."""
    if not going:
        return {}
    still, unnamed = _still_asked(going, now), _unnamed(going)
    found = {}
    for job in going:
        platforms = {name: _standing(name, one) for name, one in still[job.pk].items() if name in job.asks}
        ahead = [seconds for name, _, seconds in usual_cost(unnamed[job.pk]) if name in job.asks]
        found[job.pk] = (platforms, *_foreseen(platforms.values(), ahead, now))
    return found


def _unnamed(going: Collection[Job]) -> Counter:
    """How many open rows have nobody to ask about yet."""
    rows = JobRow.objects.filter(job__in=[job.pk for job in going], state__in=JobRow.OPEN).order_by()
    rows = rows.exclude(recording__credits__role=Credit.Role.MAIN)
    return Counter(dict(rows.values_list("job_id").annotate(n=Count("pk"))))


def _still_asked(going: Collection[Job], now: datetime) -> dict[str, dict[str, _Asking]]:
    on, shut = gate.configured(), gate.shut(now.timestamp())
    adapt = connection.ops.adapt_datetimefield_value
    found = {job.pk: defaultdict(_Asking) for job in going}
    for job, platform, kind, n, is_asking, is_due, due_at in _rows(STILL_ASKED, going, adapt(now), adapt(now + MOMENT)):
        if platform not in on:
            continue
        one, the_kind = found[job][platform], KIND[platform, kind]
        one.calls[kind] += -(-n // the_kind.batch)
        one.is_asking = one.is_asking or bool(is_asking)
        if closed := gate.closure(the_kind, shut):
            one.waits.append(_wait(closed))
        elif is_due:
            one.can_ask = True
        else:
            one.waits.append((_moment(due_at), "unavailable", ""))
    return found


def _wait(closed: Closed) -> tuple[datetime, str, str]:
    return datetime.fromtimestamp(closed.until, UTC), closed.reason, closed.message


def _moment(value) -> datetime:
    """SQLite hands moments back as text, in UTC."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value).replace(tzinfo=UTC)


def _standing(platform: str, still: _Asking) -> PlatformOutlook:
    """Waiting only where every open question waits; the one that comes last says until when."""
    one = PlatformOutlook({}, seconds=still.calls.total() * gate.interval(platform))
    if still.is_asking or still.can_ask:
        one.state = "asking"
    else:
        one.state = "waiting"
        one.until, one.reason, one.message = max(still.waits)
    return one


def _foreseen(platforms: Collection[PlatformOutlook], ahead: list[float], now: datetime) -> tuple[datetime, str]:
    seconds = max([one.seconds for one in platforms] + ahead, default=0.0)
    waits = [one for one in platforms if one.state == "waiting"]
    begins = max([now, *(one.until for one in waits)])
    said = " ".join(dict.fromkeys(one.message for one in waits if one.message))
    words = f"{said} Then {words_for(seconds)}." if said else words_for(seconds)
    return begins + timedelta(seconds=seconds), words


def _rows(sql: str, jobs: Collection[Job], *values) -> list[tuple]:
    ids = [job.pk for job in jobs]
    if not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql.format(jobs=", ".join(["%s"] * len(ids))), [*ids, *values])
        return cursor.fetchall()
