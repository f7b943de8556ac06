"""The addresses under /api/."""

from django.urls import re_path

from prism.api import (
    analysis,
    artist,
    bulk,
    dashboard,
    docs,
    exports,
    front,
    health,
    history,
    job_rows,
    jobs,
    leads,
    limits,
    outreach,
    platform_tests,
    refresh,
    saved_views,
    status,
    system,
    uploads,
    youtube,
    youtube_refresh,
    youtube_test,
)
from prism.api.routes import Route

ROUTES: list[Route] = [
    *front.ROUTES,
    *docs.ROUTES,
    *health.ROUTES,
    *status.ROUTES,
    *limits.ROUTES,
    *dashboard.ROUTES,
    *youtube.ROUTES,
    *youtube_test.ROUTES,
    *youtube_refresh.ROUTES,
    *platform_tests.ROUTES,
    *leads.ROUTES,
    *artist.ROUTES,
    *outreach.ROUTES,
    *history.ROUTES,
    *exports.ROUTES,
    *saved_views.ROUTES,
    *analysis.ROUTES,
    *bulk.ROUTES,
    *refresh.ROUTES,
    *jobs.ROUTES,
    *job_rows.ROUTES,
    *uploads.ROUTES,
]
urlpatterns = [*(route.pattern for route in ROUTES), re_path("", system.Nowhere.as_view(), name="api_nowhere")]
