"""The house vocabulary for many artists at once: doors and flow read these same sets."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from datetime import date
from functools import reduce
from operator import or_

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models import Case, F, Func, Q, Value, When
from django.utils import timezone

from leads.isrc import ISRC
from leads.names import fold
from leads.text import clean


class HoldsAny(Func):
    """Whether a column's JSON list of texts holds any of these, letter for letter."""

    output_field = models.BooleanField()

    def __init__(self, column: str, texts: Iterable[str]):
        super().__init__(F(column), *map(Value, texts))

    def as_sqlite(self, compiler, connection):
        return self._as("EXISTS (SELECT 1 FROM json_each({}) WHERE value IN ({}))", compiler)

    def as_postgresql(self, compiler, connection):
        return self._as("({} ?| ARRAY[{}]::text[])", compiler)

    def _as(self, words: str, compiler):
        (column, _), *texts = [compiler.compile(one) for one in self.get_source_expressions()]
        return words.format(column, ", ".join(sql for sql, _ in texts)), [one for _, told in texts for one in told]


class OneOf(Func):
    """Whether the id is one of these, however many: a database takes only so many single values. `of` names a column
    that holds an id of another table.
    """

    output_field = models.BooleanField()

    def __init__(self, ids: Iterable[int], of: str = "pk"):
        super().__init__(F(of), Value(json.dumps(list(ids))))

    def as_sqlite(self, compiler, connection):
        return self._as("{} IN (SELECT value FROM json_each({}))", compiler)

    def as_postgresql(self, compiler, connection):
        return self._as("{} IN (SELECT value::bigint FROM jsonb_array_elements_text({}::jsonb))", compiler)

    def _as(self, words: str, compiler):
        (pk, _), (ids, told) = [compiler.compile(one) for one in self.get_source_expressions()]
        return words.format(pk, ids), told


class Repeated:
    """A queryset of values for OneOf some ids, asked for again and again. It is compiled once: for a page of leads that
    takes longer than the answer.
    """

    STAND_IN = [0]  # nobody's id

    def __init__(self, question: Callable[[Collection[int]], models.QuerySet]):
        self.question = question
        self.compiled: dict[str, tuple] = {}

    def __call__(self, ids: Collection[int]) -> Iterator[tuple]:
        compiler, sql, parameters = self.compiled.get(connection.vendor) or self._compile()
        told, stand_in = json.dumps(list(ids)), json.dumps(self.STAND_IN)
        with connection.cursor() as cursor:
            cursor.execute(sql, [told if one == stand_in else one for one in parameters])
            return compiler.results_iter([cursor.fetchall()], tuple_expected=True)

    def _compile(self) -> tuple:
        compiler = self.question(self.STAND_IN).query.get_compiler(DEFAULT_DB_ALIAS)
        self.compiled[connection.vendor] = compiler, *compiler.as_sql()
        return self.compiled[connection.vendor]


def _found(word: str) -> Q:
    """That this finding holds: it is the highest that does, or stands behind it."""
    return Q(youtube_finding=word) | Q(HoldsAny("youtube_findings", [word]))


HAS_CHANNEL = Q(youtube_channel_id__gt="")
# What can be asked of a lead's YouTube side; see on_youtube for those about looking.
YOUTUBE = {
    "has_channel": HAS_CHANNEL,
    "high_potential": _found("high_potential"),
    "underperforming": _found("underperforming"),
    "inconsistent_uploads": _found("inconsistent_uploads"),
    "healthy": Q(youtube_finding="healthy"),
    "active_uploaders": Q(upload_frequency__in=("very_active", "active")),
}
ABOUT_LOOKING = ("no_channel", "not_looked_up")


def pin_holds(today: date) -> Q:
    """Leads whose tier a person pinned, up to and with the pin's last day."""
    return Q(pinned_tier__isnull=False) & (Q(pinned_until=None) | Q(pinned_until__gte=today))


