"""The whole pipeline in this process: settings that point at a sandbox, and codes taken in and worked through."""

from django.utils import timezone

from enrichment import foreground, jobs
from leads.intake import take_in_codes
from leads.models import Artist, Recording


def served_by(sandbox, factor: float = 100) -> dict:
    """Settings under which the sandbox serves all four platforms, `factor` times as quick as the real ones."""
    urls = ("MUSICBRAINZ_URL", "SPOTIFY_API_URL", "SPOTIFY_ACCOUNTS_URL", "YOUTUBE_URL", "LASTFM_URL")
    steps = {"MUSICBRAINZ": 1.05, "SPOTIFY": 1.05, "YOUTUBE": 0.1, "LASTFM": 1.05}  # seconds between two calls
    sandbox.control(limits=f"x{factor:g}")
    return (
        dict.fromkeys(urls, sandbox.url)
        | {f"{name}_INTERVAL": step / factor for name, step in steps.items()}
        | {"YOUTUBE_DAILY_SEARCHES": int(100 * factor), "SPOTIFY_DAILY_BUDGET": int(600 * factor)}
        | SWITCHED_ON
    )


SWITCHED_ON = {
    "MUSICBRAINZ_ON": True,
    "SPOTIFY_CLIENT_ID": "client",
    "SPOTIFY_CLIENT_SECRET": "secret",
    "YOUTUBE_API_KEY": "key",
    "LASTFM_API_KEY": "key",
}


def switch_on(settings) -> None:
    give(settings, SWITCHED_ON)


def give(settings, values: dict) -> None:
    for name, value in values.items():
        setattr(settings, name, value)


def switch_off(settings, *platforms: str) -> None:
    switches = {
        "musicbrainz": {"MUSICBRAINZ_ON": False},
        "spotify": {"SPOTIFY_CLIENT_ID": ""},
        "youtube": {"YOUTUBE_API_KEY": ""},
        "lastfm": {"LASTFM_API_KEY": ""},
    }
    for platform in platforms:
        give(settings, switches[platform])


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
