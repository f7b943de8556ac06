"""What we know of a lead, field by field, for programs: how far each can be trusted, who says so, and who does not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from leads.gather import moment_of
from leads.models import Artist, Profile
from scoring.facts import ArtistFacts, Fact, Source, State

NOBODY_OFFERS = "No platform that is asked tells monthly listeners"
NOT_DERIVED = "Comparisons of YouTube's figures are switched off (YOUTUBE_DERIVED_METRICS)"
ONLY_EXTENDED = "Spotify tells followers in its extended mode only (SPOTIFY_EXTENDED)"


@dataclass(frozen=True)
class Offered:
    """What can be told here at all: platforms that are not asked, each with its sentence; followers; ratios."""

    off: Mapping[str, str]
    followers: bool
    derived: bool


def by_field(artist: Artist, profiles: Mapping[str, Profile], offered: Offered, now: datetime) -> dict[str, dict]:
    """Each field of a lead that somebody had to tell us. `profiles` are the artist's, by platform."""
    return _Told(artist, profiles, offered, now).fields()


class _Told:
    def __init__(self, artist: Artist, profiles: Mapping[str, Profile], offered: Offered, now: datetime):
        self.artist, self.profiles, self.offered, self.now = artist, profiles, offered, now
        self.facts = ArtistFacts.from_json(artist.facts or {})

    def fields(self) -> dict[str, dict]:
        facts, artist = self.facts, self.artist
        country, youtube = self.fact(facts.country), self.fact(facts.youtube)
        listeners = self.listeners()
        subscribers = self.figure(facts.subscribers)
        return {
            "country": country,
            "region": country,
            "genre": self.fact(facts.genre),
            "independence": self.independence(),
            "musicbrainz_id": self.musicbrainz(),
            "spotify_id": self.fact(facts.spotify),
            "youtube_channel_id": youtube,
            "youtube_subscribers": subscribers,
            "youtube_total_views": self.of_channel(artist.youtube_views, youtube, subscribers),
            "youtube_video_count": self.of_channel(artist.youtube_videos, youtube, subscribers),
            "youtube_upload_frequency": self.figure(facts.upload_frequency),
            "youtube_engagement_rate": self.derived(youtube, subscribers),
            "youtube_growth_potential": self.derived(youtube, subscribers),
            "monthly_listeners": _blank(State.NOT_OFFERED, note=NOBODY_OFFERS),
            "follower_count": self.followers(),
            "lastfm_listeners": listeners,
            "lastfm_playcount": self.beside(artist.playcount, "lastfm", listeners),
            "last_release_date": self.fact(facts.last_release),
            "publisher": self.fact(facts.publisher),
            "services": self.fact(facts.links_read),
        }

    def fact(self, fact: Fact) -> dict:
        """As it is stored; sources that contradict each other are all alternatives."""
        first = fact.sources[0] if fact.sources else None
        others = [*(fact.sources if fact.state is State.CONFLICTING else ()), *fact.against]
        return _blank(
            fact.state,
            source=first and first.platform,
            as_of=first and first.as_of,
            expires_at=self.expires_at(first.platform) if first else None,
            url=first and first.url,
            note=fact.note or None,
            alternatives=self.alternatives(others),
        )

    def figure(self, fact: Fact) -> dict:
        """A number of a platform that may be kept for so many days only."""
        told = self.fact(fact)
        past = fact.is_known and told["source"] and not self.is_kept(told["source"])
        return told | {"state": str(State.STALE)} if past else told

    def followers(self) -> dict:
        if self.facts.audience_source == "spotify":
            return self.figure(self.facts.audience)
        if self.artist.followers is not None:
            return self.held("spotify")
        if why := self.offered.off.get("spotify") or (None if self.offered.followers else ONLY_EXTENDED):
            return _blank(State.NOT_OFFERED, source="spotify", as_of=self.asked_at("spotify"), note=why)
        return self.fact(self.facts.spotify) if self.facts.spotify.is_absent else _blank(State.UNKNOWN)

    def listeners(self) -> dict:
        if self.facts.audience_source != "spotify":
            return self.figure(self.facts.audience)
        return self.beside(self.artist.listeners, "lastfm", _blank(State.UNKNOWN))

    def beside(self, value, platform: str, other: dict) -> dict:
        """A figure that comes with another: known where it is held, else as open as that."""
        if value is not None:
            return self.held(platform)
        return _blank(State.UNKNOWN) if other["state"] == State.KNOWN else other

    def of_channel(self, value, channel: dict, subscribers: dict) -> dict:
        """A figure of the channel; without a channel it is what the channel is."""
        return self.beside(value, "youtube", subscribers if self.artist.youtube_channel_id else channel)

    def derived(self, channel: dict, subscribers: dict) -> dict:
        if not self.offered.derived:
            return _blank(State.NOT_OFFERED, source="youtube", as_of=self.asked_at("youtube"), note=NOT_DERIVED)
        return subscribers if self.artist.youtube_channel_id else channel

    def held(self, platform: str) -> dict:
        profile = self.profiles.get(platform)
        return _blank(
            State.KNOWN if self.is_kept(platform) else State.STALE,
            source=platform,
            as_of=self.asked_at(platform),
            expires_at=self.expires_at(platform),
            url=(profile and profile.url) or None,
        )

    def musicbrainz(self) -> dict:
        if self.artist.mbid:
            return self.held("musicbrainz")
        profile = self.profiles.get("musicbrainz")
        if profile and profile.state == Profile.State.ABSENT:
            return _blank(State.ABSENT, source="musicbrainz", as_of=self.asked_at("musicbrainz"))
        why = self.offered.off.get("musicbrainz")
        return _blank(State.NOT_OFFERED if why else State.UNKNOWN, note=why)

    def independence(self) -> dict:
        """The verdict's own state; what speaks against it is words."""
        verdict = self.artist.breakdown.get("independence", {})
        lines = self.artist.breakdown.get("components", ())
        sources = next((line.get("sources", ()) for line in lines if line["component"] == "independence"), ())
        first = Source.from_json(sources[0]) if sources else None
        against = [{"value": words, "source": None, "as_of": None} for words in verdict.get("against", ())]
        return _blank(
            verdict.get("state", State.UNKNOWN),
            source=first and first.platform,
            as_of=first and first.as_of,
            url=first and first.url,
            note=verdict.get("because") or None,
            alternatives=against,
        )

    def alternatives(self, sources: Iterable[Source]) -> list[dict]:
        """What else is said; of what may not be kept any longer, only that it was said."""
        return [
            {"value": one.value if self.is_kept(one.platform) else None, "source": one.platform, "as_of": one.as_of}
            for one in sources
        ]

    def asked_at(self, platform: str) -> str | None:
        profile = self.profiles.get(platform)
        return profile and moment_of(profile.fetched_at)

    def expires_at(self, platform: str) -> datetime | None:
        profile = self.profiles.get(platform)
        return profile and profile.expires_at

    def is_kept(self, platform: str) -> bool:
        expires_at = self.expires_at(platform)
        return expires_at is None or expires_at > self.now


def _blank(state: str, *, source=None, as_of=None, expires_at=None, url=None, note=None, alternatives=()) -> dict:
    return {
        "state": str(state),
        "source": source or None,
        "as_of": as_of,
        "expires_at": expires_at,
        "url": url,
        "note": note,
        "alternatives": list(alternatives),
    }
