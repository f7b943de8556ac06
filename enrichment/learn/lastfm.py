"""What Last.fm tells: how many people listen. Its pages go by name, so the answer must first prove whom it is about."""

from datetime import datetime

from enrichment.findings import AudienceFinding
from enrichment.learn import describe, rows
from enrichment.models import Lookup
from leads.models import Artist

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
        if Artist.objects.filter(search_name=artist.search_name).exclude(pk=artist.pk).exists():
            profile.data["shared_page"] = True  # several artists of this name share one page there
        rows.snapshot(now, LASTFM, {artist.pk: {"listeners": finding.listeners, "playcount": finding.playcount}})
    rows.store_profiles([profile])
    figures = {"listeners": artist.listeners, "playcount": artist.playcount} if about else {}
    Artist.objects.filter(pk=artist.pk).update(checked_at=now, **figures)
    rows.touch(now, LASTFM, artists=[artist.pk])
    return {lookup.pk} if about else set()
