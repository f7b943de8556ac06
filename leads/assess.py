"""Facts gathered anew and scored, for many artists at once. The one way a lead gets its columns."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from leads.evidence import Circumstances, facts_of
from leads.gather import Known
from leads.models import Artist, ScoreChange
from scoring.facts import ArtistFacts
from scoring.models import SCORE_COLUMNS, Policy, settle
from scoring.rules import Breakdown, PolicyData, assess
from scoring.territories import region_of

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
    known: Iterable[Known], around: Circumstances, because: str = "New answers", *, derived_metrics: bool = True
) -> dict[int, ArtistFacts]:
    """Assess these artists and store what came out; returns the facts used, by artist id."""
    version, policy = Policy.objects.current()
    facts, rows, changes = {}, [], []
    for one in known:
        facts[one.artist.pk] = found = facts_of(one, around)
        before = (one.artist.total_score, one.artist.tier, one.artist.scored_at)
        _apply(one.artist, found, policy, version, around.now, derived_metrics)
        rows.append(one.artist)
        if before[2] is None or before[:2] != (one.artist.total_score, one.artist.tier):
            changes.append(_change(one.artist, before, because, around.now))
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


def _apply(
    artist: Artist, facts: ArtistFacts, policy: PolicyData, version: int, now: datetime, derived_metrics: bool
) -> None:
    breakdown = score(facts, policy, timezone.localtime(now).date(), derived_metrics=derived_metrics)
    artist.facts = facts.to_json()
    artist.breakdown = breakdown.to_json()
    artist.policy_version = version
    artist.scored_at = artist.updated_at = now
    _columns(artist, facts, breakdown)
    settle(artist)


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
    artist.independence = breakdown.independence.verdict
    artist.youtube_findings = [finding.type for finding in breakdown.youtube_findings]
    artist.youtube_finding = _finding(artist.youtube_findings, breakdown)


def _finding(findings: list[str], breakdown: Breakdown) -> str | None:
    """The highest finding; healthy where everything is known and nothing held."""
    if findings:
        return findings[0]
    line = next(one for one in breakdown.components if one.component == "youtube_opportunity")
    return Artist.Finding.HEALTHY if line.rule == "healthy" else None


def _change(artist: Artist, before: tuple, because: str, now: datetime) -> ScoreChange:
    parts = {name: str(getattr(artist, f"{name}_score")) for name in ("independence", "opportunity", "geographic")}
    return ScoreChange(
        artist=artist,
        at=now,
        old_total=before[0],
        new_total=artist.total_score,
        old_tier=before[1],
        new_tier=artist.tier,
        because=because,
        policy_version=artist.policy_version,
        parts=parts,
    )
