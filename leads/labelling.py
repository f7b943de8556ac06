"""The clues to an artist's independence that our rows hold, newest releases first."""

from collections.abc import Iterator

from leads.gather import Known, day_of, moment_of
from leads.models import Label, Release, Statement
from scoring.facts import Clue, Kind, Source
from scoring.labels import LabelBook
from scoring.labels.days import days_of, told_words
from scoring.labels.reading import NO_MAJOR

NO_LABEL = "157afde4-4bf5-4039-8ad2-5a15acc85176"  # MusicBrainz' special purpose label "[no label]"
NEWEST = 12  # releases looked at: a label of twenty years ago says little of today
OWN = ("personal label", "label founder")
CONTRACT = "recording contract"


def clues_of(known: Known, book: LabelBook) -> tuple[tuple[Clue, ...], str]:
    """Every clue, and where there is none a sentence why."""
    clues: list[Clue] = []
    if stated := known.stated(Statement.Field.INDEPENDENCE):
        source = Source("staff", stated.value, None, moment_of(stated.made_at))
        clues.append(Clue(Kind(stated.value), f"Staff: {_words(stated.value)}", source, day_of(stated.made_at)))
    for release in known.own_releases[:NEWEST]:
        clues += _of_release(release, known, book)
    clues += _of_ties(known, book)
    for hint in known.hints[:NEWEST]:
        for column, mark in (("label", None), ("p_line", "P"), ("c_line", "C")):
            if text := hint.word(column):
                reading = book.read_line(text, known.names, mark)
                source = Source("upload", text, None, hint.at, hint.upload)
                clues.append(Clue(reading.kind, reading.because, source, None, text))
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
            wanted += _unread_above(label, release.date, known, book, seen=set())
    return list(dict.fromkeys(wanted))


def _unread_above(label: dict, day: str, known: Known, book: LabelBook, seen: set) -> list[str]:
    mbid = label.get("id")
    if not mbid or mbid == NO_LABEL or mbid in seen:
        return []
    if book.read_line(label["name"], known.names, day=day).kind is not Kind.UNKNOWN:
        return []
    if mbid not in known.labels:
        return [mbid]
    owners = known.labels[mbid].owners
    return [found for owner in owners for found in _unread_above(owner, day, known, book, seen | {mbid})]


def _of_release(release: Release, known: Known, book: LabelBook) -> list[Clue]:
    clues = [_of_label(label, release, known, book) for label in release.labels or []]
    for line in release.copyrights or []:
        reading = book.read_line(line["text"], known.names, line["kind"], release.date)
        source = _spotify(release, line["text"])
        clues.append(Clue(reading.kind, reading.because, source, release.date or None, line["text"]))
    return clues


def _of_label(label: dict, release: Release, known: Known, book: LabelBook) -> Clue:
    source = _musicbrainz(release, label["name"]) if release.mbid else _spotify(release, label["name"])
    day = release.date or None
    if label.get("id") == NO_LABEL:
        return Clue(Kind.SELF_RELEASED, f"“{release.title}” came out without a label", source, day, label["name"])
    reading = book.read_line(label["name"], known.names, day=day)
    if reading.kind is not Kind.UNKNOWN:
        return Clue(reading.kind, reading.because, source, day, label["name"])
    row = known.labels.get(label.get("id", ""))
    if row is None:
        because = f"“{label['name']}” is in no family and not looked up yet"
        return Clue(Kind.UNKNOWN, because, source, day, label["name"])
    kind, because = _looked_up(row, known, book, day)
    return Clue(kind, because, source, day, label["name"])


def _looked_up(row: Label, known: Known, book: LabelBook, day: str | None) -> tuple[Kind, str]:
    """What the label's own relations say of it on that day: the artist's own, a major's, or an indie."""
    if not row.name:
        return Kind.UNKNOWN, "MusicBrainz no longer has this label"
    if any(tie["type"] in OWN and _held(tie, day) for tie in _ties(row, known)):
        return Kind.SELF_RELEASED, f"“{row.name}” is the artist's own label"
    above = _owners(row, known.labels, set())
    kind = book.from_ownership(above, [one["name"] for one in row.distributors], day)
    if kind is Kind.INDIE_LABEL:
        return kind, f"“{row.name}” {NO_MAJOR}"
    through = [*above, *(one["name"] for one in row.distributors)]
    return kind, f"“{row.name}” hangs together with {', '.join(through[:3])}"


