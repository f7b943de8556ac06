"""Home: how the book of leads stands, what runs, and whether the platforms answer."""

import time

from django.db.models import Count, OuterRef, Subquery
from django.http import HttpRequest
from django.utils import timezone

from enrichment.standing import platforms
from leads.models import Artist, Job, Upload

UPLOADS_SHOWN = 6


def figures(request: HttpRequest, context: dict) -> dict:
    """What Home shows, each part only to those who may see where it leads."""
    may = request.user.has_perm
    return {
        **context,
        "title": "Home",
        "today": timezone.localdate(),
        "tiers": _tiers() if may("leads.view_artist") else None,
        "uploads": _uploads() if may("leads.view_upload") else None,
        "platforms": platforms(time.time()) if may("enrichment.view_gate") else None,
    }


def _tiers() -> list[tuple[str, int]]:
    """Standing tier and number of leads, "none" last; the leads list filtered by it shows exactly these."""
    leads = Artist.objects.leads().order_by().with_standing_tier()
    counted = dict(leads.values_list("standing").annotate(n=Count("pk")))
    return [*((tier, counted.get(tier, 0)) for tier in Artist.Tier.values), ("none", counted.get(None, 0))]


def _uploads() -> list[Upload]:
    newest = Job.objects.filter(upload=OuterRef("pk"), kind__in=Job.OF_UPLOADS).order_by("-created_at", "-id")
    latest = list(Upload.objects.annotate(job_state=Subquery(newest.values("state")[:1]))[:UPLOADS_SHOWN])
    for upload in latest:
        upload.state = Job.State(upload.job_state).label if upload.job_state else "To check"
    return latest
