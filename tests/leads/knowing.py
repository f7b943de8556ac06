"""Short ways to write what our rows know of an artist, without a database."""

from datetime import UTC, datetime

from leads.evidence import Circumstances, facts_of
from leads.gather import Hint, Known
from leads.models import Artist, Profile, Statement
from scoring.labels import LabelBook

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BOOK = LabelBook([])
MB = "musicbrainz"
AREA = {"area": {"id": "otaki", "name": "Ōtaki"}, "begin_area": {"id": "leeds", "name": "Leeds"}}
LIES = {"otaki": ("NZ", "Ōtaki, Wellington, New Zealand"), "leeds": ("GB", "Leeds")}


def known(profiles=None, recordings=(), releases=(), hints=(), statements=(), snapshots=(), labels=None, **values):
    """An artist with these profiles: {platform: its data, and "state", "expires_at" or "url" of the profile}."""
    artist = Artist(**{"pk": 1, "name": "Tide", "mbid": "tide"} | values)
    held = {name: _profile(name, dict(given)) for name, given in (profiles or {}).items()}
    told = [one if isinstance(one, Hint) else Hint("a.xlsx", "2026-11-01", one) for one in hints]
    return Known(artist, held, list(recordings), list(releases), labels or {}, told, list(statements), list(snapshots))


def _profile(platform, data):
    own = {name: data.pop(name) for name in ("expires_at", "url", "external_id", "confirmed_by_id") if name in data}
    return Profile(platform=platform, state=data.pop("state", "found"), fetched_at=NOW, data=data, **own)


def facts(given, **values):
    return facts_of(given, Circumstances(NOW, BOOK, **values))


def stated(field, value):
    return Statement(field=field, value=value, made_at=NOW)


def row(upload="spring.csv", day="2026-11-01", **words):
    """A spreadsheet's row."""
    return Hint(upload, day, words)