# --- What ties an artist and a label, whatever came out there ---------------------------------------------------------


def _of_ties(known: Known, book: LabelBook) -> list[Clue]:
    return [clue for row in _around(known) for tie in _ties(row, known) if (clue := _of_tie(tie, row, known, book))]


def _around(known: Known) -> list[Label]:
    """The labels that were looked up: those of the artist's releases, and whoever owns those."""
    found: dict[str, Label] = {}
    waiting = [label.get("id") for release in known.releases for label in release.labels or []]
    for mbid in waiting:  # grows while it is walked
        if mbid not in found and (row := known.labels.get(mbid)):
            found[mbid] = row
            waiting += [owner.get("id") for owner in row.owners]
    return list(found.values())


def _ties(row: Label, known: Known) -> Iterator[dict]:
    return (tie for tie in row.ties if known.artist.mbid and tie["artist_id"] == known.artist.mbid)


def _of_tie(tie: dict, row: Label, known: Known, book: LabelBook) -> Clue | None:
    """A label of one's own speaks for today while it lasts; a founding and a contract speak for their time."""
    read = day_of(row.fetched_at)
    if not row.name or _lies_ahead(tie, read):
        return None
    over = _is_over(tie, read)
    if tie["type"] == CONTRACT:
        day = _day_of_contract(tie, over, read)
        kind, because = _signed_to(row, known, book, day)
        because = f"Recording contract with “{row.name}”{_when(tie, over)}: {because}"
    elif tie["type"] in OWN and not over:
        founding = tie["type"] == "label founder"
        day = tie.get("begin") if founding else read
        kind, because = Kind.SELF_RELEASED, _founded(tie, row) if founding else _owned(tie, row)
    else:
        return None
    source = Source("musicbrainz", row.name, f"https://musicbrainz.org/label/{row.mbid}", moment_of(row.fetched_at))
    return Clue(kind, because, source, day, row.name)


def _day_of_contract(tie: dict, over: bool, read: str | None) -> str | None:
    """One that holds is dated by the day it was read; one that nobody has dated may be long over and stays undated."""
    begin, end = tie.get("begin"), tie.get("end")
    if over:
        return end or begin
    return read if begin or end else None


def _signed_to(row: Label, known: Known, book: LabelBook, day: str | None) -> tuple[Kind, str]:
    reading = book.read_line(row.name, known.names, day=day)
    if reading.kind is not Kind.UNKNOWN:
        return reading.kind, reading.because
    return _looked_up(row, known, book, day)


def _owned(tie: dict, row: Label) -> str:
    return f"“{row.name}” is the artist's personal label{_when(tie, over=False)}"


def _founded(tie: dict, row: Label) -> str:
    begin = tie.get("begin")
    return f"The artist founded “{row.name}”{f' in {told_words(begin)}' if begin else ''}"


def _when(tie: dict, over: bool) -> str:
    begin, end = tie.get("begin"), tie.get("end")
    if begin and end:
        return f", {told_words(begin)} to {told_words(end)}"
    if end:
        return f", until {told_words(end)}"
    if begin:
        return f", from {told_words(begin)} on, ended since" if over else f" since {told_words(begin)}"
    return ", ended" if over else ""


def _held(tie: dict, day: str | None) -> bool:
    """Whether it held on a release's day; one that ended nobody knows when counts for no day."""
    end, days = days_of(tie.get("end")), days_of(day)
    if end and days:
        return end[1] >= days[0]
    return not (tie.get("ended") or end)


def _is_over(tie: dict, read: str | None) -> bool:
    end, today = days_of(tie.get("end")), days_of(read)
    return bool(tie.get("ended") or (end and today and end[1] < today[0]))


def _lies_ahead(tie: dict, read: str | None) -> bool:
    begin, today = days_of(tie.get("begin")), days_of(read)
    return bool(begin and today and begin[0] > today[0])


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
    return Source(
        "musicbrainz", value, f"https://musicbrainz.org/release/{release.mbid}", moment_of(release.fetched_at)
    )


def _spotify(release: Release, value: str) -> Source:
    return Source(
        "spotify", value, f"https://open.spotify.com/album/{release.spotify_id}", moment_of(release.fetched_at)
    )


def _words(kind: str) -> str:
    return kind.replace("_", " ")
