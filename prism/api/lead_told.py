"""One lead of a list as the API tells it. What stands in other tables is read for a whole page at once, and only what
was asked for.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.utils import timezone

from enrichment.kinds import SPOTIFY, YOUTUBE
from leads.exports import values
from leads.exports.values import Reach
from leads.models import Artist, Credit, Profile
from leads.querysets import OneOf, Repeated
from leads.reading import scores
from outreach.permission import contacts_to_hand_out
from prism.api.figures import engagement_rate, growth_potential
from scoring.facts import State
from scoring.rules.youtube import DERIVED

OPEN = {str(state) for state in State} - {State.KNOWN, State.ABSENT}
NOT_DERIVED = (
    "Comparisons of YouTube's figures are switched off here (YOUTUBE_DERIVED_METRICS): "
    "nobody is told to underperform or to have high potential."
)


class Lead(NamedTuple):
    """What a list tells of a lead's own row or is ordered by, and no more: rows are wide, and models slow to make."""

    id: int
    name: str
    search_name: str
    country: str | None
    region: str
    genre: str | None
    genres: list[str]
    independence_score: Decimal | None
    opportunity_score: Decimal | None
    geographic_score: Decimal | None
    total_score: Decimal | None
    score_ceiling: Decimal | None
    coverage: int | None
    tier: str | None
    pinned_tier: str | None
    pinned_reason: str
    pinned_until: date | None
    policy_version: int | None
    scored_at: datetime
    independence: str
    listeners: int | None
    followers: int | None
    last_release_date: date | None
    last_release_precision: str | None
    youtube_channel_id: str | None
    youtube_subscribers: int | None
    youtube_views: int | None
    youtube_videos: int | None
    upload_frequency: str | None
    youtube_finding: str | None
    youtube_findings: list[str]
    outreach_status: str
    follow_up_on: date | None
    do_not_contact: bool
    checked_at: datetime | None
    created_at: datetime
    updated_at: datetime
    owner__username: str | None

    pin_holds = Artist.pin_holds
    standing_tier = standing = Artist.standing_tier

    @property
    def pk(self) -> int:
        return self.id


class Held(NamedTuple):
    """What one platform's profile says, as far as a list needs it."""

    state: str = ""
    expires_at: datetime | None = None
    recent: dict | None = None

    def is_fresh(self, now: datetime) -> bool:
        """Within the days for which the platform's figures may be kept."""
        return self.expires_at is None or self.expires_at > now


def listed(leads: QuerySet) -> list[Lead]:
    return list(map(Lead._make, leads.values_list(*Lead._fields)))


def notices() -> list[str]:
    return [] if settings.YOUTUBE_DERIVED_METRICS else [NOT_DERIVED]


