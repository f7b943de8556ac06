"""Adapters that answer as told, so that a test can have exactly the fault it wants."""

from dataclasses import replace

from enrichment.findings import (
    ArtistFinding,
    AudienceFinding,
    ChannelFinding,
    CreditFinding,
    LabelHit,
    LinkFinding,
    Page,
    RecordingFinding,
    ReleaseFinding,
    ReleaseHit,
    UploadsFinding,
)
from enrichment.platforms.base import Account, Sent

ENDPOINTS = {
    "recordings": "recording_search",
    "artists": "artist_search",
    "artist_with_links": "artist_lookup",
    "area_with_parent": "area_lookup",
    "artists_named": "artist_search",
    "links": "url_search",
    "releases": "release_search",
    "areas": "area_search",
    "label": "label_lookup",
    "tracks_by_isrc": "search",
    "tracks_by_artist": "search",
    "album": "album",
    "artist_albums": "artist_albums",
    "artist": "artist_info",
    "channels": "channels",
    "channel_by_handle": "channels",
    "channel_by_username": "channels",
    "uploads": "playlist_items",
    "search": "search",
    "video_stats": "stats",
    "videos": "videos",
}
NOTHING = {
    **dict.fromkeys(("recordings", "artists", "artists_named", "links", "releases", "areas", "artist_albums"), Page()),
    **dict.fromkeys(("tracks_by_isrc", "tracks_by_artist", "channels", "search", "video_stats", "videos"), ()),
    **dict.fromkeys(("label", "album", "artist", "channel_by_handle", "channel_by_username"), None),
    "area_with_parent": None,
    "uploads": UploadsFinding(""),
}


class Stub:
    """Every platform at once. `says(method=answer)`: a value, an error to raise, a function of the arguments, or a
    list of these to be used one after the other. Without a word it knows nothing. One artist looked up is the one that
    the searches tell of.
    """

    def __init__(self):
        self.account, self.asked, self.answers = Account(), [], {}

    def says(self, **answers):
        self.answers |= answers
        return self

    def calls(self, method: str) -> list:
        return [arguments for name, arguments in self.asked if name == method]

    def __getattr__(self, method: str):
        if method not in ENDPOINTS:
            raise AttributeError(method)

        def ask(*arguments, **options):
            self.asked.append((method, arguments))
            self.account.sent.append(Sent(ENDPOINTS[method], 200, 0.01))
            return self._answer(method, arguments, options)

        return ask

    def _answer(self, method, arguments, options):
        if method == "artist_with_links" and method not in self.answers:
            return self._artist_with_links(*arguments)
        answer = self.answers.get(method, NOTHING[method])
        if isinstance(answer, list):
            answer = answer.pop(0) if answer else NOTHING[method]
        if isinstance(answer, Exception):
            raise answer
        return answer(*arguments, **options) if callable(answer) else answer

    def _artist_with_links(self, mbid):
        told = [self._answer(method, ([mbid], 0), {}).items for method in ("artists", "links")]
        artist = next((one for one in told[0] if one.id == mbid), None)
        return artist and replace(artist, links=tuple(link for link in told[1] if link.artist_id == mbid))


def page(*items, total=None, offset=0) -> Page:
    return Page(items, len(items) if total is None else total, offset, len(items))


# --- A small world: the artist of a code is its registrant, on Spotify and YouTube and known to all -------------------

FREE_STREAMING, YOUTUBE_LINK = "769085a1-c2f7-4c24-a532-2375a77693bd", "6a540e5b-58c6-4192-b6ba-dbc71ec8fcf0"


def mbid_of(code: str) -> str:
    return f"artist-{code[2:5]}"


def knows_all(stub: Stub, *, linked: bool = True) -> Stub:
    """Two codes of one registrant are one artist's. Without links nobody but MusicBrainz and Last.fm knows them."""
    return stub.says(
        recordings=lambda codes, offset: page(*map(_song, codes)),
        artists=lambda mbids, offset=0: page(*(ArtistFinding(mbid, name_of(mbid), country="NZ") for mbid in mbids)),
        links=lambda mbids, offset: page(*(link for mbid in mbids for link in _links(mbid))) if linked else page(),
        releases=lambda mbids, offset: page(*map(_release, mbids)),
        artist=lambda name, mbid: AudienceFinding(name, mbid, 5321, 48210),
        channels=lambda ids: tuple(ChannelFinding(id, "Own", uploads=f"UU{id[2:]}", videos=0) for id in ids),
    )


def name_of(mbid: str) -> str:
    return f"Artist {mbid[-3:]}"


def _song(code: str) -> RecordingFinding:
    mbid, release = mbid_of(code), ReleaseHit(f"release-{code[2:5]}", "Gravel", "2026-09-14")
    credit = CreditFinding(name_of(mbid), mbid, 0)
    return RecordingFinding(f"song-{code}", "Gravel", (code,), (credit,), 1000, "2026-09-14", (release,))


def _release(mbid: str) -> ReleaseFinding:
    artist = f"artist-{mbid[-3:]}"
    return ReleaseFinding(mbid, "Gravel", "2026-09-14", labels=(LabelHit(name_of(artist)),), artist_ids=(artist,))


def _links(mbid: str):
    key = mbid[-3:]
    yield LinkFinding(mbid, FREE_STREAMING, "streaming", f"https://open.spotify.com/artist/{key:0>22}")
    yield LinkFinding(mbid, YOUTUBE_LINK, "youtube", f"https://www.youtube.com/channel/UC{key:0>22}")
