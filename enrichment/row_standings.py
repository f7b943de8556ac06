"""How each platform stands with each row of some jobs, put together by the database: jobs have up to 200,000 rows.

Of several questions to one platform the one that matters most decides: what is open before what failed, what was found
before what was not. What was asked again after a row had ended does not change what the row came to.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models.expressions import RawSQL
from django.utils import timezone

from enrichment import gate
from enrichment.kinds import KIND, PLATFORMS
from leads.models import Job

STATES = ("queued", "asking", "found", "not_found", "cached", "waiting", "failed", "skipped", "not_configured")
TO_COME = ("queued", "asking", "waiting")
MOMENT = timedelta(seconds=1)

# Open: 3 is being asked, 2 can be, 1 waits. Ended: 5 failed, 4 found, 3 not found, 2 not asked, 1 will follow from
# what others answer. By hand, for it runs over every question of every row.
STANDS = """
    WITH asked AS (
        SELECT r.id, r.job_id, r.recording_id, r.state IN ('queued', 'running', 'waiting') AS is_open, j.created_at,
            j.artist_id
        FROM leads_jobrow r JOIN leads_job j ON j.id = r.job_id WHERE {rows}
    ), main AS (
        SELECT DISTINCT a.recording_id, c.artist_id FROM asked a
        JOIN leads_credit c ON c.recording_id = a.recording_id AND c.role = 'main'
            AND (a.artist_id IS NULL OR c.artist_id = a.artist_id)
    ), of_artist AS (
        SELECT w.artist_id, l.platform, {ranks} FROM enrichment_want w JOIN enrichment_lookup l ON l.id = w.lookup_id
        WHERE w.artist_id IN (SELECT artist_id FROM main) AND l.platform IN ({names})
        GROUP BY w.artist_id, l.platform
    ), of_recording AS (
        SELECT l.recording_id, l.platform, {ranks} FROM enrichment_lookup l
        WHERE l.recording_id IN (SELECT recording_id FROM asked) AND l.platform IN ({names})
            AND NOT EXISTS (SELECT 1 FROM enrichment_want w WHERE w.lookup_id = l.id)
        GROUP BY l.recording_id, l.platform
    ), told AS (
        SELECT a.id, o.platform, o.still, o.ended, o.answered, o.attempts
        FROM asked a JOIN of_recording o ON o.recording_id = a.recording_id
        UNION ALL
        SELECT a.id, o.platform, o.still, o.ended, o.answered, o.attempts
        FROM asked a JOIN main m ON m.recording_id = a.recording_id JOIN of_artist o ON o.artist_id = m.artist_id
        UNION ALL
        SELECT a.id, p.platform, 0, 1, NULL, 0 FROM asked a CROSS JOIN ({on}) p
        WHERE a.is_open AND (
            NOT EXISTS (SELECT 1 FROM main m WHERE m.recording_id = a.recording_id)
            OR EXISTS (SELECT 1 FROM enrichment_touch t WHERE t.recording_id = a.recording_id)
            OR EXISTS (
                SELECT 1 FROM main m JOIN enrichment_touch t ON t.artist_id = m.artist_id
                WHERE m.recording_id = a.recording_id
            )
            OR p.platform = 'spotify' AND EXISTS (
                SELECT 1 FROM enrichment_lookup l WHERE l.recording_id = a.recording_id
                AND l.platform = 'musicbrainz' AND l.state IN ('queued', 'asking')
            )
        )
    ), best AS (
        SELECT a.id, a.job_id, a.is_open, a.created_at, t.platform, MAX(t.still) AS still, MAX(t.ended) AS ended,
            MAX(t.answered) AS answered, MAX(t.attempts) AS attempts
        FROM asked a JOIN told t ON t.id = a.id GROUP BY a.id, a.job_id, a.is_open, a.created_at, t.platform
    ), stands AS (
        SELECT id, job_id, platform, attempts, CASE
            WHEN is_open AND still = 3 THEN 'asking'
            WHEN is_open AND still = 2 THEN 'queued'
            WHEN is_open AND still = 1 THEN 'waiting'
            WHEN ended = 5 THEN 'failed'
            WHEN ended = 4 AND answered >= created_at THEN 'found'
            WHEN ended = 4 THEN 'cached'
            WHEN ended = 3 THEN 'not_found'
            WHEN ended = 1 AND is_open THEN 'queued'
            ELSE 'skipped' END AS state
        FROM best
    )
