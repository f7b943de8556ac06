"""Does a platform answer, and what does it tell of an artist? Nothing is stored but the record of calls."""

from django.conf import settings

from enrichment import gate, trial
from enrichment.kinds import LABELS, LASTFM, MB, SPOTIFY
from enrichment.trial import Named, Trial
from leads.isrc import read_one
from prism.api.codes import WrittenText
from prism.api.door import Door, answer
from prism.api.problems import Item, Problem, invalid
from prism.api.reading import Given, Text
from prism.api.routes import Route
from prism.api.schema import described
from prism.api.shapes import MOMENT, SERVICE, TEXT, WHOLE, by_name, maybe, obj, one_of, some
from prism.api.waiting import SOON, seat

STATUS = one_of("success", "not_found", "not_configured", "quota_spent", "failed")
OFFERED = one_of("offered", "not_offered")
SHAPE = obj(
    status=STATUS, platform=one_of(MB, SPOTIFY, LASTFM), message=TEXT,
    result=maybe(obj(name=TEXT, id=maybe(TEXT), url=maybe(TEXT))), capabilities=by_name(OFFERED),
    latency_ms=WHOLE, calls=WHOLE, until=maybe(MOMENT), service=SERVICE,
)  # fmt: skip
RESULT = {
    "status": "success",
    "platform": MB,
    "message": "MusicBrainz answers.",
    "result": {"name": "Example Trio", "id": "0c1d", "url": "https://musicbrainz.org/artist/0c1d"},
    "capabilities": {"links": "offered", "monthly_listeners": "not_offered"},
    "latency_ms": 412,
    "calls": 1,
    "until": None,
    "service": "Prism Analytics Engine",
}
TAKEN = "As many requests as may wait for a platform wait already. Try again in a few seconds."
ONE_IS_NEEDED = "Give an artist_name or an isrc."


class Name(Given):
    artist_name = Text(max_length=255)


class NameOrCode(Given):
    also = {"anyOf": some(artist_name="string", isrc="string")}

    artist_name = Text(max_length=255, required=False)
    isrc = WrittenText(max_length=200, required=False)

    def validate_isrc(self, value):
        code = read_one(value)
        if code.isrc is None:
            told = f"Invalid ISRC: {code.message}"
            raise invalid(Item(code.reason, told, "isrc", value=value, suggestion=code.suggestion))
        return code.isrc

    def validate(self, given):
        if not given:
            raise invalid(Item("required", ONE_IS_NEEDED, "artist_name"))
        return given


class Test(Door):
    """What asking one platform takes; a few a minute."""

    needs = {"POST": ("leads.add_job",)}
    throttle = "test"
    platform = ""


def _description(platform: str, body) -> object:
    example = RESULT | {"platform": platform, "message": f"{LABELS[platform]} answers."}
    return described(
        f"Whether {LABELS[platform]} answers",
        body=body,
        example={"artist_name": "Example Trio"},
        out={200: (SHAPE, example)},
        problems=(400,),
    )


class MusicBrainzTest(Test):
    """One question about one artist or recording; trouble is told as the status of a 200."""

    platform = MB

    @_description(MB, NameOrCode)
    def post(self, request):
        return _tell(self.platform, NameOrCode.of_body(request))


class SpotifyTest(Test):
    """One question about one artist or recording; trouble is told as the status of a 200."""

    platform = SPOTIFY

    @_description(SPOTIFY, NameOrCode)
    def post(self, request):
        return _tell(self.platform, NameOrCode.of_body(request))


class LastFmTest(Test):
    """One question about one artist; trouble is told as the status of a 200."""

    platform = LASTFM

    @_description(LASTFM, Name)
    def post(self, request):
        return _tell(self.platform, Name.of_body(request))


def _tell(platform: str, given: dict):
    # A code says more exactly whom is meant than a name.
    named = {} if "isrc" in given else {"name": given["artist_name"]}
    found = tried(platform, isrc=given.get("isrc", ""), **named)
    one = found.found if isinstance(found.found, Named) else None
    told = {
        "status": found.status,
        "platform": platform,
        **common(found),
        "result": one and {"name": one.name, "id": one.id, "url": one.url},
        "capabilities": capabilities(platform),
        "calls": found.calls["calls"],
    }
    return answer(told)


def tried(platform: str, **whom) -> Trial:
    """A platform may take its time, so this is a request that is held like others."""
    with seat() as taken:
        if not taken:
            raise Problem(429, "throttled", "Too many requests", TAKEN, headers={"Retry-After": str(SOON)})
        return trial.try_out(platform, **whom)


def common(found: Trial) -> dict:
    return {"message": found.message, "latency_ms": round(found.seconds * 1000), "until": found.until}


def capabilities(platform: str) -> dict[str, str]:
    """What the platform tells us with this key and in this mode."""
    on, extended = platform in gate.configured(), settings.SPOTIFY_EXTENDED
    can = {
        MB: {
            **dict.fromkeys(("recordings", "artist", "country", "releases", "labels", "links"), True),
            "genres": settings.MUSICBRAINZ_TAGS,
            "monthly_listeners": False,
        },
        SPOTIFY: {
            **dict.fromkeys(("recordings", "artist", "releases", "copyright_lines"), True),
            **dict.fromkeys(("labels", "follower_count"), extended),
            **dict.fromkeys(("popularity", "genres", "monthly_listeners"), False),
        },
        LASTFM: {"lastfm_listeners": True, "lastfm_playcount": True, "monthly_listeners": False},
    }[platform]
    return {name: "offered" if on and yes else "not_offered" for name, yes in can.items()}


ROUTES = [
    Route("musicbrainz_test", "musicbrainz/test", MusicBrainzTest, "Whether MusicBrainz answers"),
    Route("spotify_test", "spotify/test", SpotifyTest, "Whether Spotify answers"),
    Route("lastfm_test", "lastfm/test", LastFmTest, "Whether Last.fm answers"),
]
