"""Facts gathered anew and scored, for many artists at once. The one way a lead gets its columns."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from leads.evidence import Circumstances, facts_of
from leads.gather import Known
from leads.models import Artist, ScoreChange
from leads.text import cut
from scoring.facts import ArtistFacts
from scoring.models import SCORE_COLUMNS, Policy, settle
from scoring.rules import Breakdown, PolicyData, Settled, assess, moved
from scoring.territories import region_of

NEW_ANSWERS = "New answers"  # the cause of a change that nobody named
LONGEST_CAUSE = 300
# What an assessment writes. Everything else on the row belongs to staff or to what the platforms told.
ASSESSED_COLUMNS = (
    "country",
    "country_source",
    "region",
    "genre",
    "last_release_date",
    "last_release_precision",
    "independence",
    "youtube_finding",
    "youtube_findings",
    "upload_frequency",
    "updated_at",
    *(column for column in SCORE_COLUMNS if not column.startswith("pinned")),
)


def rescore(
    known: Iterable[Known],
    around: Circumstances,
    causes: Mapping[int, str] | None = None,
    *,
    derived_metrics: bool = True,
) -> dict[int, ArtistFacts]:
    """Assess these artists and store what came out; returns the facts used, by artist id.

    `causes`, by artist id too, is what the history says where a score moves.
    """
    version, policy = Policy.objects.current()
    facts, rows, changes = {}, [], []
    for one in known:
        facts[one.artist.pk] = found = facts_of(one, around)
        before = Before(one.artist)
        apply(one.artist, found, policy, version, around.now, derived_metrics=derived_metrics)
        rows.append(one.artist)
        if before.differs_from(one.artist):
            changes.append(before.change_to(one.artist, (causes or {}).get(one.artist.pk) or NEW_ANSWERS, around.now))
    store(rows, changes)
    return facts


def store(rows: list[Artist], changes: list[ScoreChange]) -> None:
    """Write the assessed columns by upsert; an artist deleted or merged meanwhile does not come back."""
    with transaction.atomic():
        ids = [row.pk for row in rows]
        alive = set(
            Artist.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk", flat=True)
        )
        Artist.objects.bulk_create(
            [row for row in rows if row.pk in alive],
            batch_size=500,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=ASSESSED_COLUMNS,
        )
        ScoreChange.objects.bulk_create([one for one in changes if one.artist_id in alive], batch_size=500)


def score(facts: ArtistFacts, policy: PolicyData, today: date, *, derived_metrics: bool = True) -> Breakdown:
    """The pure step from facts to reasons; nothing is read or written."""
    return assess(facts, policy, today, derived_metrics=derived_metrics)


def apply(
    artist: Artist, facts: ArtistFacts, policy: PolicyData, version: int, now: datetime, *, derived_metrics: bool = True
) -> Breakdown:
    """Put onto the row, stored or not, what the facts come to; the reasons."""
    breakdown = score(facts, policy, timezone.localtime(now).date(), derived_metrics=derived_metrics)
    artist.facts = facts.to_json()
    artist.breakdown = breakdown.to_json()
    artist.policy_version = version
    artist.scored_at = artist.updated_at = now
    _columns(artist, facts, breakdown)
    settle(artist)
    return breakdown


def _columns(artist: Artist, facts: ArtistFacts, breakdown: Breakdown) -> None:
    """What lists filter and sort by, taken from the facts. A fact that is open leaves null, never an old value."""
    artist.country = facts.country.value if facts.country.is_known else None
    artist.country_source = facts.country.sources[0].platform if facts.country.is_known else ""
    artist.region = region_of(artist.country)
    artist.genre = str(facts.genre.value)[:100] if facts.genre.is_known else None
    artist.upload_frequency = facts.upload_frequency.value if facts.upload_frequency.is_known else None
    artist.last_release_date = artist.last_release_precision = None
    if facts.last_release.is_known:
        day, precision = facts.last_release.value
        artist.last_release_date, artist.last_release_precision = date.fromisoformat(day), precision
    for column, verdict in verdicts(breakdown).items():
        setattr(artist, column, verdict)


def verdicts(breakdown: Breakdown) -> dict:
    """The columns that the rules decide, beside the numbers: other rules on the same facts may decide otherwise."""
    findings = [finding.type for finding in breakdown.youtube_findings]
    return {
        "independence": breakdown.independence.verdict,
        "youtube_findings": findings,
        "youtube_finding": _finding(findings, breakdown),
    }


def _finding(findings: list[str], breakdown: Breakdown) -> str | None:
    """The highest finding; healthy where everything is known and nothing held."""
    if findings:
        return findings[0]
    line = next(one for one in breakdown.components if one.component == "youtube_opportunity")
    return Artist.Finding.HEALTHY if line.rule == "healthy" else None


class Before:
    """How a lead stood before it is assessed anew."""

    def __init__(self, artist: Artist):
        self.total, self.tier, self.breakdown = artist.total_score, artist.tier, artist.breakdown
        self.scored = artist.scored_at is not None

    def differs_from(self, artist: Artist) -> bool:
        """Whether there is something to remember: a first score, another total, another tier."""
        return not self.scored or (self.total, self.tier) != (artist.total_score, artist.tier)

    def change_to(self, artist: Artist, because: str, now: datetime) -> ScoreChange:
        return ScoreChange(
            artist=artist,
            at=now,
            old_total=self.total,
            new_total=artist.total_score,
            old_tier=self.tier,
            new_tier=artist.tier,
            because=cut(because, LONGEST_CAUSE),
            policy_version=artist.policy_version,
            parts=parts_of(artist),
            moved=moved(self.breakdown, artist.breakdown),
        )


def parts_of(scored: Artist | Settled) -> dict[str, str | None]:
    """The three scores as text, exact; None for a part of which nothing is known."""
    scores = {name: getattr(scored, f"{name}_score") for name in ("independence", "opportunity", "geographic")}
    return {name: None if score is None else str(score) for name, score in scores.items()}
