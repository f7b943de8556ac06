"""The whole pipeline in this process: settings that point at a sandbox, and codes taken in and worked through."""

from django.utils import timezone

from enrichment import foreground, jobs
from leads.intake import take_in_codes
from leads.models import Artist, Recording

MUSICBRAINZ_STEP, SPOTIFY_STEP, YOUTUBE_STEP, LASTFM_STEP = 1.05, 1.05, 0.1, 1.05  # real seconds between two calls


def point_at(settings, sandbox, factor: float = 100) -> None:
    """All four platforms switched on and served by the sandbox, `factor` times as quick as the real ones."""
    sandbox.control(limits=f"x{factor:g}")
    settings.MUSICBRAINZ_URL = settings.SPOTIFY_API_URL = settings.SPOTIFY_ACCOUNTS_URL = sandbox.url
    settings.YOUTUBE_URL = settings.LASTFM_URL = sandbox.url
    settings.MUSICBRAINZ_INTERVAL = MUSICBRAINZ_STEP / factor
    settings.SPOTIFY_INTERVAL = SPOTIFY_STEP / factor
    settings.YOUTUBE_INTERVAL = YOUTUBE_STEP / factor
    settings.LASTFM_INTERVAL = LASTFM_STEP / factor
    switch_on(settings)


def switch_on(settings) -> None:
    settings.MUSICBRAINZ_ON = True
    settings.SPOTIFY_CLIENT_ID, settings.SPOTIFY_CLIENT_SECRET = "client", "secret"
    settings.YOUTUBE_API_KEY = settings.LASTFM_API_KEY = "key"


def switch_off(settings, *platforms: str) -> None:
    switches = {
        "musicbrainz": {"MUSICBRAINZ_ON": False},
        "spotify": {"SPOTIFY_CLIENT_ID": ""},
        "youtube": {"YOUTUBE_API_KEY": ""},
        "lastfm": {"LASTFM_API_KEY": ""},
    }
    for platform in platforms:
        for name, value in switches[platform].items():
            setattr(settings, name, value)


def recordings(*codes: str) -> list[int]:
    """These codes, handed over as a list is."""
    take_in_codes(list(codes), kind="api")
    ids = dict(Recording.objects.filter(isrc__in=codes).values_list("isrc", "pk"))
    return [ids[code] for code in codes]


def start(*codes: str, **options):
    return jobs.start(recordings(*codes), **options)


def analyse(*codes: str, **options):
    """A job of these codes, worked on until nothing more can be done now."""
    job = start(*codes, **options)
    foreground.work()
    job.refresh_from_db()
    return job


def now():
    return timezone.now()


def lead(truth) -> Artist | None:
    """Our lead for an artist of the sandbox's world."""
    found = Artist.objects.filter(recordings__isrc__in=truth.isrcs, credits__role="main")
    by_id = found.filter(mbid=truth.mbid) if truth.mbid else found.filter(spotify_id=truth.spotify_id)
    return by_id.distinct().first()
