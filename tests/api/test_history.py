"""GET /api/artist/{id}/history."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from leads.merge import merge
from leads.models import ScoreChange, Snapshot, Statement
from outreach.changes import change_status, note
from outreach.pins import pin
from tests.factories import ArtistFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(analyst):
    """Of each kind of entry there is at least one."""
    artist = ArtistFactory()
    merge(artist, ArtistFactory())
    now = timezone.now()
    for days in range(4):
        Snapshot.objects.create(
            artist=artist, platform="lastfm", metric="listeners", day=now.date() - timedelta(days), value=10 - days
        )
    change_status(artist, "contacted", author=analyst)
    note(artist, "Rang twice.", analyst)
    Statement.objects.create(artist=artist, field="country", value="NZ", author=analyst)
    pin(artist, "A", reason="Heard them live", author=analyst)
    for minutes in range(3):  # at the very moment of a snapshot, too
        at = datetime.combine(now.date(), datetime.min.time(), UTC) - timedelta(hours=12, minutes=minutes)
        ScoreChange.objects.create(
            artist=artist, at=at, old_total="61.2", new_total="78.8", old_tier="B", new_tier="A", because="Look"
        )
    return artist


def history(api, lead, query=""):
    answer = api.get(f"/api/artist/{lead.pk}/history{query}")
    assert answer.status_code == 200, answer.json()
    return answer.json()["entries"]


def test_all_kinds_stand_in_one_list_newest_first(api, lead):
    entries = history(api, lead)
    assert {entry["kind"] for entry in entries} == {"score", "outreach", "snapshot", "edit", "merge"}
    times = [datetime.fromisoformat(entry["at"]) for entry in entries]
    assert times == sorted(times, reverse=True) and len(entries) == 12


def test_figures_of_a_day_stand_at_an_early_moment_of_it(api):
    artist, today = ArtistFactory(), timezone.localdate()
    days = (today, today - timedelta(days=90), today - timedelta(days=180))  # in summer and in winter
    for day in days:
        Snapshot.objects.create(artist=artist, platform="lastfm", metric="listeners", day=day, value=1)
    entries = history(api, artist)
    assert [entry["at"][:10] for entry in entries] == [str(day) for day in days]
    assert {entry["at"][11:] for entry in entries} <= {"00:00:00+12:00", "01:00:00+13:00"}
    assert len(history(api, artist, f"?since={today}&until={today}")) == 1


def test_entries_have_sentences_and_numbers(api, lead):
    entries = history(api, lead)
    score = next(entry for entry in entries if entry["kind"] == "score")
    assert score["summary"] == "Score 61.2 to 78.8, tier B to A" and score["author"] is None
    assert score["data"]["total_score"] == 78.8
    words = {entry["summary"] for entry in entries}
    assert {"Not contacted to Contacted", "Rang twice.", "Country: NZ", "Last.fm listeners: 10"} <= words


@pytest.mark.parametrize("kind, count", [("score", 3), ("outreach", 2), ("snapshot", 4), ("edit", 2), ("merge", 1)])
def test_a_kind_by_itself(api, lead, kind, count):
    assert [entry["kind"] for entry in history(api, lead, f"?kind={kind}")] == [kind] * count


@pytest.mark.parametrize("query", ["?", "?kind=score,snapshot&", "?kind=snapshot&"])
def test_pages_by_cursor_are_the_list_cut_up(api, lead, query):
    whole, cut, cursor = history(api, lead, query), [], ""
    pages = []
    while cursor is not None:
        page = api.get(f"/api/artist/{lead.pk}/history{query}limit=2{cursor and f'&cursor={cursor}'}").json()
        pages.append(page["entries"])
        cut += page["entries"]
        cursor, back = page["pagination"]["next_cursor"], page["pagination"]["previous_cursor"]
    assert cut == whole
    before = api.get(f"/api/artist/{lead.pk}/history{query}limit=2&cursor={back}").json()
    assert before["entries"] == pages[-2] or len(pages[-1]) == 1 and before["entries"] == whole[-3:-1]


def test_between_two_days(api, lead):
    yesterday = timezone.now().date() - timedelta(days=1)
    entries = history(api, lead, f"?kind=snapshot&since={yesterday}&until={yesterday}")
    assert [entry["data"]["day"] for entry in entries] == [yesterday.isoformat()]


@pytest.mark.parametrize(
    "query, field",
    [
        ("?kind=mood", "kind"),
        ("?since=yesterday", "since"),
        ("?since=2026-02-02&until=2026-01-01", "since"),
        ("?limit=0", "limit"),
        ("?until=9999-12-31", "until"),
        ("?page=2", "page"),
    ],
)
def test_what_cannot_be_used_is_named(api, lead, query, field):
    answer = api.get(f"/api/artist/{lead.pk}/history{query}")
    assert answer.status_code == 400 and answer.json()["errors"][0]["field"] == field


def test_figures_past_their_days_are_gone(api, lead, settings):
    settings.YOUTUBE_RETENTION_DAYS = 30
    for days in (1, 40):
        day = timezone.localdate() - timedelta(days=days)
        Snapshot.objects.create(artist=lead, platform="youtube", metric="subscribers", day=day, value=days)
    values = [
        entry["data"]["value"]
        for entry in history(api, lead, "?kind=snapshot")
        if entry["data"]["platform"] == "youtube"
    ]
    assert values == [1]


def test_more_entries_take_no_more_queries(api, lead, analyst, django_assert_max_num_queries):
    with django_assert_max_num_queries(25) as few:
        history(api, lead)
    for _ in range(10):
        note(lead, "Again.", analyst)
    with django_assert_max_num_queries(len(few)):
        assert len(history(api, lead)) > 20


def test_nobody_has_no_history(api):
    assert api.get("/api/artist/abc/history").status_code == 404
