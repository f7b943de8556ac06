"""Facts that several sources may tell differently: where the artist lives, the genre, the publisher, the last release.

What staff state wins. Else sources that contradict each other make the fact conflicting: nobody is believed by rank.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.utils import timezone

from leads.evidence.around import Circumstances, source, staff, upload
from leads.gather import Known, moment_of
from leads.models import Recording, Release, Statement
from leads.names import fold
from scoring.facts import Fact, Source, first_day
from scoring.labels.days import told_words
from scoring.rules.words import source_name
from scoring.territories import country_code, country_name

NO_PUBLISHER = frozenset({"none", "no", "no publisher", "unpublished"})
SILENT = frozenset({"", "-", "--", "?", "n/a", "na", "unknown", "tba", "tbc"})  # a filled cell that says nothing
BEGAN = {"Person": "Born in", "Group": "Founded in", "Orchestra": "Founded in", "Choir": "Founded in"}

Claim = tuple[str, Source]  # what is said, in the form in which it is compared; and who says it


# --- Where they live --------------------------------------------------------------------------------------------------


def country(known: Known, around: Circumstances) -> Fact:
    """The country of today. A birthplace speaks only where nothing else does."""
    homes, born = _homes(known, around), _birthplace(known, around)
    if stated := known.stated(Statement.Field.COUNTRY):
        code = stated.value.upper()
        return Fact.known(code, staff(stated), against=_elsewhere({code}, [*homes, *born]))
    codes, sources = {code for code, _ in homes}, [told for _, told in homes]
    if len(codes) > 1:
        note = _contradiction((told, country_name(code)) for code, told in homes)
        return Fact.conflicting(*sources, note=note, against=_elsewhere(codes, born))
    for code, told in homes[:1] or born:
        against = _elsewhere({code}, [*_other_area(known, around), *born])
        return Fact.known(code, *(sources or [told]), against=against)
    if area := known.data("musicbrainz").get("area") or known.data("musicbrainz").get("begin_area"):
        return Fact.unknown(f"MusicBrainz names {area.get('name')}, but where that lies is not known yet")
    asked = ("musicbrainz:artist", "musicbrainz:area")
    return around.gap(known, *asked, otherwise="No source says where the artist lives")


def _homes(known: Known, around: Circumstances) -> list[Claim]:
    """Where MusicBrainz and spreadsheets say the artist lives; spreadsheets that agree count once, the newest."""
    data, claims = known.data("musicbrainz"), []
    if country_code(data.get("country")):  # "XW" is worldwide: no country at all
        claims.append((data["country"], source(known, "musicbrainz", data["country"], at=data.get("artist_at"))))
    else:
        claims += _lies(known, around, "area")
    told: dict[str, Source] = {}
    for hint in known.hints:
        if code := country_code(hint.word("country")):
            told.setdefault(code, upload(hint, code))
    return claims + list(told.items())


def _lies(known: Known, around: Circumstances, key: str) -> list[Claim]:
    data = known.data("musicbrainz")
    area = (data.get(key) or {}).get("id")
    if area not in around.countries:
        return []
    code, trail = around.countries[area]
    return [(code, source(known, "musicbrainz", trail, at=data.get("artist_at")))]


def _birthplace(known: Known, around: Circumstances) -> list[Claim]:
    began = BEGAN.get(known.artist.kind, "Began in")
    return [(code, replace(told, value=f"{began} {told.value}")) for code, told in _lies(known, around, "begin_area")]


def _other_area(known: Known, around: Circumstances) -> list[Claim]:
    """The area beside a country of its own: MusicBrainz may contradict itself."""
    return _lies(known, around, "area") if known.data("musicbrainz").get("country") else []


def _elsewhere(here: set[str], claims: Iterable[Claim]) -> list[Source]:
    """Who names another country, in words."""
    others = [(code, told) for code, told in claims if code not in here]
    return [replace(told, value=country_name(code)) if told.value == code else told for code, told in others]


def _contradiction(told: Iterable[tuple[Source, str]]) -> str:
    """ "MusicBrainz says New Zealand, spring.csv says Australia"."""
    return ", ".join(f"{source_name(who)} says {what}" for who, what in told)


# --- Genre ------------------------------------------------------------------------------------------------------------


def genre(known: Known, around: Circumstances) -> Fact:
    """The first genre of the first source. Genres are many: the others speak against it only where none shares it."""
    told = sorted(_genres(known, around), key=lambda one: one[1].is_open)  # what is out of date speaks last
    if stated := known.stated(Statement.Field.GENRE):
        sharing, against = _shared(stated.value, told)
        return Fact.known(stated.value, staff(stated), *sharing, against=against)
    if not told:
        asked = ("lastfm:audience", "spotify:followers", "musicbrainz:artist")
        return around.gap(known, *asked, otherwise="No source names a genre")
    (_, first), *others = told
    sharing, against = _shared(first.value, others)
    return replace(first, sources=first.sources + sharing, against=against)


def _genres(known: Known, around: Circumstances) -> list[tuple[list[str], Fact]]:
    """What each source calls the music, the best source first; a word that stands in many rows counts once."""
    told = []
    for platform in ("musicbrainz", "spotify", "lastfm"):
        if words := known.data(platform).get("genres"):
            who = source(known, platform, ", ".join(words))
            told.append((words, around.held(known, platform, words[0], who)))
    hinted: dict[str, Source] = {}
    for hint in known.hints:
        if word := hint.word("genre"):
            hinted.setdefault(fold(word), upload(hint, word))
    return told + [([who.value], Fact.known(who.value, who)) for who in hinted.values()]


def _shared(word: str, told: list[tuple[list[str], Fact]]) -> tuple[tuple[Source, ...], tuple[Source, ...]]:
    """(those who name this genre too, those who speak against it because none does)."""
    sharing = [fact for words, fact in told if fold(word) in map(fold, words)]
    against = [] if sharing else [fact for _, fact in told]
    return _sources(sharing), _sources(against)


def _sources(facts: list[Fact]) -> tuple[Source, ...]:
    return tuple(who for fact in facts for who in fact.sources)


# --- Publisher --------------------------------------------------------------------------------------------------------


def publisher(known: Known) -> Fact:
    """Known from staff, a spreadsheet or a MusicBrainz relation; "none" only from a person.

    Several names from one kind of source are several publishers; two kinds that share none contradict each other.
    """
    uploaded, tied = _uploaded_publishers(known), _tied_publishers(known)
    claims = uploaded + tied
    if stated := known.stated(Statement.Field.PUBLISHER):
        against = [who for name, who in claims if fold(name) != fold(stated.value)]
        if not stated.value:
            return Fact.absent(staff(stated), against=against)
        return Fact.known(stated.value, staff(stated), against=against)
    names, sources = {fold(name): name for name, _ in claims}, [who for _, who in claims]
    strangers = uploaded and tied and {fold(name) for name, _ in uploaded}.isdisjoint(fold(name) for name, _ in tied)
    if strangers or ("" in names and len(names) > 1):
        return Fact.conflicting(*sources, note=_contradiction((who, name or "there is none") for name, who in claims))
    if "" in names:
        return Fact.absent(*sources)
    return Fact.known(", ".join(names.values()), *sources) if names else Fact()


def _uploaded_publishers(known: Known) -> list[Claim]:
    """The publishers that spreadsheets name, each once; "" where one says that there is none."""
    told: dict[str, Claim] = {}
    for hint in known.hints:
        word = hint.word("publisher")
        if word.casefold() in NO_PUBLISHER:
            told.setdefault("", ("", upload(hint, "No publisher")))
        elif word.casefold() not in SILENT:
            told.setdefault(fold(word), (word, upload(hint, word)))
    return list(told.values())


def _tied_publishers(known: Known) -> list[Claim]:
    """The labels that MusicBrainz calls the artist's personal publisher today."""
    mbid = known.artist.mbid
    own = [one for one in known.labels.values() if one.ties and one.name and _publishes(one.ties, mbid)]
    url = "https://musicbrainz.org/label/"
    return [
        (one.name, Source("musicbrainz", one.name, url + one.mbid, moment_of(one.fetched_at)))
        for one in sorted(own, key=lambda label: label.mbid)
    ]


