"""What our rows say of an artist, put into the facts that the rules may know. No queries: all comes in gathered."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from leads.gather import Known, day_of
from leads.labelling import clues_of
from leads.models import Profile, Statement
from scoring.facts import ArtistFacts, Fact, Source, first_day
from scoring.labels import LabelBook
from scoring.rules import upload_frequency
from scoring.territories import country_code

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
    off: dict[str, str] = field(default_factory=dict)  # platform -> why it is not asked at all
    service_of: Callable[[str], str | None] = lambda url: None  # the streaming service an address belongs to

    def gap(self, known: Known, platform: str, otherwise: str) -> Fact:
        """A fact that `platform` could tell and did not: unknown, or not offered where it is switched off."""
        if platform in self.off:
            return Fact.not_offered(self.off[platform])
        return Fact.unknown(self.why.get(known.artist.pk, {}).get(platform) or otherwise)


def facts_of(known: Known, around: Circumstances) -> ArtistFacts:
    """The facts of one artist as of `around.now`."""
    topic_only = bool(known.data("youtube").get("topic_only"))
    clues, note = clues_of(known, around.book)
    audience, audience_source = _audience(known, around)
    return ArtistFacts(
        name=known.artist.name,
        country=_country(known, around),
        genre=_genre(known, around),
        clues=clues,
        independence_note=note or _why_no_label(known, around),
        spotify=_presence(known, "spotify", known.artist.spotify_id, around),
        youtube=_youtube(known, topic_only, around),
        youtube_topic_only=topic_only,
        subscribers=_subscribers(known, around),
        subscriber_history=_history(known, "youtube", "subscribers"),
        upload_frequency=_frequency(known, around),
        services=_services(known, topic_only, around),
        links_read=_links_read(known, around),
        publisher=_publisher(known),
        audience=audience,
        audience_source=audience_source,
        audience_history=_history(known, "lastfm", "listeners", "playcount") + _history(known, "spotify", "followers"),
        last_release=_last_release(known, around),
    )


def _why_no_label(known: Known, around: Circumstances) -> str:
    """Where no label and no copyright line was read: what kept us from it."""
    why = around.why.get(known.artist.pk, {})
    return why.get("spotify") or why.get("musicbrainz") or around.off.get("spotify") or ""


def _source(known: Known, platform: str, value=None, url: str | None = None) -> Source:
    profile = known.profiles.get(platform)
    if profile is None:
        return Source(platform, value, url)
    return Source(platform, value, url or profile.url or None, day_of(profile.fetched_at))


def _staff(statement: Statement) -> Source:
    return Source("staff", statement.value, None, day_of(statement.made_at))


def _country(known: Known, around: Circumstances) -> Fact:
    """Staff, then MusicBrainz' own code, then where the area lies, then the birthplace, then a spreadsheet's column."""
    if stated := known.stated(Statement.Field.COUNTRY):
        return Fact.known(stated.value.upper(), _staff(stated))
    data = known.data("musicbrainz")
    if country_code(data.get("country")):  # "XW" is worldwide: no country at all
        return Fact.known(data["country"], _source(known, "musicbrainz", data["country"]))
    for key in ("area", "begin_area"):
        area = data.get(key) or {}
        if area.get("id") in around.countries:
            country, trail = around.countries[area["id"]]
            return Fact.known(country, _source(known, "musicbrainz", trail))
    for hint in known.hints:
        if country := country_code(hint.word("country")):
            return Fact.known(country, Source("upload", country, None, hint.day))
    if area := data.get("area") or data.get("begin_area"):
        return Fact.unknown(f"MusicBrainz names {area.get('name')}, but where that lies is not known yet")
    return around.gap(known, "musicbrainz", "No source says where the artist lives")


def _genre(known: Known, around: Circumstances) -> Fact:
    if stated := known.stated(Statement.Field.GENRE):
        return Fact.known(stated.value, _staff(stated))
    for platform in ("musicbrainz", "spotify", "lastfm"):
        if genres := known.data(platform).get("genres"):
            return Fact.known(genres[0], _source(known, platform, ", ".join(genres)))
    for hint in known.hints:
        if genre := hint.word("genre"):
            return Fact.known(genre, Source("upload", genre, None, hint.day))
    return around.gap(known, "lastfm", "No source names a genre")


def _presence(known: Known, platform: str, external_id: str | None, around: Circumstances) -> Fact:
    """Known with an id, absent only where the platform was asked and says so."""
    state = known.state(platform)
    if external_id:
        platform_says = platform if state == FOUND else "musicbrainz"
        return Fact.known(external_id, _source(known, platform_says, external_id))
    if state == FOUND:
        return Fact.known(True, _source(known, platform))
    if state == ABSENT:
        return Fact.absent(_source(known, platform))
    if state == Profile.State.REJECTED:
        return Fact.unknown("Somebody here said that what was found is not the artist", _source(known, platform))
    if state == CONFLICTING:
        return Fact.conflicting(_source(known, platform), note="Several identities fit; a person has to decide")
    if state == Profile.State.MISSED:
        return Fact.unknown("Not found on Spotify once; a second look a day later will tell", _source(known, platform))
    return around.gap(known, platform, "Not asked yet")


def _youtube(known: Known, topic_only: bool, around: Circumstances) -> Fact:
    fact = _presence(known, "youtube", known.artist.youtube_channel_id, around)
    if fact.is_known and topic_only:
        return Fact.absent(*fact.sources, note="Only an automatic Topic channel")
    return fact


def _subscribers(known: Known, around: Circumstances) -> Fact:
    data = known.data("youtube")
    if data.get("hidden_subscribers"):
        return Fact.unknown("The channel hides its subscribers", _source(known, "youtube"))
    if data.get("subscribers") is None:
        return around.gap(known, "youtube", "")
    return Fact.known(data["subscribers"], _source(known, "youtube", data["subscribers"]))


def _frequency(known: Known, around: Circumstances) -> Fact:
    published = known.data("youtube").get("published")
    if published is None or not known.artist.youtube_channel_id:
        return around.gap(known, "youtube", "")
    read_at = known.data("youtube").get("uploads_at")
    as_of = datetime.fromisoformat(read_at) if read_at else around.now  # an old list says nothing of the time since
    frequency = upload_frequency([datetime.fromisoformat(day) for day in published if day], as_of)
    return Fact.known(frequency, _source(known, "youtube", f"{len(published)} newest uploads read"))


def _services(known: Known, topic_only: bool, around: Circumstances) -> tuple[str, ...]:
    """Where there is evidence of the artist's music: links, identities, an automatic Topic channel."""
    services = set(known.data("musicbrainz").get("services", ()))
    for hint in known.hints:
        services.update(service for url in hint.links.values() if (service := around.service_of(url)))
    if known.artist.spotify_id or known.state("spotify") == FOUND:
        services.add("spotify")
    if topic_only:
        services.add("youtube_music")
    elif known.artist.youtube_channel_id:
        services.add("youtube")
    return tuple(sorted(SERVICE_NAMES.get(name, name.replace("_", " ").title()) for name in services))


