"""A policy over the whole book: nothing repeated, nothing left out, whoever is cut off or comes between."""

import copy
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.module_loading import import_string

from leads import runs, tasks
from leads.models import Artist, PolicyRun, ScoreChange
from leads.tally import Tally
from scoring.models import Policy, settle
from scoring.rules import DEFAULT_POLICY
from tests.factories import ArtistFactory, book_of_leads, facts

pytestmark = pytest.mark.django_db
WAKE = runs.wake


@pytest.fixture(autouse=True)
def queued(monkeypatch):
    """The runs that were handed to a worker."""
    ids = []
    monkeypatch.setattr("leads.runs.wake", ids.append)
    return ids


def numbers(geography=30, independence=40, opportunity=30):
    """The default with other weights."""
    data = copy.deepcopy(DEFAULT_POLICY)
    data["weights"] = {"independence": independence, "opportunity": opportunity, "geography": geography}
    return data


def run_of(kind="rescore", data=None, version=2, **values):
    """A run of a policy that stands published, or of a draft."""
    state = "published" if kind == "rescore" else "draft"
    if kind == "rescore":
        Policy.objects.filter(state="published").update(state="retired")
    policy = Policy.objects.create(version=version, name="Nearer home", data=data or numbers(), state=state)
    total = Artist.objects.exclude(scored_at=None).count()
    return PolicyRun.objects.create(kind=kind, policy=policy, data=policy.data, total=total, note="NZ first", **values)


def columns(**of):
    leads = Artist.objects.filter(**of).order_by("pk")
    return list(leads.values("pk", "breakdown", "total_score", "tier", "policy_version", "scored_at", "updated_at"))


def to_the_end(run, most=50):
    for _ in range(most):
        if not runs.work_on(run.pk, 0):
            break
    run.refresh_from_db()
    return run


def test_a_preview_stores_nothing_of_a_lead():
    book_of_leads(20)
    before = columns()
    run = to_the_end(run_of("preview"))
    assert (run.state, run.done, run.total) == ("done", 20, 20)
    assert columns() == before and not ScoreChange.objects.exists()


def test_a_rescore_makes_of_each_lead_what_the_preview_said():
    book_of_leads(40)
    preview = Tally(to_the_end(run_of("preview")).findings)
    stood = {lead.pk: (lead.tier, lead.total_score) for lead in Artist.objects.all()}
    done = to_the_end(run_of("rescore", version=3))
    assert Tally(done.findings).to_json() == preview.to_json()
    assert preview.moved and {one.lead for one in preview.movers} == {
        lead.pk for lead in Artist.objects.all() if lead.tier != stood[lead.pk][0]
    }
    for lead in Artist.objects.all():
        assert lead.policy_version == 3 and lead.breakdown["weights"]["geography"] == 30
        settled = Artist(breakdown=lead.breakdown)
        settle(settled)
        assert (lead.total_score, lead.tier, lead.coverage, lead.score_ceiling) == (
            settled.total_score, settled.tier, settled.coverage, settled.score_ceiling,
        )  # fmt: skip


def test_each_moved_lead_gets_a_line_in_its_history_and_no_other_does():
    stays = ArtistFactory(known=facts(country="NZ", kind=None, listeners=None, spotify=runs.ArtistFacts().spotify))
    moves = ArtistFactory(known=facts(country=None))
    to_the_end(run_of(data=numbers(20, 30, 50)))
    change = ScoreChange.objects.get(artist=moves)
    assert (change.because, change.policy_version) == ("Policy 2 published: NZ first", 2)
    assert (change.old_total, change.new_total) == (moves.total_score, Artist.objects.get(pk=moves.pk).total_score)
    assert Artist.objects.get(pk=stays.pk).total_score == stays.total_score or stays.score_changes.exists()


