"""From a MusicBrainz area to a country: its own code, its subdivision's, or that of the area it is part of."""

from collections.abc import Iterable, Mapping

from enrichment.findings import AreaFinding
from enrichment.models import Area

MOST_STEPS = 6  # city, district, region, country: a ring in the data must not turn for ever


def drawn(mbid: str, finding: AreaFinding | None) -> Area:
    """Our row of an area. One that cannot be found is kept without a country, so that nobody asks again."""
    if finding is None:
        return Area(mbid=mbid)
    return Area(
        mbid=mbid,
        name=finding.name[:200],
        kind=(finding.kind or "")[:30],
        country=finding.country,
        subdivision=finding.subdivision,
        parent=finding.parent_id,
    )


def load(ids: Iterable[str]) -> dict[str, Area]:
    """These areas and all above them that we hold."""
    found: dict[str, Area] = {}
    wanted = {area for area in ids if area}
    while wanted:
        fresh = Area.objects.in_bulk(wanted)
        found |= fresh
        wanted = {area.parent for area in fresh.values() if area.parent} - found.keys()
        if not fresh:
            break
    return found


def resolve(area_id: str, areas: Mapping[str, Area]) -> tuple[str | None, str, str | None]:
    """(country, the trail in words, the area to ask about next). Country and next are both None at a dead end."""
    trail = []
    for _ in range(MOST_STEPS):
        area = areas.get(area_id)
        if area is None:
            return None, ", ".join(trail), area_id
        trail.append(area.name)
        if area.country:
            return area.country, ", ".join(trail), None
        if not area.parent:
            return None, ", ".join(trail), None
        area_id = area.parent
    return None, ", ".join(trail), None
