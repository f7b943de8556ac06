"""YouTube channels: what an artist has there, and who else uses the name."""

import random
from datetime import datetime, timedelta

from sandbox.catalogue.ids import channel_id, playlist_id
from sandbox.catalogue.model import Artist, Channel
from sandbox.text import slug

# case: (days between uploads, newest upload's age in days, subscribers from, to, goes on)
RHYTHMS = {
    "hidden": (9, 3, 1500, 9000, True),
    "dormant": (40, 160, 800, 6000, False),
    "low": (75, 20, 600, 4000, True),
    "moderate": (26, 6, 400, 9000, True),
    "active": (12, 4, 150, 8000, True),
    "very active": (5, 1, 900, 9500, True),
    "growing": (24, 5, 300, 4000, True),
    "healthy": (11, 2, 20_000, 90_000, True),
    "underperforming": (28, 9, 60, 400, True),
    "no uploads": (0, 0, 3, 40, False),
}
WITHOUT = ("none", "none but decoys", "topic only")
LINK_FORMS = ("channel", "handle", "user", "c", "not linked", "watch", "playlist", "dead handle", "ended")


class ChannelBook:
    def __init__(self, rng: random.Random, seed: int, start: datetime):
        self.rng, self.seed, self.start = rng, seed, start
        self.channels: list[Channel] = []
        self.names: set[str] = set()

    def _add(self, title: str, description: str, subscribers: int, **rest) -> Channel:
        number = len(self.channels)
        created = (self.start - timedelta(days=900 + number * 37 % 3000)).strftime("%Y-%m-%dT%H:%M:%SZ")
        channel = Channel(number, channel_id(self.seed, number), title, description, created, subscribers, **rest)
        self.channels.append(channel)
        return channel

    def free_name(self, name: str) -> str:
        """A name nobody has yet, in the letters an address can carry."""
        base = slug(name) or "".join(c for c in name.casefold() if c.isalnum())
        base, count = base or "channel", 1
        while (found := base if count == 1 else f"{base}{count}") in self.names:
            count += 1
        self.names.add(found)
        return found

    def own(self, artist: Artist) -> Channel:
        every, newest, low, high, goes_on = RHYTHMS[artist.youtube_case]
        words = f"The channel of {artist.name}."
        if artist.home:
            words += f" Music from {artist.home.name}. Bookings: booking@{slug(artist.name) or 'band'}.example"
        name = self.free_name(artist.name)
        channel = self._add(
            artist.name, words, self.rng.randint(low, high), every_days=every, newest_day=newest, goes_on=goes_on
        )
        channel.uploads = 0 if not every else self.rng.randint(12, 140)
        channel.handle, channel.artist = f"@{name}", artist
        channel.hidden = artist.youtube_case == "hidden"
        channel.growth = 0.08 if artist.youtube_case == "growing" else 0.0
        channel.country = artist.country if self.rng.random() < 0.7 else None
        if artist.link_form == "user":
            channel.username = f"{slug(artist.name) or 'channel'}music{channel.number}"
        if artist.link_form == "c":
            channel.custom_name = name
            channel.handle += "nz" if artist.number % 2 else ""
        if artist.link_form == "playlist":
            channel.playlist = playlist_id(self.seed, channel.number)
        return channel

    def topic(self, artist: Artist) -> Channel:
        channel = self._add(f"{artist.name} - Topic", "", 0, topic=True)
        channel.artist = artist
        return channel

    def decoy(self, artist: Artist) -> Channel:
        """Somebody else under the very same name."""
        words = self.rng.choice(
            ("Woodworking and sharpening, every Thursday.", "Let's plays and speed runs.", "Family holidays.")
        )
        channel = self._add(artist.name, words, self.rng.randint(20, 300_000), every_days=6, newest_day=2, goes_on=True)
        channel.uploads, channel.handle = 55, f"@{self.free_name(artist.name)}"
        channel.country = self.rng.choice(("US", "BR", "DE"))
        return channel