class Page:
    """Some leads, and what is said of them elsewhere; each table is asked once, when it is first needed."""

    def __init__(self, leads: Sequence[Lead | Artist]):
        self.leads, self.now = leads, timezone.now()
        self.ids = [lead.pk for lead in leads]

    def told(self, keys: Sequence[str]) -> list[dict]:
        return [{key: KEYS[key](lead, self) for key in keys} for lead in self.leads]

    @cached_property
    def reached(self) -> dict[int, Reach]:
        return {pk: values.reach(contacts) for pk, contacts in contacts_to_hand_out(self.ids).items()}

    @cached_property
    def profiles(self) -> dict[tuple[int, str], Held]:
        return {(pk, platform): Held(*held) for pk, platform, *held in _PROFILES(self.ids)}

    @cached_property
    def states(self) -> dict[int, str | None]:
        """How sure the channel is, as the facts have it."""
        return dict(_STATES(self.ids))

    @cached_property
    def uploads(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for pk, upload in _UPLOADS(self.ids):
            found.setdefault(pk, []).append(upload)
        return found

    def reach(self, lead: Lead) -> Reach:
        return self.reached.get(lead.pk, Reach())

    def profile(self, lead: Lead, platform: str) -> Held:
        return self.profiles.get((lead.pk, platform), Held())


_PROFILES = Repeated(
    lambda ids: Profile.objects.filter(OneOf(ids, "artist"), platform__in=(YOUTUBE, SPOTIFY)).values_list(
        "artist_id", "platform", "state", "expires_at", "data__recent"
    )
)
_STATES = Repeated(
    lambda ids: Artist.objects.filter(OneOf(ids)).order_by().values_list("pk", KT("facts__youtube__state"))
)
_UPLOADS = Repeated(
    lambda ids: (
        Credit.objects.filter(OneOf(ids, "artist"), recording__upload_rows__isnull=False)
        .order_by("recording__upload_rows__upload")
        .values_list("artist_id", "recording__upload_rows__upload")
        .distinct()
    )
)


# --- YouTube ----------------------------------------------------------------------------------------------------------


def channel_state(lead: Lead | Artist, profile: Held, fact: str | None, now: datetime) -> str:
    """How sure it is that there is a channel, or none."""
    if lead.youtube_channel_id:
        return str(State.KNOWN if profile.is_fresh(now) else State.STALE)
    absent = State.ABSENT in (profile.state, fact) or lead.youtube_finding == Artist.Finding.NO_PRESENCE
    return str(State.ABSENT if absent else fact if fact in OPEN else State.UNKNOWN)


def youtube_figures(lead: Lead | Artist, profile: Held, state: str, now: datetime) -> dict:
    """YouTube's own figures, while they may be kept, and what is made of them."""
    fresh = bool(lead.youtube_channel_id) and profile.is_fresh(now)
    return {
        "state": state,
        "has_channel": True if lead.youtube_channel_id else False if state == State.ABSENT else None,
        "channel_url": values.channel_url(lead.youtube_channel_id),
        "subscribers": lead.youtube_subscribers if fresh else None,
        "total_views": lead.youtube_views if fresh else None,
        "video_count": lead.youtube_videos if fresh else None,
        "upload_frequency": lead.upload_frequency if fresh else None,
        "growth_potential": growth_potential(lead, fresh=fresh),
        "engagement_rate": engagement_rate({"recent": profile.recent}) if fresh else None,
    }


def openings(findings: Sequence[str]) -> list[str]:
    """Findings that are an opportunity, without those that may not be derived here."""
    told = [one for one in findings or () if one != Artist.Finding.HEALTHY]
    return told if settings.YOUTUBE_DERIVED_METRICS else [one for one in told if one not in DERIVED]


def _youtube(lead: Lead, page: Page) -> dict:
    profile = page.profile(lead, YOUTUBE)
    state = channel_state(lead, profile, page.states.get(lead.pk), page.now)
    return youtube_figures(lead, profile, state, page.now)


def _followers(lead: Lead, page: Page) -> int | None:
    if lead.followers is None:
        return None
    return values.if_kept(lead.followers, page.profile(lead, SPOTIFY).is_fresh(page.now))


def genres(lead: Lead | Artist) -> list[str]:
    return lead.genres or ([lead.genre] if lead.genre else [])


# --- The keys of a lead -----------------------------------------------------------------------------------------------
KEYS: dict[str, Callable[[Lead, Page], object]] = {
    "id": lambda lead, page: lead.pk,
    "name": lambda lead, page: lead.name,
    "country": lambda lead, page: lead.country or None,
    "region": lambda lead, page: lead.region,
    "genre": lambda lead, page: lead.genre or None,
    "genres": lambda lead, page: genres(lead),
    "total_score": lambda lead, page: lead.total_score,
    "independence_score": lambda lead, page: lead.independence_score,
    "opportunity_score": lambda lead, page: lead.opportunity_score,
    "geographic_score": lambda lead, page: lead.geographic_score,
    "lead_tier": lambda lead, page: lead.standing_tier,
    "scores": lambda lead, page: scores(lead, with_breakdown=False),
    "coverage": lambda lead, page: lead.coverage,
    "confidence": lambda lead, page: lead.coverage,
    "independence": lambda lead, page: lead.independence,
    "monthly_listeners": lambda lead, page: None,
    "follower_count": _followers,
    "lastfm_listeners": lambda lead, page: lead.listeners,
    "last_release_date": lambda lead, page: lead.last_release_date,
    "last_release_precision": lambda lead, page: lead.last_release_precision or None,
    "outreach_status": lambda lead, page: lead.outreach_status,
    "owner": lambda lead, page: lead.owner__username,
    "follow_up_on": lambda lead, page: lead.follow_up_on,
    "do_not_contact": lambda lead, page: lead.do_not_contact,
    "contact_email": lambda lead, page: page.reach(lead).email,
    "website": lambda lead, page: page.reach(lead).website,
    "social_handles": lambda lead, page: values.handles(page.reach(lead)) or {},
    "youtube_summary": _youtube,
    "youtube_opportunities": lambda lead, page: openings(lead.youtube_findings),
    "sources": lambda lead, page: page.uploads.get(lead.pk, []),
    "last_checked": lambda lead, page: lead.checked_at,
    "created_at": lambda lead, page: lead.created_at,
    "updated_at": lambda lead, page: lead.updated_at,
}
