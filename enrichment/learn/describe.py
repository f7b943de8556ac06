"""What a finding means for our objects, stored or not: the learners store the result, a glance only looks at it.

What a platform does not say this time never takes the place of what it said before.
"""

from dataclasses import asdict
from datetime import datetime

from django.conf import settings

from enrichment.channel import channel_of, service_of, spotify_artist_id
from enrichment.findings import (
    ArtistFinding,
    AudienceFinding,
    ChannelFinding,
    LabelFinding,
    LabelTie,
    LinkFinding,
    UploadsFinding,
)
from leads.models import Artist, Label, Profile
from leads.names import fold, same_name

# https://musicbrainz.org/relationships/artist-url
YOUTUBE_MUSIC = "631712a0-7525-42ba-b7a3-605aa7a238c4"


def musicbrainz_artist(artist: Artist, profile: Profile, finding: ArtistFinding, now: datetime) -> None:
    """Names, aliases and places. The place becomes a country once its areas are known."""
    artist.name = finding.name[:300]
    artist.search_name = fold(artist.name)[:300]
    artist.sort_name = (finding.sort_name or artist.sort_name)[:300]
    artist.disambiguation = (finding.disambiguation or artist.disambiguation)[:300]
    artist.kind = (finding.kind or artist.kind)[:20]
    artist.aliases = list(finding.aliases)[:50] or artist.aliases
    artist.area = (finding.area_name or finding.begin_area_name or artist.area)[:200]
    artist.checked_at = now
    musicbrainz_profile(profile, finding.id, now)
    profile.data |= {
        "artist_at": now.isoformat(),
        "ended": finding.ended,
        "genres": (list(finding.genres)[:5] or profile.data.get("genres", [])) if settings.MUSICBRAINZ_TAGS else [],
    }
    if finding.country or finding.area_id or finding.begin_area_id:
        profile.data |= {
            "country": finding.country,
            "area": _place(finding.area_id, finding.area_name),
            "begin_area": _place(finding.begin_area_id, finding.begin_area_name),
        }


def _place(area_id: str | None, name: str | None) -> dict | None:
    return {"id": area_id, "name": name} if area_id else None


def musicbrainz_profile(profile: Profile, mbid: str, now: datetime) -> None:
    profile.external_id, profile.url = mbid, f"https://musicbrainz.org/artist/{mbid}"
    profile.state, profile.fetched_at = Profile.State.FOUND, now


def links(profile: Profile, mbid: str, found: list[LinkFinding], now: datetime) -> None:
    """That the list was read is known even where it is empty: then nothing is linked."""
    musicbrainz_profile(profile, mbid, now)
    channels = [link for link in found if channel_of(link.url)]
    channels.sort(key=lambda link: link.type_id == YOUTUBE_MUSIC)  # often only the automatic Topic channel
    profile.data["links_at"] = now.isoformat()
    if profile.data.get("links") and not found:
        return
    profile.data |= {
        "links": [{"type": link.type, "url": link.url} for link in found][:100],
        "youtube_links": [link.url for link in channels],
        "services": sorted({service for link in found if (service := service_of(link.url))}),
    }


def spotify_identity(found: list[LinkFinding]) -> str | None:
    """A link to exactly one Spotify artist settles who they are there, without any call."""
    ids = {spotify_id for link in found if (spotify_id := spotify_artist_id(link.url))}
    return ids.pop() if len(ids) == 1 else None


def label_columns(finding: LabelFinding | None, now: datetime) -> dict:
    """The columns of a Label; one that MusicBrainz no longer has is known to tell nothing."""
    if finding is None:
        return {"name": "", "owners": [], "distributors": [], "ties": [], "fetched_at": now}
    return {
        "name": finding.name[:300],
        "kind": (finding.kind or "")[:30],
        "country": finding.country,
        "owners": [{"id": one.id, "name": one.name} for one in finding.owners],
        "distributors": [{"id": one.id, "name": one.name} for one in finding.distributors],
        "ties": [_tie(tie) for tie in finding.ties[:200]],
        "fetched_at": now,
    }


