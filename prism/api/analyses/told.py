"""What the platforms told of one code and its main artist, under the documented names. Null is what nobody told."""

from datetime import datetime

from enrichment.kinds import LASTFM, MB, SPOTIFY, YOUTUBE
from leads.exports.values import reach
from leads.models import Artist, Profile, Release
from leads.names import fold
from prism.api.analyses.held import Held, Terms
from prism.api.days import day_and_precision
from prism.api.figures import engagement_rate, growth_potential

SERVICES = (SPOTIFY, YOUTUBE)


def artist_data(held: Held, terms: Terms) -> dict | None:
    artist = held.artist
    if artist is None:
        return None
    reached = reach(held.contacts)
    fresh = _is_fresh(held, terms)
    return {
        "name": artist.name,
        "musicbrainz_id": artist.mbid or None,
        "spotify_id": artist.spotify_id or None,
        "country": artist.country or None,
        "region": artist.region,
        "genres": artist.genres or ([artist.genre] if artist.genre else []),
        "monthly_listeners": None,
        "popularity": None,
        "lastfm_listeners": artist.listeners,
        "lastfm_playcount": artist.playcount,
        "release_count": len(held.releases) or None,
        "last_release_date": artist.last_release_date,
        "last_release_precision": artist.last_release_precision,
        "social_urls": dict(reached.social),
        "website": reached.website,
        "youtube_channel_id": artist.youtube_channel_id or None,
        "youtube_subscribers": artist.youtube_subscribers if fresh else None,
        "youtube_total_views": artist.youtube_views if fresh else None,
        "youtube_video_count": artist.youtube_videos if fresh else None,
        "youtube_upload_frequency": artist.upload_frequency if fresh else None,
        "youtube_engagement_rate": engagement_rate(held.data(YOUTUBE)) if fresh else None,
        "youtube_growth_potential": growth_potential(artist, fresh=fresh),
    }


def artists(held: Held) -> list[dict]:
    return [{"id": artist.pk or None, "name": artist.name, "role": str(role)} for artist, role in held.credits]


def track_data(held: Held) -> dict:
    recording = held.recording
    day, precision = day_and_precision(recording.first_release)
    release = _release(held)
    return {
        "isrc": recording.isrc,
        "title": recording.title or None,
        "musicbrainz_recording_id": recording.mbid or None,
        "spotify_track_id": recording.spotify_id or None,
        "release_date": day,
        "release_precision": precision,
        "label": _label(release),
        "duration_ms": recording.length_ms,
        "spotify_popularity": None,
        "lastfm_playcount": None,
        "platforms_available": [name for name in SERVICES if _presence(held, name) == "known"],
        "missing_platforms": [name for name in SERVICES if _presence(held, name) == "absent"],
    }


def musicbrainz_data(held: Held) -> dict | None:
    recording, artist = held.recording, held.artist
    known = artist if artist and held.is_there(MB) else None
    if not recording.mbid and known is None:
        return None
    track = {
        "id": recording.mbid,
        "title": recording.title or None,
        "length": recording.length_ms,
        "first_release_date": recording.first_release or None,
    }
    release = _release(held, "mbid")
    return {
        "track": track if recording.mbid else None,
        "artist": _musicbrainz_artist(known, held) if known else None,
        "release": release and _release_told(release, release.mbid),
    }


def _musicbrainz_artist(artist: Artist, held: Held) -> dict:
    data = held.data(MB)
    return {
        "id": artist.mbid,
        "name": artist.name,
        "sort_name": artist.sort_name or None,
        "type": artist.kind or None,
        "disambiguation": artist.disambiguation or None,
        "country": data.get("country"),
        "area": artist.area or None,
        "aliases": list(artist.aliases),
        "ended": data.get("ended"),
        "urls": [{"type": link.get("type"), "url": link.get("url")} for link in data.get("links", [])],
    }


def spotify_data(held: Held) -> dict | None:
    recording, artist = held.recording, held.artist
    known = held.profiles.get(SPOTIFY) if artist and held.is_there(SPOTIFY) else None
    if not recording.spotify_id and known is None:
        return None
    album = _release(held, "spotify_id")
    track = {
        "id": recording.spotify_id,
        "title": recording.title or None,
        "isrc": recording.isrc,
        "duration_ms": recording.length_ms,
        "popularity": None,
        "album": album and _release_told(album, album.spotify_id) | {"copyrights": album.copyrights},
    }
    return {
        "artist_id": artist.spotify_id if known else None,
        "name": artist.name if known else None,
        "url": known.url or None if known else None,
        "followers": known.data.get("followers") if known else None,
        "genres": known.data.get("genres", []) if known else [],
        "popularity": None,
        "track_info": track if recording.spotify_id else None,
    }


