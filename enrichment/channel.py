"""What an address on the web says about where an artist is, read from its letters alone: nothing is fetched."""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

LONGEST = 2000
CHANNEL_ID = re.compile(r"UC[\w-]{22}", re.ASCII)
VIDEO_ID = re.compile(r"[\w-]{11}", re.ASCII)
PLAYLIST_ID = re.compile(r"[\w-]{12,64}", re.ASCII)
NAME = re.compile(r"[^\s/?#\\<>\"'%\ufffd]{1,100}")  # handles may be written in any script
SPOTIFY_ID = re.compile("[0-9A-Za-z]{22}")

YOUTUBE_HOSTS = {"youtube.com", "m.youtube.com", "music.youtube.com", "gaming.youtube.com", "youtube-nocookie.com"}
VIDEO_PATHS = {"embed", "shorts", "live", "v", "e"}
# First words of YouTube's own pages, which are nobody's name.
RESERVED = """
    about account ads attribution_link browse c channel charts clip community creators e embed explore feed feeds
    gaming hashtag howyoutubeworks iframe_api index jobs kids library live logout movies music new oembed oops
    originals playlist playlists post premium press profile redirect results s search share shorts show signin
    source supported_browsers t terms trending tv upload user v videos watch watch_videos yt
"""

# Where people listen to music or buy it, by the end of the host name. Finding the artist there is evidence of presence.
SERVICES = {
    "music.youtube.com": "youtube_music",
    "youtube.com": "youtube",
    "youtu.be": "youtube",
    "open.spotify.com": "spotify",
    "play.spotify.com": "spotify",
    "music.apple.com": "apple_music",
    "itunes.apple.com": "apple_music",
    "deezer.com": "deezer",
    "tidal.com": "tidal",
    "amazon.com": "amazon_music",
    "amazon.com.au": "amazon_music",
    "amazon.co.uk": "amazon_music",
    "amazon.co.jp": "amazon_music",
    "amazon.de": "amazon_music",
    "bandcamp.com": "bandcamp",
    "soundcloud.com": "soundcloud",
    "qobuz.com": "qobuz",
    "napster.com": "napster",
    "pandora.com": "pandora",
    "audiomack.com": "audiomack",
    "boomplay.com": "boomplay",
    "anghami.com": "anghami",
    "jiosaavn.com": "jiosaavn",
    "gaana.com": "gaana",
    "kkbox.com": "kkbox",
    "joox.com": "joox",
    "y.qq.com": "qq_music",
    "music.163.com": "netease_music",
    "music.yandex.com": "yandex_music",
    "music.yandex.ru": "yandex_music",
    "beatport.com": "beatport",
    "junodownload.com": "juno_download",
    "traxsource.com": "traxsource",
    "7digital.com": "7digital",
    "hdtracks.com": "hdtracks",
    "mora.jp": "mora",
    "ototoy.jp": "ototoy",
    "recochoku.jp": "recochoku",
    "audius.co": "audius",
    "mixcloud.com": "mixcloud",
}


@dataclass(frozen=True)
class ChannelLink:
    """What a YouTube address names: only an "id" is a channel already, everything else has to be asked about."""

    kind: str  # "id", "handle" (value with its @), "username", "custom", "video", "playlist"
    value: str


def channel_of(url: str) -> ChannelLink | None:
    """What this YouTube address names, or None when it is not one or names nobody."""
    parts = _split(url)
    if parts is None:
        return None
    host = _host(parts)
    segments = [unquote(segment) for segment in parts.path.split("/") if segment]
    if host == "youtu.be":
        return _link("video", VIDEO_ID, segments[0]) if segments else None
    if host not in YOUTUBE_HOSTS:
        return None
    if not segments or segments[0].lower() in {"watch", "playlist"}:
        return _by_query(parts.query)
    return _by_path(segments, host)


def channel_named(text: str) -> ChannelLink | None:
    """What stands in a column headed YouTube: an address, a bare channel id or an @handle."""
    text = text.strip() if isinstance(text, str) else ""
    if CHANNEL_ID.fullmatch(text):
        return ChannelLink("id", text)
    if text.startswith("@") and NAME.fullmatch(text[1:]):
        return ChannelLink("handle", text)
    return channel_of(text)


def spotify_artist_id(url: str) -> str | None:
    """The artist's id in a Spotify address or URI."""
    if isinstance(url, str) and (uri := re.fullmatch("spotify:artist:([0-9A-Za-z]{22})", url.strip())):
        return uri[1]
    parts = _split(url)
    if parts is None or _host(parts) not in ("open.spotify.com", "play.spotify.com"):
        return None
    segments = [s for s in parts.path.split("/") if s and s != "embed" and not s.startswith("intl-")]
    found = len(segments) >= 2 and segments[0] == "artist" and SPOTIFY_ID.fullmatch(segments[1])
    return found[0] if found else None


def service_of(url: str) -> str | None:
    """The streaming or download service this address belongs to."""
    parts = _split(url)
    if parts is None:
        return None
    words = _host(parts).split(".")
    for start in range(len(words) - 1):
        if service := SERVICES.get(".".join(words[start:])):
            return service
    return None


def _by_path(segments: list[str], host: str) -> ChannelLink | None:
    given, *rest = segments
    first = given.lower()
    if given.startswith("@"):
        return _link("handle", NAME, given) if len(given) > 1 else None
    if first in ("channel", "browse"):
        return _link("id", CHANNEL_ID, rest[0]) if rest else None
    if first == "user":
        return _link("username", NAME, rest[0]) if rest else None
    if first == "c":
        return _link("custom", NAME, rest[0]) if rest else None
    if first in VIDEO_PATHS:
        return _link("video", VIDEO_ID, rest[0]) if rest else None
    if first in RESERVED.split() or host == "music.youtube.com":
        return None
    return _link("custom", NAME, given)


def _by_query(query: str) -> ChannelLink | None:
    asked = parse_qs(query, max_num_fields=50) if query.count("&") < 50 else {}
    video, playlist = asked.get("v", [""])[0], asked.get("list", [""])[0]
    return _link("video", VIDEO_ID, video) or _link("playlist", PLAYLIST_ID, playlist)


def _link(kind: str, pattern: re.Pattern, value: str) -> ChannelLink | None:
    return ChannelLink(kind, value) if pattern.fullmatch(value) and value.isprintable() else None


def _host(parts: SplitResult) -> str:
    return parts.hostname.rstrip(".").removeprefix("www.")


def _split(url) -> SplitResult | None:
    """The parts of a web address, with or without its https://; None for anything else."""
    if not isinstance(url, str) or len(url) > LONGEST:
        return None
    url = url.strip()
    try:
        parts = urlsplit(url if "://" in url else f"https://{url.removeprefix('//')}")
        proper = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    except ValueError:  # a bracket or a letter that no host name has
        return None
    return parts if proper else None
