"""One lead of a list as the API tells it. What stands in other tables is read for a whole page at once, and only what
was asked for.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.conf import settings
from django.db.models import F, QuerySet
from django.db.models.fields.json import KT
from django.utils import timezone

from enrichment.kinds import SPOTIFY, YOUTUBE
from leads.exports import values
from leads.exports.values import Reach
from leads.models import Artist, Profile, UploadRow
from leads.querysets import OneOf
from leads.reading import scores
from outreach.permission import contacts_to_hand_out
from prism.api.figures import engagement_rate, growth_potential
from scoring.facts import State
from scoring.rules.youtube import DERIVED

# Wide, or of no use to a list, which is no order of it either.
UNREAD = (
    *("facts", "breakdown", "aliases", "sort_name", "disambiguation", "kind", "mbid", "spotify_id", "area"),
    *("country_source", "playcount", "do_not_contact_reason", "do_not_contact_since", "pinned_by", "pinned_at"),
)
OPEN = {str(state) for state in State} - {State.KNOWN, State.ABSENT}
NOT_DERIVED = (
    "Comparisons of YouTube's figures are switched off here (YOUTUBE_DERIVED_METRICS): "
    "nobody is told to underperform or to have high potential."
)


class Held(NamedTuple):
    """What one platform's profile says, as far as a list needs it."""

    state: str = ""
    expires_at: datetime | None = None
    recent: dict | None = None

    def is_fresh(self, now: datetime) -> bool:
        """Within the days for which the platform's figures may be kept."""
        return self.expires_at is None or self.expires_at > now


def listed(leads: QuerySet) -> QuerySet:
    """The same with what a list tells, and no more."""
    return leads.annotate(owner_name=F("owner__username")).defer(*UNREAD)


def notices() -> list[str]:
    return [] if settings.YOUTUBE_DERIVED_METRICS else [NOT_DERIVED]


class Page:
    """Some leads, and what is said of them elsewhere; each table is asked once, when it is first needed."""

    def __init__(self, leads: Sequence[Artist]):
        self.leads, self.now = leads, timezone.now()
        self.ids = [lead.pk for lead in leads]

    def told(self, keys: Sequence[str]) -> list[dict]:
        return [{key: KEYS[key](lead, self) for key in keys} for lead in self.leads]

    @cached_property
    def reached(self) -> dict[int, Reach]:
        return {pk: values.reach(contacts) for pk, contacts in contacts_to_hand_out(self.ids).items()}

    @cached_property
    def profiles(self) -> dict[tuple[int, str], Held]:
        rows = Profile.objects.filter(artist__in=self.ids, platform__in=(YOUTUBE, SPOTIFY))
        columns = ("artist_id", "platform", "state", "expires_at", "data__recent")
        return {(pk, platform): Held(*held) for pk, platform, *held in rows.values_list(*columns)}

    @cached_property
    def states(self) -> dict[int, str | None]:
        """How sure the channel is, as the facts have it."""
        rows = Artist.objects.filter(OneOf(self.ids)).order_by()
        return dict(rows.values_list("pk", KT("facts__youtube__state")))

    @cached_property
    def uploads(self) -> dict[int, list[int]]:
        rows = UploadRow.objects.filter(recording__credits__artist__in=self.ids).order_by("upload_id")
        found: dict[int, list[int]] = {}
        for pk, upload in rows.values_list("recording__credits__artist", "upload_id").distinct():
            found.setdefault(pk, []).append(upload)
        return found

    def reach(self, lead: Artist) -> Reach:
        return self.reached.get(lead.pk, Reach())

    def profile(self, lead: Artist, platform: str) -> Held:
        return self.profiles.get((lead.pk, platform), Held())


# --- YouTube ----------------------------------------------------------------------------------------------------------


def channel_state(lead: Artist, profile: Held, fact: str | None, now: datetime) -> str:
    """How sure it is that there is a channel, or none."""
    if lead.youtube_channel_id:
        return str(State.KNOWN if profile.is_fresh(now) else State.STALE)
    absent = State.ABSENT in (profile.state, fact) or lead.youtube_finding == Artist.Finding.NO_PRESENCE
    return str(State.ABSENT if absent else fact if fact in OPEN else State.UNKNOWN)


def youtube_figures(lead: Artist, profile: Held, state: str, now: datetime) -> dict:
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


def _youtube(lead: Artist, page: Page) -> dict:
    profile = page.profile(lead, YOUTUBE)
    state = channel_state(lead, profile, page.states.get(lead.pk), page.now)
    return youtube_figures(lead, profile, state, page.now)


def _followers(lead: Artist, page: Page) -> int | None:
    if lead.followers is None:
        return None
    return values.if_kept(lead.followers, page.profile(lead, SPOTIFY).is_fresh(page.now))


def genres(lead: Artist) -> list[str]:
    return lead.genres or ([lead.genre] if lead.genre else [])


# --- The keys of a lead -----------------------------------------------------------------------------------------------
KEYS: dict[str, Callable[[Artist, Page], object]] = {
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
    "owner": lambda lead, page: lead.owner_name,
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
