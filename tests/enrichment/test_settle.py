import time
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enrichment import gate, jobs, settle
from enrichment.kinds import KINDS
from enrichment.models import Lookup, Touch
from leads import assess, statements
from leads.models import Artist, Job, ScoreChange
from tests.enrichment.pipeline import analyse
from tests.enrichment.stub import knows_all
from tests.factories import ArtistFactory, CreditFactory, LookupFactory, ProfileFactory

pytestmark = pytest.mark.django_db

ONE = "NZAAA2600001"


def touch(*artists, at=None, by=""):
    moment = time.time() - 10 if at is None else at
    Touch.objects.bulk_create(Touch(artist=artist, at=moment, by=by) for artist in artists)


def test_a_touched_artist_is_scored_and_the_touch_is_gone():
    artist = ArtistFactory(known=None)
    touch(artist, artist)
    settle.work_off()
    assert Artist.objects.get().scored_at
    assert not Touch.objects.exists()


def test_nobody_settles_while_another_does(db):
    artist = ArtistFactory(known=None)
    touch(artist)
    gate.lease("settle", "other/1", time.time())
    assert settle.work_off() == 0
    assert Touch.objects.exists()


@pytest.mark.parametrize("clash", [IntegrityError, OperationalError])
def test_who_was_written_by_another_at_the_same_moment_is_looked_at_again_and_not_left_out(monkeypatch, clash):
    artist = ArtistFactory(known=None)
    touch(artist)
    rescore, clashes = assess.rescore, [clash("another was first")] * 2

    def clashing(*arguments, **options):
        if clashes:
            raise clashes.pop()
        return rescore(*arguments, **options)

    monkeypatch.setattr(assess, "rescore", clashing)
    settle.work_off()
    assert Artist.objects.get().scored_at and not clashes


@pytest.fixture
def artist(db):
    """Wanted by a job, scored a moment ago when nothing was known, with one question still in a long queue."""
    artist = ArtistFactory(known=None, scored_at=timezone.now(), mbid="tide", country=None)
    LookupFactory(platform="lastfm", kind="audience", subject=str(artist.pk), state="queued").wants.create(
        artist=artist
    )
    jobs.start([CreditFactory(artist=artist).recording_id])
    return artist


def test_a_busy_artist_is_scored_once_for_many_answers_but_not_hours_later(stub, artist):
    ProfileFactory(artist=artist, platform="musicbrainz", data={"country": "NZ"})
    touch(artist)
    settle.work_off()
    artist.refresh_from_db()
    assert artist.country is None
    assert settle.work_off() == 0
    with time_machine.travel(timezone.now() + timedelta(seconds=5), tick=True):
        settle.work_off()
    artist.refresh_from_db()
    assert artist.country == "NZ"
    assert not Touch.objects.filter(artist=artist).exists()


def test_a_job_cancelled_while_we_plan_gains_no_question(stub, monkeypatch, artist):
    circumstances = settle.circumstances

    def cancelled(*arguments):
        jobs.cancel(Job.objects.get())
        return circumstances(*arguments)

    monkeypatch.setattr(settle, "circumstances", cancelled)
    touch(artist)
    settle.work_off()
    assert not Lookup.objects.filter(kind="artist").exists()
    assert not Lookup.objects.filter(state__in=Lookup.OPEN).exists()


def test_settling_again_wishes_for_nothing_new(stub):
    knows_all(stub)
    analyse(ONE)
    before = Lookup.objects.count()
    touch(*Artist.objects.all())
    settle.work_off()
    assert Lookup.objects.count() == before


# --- Causes -----------------------------------------------------------------------------------------------------------


def causes():
    return list(ScoreChange.objects.order_by("pk").values_list("because", flat=True))


def tell(artist, *becauses, recording=None):
    for because in becauses:
        given = {"recording": recording} if recording else {"artist": artist}
        Touch.objects.create(at=time.time() - 10, because=because, **given)


