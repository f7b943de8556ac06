"""All that our rows hold of some artists, read in a fixed number of queries, whoever asks: scoring or planning."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter

from django.utils import timezone

from leads.models import Artist, Credit, Label, Profile, Recording, Release, Snapshot, Statement, UploadRow
from leads.names import fold


@dataclass
class Hint:
    """What a spreadsheet's row says beside a code of the artist."""

    upload: str
    at: str
    words: dict

    @property
    def links(self) -> dict[str, str]:
        """Addresses by the column they stand in: youtube, spotify, website, url..."""
        links = self.words.get("links")
        return links if isinstance(links, dict) else {}

    def word(self, name: str) -> str:
        return str(self.words.get(name) or "").strip()

    def is_about(self, names: Iterable[str]) -> bool:
        """Whether the row's artist column, where it has one, names the artist: one code may credit several."""
        said = fold(self.word("artist"))
        return not said or any(name and name in said for name in map(fold, names))


@dataclass
class Known:
    """One artist with everything the rules may look at."""

    artist: Artist
    profiles: dict[str, Profile] = field(default_factory=dict)
    recordings: list[Recording] = field(default_factory=list)  # main credits only, oldest row first
    releases: list[Release] = field(default_factory=list)  # newest first, undated last
    labels: dict[str, Label] = field(default_factory=dict)  # by MBID: those that were looked up, and their owners
    hints: list[Hint] = field(default_factory=list)  # newest file first
    statements: list[Statement] = field(default_factory=list)  # newest first
    snapshots: list[Snapshot] = field(default_factory=list)  # oldest first

    @property
    def names(self) -> list[str]:
        return [self.artist.name, *self.artist.aliases]

    @property
    def own_releases(self) -> list[Release]:
        """Newest first, without what is known to be somebody else's: an album by many says nothing of one of them.

        Promotions and the like count only where nothing else came out.
        """
        ids = {self.artist.mbid, self.artist.spotify_id}
        own = [one for one in self.releases if not one.credited or not ids.isdisjoint(one.credited)]
        return [one for one in own if one.official] or own

    def data(self, platform: str) -> dict:
        profile = self.profiles.get(platform)
        return profile.data if profile else {}

    def state(self, platform: str) -> str:
        profile = self.profiles.get(platform)
        return profile.state if profile else ""

    def stated(self, name: str) -> Statement | None:
        """What staff said last about one field."""
        return next((statement for statement in self.statements if statement.field == name), None)


def gather(artist_ids: Iterable[int]) -> dict[int, Known]:
    """Known by artist id; ids that no longer exist are left out.

    All that is read stands in an order of its own, never in that of its arrival.
    """
    known = {artist.pk: Known(artist) for artist in Artist.objects.filter(pk__in=list(artist_ids))}
    _profiles(known)
    _recordings(known)
    _releases(known)
    for statement in Statement.objects.filter(artist__in=known):
        known[statement.artist_id].statements.append(statement)
    for snapshot in Snapshot.objects.filter(artist__in=known).order_by("day", "platform", "metric"):
        known[snapshot.artist_id].snapshots.append(snapshot)
    return known


def _profiles(known: dict[int, Known]) -> None:
    for profile in Profile.objects.filter(artist__in=known):
        known[profile.artist_id].profiles[profile.platform] = profile


def _recordings(known: dict[int, Known]) -> None:
    credits = Credit.objects.filter(artist__in=known, role=Credit.Role.MAIN).select_related("recording")
    by_recording = defaultdict(list)
    for credit in credits.order_by("recording_id"):
        known[credit.artist_id].recordings.append(credit.recording)
        by_recording[credit.recording_id].append(credit.artist_id)
    hinted = UploadRow.objects.filter(recording__in=list(by_recording)).exclude(hints__isnull=True)
    for row in hinted.select_related("upload").order_by():
        hint = Hint(row.upload.filename, moment_of(row.upload.created_at), row.hints)
        for artist in by_recording[row.recording_id]:
            if hint.is_about(known[artist].names):
                known[artist].hints.append(hint)
    for one in known.values():
        one.hints = _newest_first(one.hints)


def _newest_first(hints: list[Hint]) -> list[Hint]:
    """The hints of the newest file first; what files of one name say twice in the same words counts once."""
    told = [(hint.at, hint.upload, json.dumps(hint.words, sort_keys=True), hint) for hint in hints]
    newest = {said[1:3]: said for said in sorted(told, key=itemgetter(0, 1, 2))}
    return [hint for *_, hint in sorted(newest.values(), key=itemgetter(0, 1, 2), reverse=True)]


def _releases(known: dict[int, Known]) -> None:
    through = Release.artists.through.objects.filter(artist__in=known).values_list("artist_id", "release_id")
    artists_of = defaultdict(list)
    for artist, release in through:
        artists_of[release].append(artist)
    releases = list(Release.objects.filter(pk__in=list(artists_of)))
    releases.sort(key=lambda one: (one.mbid or "", one.spotify_id or ""))
    releases.sort(key=lambda one: one.date, reverse=True)
    labels = _labels({label["id"] for release in releases for label in release.labels or [] if label.get("id")})
    for one in known.values():
        one.labels = labels
    for release in releases:
        for artist in artists_of[release.pk]:
            known[artist].releases.append(release)


def _labels(mbids: set[str]) -> dict[str, Label]:
    """The labels that were looked up, and their owners as far as those were."""
    found: dict[str, Label] = {}
    while mbids:
        fresh = Label.objects.filter(mbid__in=mbids).exclude(fetched_at=None)
        found |= {label.mbid: label for label in fresh}
        mbids = {owner["id"] for label in fresh for owner in label.owners if owner.get("id")} - found.keys()
        if not fresh:
            break
    return found


def moment_of(moment: datetime | str | None) -> str | None:
    """A stored moment in New Zealand's time, ISO with its offset."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else None


def day_of(moment: datetime | str | None) -> str | None:
    """The New Zealand day of a stored moment, ISO."""
    return moment_of(moment)[:10] if moment else None
