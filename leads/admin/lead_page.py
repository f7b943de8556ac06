"""What the lead's page shows: the head, the tabs and their panels, read but never decided here."""

import json
from collections.abc import Iterable
from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from enrichment.answers import ways
from enrichment.kinds import KIND
from enrichment.models import Lookup
from leads.admin import cells
from leads.admin.doors import lead_or_404
from leads.admin.lead_actions import MAY_ASK, MAY_CHANGE_STATUS, pin_context
from leads.evidence import in_words
from leads.gains import next_tier, unearned
from leads.models import Artist, Candidate, Credit, Profile, Snapshot, Statement
from leads.models.platforms import Platform
from leads.reading import parts
from leads.statements import INDEPENDENCE
from outreach.permission import may_contact
from scoring.models import Policy
from scoring.rules.breakdown import tier_of
from scoring.territories import COUNTRIES

FOUND_FIELDS = [
    "name", "sort_name", "disambiguation", "kind", "mbid", "spotify_id", "youtube_channel_id", "country",
    "country_source", "area", "region", "genre", "independence", "listeners", "playcount", "followers",
    "youtube_subscribers", "youtube_views", "youtube_videos", "upload_frequency", "last_release_date",
    "last_release_precision", "checked_at", "created_at",
]  # fmt: skip
READONLY = FOUND_FIELDS
FIELDSETS = [
    ("Looked after by", {"fields": [("owner", "follow_up_on")]}),
    ("Who", {"fields": ["name", "sort_name", "disambiguation", "kind"]}),
    ("Where", {"fields": [("country", "area"), ("region", "country_source")]}),
    ("Known as", {"fields": ["mbid", "spotify_id", "youtube_channel_id"]}),
    ("Music", {"fields": ["genre", "independence", ("last_release_date", "last_release_precision")]}),
    ("Audience", {"fields": [("listeners", "playcount"), ("followers", "youtube_subscribers"),
                             ("youtube_views", "youtube_videos"), "upload_frequency"]}),
    ("Kept", {"fields": [("checked_at", "created_at")]}),
]  # fmt: skip
PARTS = {"independence": "Independence", "opportunity": "Opportunity", "geography": "Geography"}
# Parts of one line say which of their cases holds.
RULES = dict(Artist.Independence.choices) | {region: f"Based in {words}" for region, words in Artist.Region.choices}
RULES |= {"other": "Based elsewhere", "unknown": "Where they live"}
TIMELINE_ROWS = 200


def context(request: HttpRequest, artist: Artist) -> dict:
    """All that the page needs at once; evidence, recordings and timeline come when they are first shown."""
    contacts = list(artist.contacts.order_by("kind", "-confidence", "id"))
    may = request.user.has_perms
    return {
        "artist": artist,
        "status_cell": cells.status(artist, editable=may(MAY_CHANGE_STATUS)),
        "may_contact": may_contact(artist),
        "parts": _parts(artist.breakdown),
        "independence": artist.breakdown.get("independence", {}),
        **_outlook(artist),
        **pin_context(artist, request),
        "tellable": _tellable(),
        "told": artist.statements.select_related("author"),
        "independence_choices": INDEPENDENCE,
        "countries": sorted(COUNTRIES.values()),
        "contacts": [(contact, may_contact(artist, contact, contact.kind)) for contact in contacts],
        "youtube": _youtube(artist),
        "may_change_status": may(MAY_CHANGE_STATUS),
        "may_ask": may(MAY_ASK),
        "may_tell": may(["leads.add_statement"]),
        "may_note": may(["outreach.add_activity"]),
        "may_add_contact": may(["outreach.add_contact"]),
        "tab_list": [{"models": [{"name": "leads.artist", "detail": True}], "items": _tabs(artist, len(contacts))}],
        "show_delete": False,
        "show_save_and_add_another": False,
        "show_save_and_continue": False,
    }