@pytest.mark.parametrize(
    ("becauses", "cause"),
    [
        (["YouTube: the channel's figures"], "YouTube: the channel's figures"),
        (["A", "B", "A"], "A; B"),
        (["A; B", "B", "C"], "A; B; C"),
        (["", "A"], "A"),
        ([""], "New answers"),
        (["x" * 200, "y" * 200], f"{'x' * 200}; {'y' * 97}…"),
    ],
    ids=["one", "each once", "put back before", "one of two said why", "nobody said why", "too many to tell"],
)
def test_the_history_says_which_answers_moved_a_score(becauses, cause):
    tell(ArtistFactory(known=None), *becauses)
    settle.work_off()
    assert causes() == [cause]


def test_what_a_recording_was_touched_by_counts_for_its_artists(artist):
    Touch.objects.all().delete()
    Artist.objects.update(scored_at=None)
    tell(artist, "A")
    tell(artist, "Upload august.xlsx named it", recording=artist.recordings.get())
    settle.work_off()
    assert causes() == ["A; Upload august.xlsx named it"]


def test_each_artist_has_causes_of_their_own():
    one, other = (ArtistFactory(known=None) for _ in range(2))
    tell(one, "A")
    tell(other, "B")
    settle.work_off()
    assert dict(ScoreChange.objects.values_list("artist", "because")) == {one.pk: "A", other.pk: "B"}


def test_a_busy_artists_causes_wait_with_them(stub, artist):
    Touch.objects.all().delete()
    tell(artist, "A", "B")
    ProfileFactory(artist=artist, platform="musicbrainz", data={"country": "NZ"})
    settle.work_off()
    assert Touch.objects.get().because == "A; B" and not causes()
    tell(artist, "B", "C")
    with time_machine.travel(timezone.now() + timedelta(seconds=5), tick=True):
        settle.work_off()
    assert causes() == ["A; B; C"]


def test_every_move_of_a_whole_analysis_has_its_cause(stub):
    knows_all(stub)
    analyse(ONE)
    known = {kind.cause for kind in KINDS} | {"All that is known was looked through again"}
    said = {one for cause in causes() for one in cause.split("; ")}
    assert said and said <= known
    assert "MusicBrainz: who made the recording" in causes()[0]


def test_what_staff_said_is_the_cause_and_shows_what_moved(analyst):
    artist = ArtistFactory(known=None, country=None)
    jobs.reassess([artist.pk])
    told = statements.state(artist, "country", "Samoa", analyst)
    jobs.reassess([artist.pk], statements.cause(told))
    assert causes() == ["New answers", "analyst said: country"]
    (line,) = ScoreChange.objects.first().moved  # the newest
    assert (line["label"], line["before"]["state"]) == ("Geography", "unknown")
    assert line["after"] == {"points": 20, "out_of": 30, "state": "known", "case": "Pacific Islands"}


def test_telling_why_costs_no_question():
    def questions(because):
        artists = ArtistFactory.create_batch(3, known=None)
        Touch.objects.bulk_create(Touch(artist=one, at=time.time() - 10, because=because) for one in artists)
        with CaptureQueriesContext(connection) as asked:
            settle.work_off()
        return len(asked)

    questions("")  # reads the label families, once for all
    assert questions("A") == questions("")


def test_a_question_that_failed_explains_only_what_it_could_have_told(settings):
    settings.LASTFM_API_KEY = "key"
    artist = ArtistFactory(known=None, country=None)
    ProfileFactory(artist=artist, data={"artist_at": "2026-11-20T00:00:00+00:00"})
    LookupFactory(kind="artist").artists.add(artist)
    LookupFactory(kind="links", state="failed", message="Given up after 5 attempts.").artists.add(artist)
    LookupFactory(platform="lastfm", kind="audience", state="failed", message="Down.").artists.add(artist)
    touch(artist)
    settle.work_off()
    artist.refresh_from_db()
    notes = {name: artist.facts[name]["note"] for name in ("country", "links_read", "genre", "audience")}
    assert notes == {
        "country": "No source says where the artist lives",
        "links_read": "MusicBrainz: Given up after 5 attempts.",
        "genre": "Last.fm: Down.",
        "audience": "Last.fm: Down.",
    }
