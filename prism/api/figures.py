"""Ratios and classes of YouTube's own figures, by the exports' rules, and only where the owner allows them."""

from leads.exports import values
from leads.exports.values import Channel
from leads.models import Artist


def engagement_rate(data: dict) -> float | None:
    """(likes + comments) / views x 100 over the newest ten own videos, of what YouTube's profile holds."""
    rate = values.engagement(data.get("recent"))
    return None if rate is None else float(rate)


def growth_potential(artist: Artist, *, fresh: bool = True) -> str | None:
    """High where the score found so, while the figures it rests on may be kept."""
    return values.growth_potential(artist.youtube_finding, artist.youtube_findings, Channel(fresh=fresh))
