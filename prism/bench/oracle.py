"""The fewest calls that the made-up catalogue allows, from its own truth; and what its rows say was still open.

Only independence is read off the rows, without what Spotify added: which labels settle it is the program's to know.
"""

from collections import Counter, defaultdict
from math import ceil

from enrichment.models import Lookup, Want
from leads.gather import Known, gather
from leads.labelling import clues_of
from leads.models import Artist as Lead
from leads.models import MergedId
from sandbox.catalogue import Area, Artist, Label, Recording, Release, World
from sandbox.catalogue.relations import NO_LABEL, VARIOUS_ARTISTS
from scoring.facts import Kind, State
from scoring.labels import LabelBook
from scoring.models import LabelFamily, Policy
from scoring.rules.independence import judge

NEWEST = 2  # releases whose labels are read
NAMED = ("handle", "user", "c")  # links that a call turns into a channel


def planned(world: World) -> dict:
    """{platform: {endpoint: calls}}, and what these numbers rest on."""
    book = LabelFamily.objects.book()
    leads = leads_of(world)
    areas, area_calls = _areas(leads)
    releases = {pk for lead in leads for pk in (release.mbid for release in newest(lead, world))}
    labels = {pk for lead in leads for release in newest(lead, world) for pk in _labels(release, lead, book)}
    strangers = strangers_of(world, leads)
    codes = len(set(world.isrcs))
    calls = {
        "musicbrainz": {
            "recording_search": ceil(codes / 40),
            "artist_search": ceil(len(leads) / 50),
            "url_search": ceil(len(leads) / 8),
            "release_search": ceil(len(releases) / 50),
            "area_search": area_calls,
            "label_lookup": len(labels),
        },
        "lastfm": {"artist_info": len(leads) + sum(1 for artist in strangers if artist.in_spotify)},
        "spotify": _spotify(leads, strangers),
        "youtube": _youtube(leads, [artist for artist in strangers if artist.in_spotify]),
    }
    return {
        "calls": calls,
        "codes": codes,
        "codes_unknown": codes - len({recording.isrc for recording in world.recordings if recording.mbid}),
        "artists": len(world.artists),
        "in_musicbrainz": len(leads),
        "distinct_labels": len({label.id for release in world.releases for label, _ in release.labels if label}),
        "unsettled_labels": len(labels),
        "areas": areas,
    }


# --- Who is asked about -----------------------------------------------------------------------------------------------


def leads_of(world: World) -> list[Artist]:
    """Everybody whom MusicBrainz credits, other than as a guest, under a code of the sheet."""
    found = {}
    for recording in world.recordings:
        if recording.mbid:
            found |= {artist.mbid: artist for artist in main_credits(recording) if artist.mbid != VARIOUS_ARTISTS}
    return [found[mbid] for mbid in sorted(found)]


def main_credits(recording: Recording) -> list[Artist]:
    main = []
    for credit in recording.credits:
        main.append(credit.artist)
        if "feat." in credit.joinphrase:
            break
    return main


def strangers_of(world: World, leads: list[Artist]) -> list[Artist]:
    """Those whom MusicBrainz does not know at all."""
    known = {id(lead) for lead in leads}
    return [artist for artist in world.artists if id(artist) not in known]


def newest(lead: Artist, world: World) -> list[Release]:
    """The newest official releases that MusicBrainz shows under the codes of the artist."""
    releases = _by_artist(world)[lead.mbid]
    return sorted(releases.values(), key=lambda release: release.date, reverse=True)[:NEWEST]


_indexes: dict[int, dict[str, dict[str, Release]]] = {}


def _by_artist(world: World) -> dict[str, dict[str, Release]]:
    if id(world) not in _indexes:
        index = _indexes[id(world)] = defaultdict(dict)
        for recording in world.recordings:
            official = {one.mbid: one for one in recording.releases if one.mbid and one.status == "Official"}
            for artist in main_credits(recording) if recording.mbid else ():
                index[artist.mbid] |= official
    return _indexes[id(world)]


# --- MusicBrainz ------------------------------------------------------------------------------------------------------


def _labels(release: Release, lead: Artist, book: LabelBook) -> set[str]:
    names = [lead.name, *lead.aliases]
    return {pk for label, _ in release.labels if label for pk in _upwards(label, names, book, set())}


def _upwards(label: Label, names: list[str], book: LabelBook, seen: set[str]) -> set[str]:
    """The label and its owners, as far up as neither the families nor the artist's name settle them."""
    if label.id == NO_LABEL or label.id in seen or book.read_line(label.name, names).kind is not Kind.UNKNOWN:
        return set()
    seen.add(label.id)
    return {label.id}.union(*(_upwards(owner, names, book, seen) for owner in _owners(label)))


def _owners(label: Label) -> list[Label]:
    upward = {"ownership": True, "imprint": True, "rename": False}
    return [one.target for one in label.relations if not one.ended and upward.get(one.kind) == one.backward]


def _areas(leads: list[Artist]) -> tuple[int, int]:
    """Distinct areas on the way up to a country's code, and the calls: the next level is known only afterwards."""
    seen: dict[str, Area] = {}
    level = {lead.area or lead.begin_area for lead in leads if not (lead.area and lead.area.iso1)} - {None}
    calls = 0
    while level := {area for area in level if area.id not in seen}:
        seen |= {area.id: area for area in level}
        calls += ceil(len(level) / 50)
        level = {area.parent for area in level if area.parent and not (area.iso1 or area.iso2)}
    return len(seen), calls


