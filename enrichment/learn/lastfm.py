"""What Last.fm tells: how many people listen. Its pages go by name, so the answer must first prove whom it is about."""

from datetime import datetime

from enrichment.findings import AudienceFinding
from enrichment.learn import rows
from enrichment.models import Lookup
from leads.models import Artist, Profile
from leads.names import same_name

LASTFM = "lastfm"


def audience(lookups: list[Lookup], finding: AudienceFinding | None, now: datetime) -> set[int]:
    """Listeners and plays, where the MBID agrees or, without one, the name."""
    lookup = lookups[0]
    artist = Artist.objects.filter(pk=int(lookup.subject)).first()
    if artist is None:
        return set()
    profile = rows.profiles_of(LASTFM, [artist.pk], now)[artist.pk]
    profile.fetched_at = now
    about = bool(finding) and is_about(finding, artist)
    if about:
        profile.state, profile.url = Profile.State.FOUND, (finding.url or "")[:500]
        profile.data = {
            "listeners": finding.listeners,
            "playcount": finding.playcount,
            "genres": list(finding.tags)[:5],
        }
        if Artist.objects.filter(search_name=artist.search_name).exclude(pk=artist.pk).exists():
            profile.data["shared_page"] = True  # several artists of this name share one page there
        rows.snapshot(now, LASTFM, {artist.pk: {"listeners": finding.listeners, "playcount": finding.playcount}})
    elif finding:
        profile.state, profile.data = Profile.State.CONFLICTING, {"answered_for": finding.name}
    else:
        profile.state = Profile.State.ABSENT
    rows.store_profiles([profile])
    figures = {"listeners": finding.listeners, "playcount": finding.playcount} if about else {}
    Artist.objects.filter(pk=artist.pk).update(checked_at=now, **figures)
    rows.touch(now, artists=[artist.pk])
    return {lookup.pk} if about else set()


def is_about(finding: AudienceFinding, artist: Artist) -> bool:
    """The same MBID settles it; without one on either side the whole names must agree."""
    if finding.mbid and finding.mbid == artist.mbid:
        return True
    return any(same_name(finding.name, name) for name in (artist.name, *artist.aliases))
