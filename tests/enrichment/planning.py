"""What the tests of planning share: an artist as far as one is known, and what would be asked about them."""

from enrichment.plan import Asked, Terms, Wishes
from leads.gather import Hint, Known
from leads.models import Artist, Profile, Recording
from scoring.labels import LabelBook

PLATFORMS = {"musicbrainz", "spotify", "youtube", "lastfm"}
BOOK = LabelBook([("Big Major", "major", "Universal Music Group")])
CHANNEL = "UCown0000000000000000000"
SPOTIFY = "4Example0Artist0Id0000"
ASKED = {("musicbrainz", "artist", "tide"): "found", ("musicbrainz", "links", "tide"): "found"}
AUDIENCE = {("lastfm", "audience", "1"): "found"}
SETTLED = {"components": [{"component": "independence", "state": "known"}]}


def tide(*releases, codes=(), profiles=None, hints=(), statements=(), **values):
    """What is known of an artist whose MusicBrainz links have been read, unless told otherwise."""
    artist = Artist(**{"pk": 1, "name": "Tide", "mbid": "tide", "breakdown": SETTLED, "spotify_id": SPOTIFY} | values)
    recordings = [Recording(pk=n, isrc=code, first_release=date) for n, (code, date) in enumerate(codes, 1)]
    held = {
        name: Profile(platform=name, state=given.pop("state", "found"), data=given)
        for name, given in (profiles or {}).items()
    }
    told = [Hint("a.xlsx", "2026-11-01", words) for words in hints]
    return Known(artist, held, recordings, list(releases), hints=told, statements=list(statements))


def wishes(known, asked=ASKED | AUDIENCE, on=PLATFORMS, youtube=True, areas=None, **terms):
    states = {key: Asked(state) for key, state in asked.items()}
    given = Terms(set(on), BOOK, areas or {}, {1: states}, {1} if youtube else set(), **terms)
    return [(wish.platform, wish.kind, wish.subject) for wish in Wishes(known, given).all()]


def of(platform, found):
    return [(kind, subject) for name, kind, subject in found if name == platform]


def musicbrainz(known, **options):
    return of("musicbrainz", wishes(known, **options))


def youtube(known, **options):
    return of("youtube", wishes(known, **options))


def spotify(known, **options):
    return of("spotify", wishes(known, **options))
