"""The three pictures on an export's first page: bars of tiers, of regions, and of how YouTube stands."""

from collections.abc import Mapping
from dataclasses import dataclass

from leads.exports.about import YOUTUBE_WORDS, Summary
from leads.models import Artist

TIERS = {tier: f"Tier {tier}" for tier in Artist.Tier.values} | {"none": "Nothing to score"}


@dataclass(frozen=True)
class Bar:
    label: str
    count: int
    percent: float  # of all leads; what the bar shows
    look: str = ""  # the tier whose colour it has

    @property
    def share(self) -> str:
        """In whole percent; 100% only when it is all, and never 0% for somebody."""
        if 0 < self.percent < 1:
            return "<1%"
        return f"{min(round(self.percent), 100 if self.percent >= 100 else 99)}%"


@dataclass(frozen=True)
class Chart:
    title: str
    bars: tuple[Bar, ...]
    note: str = ""


def charts(summary: Summary) -> tuple[Chart, ...]:
    """By tier, by region and by YouTube, each bar a share of all the leads."""
    regions = {str(region): str(label) for region, label in Artist.Region.choices}
    tiers = _bars(TIERS, summary.tiers, summary.leads, coloured=True)
    return (
        Chart("By tier", tiers),
        Chart("By region", _bars(regions, summary.regions, summary.leads)),
        Chart("On YouTube", _bars(YOUTUBE_WORDS, summary.youtube, summary.leads), "A lead can stand in several lines."),
    )


def _bars(labels: Mapping[str, str], counts: Mapping[str, int], leads: int, coloured: bool = False) -> tuple[Bar, ...]:
    """A bar for each word that was counted."""
    return tuple(
        Bar(label, counts[word], round(100 * counts[word] / leads, 2) if leads else 0.0, word * coloured)
        for word, label in labels.items()
        if word in counts
    )
