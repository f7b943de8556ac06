"""Drafting, publishing and rolling back: all of it or nothing, and a sentence for each refusal."""

import copy
import math

import pytest

from leads import policies
from leads.models import Artist, PolicyRun, ScoreChange
from leads.policies import ChangedMeanwhile, Refused
from leads.tally import Tally
from scoring.models import Policy
from scoring.rules import DEFAULT_POLICY
from tests.factories import book_of_leads

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_queue(monkeypatch):
    monkeypatch.setattr("leads.runs.wake", lambda run: None)


def other_numbers(**tiers):
    return copy.deepcopy(DEFAULT_POLICY) | {"tiers": {"A": 80, "B": 60, "C": 40} | tiers}


def drafted(owner, data=None):
    draft = policies.new_draft(Policy.objects.get(state="published"), owner)
    return policies.save_draft(draft, "Stricter", data or other_numbers(), owner, seen=draft.stamp)


def publish(policy, by, note="Too many A leads", **told):
    seen = {"seen": policy.stamp, "instead_of": Policy.objects.current()[0]}
    return policies.publish(policy, by, note, **seen | told)


def standing():
    return list(Policy.objects.values("version", "state", "data", "note")), list(Artist.objects.values()), list(
        PolicyRun.objects.values("kind", "state")
    )  # fmt: skip


def test_a_draft_begins_with_the_numbers_of_another_version(owner):
    draft = policies.new_draft(Policy.objects.get(), owner)
    assert (draft.version, draft.state, draft.data, draft.by) == (2, "draft", DEFAULT_POLICY, owner)
    assert Policy.objects.current()[0] == 1


def test_who_saves_second_is_told_and_overwrites_nothing(owner, analyst):
    draft = policies.new_draft(Policy.objects.get(), owner)
    seen = draft.stamp
    policies.save_draft(draft, "Mine", other_numbers(A=81), analyst, seen=seen)
    with pytest.raises(ChangedMeanwhile, match="Not saved: analyst changed this draft meanwhile.") as refused:
        policies.save_draft(draft, "Yours", other_numbers(A=82), owner, seen=seen)
    assert refused.value.now.data["tiers"]["A"] == 81
    stored = Policy.objects.get(pk=draft.pk)
    assert (stored.name, stored.data["tiers"]["A"], stored.by) == ("Mine", 81, analyst)


BROKEN = {
    "negative points": (("points", "geography", "other"), -5, "must not be negative"),
    "not a number": (("weights", "geography"), math.nan, "must be a number"),
    "weights of 110": (("weights", "geography"), 30, "must add up to 100, not 110"),
    "overlapping tiers": (("tiers", "B"), 90, "must fall from A to C"),
    "a thousand years": (("thresholds", "recent_days"), 400_000, "must be at most 36,500 days"),
    "missing": (("thresholds", "recent_days"), None, "lacks “recent_days”"),
}


def broken(path, value):
    data = other_numbers()
    table = data
    for step in path[:-1]:
        table = table[step]
    if value is None:
        del table[path[-1]]
    else:
        table[path[-1]] = value
    return data


@pytest.mark.parametrize(("path", "value", "sentence"), BROKEN.values(), ids=BROKEN)
def test_nonsense_is_neither_saved_tried_nor_published(owner, path, value, sentence):
    draft = drafted(owner)
    before = standing()
    with pytest.raises(Refused, match=sentence):
        policies.save_draft(draft, "Stricter", broken(path, value), owner, seen=draft.stamp)
    assert standing() == before
    draft.data = broken(path, 999 if isinstance(value, float) else value)  # it got in some other way
    draft.save()
    before = standing()
    for attempt in (lambda: policies.preview(draft, owner), lambda: publish(draft, owner)):
        with pytest.raises(Refused):
            attempt()
    assert standing() == before


