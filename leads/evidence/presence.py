"""Where the artist is: an identity on Spotify and YouTube, and the services with evidence of their music."""

from leads.evidence.around import ABSENT, CONFLICTING, FOUND, MISSED, REJECTED, Circumstances, source, staff, upload
from leads.gather import Hint, Known
from leads.models import Statement
from leads.statements import CHANNEL
from scoring.facts import Fact, Source
from scoring.rules.words import platform_name

# Services as people name them; evidence of presence counts towards "basic distribution".
SERVICE_NAMES = {"spotify": "Spotify", "youtube_music": "YouTube Music", "youtube": "YouTube"}
UNASKED = "Not asked yet"
# What a platform's own answer says against an identity that another source names.
DOUBTS = {
    ABSENT: "Asked, and not there",
    MISSED: "Not found there once",
    CONFLICTING: "Several identities fit",
}


def spotify(known: Known, around: Circumstances) -> Fact:
    """The artist id; absent only after two misses a day apart."""
    return _presence(known, "spotify", known.artist.spotify_id, around.gap(known, "spotify:isrc", otherwise=UNASKED))


def youtube(known: Known, around: Circumstances) -> Fact:
    """The channel id; absent when looked for and not found, or when only a Topic channel was."""
    asked = ("youtube:search", "youtube:handle", "youtube:channel")
    fact = _presence(known, "youtube", known.artist.youtube_channel_id, around.gap(known, *asked, otherwise=UNASKED))
    if fact.is_known and known.data("youtube").get("topic_only"):
        return Fact.absent(*fact.sources, note="Only an automatic Topic channel")
    if fact.is_known and (others := _other_channels(known)):
        return Fact.known(fact.value, *fact.sources, against=[*fact.against, *others])
    return fact


def _presence(known: Known, platform: str, external_id: str | None, gap: Fact) -> Fact:
    """Known with an id, absent only where the platform was asked and says so."""
    state, told = known.state(platform), source(known, platform)
    if external_id:
        return _identified(known, platform, external_id)
    if state == FOUND:
        return Fact.known(True, told)
    if state == ABSENT:
        return Fact.absent(told)
    if state == REJECTED:
        return Fact.unknown("Somebody here said that what was found is not the artist", told)
    if state == CONFLICTING:
        return Fact.conflicting(told, note="Several identities fit; a person has to decide")
    if state == MISSED:
        note = f"Not found on {platform_name(platform)} once; a second look a day later will tell"
        return Fact.unknown(note, told)
    return gap


def _identified(known: Known, platform: str, external_id: str) -> Fact:
    """Known by its id, whoever named it: a person, the platform itself, or a link."""
    profile = known.profiles.get(platform)
    doubt = DOUBTS.get(profile.state) if profile else None
    if profile and profile.confirmed_by_id and profile.external_id == external_id:
        return Fact.known(external_id, _confirmed(known, platform, external_id), source(known, platform, external_id))
    who = source(known, platform if profile and profile.state == FOUND else "musicbrainz", external_id)
    return Fact.known(external_id, who, against=[source(known, platform, doubt)] if doubt else ())


def _confirmed(known: Known, platform: str, external_id: str) -> Source:
    """The person who said so: by a statement, or by deciding on a candidate."""
    stated = known.stated(Statement.Field.CHANNEL) if platform == "youtube" else None
    return staff(stated) if stated and stated.value == external_id else Source("staff", external_id)


def _other_channels(known: Known) -> list[Source]:
    """Channels that other links name by id; links to YouTube Music mostly lead to the automatic Topic channel."""
    data = known.data("musicbrainz")
    links = [link["url"] for link in data.get("links", ()) if link.get("type") == "youtube"]
    told = [(url, source(known, "musicbrainz", None, url, data.get("links_at"))) for url in links]
    told += [(hint.links["youtube"], upload(hint, "")) for hint in known.hints if "youtube" in hint.links]
    others: dict[str, Source] = {}
    for text, who in told:
        if (named := CHANNEL.search(text)) and named[1] != known.artist.youtube_channel_id:
            url = f"https://www.youtube.com/channel/{named[1]}"
            others.setdefault(named[1], Source(who.platform, f"Links channel {named[1]}", url, who.as_of, who.name))
    return list(others.values())


# --- Services ---------------------------------------------------------------------------------------------------------


def services(known: Known, around: Circumstances) -> tuple[str, ...]:
    """Where there is evidence of the artist's music: links, identities, an automatic Topic channel."""
    found = {*known.data("musicbrainz").get("services", ()), *_uploaded(known, around)}
    if known.artist.spotify_id or known.state("spotify") == FOUND:
        found.add("spotify")
    if known.data("youtube").get("topic_only"):
        found.add("youtube_music")
    elif known.artist.youtube_channel_id:
        found.add("youtube")
    return tuple(sorted(map(_service_name, found)))


def links_read(known: Known, around: Circumstances) -> Fact:
    """Known once a source that lists links has been read; its sources say which services they name."""
    data = known.data("musicbrainz")
    linked = [upload(hint, _service_name(name)) for name, hint in _uploaded(known, around).items()]
    if data.get("links_at"):
        listed = ", ".join(sorted(map(_service_name, data.get("services", ())))) or "no service"
        return Fact.known(True, source(known, "musicbrainz", listed, at=data["links_at"]), *linked)
    gap = around.gap(known, "musicbrainz:links", otherwise="No list of the artist's links has been read")
    return Fact(state=gap.state, note=gap.note, sources=tuple(linked))


def _uploaded(known: Known, around: Circumstances) -> dict[str, Hint]:
    """Services that spreadsheets link to, each with the newest row that does."""
    found: dict[str, Hint] = {}
    for hint in known.hints:
        for url in hint.links.values():
            if service := around.service_of(url):
                found.setdefault(service, hint)
    return found


def _service_name(service: str) -> str:
    return SERVICE_NAMES.get(service, service.replace("_", " ").title())