def _tie(tie: LabelTie) -> dict:
    told = {"type": tie.type, "artist_id": tie.artist_id, "artist": tie.artist_name}
    return told | {"begin": tie.begin, "end": tie.end, "ended": tie.ended}


def new_label(mbid: str, finding: LabelFinding | None, now: datetime) -> Label:
    return Label(mbid=mbid, **label_columns(finding, now))


def spotify_profile(profile: Profile, spotify_id: str, now: datetime) -> None:
    profile.external_id, profile.url = spotify_id, f"https://open.spotify.com/artist/{spotify_id}"
    profile.state, profile.missed_at, profile.fetched_at = Profile.State.FOUND, None, now


def channel(artist: Artist, profile: Profile, finding: ChannelFinding, now: datetime) -> None:
    """The channel's figures; an automatic Topic channel proves distribution, not presence, and gives none."""
    if profile.external_id and profile.external_id != finding.id:
        profile.data = {}  # another channel's uploads are not this one's
    held = profile.data
    figures = {name: _figure(finding, held, name) for name in ("subscribers", "views", "videos")}
    profile.external_id, profile.url = finding.id, f"https://www.youtube.com/channel/{finding.id}"
    profile.state = Profile.State.ABSENT if finding.topic else Profile.State.FOUND
    profile.missed_at, profile.fetched_at = None, now
    profile.data |= {
        "channel_at": now.isoformat(),
        "title": finding.title,
        "handle": finding.handle,
        "topic_only": finding.topic,
        "uploads": finding.uploads or held.get("uploads"),
        "hidden_subscribers": finding.hidden_subscribers,
        **figures,
    }
    if finding.videos == 0 and not finding.topic:
        profile.data |= {"published": [], "uploads_at": now.isoformat()}  # nothing to read: a list of none
    artist.youtube_channel_id = None if finding.topic else finding.id
    artist.youtube_subscribers = None if finding.topic else figures["subscribers"]
    artist.youtube_views = None if finding.topic else figures["views"]
    artist.youtube_videos = None if finding.topic else figures["videos"]
    artist.checked_at = now


def _figure(finding: ChannelFinding, held: dict, name: str) -> int | None:
    hidden = name == "subscribers" and finding.hidden_subscribers
    told = getattr(finding, name)
    return held.get(name) if told is None and not hidden else told


def uploads(profile: Profile, finding: UploadsFinding, now: datetime) -> None:
    """When the newest videos came out, and which they are."""
    profile.fetched_at = now
    if profile.data.get("published") and not finding.uploads:
        return
    profile.data |= {
        "uploads_at": now.isoformat(),
        "published": [day.isoformat() for _, day in finding.uploads if day],
        "newest": [video for video, _ in finding.uploads[:10]],
    }


def audience(artist: Artist, profile: Profile, finding: AudienceFinding | None, now: datetime) -> bool:
    """Listeners and plays, where the answer is about this artist. Another's figures are nobody's."""
    artist.checked_at = now
    if finding is None or not is_about(finding, artist):
        if profile.data.get("listeners") is None:
            profile.fetched_at = now
            profile.state = Profile.State.CONFLICTING if finding else Profile.State.ABSENT
            profile.data = {"answered_for": finding.name, "said": asdict(finding)} if finding else {}
        return False
    if finding.listeners is not None:
        artist.listeners = finding.listeners
    if finding.playcount is not None:
        artist.playcount = finding.playcount
    profile.state, profile.url, profile.fetched_at = Profile.State.FOUND, (finding.url or "")[:500], now
    profile.data = {"listeners": artist.listeners, "playcount": artist.playcount, "genres": list(finding.tags)[:5]}
    return True


def said(profile: Profile) -> AudienceFinding | None:
    """What was answered about another name, should that turn out to be one of the artist's own after all."""
    kept = profile.data.get("said")
    return AudienceFinding(**kept | {"tags": tuple(kept["tags"])}) if kept else None


def is_about(finding: AudienceFinding, artist: Artist) -> bool:
    """The same MBID settles it, else the whole names must agree: Last.fm's MBIDs are often another artist's."""
    if finding.mbid and finding.mbid == artist.mbid:
        return True
    return any(same_name(finding.name, name) for name in (artist.name, *artist.aliases))
