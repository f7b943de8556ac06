"""What platforms told of one artist, kept in memory only: the twin of the learners for a look that stores nothing."""

from datetime import datetime

from enrichment import places
from enrichment.findings import CreditFinding, LinkFinding, Page, RecordingFinding
from enrichment.kinds import LASTFM, MB, SPOTIFY, YOUTUBE
from enrichment.learn import describe
from enrichment.learn.rows import NOBODY
from enrichment.learn.youtube import TOPIC
from enrichment.models import Area
from leads.gather import Known
from leads.models import Artist, Profile, Recording, Release
from leads.names import same_name


class Memory:
    """Learns answers about one code's main artist; `known` is None until somebody names one."""

    def __init__(self, isrc: str):
        self.isrc = isrc
        self.known: Known | None = None
        self.areas: dict[str, Area] = {}
        self.links: tuple[LinkFinding, ...] | None = None  # until they were read

    @property
    def title(self) -> str:
        return self.known.recordings[0].title if self.known else ""

    def countries(self) -> dict[str, tuple[str, str]]:
        """The country of the artist's places, as far as the areas lead."""
        found = {}
        for key in ("area", "begin_area"):
            if area := (self.known.data(MB).get(key) or {}).get("id"):
                country, trail, _ = places.resolve(area, self.areas)
                found |= {area: (country, trail)} if country else {}
        return found

    def learn(self, platform: str, kind: str, subject: str, answer, now: datetime) -> bool:
        """Keep the answer; whether it was one."""
        if kind in ("recording", "isrc", "tracks"):
            return self._recordings(platform, answer, now)
        return LEARNERS[platform, kind](self, subject, answer, now)

    def _recordings(self, platform: str, answer, now: datetime) -> bool:
        hits = answer.items if isinstance(answer, Page) else answer
        hits = tuple(hit for hit in hits if self.isrc in hit.isrcs)
        if hits:
            self._meet(platform, hits)
            self._identify(platform, hits[0], now)
        elif platform == SPOTIFY and self.known:
            self._profile(SPOTIFY, now).state = Profile.State.MISSED
        return bool(hits)

    def _meet(self, platform: str, hits: tuple[RecordingFinding, ...]) -> None:
        """The main artist of the first hit becomes the one we look at; the releases of all hits are theirs."""
        credits = [one for one in hits[0].credits if one.id and one.id not in NOBODY and not one.featured]
        if not credits:
            return
        if self.known is None:
            self.known = Known(_artist(platform, credits[0]))
            recording = Recording(pk=0, isrc=self.isrc, title=hits[0].title)
            recording.first_release = hits[0].first_release or ""
            recording.length_ms = hits[0].length_ms
            setattr(recording, "mbid" if platform == MB else "spotify_id", hits[0].id)
            self.known.recordings.append(recording)
        id_field = "mbid" if platform == MB else "spotify_id"
        seen = {getattr(one, id_field) for one in self.known.releases}
        for release in {one.id: one for hit in hits for one in hit.releases if one.id not in seen}.values():
            row = Release(
                title=release.title, date=release.date or "", kind=release.kind or "", official=release.official
            )
            setattr(row, id_field, release.id)
            self.known.releases.append(row)
        self.known.releases.sort(key=lambda one: one.date, reverse=True)

    def _identify(self, platform: str, hit: RecordingFinding, now: datetime) -> None:
        if platform != SPOTIFY or self.known is None:
            return
        artist = self.known.artist
        same = next((one.id for one in hit.credits if one.id and same_name(one.name, artist.name)), None)
        artist.spotify_id = artist.spotify_id or same
        if artist.spotify_id:
            describe.spotify_profile(self._profile(SPOTIFY, now), artist.spotify_id, now)

    def _profile(self, platform: str, now: datetime) -> Profile:
        fresh = Profile(platform=platform, state=Profile.State.FOUND, fetched_at=now, data={})
        return self.known.profiles.setdefault(platform, fresh)

    def _first(self, answer: Page):
        return answer.items[0] if answer.items else None

    def _artist(self, subject, answer, now) -> bool:
        if (finding := self._first(answer)) is None:
            return False
        describe.musicbrainz_artist(self.known.artist, self._profile(MB, now), finding, now)
        self.areas |= places.load(one["id"] for key in ("area", "begin_area") if (one := self.known.data(MB).get(key)))
        self.areas |= {place.id: places.drawn(place.id, place) for place in finding.places}
        if finding.links is not None:
            self._links(subject, Page(finding.links), now)
        return True

    def _links(self, subject, answer, now) -> bool:
        self.links = tuple(answer.items)
        describe.links(self._profile(MB, now), subject, list(answer.items), now)
        self.known.artist.spotify_id = self.known.artist.spotify_id or describe.spotify_identity(list(answer.items))
        return bool(answer.items)

    def _release(self, subject, answer, now) -> bool:
        finding = self._first(answer)
        for release in self.known.releases:
            if release.mbid == subject:
                release.labels = [{"id": one.id, "name": one.name} for one in finding.labels] if finding else []
                release.credited = list(finding.artist_ids) if finding else None
                release.fetched_at = now
        return finding is not None

    def _area(self, subject, answer, now) -> bool:
        finding = self._first(answer)
        self.areas[subject] = places.drawn(subject, finding)
        if finding and finding.parent:
            self.areas[finding.parent.id] = places.drawn(finding.parent.id, finding.parent)
        return finding is not None

    def _label(self, subject, answer, now) -> bool:
        self.known.labels[subject] = describe.new_label(subject, answer, now)
        return answer is not None

    def _album(self, subject, answer, now) -> bool:
        for release in self.known.releases:
            if release.spotify_id == subject:
                lines = answer.copyrights if answer else ()
                release.copyrights = [{"kind": line.kind, "text": line.text} for line in lines]
                release.labels = [{"id": None, "name": answer.label}] if answer and answer.label else []
                release.credited = list(answer.artist_ids) if answer else None
                release.fetched_at = now
        return answer is not None

    def _albums(self, subject, answer, now) -> bool:
        for hit in answer.items:
            self.known.releases.append(Release(spotify_id=hit.id, title=hit.title, date=hit.date or "", official=True))
        return bool(answer.items)

    def _followers(self, subject, answer, now) -> bool:
        if (finding := self._first(answer)) is None:
            return False
        self._profile(SPOTIFY, now).data["followers"] = self.known.artist.followers = finding.followers
        return True

    def _channel(self, subject, answer, now) -> bool:
        finding = self._first(answer) if isinstance(answer, Page) else answer
        if finding is None:
            self.known.artist.youtube_channel_id = None
            return False
        describe.channel(self.known.artist, self._profile(YOUTUBE, now), finding, now)
        return True

    def _uploads(self, subject, answer, now) -> bool:
        describe.uploads(self._profile(YOUTUBE, now), answer, now)
        return bool(answer.uploads)

    def _videos(self, subject, answer, now) -> bool:
        return True

    def _search(self, subject, answer, now) -> bool:
        """Names alone link nobody: without any that is alike, the artist is not there."""
        profile = self._profile(YOUTUBE, now)
        alike = [hit for hit in answer if same_name(hit.title, self.known.artist.name)]
        profile.state = Profile.State.CONFLICTING if alike else Profile.State.ABSENT
        topics = [hit for hit in answer if hit.title.endswith(TOPIC)]
        named = any(same_name(hit.title.removesuffix(TOPIC), self.known.artist.name) for hit in topics)
        profile.data["topic_only"] = named and not alike
        return False

    def _audience(self, subject, answer, now) -> bool:
        return describe.audience(self.known.artist, self._profile(LASTFM, now), answer, now)


LEARNERS = {
    (MB, "artist"): Memory._artist,
    (MB, "links"): Memory._links,
    (MB, "release"): Memory._release,
    (MB, "area"): Memory._area,
    (MB, "label"): Memory._label,
    (SPOTIFY, "album"): Memory._album,
    (SPOTIFY, "albums"): Memory._albums,
    (SPOTIFY, "followers"): Memory._followers,
    (YOUTUBE, "handle"): Memory._channel,
    (YOUTUBE, "channel"): Memory._channel,
    (YOUTUBE, "uploads"): Memory._uploads,
    (YOUTUBE, "videos"): Memory._videos,
    (YOUTUBE, "search"): Memory._search,
    (LASTFM, "audience"): Memory._audience,
}


def _artist(platform: str, credit: CreditFinding) -> Artist:
    """The artist as far as the credit tells; pk 0 is nobody's row."""
    artist = Artist(pk=0, name=credit.name)
    setattr(artist, "mbid" if platform == MB else "spotify_id", credit.id)
    return artist
