"""Last.fm's objects, each once as JSON and once as XML. Numbers are strings in both."""

from urllib.parse import quote_plus
from xml.sax.saxutils import escape, quoteattr

from sandbox.catalogue import Recording
from sandbox.catalogue.model import LastfmPage

STAR = "https://lastfm.freetls.fastly.net/i/u/{}/placeholder.png"
SIZES = {"small": "34s", "medium": "64s", "large": "174s", "extralarge": "300x300", "mega": "300x300", "": "300x300"}
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"


def element(tag: str, *inside: str, **attributes: str) -> str:
    """XML of one element. What is inside is XML already; attributes are not."""
    marks = "".join(f" {key.replace('_', ':')}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{tag}{marks}>{''.join(inside)}</{tag}>"


def texts(**values: str) -> list[str]:
    return [element(name, escape(value)) for name, value in values.items()]


def artist_url(name: str) -> str:
    return f"https://www.last.fm/music/{quote_plus(name)}"


def tag_url(tag: str) -> str:
    return f"https://www.last.fm/tag/{quote_plus(tag)}"


def one_or_list(tags: list[dict]) -> list | dict:
    """A single tag is an object, not a list of one."""
    return tags[0] if len(tags) == 1 else tags


def images() -> list[dict]:
    return [{"#text": STAR.format(path), "size": size} for size, path in SIZES.items()]


def names_mbid(page: LastfmPage) -> bool:
    """Without an MBID, some pages send an empty one and some send none."""
    return bool(page.mbid) or len(page.name) % 2 == 0


def bio(page: LastfmPage) -> dict:
    url = artist_url(page.name)
    link = {"#text": "", "rel": "original", "href": f"{url}/+wiki"}
    words = f"{page.name} make music."
    summary = f'{words} <a href="{url}">Read more on Last.fm</a>'
    return {"links": {"link": link}, "published": "01 Jan 2020, 00:00", "summary": summary, "content": words}


def info(page: LastfmPage, listeners: int, playcount: int) -> dict:
    tags = [{"name": tag, "url": tag_url(tag)} for tag in page.tags]
    return {
        "name": page.name,
        **({"mbid": page.mbid} if names_mbid(page) else {}),
        "url": artist_url(page.name),
        "image": images(),
        "streamable": "0",
        "ontour": "0",
        "stats": {"listeners": str(listeners), "playcount": str(playcount)},
        "similar": {"artist": []},
        "tags": {"tag": one_or_list(tags)} if tags else "",
        "bio": bio(page),
    }


def info_xml(page: LastfmPage, listeners: int, playcount: int) -> str:
    about = bio(page)
    link = element("link", rel="original", href=about["links"]["link"]["href"])
    return element(
        "artist",
        *texts(name=page.name, **({"mbid": page.mbid} if names_mbid(page) else {}), url=artist_url(page.name)),
        *(element("image", one["#text"], size=one["size"]) for one in images()),
        *texts(streamable="0", ontour="0"),
        element("stats", *texts(listeners=str(listeners), playcount=str(playcount))),
        element("similar"),
        element("tags", *(element("tag", *texts(name=tag, url=tag_url(tag))) for tag in page.tags)),
        element(
            "bio", element("links", link), *texts(**{key: about[key] for key in ("published", "summary", "content")})
        ),
    )


def top_tags(page: LastfmPage) -> dict:
    tags = [{"count": 100 - 20 * n, "name": tag, "url": tag_url(tag)} for n, tag in enumerate(page.tags)]
    return {"tag": one_or_list(tags), "@attr": {"artist": page.name}}


def top_tags_xml(page: LastfmPage) -> str:
    tags = [
        element("tag", *texts(count=str(100 - 20 * n), name=tag, url=tag_url(tag))) for n, tag in enumerate(page.tags)
    ]
    return element("toptags", *tags, artist=page.name)


def track(page: LastfmPage, recording: Recording) -> dict:
    return {
        "name": recording.title,
        "url": f"{artist_url(page.name)}/_/{quote_plus(recording.title)}",
        "duration": str(recording.length),
        "streamable": {"#text": "0", "fulltrack": "0"},
        "listeners": str(page.listeners // 3),
        "playcount": str(page.playcount // 5),
        "artist": {"name": page.name, "mbid": page.mbid, "url": artist_url(page.name)},
        "toptags": {"tag": []},
    }


def track_xml(page: LastfmPage, recording: Recording) -> str:
    found = track(page, recording)
    plain = {key: found[key] for key in ("name", "url", "duration", "listeners", "playcount")}
    return element("track", *texts(**plain), element("artist", *texts(**found["artist"])), element("toptags"))


def results(asked: str, pages: list[LastfmPage], total: int, limit: int) -> dict:
    hits = [
        {
            "name": page.name,
            "listeners": str(page.listeners),
            "mbid": page.mbid,
            "url": artist_url(page.name),
            "streamable": "0",
            "image": images(),
        }
        for page in pages
    ]
    return {
        "opensearch:Query": {"#text": "", "role": "request", "searchTerms": asked, "startPage": "1"},
        "opensearch:totalResults": str(total),
        "opensearch:startIndex": "0",
        "opensearch:itemsPerPage": str(limit),
        "artistmatches": {"artist": hits},
        "@attr": {"for": asked},
    }


def results_xml(asked: str, pages: list[LastfmPage], total: int, limit: int) -> str:
    found = results(asked, pages, total, limit)
    counts = {key: value for key, value in found.items() if isinstance(value, str)}
    plain = ("name", "listeners", "mbid", "url")
    hits = [element("artist", *texts(**{key: hit[key] for key in plain})) for hit in found["artistmatches"]["artist"]]
    return element(
        "results", *texts(**counts), element("artistmatches", *hits), **{"for": asked, "xmlns:opensearch": OPENSEARCH}
    )
