"""One spreadsheet in, leads out: the real SDKs against the sandbox, whose made-up world is the truth."""

from collections import Counter

import pytest
from django.db import transaction
from django.test import override_settings

from enrichment import foreground, jobs
from enrichment.models import Call, Lookup, Touch
from leads.intake import take_in
from leads.models import Artist, Candidate, Job, JobRow, Profile, UploadRow
from sandbox.catalogue import build
from tests.enrichment.pipeline import lead, served_by

pytestmark = pytest.mark.django_db

FACTOR = 50
RESOLVED = ("channel", "handle", "user")  # links from which the channel can be known
FREQUENCY = {
    "hidden": "active",
    "dormant": "inactive",
    "low": "low",
    "moderate": "moderate",
    "active": "active",
    "very active": "very_active",
    "growing": "active",
    "healthy": "active",
    "underperforming": "moderate",
    "no uploads": "inactive",
}


@pytest.fixture(scope="module")
def world():
    return build(artists=60, isrcs=240, seed=1)


@pytest.fixture(scope="module")
def walk(django_db_setup, django_db_blocker, sandbox_server, world, tmp_path_factory):
    """The walk is made once, with one code twice and one cell that is none; the tests look at what came of it."""
    sandbox_server.reset()
    sheet = tmp_path_factory.mktemp("walk") / "catalogue.csv"
    cells = [*world.isrcs, world.isrcs[0], "NZ-ABC-21-0001"]
    sheet.write_text("Title,ISRC\n" + "".join(f"Untitled,{cell}\n" for cell in cells))
    with (
        django_db_blocker.unblock(),
        override_settings(**served_by(sandbox_server, FACTOR)),
        transaction.atomic(),
    ):
        job = jobs.start_upload(take_in(sheet, sheet.name).upload)
        foreground.work()
        job.refresh_from_db()
        yield job
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def leads(walk, world):
    """Each artist of the world whom any platform knows, with our lead."""
    return [(truth, lead(truth)) for truth in world.artists if truth.in_musicbrainz or truth.in_spotify]


def wrong(pairs, ours, expected):
    """Artists for whom ours is none of the expected, to be shown by the assertion."""
    told = [(truth.number, truth.name, ours(truth, mine), expected(truth, mine)) for truth, mine in pairs]
    return [one for one in told if one[2] not in one[3]]


def test_every_row_of_the_sheet_has_an_outcome_and_is_finished(walk):
    assert dict(Counter(walk.upload.cells.values_list("outcome", flat=True))) == {
        UploadRow.Outcome.NEW: 240,
        UploadRow.Outcome.DUPLICATE: 1,
        UploadRow.Outcome.INVALID: 1,
    }
    assert walk.state == Job.State.COMPLETED
    assert set(walk.rows.values_list("state", flat=True)) == {JobRow.State.DONE, JobRow.State.NOT_FOUND}
    assert not Touch.objects.exists()
    assert not Lookup.objects.filter(state__in=Lookup.OPEN).exists()


def test_only_codes_nobody_has_are_not_found(walk, world):
    nowhere = {code for artist in world.artists if artist.presence == "nowhere" for code in artist.isrcs}
    missed = walk.rows.filter(state=JobRow.State.NOT_FOUND).values_list("recording__isrc", flat=True)
    assert set(missed) == nowhere


def test_everybody_whom_a_platform_knows_is_one_scored_lead(leads):
    assert [truth.name for truth, mine in leads if mine is None or mine.scored_at is None] == []
    assert Artist.objects.leads().count() == len(leads)
    assert wrong(leads, lambda _, mine: mine.name, lambda truth, _: {truth.name, truth.spotify_name}) == []


def test_each_lead_lives_where_musicbrainz_lets_one_find_out(leads):
    assert wrong(leads, lambda _, mine: mine.country, lambda truth, _: {truth.musicbrainz_country}) == []