def panel(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One panel's inside, asked for when its tab is first shown."""
    if name not in PANELS:
        raise Http404
    if not request.user.has_perm("leads.view_artist"):
        raise PermissionDenied
    artist = lead_or_404(pk)
    may_decide = request.user.has_perm("leads.change_candidate")
    shown = {"artist": artist, "may_decide": may_decide, "renewed": "renewed" in request.GET, **PANELS[name](artist)}
    return render(request, f"leads/lead/{name}.html", shown)


def _tabs(artist: Artist, contacts: int) -> list[dict]:
    recordings = artist.credits.count()
    titles = {
        "score": "Score",
        "evidence": "Evidence",
        "recordings": f"Recordings {recordings}",
        "youtube": "YouTube",
        "contacts": f"Contacts {contacts}" if contacts else "Contacts",
        "timeline": "Timeline",
        "details": "Details",
    }
    return [{"title": title, "inline": name, "link": "", "has_permission": True} for name, title in titles.items()]


def _parts(breakdown: dict) -> list[dict]:
    """The breakdown by part, in the words of the page."""
    return [
        {
            **part,
            "label": PARTS[part["part"]],
            "lines": [_line(line) for line in part["lines"]],
        }
        for part in parts(breakdown)
    ]


def _line(line: dict) -> dict:
    """A line of the breakdown; a source is named once for a day, however many of its answers count."""
    once = {(source.get("platform"), str(source.get("as_of") or "")[:10]): source for source in line.get("sources", ())}
    return {**line, "words": RULES.get(line.get("rule"), line["label"]), "sources": list(once.values())}


def _outlook(artist: Artist) -> dict:
    """What could raise the score: what nobody knows yet, with whom to ask, and what is known and not earned."""
    _, policy = Policy.objects.current()
    found = ways(artist, policy, timezone.now())
    could, stands = unearned(artist.breakdown, policy)
    return {
        "ways": found,
        "askable": any(way.askable for way in found),
        "unearned": could,
        "stands": stands,
        "next_tier": next_tier(artist.breakdown, artist.total_score, artist.score_ceiling),
        "ceiling_tier": tier_of(artist.score_ceiling, artist.breakdown.get("tiers", {})) if artist.breakdown else None,
    }


def _tellable() -> list[tuple[str, str]]:
    fields = Statement.Field
    told = [
        fields.COUNTRY,
        fields.INDEPENDENCE,
        fields.PUBLISHER,
        fields.LAST_RELEASE,
        fields.GENRE,
        fields.CHANNEL,
        fields.NOTE,
    ]
    return [(field.value, str(field.label)) for field in told]


def _youtube(artist: Artist) -> dict:
    """YouTube's own figures and our finding, apart: they must never be taken for each other."""
    shots = list(artist.snapshots.filter(platform=Platform.YOUTUBE, metric="subscribers").order_by("day"))
    lines = [line for line in artist.breakdown.get("components", []) if line["component"] == "youtube_opportunity"]
    return {
        "profile": artist.profiles.filter(platform=Platform.YOUTUBE).first(),
        "shots": shots,
        "chart": _chart(shots) if len(shots) > 1 else "",
        "line": lines[0] if lines else None,
        "findings": artist.breakdown.get("youtube_findings", []),
    }


def _chart(shots: list[Snapshot]) -> str:
    figures = {
        "data": [shot.value for shot in shots],
        "borderColor": "#3B82F6",
        "displayYAxis": True,
        "maxTicksXLimit": 6,
    }
    return json.dumps({"labels": [f"{shot.day:%-d %b}" for shot in shots], "datasets": [figures]})


# --- Panels that come when shown --------------------------------------------------------------------------------------


def _evidence(artist: Artist) -> dict:
    held = {profile.platform: profile for profile in artist.profiles.select_related("confirmed_by")}
    questions = _asked(_lookups(artist))
    return {
        "facts": in_words.rows(artist),
        "profiles": [(Platform(platform).label, held.get(platform)) for platform in Platform.values],
        "candidates": artist.candidates.select_related("decided_by").order_by("state", "platform", "id"),
        "Open": Candidate.State.OPEN,
        "Found": Profile.State.FOUND,
        "questions": questions,
        "asked": {row["platform"] for row in questions},
        "asking": any(row["open"] for row in questions),
    }


def _lookups(artist: Artist) -> Iterable[Lookup]:
    mine = Q(pk__in=Lookup.objects.filter(artists=artist).values("pk"))
    of_recordings = Q(recording__in=artist.recordings.all())
    order = ("platform", "kind", "state", "message", "-answered_at")
    return Lookup.objects.filter(mine | of_recordings).order_by(*order)


def _asked(lookups: Iterable[Lookup]) -> list[dict]:
    """Alike lookups in one line: forty recordings asked for at once are one story."""
    rows = []
    for (platform, kind, state, message), alike in groupby(
        lookups, key=lambda lookup: (lookup.platform, lookup.kind, lookup.state, lookup.message)
    ):
        alike = list(alike)
        answered = [lookup.answered_at for lookup in alike if lookup.answered_at]
        rows.append(
            {
                "platform": Platform(platform).label,
                "question": KIND[platform, kind].title if (platform, kind) in KIND else kind,
                "state": Lookup.State(state).label,
                "open": state in Lookup.OPEN,
                "failed": state == Lookup.State.FAILED,
                "count": len(alike),
                "message": message,
                "answered_at": max(answered, default=None),
                "due_at": min(lookup.due_at for lookup in alike),
            }
        )
    return rows


def _recordings(artist: Artist) -> dict:
    credits = Credit.objects.filter(artist=artist).select_related("recording")
    return {
        "credits": credits.prefetch_related("recording__credits__artist").order_by("-recording__first_release", "id"),
        "releases": artist.releases.order_by("-date", "id"),
    }


def _timeline(artist: Artist) -> dict:
    """Activities and score changes in one line of time, newest first."""
    acts = list(artist.activities.select_related("author", "contact")[:TIMELINE_ROWS])
    scores = list(artist.score_changes.all()[:TIMELINE_ROWS])
    return {"events": sorted([*acts, *scores], key=lambda event: event.at, reverse=True)[:TIMELINE_ROWS]}


PANELS = {"evidence": _evidence, "recordings": _recordings, "timeline": _timeline}
