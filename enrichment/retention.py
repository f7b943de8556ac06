"""What YouTube and Spotify told may be kept for so many days only: what nobody asked for again is deleted by then.

Who the artist is there stays, and so does all that people said. What became unknown says so.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from enrichment.kinds import LABELS, SPOTIFY, YOUTUBE
from enrichment.learn.rows import kept_days, touch
from leads.gather import Known
from leads.models import Artist, JobRow, Profile, Release, Snapshot

AT_ONCE = 1000  # rows of a kind: a sweep is short
FIGURES = {YOUTUBE: ("youtube_subscribers", "youtube_views", "youtube_videos"), SPOTIFY: ("followers",)}
# Identity, and what we found out ourselves: that we looked, and that there is no channel of the artist's own.
OURS = {YOUTUBE: {"handle", "searched_at", "topic_only", "deleted_at"}, SPOTIFY: {"deleted_at", "had_followers"}}


def expire(now: datetime) -> int:
    """Delete what is past its date; how many rows that were. A large book takes several turns."""
    gone = 0
    for platform in (YOUTUBE, SPOTIFY):
        if days := kept_days(platform):
            since = now - timedelta(days=days)
            gone += _profiles(platform, now) + _snapshots(platform, since, now) + _history(platform, since)
    return gone + (_releases(now) if kept_days(SPOTIFY) else 0)


def gone(known: Known) -> dict[str, str]:
    """Why a platform's figures are missing that were here once, as sentences by platform."""
    return {
        platform: _past_their_days(platform)
        for platform, profile in known.profiles.items()
        if profile.data.get("deleted_at", "") >= profile.fetched_at.isoformat()
    }


def _past_their_days(platform: str, what: str = "figures") -> str:
    return f"{LABELS[platform]}'s {what} were past their {kept_days(platform)} days and were deleted"


def _wanted(platform: str, **link) -> Exists:
    """Somebody's job is about to renew it. `link` ties the credits of the job's rows to the row outside."""
    return Exists(JobRow.objects.going().asking(platform).about(**link))


def _profiles(platform: str, now: datetime) -> int:
    past = Profile.objects.filter(platform=platform, expires_at__lte=now)
    past = past.exclude(_wanted(platform, artist=OuterRef("artist")))
    ids = list(past.values_list("pk", flat=True)[:AT_ONCE])
    if not ids:
        return 0
    with transaction.atomic():
        profiles = list(Profile.objects.select_for_update().filter(pk__in=ids, expires_at__lte=now).order_by("pk"))
        emptied = [profile.artist_id for profile in profiles if _empty(profile, now)]
        Profile.objects.bulk_update(profiles, ["data", "expires_at"], batch_size=500)
        artists = Artist.objects.filter(pk__in=emptied)
        list(artists.select_for_update(no_key=True).order_by("pk").values_list("pk"))  # in the order all others take
        artists.update(**dict.fromkeys(FIGURES[platform]))
        touch(now, "", because=_past_their_days(platform), artists=emptied)
    return len(profiles)


def _empty(profile: Profile, now: datetime) -> bool:
    """Take the platform's words and figures out; whether there were any."""
    kept = {key: value for key, value in profile.data.items() if key in OURS[profile.platform]}
    there_were = kept.keys() != profile.data.keys()
    if profile.data.get("followers") is not None:
        kept["had_followers"] = True  # most keys are never told any: only then are they missing
    profile.data = {**kept, "deleted_at": now.isoformat()} if there_were else kept
    profile.expires_at = None
    return there_were


def _snapshots(platform: str, since: datetime, now: datetime) -> int:
    """Stored facts hold the same figures, so the artists are looked at anew."""
    old = Snapshot.objects.filter(platform=platform, day__lt=timezone.localtime(since).date())
    found = dict(old.values_list("pk", "artist_id")[:AT_ONCE])
    if found:
        with transaction.atomic():
            Snapshot.objects.filter(pk__in=found).delete()
            touch(now, "", because=_past_their_days(platform), artists=found.values())
    return len(found)


def _history(platform: str, since: datetime) -> int:
    """Each change that staff make keeps a copy of the whole row, with the figures of that day."""
    copies = Artist.history.filter(history_date__lt=since)
    held = Q(*((f"{name}__isnull", False) for name in FIGURES[platform]), _connector=Q.OR)
    ids = list(copies.filter(held).values_list("pk", flat=True)[:AT_ONCE])
    return Artist.history.filter(pk__in=ids).update(**dict.fromkeys(FIGURES[platform])) if ids else 0


def _releases(now: datetime) -> int:
    """Copyright lines and labels that Spotify alone told; what MusicBrainz has too does not expire."""
    past = Release.objects.filter(mbid=None, expires_at__lte=now)
    past = past.exclude(_wanted(SPOTIFY, artist__releases=OuterRef("pk")))
    ids = list(past.values_list("pk", flat=True)[:AT_ONCE])
    if ids:
        with transaction.atomic():
            theirs = Release.artists.through.objects.filter(release__in=ids)
            because = _past_their_days(SPOTIFY, "copyright lines")
            touch(now, "", because=because, artists=theirs.values_list("artist_id", flat=True))
            past = Release.objects.filter(pk__in=ids, expires_at__lte=now)
            past.update(copyrights=None, labels=None, expires_at=None)
    return len(ids)
