"""The keys of the replies, against what the platforms' own pages list. Extra keys are named here one by one."""

import pytest


def keys(words: str) -> set[str]:
    return set(words.split())


TRACK = keys(
    "id type uri href name duration_ms explicit is_local is_playable disc_number track_number "
    "preview_url external_ids external_urls artists album"
)
ALBUM_IN_TRACK = keys(
    "id type album_type total_tracks name release_date release_date_precision images artists uri external_urls href"
)
ALBUM = ALBUM_IN_TRACK | {"genres", "copyrights", "external_ids", "tracks"}
ARTIST = keys("id type name genres images external_urls uri href")
ARTIST_IN_TRACK = keys("id type name uri href external_urls")
PAGING = keys("href limit next offset previous total items")


@pytest.fixture
def both(world):
    return next(a for a in world.artists if a.presence == "both" and a.tags and a.begin and not a.aliases)


def track(api, both):
    answer = api.spotify("search", q=f"isrc:{both.isrcs[0]}", type="track", limit=10).json()
    assert set(answer) == {"tracks"} and set(answer["tracks"]) == PAGING
    return answer["tracks"]["items"][0]


def test_a_track_in_development_mode(api, both):
    found = track(api, both)
    assert set(found) == TRACK
    assert set(found["album"]) == ALBUM_IN_TRACK and set(found["artists"][0]) == ARTIST_IN_TRACK
    assert found["external_ids"] == {"isrc": both.isrcs[0]}


def test_a_track_in_extended_mode(api, both):
    api.server.control(spotify="extended")
    found = track(api, both)
    assert set(found) == TRACK | {"popularity", "available_markets"}
    assert set(found["album"]) == ALBUM_IN_TRACK | {"available_markets"}


@pytest.mark.parametrize(
    ("mode", "more"),
    [("dev", set()), ("extended", {"label", "popularity", "available_markets"})],
    ids=["development", "extended"],
)
def test_an_album(api, both, mode, more):
    api.server.control(spotify=mode)
    found = api.spotify(f"albums/{both.releases[0].spotify_id}").json()
    assert set(found) == ALBUM | more
    assert set(found["tracks"]) == PAGING
    assert set(found["tracks"]["items"][0]) - {"available_markets"} == TRACK - {"external_ids", "album"}


@pytest.mark.parametrize(
    ("mode", "more"), [("dev", set()), ("extended", {"followers", "popularity"})], ids=["development", "extended"]
)
def test_an_artist_on_spotify(api, both, mode, more):
    api.server.control(spotify=mode)
    assert set(api.spotify(f"artists/{both.spotify_id}").json()) == ARTIST | more


def test_the_albums_of_an_artist(api, both):
    found = api.spotify(f"artists/{both.spotify_id}/albums", limit=10).json()
    assert set(found) == PAGING and set(found["items"][0]) == ALBUM_IN_TRACK


def test_a_token(api):
    assert set(api.token().json()) == {"access_token", "token_type", "expires_in"}
    refused = api.token(secret="wrong")
    assert (refused.status_code, set(refused.json())) == (400, {"error", "error_description"})


def test_a_recording_search(api, both):
    answer = api.musicbrainz("recording", query=f"isrc:{both.isrcs[0]}").json()
    assert set(answer) == {"created", "count", "offset", "recordings"}
    found = answer["recordings"][0]
    listed = {"id", "score", "title", "length", "artist-credit", "first-release-date", "isrcs", "releases"}
    assert set(found) - {"disambiguation"} == listed | {"video"}
    assert set(found["artist-credit"][0]) - {"joinphrase"} == {"name", "artist"}
    assert {"id", "name", "sort-name"} <= set(found["artist-credit"][0]["artist"])
    assert {"id", "title", "status", "date", "country", "release-events", "release-group", "media"} <= set(
        found["releases"][0]
    )


def test_an_isrc_lookup(api, both):
    answer = api.musicbrainz(f"isrc/{both.isrcs[0]}").json()
    assert set(answer) == {"isrc", "recordings"}
    listed = {"id", "title", "length", "video", "disambiguation", "first-release-date"}
    assert set(answer["recordings"][0]) == listed
    richer = api.musicbrainz(f"isrc/{both.isrcs[0]}", inc="artist-credits+releases").json()
    assert set(richer["recordings"][0]) == listed | {"artist-credit", "releases"}


def test_an_artist_lookup(api, both):
    found = api.musicbrainz(f"artist/{both.mbid}", inc="url-rels label-rels aliases tags genres").json()
    listed = keys(
        "id type type-id name sort-name disambiguation country gender life-span area begin-area "
        "end-area isnis ipis aliases tags genres relations"
    )
    assert set(found) == listed | {"gender-id"}
    relation = {"type", "type-id", "direction", "target-type", "ended", "begin", "end", "attributes", "url"}
    more = {"attribute-ids", "attribute-values", "source-credit", "target-credit"}
    assert set(found["relations"][0]) == relation | more
    assert set(found["tags"][0]) == {"name", "count"}
    assert set(found["genres"][0]) == {"id", "name", "count", "disambiguation"}


