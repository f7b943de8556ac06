"""How many rows of some jobs each platform has answered, and how: counted by the database, a row at most once.

The same as `row_standings` tells of each row, for jobs of 200,000 rows, and without the difference between what was
found now and what was known before.
"""

from collections.abc import Collection

from django.db import connection
from django.utils import timezone

from enrichment import gate
from enrichment.kinds import PLATFORMS, SPOTIFY
from enrichment.row_standings import ENDED, STATES, STILL, as_asked, marks, ranks
from leads.models import Job

COLUMNS = [f"{platform}_{what}" for platform in PLATFORMS for what in ("still", "ended")]

# One line an artist or recording with all platforms side by side, one line a row, then as many as rows differ.
SUMS = """
    WITH asked AS (
        SELECT r.id, r.job_id, r.recording_id, r.state IN ('queued', 'running', 'waiting') AS is_open, j.artist_id
        FROM leads_jobrow r JOIN leads_job j ON j.id = r.job_id WHERE r.job_id IN ({jobs})
    ), main AS (
        SELECT a.id, c.artist_id FROM asked a
        JOIN leads_credit c ON c.recording_id = a.recording_id AND c.role = 'main'
            AND (a.artist_id IS NULL OR c.artist_id = a.artist_id)
    ), touched AS (
        SELECT DISTINCT artist_id FROM enrichment_touch WHERE artist_id IS NOT NULL
    ), of_artist AS (
        SELECT artist_id, {beside} FROM (
            SELECT w.artist_id, l.platform, {ranks}
            FROM enrichment_want w JOIN enrichment_lookup l ON l.id = w.lookup_id
            WHERE w.artist_id IN (SELECT artist_id FROM main)
        ) x GROUP BY artist_id
    ), of_recording AS (
        SELECT recording_id, {beside} FROM (
            SELECT l.recording_id, l.platform, {ranks}
            FROM enrichment_lookup l WHERE l.recording_id IN (SELECT recording_id FROM asked)
                AND NOT EXISTS (SELECT 1 FROM enrichment_want w WHERE w.lookup_id = l.id)
        ) x GROUP BY recording_id
    ), of_main AS (
        SELECT m.id, MAX(CASE WHEN t.artist_id IS NULL THEN 0 ELSE 1 END) AS is_touched, {highest}
        FROM main m LEFT JOIN of_artist o ON o.artist_id = m.artist_id LEFT JOIN touched t ON t.artist_id = m.artist_id
        GROUP BY m.id
    ), told AS (
        SELECT a.job_id, a.is_open, COALESCE(r.musicbrainz_still, 0) > 0 AS is_first,
            m.id IS NULL OR m.is_touched = 1 OR EXISTS (
                SELECT 1 FROM enrichment_touch t WHERE t.recording_id = a.recording_id
            ) AS will_follow, {higher}
        FROM asked a LEFT JOIN of_main m ON m.id = a.id LEFT JOIN of_recording r ON r.recording_id = a.recording_id
    )
    SELECT job_id, COUNT(*), is_open, is_first, will_follow, {columns}
    FROM told GROUP BY job_id, is_open, is_first, will_follow, {columns}
"""
STILL_WORDS = {3: "asking", 2: "queued", 1: "waiting"}
ENDED_WORDS = {5: "failed", 4: "found", 3: "not_found", 2: "skipped"}


def counts(jobs: Collection[Job]) -> dict[str, dict[str, dict[str, int]]]:
    """By job and platform: how many rows are in each of the STATES."""
    on, asked = gate.configured(), {job.pk: job.asks for job in jobs}
    return {
        pk: {name: _as_asked(theirs[name], name in asked[pk], name in on) for name in PLATFORMS}
        for pk, theirs in _counted([job.pk for job in jobs]).items()
    }


def _as_asked(found: dict[str, int], is_asked: bool, is_on: bool) -> dict[str, int]:
    told = dict.fromkeys(STATES, 0)
    for state, n in found.items():
        told[as_asked(state, is_asked, is_on)] += n
    return told


# --- Counted ----------------------------------------------------------------------------------------------------------


def _counted(ids: Collection[str]) -> dict[str, dict[str, dict[str, int]]]:
    sums = {pk: {name: dict.fromkeys(STATES, 0) for name in PLATFORMS} for pk in ids}
    for pk, n, is_open, is_first, will_follow, *places in _rows(ids):
        for at, name in enumerate(PLATFORMS):
            follows = will_follow or (is_first and name == SPOTIFY)
            sums[pk][name][_state(places[2 * at], places[2 * at + 1], is_open, follows)] += n
    return sums


def _state(still: int, ended: int, is_open: bool, follows: bool) -> str:
    if is_open and still:
        return STILL_WORDS[still]
    if ended:
        return ENDED_WORDS[ended]
    return "queued" if is_open and follows else "skipped"


def _rows(ids: Collection[str]) -> list[tuple]:
    if not ids:
        return []
    sql, values = ranks(f"{STILL} AS still, {ENDED} AS ended", timezone.now())
    parts = {
        "jobs": marks(ids),
        "beside": ", ".join(_beside(name, what) for name in PLATFORMS for what in ("still", "ended")),
        "highest": ", ".join(f"MAX(o.{column}) AS {column}" for column in COLUMNS),
        "higher": ", ".join(map(_higher, COLUMNS)),
        "columns": ", ".join(COLUMNS),
    }
    with connection.cursor() as cursor:
        cursor.execute(SUMS.format(ranks=sql, **parts), [*ids, *values, *values])
        return cursor.fetchall()


def _beside(platform: str, what: str) -> str:
    return f"MAX(CASE WHEN platform = '{platform}' THEN {what} END) AS {platform}_{what}"


def _higher(column: str) -> str:
    """Of what was asked about the artists and about the code. The databases call the larger of two differently."""
    one, other = f"COALESCE(m.{column}, 0)", f"COALESCE(r.{column}, 0)"
    return f"CASE WHEN {one} > {other} THEN {one} ELSE {other} END AS {column}"
