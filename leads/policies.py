"""What people do with a policy: draft, save, try on the book, publish, roll back. Each refusal is a sentence."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from leads import runs
from leads.models import Artist, PolicyRun
from leads.text import clean
from scoring.models import Policy
from scoring.rules import problems

State = Policy.State
LONGEST_NAME = 100
LONGEST_NOTE = 1000


class Refused(ValueError):
    """Why it was not done, as a sentence."""


class ChangedMeanwhile(Refused):
    """Somebody else saved since the page was opened; `now` is what stands."""

    def __init__(self, now: Policy):
        who = now.by.get_username() if now.by else "Somebody else"
        super().__init__(f"Not saved: {who} changed this draft meanwhile.")
        self.now = now


# --- Drafts -----------------------------------------------------------------------------------------------------------


def new_draft(origin: Policy, by) -> Policy:
    """A draft with the numbers of another version."""
    with transaction.atomic():
        _lock()
        version = Policy.objects.aggregate(newest=Max("version"))["newest"] + 1
        name = f"Draft after policy {origin.version}"
        return Policy.objects.create(version=version, name=name, data=origin.data, by=by)


def save_draft(policy: Policy, name: str, data: dict, by, *, seen: str) -> Policy:
    """Store what was typed, where the draft still is what its author saw (`seen`, its stamp)."""
    _check(data, "Not saved")
    if not (name := clean(name)[:LONGEST_NAME]):
        raise Refused("Not saved: give the draft a name.")
    with transaction.atomic():
        now = Policy.objects.select_for_update(of=("self",)).select_related("by").get(pk=policy.pk)
        if now.state != State.DRAFT:
            raise Refused(f"Not saved: policy {now.version} is no draft any more.")
        if now.stamp != seen:
            raise ChangedMeanwhile(now)
        now.name, now.data, now.by = name, data, by
        now.save(update_fields=["name", "data", "by"])
    return now


# --- Trying it --------------------------------------------------------------------------------------------------------


def preview(policy: Policy, by) -> PolicyRun:
    """What the policy would do to every lead; nothing of a lead is stored."""
    _check(policy.data, "Not tried")
    with transaction.atomic():
        older = PolicyRun.objects.filter(policy=policy, kind=PolicyRun.Kind.PREVIEW)
        older.exclude(state=PolicyRun.State.SUPERSEDED).update(state=PolicyRun.State.SUPERSEDED)
        run = _run(PolicyRun.Kind.PREVIEW, policy, by, Artist.objects.exclude(scored_at=None).count())
    return runs.begin(run)


def is_older(run: PolicyRun, policy: Policy) -> bool:
    """Whether the policy's numbers were changed after the run began."""
    return run.data != policy.data


def book_moved(run: PolicyRun) -> bool:
    """Whether the book was rescored after the run began: its “before” is no longer what stands."""
    return PolicyRun.objects.filter(kind=PolicyRun.Kind.RESCORE, started_at__gt=run.started_at).exists()


# --- Publishing -------------------------------------------------------------------------------------------------------


def publish(policy: Policy, by, note: str, *, seen: str, instead_of: int | None) -> PolicyRun:
    """Make these the numbers that count, and rescore the book by them. A version of before is published again so.

    `seen` is the stamp of what the publisher read, `instead_of` the version that was published then: where either is
    another by now, nothing happens.
    """
    if not (note := clean(note)):
        raise Refused("Say in a note what changes and why. It stands in the history of every lead that moves.")
    if len(note) > LONGEST_NOTE:
        raise Refused(f"The note has {len(note):,} characters. {LONGEST_NOTE:,} is the most.")
    with transaction.atomic():
        _lock()
        now = _ready(policy, seen, instead_of)
        Policy.objects.filter(state=State.PUBLISHED).update(state=State.RETIRED)
        now.state, now.published_at, now.by, now.note = State.PUBLISHED, timezone.now(), by, note
        now.save(update_fields=["state", "published_at", "by", "note"])
        others = PolicyRun.objects.filter(kind=PolicyRun.Kind.RESCORE, state__in=PolicyRun.UNFINISHED)
        others.update(state=PolicyRun.State.SUPERSEDED, finished_at=timezone.now())
        to_do = Artist.objects.exclude(scored_at=None).exclude(policy_version=now.version).count()
        run = _run(PolicyRun.Kind.RESCORE, now, by, to_do, note)
    return runs.begin(run)


def _ready(policy: Policy, seen: str, instead_of: int | None) -> Policy:
    now = Policy.objects.filter(pk=policy.pk).first()
    if now is None:
        raise Refused(f"Not published: policy {policy.version} was deleted meanwhile.")
    if now.state == State.PUBLISHED:
        raise Refused(f"Policy {now.version} is published already.")
    published = Policy.objects.filter(state=State.PUBLISHED).select_related("by").first()
    if (published.version if published else None) != instead_of:
        who = f" by {published.by.get_username()}" if published and published.by else ""
        which = f"policy {published.version} was published{who}" if published else "the published policy went"
        raise Refused(f"Not published: {which} meanwhile. Look at what would change now, then publish.")
    if now.stamp != seen:
        raise Refused("Not published: the draft was changed meanwhile. Look at it again, then publish.")
    _check(now.data, "Not published")
    return now


def _check(data: dict, refusal: str) -> None:
    if found := problems(data):
        raise Refused(f"{refusal}: {' '.join(found)}")


def _lock() -> None:
    """One at a time makes versions or publishes them."""
    list(Policy.objects.select_for_update().order_by("pk").values_list("pk"))


def _run(kind: str, policy: Policy, by, total: int, note: str = "") -> PolicyRun:
    return PolicyRun.objects.create(kind=kind, policy=policy, data=policy.data, by=by, total=total, note=note)
