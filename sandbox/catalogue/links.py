"""The addresses MusicBrainz has on an artist. Invented accounts all say "example", so that none is anybody's."""

import random
from urllib.parse import quote

from sandbox.catalogue.ids import channel_id, share, video_id
from sandbox.catalogue.model import Artist, Link
from sandbox.text import slug

SOCIAL = (
    "https://www.instagram.com/{}/",
    "https://www.facebook.com/{}",
    "https://www.tiktok.com/@{}",
    "https://x.com/{}",
)
SERVICES = (
    ("streaming", "https://music.apple.com/nz/artist/{number}"),
    ("free streaming", "https://www.deezer.com/artist/{number}"),
    ("streaming", "https://tidal.com/artist/{number}"),
    ("soundcloud", "https://soundcloud.com/{name}"),
    ("purchase", "https://www.junodownload.com/artists/{name}/"),
)
OTHERS = (
    ("discogs", "https://www.discogs.com/artist/{number}"),
    ("wikidata", "https://www.wikidata.org/wiki/Q{number}"),
    ("setlistfm", "https://www.setlist.fm/setlists/{name}-{number}.html"),
    ("songkick", "https://www.songkick.com/artists/{number}"),
    ("patronage", "https://www.patreon.com/{name}"),
)


def youtube_links(artist: Artist, seed: int) -> list[Link]:
    if artist.youtube_case == "topic only":
        address = f"https://music.youtube.com/channel/{artist.topic_channel.id}"
        return [Link("youtube music", address)] if artist.number % 2 else []
    channel, form = artist.channel, artist.link_form
    if channel is None or form == "not linked":
        return []
    gone = channel_id(seed, "gone", artist.number)
    addresses = {
        "channel": f"https://www.youtube.com/channel/{channel.id}",
        "handle": f"https://www.youtube.com/{quote(channel.handle, safe='@')}",
        "user": f"https://www.youtube.com/user/{channel.username}",
        "c": f"https://www.youtube.com/c/{quote(channel.custom_name or '')}",
        "watch": f"https://www.youtube.com/watch?v={video_id(channel.number, 0)}",
        "playlist": f"https://www.youtube.com/playlist?list={channel.playlist}",
        "dead handle": f"https://www.youtube.com/@{slug(artist.name) or 'channel'}-before",
        "ended": f"https://www.youtube.com/channel/{gone}",
    }
    return [Link("youtube", addresses[form], ended=form == "ended")]


def all_links(artist: Artist, seed: int) -> list[Link]:
    """Few or many services by the artist's luck, so that basic distribution can be told from wide."""
    rng = random.Random(f"{seed}/links/{artist.number}")
    name, number = f"{slug(artist.name) or 'artist'}{artist.number}-example", 100_000 + artist.number
    links = youtube_links(artist, seed)
    if artist.spotify_id and share(seed, "spotify link", artist.number) < 0.85:
        links.append(Link("free streaming", f"https://open.spotify.com/artist/{artist.spotify_id}"))
    wide = artist.number % 3 != 0
    for kind, address in rng.sample(SERVICES, rng.randint(2, 4)) if wide else ():
        links.append(Link(kind, address.format(name=name, number=number)))
    if artist.number % 2 == 0:
        links.append(Link("homepage", f"https://{name}.example/", ended=artist.number % 14 == 0))
    if wide and artist.independence in ("self_released", "indie_label", "small_distributor") and rng.random() < 0.6:
        links.append(Link("bandcamp", f"https://{name}.bandcamp.com/"))
    for address in rng.sample(SOCIAL, rng.randint(0, 2)):
        links.append(Link("social", address.format(name)))
    for kind, address in rng.sample(OTHERS, rng.randint(0, 2)):
        links.append(Link(kind, address.format(name=name, number=number)))
    if artist.lastfm and rng.random() < 0.3:
        links.append(Link("lastfm", f"https://www.last.fm/music/{quote(artist.name)}"))
    if artist.number == 10:
        links += [Link("social", f"https://www.facebook.com/{name}/events/{n}") for n in range(60)]
    return links