"""
# How much one question matters, in the numbers above.
STILL = """CASE WHEN l.state NOT IN ('queued', 'asking') THEN 0
        WHEN l.state = 'asking' AND l.due_at > %s THEN 3
        WHEN l.platform || ':' || l.kind IN ({closed}) OR l.due_at > %s THEN 1
        ELSE 2 END"""
ENDED = """CASE WHEN l.state = 'failed' THEN 5
        WHEN l.state = 'found' OR l.state IN ('queued', 'asking') AND l.answered_at IS NOT NULL THEN 4
        WHEN l.state = 'not_found' THEN 3
        ELSE 2 END"""
RANKS = f"""
    MAX({STILL}) AS still, MAX({ENDED}) AS ended,
    MAX(CASE WHEN l.state IN ('found', 'not_found') THEN l.answered_at END) AS answered, MAX(l.attempts) AS attempts
"""


@dataclass(frozen=True)
class Stands:
    state: str
    attempts: int


def of_rows(job: Job, rows: Collection[int]) -> dict[int, dict[str, Stands]]:
    """By row and platform, for some rows of one job."""
    asked, on = job.asks, gate.configured()
    found = {row: dict.fromkeys(PLATFORMS, Stands("skipped", 0)) for row in rows}
    for row, platform, state, attempts in _rows(rows):
        found[row][platform] = Stands(state, attempts)
    return {
        row: {
            name: Stands(as_asked(one.state, name in asked, name in on), one.attempts) for name, one in theirs.items()
        }
        for row, theirs in found.items()
    }


def having(job: Job, platform: str, state: str) -> RawSQL | None:
    """Ids of the job's rows with which the platform stands so; None where that is all of them."""
    asked, on = platform in job.asks, platform in gate.configured()
    states = [one for one in STATES if one != "not_configured" and as_asked(one, asked, on) == state]
    if "skipped" not in states:
        return RawSQL(*_in(job, platform, states or [""]))
    others = [one for one in STATES if one not in (*states, "not_configured")]
    if not others:
        return None
    sql, values = _in(job, platform, others)
    return RawSQL(f"SELECT id FROM leads_jobrow WHERE job_id = %s AND id NOT IN ({sql})", [job.pk, *values])


def as_asked(state: str, is_asked: bool, is_on: bool) -> str:
    """The state with regard to whom the job asks. What was answered stands, whatever has been switched off since."""
    if not is_asked:
        return "skipped"
    return "not_configured" if not is_on and state in (*TO_COME, "skipped") else state


# --- The statement ----------------------------------------------------------------------------------------------------


def _in(job: Job, platform: str, states: list[str]) -> tuple[str, list]:
    sql, values = _select("r.job_id", [job.pk], [platform])
    return f"{sql} SELECT id FROM stands WHERE state IN ({marks(states)})", [*values, *states]


def _rows(rows: Collection[int]) -> list[tuple]:
    if not rows:
        return []
    sql, values = _select("r.id", rows, PLATFORMS)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} SELECT id, platform, state, attempts FROM stands", values)
        return cursor.fetchall()


def _select(column: str, ids: Collection, platforms: Iterable[str]) -> tuple[str, list]:
    """The statement and its values, for rows whose column is one of the ids."""
    sql, values = ranks(RANKS, timezone.now())
    parts = {
        "rows": f"{column} IN ({marks(ids)})",
        "names": ", ".join(f"'{name}'" for name in platforms),
        "on": " UNION ALL ".join(f"SELECT '{name}' AS platform" for name in platforms),
    }
    return STANDS.format(ranks=sql, **parts), [*ids, *values, *values]


def ranks(sql: str, now: datetime) -> tuple[str, list]:
    """A text with STILL once in it, and its values as of now."""
    shut = gate.shut(now.timestamp())
    closed = ["", *(f"{kind.platform}:{kind.name}" for kind in KIND.values() if gate.closure(kind, shut))]
    at, soon = (connection.ops.adapt_datetimefield_value(one) for one in (now, now + MOMENT))
    return sql.format(closed=marks(closed)), [at, *closed, soon]


def marks(values: Collection) -> str:
    return ", ".join(["%s"] * len(values))
