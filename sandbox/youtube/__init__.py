"""YouTube's Data API v3 with its three quota buckets, which empty at midnight in California."""

from collections import defaultdict

from sandbox.catalogue import Channel
from sandbox.catalogue.ids import read_video_id
from sandbox.faults import google_error
from sandbox.http import Refused, Reply, Request, json_reply
from sandbox.limits import YOUTUBE_WINDOW, DayBuckets, Window
from sandbox.service import Service
from sandbox.text import fold
from sandbox.youtube import shapes

ENDPOINTS = {
    "channels": "channels",
    "playlistItems": "playlist_items",
    "videos": "videos",
    "videos:batchGetStats": "stats",
    "search": "search",
    "playlists": "playlists",
}
PARTS = {
    "channels": {
        "snippet",
        "contentDetails",
        "statistics",
        "brandingSettings",
        "topicDetails",
        "status",
        "localizations",
        "id",
        "contentOwnerDetails",
        "auditDetails",
    },
    "playlist_items": {"snippet", "contentDetails", "status", "id"},
    "videos": {
        "snippet",
        "contentDetails",
        "statistics",
        "status",
        "topicDetails",
        "player",
        "id",
        "liveStreamingDetails",
    },
    "stats": {"snippet", "contentDetails", "statistics", "id"},
    "search": {"snippet", "id"},
    "playlists": {"snippet", "contentDetails", "status", "id"},
}
SEARCH_SPENT = (
    "Quota exceeded for quota metric 'Search Queries' and limit 'Search Queries per day' "
    "of service 'youtube.googleapis.com' for consumer 'project_number:1'."
)


def bad(reason: str, words: str, status: int = 400) -> Refused:
    return Refused(google_error(status, words, reason, "youtube.parameter" if status == 400 else "youtube.common"))


