"""One analysis as the API tells it, put together from what is held: for a stored code, a job's rows, or a mere look."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.utils import timezone

from enrichment import measures
from enrichment.kinds import YOUTUBE
from enrichment.peek import Peek
from leads.isrc import read_one
from leads.models import Job, JobRow, Recording
from leads.reading import score_breakdown, scores
from prism.api.analyses import told
from prism.api.analyses.held import Held, Terms, hold, terms
from prism.api.analyses.look import held_of, standings_of
from prism.api.analyses.standing import PENDING, Standing, standings
from prism.api.platform_words import api_status
from prism.api.problems import SERVICE


def analysis_of(recording: Recording, job: Job | None = None, *, waited: bool = False, seconds: float | None = None):
    """The body of one code, as of now. `job`: what was asked for it counts as asked now, the rest as held before.

    `waited` says that a request was held until its time ran out, `seconds` how long it was.
    """
    row = job.rows.filter(recording=recording).first() if job else None
    held = hold([recording], {recording.pk: row} if row else {}, job)[0]
    found = _stored(held, terms(waited=waited))
    return found if seconds is None else found | {"processing_time": round(seconds, 2)}


def analyses_of(rows: Sequence[JobRow]) -> list[dict]:
    """The bodies of some rows of one job, in their order, in a number of queries that does not grow with the rows.

    The rows bring their recording along (select_related).
    """
    if not rows:
        return []
    by_recording = {row.recording_id: row for row in rows}
    around = terms()
    return [_stored(held, around) for held in hold([row.recording for row in rows], by_recording, rows[0].job)]


def peeked(found: Peek, *, include_youtube: bool, seconds: float) -> dict:
    """The body of a look that stored nothing."""
    around, held = terms(), held_of(found, include_youtube)
    stands = standings_of(found, held, around)
    body = _body(held, around, stands, found.status)
    body["pending"] = pending(stands, around)
    return body | {"processing_time": round(seconds, 2)}


def _stored(held: Held, around: Terms) -> dict:
    stands = standings(held, around)
    status = _status(held, stands, around)
    body = _body(held, around, stands, status)
    if status == "pending":
        body["pending"] = pending(stands, around)
    if status == "cached":
        last = max((one.asked_at for one in stands if one.asked_at), default=None)
        body |= {"message": "Every answer is recent enough: nobody was asked.", "last_updated": last}
    return body


def _status(held: Held, stands: list[Standing], around: Terms) -> str:
    if held.is_open:
        return "pending"
    if held.artist is None:
        is_failed = held.row is not None and held.row.state != JobRow.State.NOT_FOUND
        return "failed" if is_failed else "not_found"
    return "cached" if held.job and _all_cached(held, stands, around) else "completed"


def _all_cached(held: Held, stands: list[Standing], around: Terms) -> bool:
    """Whether nothing of what counts was asked since the job began, and nothing failed."""
    if any(one.state == "failed" for one in stands) or held.row.state != JobRow.State.DONE:
        return False
    counted = {one.platform for one in stands if one.state not in ("not_configured", "skipped")}
    asked = [one for one in held.lookups if one.platform in counted and one.answered_at]
    return all(one.answered_at < held.since for one in asked)


def _body(held: Held, around: Terms, stands: list[Standing], status: str) -> dict:
    artist = held.artist
    is_scored = artist is not None and artist.scored_at is not None
    return {
        "service": SERVICE,
        "isrc": held.recording.isrc,
        "status": status,
        "artist_id": (artist.pk or None) if artist else None,
        "timestamp": timezone.now(),
        "artist_data": told.artist_data(held, around),
        "artists": told.artists(held),
        "track_data": told.track_data(held),
        "musicbrainz_data": told.musicbrainz_data(held),
        "spotify_data": told.spotify_data(held),
        "lastfm_data": told.lastfm_data(held),
        "youtube_data": told.youtube_data(held, around),
        "contacts": told.contacts(held),
        "scores": scores(artist) if is_scored else None,
        "score_breakdown": score_breakdown(artist.breakdown) if is_scored else [],
        "errors": errors(stands, held.row),
        "warnings": _warnings(held),
        "notices": notices(stands),
        "data_sources_used": [one.platform for one in stands if one.state in ("found", "cached")],
        "processing_time": _took(held),
        "platforms": {one.platform: one.told() for one in stands},
        "pending": [],
        "status_url": f"/api/jobs/{held.job.pk}" if held.job else None,
        "youtube_integration": {
            "enabled": YOUTUBE in around.on and held.youtube,
            "data_found": held.is_there(YOUTUBE),
            "api_status": api_status(YOUTUBE in around.on, measures.pause(YOUTUBE, around.shut)),
        },
    }


def pending(stands: Iterable[Standing], around: Terms) -> list[dict]:
    """Which platforms are still to tell something, why not yet, and from when."""
    return [one.pending(around) for one in stands if one.state in PENDING]


def errors(stands: Iterable[Standing], row: JobRow | None = None) -> list[str]:
    """Which platforms failed for good, as sentences; else what the row itself says."""
    failed = [one.message for one in stands if one.state == "failed"]
    if not failed and row is not None and row.state == JobRow.State.FAILED and row.message:
        return [row.message]
    return failed


def notices(stands: Iterable[Standing]) -> list[str]:
    """What else staff should know: who is not asked, who is waited for."""
    said = [one.message for one in stands if one.state in ("not_configured", "skipped", "waiting") and one.message]
    if not settings.YOUTUBE_DERIVED_METRICS:
        said.append("Ratios of YouTube's figures are switched off.")
    return said


def _warnings(held: Held) -> list[str]:
    warning = read_one(held.recording.isrc).warning
    found = [f"{warning}."] if warning else []
    if held.recording.conflicting:
        found.append("Several recordings go by this code; the first is told here.")
    if held.row is not None and held.row.state == JobRow.State.CANCELLED:
        found.append("The job was cancelled before everything was asked.")
    return found


def _took(held: Held) -> float | None:
    """From start to end of a job of this one code; of one row among many nobody can tell."""
    job = held.job
    if job is None or held.calls is None or job.finished_at is None:
        return None
    return round((job.finished_at - job.created_at).total_seconds(), 2)