def independences(truth, mine):
    """What may be concluded about the artist without asking more than was worth it."""
    if truth.independence_case in ("left a major", "joined a major"):  # two labels within a year are a conflict
        newest = max(truth.releases, key=lambda release: release.date)
        return {newest.labels[0][0].truth.replace("major", "major_distributed"), "unknown"}
    if truth.independence_case == "licensed to a major":  # only copyright lines tell, where the label seems settled
        return {"indie_label", "major_distributed", "unknown"}
    if truth.independence == "indie_label" and not truth.in_musicbrainz:
        return {"unknown"}  # a label that nobody can look up
    return {"major_distributed" if truth.independence == "major" else truth.independence}


def test_each_lead_is_as_independent_as_in_truth(leads):
    assert wrong(leads, lambda _, mine: mine.independence, independences) == []


def test_a_channel_is_linked_where_a_link_names_it_and_never_by_its_name(leads):
    linked = [pair for pair in leads if pair[0].channel and pair[0].link_form in RESOLVED]
    assert wrong(linked, lambda _, mine: mine.youtube_channel_id, lambda truth, _: {truth.channel.id}) == []
    others = [pair for pair in leads if pair not in linked]
    own = lambda truth, _: {None, truth.channel and truth.channel.id}  # noqa: E731
    assert wrong(others, lambda _, mine: mine.youtube_channel_id, own) == []


def test_channels_tell_their_figures_and_rhythm_or_why_not(leads):
    linked = [pair for pair in leads if pair[1].youtube_channel_id]
    assert len(linked) > 15
    assert wrong(linked, lambda _, mine: mine.upload_frequency, lambda truth, _: {FREQUENCY[truth.youtube_case]}) == []
    hidden = lambda truth, mine: (mine.youtube_subscribers is None) == truth.channel.hidden  # noqa: E731
    assert wrong(linked, hidden, lambda *_: {True}) == []
    without = [mine for _, mine in leads if not mine.youtube_channel_id]
    assert {(mine.upload_frequency, mine.youtube_subscribers) for mine in without} == {(None, None)}


def test_a_topic_channel_is_no_presence_and_a_name_alike_waits_for_a_person(leads):
    states = dict(Profile.objects.filter(platform="youtube").values_list("artist", "state"))
    unlinked = [pair for pair in leads if not pair[1].youtube_channel_id]
    candidates = set(Candidate.objects.filter(platform="youtube").values_list("artist", flat=True))
    told = lambda _, mine: (states[mine.pk], mine.pk in candidates)  # noqa: E731
    open_or_absent = {("conflicting", True), ("absent", False)}
    assert wrong(unlinked, told, lambda *_: open_or_absent) == []
    none = [pair for pair in unlinked if pair[0].youtube_case == "none"]
    assert wrong(none, lambda _, mine: states[mine.pk], lambda truth, _: {"absent"}) == []
    real = {(mine.pk, truth.channel.id) for truth, mine in unlinked if truth.channel}
    assert real <= set(Candidate.objects.values_list("artist", "external_id"))


def test_no_search_is_spent_where_a_link_is_known(leads):
    searched = set(Lookup.objects.filter(platform="youtube", kind="search").values_list("subject", flat=True))
    linked = [mine for truth, mine in leads if truth.channel and truth.link_form in RESOLVED]
    assert not searched & {str(mine.pk) for mine in linked}


def test_the_ledger_is_what_the_platforms_counted(walk, sandbox_server):
    ours = Counter(Call.objects.exclude(outcome="not_sent").values_list("platform", "endpoint"))
    stats = sandbox_server.stats()
    theirs = {(name, end): n for name, one in stats.items() for end, n in one["by_endpoint"].items()}
    assert dict(ours) == theirs
    assert {name: one["violations"] for name, one in stats.items()} == dict.fromkeys(stats, 0)
    assert not Call.objects.filter(outcome="asking").exists()


def test_the_calls_are_as_few_as_planned(walk, leads, world):
    asked = Counter(Call.objects.values_list("endpoint", flat=True))
    assert asked["recording_search"] <= -(-240 // 40) + 1
    assert asked["artist_info"] <= len(leads)
    assert asked["artist_search"] <= 2
    per_artist = Counter(Lookup.objects.filter(platform="spotify").values_list("artists", flat=True))
    del per_artist[None]
    assert max(per_artist.values()) <= 3
