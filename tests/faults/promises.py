"""What must hold after the worst: every row finished, nothing twice, no call wasted, all as if nothing had happened."""

import re
from collections import Counter

DRAINS = 4  # one a platform: as many questions can be in flight when the worker dies
PAGING = ("offset", "pageToken", "limit")


class Broken(Exception):
    """A promise that did not hold, as a sentence."""


def outcome() -> dict[str, object]:
    """What a run came to, in words that depend neither on row numbers nor on which platform answered first.

    What Spotify is asked, and about whom YouTube is searched, does depend on that, and what they alone told with it.
    """
    from enrichment.models import Lookup, Touch
    from leads.models import Artist, Credit, Job, JobRow, Label, Recording

    found: dict[str, object] = {"jobs": list(Job.objects.values_list("state", flat=True))}
    found |= {model.__name__: model.objects.count() for model in (Recording, Credit, Label, Touch)}
    for isrc, state, reason in JobRow.objects.values_list("recording__isrc", "state", "reason"):
        _add(found, isrc, f"{state} {reason}")
    for lead in Artist.objects.all():
        _add(found, lead.mbid or lead.spotify_id or lead.name, (lead.name, lead.country, lead.tier, lead.total_score))
    counts = Counter(Lookup.objects.filter(platform="musicbrainz").values_list("kind", "state"))
    return found | {f"MusicBrainz {kind} {state}": n for (kind, state), n in counts.items()}


def _add(found: dict, key: str, value) -> None:
    found.setdefault(key, []).append(value)  # two of one key show


def same_outcome(expected: dict, found: dict) -> None:
    different = [
        f"{key}: {found.get(key, 'none')} instead of {expected.get(key, 'none')}"
        for key in sorted({*expected, *found})
        if expected.get(key) != found.get(key)
    ]
    if different:
        raise Broken(f"{len(different)} things are not as without the kill: " + "; ".join(different[:12]))


def every_row_finished(job, accepted: int) -> None:
    from enrichment import progress

    how = progress.of(job)
    if (how.accepted, how.done) != (accepted, accepted):
        raise Broken(f"of {accepted} rows {how.accepted} are there and {how.done} ended: {how.counts}")


# --- Calls ------------------------------------------------------------------------------------------------------------


def repeated(asked: list[dict]) -> list:
    """The questions that something was asked about again at the same endpoint, each once: their answers were lost.

    A batch that was lost may come again in two, beside other codes, so the lost one is counted, not what replaced it.
    Those that hold a name are counted by their lookups' attempts: there are several artists of one name.
    """
    from enrichment.models import Lookup

    last, lost = {}, {}
    for number, question in enumerate(asked):
        about = _subjects(question)
        lost |= {last[subject]: asked[last[subject]] for subject in about if subject in last}
        last |= dict.fromkeys(about, number)
    named = Lookup.objects.filter(kind__in=("audience", "search", "tracks"), attempts__gt=1)
    return [*lost.values()] + [str(lookup) for lookup in named for _ in range(lookup.attempts - 1)]


def _is_named(question: dict) -> bool:
    words = question["words"]
    return "artist" in words or "q" in words and not words["q"][0].startswith("isrc:")


def _subjects(question: dict) -> set[tuple]:
    """One for each thing that is asked about, so that batches can differ; none for a name or a further page."""
    if _is_named(question) or int((question["words"].get("offset") or ["0"])[0]):
        return set()
    words = {name: values for name, values in question["words"].items() if name not in PAGING}
    for name, separator in (("query", " OR "), ("id", ",")):
        if name in words:
            parts = re.sub(r"^\w+:\(|\).*$", "", words[name][0]).split(separator)
            return {(question["platform"], question["endpoint"], question["path"], name, part) for part in parts}
    rest = tuple(sorted((name, tuple(values)) for name, values in words.items()))
    return {(question["platform"], question["endpoint"], question["path"], rest)}


def calls_are_accounted_for(asked: list[dict], kills: int) -> tuple[int, int]:
    """How many questions were repeated, and how many were in flight when the worker died."""
    from enrichment.models import Call

    asking = Call.objects.filter(outcome="asking")
    in_flight, again = asking.count(), repeated(asked)
    questions = asking.exclude(endpoint="token").count()  # a token goes out beside its question
    if questions > DRAINS * kills:
        raise Broken(f"{questions} questions were in flight at {kills} kills, more than {DRAINS} at one")
    if len(again) > in_flight:
        raise Broken(f"{len(again)} questions were repeated, but only {in_flight} were in flight: {again[:3]}")
    entered = Counter(Call.objects.exclude(outcome="not_sent").values_list("platform", "endpoint"))
    arrived = Counter((question["platform"], question["endpoint"]) for question in asked)
    missing = {key: (arrived[key], entered[key]) for key in arrived if entered[key] < arrived[key]}
    if missing:
        raise Broken(f"the sandbox counted calls that the ledger does not hold (sandbox, ledger): {missing}")
    if entered.total() > arrived.total() + DRAINS * kills:
        raise Broken(f"the ledger holds {entered.total()} calls, the sandbox {arrived.total()}, at {kills} kills")
    return len(again), in_flight
