from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads import assess
from leads.evidence import Circumstances
from leads.gather import gather
from leads.models import Artist, Release, ScoreChange, Statement
from scoring.models import LabelFamily, settle
from tests.factories import ArtistFactory, CreditFactory, ProfileFactory, RecordingFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def around(now=NOW, **values):
    return Circumstances(now, LabelFamily.objects.book(), **values)


def rescore(*artists, now=NOW, **values):
    known = gather(artist.pk for artist in artists)
    assess.rescore(known.values(), around(now, **values))
    return [Artist.objects.get(pk=artist.pk) for artist in artists]


def tide(country="NZ", label="Tide Ōtaki Records", listeners=5321, **values):
    """An artist whose recording came out this spring."""
    artist = ArtistFactory(name="Tide Ōtaki", mbid="tide", known=None, country=None, **values)
    ProfileFactory(artist=artist, platform="musicbrainz", data={"country": country, "links_at": NOW.isoformat()})
    ProfileFactory(artist=artist, platform="lastfm", data={"listeners": listeners})
    release = Release.objects.create(
        mbid=f"r{artist.pk}", title="Gravel", date="2026-09-14", labels=[{"id": None, "name": label}]
    )
    release.artists.add(artist)
    CreditFactory(artist=artist, recording=RecordingFactory())
    return artist


def test_an_artist_becomes_a_lead_with_all_columns_that_lists_need():
    (lead,) = rescore(tide())
    assert (lead.country, lead.region, lead.country_source) == ("NZ", "new_zealand", "musicbrainz")
    assert (lead.independence, str(lead.last_release_date)) == ("self_released", "2026-09-14")
    assert (lead.last_release_precision, lead.scored_at, lead.tier) == ("day", NOW, lead.tier)
    assert lead.total_score > 50
    assert Artist.objects.leads().get() == lead


def test_the_tier_never_disagrees_with_the_parts():
    (lead,) = rescore(tide())
    stored = (lead.total_score, lead.tier, lead.coverage, lead.score_ceiling)
    settle(lead)
    assert (lead.total_score, lead.tier, lead.coverage, lead.score_ceiling) == stored


def test_a_first_score_and_every_move_leave_a_trace_and_the_same_again_none():
    artist = tide()
    rescore(artist)
    rescore(artist)
    assert ScoreChange.objects.count() == 1
    Statement.objects.create(artist=artist, field="country", value="AU")
    (lead,) = rescore(artist)
    change = ScoreChange.objects.first()
    assert (change.new_total, change.new_tier) == (lead.total_score, lead.tier)
    assert change.old_total > change.new_total


def test_a_change_says_the_cause_the_parts_and_which_lines_moved():
    artist = tide()
    rescore(artist)
    first = ScoreChange.objects.get()
    assert (first.because, first.moved, first.old_total) == ("New answers", [], None)
    Statement.objects.create(artist=artist, field="country", value="AU")
    assess.rescore(gather([artist.pk]).values(), around(), {artist.pk: "w" * 301})
    change = ScoreChange.objects.first()
    assert change.because == "w" * 299 + "…"
    assert [(line["component"], line["before"]["points"], line["after"]["points"]) for line in change.moved] == [
        ("geography", 30, 25)
    ]
    assert change.parts["geographic"] == "83.3" and change.policy_version == first.policy_version


def test_a_part_of_which_nothing_is_known_has_no_score_in_the_history():
    artist = ArtistFactory(known=None, country=None)
    rescore(artist)
    assert ScoreChange.objects.get().parts["geographic"] is None


def test_what_is_no_longer_known_leaves_null_never_an_old_value():
    artist = tide()
    rescore(artist)
    artist.profiles.all().delete()
    Release.objects.all().delete()
    artist.recordings.update(first_release="")
    (lead,) = rescore(artist)
    assert (lead.country, lead.region, lead.last_release_date) == (None, "unknown", None)


def test_staff_columns_are_not_touched(owner):
    artist = tide(outreach_status="contacted", owner=owner, pinned_tier="A")
    known = gather([artist.pk])
    Artist.objects.update(outreach_status="interested", pinned_tier="B", do_not_contact=True)
    assess.rescore(known.values(), around())
    lead = Artist.objects.get()
    assert (lead.outreach_status, lead.pinned_tier, lead.do_not_contact) == ("interested", "B", True)


def test_an_artist_merged_or_deleted_meanwhile_does_not_come_back():
    artist = tide()
    known = gather([artist.pk])
    artist.delete()
    assess.rescore(known.values(), around())
    assert not Artist.objects.exists()
    assert not ScoreChange.objects.exists()


def test_many_are_scored_in_as_many_questions_as_one():
    counts = []
    for size in (1, 8):
        artists = [ArtistFactory(known=None) for _ in range(size)]
        with CaptureQueriesContext(connection) as queries:
            rescore_only(artists)
        counts.append(len(queries))
    assert counts[0] == counts[1] < 25


def rescore_only(artists):
    assess.rescore(gather(artist.pk for artist in artists).values(), around())


def test_youtube_is_healthy_only_where_all_is_known():
    artist = tide(youtube_channel_id="UCown")
    days = [f"2026-11-{day:02}T00:00:00+00:00" for day in (1, 8, 15, 20)]
    ProfileFactory(artist=artist, platform="youtube", external_id="UCown", data={"subscribers": 50_000})
    assert rescore(artist)[0].youtube_finding is None
    artist.profiles.filter(platform="youtube").update(data={"subscribers": 50_000, "published": days})
    lead = rescore(artist)[0]
    assert (lead.youtube_finding, lead.upload_frequency) == ("healthy", "very_active")
