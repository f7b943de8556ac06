"""What our rows say of an artist, put into the facts that the rules may know. No queries: all comes in gathered."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from leads.gather import Known, day_of
from leads.labelling import clues_of
from leads.models import Profile, Statement
from scoring.facts import ArtistFacts, Fact, Source, first_day
from scoring.labels import LabelBook
from scoring.rules import upload_frequency

FOUND, ABSENT, CONFLICTING = Profile.State.FOUND, Profile.State.ABSENT, Profile.State.CONFLICTING
# Services as people name them; evidence of presence counts towards "basic distribution".
SERVICE_NAMES = {"spotify": "Spotify", "youtube_music": "YouTube Music", "youtube": "YouTube"}


@dataclass(frozen=True)
class Circumstances:
    """What the flow above knows and our rows do not: why something is unknown, and where areas lie."""

    now: datetime
    book: LabelBook
    why: dict[int, dict[str, str]] = field(default_factory=dict)  # artist -> platform -> sentence
    countries: dict[str, tuple[str, str]] = field(default_factory=dict)  # area id -> (country, how we know)
    retention_days: dict[str, int] = field(default_factory=dict)  # platform -> days a value may be kept and believed


def facts_of(known: Known, around: Circumstances) -> ArtistFacts:
    """The facts of one artist as of `around.now`."""
    why = around.why.get(known.artist.pk, {})
    topic_only = bool(known.data("youtube").get("topic_only"))
    clues, note = clues_of(known, around.book)
    audience, audience_source = _audience(known, why)
    return ArtistFacts(
        name=known.artist.name,
        country=_country(known, around, why),
        genre=_genre(known, why),
        clues=clues,
        independence_note=note or why.get("independence", ""),
        spotify=_presence(known, "spotify", known.artist.spotify_id, why),
        youtube=_youtube(known, topic_only, why),
        youtube_topic_only=topic_only,
        subscribers=_subscribers(known, why),
        subscriber_history=_history(known, "youtube", "subscribers"),
        upload_frequency=_frequency(known, around.now, why),
        services=_services(known, topic_only),
        links_read=_links_read(known, why),
        publisher=_publisher(known),
        audience=audience,
        audience_source=audience_source,
        audience_history=_history(known, "lastfm", "listeners", "playcount") + _history(known, "spotify", "followers"),
        last_release=_last_release(known, around.now, why),
    )


def _source(known: Known, platform: str, value=None, url: str | None = None) -> Source:
    profile = known.profiles.get(platform)
    if profile is None:
        return Source(platform, value, url)
    return Source(platform, value, url or profile.url or None, day_of(profile.fetched_at))


def _staff(statement: Statement) -> Source:
    return Source("staff", statement.value, None, day_of(statement.made_at))


def _country(known: Known, around: Circumstances, why: dict) -> Fact:
    """Staff, then MusicBrainz' own code, then where the area lies, then the birthplace, then a spreadsheet's column."""
    if stated := known.stated(Statement.Field.COUNTRY):
        return Fact.known(stated.value.upper(), _staff(stated))
    data = known.data("musicbrainz")
    if data.get("country"):
        return Fact.known(data["country"], _source(known, "musicbrainz", data["country"]))
    for key in ("area", "begin_area"):
        area = data.get(key) or {}
        if area.get("id") in around.countries:
            country, trail = around.countries[area["id"]]
            return Fact.known(country, _source(known, "musicbrainz", trail))
    for hint in known.hints:
        country = str(hint.words.get("country", "")).strip().upper()
        if len(country) == 2 and country.isalpha():
            return Fact.known(country, Source("upload", country, None, hint.day))
    if area := data.get("area") or data.get("begin_area"):
        return Fact.unknown(f"MusicBrainz names {area.get('name')}, but where that lies is not known yet")
    return Fact.unknown(why.get("musicbrainz") or "No source says where the artist lives")


def _genre(known: Known, why: dict) -> Fact:
    if stated := known.stated(Statement.Field.GENRE):
        return Fact.known(stated.value, _staff(stated))
    for platform in ("musicbrainz", "spotify", "lastfm"):
        if genres := known.data(platform).get("genres"):
            return Fact.known(genres[0], _source(known, platform, ", ".join(genres)))
    return Fact.unknown(why.get("lastfm") or "No source names a genre")


def _presence(known: Known, platform: str, external_id: str | None, why: dict) -> Fact:
    """Known with an id, absent only where the platform was asked and says so."""
    state = known.state(platform)
    if external_id:
        platform_says = platform if state == FOUND else "musicbrainz"
        return Fact.known(external_id, _source(known, platform_says, external_id))
    if state == FOUND:
        return Fact.known(True, _source(known, platform))
    if state == ABSENT:
        return Fact.absent(_source(known, platform))
    if state == CONFLICTING:
        return Fact.conflicting(_source(known, platform), note="Several identities fit; a person has to decide")
    if state == Profile.State.MISSED:
        return Fact.unknown("Not found on Spotify once; a second look a day later will tell", _source(known, platform))
    return Fact.unknown(why.get(platform) or "Not asked yet")


def _youtube(known: Known, topic_only: bool, why: dict) -> Fact:
    fact = _presence(known, "youtube", known.artist.youtube_channel_id, why)
    if fact.is_known and topic_only:
        return Fact.absent(*fact.sources, note="Only an automatic Topic channel")
    return fact


def _subscribers(known: Known, why: dict) -> Fact:
    data = known.data("youtube")
    if data.get("hidden_subscribers"):
        return Fact.unknown("The channel hides its subscribers", _source(known, "youtube"))
    if data.get("subscribers") is None:
        return Fact.unknown(why.get("youtube", ""))
    return Fact.known(data["subscribers"], _source(known, "youtube", data["subscribers"]))


def _frequency(known: Known, now: datetime, why: dict) -> Fact:
    published = known.data("youtube").get("published")
    if published is None:
        return Fact.unknown(why.get("youtube", ""))
    frequency = upload_frequency([datetime.fromisoformat(day) for day in published if day], now)
    return Fact.known(frequency, _source(known, "youtube", f"{len(published)} newest uploads read"))


def _services(known: Known, topic_only: bool) -> tuple[str, ...]:
    """Where there is evidence of the artist's music: links, identities, an automatic Topic channel."""
    services = set(known.data("musicbrainz").get("services", ()))
    for hint in known.hints:
        services.update(hint.words.get("services", ()))
    if known.artist.spotify_id or known.state("spotify") == FOUND:
        services.add("spotify")
    if topic_only:
        services.add("youtube_music")
    elif known.artist.youtube_channel_id:
        services.add("youtube")
    return tuple(sorted(SERVICE_NAMES.get(name, name.replace("_", " ").title()) for name in services))


