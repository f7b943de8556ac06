"""What Last.fm tells: how many people listen. Its pages go by name, so the answer must first prove whom it is about."""

from collections.abc import Iterable
from datetime import datetime

from enrichment.findings import AudienceFinding
from enrichment.learn import describe, rows
from enrichment.models import Lookup
from leads.models import Artist, Profile

LASTFM = "lastfm"


def audience(lookups: list[Lookup], finding: AudienceFinding | None, now: datetime) -> set[int]:
    """Listeners and plays, where the MBID agrees or, without one, the name."""
    lookup = lookups[0]
    artist = Artist.objects.filter(pk=int(lookup.subject)).first()
    if artist is None:
        return set()
    profile = rows.profiles_of(LASTFM, [artist.pk], now)[artist.pk]
    about = describe.audience(artist, profile, finding, now)
    if about:
        _count(artist, profile, finding, now)
    rows.store_profiles([profile])
    figures = {"listeners": artist.listeners, "playcount": artist.playcount} if about else {}
    Artist.objects.filter(pk=artist.pk).update(checked_at=now, **figures)
    rows.told(lookups, now, artists=[artist.pk])
    return {lookup.pk} if about else set()


def _count(artist: Artist, profile: Profile, finding: AudienceFinding, now: datetime) -> None:
    """Keep the day's figures; several artists of one name share one page there."""
    if Artist.objects.filter(search_name=artist.search_name).exclude(pk=artist.pk).exists():
        profile.data["shared_page"] = True
    rows.snapshot(now, LASTFM, {artist.pk: {"listeners": finding.listeners, "playcount": finding.playcount}})


def recognise(artists: Iterable[Artist]) -> None:
    """Figures that were told of another name, which has since turned out to be one of the artist's own: whichever of
    the two answers came first, they count.
    """
    named = {artist.pk: artist for artist in artists}
    torn = Profile.objects.select_for_update().filter(
        artist__in=named, platform=LASTFM, state=Profile.State.CONFLICTING, data__has_key="said"
    )
    for profile in torn.order_by("pk"):
        artist, finding = named[profile.artist_id], describe.said(profile)
        if not describe.audience(artist, profile, finding, profile.fetched_at):
            continue
        _count(artist, profile, finding, profile.fetched_at)
        rows.store_profiles([profile])
        Artist.objects.filter(pk=artist.pk).update(listeners=artist.listeners, playcount=artist.playcount)
