"""What happened to an artist, each entry with a sentence and its numbers."""

from collections.abc import Callable
from decimal import Decimal

from leads.models import Candidate, MergedId, ScoreChange, Snapshot, Statement
from outreach.models import Activity
from prism.api import activities
from prism.api.activities import name_of
from prism.api.history_entries import Key, Table

DID = {"+": "added", "~": "changed", "-": "deleted"}


def told(table: Table, key: Key, row) -> dict:
    tell = _TELL.get(type(row), _contact)
    author, summary, data = tell(row)
    return {"id": key.id, "kind": table.kind, "at": key.at, "author": author, "summary": summary, "data": data}


def _score(change: ScoreChange) -> tuple:
    moved = f"Score {_number(change.old_total)} to {_number(change.new_total)}"
    if change.old_tier != change.new_tier:
        moved += f", tier {change.old_tier or 'none'} to {change.new_tier or 'none'}"
    data = {
        "total_score": change.new_total,
        "old_total_score": change.old_total,
        "tier": change.new_tier,
        "old_tier": change.old_tier,
        "because": change.because,
        "moved": change.moved_words,
        "policy_version": change.policy_version,
    }
    return None, moved, data


def _number(total: Decimal | None) -> str:
    return "none" if total is None else f"{total:.1f}"


def _activity(activity: Activity) -> tuple:
    told = activities.told(activity)
    author, summary = told.pop("author"), _done(activity)
    for name in ("id", "at"):
        del told[name]
    for name in ("old_status", "new_status"):  # a note or a flag has none
        told[name] = told[name] or None
    told["conversion_status"] = told["conversion_status"] if activity.new_status else None
    return author, summary, {"activity": activity.kind, **told}


def _done(activity: Activity) -> str:
    if activity.kind != Activity.Kind.STATUS:
        notes = activity.notes.splitlines()
        return notes[0] if notes else str(activity.get_kind_display())
    old, new = activity.get_old_status_display(), activity.get_new_status_display()
    return f"{old} to {new}" if old != new else f"Still {new}"


def _statement(statement: Statement) -> tuple:
    label, value = statement.get_field_display(), statement.value or None
    data = {"field": statement.field, "value": value, "source": statement.source}
    return name_of(statement.author), f"{label}: {value or 'none'}", data


def _candidate(candidate: Candidate) -> tuple:
    verdict = str(candidate.get_state_display())
    platform = candidate.get_platform_display()
    data = {"platform": candidate.platform, "external_id": candidate.external_id, "decision": candidate.state}
    return name_of(candidate.decided_by), f"{candidate.name} on {platform}: {verdict}", data


def _contact(copy) -> tuple:
    """Of a contact that people touched; its address stands with the contacts, where suppressed ones do not show."""
    did = DID[copy.history_type]
    return (
        name_of(copy.history_user),
        f"{copy.get_kind_display()} {did}",
        {"contact_id": copy.id, "type": copy.kind, "change": did},
    )


def _merge(merged: MergedId) -> tuple:
    return None, f"Artist {merged.old_id} was merged into this one", {"old_id": merged.old_id}


def _snapshot(shot: Snapshot) -> tuple:
    summary = f"{shot.get_platform_display()} {shot.metric}: {shot.value:,}"
    return None, summary, {"platform": shot.platform, "metric": shot.metric, "value": shot.value, "day": shot.day}


_TELL: dict[type, Callable] = {
    ScoreChange: _score,
    Activity: _activity,
    Statement: _statement,
    Candidate: _candidate,
    MergedId: _merge,
    Snapshot: _snapshot,
}
