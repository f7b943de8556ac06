"""One artist whole, as the API tells it, read in a number of queries that does not grow with what there is."""

from collections import defaultdict
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from enrichment.kinds import SPOTIFY, YOUTUBE
from leads.evidence.by_field import by_field
from leads.exports import values
from leads.models import Artist, Profile
from leads.reading import score_breakdown, scores
from outreach.models import Activity, Suppression
from outreach.permission import contacts_to_hand_out
from prism.api import activities
from prism.api.artist_music import releases, tracks
from prism.api.evidence import offered
from prism.api.lead_told import Held, channel_state, genres, notices, youtube_figures
from scoring.facts import State
from scoring.rules.youtube import DERIVED

MOST_LINES = 100
# A profile's own words, as evidence has them: missed once, or rejected by a person, nothing is known.
STATES = defaultdict(
    lambda: State.UNKNOWN,
    {
        Profile.State.FOUND: State.KNOWN,
        Profile.State.ABSENT: State.ABSENT,
        Profile.State.CONFLICTING: State.CONFLICTING,
    },
)


def whole(artist: Artist) -> dict:
    """Everything that is known of the artist; nobody is asked for it."""
    now = timezone.now()
    profiles = {profile.platform: profile for profile in artist.profiles.order_by("platform")}
    music = tracks(artist) | releases(artist, now)
    return {
        **_who(artist),
        "scores": scores(artist),
        "score_breakdown": score_breakdown(artist.breakdown),
        "coverage": artist.coverage,
        "independence": artist.independence,
        "evidence": by_field(artist, profiles, offered(), now),
        "metrics": _metrics(artist, profiles, music["releases_total"], now),
        "youtube_metrics": _youtube(artist, profiles.get(YOUTUBE), now),
        "youtube_opportunities": _openings(artist),
        "contact_info": _contact_info(artist),
        "contact_attempts": _contacts(artist),
        **_outreach(artist),
        **music,
        "profiles": [_profile(profile, now) for profile in profiles.values()],
        "timestamps": {
            "created_at": artist.created_at,
            "updated_at": artist.updated_at,
            "last_scraped": artist.checked_at,
        },
        "history_url": f"/api/artist/{artist.pk}/history",
        "snapshots_url": f"/api/artist/{artist.pk}/history?kind=snapshot",
        "merged_from": list(artist.merged_ids.order_by("old_id").values_list("old_id", flat=True)),
        "notices": notices(),
    }


def _who(artist: Artist) -> dict:
    return {
        "id": artist.pk,
        "name": artist.name,
        "aliases": list(artist.aliases),
        "musicbrainz_id": artist.mbid or None,
        "spotify_id": artist.spotify_id or None,
        "country": artist.country or None,
        "region": artist.region,
        "genre": artist.genre or None,
        "genres": genres(artist),
    }


def _metrics(artist: Artist, profiles: dict[str, Profile], release_count: int, now: datetime) -> dict:
    spotify = profiles.get(SPOTIFY)
    return {
        "monthly_listeners": None,
        "follower_count": artist.followers if spotify is None or _held(spotify).is_fresh(now) else None,
        "lastfm_listeners": artist.listeners,
        "lastfm_playcount": artist.playcount,
        "release_count": release_count or None,
        "last_release_date": artist.last_release_date,
        "last_release_precision": artist.last_release_precision or None,
    }


# --- YouTube ----------------------------------------------------------------------------------------------------------


def _youtube(artist: Artist, profile: Profile | None, now: datetime) -> dict:
    held, data = _held(profile), profile.data if profile else {}
    fact = (artist.facts or {}).get("youtube", {}).get("state")
    told = youtube_figures(artist, held, channel_state(artist, held, fact, now), now)
    read = data.get("channel_at")
    published = [one for one in data.get("published") or () if one]
    fresh = bool(artist.youtube_channel_id) and held.is_fresh(now)
    return {
        "channel_id": artist.youtube_channel_id or None,
        **told,
        "last_upload": datetime.fromisoformat(max(published)) if fresh and published else None,
        "as_of": datetime.fromisoformat(read) if read else profile and profile.fetched_at,
        "expires_at": held.expires_at,
    }


def _held(profile: Profile | None) -> Held:
    return Held(profile.state, profile.expires_at, profile.data.get("recent")) if profile else Held()


def _openings(artist: Artist) -> list[dict]:
    findings = artist.breakdown.get("youtube_findings", ())
    return [
        {"type": one["type"], "because": one["because"]}
        for one in findings
        if one["type"] != Artist.Finding.HEALTHY and (settings.YOUTUBE_DERIVED_METRICS or one["type"] not in DERIVED)
    ]


def _profile(profile: Profile, now: datetime) -> dict:
    state = STATES[profile.state]
    if state == State.KNOWN and not _held(profile).is_fresh(now):
        state = State.STALE
    return {
        "platform": profile.platform,
        "url": (profile.url or None) if profile.state != Profile.State.REJECTED else None,
        "state": str(state),
        "source": "staff" if profile.confirmed_by_id else profile.platform,
        "as_of": profile.fetched_at,
    }


# --- Speaking to them -------------------------------------------------------------------------------------------------


def _contact_info(artist: Artist) -> dict:
    """What may be used now; nobody tells who manages an artist."""
    reached = values.reach(contacts_to_hand_out([artist.pk]).get(artist.pk, ()))
    return {
        "email": reached.email,
        "website": reached.website,
        "social_handles": values.handles(reached) or {},
        "management_contact": None,
    }


def _contacts(artist: Artist) -> list[dict]:
    suppressed = Exists(Suppression.objects.filter(key=OuterRef("key")))
    return [
        {
            "id": contact.pk,
            "type": contact.kind,
            "method": contact.kind,
            "value": None if contact.suppressed else contact.value,
            "platform": contact.platform or None,
            "confidence": contact.confidence,
            "source": contact.source,
            "source_url": (contact.source_url or None) if not contact.suppressed else None,
            "verified": contact.verified,
            "found_at": contact.found_at,
            "suppressed": contact.suppressed,
        }
        for contact in artist.contacts.annotate(suppressed=suppressed).order_by("kind", "-confidence", "pk")
    ]


def _outreach(artist: Artist) -> dict:
    lines = artist.activities.filter(kind=Activity.Kind.STATUS).select_related("author")
    return {
        "outreach_status": artist.outreach_status,
        "owner": activities.name_of(artist.owner),
        "follow_up_on": artist.follow_up_on,
        "do_not_contact": {
            "active": artist.do_not_contact,
            "reason": artist.do_not_contact_reason or None,
            "since": artist.do_not_contact_since,
        },
        "outreach_history": [activities.told(one) for one in lines[:MOST_LINES]],
    }