class YouTube(Service):
    name = "youtube"
    modes = ("ok", "down", "key_invalid", "disabled", "no_stats", "no_stats_404")

    def prepare(self):
        channels = self.world.channels
        self.by_id = {channel.id: channel for channel in channels}
        self.by_handle = {channel.handle.casefold(): channel for channel in channels if channel.handle}
        self.by_username = {channel.username.casefold(): channel for channel in channels if channel.username}
        self.by_uploads = {channel.uploads_playlist: channel for channel in channels}
        self.by_playlist = {channel.playlist: channel for channel in channels if channel.playlist}
        self.words = defaultdict(set)
        for channel in channels:
            for word in fold(channel.title).split():
                self.words[word].add(channel.number)
        self.reset()

    def reset(self):
        self.window, self.days = Window(YOUTUBE_WINDOW), DayBuckets()

    def windows(self) -> dict:
        return {"requests": self.window}

    def buckets(self) -> dict:
        self.days.roll(self.box.clock.now())
        return {bucket: self.days.used[bucket] for bucket in ("main", "search", "stats")} | {"day": self.days.day}

    def route(self, request: Request):
        endpoint = ENDPOINTS.get(request.path.removeprefix("/youtube/v3/"))
        return (
            (endpoint, getattr(self, endpoint))
            if endpoint
            else ("other", lambda _: google_error(404, "Not Found", "notFound", "global"))
        )

    def admit(self, request: Request, endpoint: str, now: float):
        self.refuse_when_down()
        self._check_key(request)
        factor, refuses = self.box.rules.factor, self.box.rules.refuses
        if self.window.enter(now, factor, count_refused=not refuses) is not None:
            self.overrun("rate")
            if refuses:
                words = "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute'."
                raise Refused(google_error(403, words, "rateLimitExceeded", "usageLimits", status="RESOURCE_EXHAUSTED"))
        bucket = endpoint if endpoint in ("search", "stats") else "main"
        if self.days.spend(bucket, now, factor, refuses):
            return
        self.overrun("quota")
        if refuses and bucket == "main":
            words = "The request cannot be completed because you have exceeded your quota."
            raise Refused(google_error(403, words, "quotaExceeded", "youtube.quota"))
        if refuses:
            words = (
                SEARCH_SPENT if bucket == "search" else SEARCH_SPENT.replace("Search Queries", "Batch Stats Queries")
            )
            raise Refused(google_error(429, words, "rateLimitExceeded", "global", status="RESOURCE_EXHAUSTED"))

    def _check_key(self, request: Request):
        key = request.get("key") or request.headers.get("x-goog-api-key") or ""
        if not key:
            words = (
                "Method doesn't allow unregistered callers. Please use API Key or other form of API consumer identity."
            )
            raise Refused(google_error(403, words, "forbidden", "global", status="PERMISSION_DENIED"))
        if self.mode == "key_invalid" or key.startswith(("bad", "wrong")):
            words = "API key not valid. Please pass a valid API key."
            raise Refused(
                google_error(400, words, "badRequest", "global", status="INVALID_ARGUMENT", info="API_KEY_INVALID")
            )
        if self.mode == "disabled":
            words = "YouTube Data API v3 has not been used in project 1 before or it is disabled."
            raise Refused(
                google_error(
                    403,
                    words,
                    "accessNotConfigured",
                    "usageLimits",
                    status="PERMISSION_DENIED",
                    info="SERVICE_DISABLED",
                )
            )

    def parts(self, request: Request, endpoint: str) -> set[str]:
        wanted = set(request.listed("part"))
        if not wanted:
            raise bad("missingRequiredParameter", "No parts were requested: the part parameter is required.")
        if unknown := wanted - PARTS[endpoint]:
            raise bad("unknownPart", f"{sorted(unknown)[0]!r} is no part of this resource.")
        return wanted

    def ids(self, request: Request) -> list[str]:
        wanted = request.listed("id")
        if len(wanted) > 50:
            raise bad("invalidFilters", "At most 50 ids can be given in one request.")
        return wanted

    def per_page(self, request: Request) -> int:
        most = request.integer("maxResults", 5)
        if most is None or not 0 <= most <= 50:
            raise bad("invalidParameter", "maxResults must be from 0 to 50.")
        return most

    def uploads(self, channel: Channel) -> shapes.Uploads:
        return shapes.Uploads(channel, self.world.start.timestamp(), self.box.clock.now())

    def subscribers(self, channel: Channel) -> int:
        return self.box.grown(
            channel.subscribers, channel.growth, channel.artist.name if channel.artist else channel.id
        )

    def channels(self, request: Request) -> Reply:
        parts, most = self.parts(request, "channels"), self.per_page(request)
        filters = [name for name in ("id", "forHandle", "forUsername") if name in request.many]
        if len(filters) != 1:
            raise bad(
                "missingRequiredParameter" if not filters else "incompatibleParameters",
                "Choose one filter: id, forHandle or forUsername.",
            )
        if filters == ["id"]:
            found = [self.by_id[one] for one in dict.fromkeys(self.ids(request)) if one in self.by_id]
        elif filters == ["forHandle"]:
            found = [self.by_handle.get("@" + (request.get("forHandle") or "").lstrip("@").casefold())]
        else:
            found = [self.by_username.get((request.get("forUsername") or "").casefold())]
        items = [shapes.channel(one, parts, self.uploads(one), self.subscribers(one)) for one in found if one]
        answer = shapes.listing("channel", items, most)
        if not items:
            del answer["items"]
        return json_reply(answer)

    def playlist_items(self, request: Request) -> Reply:
        parts, most = self.parts(request, "playlist_items"), self.per_page(request)
        wanted = request.get("playlistId")
        if not wanted:
            raise bad("missingRequiredParameter", "The playlistId parameter is required.")
        channel = self.by_uploads.get(wanted) or self.by_playlist.get(wanted)
        uploads = self.uploads(channel) if channel else None
        if uploads is None or not uploads.count:
            words = "The playlist identified with the request's playlistId parameter cannot be found."
            raise Refused(google_error(404, words, "playlistNotFound", "youtube.playlistItem"))
        offset = self._offset(request.get("pageToken"))
        items = [
            shapes.playlist_item(channel, number, position, parts, uploads)
            for position, number in enumerate(uploads.page(offset, most), offset)
        ]
        tokens = {
            "nextPageToken": f"CA{offset + most}" if offset + most < uploads.count else None,
            "prevPageToken": f"CA{max(0, offset - most)}" if offset else None,
        }
        return json_reply(shapes.listing("playlistItem", items, most, total=uploads.count, **tokens))

    def _offset(self, token: str | None) -> int:
        if not token:
            return 0
        if not token.startswith("CA") or not token[2:].isdigit():
            raise bad("invalidPageToken", "The request specifies an invalid page token.")
        return int(token[2:])

    def _found_videos(self, request: Request):
        wanted = self.ids(request)
        if not wanted:
            raise bad("missingRequiredParameter", "The id parameter is required.")
        for one in dict.fromkeys(wanted):
            read = read_video_id(one)
            if read and 0 <= read[0] < len(self.world.channels):
                channel = self.world.channels[read[0]]
                uploads = self.uploads(channel)
                if uploads.holds(read[1]):
                    yield channel, read[1], uploads, self.subscribers(channel)

    def videos(self, request: Request) -> Reply:
        parts = self.parts(request, "videos")
        items = [shapes.video(channel, number, parts, *rest) for channel, number, *rest in self._found_videos(request)]
        return json_reply(shapes.listing("video", items, len(items)))

    def stats(self, request: Request) -> Reply:
        if self.mode == "no_stats":
            return google_error(
                403, "The caller does not have permission", "forbidden", "global", status="PERMISSION_DENIED"
            )
        if self.mode == "no_stats_404":
            return google_error(404, "Method not found.", "notFound", "global", status="NOT_FOUND")
        parts = self.parts(request, "stats")
        items = [
            shapes.video_stats(channel, number, parts, *rest) for channel, number, *rest in self._found_videos(request)
        ]
        return json_reply(
            {"kind": "youtube#batchGetStatsResponse", "etag": shapes.etag("stats", len(items)), "items": items}
        )

    def search(self, request: Request) -> Reply:
        self.parts(request, "search")
        most, words = self.per_page(request), fold(request.get("q") or "").split()
        kinds = request.listed("type")
        found = self._ranked(words)[:most] if words and (not kinds or "channel" in kinds) else []
        total = len(found) if len(found) < most else 1_000_000
        more = f"CA{most}" if len(found) == most else None
        answer = shapes.listing(
            "search", [], most, total=total, nextPageToken=more, regionCode=request.get("regionCode") or "NZ"
        )
        return json_reply(answer | {"items": [shapes.search_result(channel) for channel in found]})

    def _ranked(self, words: list[str]) -> list[Channel]:
        """The same title first, then titles that share words: a search hardly ever comes back empty."""
        near = set().union(*(self.words.get(word, set()) for word in words))
        channels = [self.world.channels[number] for number in near]

        def rank(channel):
            title = fold(channel.title).split()
            return (
                title != words,
                not set(words) <= set(title),
                -len(set(words) & set(title)),
                channel.number * 7919 % 997,
            )

        return sorted(channels, key=rank)

    def playlists(self, request: Request) -> Reply:
        parts, wanted = self.parts(request, "playlists"), self.ids(request)
        if not wanted:
            raise bad("missingRequiredParameter", "The id parameter is required.")
        items = [shapes.playlist(self.by_playlist[one], parts) for one in wanted if one in self.by_playlist]
        return json_reply(shapes.listing("playlist", items, self.per_page(request)))