def test_publishing_retires_the_old_one_and_rescores_the_book(owner):
    book_of_leads(12)
    draft = drafted(owner)
    run = publish(draft, owner)
    assert (run.kind, run.state, run.done) == ("rescore", "done", 12)
    assert [(p.version, p.state) for p in Policy.objects.all()] == [(2, "published"), (1, "retired")]
    published = Policy.objects.get(version=2)
    assert (published.by, published.note) == (owner, "Too many A leads") and published.published_at
    assert set(Artist.objects.values_list("policy_version", flat=True)) == {2}
    assert Policy.objects.current()[1].tiers["A"] == 80


def test_rolling_back_gives_every_lead_its_score_again(owner):
    book_of_leads(12)
    before = list(Artist.objects.order_by("pk").values_list("pk", "total_score", "tier", "breakdown"))
    publish(drafted(owner), owner)
    assert list(Artist.objects.order_by("pk").values_list("pk", "total_score", "tier", "breakdown")) != before
    publish(Policy.objects.get(version=1), owner, "Back again")
    assert list(Artist.objects.order_by("pk").values_list("pk", "total_score", "tier", "breakdown")) == before
    assert ScoreChange.objects.first().because == "Policy 1 published: Back again"
    assert Policy.objects.get(version=1).state == "published"


@pytest.mark.parametrize("note", ["", "   ", "\n\x00\t", "x" * 1001])
def test_publishing_needs_a_note(owner, note):
    draft = drafted(owner)
    with pytest.raises(Refused, match="note"):
        publish(draft, owner, note)
    assert Policy.objects.current()[0] == 1


def test_the_second_of_two_who_publish_gets_a_sentence(owner, analyst):
    mine, yours = drafted(owner), drafted(owner, other_numbers(A=90))
    publish(mine, analyst)
    with pytest.raises(Refused, match="Not published: policy 2 was published by analyst meanwhile"):
        publish(yours, owner, instead_of=1)
    with pytest.raises(Refused, match="Policy 2 is published already"):
        publish(mine, owner, instead_of=1)
    assert Policy.objects.current()[0] == 2


def test_a_draft_changed_since_it_was_looked_at_is_not_published(owner):
    draft = drafted(owner)
    seen = draft.stamp
    policies.save_draft(draft, "Stricter", other_numbers(A=90), owner, seen=seen)
    with pytest.raises(Refused, match="the draft was changed meanwhile"):
        publish(draft, owner, seen=seen)


def test_a_deleted_draft_is_not_published(owner):
    draft = drafted(owner)
    Policy.objects.filter(pk=draft.pk).delete()
    with pytest.raises(Refused, match="was deleted meanwhile"):
        publish(draft, owner)


def test_publishing_ends_the_rescoring_before(owner, monkeypatch):
    monkeypatch.setattr("leads.runs.begin", lambda run: run)
    book_of_leads(3)
    first = publish(drafted(owner), owner)
    publish(drafted(owner, other_numbers(A=90)), owner)
    first.refresh_from_db()
    assert first.state == "superseded"
    assert PolicyRun.objects.filter(kind="rescore", state="running").count() == 1


def test_a_published_policy_cannot_be_changed(owner):
    policy = Policy.objects.get()
    with pytest.raises(Refused, match="no draft any more"):
        policies.save_draft(policy, "Sly", other_numbers(), owner, seen=policy.stamp)


def test_a_preview_stores_nothing_and_replaces_the_one_before(owner):
    book_of_leads(12)
    draft, leads = drafted(owner), list(Artist.objects.values())
    first, second = policies.preview(draft, owner), policies.preview(draft, owner)
    first.refresh_from_db()
    assert (first.state, second.state, second.done) == ("superseded", "done", 12)
    assert Tally(second.findings).leads == 12
    assert list(Artist.objects.values()) == leads
    assert not policies.is_older(second, draft)
    changed = policies.save_draft(draft, "Stricter", other_numbers(A=90), owner, seen=draft.stamp)
    assert policies.is_older(second, changed)
