"""A look that stored nothing, in the form of what is held of a stored code."""

from enrichment.peek import Peek
from leads.models import Credit, Recording
from outreach.contacts import contacts_of
from outreach.permission import usable_of
from prism.api.analyses.held import Held, Terms
from prism.api.analyses.standing import Standing, standings, word


def held_of(found: Peek, include_youtube: bool) -> Held:
    common = {"lookups": found.lookups, "calls": found.calls, "youtube": include_youtube, "since": found.began}
    if (known := found.known) is None:
        return Held(Recording(isrc=found.isrc), **common)
    return Held(
        known.recordings[0],
        known.artist,
        credits=[(known.artist, Credit.Role.MAIN)],
        profiles=known.profiles,
        releases=known.releases,
        contacts=usable_of({one.key: one for one in contacts_of({0: found.links}, found.began)}.values()),
        **common,
    )


def standings_of(found: Peek, held: Held, around: Terms) -> list[Standing]:
    """What could not be asked in time waits, although nothing goes on: it is said to be missing."""
    missing = {one.platform: one for one in found.pending}
    stands = standings(held, around)
    return [_missing(one, missing[one.platform]) if one.platform in missing else one for one in stands]


def _missing(stand: Standing, pending) -> Standing:
    told = {"reason": word(pending.reason), "until": pending.until, "message": pending.message}
    return Standing(stand.platform, "waiting", asked_at=stand.asked_at, calls=stand.calls, **told)
