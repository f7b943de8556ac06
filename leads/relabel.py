"""Whom a change of label families concerns: leads in whose labels one of them is named, and whose clues it changes.

The book of leads is walked in steps by id, so that memory stays flat and a walk cut off goes on where it was.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from leads.gather import gather
from leads.labelling import clues_of
from leads.models import Artist, Credit, Label, Release
from scoring.labels import LabelBook
from scoring.labels.mentions import Mentions

STEP = 500  # leads looked at together
COLUMNS = (("label", None), ("p_line", "P"), ("c_line", "C"))  # of a spreadsheet, as leads.labelling reads them


class Step(NamedTuple):
    """Leads up to this id were looked at; those among them whose clues are others now, with the label that did it."""

    last: int
    touched: dict[int, str]


def touched_by(labels: Iterable[str], book: LabelBook, after: int = 0) -> Iterator[Step]:
    """Whom it concerns that families of these labels are others now, as `book` has them, from one lead on."""
    mentions = Mentions(labels)
    companies = _companies(mentions)
    leads = Artist.objects.exclude(scored_at=None).order_by("pk").values_list("pk", flat=True)
    while step := list(leads.filter(pk__gt=after)[:STEP]):
        named = _on_releases(step[0], step[-1], mentions, companies) | _in_sheets(step[0], step[-1], mentions)
        after = step[-1]
        yield Step(after, _whose_clues_moved({pk: named[pk] for pk in step if pk in named}, book))


def _companies(mentions: Mentions) -> dict[str, str]:
    """MBIDs of labels that were looked up and are concerned, by their own name or by anybody's above them."""
    found: dict[str, str] = {}
    below: dict[str, list[str]] = {}
    rows = Label.objects.exclude(fetched_at=None).values_list("mbid", "name", "owners", "distributors")
    for mbid, name, owners, distributors in rows.iterator():
        names = [name, *(one["name"] for one in (*owners, *distributors))]
        if label := next(filter(None, map(mentions.found, names)), None):
            found[mbid] = label
        for owner in owners:
            below.setdefault(owner.get("id") or "", []).append(mbid)
    waiting = list(found)
    for mbid in waiting:  # grows while it is walked
        for lower in below.get(mbid, ()):
            if lower not in found:
                found[lower] = found[mbid]
                waiting.append(lower)
    return found


def _on_releases(first: int, last: int, mentions: Mentions, companies: dict[str, str]) -> dict[int, str]:
    named: dict[int, str] = {}
    through = Release.artists.through.objects.filter(artist__gte=first, artist__lte=last)
    rows = through.values_list("artist_id", "release__labels", "release__copyrights")
    for artist, labels, lines in rows.iterator():
        if artist in named:
            continue
        found = [companies.get(one.get("id")) or mentions.found(one["name"]) for one in labels or ()]
        found += [mentions.found(line["text"], line["kind"]) for line in lines or ()]
        if label := next(filter(None, found), None):
            named[artist] = label
    return named


def _in_sheets(first: int, last: int, mentions: Mentions) -> dict[int, str]:
    named: dict[int, str] = {}
    credits = Credit.objects.filter(
        artist__gte=first,
        artist__lte=last,
        role=Credit.Role.MAIN,
        recording__upload_rows__hints__isnull=False,
    )
    for artist, hints in credits.values_list("artist_id", "recording__upload_rows__hints").iterator():
        if artist in named:
            continue
        said = ((str(hints.get(column) or ""), mark) for column, mark in COLUMNS)
        if label := next(filter(None, (mentions.found(text, mark) for text, mark in said if text)), None):
            named[artist] = label
    return named


def _whose_clues_moved(named: dict[int, str], book: LabelBook) -> dict[int, str]:
    moved = {}
    for pk, known in gather(named).items():
        clues, _ = clues_of(known, book)
        if [clue.to_json() for clue in clues] != known.artist.facts.get("clues", []):
            moved[pk] = named[pk]
    return moved
