"""The front door at / and the index at /api/: what there is, and where to go on."""

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from enrichment import gate
from enrichment.kinds import LASTFM, MB, PLATFORMS, SPOTIFY, YOUTUBE
from prism.api.door import Door, answer
from prism.api.health import COMPANY, DEPLOYMENT
from prism.api.platform_words import AVAILABLE, DESCRIPTIONS, NOT_CONFIGURED, words_of
from prism.api.reading import Given
from prism.api.routes import Route
from prism.api.schema import described
from prism.api.shapes import MOMENT, SERVICE, TEXT, by_name, many, obj, one_of
from prism.api.writing import prefers
from scoring.models import Policy
from scoring.rules.breakdown import PARTS
from scoring.rules.policy import as_json

TAGLINE = "Independent artists behind a list of ISRCs, and why to call them"
CORE = {
    "analyze_single_isrc": "/api/analyze-isrc",
    "bulk_analysis": "/api/analyze-bulk",
    "file_upload": "/api/upload-isrcs",
    "get_leads": "/api/leads",
    "export_data": "/api/export",
    "youtube_integration": "/api/youtube/opportunities",
}
WORDS = one_of("configured", "not configured", "optional", "always available")
FRONT = obj(
    service=SERVICE, company=TEXT, tagline=TEXT, message=TEXT, version=TEXT, deployment_type=TEXT,
    api_documentation=TEXT, health_check=TEXT, core_endpoints=obj(**dict.fromkeys(CORE, TEXT)),
    integrations=obj(**dict.fromkeys(PLATFORMS, WORDS)), status=one_of("operational"), timestamp=MOMENT,
)  # fmt: skip
INDEX = obj(
    endpoints=by_name(obj(methods=many(TEXT), path=TEXT, description=TEXT)),
    integrations=obj(
        **dict.fromkeys(PLATFORMS, obj(status=one_of(AVAILABLE, NOT_CONFIGURED), description=TEXT))
    ),
    data_sources=obj(primary=many(TEXT), secondary=many(TEXT), target_regions=many(TEXT), lead_scoring=TEXT),
    schema=TEXT, docs=TEXT, service=SERVICE,
)  # fmt: skip
FRONT_EXAMPLE = {
    "company": COMPANY,
    "tagline": TAGLINE,
    "message": "Prism is at work.",
    "version": settings.VERSION,
    "deployment_type": DEPLOYMENT,
    "api_documentation": "/api/docs",
    "health_check": "/api/health",
    "core_endpoints": CORE,
    "integrations": dict.fromkeys(PLATFORMS, "configured") | {MB: "always available", LASTFM: "optional"},
    "status": "operational",
    "timestamp": "2026-11-22T20:15:00+13:00",
    "service": "Prism Analytics Engine",
}
REGIONS = ["new_zealand", "australia", "pacific_islands"]
INDEX_EXAMPLE = {
    "endpoints": {"leads": {"methods": ["GET"], "path": "/api/leads", "description": "Leads, filtered and in order"}},
    "integrations": {name: {"status": AVAILABLE, "description": DESCRIPTIONS[name]} for name in PLATFORMS},
    "data_sources": {
        "primary": [MB, SPOTIFY],
        "secondary": [LASTFM, YOUTUBE],
        "target_regions": REGIONS,
        "lead_scoring": "independence 40 %, opportunity 40 %, geography 20 %",
    },
    "schema": "/api/schema",
    "docs": "/api/docs",
    "service": "Prism Analytics Engine",
}


class Front(Door):
    """A small page for browsers, JSON for programs."""

    route_name = "front"
    public = True
    needs = {"GET": ()}

    @described("What this is", out={200: (FRONT, FRONT_EXAMPLE), (200, "text/html"): (TEXT, None)})
    def get(self, request):
        if prefers(request, "text/html"):
            response = render(request._request, "front.html", {"version": settings.VERSION, "tagline": TAGLINE})
        else:
            response = answer(_front())
        patch_vary_headers(response, ["Accept"])
        return response


def _front() -> dict:
    return {
        "company": COMPANY,
        "tagline": TAGLINE,
        "message": "Prism is at work.",
        "version": settings.VERSION,
        "deployment_type": DEPLOYMENT,
        "api_documentation": "/api/docs",
        "health_check": "/api/health",
        "core_endpoints": CORE,
        "integrations": words_of(),
        "status": "operational",
        "timestamp": timezone.now(),
    }


class Index(Door):
    """Every address of the API, with what it is for."""

    needs = {"GET": ()}

    @described("What there is", out={200: (INDEX, INDEX_EXAMPLE)}, problems=(400,))
    def get(self, request):
        from prism.api.urls import ROUTES

        Given.of_query(request)
        told = {
            route.name: {"methods": route.methods, "path": f"/api/{route.path}", "description": route.description}
            for route in ROUTES
        }
        on = gate.configured()
        integrations = {
            name: {"status": AVAILABLE if name in on else NOT_CONFIGURED, "description": DESCRIPTIONS[name]}
            for name in PLATFORMS
        }
        sources = {
            "primary": [MB, SPOTIFY],
            "secondary": [LASTFM, YOUTUBE],
            "target_regions": REGIONS,
            "lead_scoring": _weights(),
        }
        more = {"integrations": integrations, "data_sources": sources, "schema": "/api/schema", "docs": "/api/docs"}
        return answer({"endpoints": told, **more})


def _weights() -> str:
    """How much each part counts, by the published policy."""
    _, policy = Policy.objects.current()
    return ", ".join(f"{part} {as_json(policy.weights[part])} %" for part in PARTS)


ROUTES = [Route("index", "", Index, "What there is")]