def _links_read(known: Known, why: dict) -> Fact:
    read_at = known.data("musicbrainz").get("links_at")
    if read_at:
        return Fact.known(True, Source("musicbrainz", "links", None, day_of(read_at)))
    return Fact.unknown(why.get("musicbrainz") or "No list of the artist's links has been read")


def _publisher(known: Known) -> Fact:
    """Known from staff, a spreadsheet or a MusicBrainz relation; "none" only from a person."""
    if stated := known.stated(Statement.Field.PUBLISHER):
        return Fact.known(stated.value, _staff(stated)) if stated.value else Fact.absent(_staff(stated))
    for hint in known.hints:
        if (word := str(hint.words.get("publisher", "")).strip()) != "":
            source = Source("upload", word, None, hint.day)
            nobody = word.casefold() in ("none", "no", "no publisher", "unpublished")
            return Fact.absent(source) if nobody else Fact.known(word, source)
    for label in known.labels.values():
        for tie in label.ties:
            if tie["type"] == "personal publisher" and tie["artist_id"] == known.artist.mbid and not tie.get("ended"):
                return Fact.known(label.name, Source("musicbrainz", label.name, None, day_of(label.fetched_at)))
    return Fact()


def _audience(known: Known, why: dict) -> tuple[Fact, str]:
    """Spotify's followers where the key offers them, else Last.fm's listeners."""
    if (followers := known.data("spotify").get("followers")) is not None:
        return Fact.known(followers, _source(known, "spotify", followers)), "spotify"
    if (listeners := known.data("lastfm").get("listeners")) is not None:
        return Fact.known(listeners, _source(known, "lastfm", listeners)), "lastfm"
    if known.state("lastfm") == ABSENT:
        return Fact.absent(_source(known, "lastfm")), "lastfm"
    return Fact.unknown(why.get("lastfm") or "Last.fm has not been asked"), ""


def _history(known: Known, platform: str, *metrics: str) -> tuple[tuple[str, str, int], ...]:
    return tuple(
        (shot.day.isoformat(), f"{platform}_{shot.metric}", shot.value)
        for shot in known.snapshots
        if shot.platform == platform and shot.metric in metrics
    )


def _last_release(known: Known, now: datetime, why: dict) -> Fact:
    """The newest day any source gives: [ISO day, precision]; a year alone stands at its first of January."""
    if stated := known.stated(Statement.Field.LAST_RELEASE):
        return Fact.known(_dated(stated.value), _staff(stated))
    dates = [(r.date, "musicbrainz" if r.mbid else "spotify") for r in known.releases if r.official]
    dates += [(r.first_release, "musicbrainz" if r.mbid else "spotify") for r in known.recordings]
    today = timezone.localtime(now).date()
    readable = [(first_day(text), text, platform) for text, platform in dates if first_day(text)]
    past = [one for one in readable if one[0] <= today]
    if not past:
        return Fact.unknown(why.get("musicbrainz") or "No release date is known")
    _, text, platform = max(past, key=lambda one: (one[0], len(one[1])))
    return Fact.known(_dated(text), _source(known, platform, text))


def _dated(text: str) -> list[str]:
    day = first_day(text)
    return [day.isoformat() if day else text, {4: "year", 7: "month"}.get(len(text), "day")]