def test_a_change_says_which_lines_moved():
    data = copy.deepcopy(DEFAULT_POLICY)
    data["points"]["geography"]["new_zealand"] = 25
    lead = ArtistFactory(known=facts(country="AU"), country="AU", region="australia")
    to_the_end(run_of(data=data))
    (line,) = lead.score_changes.get().moved
    assert (line["component"], line["before"]["out_of"], line["after"]["out_of"]) == ("geography", 30, 25)


def test_what_staff_typed_is_not_touched(owner):
    lead = ArtistFactory(pinned_tier="D", owner=owner, outreach_status="responded", country="NZ")
    to_the_end(run_of())
    lead.refresh_from_db()
    assert (lead.pinned_tier, lead.owner, lead.outreach_status, lead.country) == ("D", owner, "responded", "NZ")
    assert lead.policy_version == 2


def test_artists_who_are_no_leads_stay_none():
    ArtistFactory(known=None)
    run = to_the_end(run_of())
    assert (run.state, run.done) == ("done", 0)
    assert Artist.objects.get().scored_at is None


def test_a_run_goes_on_where_it_was_cut_off(monkeypatch):
    monkeypatch.setattr(runs, "STEP", 3)
    book_of_leads(10)
    run = run_of()
    assert runs.work_on(run.pk, 0)  # then the worker dies
    run.refresh_from_db()
    first = run.cursor
    done = {row["pk"]: row["scored_at"] for row in columns(pk__lte=first)}
    assert (run.done, len(done)) == (3, 3)
    to_the_end(run)
    assert {row["pk"]: row["scored_at"] for row in columns(pk__lte=first)} == done
    assert (run.state, run.done) == ("done", 10)
    assert ScoreChange.objects.values("artist").distinct().count() == ScoreChange.objects.count()


def test_two_workers_never_do_the_same_step(monkeypatch):
    """The other one is through with the step while we still compute."""
    monkeypatch.setattr(runs, "STEP", 4)
    book_of_leads(8)
    run, ours = run_of(), runs.score
    state = {"other": False}

    def meanwhile(*arguments):
        if not state["other"]:
            state["other"] = True
            assert runs.work_on(run.pk, 0)
        return ours(*arguments)

    monkeypatch.setattr(runs, "score", meanwhile)
    assert runs.work_on(run.pk, 0) is False
    run.refresh_from_db()
    assert (run.done, run.state) == (4, "running")
    assert to_the_end(run).done == 8


def test_a_lead_settled_meanwhile_keeps_the_newer_score(monkeypatch):
    lead, other = ArtistFactory(), ArtistFactory()
    run, ours, later = run_of(), runs.score, timezone.now() + timedelta(seconds=1)

    def meanwhile(*arguments):
        Artist.objects.filter(pk=lead.pk).update(scored_at=later, policy_version=2, coverage=1)
        return ours(*arguments)

    monkeypatch.setattr(runs, "score", meanwhile)
    to_the_end(run)
    lead.refresh_from_db()
    assert (lead.coverage, lead.scored_at) == (1, later)
    assert Artist.objects.get(pk=other.pk).policy_version == 2
    assert not lead.score_changes.exists()


def test_a_lead_settled_by_the_old_numbers_meanwhile_is_looked_at_once_more(monkeypatch):
    lead, ours = ArtistFactory(), runs.score
    run, times = run_of(), []

    def meanwhile(*arguments):
        times.append(1)
        if len(times) == 1:
            Artist.objects.filter(pk=lead.pk).update(scored_at=timezone.now(), policy_version=1)
        return ours(*arguments)

    monkeypatch.setattr(runs, "score", meanwhile)
    assert to_the_end(run).state == "done"
    lead.refresh_from_db()
    assert (lead.policy_version, len(times)) == (2, 2)


def test_a_lead_merged_away_meanwhile_does_not_come_back(monkeypatch):
    lead, ours = ArtistFactory(), runs.score
    run = run_of()
    monkeypatch.setattr(runs, "score", lambda *given: (Artist.objects.filter(pk=lead.pk).delete(), ours(*given))[1])
    assert to_the_end(run).state == "done"
    assert not Artist.objects.exists() and not ScoreChange.objects.exists()


