import pytest

from enrichment.findings import AudienceFinding
from enrichment.learn import lastfm as learn
from leads.models import Profile, Snapshot
from tests.factories import ArtistFactory

pytestmark = pytest.mark.django_db

State = Profile.State


@pytest.fixture
def asked(artist, lookup):
    return lookup("lastfm", "audience", str(artist.pk), artist)


def told(name="Tide Ōtaki", mbid=None, listeners=5321, playcount=48210):
    return AudienceFinding(name, mbid, listeners, playcount, ("folk",), "https://www.last.fm/music/Tide")


def known(artist):
    artist.refresh_from_db()
    profile = Profile.objects.get(artist=artist, platform="lastfm")
    return artist.listeners, artist.playcount, profile.state


@pytest.mark.parametrize(
    "answer",
    [told(), told("TIDE OTAKI"), told("Renamed", "tide"), told(mbid="somebody's")],
    ids=["name", "name without its macron", "MBID", "name under another's MBID"],
)
def test_listeners_and_plays_are_the_artists_when_name_or_mbid_agree(artist, asked, now, answer):
    assert learn.audience([asked], answer, now) == {asked.pk}
    assert known(artist) == (5321, 48210, State.FOUND)
    assert dict(Snapshot.objects.values_list("metric", "value")) == {"listeners": 5321, "playcount": 48210}


def test_an_alias_is_a_name_too(artist, asked, now):
    artist.aliases = ["The Tides"]
    artist.save(update_fields=["aliases"])
    assert learn.audience([asked], told("The Tides"), now)


@pytest.mark.parametrize(
    ("answer", "state"),
    [(told("Tide"), State.CONFLICTING), (told("Other", "other"), State.CONFLICTING), (None, State.ABSENT)],
    ids=["part of the name", "another's page", "no page"],
)
def test_another_artists_figures_are_nobodys(artist, asked, now, answer, state):
    assert learn.audience([asked], answer, now) == set()
    assert known(artist) == (None, None, state)
    assert not Snapshot.objects.exists()


@pytest.mark.parametrize(
    "answer", [None, told("Other"), told(listeners=None, playcount=None)], ids=["no page", "another's", "no figures"]
)
def test_good_figures_outlive_an_answer_without_them(artist, asked, now, answer):
    learn.audience([asked], told(), now)
    learn.audience([asked], answer, now)
    assert known(artist) == (5321, 48210, State.FOUND)
    assert Profile.objects.get().data["listeners"] == 5321


def test_a_page_that_several_artists_share_says_so(artist, asked, now):
    ArtistFactory(name="Tide Otaki", known=None)
    learn.audience([asked], told(), now)
    assert Profile.objects.get().data["shared_page"] is True


def test_somebody_who_is_gone_has_no_listeners(lookup, now):
    assert learn.audience([lookup("lastfm", "audience", "4711")], told(), now) == set()


def test_an_answer_under_another_name_counts_once_that_name_is_the_artists(artist, asked, now):
    learn.audience([asked], told("The Tides"), now)
    assert known(artist) == (None, None, State.CONFLICTING)
    learn.recognise([artist])
    assert known(artist) == (None, None, State.CONFLICTING)
    artist.aliases = ["The Tides"]
    learn.recognise([artist])
    assert known(artist) == (5321, 48210, State.FOUND)
    assert Snapshot.objects.get(metric="listeners").value == 5321