def _links_read(known: Known, around: Circumstances) -> Fact:
    read_at = known.data("musicbrainz").get("links_at")
    if read_at:
        return Fact.known(True, Source("musicbrainz", "links", None, day_of(read_at)))
    return around.gap(known, "musicbrainz", "No list of the artist's links has been read")


def _publisher(known: Known) -> Fact:
    """Known from staff, a spreadsheet or a MusicBrainz relation; "none" only from a person."""
    if stated := known.stated(Statement.Field.PUBLISHER):
        return Fact.known(stated.value, _staff(stated)) if stated.value else Fact.absent(_staff(stated))
    for hint in known.hints:
        if word := hint.word("publisher"):
            source = Source("upload", word, None, hint.day)
            nobody = word.casefold() in ("none", "no", "no publisher", "unpublished")
            return Fact.absent(source) if nobody else Fact.known(word, source)
    for label in known.labels.values():
        for tie in label.ties:
            if tie["type"] == "personal publisher" and tie["artist_id"] == known.artist.mbid and not tie.get("ended"):
                return Fact.known(label.name, Source("musicbrainz", label.name, None, day_of(label.fetched_at)))
    return Fact()


def _audience(known: Known, around: Circumstances) -> tuple[Fact, str]:
    """Spotify's followers where the key offers them, else Last.fm's listeners."""
    if (followers := known.data("spotify").get("followers")) is not None:
        return Fact.known(followers, _source(known, "spotify", followers)), "spotify"
    if (listeners := known.data("lastfm").get("listeners")) is not None:
        return Fact.known(listeners, _source(known, "lastfm", listeners)), "lastfm"
    if known.state("lastfm") == ABSENT:
        return Fact.absent(_source(known, "lastfm")), "lastfm"
    if known.state("lastfm") == CONFLICTING:
        note = f"Last.fm's page of this name is about “{known.data('lastfm').get('answered_for')}”"
        return Fact.conflicting(_source(known, "lastfm"), note=note), "lastfm"
    return around.gap(known, "lastfm", "Last.fm has not been asked"), ""


def _history(known: Known, platform: str, *metrics: str) -> tuple[tuple[str, str, int], ...]:
    return tuple(
        (shot.day.isoformat(), f"{platform}_{shot.metric}", shot.value)
        for shot in known.snapshots
        if shot.platform == platform and shot.metric in metrics
    )


def _last_release(known: Known, around: Circumstances) -> Fact:
    """The release that may be the newest: [ISO day, precision]; a year alone stands at its first of January."""
    if stated := known.stated(Statement.Field.LAST_RELEASE):
        return Fact.known(_dated(stated.value), _staff(stated))
    dates = [(r.date, "musicbrainz" if r.mbid else "spotify") for r in known.own_releases]
    dates += [(r.first_release, "musicbrainz" if r.mbid else "spotify") for r in known.recordings]
    today = timezone.localtime(around.now).date()
    readable = [(first_day(text), text, platform) for text, platform in dates if first_day(text)]
    past = [one for one in readable if one[0] <= today]
    if not past:
        return around.gap(known, "musicbrainz", "No release date is known")
    _, text, platform = max(past, key=lambda one: (min(_last_day(one[1]), today), len(one[1])))
    return Fact.known(_dated(text), _source(known, platform, text))


def _last_day(text: str) -> date:
    """The last day that "2021", "2021-03" or "2021-03-19" can mean."""
    day = first_day(text)
    if len(text) == 4:
        return day.replace(month=12, day=31)
    return day.replace(day=monthrange(day.year, day.month)[1]) if len(text) == 7 else day


def _dated(text: str) -> list[str]:
    day = first_day(text)
    return [day.isoformat() if day else text, {4: "year", 7: "month"}.get(len(text), "day")]
