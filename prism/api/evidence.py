"""How far each field of a lead can be trusted: the shape, an example, and what can be told here at all."""

from django.conf import settings

from enrichment import gate
from enrichment.kinds import PLATFORMS, SPOTIFY
from leads.evidence.by_field import Offered
from prism.api.score_shapes import STATE
from prism.api.shapes import AS_OF, MOMENT, TEXT, by_name, many, maybe, obj

FIELD = obj(
    state=STATE, source=maybe(TEXT), as_of=AS_OF, expires_at=maybe(MOMENT), url=maybe(TEXT), note=maybe(TEXT),
    alternatives=many(obj(value={}, source=maybe(TEXT), as_of=AS_OF)),
)  # fmt: skip
EVIDENCE = by_name(FIELD)
_BARE = {"expires_at": None, "url": None, "note": None, "alternatives": []}
EVIDENCE_EXAMPLE = {
    "country": {"state": "known", "source": "musicbrainz", "as_of": "2026-11-22T20:14:55+13:00", **_BARE},
    "follower_count": {
        "state": "not_offered",
        "source": "spotify",
        "as_of": "2026-11-22T20:14:57+13:00",
        **_BARE,
        "note": "Spotify tells followers in its extended mode only (SPOTIFY_EXTENDED)",
    },
}


def offered() -> Offered:
    off = {platform: gate.off(platform) for platform in PLATFORMS if platform not in gate.configured()}
    followers = settings.SPOTIFY_EXTENDED and SPOTIFY not in off
    return Offered(off, followers, settings.YOUTUBE_DERIVED_METRICS)
