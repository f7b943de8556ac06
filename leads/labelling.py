"""The clues to an artist's independence that our rows hold, newest releases first."""

from leads.gather import Known, day_of
from leads.models import Label, Release, Statement
from scoring.facts import Clue, Kind, Source
from scoring.labels import LabelBook

NO_LABEL = "157afde4-4bf5-4039-8ad2-5a15acc85176"  # MusicBrainz' special purpose label "[no label]"
NEWEST = 12  # releases looked at: a label of twenty years ago says little of today
OWN = ("personal label", "label founder")


def clues_of(known: Known, book: LabelBook) -> tuple[tuple[Clue, ...], str]:
    """Every clue, and where there is none a sentence why."""
    clues: list[Clue] = []
    if stated := known.stated(Statement.Field.INDEPENDENCE):
        day = stated.made_at.date().isoformat()
        source = Source("staff", stated.value, None, day)
        clues.append(Clue(Kind(stated.value), f"Staff: {_words(stated.value)}", source, day))
    for release in known.own_releases[:NEWEST]:
        clues += _of_release(release, known, book)
    for hint in known.hints[:NEWEST]:
        for column, mark in (("label", None), ("p_line", "P"), ("c_line", "C")):
            if text := hint.word(column):
                reading = book.read_line(text, known.names, mark)
                source = Source("upload", text, None, hint.day)
                clues.append(Clue(reading.kind, f"{reading.because} (spreadsheet {hint.upload})", source, None, text))
    return tuple(dict.fromkeys(clues)), "" if clues else _why_none(known)


def _why_none(known: Known) -> str:
    """Empty where there is no release to speak of: others then know better why."""
    releases = known.own_releases[:NEWEST]
    unread = [one for one in releases if one.labels is None and one.copyrights is None]
    if unread and all(one.fetched_at for one in unread):
        return "Spotify's copyright lines were past their date and were deleted"
    if unread:
        return "The labels of the releases have not been read yet"
    return "The releases name no label" if releases else ""


def unsettled(known: Known, book: LabelBook) -> list[str]:
    """MBIDs of labels, and of their owners, whose look-up could tell what neither the families nor the names do."""
    wanted = []
    for release in known.own_releases[:NEWEST]:
        for label in release.labels or []:
            wanted += _unread_above(label, known, book, seen=set())
    return list(dict.fromkeys(wanted))


def _unread_above(label: dict, known: Known, book: LabelBook, seen: set) -> list[str]:
    mbid = label.get("id")
    if not mbid or mbid == NO_LABEL or mbid in seen:
        return []
    if book.read_line(label["name"], known.names).kind is not Kind.UNKNOWN:
        return []
    if mbid not in known.labels:
        return [mbid]
    owners = known.labels[mbid].owners
    return [found for owner in owners for found in _unread_above(owner, known, book, seen | {mbid})]


def _of_release(release: Release, known: Known, book: LabelBook) -> list[Clue]:
    clues = [_of_label(label, release, known, book) for label in release.labels or []]
    for line in release.copyrights or []:
        reading = book.read_line(line["text"], known.names, line["kind"])
        source = _spotify(release, line["text"])
        clues.append(Clue(reading.kind, reading.because, source, release.date or None, line["text"]))
    return clues


def _of_label(label: dict, release: Release, known: Known, book: LabelBook) -> Clue:
    source = _musicbrainz(release, label["name"]) if release.mbid else _spotify(release, label["name"])
    day = release.date or None
    if label.get("id") == NO_LABEL:
        return Clue(Kind.SELF_RELEASED, f"“{release.title}” came out without a label", source, day, label["name"])
    reading = book.read_line(label["name"], known.names)
    if reading.kind is not Kind.UNKNOWN:
        return Clue(reading.kind, reading.because, source, day, label["name"])
    row = known.labels.get(label.get("id", ""))
    if row is None:
        because = f"“{label['name']}” is in no family and not looked up yet"
        return Clue(Kind.UNKNOWN, because, source, day, label["name"])
    kind, because = _looked_up(row, known, book)
    return Clue(kind, because, source, day, label["name"])


def _looked_up(row: Label, known: Known, book: LabelBook) -> tuple[Kind, str]:
    """What the label's own relations say: the artist's own, a major's, or an indie."""
    if not row.name:
        return Kind.UNKNOWN, "MusicBrainz no longer has this label"
    for tie in row.ties:
        if tie["type"] in OWN and tie["artist_id"] == known.artist.mbid and not tie.get("ended"):
            return Kind.SELF_RELEASED, f"“{row.name}” is the artist's own label"
    above = _owners(row, known.labels, set())
    kind = book.from_ownership(above, [one["name"] for one in row.distributors])
    if kind is Kind.INDIE_LABEL:
        return kind, f"“{row.name}” belongs to no major, as far as MusicBrainz knows"
    through = [*above, *(one["name"] for one in row.distributors)]
    return kind, f"“{row.name}” hangs together with {', '.join(through[:3])}"


def _owners(row: Label, labels: dict[str, Label], seen: set) -> list[str]:
    """Names of all owners, all the way up."""
    names = []
    for owner in row.owners:
        if owner.get("id") in seen:
            continue
        names.append(owner["name"])
        if above := labels.get(owner.get("id", "")):
            names += _owners(above, labels, seen | {owner["id"]})
    return names


def _musicbrainz(release: Release, value: str) -> Source:
    return Source("musicbrainz", value, f"https://musicbrainz.org/release/{release.mbid}", day_of(release.fetched_at))


def _spotify(release: Release, value: str) -> Source:
    return Source("spotify", value, f"https://open.spotify.com/album/{release.spotify_id}", day_of(release.fetched_at))


def _words(kind: str) -> str:
    return kind.replace("_", " ")