# --- Spotify ----------------------------------------------------------------------------------------------------------


def _spotify(leads: list[Artist], strangers: list[Artist]) -> dict[str, int]:
    """One search where presence or independence is open, one album where independence is; one search a stray code."""
    open_ends = open_independence()
    calls = Counter()
    for lead in leads:
        linked = any("open.spotify.com" in link.url for link in lead.links)
        is_open = lead.mbid in open_ends
        calls["search"] += is_open or not linked
        calls["album"] += is_open and lead.in_spotify
    for artist in strangers:
        codes = len(set(artist.isrcs))
        calls["search"] += min(codes, 2) if artist.in_spotify else codes
        calls["album"] += artist.in_spotify
    for lead in leads:
        calls["search"] += len({recording.isrc for recording in lead.recordings if not recording.mbid})
    return {"search": calls["search"], "album": calls["album"], "token": 1}


def open_independence() -> set[str]:
    """MBIDs of leads whose independence MusicBrainz alone leaves unknown."""
    book = LabelFamily.objects.book()
    return {one.artist.mbid for one in _all_known() if one.artist.mbid and _is_open(one, book)}


def _all_known() -> list[Known]:
    return list(gather(Lead.objects.values_list("pk", flat=True)).values())


def _is_open(known: Known, book: LabelBook) -> bool:
    known.releases = [release for release in known.releases if release.mbid]
    clues, note = clues_of(known, book)
    _, policy = Policy.objects.current()
    return judge(clues, note, int(policy.thresholds["same_recency_days"])).state is State.UNKNOWN


def open_ends() -> dict:
    """What was open when MusicBrainz had answered, and what Spotify was asked about each: the per-artist bound.

    Searches on codes that MusicBrainz lacks are another question: who made this? They are counted apart.
    """
    book = LabelFamily.objects.book()
    asked = _asked_of_each()
    strays = Lookup.objects.filter(platform="spotify", kind="isrc", wants=None, attempts__gt=0).count()
    met_twice = set(MergedId.objects.values_list("artist_id", flat=True))  # a stray code made a row of its own first
    found = Counter(stray_codes=strays)
    for one in _all_known():
        calls = asked[one.artist.pk]
        undated = not any(release.date for release in one.releases if release.mbid)
        linked = any("open.spotify.com" in link["url"] for link in one.data("musicbrainz").get("links", []))
        if one.artist.pk in met_twice:
            found["asked_of_second_rows"] += calls
        elif not one.artist.mbid or not linked or _is_open(one, book):
            found["open"] += 1
            found["allowed"] += 3 if undated else 2
            found["over"] += calls > (3 if undated else 2)
        else:
            found["settled"] += 1
            found["asked_though_settled"] += calls
    return dict(found)


def _asked_of_each() -> Counter:
    """Spotify calls by artist, the search for an artist's other codes among them."""
    spotify = Lookup.objects.filter(platform="spotify", attempts__gt=0)
    asked = Counter(Want.objects.filter(lookup__in=spotify).values_list("artist_id", flat=True))
    by_id = dict(Lead.objects.exclude(spotify_id=None).values_list("spotify_id", "pk"))
    asked.update(by_id.get(subject) for subject in spotify.filter(kind="tracks").values_list("subject", flat=True))
    return asked


# --- YouTube ----------------------------------------------------------------------------------------------------------


def _youtube(leads: list[Artist], strangers: list[Artist]) -> dict[str, int]:
    """By the links; channels that only a search finds are few and come on top (see the report)."""
    by_id = [lead for lead in leads if lead.link_form == "channel" and lead.channel]
    topics = [lead for lead in leads if any("music.youtube.com/channel" in link.url for link in lead.links)]
    linked = [lead for lead in leads if lead.channel and lead.link_form in (*NAMED, "dead handle")]
    named = [lead for lead in linked if _resolves(lead)]
    channels = [lead.channel for lead in (*by_id, *named)]
    videos = sum(min(10, channel.uploads) for channel in channels)
    looked_for = len(leads) - len(by_id) - len(topics) - len(named) + len(strangers)
    return {
        "channels": ceil((len(by_id) + len(topics)) / 50) + len(linked),
        "playlist_items": sum(1 for channel in channels if channel.uploads),
        "stats": ceil(videos / 50),
        "search": looked_for,
    }


def _resolves(lead: Artist) -> bool:
    """A /c/ name is asked for as a handle, which need not be the same."""
    return lead.link_form in ("handle", "user") or lead.channel.handle == f"@{lead.channel.custom_name}"


def needless_searches() -> int:
    """Searches asked for artists of whom a link had led to a channel by then; rows merged later are not counted."""
    searches = Lookup.objects.filter(platform="youtube", kind="search", attempts__gt=0)
    needless = 0
    for search in searches.prefetch_related("artists"):
        known = Lookup.objects.filter(platform="youtube", kind__in=("channel", "handle"), state="found")
        own = [artist for artist in search.artists.all() if str(artist.pk) == search.subject]
        needless += known.filter(artists__in=own, answered_at__lt=search.answered_at).exists()
    return needless
