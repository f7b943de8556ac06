"""The lines of a dossier: what is read of one lead beside its facts, in words, and how long lists are cut."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils import timezone

from leads.evidence.in_words import Told
from leads.exports.services import Reason
from leads.models import Artist, Profile, Statement, Upload
from leads.models.platforms import Platform
from leads.names import network
from leads.reading import parts
from leads.text import cut
from scoring.facts import ArtistFacts, Source, first_day
from scoring.rules.words import day_words, source_name
from scoring.territories import country_name

PARTS = {"independence": "Independence", "opportunity": "Opportunity", "geography": "Geography"}
# Where an artist's own page is: the field of the id, and what stands before it.
PAGES = {
    Platform.MUSICBRAINZ: ("mbid", "musicbrainz.org/artist/"),
    Platform.SPOTIFY: ("spotify_id", "open.spotify.com/artist/"),
    Platform.YOUTUBE: ("youtube_channel_id", "youtube.com/channel/"),
}
MOST_RECORDINGS = 100  # read, to tell how many there are beside those shown
EVENTS = 3


@dataclass(frozen=True)
class Some:
    """The first of a list, and how many there are beside them."""

    shown: Sequence
    more: int

    @property
    def rest(self) -> str:
        return f"and {self.more:,} more" if self.more else ""


@dataclass(frozen=True)
class Event:
    when: str
    kind: str
    words: str
    by: str


def some(rows: Sequence, most: int) -> Some:
    return Some(rows[:most], max(0, len(rows) - most))


# --- Who --------------------------------------------------------------------------------------------------------------


def based_in(artist: Artist) -> str:
    """The place and the country, or whichever of the two is known."""
    return ", ".join(dict.fromkeys(filter(None, [artist.area, country_name(artist.country)])))


def contacts(given: Iterable) -> list[tuple[str, str]]:
    """Each by its kind, or by the network it is on."""
    return [(_kind(contact), contact.value) for contact in given]


def _kind(contact) -> str:
    return network(contact.platform) if contact.platform else contact.get_kind_display()


# --- Why --------------------------------------------------------------------------------------------------------------
# Lines of the score whose label is the name of one case: what they are about.
CASES = {"independence": dict(Artist.Independence.choices), "geography": dict(Artist.Region.choices)}


def score_parts(breakdown: dict) -> list[dict]:
    """The breakdown by part, each line in the words of the lead's page."""
    return [part | {"label": PARTS[part["part"]]} for part in parts(breakdown)]


def shortened(line: dict, longest: int, most_sources: int) -> dict:
    """A line of the score with its reason and sources as long as there is room for."""
    return line | {
        "words": CASES.get(line["component"], {}).get(line.get("rule"), line["label"]),
        "because": cut(line["because"], longest),
        "told": sources([Source.from_json(one) for one in line.get("sources", ())], most_sources),
    }


def reason(why: Reason, longest: int, most_sources: int) -> tuple[str, str]:
    """A reason and who says so."""
    return cut(why.words, longest), sources(why.sources, most_sources)


def sources(given: Iterable[Source], most: int) -> str:
    """Who says so and when, each once: "MusicBrainz, 20 Nov 2026; Last.fm"."""
    return named([Told(_who(one), day=one.as_of) for one in given], most)


def _who(source: Source) -> str:
    """A file by its own name, everybody else with a capital letter."""
    name = source_name(source)
    return name if source.name else name[:1].upper() + name[1:]


def named(told: Iterable[Told], most: int) -> str:
    once = dict.fromkeys(_source(one) for one in told if one.name)
    return "; ".join(islice(once, most))


def _source(told: Told) -> str:
    name, day = cut(told.name, 40), first_day(told.day)
    return f"{name}, {day_words(day)}" if day else name


# --- What happened ----------------------------------------------------------------------------------------------------


def activities(artist: Artist) -> list[Event]:
    """The last of the conversation."""
    return [
        Event(_day(act.at), act.get_kind_display(), _act(act), act.author.get_username() if act.author else "Prism")
        for act in artist.activities.select_related("author")[:EVENTS]
    ]


def _act(act) -> str:
    moved = act.new_status and act.old_status != act.new_status
    status = f"{act.get_old_status_display() or 'New'} to {act.get_new_status_display()}" if moved else ""
    changes = [] if status else [f"{_field(name)}: {values[1] or 'none'}" for name, values in act.changes.items()]
    return ". ".join(filter(None, [status, ", ".join(changes), " ".join(act.notes.split())]))


def _field(name: str) -> str:
    return name.replace("_on", "").replace("_", " ").capitalize()


def told(artist: Artist) -> list[tuple[str, str]]:
    """What staff and uploads said of the lead, the newest first."""
    given = artist.statements.select_related("author")
    return [
        (one.get_field_display(), f"{_said(one)} ({one.author or one.source}, {_day(one.made_at)})") for one in given
    ]


def _said(one: Statement) -> str:
    return country_name(one.value) if one.field == Statement.Field.COUNTRY else one.value or "none"


# --- The music, and where it came from --------------------------------------------------------------------------------


def recordings(artist: Artist) -> list[tuple[str, str, str]]:
    """Title, when it came out in words and as it is stored; the newest first, those without a day last."""
    rows = artist.recordings.order_by("-first_release", "pk").values_list("title", "isrc", "first_release")
    return [(title or isrc, _released(day), day) for title, isrc, day in rows[:MOST_RECORDINGS]]


def _released(text: str) -> str:
    day = first_day(text)
    return {4: f"{day:%Y}", 7: f"{day:%b %Y}"}.get(len(text), day_words(day)) if day else ""


def newest(recordings: list[tuple[str, str, str]], facts: ArtistFacts) -> str:
    """The title that came out on the day of the latest release, where exactly one did; "" where nobody can tell."""
    if not facts.last_release.is_known:
        return ""
    precision = {"year": 4, "month": 7}.get(facts.last_release.value[1], 10)
    day = facts.last_release.value[0][:precision]
    titles = {title for title, said, stored in recordings if stored == day and said}
    return cut(titles.pop(), 80) if len(titles) == 1 else ""


def uploads(artist: Artist) -> list[str]:
    """The files that named their recordings, each with its day, the newest first."""
    found = Upload.objects.filter(cells__recording__artists=artist).distinct()
    return [f"{one.filename}, {_day(one.created_at)}" for one in found]


def platforms(artist: Artist) -> list[tuple[str, str, str]]:
    """What each of the four says of the artist and when it was asked, and the artist's page there."""
    held = {profile.platform: profile for profile in artist.profiles.all()}
    return [(str(platform.label), _held(held.get(platform)), _page(artist, platform)) for platform in Platform]


def _page(artist: Artist, platform: Platform) -> str:
    field, before = PAGES.get(platform, ("", ""))
    return f"{before}{known}" if (known := field and getattr(artist, field)) else ""


def _held(profile: Profile | None) -> str:
    return f"{profile.get_state_display()}, {_day(profile.fetched_at)}" if profile else "Not asked yet, or no answer"


def _day(moment) -> str:
    return day_words(timezone.localtime(moment).date())
