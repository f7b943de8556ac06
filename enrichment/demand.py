"""What a job's rows want asked: first questions, stale answers, and questions that failed."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from enrichment import gate
from enrichment.kinds import KIND, MB, YOUTUBE
from enrichment.models import Lookup, Touch, Want
from enrichment.wanted import Wish, write_down
from enrichment.worth import URGENT, rank
from leads.models import Credit, Job, Recording

CHUNK = 1000
# What a refresh asks anew; labels, areas and releases are kept, their own freshness is long.
REFRESHED = [(kind.platform, kind.name) for kind in KIND.values() if not kind.shared and kind.name != "tracks"]
ENDED = (
    Lookup.State.FOUND,
    Lookup.State.NOT_FOUND,
    Lookup.State.FAILED,
    Lookup.State.SKIPPED,
    Lookup.State.PARKED,
)
UNANSWERED = (Lookup.State.FAILED, Lookup.State.SKIPPED, Lookup.State.PARKED)


def want_answers(job: Job, recordings: list[int], now: datetime) -> None:
    """Ask what was never asked, ask again what is stale, and have everything already known looked through."""
    fresh_since = now - timedelta(hours=settings.ANALYSIS_FRESH_HOURS)
    since = job.created_at if job.force_refresh else fresh_since  # what this job itself asked is not asked again
    artists = Credit.objects.filter(recording__in=recordings, role=Credit.Role.MAIN).values_list("artist_id", flat=True)
    artists = list(artists.distinct())
    _ask_again(job, recordings, artists, since, now)
    first = _ask_first(job, recordings, now)
    at = now.timestamp()
    Touch.objects.bulk_create([Touch(artist_id=pk, at=at) for pk in artists], batch_size=CHUNK)
    Touch.objects.bulk_create([Touch(recording_id=pk, at=at) for pk in set(recordings) - first], batch_size=CHUNK)


def _ask_first(job: Job, recordings: list[int], now: datetime) -> set[int]:
    """The first question about a code, straight away: the rest follows from its answer. Those asked about."""
    if MB not in gate.configured():
        return set()  # the settling of the touched recordings turns to Spotify
    asked = Lookup.objects.filter(platform=MB, kind="recording", recording=OuterRef("pk"))
    new = Recording.objects.filter(pk__in=recordings).exclude(Exists(asked)).values_list("pk", "isrc")
    wishes = [Wish(MB, "recording", isrc, recording=pk) for pk, isrc in new]
    write_down(wishes, {}, {}, now, job_id=job.pk, urgent=job.urgent)
    return {wish.recording for wish in wishes}


def _ask_again(job: Job, recordings: list[int], artists: list[int], since: datetime, now: datetime) -> None:
    """Move the due time of stale answers back to now, and of what was never answered. What waits or is being asked
    stays as it is.
    """
    about = (
        Q(recording__in=recordings),
        Q(pk__in=Want.objects.filter(artist__in=artists).values("lookup")),
    )  # two questions: one index serves each
    kinds = Q(state__in=UNANSWERED) & ~Q(reason="not_offered")
    for platform, kind in REFRESHED:
        kinds |= Q(platform=platform, kind=kind, answered_at__lt=since)
    stale = Lookup.objects.filter(kinds, state__in=ENDED).exclude(_needless())
    if not job.include_youtube:
        stale = stale.exclude(platform=YOUTUBE)
    ids = {pk for theirs in about for pk in stale.filter(theirs).values_list("pk", flat=True)}
    Lookup.objects.filter(pk__in=ids, state__in=ENDED).update(
        state=Lookup.State.QUEUED,
        due_at=now,
        created_at=now,
        rank=rank(0, now.timestamp(), job.urgent),
        attempts=0,
        attempts_allowed=5,
        reason="",
        message="",
        job=job,
    )
    if job.urgent:
        ordinary = Lookup.objects.filter(state__in=Lookup.OPEN, rank__lt=URGENT / 2 - now.timestamp())
        for theirs in about:
            ordinary.filter(theirs).update(rank=F("rank") + URGENT)


def _needless() -> Q:
    """Searches for a channel of artists whose channel is known by now."""
    known = Want.objects.filter(lookup=OuterRef("pk"), artist__youtube_channel_id__gt="")
    return Q(platform=YOUTUBE, kind="search") & Q(Exists(known))


def send_again(recordings: list[int], states: list[str]) -> None:
    """Queue what ended in these states; attempts count on."""
    now = timezone.now()
    main = Credit.objects.filter(recording__in=recordings, role=Credit.Role.MAIN)
    wants = Want.objects.filter(artist__in=main.values("artist"))
    theirs = Lookup.objects.filter(state__in=states)
    ids = {*theirs.filter(recording__in=recordings).values_list("pk", flat=True)}
    ids.update(theirs.filter(pk__in=wants.values("lookup")).values_list("pk", flat=True))
    Lookup.objects.filter(pk__in=ids).update(
        state=Lookup.State.QUEUED,
        due_at=now,
        created_at=now,
        attempts_allowed=F("attempts") + 5,
        reason="",
        message="",
    )
    at = now.timestamp()
    Touch.objects.bulk_create([Touch(recording_id=pk, at=at) for pk in recordings], batch_size=CHUNK)
