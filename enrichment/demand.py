"""What a job's rows want asked: first questions, stale answers, and questions that failed."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from enrichment import gate
from enrichment.kinds import KIND, MB, SPOTIFY, YOUTUBE
from enrichment.learn.rows import touch
from enrichment.models import Lookup, Want
from enrichment.wanted import Wish, write_down
from enrichment.worth import URGENT, rank
from leads.models import Credit, Job, Recording

# What a refresh asks anew; labels, areas and releases are kept, their own freshness is long.
REFRESHED = [(kind.platform, kind.name) for kind in KIND.values() if not kind.shared and kind.name != "tracks"]
ENDED = (
    Lookup.State.FOUND,
    Lookup.State.NOT_FOUND,
    Lookup.State.FAILED,
    Lookup.State.SKIPPED,
    Lookup.State.PARKED,
)
ANSWERED = (Lookup.State.FOUND, Lookup.State.NOT_FOUND)
UNANSWERED = (Lookup.State.FAILED, Lookup.State.SKIPPED, Lookup.State.PARKED)


def want_answers(job: Job, recordings: list[int], now: datetime) -> None:
    """Ask what was never asked, ask again what is stale, and have everything already known looked through."""
    fresh_since = now - timedelta(hours=settings.ANALYSIS_FRESH_HOURS)
    since = job.created_at if job.force_refresh else fresh_since  # what this job itself asked is not asked again
    artists = _artists(job, recordings)
    if job.artist_id and SPOTIFY in job.asks:
        _speak_for(job.artist_id, recordings)
    _ask_again(job, recordings, artists, since, now)
    first = _ask_first(job, recordings, now) if MB in job.asks else set()
    touch(now, "", because=_cause(job), artists=artists, recordings=set(recordings) - first)


def _artists(job: Job, recordings: list[int]) -> list[int]:
    """Whom the job asks about through these recordings."""
    main = Credit.objects.filter(recording__in=recordings, role=Credit.Role.MAIN)
    main = main.filter(artist=job.artist_id) if job.artist_id else main
    return list(main.order_by().values_list("artist_id", flat=True).distinct())


def _speak_for(artist: int, recordings: list[int]) -> None:
    """One code of an artist whom Spotify alone told of, code by code: asked again, the newest speaks for them all."""
    codes = Lookup.objects.filter(platform=SPOTIFY, kind="isrc")
    if codes.filter(artists=artist).exists():
        return
    alone = codes.of_codes().filter(recording__in=recordings)
    if newest := alone.order_by("-recording__first_release", "recording").first():
        Want.objects.get_or_create(lookup=newest, artist_id=artist)


def _cause(job: Job) -> str:
    """Why what is known already is looked through: a spreadsheet may say something of its own beside a code."""
    return (
        f"Upload {job.label} named it" if job.kind == Job.Kind.UPLOAD else "All that is known was looked through again"
    )


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
    about = _about(recordings, artists)
    kinds = Q(state__in=UNANSWERED) & ~Q(reason="not_offered")
    for platform, kind in REFRESHED:
        kinds |= Q(platform=platform, kind=kind, answered_at__lt=since)
    stale = Lookup.objects.filter(kinds, state__in=ENDED, platform__in=job.asks).exclude(_needless())
    if job.artist_id:
        stale = stale.exclude(_spoken_for())
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
        ordinary = ordinary.filter(platform__in=job.asks)
        for theirs in about:
            ordinary.filter(theirs).update(rank=F("rank") + URGENT)


def _about(recordings: list[int], artists: list[int]) -> tuple[Q, Q]:
    """Questions about these codes alone, and about these artists: two conditions, one index serves each."""
    codes = Lookup.objects.of_codes().filter(recording__in=recordings)
    wants = Want.objects.filter(artist__in=artists)
    return Q(pk__in=codes.values("pk")), Q(pk__in=wants.values("lookup"))


def _spoken_for() -> Q:
    """Spotify's answers about single codes: of one artist it is asked about one."""
    return Q(platform=SPOTIFY, kind="isrc", state__in=ANSWERED, artists=None)


def _needless() -> Q:
    """What led to a channel, or to another one, of artists whose channel is known by now."""
    known = Want.objects.filter(lookup=OuterRef("pk"), artist__youtube_channel_id__gt="")
    theirs = known.filter(artist__youtube_channel_id=OuterRef("subject"))
    by_id = known.filter(artist__lookups__kind="channel", artist__lookups__subject=F("artist__youtube_channel_id"))
    return Q(platform=YOUTUBE) & (
        Q(Exists(known), kind="search")
        | Q(Exists(by_id), kind="handle")
        | Q(Exists(known), ~Exists(theirs), kind__in=("channel", "videos"))
    )


def send_again(job: Job, recordings: list[int], states: list[str]) -> None:
    """Queue what ended in these states; attempts count on."""
    now = timezone.now()
    ended = Lookup.objects.filter(state__in=states, platform__in=job.asks)
    artists = _artists(job, recordings)
    about = _about(recordings, artists)
    ids = {pk for theirs in about for pk in ended.filter(theirs).values_list("pk", flat=True)}
    Lookup.objects.filter(pk__in=ids).update(
        state=Lookup.State.QUEUED,
        due_at=now,
        created_at=now,
        attempts_allowed=F("attempts") + 5,
        reason="",
        message="",
    )
    touch(now, "", because="Questions that had failed were sent again", artists=artists, recordings=recordings)
