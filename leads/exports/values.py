"""How the cells are made that are more than a field of the lead. Unknown is None, and so is what we may not give away.

YouTube's and Spotify's own words are given away within their days of keeping only: a nightly job deletes what is past
them, and an export does not wait for it.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.utils import timezone

from leads.models import Artist
from leads.reading import HERE
from scoring.rules.youtube import DERIVED

# What a cell can be made of beside the lead's own fields, gathered for many leads at once: see rows.
CONTACTS, YOUTUBE, SPOTIFY, UPLOADS = "contacts", "youtube", "spotify", "uploads"

NO_PRESENCE, HIGH_POTENTIAL = str(Artist.Finding.NO_PRESENCE), str(Artist.Finding.HIGH_POTENTIAL)


class Reach(NamedTuple):
    """The contacts of one lead that may be handed out."""

    email: str | None = None
    phone: str | None = None
    website: str | None = None
    social: tuple[tuple[str, str], ...] = ()  # network, address


class Channel(NamedTuple):
    """What the YouTube profile says: whether there is a channel, and what may still be told of it."""

    has: bool | None = None
    fresh: bool = True
    recent: dict | None = None  # videos, views, likes, comments of the newest ten


def reach(contacts: Iterable) -> Reach:
    """The surest of each kind; `contacts` come in that order."""
    best: dict[str, str] = {}
    social: dict[str, str] = {}
    for contact in contacts:
        if contact.kind in ("social", "platform_profile"):
            social.setdefault(contact.platform or "web", contact.value)
        else:
            best.setdefault(contact.kind, contact.value)
    return Reach(best.get("email"), best.get("phone"), best.get("website"), tuple(social.items()))


def handle(address: str) -> str:
    """The name in a network's address: of https://instagram.com/exampletrio/ it is exampletrio."""
    try:
        parts = urlsplit(address)
    except ValueError:  # brackets, mostly: no address, but perhaps somebody can read it
        return address
    last = unquote(parts.path.rstrip("/").rpartition("/")[2]).removeprefix("@")
    if last.endswith(".php"):  # https://facebook.com/profile.php?id=1000
        last = parse_qs(parts.query, max_num_fields=50).get("id", [""])[0]
    return last or (parts.hostname or address).removeprefix("www.").split(".")[0]


# --- Contacts ---------------------------------------------------------------------------------------------------------


def email(reached: Reach) -> str | None:
    return reached.email


def phone(reached: Reach) -> str | None:
    return reached.phone


def website(reached: Reach) -> str | None:
    return reached.website


def handles(reached: Reach) -> dict[str, str] | None:
    return {network: handle(address) for network, address in reached.social} or None


# --- YouTube and Spotify ----------------------------------------------------------------------------------------------


def has_channel(channel_id: str | None, found: str | None, channel: Channel) -> bool | None:
    if channel_id:
        return True
    return False if found == NO_PRESENCE else channel.has


def channel_url(channel_id: str | None) -> str | None:
    return f"https://www.youtube.com/channel/{channel_id}" if channel_id else None


def while_fresh(figure, channel: Channel):
    """YouTube's own figures may be kept for so many days only."""
    return figure if channel.fresh else None


def if_kept(figure, kept: bool):
    return figure if kept else None


def finding(highest: str | None, all_of_them: list[str], channel: Channel) -> str | None:
    """The highest that may be told: that there is no channel is our own finding, the others rest on figures."""
    if highest is None or highest == NO_PRESENCE:
        return highest
    if not channel.fresh:
        return None
    if settings.YOUTUBE_DERIVED_METRICS:
        return highest
    return next((one for one in all_of_them or () if one not in DERIVED), None)


def growth_potential(highest: str | None, all_of_them: list[str], channel: Channel) -> str | None:
    """High where that finding holds. Nothing we keep tells the lower words of this column apart."""
    holds = HIGH_POTENTIAL in (highest, *(all_of_them or ()))
    return HIGH_POTENTIAL if holds and channel.fresh and settings.YOUTUBE_DERIVED_METRICS else None


def engagement_rate(channel_id: str | None, channel: Channel) -> Decimal | None:
    """The rate of the newest ten videos of the artist's own channel."""
    return engagement(channel.recent) if channel_id and channel.fresh else None


def engagement(recent: dict | None) -> Decimal | None:
    """(likes + comments) in percent of the views, to two decimals: one rule for exports and the API."""
    views, likes, comments = ((recent or {}).get(name) for name in ("views", "likes", "comments"))
    if not (settings.YOUTUBE_DERIVED_METRICS and views) or likes is None or comments is None:  # hidden, or no views
        return None
    return (Decimal(100 * (likes + comments)) / views).quantize(Decimal("0.01"), ROUND_HALF_UP)


# --- Others -----------------------------------------------------------------------------------------------------------


def nobody_tells() -> None:
    """No platform of ours offers it."""


def text(value: str) -> str | None:
    return value or None


def listed(values: list[str]) -> str | None:
    return "; ".join(values) or None


def day(moment: datetime | None) -> date | None:
    return moment and moment.astimezone(HERE).date()


def while_pinned(value, tier: str | None, until: date | None):
    """What belongs to a pin, up to and with its last day."""
    holds = tier and (until is None or until >= timezone.localdate())
    return (value or None) if holds else None


def because(part: str) -> Callable[[dict], str | None]:
    """The reasons of one part of the score, each with its points."""
    return lambda breakdown: _told(breakdown, part)


def because_of_opportunity(breakdown: dict, channel: Channel) -> str | None:
    """The same, where YouTube's line is told without figures that may not be given away."""
    return _told(breakdown, "opportunity", lambda line: _youtube_words(line, channel))


def _told(breakdown: dict, part: str, words: Callable[[dict], str] = lambda line: line["because"]) -> str | None:
    lines = [line for line in (breakdown or {}).get("components", ()) if line["part"] == part]
    return "; ".join(f"{line['label']}: {line['points']} of {line['out_of']}, {words(line)}" for line in lines) or None


def _youtube_words(line: dict, channel: Channel) -> str:
    if line["component"] != "youtube_opportunity" or line.get("rule") == NO_PRESENCE:
        return line["because"]
    if not channel.fresh:
        return "YouTube's figures are past their days"
    if line.get("rule") in DERIVED and not settings.YOUTUBE_DERIVED_METRICS:
        return "comparisons of YouTube's figures are switched off"
    return line["because"]