@pytest.mark.parametrize(
    ("core", "field", "keys"),
    [
        ("artist", "arid", {"id", "score", "type", "type-id", "name", "sort-name", "area", "life-span", "tags"}),
        ("url", "targetid", {"id", "score", "resource", "relation-list"}),
        (
            "release",
            "arid",
            {"id", "score", "title", "status", "barcode", "date", "country", "artist-credit", "label-info"},
        ),
    ],
    ids=["artist", "url", "release"],
)
def test_search_hits(api, both, core, field, keys):
    answer = api.musicbrainz(core, query=f"{field}:{both.mbid}").json()
    assert keys <= set(answer[core + "s"][0])


def test_channels(api, world):
    channel = next(c for c in world.channels if c.artist and c.country and c.uploads and not c.hidden)
    parts = "snippet,statistics,contentDetails,brandingSettings,topicDetails,status"
    answer = api.youtube("channels", part=parts, id=channel.id, maxResults=50).json()
    assert set(answer) == {"kind", "etag", "pageInfo", "items"}
    found = answer["items"][0]
    assert set(found) == {"kind", "etag", "id", *parts.split(",")}
    snippet = {"title", "description", "customUrl", "publishedAt", "country", "thumbnails"}
    assert set(found["snippet"]) == snippet | {"localized"}
    assert set(found["statistics"]) == {"viewCount", "subscriberCount", "hiddenSubscriberCount", "videoCount"}
    assert isinstance(found["statistics"]["viewCount"], str)
    assert set(found["contentDetails"]["relatedPlaylists"]) == {"likes", "uploads"}
    assert {"title", "keywords", "country"} <= set(found["brandingSettings"]["channel"])


def test_uploads_and_their_figures(api, world):
    channel = next(c for c in world.channels if c.uploads > 50)
    listed = api.youtube(
        "playlistItems", part="contentDetails", playlistId=channel.uploads_playlist, maxResults=50
    ).json()
    assert set(listed) == {"kind", "etag", "nextPageToken", "pageInfo", "items"}
    assert set(listed["items"][0]["contentDetails"]) == {"videoId", "videoPublishedAt"}
    ids = ",".join(item["contentDetails"]["videoId"] for item in listed["items"])
    stats = api.youtube("videos:batchGetStats", part="snippet,statistics,contentDetails", id=ids).json()["items"]
    assert len(stats) == 50 and set(stats[0]) == {"kind", "etag", "id", "snippet", "statistics", "contentDetails"}
    assert set(stats[0]["snippet"]) == {"publishTime"} and set(stats[0]["contentDetails"]) == {"duration"}
    assert {frozenset(item["statistics"]) for item in stats} > {frozenset({"viewCount", "likeCount", "commentCount"})}
    videos = api.youtube("videos", part="snippet,statistics", id=ids.split(",")[:2]).json()["items"]
    assert [video["snippet"]["channelId"] for video in videos] == [channel.id] * 2


def test_a_channel_search(api, world):
    channel = next(c for c in world.channels if c.artist and not c.topic)
    answer = api.youtube("search", part="snippet", type="channel", q=channel.title, maxResults=5).json()
    assert {"kind", "etag", "regionCode", "pageInfo", "items"} <= set(answer)
    assert channel.id in [item["id"]["channelId"] for item in answer["items"]]
    assert set(answer["items"][0]["id"]) == {"kind", "channelId"}


def test_an_artist_on_lastfm(api, world):
    page = next(p for p in world.pages if len(p.tags) > 1 and p.mbid)
    found = api.lastfm("artist.getInfo", artist=page.name).json()["artist"]
    assert set(found) == {"name", "mbid", "url", "image", "streamable", "ontour", "stats", "similar", "tags", "bio"}
    assert set(found["stats"]) == {"listeners", "playcount"} and isinstance(found["stats"]["listeners"], str)
    assert set(found["tags"]["tag"][0]) == {"name", "url"}
    assert set(found["image"][0]) == {"#text", "size"}
    assert {"published", "summary", "content"} <= set(found["bio"])


def test_lastfm_speaks_xml_unless_asked_otherwise(api, world):
    page = next(p for p in world.pages if p.mbid)
    form = {"method": "artist.getInfo", "artist": page.name, "api_key": "key"}
    posted = api.session.post(api.url + "/2.0/", data=form, timeout=20)
    assert '<lfm status="ok"><artist>' in posted.text and f"<mbid>{page.mbid}</mbid>" in posted.text