def no_pin_holds(today: date) -> Q:
    """All others. Written out: a plain "not" would ask more of the database than it must."""
    return Q(pinned_tier=None) | Q(pinned_until__lt=today)


class ArtistQuerySet(models.QuerySet):
    def leads(self):
        """Assessed artists, best first; those with nothing to score come last."""
        return self.filter(scored_at__isnull=False).best_first()

    def best_first(self):
        return self.order_by(F("total_score").desc(nulls_last=True), "id")

    def in_tier(self, *tiers):
        """Any of these standing tiers: what a person pinned counts while it holds. "none" is nothing to score."""
        today = timezone.localdate()
        machines = Q(tier__in=tiers) | Q(tier=None) if "none" in tiers else Q(tier__in=tiers)
        return self.filter(machines & no_pin_holds(today) | Q(pinned_tier__in=tiers) & pin_holds(today))

    def with_standing_tier(self):
        """Each with its standing tier as `standing`; the same as `Artist.standing_tier`, for counting."""
        pinned = When(pin_holds(timezone.localdate()), then=F("pinned_tier"))
        return self.annotate(standing=Case(pinned, default=F("tier")))

    def on_youtube(self, *words):
        """Any of these words: YOUTUBE's, "no_channel" (looked for, and there is none) or "not_looked_up"."""
        profiled = self.model.objects.filter(profiles__platform="youtube")
        absent = self.model.objects.absent_from("youtube")
        looked = {
            "no_channel": Q(youtube_finding="no_youtube_presence") | Q(pk__in=absent.values("pk")),
            "not_looked_up": ~HAS_CHANNEL & ~Q(pk__in=profiled.values("pk")),
        }
        known = YOUTUBE | looked
        return self.filter(reduce(or_, (known[word] for word in words if word in known), Q()))

    def from_uploads(self, uploads):
        """Artists credited on recordings that these uploads named."""
        return self.filter(pk__in=self.model.objects.filter(recordings__upload_rows__upload__in=uploads).values("pk"))

    def absent_from(self, platform):
        """Artists we asked `platform` about and who are not there. Unasked is not absent."""
        return self.filter(profiles__platform=platform, profiles__state="absent")

    def with_finding(self, *words):
        """Those of whom any of these YouTube findings holds."""
        return self.filter(reduce(or_, map(_found, words)))

    def of_genre(self, *genres):
        """Those with any of these genres, as a whole, whatever its case and accents."""
        asked = {fold(genre) for genre in genres}
        rows = self.model.objects.order_by().values_list("genre", "genres").distinct()
        known = {genre for one, several in rows.iterator() for genre in (one, *several) if genre}
        meant = [genre for genre in known if fold(genre) in asked]
        return self.filter(Q(genre__in=meant) | Q(HoldsAny("genres", meant))) if meant else self.none()

    def matching(self, words):
        """Part of the name or an alias, case-, accent- and macron-folded, or a whole ISRC, MBID, Spotify or channel
        id.
        """
        artists, exact = self.model.objects.order_by(), clean(words)
        ways = [artists.filter(Q(mbid=exact.lower()) | Q(spotify_id=exact) | Q(youtube_channel_id=exact))]
        called = []
        if folded := fold(exact):
            ways.append(artists.filter(search_name__contains=folded))
            called = self._called(folded)
        with suppress(ValueError):
            ways.append(artists.filter(recordings__isrc="".join(ISRC.parse(exact))))
        # Ids alone decide: each way has an index, while the rows themselves are wide.
        return self.filter(reduce(or_, [Q(pk__in=way.values("pk")) for way in ways], Q(OneOf(called))))

    def _called(self, folded: str) -> list[int]:
        """Whom an alias names that the name itself does not. No database folds as we do, so the few that have
        aliases are read.
        """
        rows = self.model.objects.exclude(aliases=[]).exclude(search_name__contains=folded).order_by()
        return [
            pk
            for pk, aliases in rows.values_list("pk", "aliases").iterator()
            if any(folded in fold(alias) for alias in aliases)
        ]
