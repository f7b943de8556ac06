"""Asking the platforms about one artist because a person wants it, or has just said who the artist is."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Count, Q

from enrichment import jobs
from enrichment.demand import ENDED
from enrichment.kinds import PLATFORMS, YOUTUBE
from enrichment.models import Want
from enrichment.wanted import KEPT_APART
from leads.models import Artist, Credit, Job, JobRow, Profile


def ask_about(artist: Artist, user, *, afresh: bool = False) -> Job | None:
    """The job that asks: the artist's own that is still open, or a new one. None when no recording is mainly theirs.

    Otherwise only what was never asked, or is stale, is asked; `afresh` asks everything again.
    """
    return ask_platforms(artist, user, afresh=afresh)


def ask_platforms(
    artist: Artist, user, platforms: Collection[str] | None = None, afresh: bool = False, *, urgent: bool = False
) -> Job | None:
    """The same of some platforms alone; None is all of them. `urgent`: somebody holds a request open for it."""
    with transaction.atomic():
        Artist.objects.select_for_update().get(pk=artist.pk)  # a double click waits here for the first
        recordings = Credit.objects.filter(artist=artist, role=Credit.Role.MAIN).order_by("recording")
        ids = list(recordings.values_list("recording", flat=True).distinct())
        if not ids:
            return None
        asked = frozenset(platforms or PLATFORMS)
        if job := _under_way(artist, ids, afresh, asked):
            return job
        return jobs.start(
            ids,
            kind=Job.Kind.REFRESH,
            user=user,
            label=artist.name,
            include_youtube=YOUTUBE in asked,
            force_refresh=afresh,
            urgent=urgent,
            platforms=platforms,
            artist=artist,
        )


def ask_after_decision(artist: Artist, user) -> Job | None:
    """What the identity that a person has just confirmed tells, also where it was asked for once and let go again.

    The artist is to be reassessed afterwards: only then are the questions written down.
    """
    job = ask_about(artist, user)
    if artist.profiles.filter(platform=YOUTUBE, state=Profile.State.FOUND, data__channel_at__isnull=True).exists():
        told_of_another = Q(lookup__platform=YOUTUBE, lookup__kind__in=[kind for _, kind in KEPT_APART])
        Want.objects.filter(told_of_another, artist=artist, lookup__state__in=ENDED).delete()
    return job


def _under_way(artist: Artist, recordings: list[int], afresh: bool, platforms: frozenset[str]) -> Job | None:
    """An open refresh of the artist through all these recordings, not finished with them, that asks these platforms."""
    going = Job.objects.filter(kind=Job.Kind.REFRESH, state__in=Job.OPEN, artist=artist)
    if afresh:
        going = going.filter(force_refresh=True)
    theirs = Q(rows__recording__in=recordings)
    going = going.annotate(
        theirs=Count("rows", filter=theirs), left=Count("rows", filter=theirs & Q(rows__state__in=JobRow.OPEN))
    )
    going = going.filter(theirs=len(recordings), left__gt=0).order_by("created_at")
    return next((job for job in going if platforms <= job.asks), None)