def _publishes(ties: list[dict], mbid: str | None) -> bool:
    return any(
        tie["type"] == "personal publisher" and tie["artist_id"] == mbid and not tie.get("ended") for tie in ties
    )


# --- The latest release -----------------------------------------------------------------------------------------------


def last_release(known: Known, around: Circumstances) -> Fact:
    """The release that may be the newest: [ISO day, precision]; a year alone stands at its first of January."""
    newest = _newest(known, timezone.localtime(around.now).date())
    if stated := known.stated(Statement.Field.LAST_RELEASE):
        later = newest and first_day(newest.value) > (_last_day(stated.value) or date.max)
        return Fact.known(_dated(stated.value), staff(stated), against=_words_of(newest) if later else ())
    if newest is None:
        asked = ("musicbrainz:artist", "spotify:albums")
        return around.gap(known, *asked, otherwise="No release date is known")
    return Fact.known(_dated(newest.value), newest)


def _words_of(newest: Source) -> list[Source]:
    return [replace(newest, value=f"A release of {told_words(newest.value)}")]


def _newest(known: Known, today: date) -> Source | None:
    """Who names the day that may be the newest: of equal ones the most precise."""
    dated = [(one.date, one) for one in known.own_releases] + [(one.first_release, one) for one in known.recordings]
    past = [one for one in dated if (day := first_day(one[0])) and day <= today]
    if not past:
        return None
    text, row = max(past, key=lambda one: (min(_last_day(one[0]), today), len(one[0]), _id(one[1])))
    return _told_by(row, text, known)


def _id(row: Release | Recording) -> tuple[str, ...]:
    """Two rows of the same day are told apart by what they are, not by which came first."""
    return (type(row).__name__, row.mbid or "", row.spotify_id or "")


def _told_by(row: Release | Recording, text: str, known: Known) -> Source:
    """MusicBrainz where it has the row, else Spotify; with the page, and the day it was read."""
    release = isinstance(row, Release)
    read_at = row.fetched_at if release else None
    if row.mbid:
        page = f"https://musicbrainz.org/{'release' if release else 'recording'}/{row.mbid}"
        return source(known, "musicbrainz", text, page, read_at)
    page = f"https://open.spotify.com/{'album' if release else 'track'}/{row.spotify_id}"
    return source(known, "spotify", text, page if row.spotify_id else None, read_at)


def _last_day(text: str) -> date | None:
    """The last day that "2021", "2021-03" or "2021-03-19" can mean."""
    day = first_day(text)
    if day is None or len(text) not in (4, 7):
        return day
    month = 12 if len(text) == 4 else day.month
    return day.replace(month=month, day=monthrange(day.year, month)[1])


def _dated(text: str) -> list[str]:
    day = first_day(text)
    return [day.isoformat() if day else text, {4: "year", 7: "month"}.get(len(text), "day")]
