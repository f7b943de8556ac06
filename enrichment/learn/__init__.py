"""Findings written into our rows, kind by kind. Each function runs inside one short transaction and calls nobody."""

from enrichment.kinds import LASTFM, MB, SPOTIFY, YOUTUBE
from enrichment.learn import lastfm, musicbrainz, spotify, youtube

# (lookups asked, what came, now) -> the lookups that were found; the others were not.
LEARN = {
    (MB, "recording"): musicbrainz.recordings,
    (MB, "artist"): musicbrainz.artists,
    (MB, "links"): musicbrainz.links,
    (MB, "release"): musicbrainz.releases,
    (MB, "area"): musicbrainz.areas,
    (MB, "label"): musicbrainz.label,
    (SPOTIFY, "isrc"): spotify.code,
    (SPOTIFY, "tracks"): spotify.tracks,
    (SPOTIFY, "album"): spotify.album,
    (SPOTIFY, "albums"): spotify.albums,
    (SPOTIFY, "followers"): spotify.followers,
    (YOUTUBE, "handle"): youtube.handle,
    (YOUTUBE, "channel"): youtube.channels,
    (YOUTUBE, "uploads"): youtube.uploads,
    (YOUTUBE, "videos"): youtube.videos,
    (YOUTUBE, "search"): youtube.search,
    (LASTFM, "audience"): lastfm.audience,
}

__all__ = ["LEARN"]
