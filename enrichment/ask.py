"""Our words turned into one request of an adapter, and the adapters built from the settings."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.core.cache import cache
from spotipy.cache_handler import CacheHandler

from enrichment import ledger
from enrichment.findings import Page
from enrichment.kinds import LASTFM, MB, SPOTIFY, YOUTUBE
from enrichment.models import Lookup
from enrichment.platforms.lastfm import LastFM
from enrichment.platforms.musicbrainz import MusicBrainz
from enrichment.platforms.spotify import Spotify
from enrichment.platforms.youtube import YouTube
from leads.models import Artist, Profile

NEWEST_VIDEOS = 10


class SharedToken(CacheHandler):
    """Spotify's token in the cache that all processes share, so that each hour costs one token request."""

    def __init__(self, client_id: str):
        self.key = f"spotify-token-{client_id[:40]}"

    def get_cached_token(self):
        return cache.get(self.key) or None

    def save_token_to_cache(self, token_info):
        cache.set(self.key, token_info, timeout=3600)


_mine = threading.local()  # adapters count what they send and hold one connection: never shared between threads


def adapter(platform: str):
    """This thread's adapter, made anew when a setting it rests on changes."""
    terms = _terms(platform)
    held = _mine.__dict__.get(platform)
    if held is None or held[0] != terms:
        held = _mine.__dict__[platform] = (terms, _make(platform, *terms))
    return held[1]


def _terms(platform: str) -> tuple:
    """The settings an adapter is made of."""
    contact = settings.CONTACT or "no contact given"
    return {
        MB: (settings.MUSICBRAINZ_URL, contact, settings.VERSION),
        SPOTIFY: (
            settings.SPOTIFY_API_URL,
            settings.SPOTIFY_ACCOUNTS_URL,
            settings.SPOTIFY_CLIENT_ID,
            settings.SPOTIFY_CLIENT_SECRET,
            settings.SPOTIFY_MARKET,
            settings.SPOTIFY_EXTENDED,
        ),
        YOUTUBE: (settings.YOUTUBE_URL, settings.YOUTUBE_API_KEY),
        LASTFM: (settings.LASTFM_URL, settings.LASTFM_API_KEY, settings.VERSION, contact),
    }[platform]


def _make(platform: str, *terms):
    if platform == SPOTIFY:
        return Spotify(*terms, SharedToken(settings.SPOTIFY_CLIENT_ID), before_token=ledger.token_leaves)
    return {MB: MusicBrainz, YOUTUBE: YouTube, LASTFM: LastFM}[platform](*terms)


# --- One call ---------------------------------------------------------------------------------------------------------

# What each kind of question becomes. Batches get (adapter, subjects, offset), one of a batch that is asked about by
# itself (adapter, subject), the others (adapter, subject, context).
BATCHES: dict[tuple[str, str], Callable] = {
    (MB, "recording"): lambda mb, subjects, offset: mb.recordings(subjects, offset),
    (MB, "artist"): lambda mb, subjects, offset: mb.artists(subjects, offset),
    (MB, "links"): lambda mb, subjects, offset: mb.links(subjects, offset),
    (MB, "release"): lambda mb, subjects, offset: mb.releases(subjects, offset),
    (MB, "area"): lambda mb, subjects, offset: mb.areas(subjects, offset),
    (SPOTIFY, "followers"): lambda spotify, subjects, offset: _page(spotify.artists(subjects)),
    (YOUTUBE, "channel"): lambda youtube, subjects, offset: _page(youtube.channels(subjects)),
}
ALONE: dict[tuple[str, str], Callable] = {
    (MB, "artist"): lambda mb, mbid: mb.artist_with_links(mbid),
    (MB, "area"): lambda mb, mbid: mb.area_with_parent(mbid),
}
SINGLES: dict[tuple[str, str], Callable] = {
    (MB, "label"): lambda mb, mbid, context: mb.label(mbid),
    (SPOTIFY, "isrc"): lambda spotify, isrc, context: spotify.tracks_by_isrc(isrc),
    (SPOTIFY, "tracks"): lambda spotify, artist, context: spotify.tracks_by_artist(context.names[artist]),
    (SPOTIFY, "album"): lambda spotify, album, context: spotify.album(album),
    (SPOTIFY, "albums"): lambda spotify, artist, context: spotify.artist_albums(artist),
    (YOUTUBE, "handle"): lambda youtube, subject, context: _by_name(youtube, subject),
    (YOUTUBE, "uploads"): lambda youtube, playlist, context: youtube.uploads(playlist),
    (YOUTUBE, "search"): lambda youtube, artist, context: youtube.search(context.names[artist]),
    (LASTFM, "audience"): lambda lastfm, artist, context: lastfm.artist(context.names[artist], context.mbids[artist]),
}


@dataclass
class Context:
    """What a question needs beside its subject: names for searches, newest videos for their figures."""

    names: dict[str, str] = field(default_factory=dict)
    mbids: dict[str, str | None] = field(default_factory=dict)
    videos: dict[str, list[str]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)  # artists that were merged into another meanwhile


def context_of(kind: tuple[str, str], lookups: list[Lookup]) -> Context:
    subjects = [lookup.subject for lookup in lookups]
    if kind == (YOUTUBE, "videos"):
        profiles = Profile.objects.filter(platform=YOUTUBE, external_id__in=subjects)
        newest = {one.external_id: (one.data.get("newest") or [])[:NEWEST_VIDEOS] for one in profiles}
        return Context(videos=newest)
    if kind == (SPOTIFY, "tracks"):
        rows = Artist.objects.filter(spotify_id__in=subjects).values_list("spotify_id", "name", "mbid")
    elif kind in ((YOUTUBE, "search"), (LASTFM, "audience")):
        rows = Artist.objects.filter(pk__in=[int(subject) for subject in subjects]).values_list("pk", "name", "mbid")
    else:
        return Context()
    named = {str(key): (name, mbid) for key, name, mbid in rows}
    return Context(
        names={key: name for key, (name, _) in named.items()},
        mbids={key: mbid for key, (_, mbid) in named.items()},
        gone={subject for subject in subjects if subject not in named},
    )


def ask(asked, kind: tuple[str, str], subjects: list[str], context: Context, *, offset: int = 0, stats: bool = True):
    """One request: a Page for batches, the finding (or None, or a tuple of hits) for single subjects."""
    if kind in ALONE and len(subjects) == 1:
        found = ALONE[kind](asked, subjects[0])
        return _page((found,) if found else ())
    if kind in BATCHES:
        return BATCHES[kind](asked, subjects, offset)
    if kind == (YOUTUBE, "videos"):
        ids = [video for subject in subjects for video in context.videos.get(subject, ())]
        return _page((asked.video_stats if stats else asked.videos)(ids) if ids else ())
    return SINGLES[kind](asked, subjects[0], context)


def _page(found) -> Page:
    return Page(tuple(found), len(found), 0, len(found))


def _by_name(youtube: YouTube, subject: str):
    """`subject` is "handle:x", "username:x" or "custom:x"; /c/ names have no parameter, handles fit best."""
    how, _, name = subject.partition(":")
    return youtube.channel_by_username(name) if how == "username" else youtube.channel_by_handle(name)
