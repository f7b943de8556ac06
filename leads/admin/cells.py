"""What the cells of the leads list and the head of the lead's page hold."""

from datetime import datetime

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from leads.models import Artist, Profile
from leads.names import network
from outreach.models import Contact
from scoring.territories import country_name

# The best way to reach somebody first; a platform's own page is the last resort.
REACH = [
    Contact.Kind.EMAIL,
    Contact.Kind.PHONE,
    Contact.Kind.SOCIAL,
    Contact.Kind.WEBSITE,
    Contact.Kind.PLATFORM_PROFILE,
]
YOUTUBE_WORDS = {"no_youtube_presence": "None found", "inconsistent_uploads": "Inconsistent"}


def unknown(words: str = "Unknown") -> SafeString:
    return format_html('<span class="dk-unknown">{}</span>', words)


def chip(words: str) -> SafeString:
    return format_html('<span class="dk-chip">{}</span>', words)


def two_lines(first: str, second: str) -> SafeString:
    return format_html('<span class="dk-name">{}</span><span class="dk-sub">{}</span>', first, second)


def moment(when: datetime) -> str:
    return render_to_string("leads/cells/moment.html", {"when": when})


def name(artist: Artist) -> SafeString:
    second = " · ".join(filter(None, [artist.disambiguation, artist.genre])) or "Genre unknown"
    return two_lines(artist.name, second)


def score(artist: Artist) -> SafeString:
    return render_to_string("leads/cells/score.html", {"artist": artist})


def status(artist: Artist, *, editable: bool) -> SafeString:
    """A select that saves itself, or plain words for those who may only look."""
    if not editable:
        return artist.get_outreach_status_display()
    return render_to_string("leads/cells/status.html", {"artist": artist, "statuses": Artist.Status.choices})


def based_in(artist: Artist) -> SafeString:
    """The place with its country below, or whichever of the two is known."""
    country = country_name(artist.country)
    if not (artist.area or country):
        return unknown()
    place = artist.area or country
    second = (country or "Country unknown") if place != country else ""
    return format_html('<span class="dk-place">{}</span><span class="dk-sub">{}</span>', place, second)


def last_release(artist: Artist) -> str:
    if not (day := artist.last_release_date):
        return unknown()
    return f"{day:%Y}" if artist.last_release_precision == "year" else f"{day:%b %Y}"


def youtube(artist: Artist, state: str) -> SafeString:
    """Our finding; `state` is that of the YouTube profile, "" while nobody looked."""
    if artist.youtube_finding:
        return chip(YOUTUBE_WORDS.get(artist.youtube_finding, artist.get_youtube_finding_display()))
    if state == Profile.State.ABSENT:
        return chip("None found")
    return unknown("Figures unknown" if artist.youtube_channel_id else "Not looked up")


def reach(artist: Artist, contacts: list[Contact], *, links_read: bool) -> SafeString:
    """The best contact's kind; nobody found is said only where the artist's links were read."""
    if artist.do_not_contact:
        return format_html('<span class="dk-alarm">{}</span>', "Do not contact")
    if contacts:
        best = min(contacts, key=lambda contact: REACH.index(contact.kind))
        return network(best.platform) if best.platform else best.get_kind_display()
    return format_html('<span class="dk-sub">{}</span>', "None found") if links_read else unknown("Not looked up")
