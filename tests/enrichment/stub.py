"""Adapters that answer as told, so that a test can have exactly the fault it wants."""

from enrichment.findings import Page, UploadsFinding
from enrichment.platforms.base import Account, Sent

ENDPOINTS = {
    "recordings": "recording_search",
    "artists": "artist_search",
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
    **dict.fromkeys(("recordings", "artists", "links", "releases", "areas", "artist_albums"), Page()),
    **dict.fromkeys(("tracks_by_isrc", "tracks_by_artist", "channels", "search", "video_stats", "videos"), ()),
    **dict.fromkeys(("label", "album", "artist", "channel_by_handle", "channel_by_username"), None),
    "uploads": UploadsFinding(""),
}


class Stub:
    """Every platform at once. `says(method=answer)`: a value, an error to raise, a function of the arguments, or a
    list of these to be used one after the other. Without a word it knows nothing.
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
        answer = self.answers.get(method, NOTHING[method])
        if isinstance(answer, list):
            answer = answer.pop(0) if answer else NOTHING[method]
        if isinstance(answer, Exception):
            raise answer
        return answer(*arguments, **options) if callable(answer) else answer


def page(*items, total=None, offset=0) -> Page:
    return Page(items, len(items) if total is None else total, offset, len(items))
