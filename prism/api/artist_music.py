"""What an artist recorded and released, as the API tells it."""

from collections import defaultdict
from datetime import datetime

from leads.models import Artist, Credit, Recording, Release
from leads.names import fold
from prism.api.days import day_and_precision

MOST = 200
MARKS = {"P": "℗", "C": "©"}


def tracks(artist: Artist) -> dict:
    """Recordings, the newest first, each with all who are credited."""
    mine = Credit.objects.filter(artist=artist)
    credits = list(mine.select_related("recording").order_by("-recording__first_release", "pk")[:MOST])
    everyone, labels = _credited([one.recording_id for one in credits]), _Labels(artist)
    return {
        "tracks": [_track(one, everyone[one.recording_id], labels) for one in credits],
        "tracks_total": len(credits) if len(credits) < MOST else mine.count(),
    }


def _credited(recordings: list[int]) -> dict[int, list[dict]]:
    found = defaultdict(list)
    rows = Credit.objects.filter(recording__in=recordings).order_by("position", "pk")
    for recording, pk, name, role in rows.values_list("recording_id", "artist_id", "artist__name", "role"):
        found[recording].append({"id": pk, "name": name, "role": role})
    return found


def _track(credit: Credit, artists: list[dict], labels: "_Labels") -> dict:
    recording = credit.recording
    day, precision = day_and_precision(recording.first_release)
    return {
        "id": recording.pk,
        "isrc": recording.isrc,
        "title": recording.title or None,
        "release_date": day,
        "release_precision": precision,
        "label": labels.of(recording),
        "spotify_popularity": None,
        "role": credit.role,
        "artists": artists,
    }


class _Labels:
    """The label that a recording first came out on, as far as a release's title and day tell it."""

    def __init__(self, artist: Artist):
        self.both, self.by_day, self.by_title = {}, {}, {}
        named = artist.releases.exclude(labels=None).exclude(labels=[]).order_by("date", "pk")
        for title, day, labels in named.values_list("title", "date", "labels"):
            if name := _label(labels):
                self.both.setdefault((day, fold(title)), name)
                self.by_day.setdefault(day, name)
                self.by_title.setdefault(fold(title), name)

    def of(self, recording: Recording) -> str | None:
        day, title = recording.first_release, fold(recording.title)
        on_day = self.both.get((day, title)) or self.by_day.get(day) if day else None
        return on_day or (self.by_title.get(title) if title else None)


def releases(artist: Artist, now: datetime) -> dict:
    """The newest first."""
    rows = list(artist.releases.order_by("-date", "-pk")[:MOST])
    total = len(rows) if len(rows) < MOST else artist.releases.count()
    return {"releases": [_release(one, now) for one in rows], "releases_total": total}


def _release(release: Release, now: datetime) -> dict:
    """What Spotify alone told is told on within its days of keeping only."""
    day, precision = day_and_precision(release.date)
    past = release.mbid is None and release.expires_at is not None and release.expires_at <= now
    sources = {"musicbrainz": release.mbid, "spotify": release.spotify_id}
    return {
        "id": release.pk,
        "title": release.title,
        "release_date": day,
        "precision": precision,
        "label": None if past else _label(release.labels),
        "type": release.kind or None,
        "copyright_lines": [] if past else [_line(one) for one in release.copyrights or ()],
        "sources": [name for name, id in sources.items() if id],
    }


def _label(labels: list[dict] | None) -> str | None:
    return next((one["name"] for one in labels or () if one.get("name")), None)


def _line(line: dict) -> str:
    mark, text = MARKS.get(line.get("kind"), ""), line.get("text") or ""
    return text if not mark or text.startswith(tuple(MARKS.values())) else f"{mark} {text}"
