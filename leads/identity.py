"""Who is who, decided by a person: a candidate is the artist, or is not."""

from django.db import transaction
from django.utils import timezone

from leads.models import Artist, Candidate, Profile
from leads.models.platforms import Platform

ID_FIELDS = {Platform.MUSICBRAINZ: "mbid", Platform.SPOTIFY: "spotify_id", Platform.YOUTUBE: "youtube_channel_id"}


# What a platform told of an identity and is not true of another.
FIGURES = {
    Platform.SPOTIFY: ("followers",),
    Platform.YOUTUBE: ("youtube_subscribers", "youtube_views", "youtube_videos", "upload_frequency"),
}


class Taken(Exception):
    """The identity belongs to another lead; the sentence says to whom."""


@transaction.atomic
def decide(candidate: Candidate, accept: bool, user) -> None:
    """Keep the person's word on the candidate, and the identity with it. Deciding anew takes the older word back."""
    artist = Artist.objects.select_for_update().get(pk=candidate.artist_id)
    if accept:
        _take(artist, candidate.platform, candidate.external_id, candidate.url, user)
    else:
        _drop(artist, candidate, user)
    candidate.state = Candidate.State.ACCEPTED if accept else Candidate.State.REJECTED
    candidate.decided_at, candidate.decided_by = timezone.now(), user
    candidate.save(update_fields=["state", "decided_at", "decided_by"])


def cause(candidate: Candidate) -> str:
    """What a score's history says where this decision moved it."""
    return f"Candidate {candidate.state} by {candidate.decided_by}: {candidate}"


@transaction.atomic
def name_channel(artist: Artist, channel_id: str, user) -> None:
    """The channel a person names is the artist's, whatever a search found."""
    artist = Artist.objects.select_for_update().get(pk=artist.pk)
    url = f"https://www.youtube.com/channel/{channel_id}"
    _take(artist, Platform.YOUTUBE, channel_id, url, user)


def _take(artist: Artist, platform: str, external_id: str, url: str, user) -> None:
    field = ID_FIELDS.get(platform)
    if field:
        _refuse_taken(artist, platform, field, external_id)
        if getattr(artist, field) != external_id:
            _forget_figures(artist, platform)
        setattr(artist, field, external_id)
        artist.save(update_fields=[field, "updated_at", *FIGURES.get(platform, ())])
    before = Profile.objects.filter(artist=artist, platform=platform).first()
    given = {
        "external_id": external_id,
        "url": url,
        "state": Profile.State.FOUND,
        "missed_at": None,
        "confirmed_by": user,
        "fetched_at": timezone.now(),
        # Another identity's figures are not this one's.
        "data": before.data if before and before.external_id == external_id else {},
    }
    Profile.objects.update_or_create(artist=artist, platform=platform, defaults=given)


def _forget_figures(artist: Artist, platform: str) -> None:
    """Another identity's figures are not this one's, and no growth is to be read from one to the other."""
    for column in FIGURES.get(platform, ()):
        setattr(artist, column, None)
    artist.snapshots.filter(platform=platform).delete()


def _refuse_taken(artist: Artist, platform: str, field: str, external_id: str) -> None:
    """MusicBrainz and Spotify ids name one lead only; a channel may be shared."""
    if not Artist._meta.get_field(field).unique:
        return
    if other := Artist.objects.filter(**{field: external_id}).exclude(pk=artist.pk).first():
        raise Taken(f"This {Platform(platform).label} identity already belongs to the lead “{other}”.")


def _drop(artist: Artist, candidate: Candidate, user) -> None:
    """A rejected identity that was held until now is let go."""
    field = ID_FIELDS.get(candidate.platform)
    if not field or getattr(artist, field) != candidate.external_id:
        return
    setattr(artist, field, None)
    _forget_figures(artist, candidate.platform)
    artist.save(update_fields=[field, "updated_at", *FIGURES.get(candidate.platform, ())])
    held = Profile.objects.filter(artist=artist, platform=candidate.platform, external_id=candidate.external_id)
    held.update(state=Profile.State.REJECTED, confirmed_by=user, data={})
