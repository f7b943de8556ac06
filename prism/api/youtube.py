"""What YouTube could be for these artists: the leads with an opening there, and how the whole book stands."""

import time

from django.conf import settings
from django.utils import timezone
from rest_framework import serializers

from enrichment import gate, measures
from enrichment.kinds import YOUTUBE
from leads.filters import narrowed
from leads.models import Artist
from outreach.permission import usable_contacts
from prism.api import paging
from prism.api.door import Door, answer
from prism.api.figures import growth_potential
from prism.api.lead_told import Page
from prism.api.limits import PURSE_EXAMPLE, PURSES, purses
from prism.api.paging import Order
from prism.api.platform_words import api_status
from prism.api.reading import Given, Number, Text, Whole
from prism.api.routes import Route
from prism.api.schema import described
from prism.api.shapes import MOMENT, NUMBER, PAGINATION, SERVICE, TEXT, WHOLE, many, maybe, obj, one_of
from prism.api.youtube_figures import figures
from scoring.rules.youtube import DERIVED
from scoring.territories import COUNTRIES

USUAL = 20
# The two first names of the groups are what the old page reads.
GROUPS = {
    Artist.Finding.NO_PRESENCE.value: "no_youtube_presence",
    Artist.Finding.UNDERPERFORMING.value: "underperforming_youtube",
    Artist.Finding.INCONSISTENT.value: "inconsistent_uploads",
    Artist.Finding.HIGH_POTENTIAL.value: "high_potential",
}
KINDS = tuple(GROUPS)
NOT_DERIVED = (
    "Comparisons of YouTube's figures are switched off here (YOUTUBE_DERIVED_METRICS): "
    "nobody is listed as underperforming or of high potential."
)
ONE = obj(
    id=WHOLE, artist_id=WHOLE, name=TEXT, artist_name=TEXT, lead_tier=one_of(*Artist.Tier.values, None),
    country=maybe(TEXT), total_score=maybe(NUMBER), monthly_listeners=maybe(WHOLE), youtube_subscribers=maybe(WHOLE),
    youtube_channel_url=maybe(TEXT), youtube_growth_potential=one_of("high_potential", None),
    has_youtube_channel={"type": ["boolean", "null"]}, opportunity_type=one_of(*KINDS),
    opportunity_types=many(one_of(*KINDS)), reasons=many(TEXT), priority_score=maybe(NUMBER),
)  # fmt: skip
SHAPE = obj(
    youtube_opportunities=many(ONE), groups=obj(**dict.fromkeys(GROUPS.values(), many(ONE))),
    pagination=PAGINATION, notices=many(TEXT), generated_at=MOMENT, service=SERVICE,
)  # fmt: skip
ITEM = {
    "id": 18,
    "artist_id": 18,
    "name": "Ngā Tauira",
    "artist_name": "Ngā Tauira",
    "lead_tier": "B",
    "country": "NZ",
    "total_score": 64.0,
    "monthly_listeners": None,
    "youtube_subscribers": None,
    "youtube_channel_url": None,
    "youtube_growth_potential": None,
    "has_youtube_channel": False,
    "opportunity_type": "no_youtube_presence",
    "opportunity_types": ["no_youtube_presence"],
    "reasons": ["No channel found, searched on 2026-11-20"],
    "priority_score": 64.0,
}
EXAMPLE = {
    "youtube_opportunities": [ITEM],
    "groups": {name: [ITEM] if name == "no_youtube_presence" else [] for name in GROUPS.values()},
    "pagination": {
        "total": 1,
        "limit": 20,
        "offset": 0,
        "has_more": False,
        "page": 1,
        "total_pages": 1,
        "next_cursor": None,
        "previous_cursor": None,
    },
    "notices": [],
    "generated_at": "2026-11-22T20:15:00+13:00",
    "service": "Prism Analytics Engine",
}


class Words(serializers.ListField):
    """Any of these words, repeated or with commas between them; `fold` makes them of one letter case."""

    def __init__(self, words, fold=str, also=(), **more):
        self.fold = fold
        child = serializers.ChoiceField(choices=[*words, *also])
        super().__init__(child=child, required=False, **more)

    def to_internal_value(self, data):
        return super().to_internal_value([self.fold(one) for one in data])


class Asked(Given):
    lists = ("kind", "tier", "region", "country")

    kind = Words(KINDS)
    tier = Words(Artist.Tier.values, fold=lambda word: word if word.lower() == "none" else word.upper(), also=["none"])
    region = Words(Artist.Region.values, also=["other_english_speaking"])
    country = Words(
        COUNTRIES, fold=lambda word: word.lower() if word.lower() == "none" else word.upper(), also=["none"]
    )
    min_score = Number(required=False, min_value=0, max_value=100)
    limit = Whole(required=False, min_value=1, max_value=paging.MOST, default=USUAL)
    offset = Whole(required=False, min_value=0, max_value=paging.FURTHEST, default=0)
    cursor = Text(required=False)


