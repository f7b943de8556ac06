"""One lead on one page: who they are, what speaks for a call, what to say and to ask, and who told us.

It says what the lead's page says, in the same words; what is unknown is said to be. Whom we may write to and by which
addresses is handed in.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone

from leads.evidence import in_words
from leads.exports import dossier_lines as lines
from leads.exports import press, services, words
from leads.exports.about import COMPANY
from leads.models import Artist
from leads.text import cut
from scoring.facts import ArtistFacts
from scoring.rules.reading import band

TEMPLATE = "leads/exports/dossier.html"


@dataclass(frozen=True)
class Fit:
    """How much of everything is shown, and how large: the first that fits on the page is taken."""

    size: float  # of the letters, in points
    longest: int  # of a reason, in letters
    shown: int  # of long lists
    sources: int  # of one reason


FITS = (
    Fit(7.9, 240, 8, 3),
    Fit(7.4, 240, 8, 3),
    Fit(7.0, 160, 6, 2),
    Fit(6.6, 110, 4, 2),
    Fit(6.2, 80, 3, 1),
    Fit(5.6, 55, 2, 1),
)
LETTERS = (1700, 2400, 3400, 5000)  # about how many the second fit and those after it take, with some air


@dataclass(frozen=True)
class Dossier:
    """All of it; how much fits is decided when it is laid out."""

    artist: Artist
    made_at: datetime
    based_in: str
    score: str  # "" while there is nothing to score
    may_contact: bool
    objections: list[str]
    contacts: list[tuple[str, str]]
    parts: list[dict]
    facts: list[in_words.Row]
    services: tuple[services.Service, ...]
    caution: str
    points: tuple[services.Point, ...]
    questions: tuple[str, ...]
    activities: list[lines.Event]
    recordings: list[tuple[str, str]]
    uploads: list[str]
    platforms: list[tuple[str, str, str]]
    told: list[tuple[str, str]]  # what staff say

    @property
    def letters(self) -> int:
        """About how much there is to read."""
        reasons = [line["because"] for part in self.parts for line in part["lines"]]
        reasons += [why.words for service in self.services for why in service.reasons]
        known = [f"{row.words}{row.note}" for row in self.facts]
        lists = [*self.objections, *self.questions, *self.uploads, self.caution, self.artist.name]
        pairs = [value for pair in (*self.contacts, *self.recordings, *self.told) for value in pair]
        points = [point.words for point in self.points]
        return sum(map(len, (*reasons, *known, *lists, *pairs, *points, *(event.words for event in self.activities))))


def dossier(
    artist: Artist, *, may_contact: Callable[[Artist], tuple[bool, Iterable]], contacts: Iterable = ()
) -> Dossier:
    """All that one page says of the lead; `contacts` are those that may be handed out, the surest first."""
    facts = ArtistFacts.from_json(artist.facts or {})
    allowed, reasons = may_contact(artist)
    recordings = lines.recordings(artist)
    return Dossier(
        artist=artist,
        made_at=timezone.now(),
        based_in=lines.based_in(artist),
        score=_score(artist),
        may_contact=allowed,
        objections=[reason.message for reason in reasons],
        contacts=lines.contacts(contacts) if allowed else [],
        parts=lines.score_parts(artist.breakdown),
        facts=in_words.rows(artist),
        services=services.services(facts, artist.breakdown),
        caution=services.caution(artist.breakdown),
        points=services.talking_points(facts, artist.breakdown, timezone.localdate(), lines.newest(recordings, facts))
        if allowed
        else (),
        questions=services.questions(facts, artist.breakdown) if allowed else (),
        activities=lines.activities(artist),
        recordings=[(title, day) for title, day, _ in recordings],
        uploads=lines.uploads(artist),
        platforms=lines.platforms(artist),
        told=lines.told(artist),
    )


def _score(artist: Artist) -> str:
    """The score in one decimal, or from where to where it may lie while too little is known for one number."""
    if artist.total_score is None:
        return ""
    if found := band(artist.total_score, artist.score_ceiling, artist.coverage):
        return "{}–{}".format(*found)
    return str(artist.total_score)


def page(made: Dossier) -> str:
    """As an HTML page that names no other address; printed from the browser it is one sheet of A4."""
    return _page(made, _likely_fits(made)[0], on_paper=False)


def pdf(made: Dossier) -> bytes:
    """One sheet of A4, whatever there is to say: where it is too much, lists and reasons are cut, and say so.

    PdfUnavailable without Pango.
    """
    fits = _likely_fits(made)
    for fit in FITS if fits == FITS[1:] else fits:  # its letters are narrower than a browser's may be
        laid_out = press.render(_page(made, fit, on_paper=True))
        if len(laid_out.pages) == 1:
            break
    return laid_out.copy(laid_out.pages[:1]).write_pdf()


def _likely_fits(made: Dossier) -> tuple[Fit, ...]:
    """From the largest that will probably do: what needs more pages takes long to lay out, and is thrown away."""
    return FITS[1 + sum(made.letters > most for most in LETTERS) :]


def _page(made: Dossier, fit: Fit, *, on_paper: bool) -> str:
    shown = {"company": COMPANY, "dossier": _fitted(made, fit), "fit": fit, "artist": made.artist, "on_paper": on_paper}
    return render_to_string(TEMPLATE, shown | {"moment": words.moment(made.made_at)})


def _fitted(made: Dossier, fit: Fit) -> dict:
    """The dossier with its texts and lists as long as the page has room for."""
    short = lambda text: cut(text, fit.longest)  # noqa: E731
    return {
        **{name: getattr(made, name) for name in Dossier.__dataclass_fields__},
        "objections": [short(text) for text in made.objections],
        "contacts": lines.some([(kind, cut(value, fit.longest)) for kind, value in made.contacts], fit.shown),
        "parts": [
            part | {"lines": [lines.shortened(line, fit.longest, fit.sources) for line in part["lines"]]}
            for part in made.parts
        ],
        "facts": [_row(row, fit) for row in made.facts],
        "services": [
            (service, [lines.reason(why, fit.longest, fit.sources) for why in service.reasons[: fit.shown]])
            for service in made.services
        ],
        "caution": short(made.caution),
        "points": [lines.reason(point, max(fit.longest, 120), fit.sources) for point in made.points],
        "activities": [replace(event, words=short(event.words)) for event in made.activities],
        "recordings": lines.some([(cut(title, 60), day) for title, day in made.recordings], fit.shown),
        "uploads": lines.some([cut(name, 60) for name in made.uploads], fit.shown),
        "told": lines.some([(label, short(text)) for label, text in made.told], fit.shown),
    }


def _row(row: in_words.Row, fit: Fit) -> dict:
    return {
        "label": row.label,
        "state": row.state,
        "is_settled": row.is_settled,
        "words": cut(row.words, fit.longest),
        "note": cut(row.note, fit.longest),
        "sources": lines.named(row.sources, fit.sources),
        "against": [
            cut(f"{one.words} {lines.named([one], 1)}".strip(), fit.longest) for one in row.against[: fit.sources]
        ],
    }