def lastfm_data(held: Held) -> dict | None:
    if held.artist is None or not held.is_there(LASTFM):
        return None
    profile = held.profiles[LASTFM]
    told = {
        "name": held.artist.name,
        "url": profile.url or None,
        "listeners": profile.data.get("listeners"),
        "playcount": profile.data.get("playcount"),
        "tags": profile.data.get("genres", []),
    }
    return {"artist": told, "track": None}


def youtube_data(held: Held, terms: Terms) -> dict | None:
    data = held.data(YOUTUBE)
    if held.artist is None or not held.is_there(YOUTUBE) or not data.get("channel_at") or not _is_fresh(held, terms):
        return None
    profile = held.profiles[YOUTUBE]
    published, recent = data.get("published"), data.get("recent")
    return {
        "channel": _channel(profile),
        "analytics": {
            "upload_frequency": held.artist.upload_frequency,
            "last_upload": datetime.fromisoformat(max(published)) if published else None,
            "engagement_rate": engagement_rate(data),
            "growth_potential": growth_potential(held.artist),
            "opportunities": list(held.artist.youtube_findings),
        },
        "videos": [{"id": one, "url": f"https://www.youtube.com/watch?v={one}"} for one in data.get("newest", [])],
        "video_metrics": recent
        and {
            "videos": recent.get("videos"),
            "views": recent.get("views"),
            "likes": recent.get("likes"),
            "comments": recent.get("comments"),
            "as_of": recent.get("on"),
        },
    }


def _channel(profile: Profile) -> dict:
    data = profile.data
    return {
        "channel_id": profile.external_id,
        "title": data.get("title"),
        "handle": data.get("handle"),
        "url": profile.url or None,
        "statistics": {
            "subscriber_count": data.get("subscribers"),
            "view_count": data.get("views"),
            "video_count": data.get("videos"),
            "hidden_subscriber_count": data.get("hidden_subscribers"),
        },
    }


def contacts(held: Held) -> list[dict]:
    return [
        {
            "type": str(one.kind),
            "value": one.value,
            "source": one.source,
            "confidence": one.confidence,
            "platform": one.platform or None,
            "note": one.words or None,
        }
        for one in held.contacts
    ]


# --- Releases, days, presence -----------------------------------------------------------------------------------------


def _release(held: Held, id_field: str | None = None) -> Release | None:
    """The release the recording first came out on, as far as title and day tell it."""
    theirs = [one for one in held.releases if id_field is None or getattr(one, id_field)]
    alike = [one for one in theirs if one.title and fold(one.title) == fold(held.recording.title)]
    same_day = [one for one in theirs if one.date and one.date == held.recording.first_release]
    both = [one for one in same_day if one in alike]
    found = both or same_day or alike
    return next((one for one in found if one.labels), found[0] if found else None)


def _release_told(release: Release, key: str) -> dict:
    day, precision = day_and_precision(release.date)
    return {
        "id": key,
        "title": release.title,
        "release_date": day,
        "release_precision": precision,
        "type": release.kind or None,
        "label": _label(release),
    }


def _label(release: Release | None) -> str | None:
    names = [one.get("name") for one in (release.labels or [])] if release else []
    return next((name for name in names if name), None)


def _presence(held: Held, platform: str) -> str:
    """Known, absent, or anything else: as the facts have it, for they weigh what was looked for."""
    if platform == SPOTIFY and held.recording.spotify_id:
        return "known"
    if held.artist is None:
        return "unknown"
    facts = held.artist.facts or {}
    if platform == YOUTUBE and facts.get("youtube_topic_only"):
        return "absent"
    return facts.get(platform, {}).get("state", "unknown")


def _is_fresh(held: Held, terms: Terms) -> bool:
    """YouTube's own figures may be kept for so many days only."""
    profile = held.profiles.get(YOUTUBE)
    return profile is None or profile.expires_at is None or profile.expires_at > terms.now