class Opportunities(Door):
    """Leads with an opening on YouTube, by total score. Who was never looked for is not listed as absent."""

    needs = {"GET": ("leads.view_artist",)}

    @described("Openings on YouTube", query=Asked, out={200: (SHAPE, EXAMPLE)}, problems=(400,))
    def get(self, request):
        given = Asked.of_query(request)
        filters = {name: given[name] for name in given if name not in paging.NAMES}
        kinds = filters.pop("kind", None) or list(KINDS)
        leads = _leads(filters, kinds, request.user)
        rows, page = paging.page(leads, request, {**filters, "kind": kinds}, Order("total_score"), usual=USUAL)
        page_of = Page(rows)
        told = [_tell(artist, page_of) for artist in rows]
        groups = {name: [one for one in told if kind in one["opportunity_types"]] for kind, name in GROUPS.items()}
        return answer(
            {
                "youtube_opportunities": told,
                "groups": groups,
                "pagination": page,
                "notices": [] if settings.YOUTUBE_DERIVED_METRICS else [NOT_DERIVED],
                "generated_at": timezone.now(),
            }
        )


def _leads(given: dict, kinds: list[str], user):
    """Assessed artists of whom any of these findings holds, narrowed as asked; their order is the page's."""
    asked = {**given, "youtube_opportunity": kinds}
    found = narrowed(asked, user=user, usable=usable_contacts, leads=Artist.objects.exclude(scored_at=None))
    return found.leads.order_by().defer("facts", "aliases", "genres")


def _offered(kinds) -> list[str]:
    """Without what may not be derived from YouTube's figures here."""
    return [kind for kind in kinds if settings.YOUTUBE_DERIVED_METRICS or kind not in DERIVED]


def _tell(artist: Artist, page: Page) -> dict:
    """YouTube's own figures while they may be kept; that there is an opening is our finding."""
    types = [kind for kind in artist.youtube_findings if kind in _offered(KINDS)]
    because = {one["type"]: one["because"] for one in artist.breakdown.get("youtube_findings", [])}
    channel, total = artist.youtube_channel_id, artist.total_score
    fresh = page.profile(artist, YOUTUBE).is_fresh(page.now)
    return {
        "id": artist.pk,
        "artist_id": artist.pk,
        "name": artist.name,
        "artist_name": artist.name,
        "lead_tier": artist.standing_tier,
        "country": artist.country,
        "total_score": total,
        "monthly_listeners": None,
        "youtube_subscribers": artist.youtube_subscribers if fresh else None,
        "youtube_channel_url": f"https://www.youtube.com/channel/{channel}" if channel else None,
        "youtube_growth_potential": growth_potential(artist, fresh=fresh),
        "has_youtube_channel": True if channel else False if Artist.Finding.NO_PRESENCE in types else None,
        "opportunity_type": types[0],
        "opportunity_types": types,
        "reasons": [because[kind] for kind in types if kind in because],
        "priority_score": total,
    }


STATS = obj(
    total_artists=WHOLE, artists_with_youtube_channels=WHOLE, artists_without_channel=WHOLE,
    artists_not_looked_up=WHOLE, youtube_coverage_percentage=maybe(NUMBER), total_youtube_subscribers=maybe(WHOLE),
    average_youtube_subscribers=maybe(NUMBER), high_potential_channels=maybe(WHOLE),
    opportunity_counts=obj(**dict.fromkeys(KINDS, maybe(WHOLE))),
    upload_frequency_distribution=obj(**dict.fromkeys(Artist.Frequency.values, WHOLE)), quota=PURSES,
    api_status=one_of("available", "not_configured", "quota_spent", "failing"), generated_at=MOMENT, service=SERVICE,
)  # fmt: skip
STATS_EXAMPLE = {
    "total_artists": 540,
    "artists_with_youtube_channels": 201,
    "artists_without_channel": 65,
    "artists_not_looked_up": 274,
    "youtube_coverage_percentage": 37.2,
    "total_youtube_subscribers": 812400,
    "average_youtube_subscribers": 4041.8,
    "high_potential_channels": None,
    "opportunity_counts": dict.fromkeys(KINDS) | {"no_youtube_presence": 65, "inconsistent_uploads": 12},
    "upload_frequency_distribution": dict.fromkeys(Artist.Frequency.values, 0) | {"low": 40},
    "quota": {"search": PURSE_EXAMPLE, "main": PURSE_EXAMPLE, "stats": PURSE_EXAMPLE},
    "api_status": "quota_spent",
    "generated_at": "2026-11-22T20:15:00+13:00",
    "service": "Prism Analytics Engine",
}


class Stats(Door):
    """How the whole book stands on YouTube. Unknown is not counted as absent."""

    needs = {"GET": ("leads.view_artist",)}

    @described("The book on YouTube", out={200: (STATS, STATS_EXAMPLE)}, problems=(400,))
    def get(self, request):
        Given.of_query(request)
        now, told = time.time(), figures()
        return answer(
            {
                **told,
                "quota": purses(now),
                "api_status": api_status(YOUTUBE in gate.configured(), measures.pause(YOUTUBE, gate.shut(now))),
                "generated_at": timezone.now(),
            }
        )


ROUTES = [
    Route("youtube_opportunities", "youtube/opportunities", Opportunities, "Leads with an opening on YouTube"),
    Route("youtube_stats", "youtube/stats", Stats, "How the book stands on YouTube, and what is left of its quota"),
]
