"""What the owner must mend (errors), may have forgotten (warnings) or should settle before earning money (infos).

`manage.py check` shows all of it; a notice that is settled goes into SILENCED_CHECKS. Our own commands run the errors
only (tag "prism"), so that a worker's log is not a sermon.
"""

from math import ceil
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Info, Warning, register

from leads.exports import press

ERRORS, NOTICES = "prism", "owner"

URLS = ("MUSICBRAINZ_URL", "SPOTIFY_API_URL", "SPOTIFY_ACCOUNTS_URL", "YOUTUBE_URL", "LASTFM_URL")
LOOPBACK = ("127.0.0.1", "::1", "localhost")

# setting, id, what is missing without it, where to get it
WANTED = [
    (
        "CONTACT",
        "prism.W001",
        "MusicBrainz asks for a contact (a web or e-mail address) in every request and may cut off who names none.",
        "https://musicbrainz.org/doc/MusicBrainz_API/Rate_Limiting",
    ),
    (
        "SPOTIFY_CLIENT_ID",
        "prism.W002",
        "Spotify is not asked: there is no key for it.",
        "https://developer.spotify.com/documentation/web-api/concepts/apps",
    ),
    (
        "YOUTUBE_API_KEY",
        "prism.W003",
        "YouTube is not asked: there is no key for it.",
        "https://developers.google.com/youtube/v3/getting-started",
    ),
    (
        "LASTFM_API_KEY",
        "prism.W004",
        "Last.fm is not asked: there is no key for it.",
        "https://www.last.fm/api/account/create",
    ),
]

# id, the settings that together make it matter, what to settle, where to read
TERMS = [
    (
        "prism.I001",
        ("YOUTUBE_API_KEY",),
        "YouTube's figures may be kept for 30 days (YOUTUBE_RETENTION_DAYS).",
        "https://developers.google.com/youtube/terms/developer-policies",
    ),
    (
        "prism.I002",
        ("YOUTUBE_API_KEY", "YOUTUBE_DERIVED_METRICS"),
        "YouTube allows ratios and trends made of its figures only to who accepted its derived metrics amendment; "
        "until then set YOUTUBE_DERIVED_METRICS=false.",
        "https://developers.google.com/youtube/terms/developer-policies-guide",
    ),
    (
        "prism.I003",
        ("SPOTIFY_CLIENT_ID",),
        "Spotify allows no analysis of its content for profiles or metrics and no lasting store of it; scores never "
        "need it, and leaving the key out is a sound choice.",
        "https://developer.spotify.com/policy",
    ),
    (
        "prism.I004",
        ("LASTFM_API_KEY",),
        "Last.fm is free for non-commercial use only; ask partners@last.fm before commercial use.",
        "https://www.last.fm/api/tos",
    ),
    (
        "prism.I005",
        ("MUSICBRAINZ_ON",),
        "MusicBrainz is free for non-commercial use; commercial users are asked to support it.",
        "https://metabrainz.org/supporters/account-type",
    ),
    (
        "prism.I006",
        ("MUSICBRAINZ_TAGS",),
        "MusicBrainz tags are licensed CC BY-NC-SA: as genres in a commercial product they need an agreement.",
        "https://musicbrainz.org/doc/About/Data_License",
    ),
    (
        "prism.I007",
        ("MUSICBRAINZ_ON",),
        "Writing to artists unasked is bound by law where they live: in New Zealand the Unsolicited Electronic "
        "Messages Act 2007 and the Privacy Act 2020.",
        "https://www.legislation.govt.nz/act/public/2007/0007/latest/whole.html",
    ),
]


@register(ERRORS)
def queue_outlasts_its_tasks(app_configs, **kwargs):
    """django-q2 counts `retry` from the moment a task is pulled, so it holds the wait in the pool too."""
    queue = settings.Q_CLUSTER
    longest = queue["timeout"] * (ceil(queue["queue_limit"] / queue["workers"]) + 1)
    if queue["retry"] > longest:
        return []
    text = f"Q_CLUSTER retry is {queue['retry']} seconds and must be more than {longest}, or healthy tasks run twice."
    return [Error(text, hint="retry > timeout x (ceil(queue_limit / workers) + 1)", id="prism.E001")]


@register(ERRORS)
def platforms_are_asked_over_https(app_configs, **kwargs):
    """Keys travel in these requests; a sandbox on this machine may do without."""
    if settings.DEBUG:
        return []
    addresses = {name: urlsplit(getattr(settings, name)) for name in URLS}
    return [
        Error(
            f"{name} must begin with https://.",
            hint="Only a server on this machine may be asked without.",
            id="prism.E002",
        )
        for name, address in addresses.items()
        if address.scheme != "https" and address.hostname not in LOOPBACK
    ]


@register(ERRORS)
def spotify_has_both_halves_of_its_key(app_configs, **kwargs):
    if bool(settings.SPOTIFY_CLIENT_ID) == bool(settings.SPOTIFY_CLIENT_SECRET):
        return []
    return [Error("SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET belong together: set both or none.", id="prism.E003")]


@register(NOTICES)
def keys_are_there(app_configs, **kwargs):
    return [
        Warning(missing, hint=f"Set {name} in .env; see {page}", id=id_)
        for name, id_, missing, page in WANTED
        if not getattr(settings, name)
    ]


@register(NOTICES)
def worker_may_finish(app_configs, **kwargs):
    if settings.Q_CLUSTER["timeout"] <= settings.WORKER_GRACE_SECONDS:
        return []
    text = "WORKER_GRACE_SECONDS is shorter than a task may take, so stopping the worker can cut tasks off."
    return [Warning(text, hint="Nothing is lost, but work is done twice.", id="prism.W005")]


@register(NOTICES)
def pdfs_can_be_made(app_configs, **kwargs):
    """Everything else works without; whoever asks for a PDF is told the same."""
    if not (missing := press.unavailable()):
        return []
    return [Warning(missing, hint="Lists and dossiers can still be printed from the browser.", id="prism.W006")]


@register(NOTICES)
def terms_are_settled(app_configs, **kwargs):
    return [
        Info(text, hint=f"Read {page}", id=id_)
        for id_, names, text, page in TERMS
        if all(getattr(settings, name) for name in names)
    ]
