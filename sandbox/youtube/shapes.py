"""YouTube's resources. Every counter is a string, and what was not asked for in `part` is absent."""

import math
from datetime import UTC, datetime

from sandbox.catalogue import Channel
from sandbox.catalogue.ids import mbid, share, video_id

DAY = 86_400


def etag(*parts) -> str:
    return mbid("etag", *parts).replace("-", "")[:27]


def stamp(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def rounded_down(subscribers: int) -> int:
    """Three significant figures above a thousand, as the service shows them."""
    if subscribers < 1000:
        return subscribers
    step = 10 ** (len(str(subscribers)) - 3)
    return subscribers // step * step


class Uploads:
    """The uploads of a channel by their numbers: 0 is the newest at the world's start, later ones are below zero."""

    def __init__(self, channel: Channel, start: float, now: float):
        self.channel, self.base, self.now = channel, start - channel.newest_day * DAY, now
        self.step = channel.every_days * DAY

    @property
    def newest(self) -> int:
        if not self.channel.goes_on or not self.step:
            return 0
        return -max(0, math.floor((self.now - self.base) / self.step))

    @property
    def count(self) -> int:
        return self.channel.uploads - self.newest if self.channel.uploads else 0

    def moment(self, number: int) -> float:
        return self.base - number * self.step

    def holds(self, number: int) -> bool:
        return self.newest <= number < self.channel.uploads

    def page(self, offset: int, limit: int) -> list[int]:
        return list(range(self.newest, self.channel.uploads))[offset : offset + limit]


def thumbnails(identifier: str) -> dict:
    return {
        name: {"url": f"https://yt3.ggpht.com/{identifier}={size}", "width": size, "height": size}
        for name, size in (("default", 88), ("medium", 240), ("high", 800))
    }


def channel(channel: Channel, parts: set[str], uploads: Uploads, subscribers: int) -> dict:
    found = {"kind": "youtube#channel", "etag": etag(channel.id, subscribers), "id": channel.id}
    if "snippet" in parts:
        found["snippet"] = channel_snippet(channel)
    if "contentDetails" in parts:
        found["contentDetails"] = {"relatedPlaylists": {"likes": "", "uploads": channel.uploads_playlist}}
    if "statistics" in parts:
        found["statistics"] = statistics(channel, uploads, subscribers)
    if "brandingSettings" in parts:
        about = {"title": channel.title, "description": channel.description, "keywords": "music band live"}
        found["brandingSettings"] = {"channel": about | ({"country": channel.country} if channel.country else {})}
    if "topicDetails" in parts:
        found["topicDetails"] = {"topicIds": ["/m/04rlf"], "topicCategories": ["https://en.wikipedia.org/wiki/Music"]}
    if "status" in parts:
        found["status"] = {"privacyStatus": "public", "isLinked": True, "longUploadsStatus": "longUploadsUnspecified"}
    return found


def channel_snippet(channel: Channel) -> dict:
    found = {
        "title": channel.title,
        "description": channel.description,
        "publishedAt": channel.created,
        "thumbnails": thumbnails(channel.id),
        "localized": {"title": channel.title, "description": channel.description},
    }
    if channel.handle:
        found["customUrl"] = channel.handle
    if channel.country:
        found["country"] = channel.country
    return found


def statistics(channel: Channel, uploads: Uploads, subscribers: int) -> dict:
    found = {"viewCount": str(subscribers * 140 + uploads.count * 90), "hiddenSubscriberCount": channel.hidden}
    if not channel.hidden:
        found["subscriberCount"] = str(rounded_down(subscribers))
    elif channel.number % 2:
        found["subscriberCount"] = "0"
    found["videoCount"] = str(uploads.count)
    return found


def playlist_item(channel: Channel, number: int, position: int, parts: set[str], uploads: Uploads) -> dict:
    video, when = video_id(channel.number, number), stamp(uploads.moment(number))
    found = {"kind": "youtube#playlistItem", "etag": etag(video, "item"), "id": mbid("item", video).replace("-", "")}
    if "snippet" in parts:
        found["snippet"] = {
            "publishedAt": when,
            "channelId": channel.id,
            "title": video_title(channel, number),
            "description": "",
            "thumbnails": thumbnails(video),
            "channelTitle": channel.title,
            "playlistId": channel.uploads_playlist,
            "position": position,
            "resourceId": {"kind": "youtube#video", "videoId": video},
        }
    if "contentDetails" in parts:
        found["contentDetails"] = {"videoId": video, "videoPublishedAt": when}
    if "status" in parts:
        found["status"] = {"privacyStatus": "public"}
    return found


def video_title(channel: Channel, number: int) -> str:
    kind = ("Official video", "Live session", "Lyric video", "In the studio")[number % 4]
    return f"{channel.title} - {kind} {abs(number) + 1}"


def counters(channel: Channel, number: int, uploads: Uploads, subscribers: int) -> dict:
    """Likes are hidden on some videos, comments are off on others: then the counter is absent."""
    age = max(0.1, (uploads.now - uploads.moment(number)) / DAY)
    views = int(subscribers * (0.2 + share("views", channel.id, number)) * min(1.0, age / 30)) + 12
    found = {"viewCount": str(views)}
    if share("likes", channel.id, number) > 0.1:
        found["likeCount"] = str(int(views * (0.01 + 0.07 * share("liked", channel.id, number))))
    if share("comments", channel.id, number) > 0.15:
        found["commentCount"] = str(int(views * 0.005))
    return found


def seconds(channel: Channel, number: int) -> int:
    return 95 + int(share("length", channel.id, number) * 240)


def video(channel: Channel, number: int, parts: set[str], uploads: Uploads, subscribers: int) -> dict:
    identifier = video_id(channel.number, number)
    found = {"kind": "youtube#video", "etag": etag(identifier), "id": identifier}
    if "snippet" in parts:
        title = video_title(channel, number)
        found["snippet"] = {
            "publishedAt": stamp(uploads.moment(number)),
            "channelId": channel.id,
            "title": title,
            "description": "",
            "thumbnails": thumbnails(identifier),
            "channelTitle": channel.title,
            "categoryId": "10",
            "liveBroadcastContent": "none",
            "localized": {"title": title, "description": ""},
        }
    if "contentDetails" in parts:
        length = seconds(channel, number)
        found["contentDetails"] = {
            "duration": f"PT{length // 60}M{length % 60}S",
            "dimension": "2d",
            "definition": "hd",
            "caption": "false",
            "licensedContent": True,
            "contentRating": {},
            "projection": "rectangular",
        }
    if "statistics" in parts:
        found["statistics"] = counters(channel, number, uploads, subscribers) | {"favoriteCount": "0"}
    return found


def video_stats(channel: Channel, number: int, parts: set[str], uploads: Uploads, subscribers: int) -> dict:
    identifier = video_id(channel.number, number)
    found = {"kind": "youtube#videoStats", "etag": etag(identifier, "stats"), "id": identifier}
    if "snippet" in parts:
        found["snippet"] = {"publishTime": stamp(uploads.moment(number))}
    if "statistics" in parts:
        found["statistics"] = counters(channel, number, uploads, subscribers)
    if "contentDetails" in parts:
        found["contentDetails"] = {"duration": f"{seconds(channel, number)}s"}
    return found


def search_result(channel: Channel) -> dict:
    return {
        "kind": "youtube#searchResult",
        "etag": etag(channel.id, "found"),
        "id": {"kind": "youtube#channel", "channelId": channel.id},
        "snippet": {
            "publishedAt": channel.created,
            "channelId": channel.id,
            "title": channel.title,
            "description": channel.description[:120],
            "thumbnails": thumbnails(channel.id),
            "channelTitle": channel.title,
            "liveBroadcastContent": "none",
            "publishTime": channel.created,
        },
    }


def playlist(channel: Channel, parts: set[str]) -> dict:
    found = {"kind": "youtube#playlist", "etag": etag(channel.playlist), "id": channel.playlist}
    if "snippet" in parts:
        found["snippet"] = {
            "publishedAt": channel.created,
            "channelId": channel.id,
            "title": "All our songs",
            "description": "",
            "thumbnails": thumbnails(channel.playlist),
            "channelTitle": channel.title,
            "localized": {"title": "All our songs", "description": ""},
        }
    if "contentDetails" in parts:
        found["contentDetails"] = {"itemCount": 8}
    return found


def listing(kind: str, items: list, per_page: int, *, total: int | None = None, **tokens) -> dict:
    found = {"kind": f"youtube#{kind}ListResponse", "etag": etag(kind, len(items), *(one["id"] for one in items[:3]))}
    found |= {name: token for name, token in tokens.items() if token}
    found["pageInfo"] = {"totalResults": len(items) if total is None else total, "resultsPerPage": per_page}
    return found | {"items": items}
