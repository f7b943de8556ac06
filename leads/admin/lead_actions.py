"""What staff do with a lead: each a small POST that calls one function of the flow."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from enrichment import refresh
from enrichment.jobs import QueueFull, reassess
from leads import identity, statements
from leads.admin.doors import changing, sentence
from leads.models import Artist, Candidate, Job, Statement
from outreach import changes, pins

MAY_CHANGE_STATUS = ("leads.change_artist", "outreach.add_activity")
MAY_ASK = ("leads.add_job",)
ASKING = "Prism asks the platforms again; the page shows what comes."
NOBODY = "Nobody was asked: Prism asks through recordings, and none is mainly by this artist."


@changing(Artist, *MAY_CHANGE_STATUS)
def set_status(request: HttpRequest, artist: Artist) -> HttpResponse:
    """204 when saved; 409 with the reason, and in X-Now the status that stands, when it was not."""
    named = request.resolver_match.kwargs["pk"]  # a cell drawn before a merge has the older id
    status, seen = request.POST.get(f"status-{named}", ""), request.POST.get("was") or None
    try:
        changes.change_status(artist, status or None, author=request.user, expected_status=seen)
    except changes.ChangedMeanwhile as trouble:
        return sentence(f"Not saved: {trouble}.", 409, **{"X-Now": trouble.to})
    except changes.NotAllowed as trouble:
        return sentence(f"Not saved: {trouble}", 409)
    except ValueError as trouble:
        return sentence(f"Not saved: {trouble}", 400)
    return HttpResponse(status=204)


@changing(Artist, "outreach.add_activity")
def add_note(request: HttpRequest, artist: Artist) -> HttpResponse:
    try:
        changes.note(artist, request.POST.get("note", ""), request.user)
    except ValueError as trouble:
        messages.error(request, str(trouble))
    return _back(artist.pk, "timeline")


@changing(Artist, *MAY_CHANGE_STATUS)
def flag(request: HttpRequest, artist: Artist) -> HttpResponse:
    """Set or lift the do-not-contact flag, as the page asks."""
    act = changes.flag_do_not_contact if request.POST.get("flag") == "1" else changes.lift_do_not_contact
    try:
        act(artist, request.POST.get("reason", ""), request.user)
    except ValueError as trouble:
        messages.error(request, str(trouble))
    return _back(artist.pk, "contacts")


@changing(Artist, "leads.add_statement")
def tell(request: HttpRequest, artist: Artist) -> HttpResponse:
    """What a person says of the artist; it counts at once. A refusal stands in the form, with what was typed."""
    field = request.POST.get("field", "")
    try:
        told = statements.state(artist, field, request.POST.get(f"value-{field}", ""), request.user)
    except ValueError as trouble:
        if request.headers.get("HX-Request"):
            return HttpResponse(format_html('<p class="dk-alarm" role="alert">Not kept: {}</p>', trouble))
        messages.error(request, f"Not kept: {trouble}")
    else:
        if field == Statement.Field.CHANNEL:
            _ask(request, artist, refresh.ask_after_decision)
        reassess([artist.pk], statements.cause(told))
    return _shown_anew(request, artist)


@changing(Candidate, "leads.change_candidate")
def decide(request: HttpRequest, candidate: Candidate) -> HttpResponse:
    same = request.POST.get("same") == "1"
    try:
        identity.decide(candidate, same, request.user)
    except identity.Taken as trouble:
        messages.error(request, str(trouble))
    else:
        if same:
            _ask(request, candidate.artist, refresh.ask_after_decision)
        reassess([candidate.artist_id], identity.cause(candidate))
    return _back(candidate.artist_id, "evidence")


@changing(Artist, *MAY_ASK)
def ask_again(request: HttpRequest, artist: Artist) -> HttpResponse:
    """Everything anew, or only what nobody has told yet, or too long ago."""
    _ask(request, artist, refresh.ask_about, afresh="open" not in request.POST)
    return _back(artist.pk, "evidence")


# --- The pinned tier --------------------------------------------------------------------------------------------------


@changing(Artist, *MAY_CHANGE_STATUS)
def pin(request: HttpRequest, artist: Artist) -> HttpResponse:
    """Pin the tier. What cannot be taken is said at the form, with all that was typed still in it."""
    given = request.POST
    try:
        until = _day(given.get("until", ""))
        pins.pin(artist, given.get("tier", ""), reason=given.get("reason", ""), until=until, author=request.user)
    except ValueError as trouble:
        if request.headers.get("HX-Request"):
            return render(request, "leads/lead/pin.html", {"artist": artist, **pin_context(artist, request, trouble)})
        messages.error(request, f"Not pinned: {trouble}")
    return _shown_anew(request, artist)


@changing(Artist, *MAY_CHANGE_STATUS)
def unpin(request: HttpRequest, artist: Artist) -> HttpResponse:
    try:
        pins.unpin(artist, author=request.user, reason=request.POST.get("reason", ""))
    except ValueError as trouble:
        messages.error(request, str(trouble))
    return _shown_anew(request, artist)


def pin_context(artist: Artist, request: HttpRequest, trouble: ValueError | str = "") -> dict:
    """What leads/lead/pin.html shows: the form as it was typed, else as the pin stands."""
    today, held = timezone.localdate(), artist.pin_holds
    stands = {
        "tier": artist.pinned_tier if held else "",
        "reason": artist.pinned_reason if held else "",
        "until": artist.pinned_until.isoformat() if held and artist.pinned_until else "",
    }
    return {
        "pin": {
            **{name: request.POST.get(name, value) for name, value in stands.items()},
            "may": request.user.has_perms(MAY_CHANGE_STATUS),
            "tiers": Artist.Tier.values,
            "first": today.isoformat(),
            "last": pins.furthest(today).isoformat(),
            "trouble": trouble,
        }
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise ValueError("Write the last day as year, month and day: 2026-11-18.")


def _shown_anew(request: HttpRequest, artist: Artist) -> HttpResponse:
    """The page with its head, where the tier stands; htmx has the browser load it again."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return _back(artist.pk, "score")


def _ask(request: HttpRequest, artist: Artist, ask: Callable[..., Job | None], **how) -> None:
    """Start asking, and say so or why not."""
    try:
        job = ask(artist, request.user, **how)
    except QueueFull as trouble:
        messages.warning(request, str(trouble))
    else:
        messages.info(request, ASKING if job else NOBODY)


def _back(artist_id: int, panel: str) -> HttpResponse:
    return redirect(f"{reverse('admin:leads_artist_change', args=[artist_id])}#{panel}")