def test_one_lead_that_cannot_be_scored_is_named_and_stops_nobody(caplog):
    good, bad = ArtistFactory(), ArtistFactory(name="Broken Tide")
    Artist.objects.filter(pk=bad.pk).update(facts={"last_release": {"state": "known", "value": "nonsense"}})
    run = to_the_end(run_of())
    assert run.state == "done"
    assert Tally(run.findings).left_out == [[bad.pk, "Broken Tide"]]
    assert Artist.objects.get(pk=good.pk).policy_version == 2
    assert Artist.objects.get(pk=bad.pk).policy_version == 1


def test_an_ended_run_is_left_alone():
    book_of_leads(3)
    run = run_of(state="superseded")
    before = columns()
    assert runs.work_on(run.pk) is False
    assert columns() == before


def test_a_run_that_breaks_says_so_and_goes_on_when_told(monkeypatch, queued, caplog):
    book_of_leads(3)
    run = run_of()
    with monkeypatch.context() as broken:
        broken.setattr("leads.runs.bulk.update", lambda *given: 1 / 0)
        tasks.carry_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.done, run.cursor) == ("failed", 0, 0)
    assert "Try again" in run.message
    assert runs.again(run) and not runs.again(run)
    assert queued == [run.pk]
    tasks.carry_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.done, run.message) == ("done", 3, "")


def test_a_slice_queues_the_next(monkeypatch, queued):
    monkeypatch.setattr(runs, "STEP", 2)
    monkeypatch.setattr(runs, "SLICE", 0)
    monkeypatch.setattr("leads.runs.work_on", lambda pk, seconds=0, ours=runs.work_on: ours(pk, 0))
    book_of_leads(3)
    run = run_of()
    tasks.carry_on(run.pk)
    assert queued == [run.pk]


def test_what_is_queued_is_there_to_be_run(monkeypatch, django_capture_on_commit_callbacks):
    tasks_queued = []
    monkeypatch.setattr(runs, "async_task", lambda *given, **options: tasks_queued.append(given))
    with django_capture_on_commit_callbacks(execute=True):
        WAKE(7)
        assert tasks_queued == []  # a worker would not find the run yet
    ((name, run_id),) = tasks_queued
    assert (import_string(name), run_id) == (tasks.carry_on, 7)


def test_a_run_that_stands_still_is_woken(queued):
    quiet, moving = run_of("preview", version=2), run_of("preview", version=3)
    PolicyRun.objects.filter(pk=quiet.pk).update(moved_at=timezone.now() - timedelta(seconds=31))
    runs.resume()
    assert queued == [quiet.pk] and moving.pk not in queued


def test_whoever_settled_by_the_old_numbers_at_the_last_moment_is_found(queued):
    lead = ArtistFactory()
    run = to_the_end(run_of())
    runs.resume()
    assert queued == []
    Artist.objects.filter(pk=lead.pk).update(policy_version=1, scored_at=timezone.now())
    runs.resume()
    assert queued == [run.pk]
    assert to_the_end(run).state == "done"
    assert Artist.objects.get().policy_version == 2


def test_findings_tell_the_averages_and_the_regions():
    ArtistFactory(known=facts(country="NZ"), region="new_zealand")
    ArtistFactory(known=facts(country="AU"), country="AU", region="australia")
    tally = Tally(to_the_end(run_of("preview", data=DEFAULT_POLICY)).findings)
    totals = [lead.total_score for lead in Artist.objects.all()]
    exact = (sum(totals) / 2).quantize(Decimal("0.1"), "ROUND_HALF_UP")
    assert tally.averages() == (exact, exact)
    assert tally.regions() == ["australia", "new_zealand"]
    assert (tally.leads, tally.moved, tally.shifted, tally.furthest()) == (2, 0, 0, [])
