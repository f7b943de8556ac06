import pytest

from leads.identity import Taken, decide, name_channel
from leads.models import Candidate, Profile
from tests.factories import ArtistFactory, CandidateFactory, ProfileFactory

pytestmark = pytest.mark.django_db


def test_accepting_keeps_the_identity_and_who_confirmed_it(owner):
    candidate = CandidateFactory()
    decide(candidate, True, owner)
    profile = Profile.objects.get()
    candidate.artist.refresh_from_db()
    assert candidate.artist.youtube_channel_id == profile.external_id == candidate.external_id
    assert (profile.state, profile.confirmed_by, candidate.decided_by) == ("found", owner, owner)


def test_another_identity_does_not_inherit_the_figures_of_the_last(owner):
    candidate = CandidateFactory()
    ProfileFactory(artist=candidate.artist, platform="youtube", external_id="UCother", data={"subscribers": 9})
    decide(candidate, True, owner)
    assert Profile.objects.get().data == {}


def test_rejecting_marks_and_changes_nothing_else(owner):
    candidate = CandidateFactory(artist__youtube_channel_id="UCmine")
    decide(candidate, False, owner)
    candidate.artist.refresh_from_db()
    assert candidate.state == Candidate.State.REJECTED and candidate.artist.youtube_channel_id == "UCmine"
    assert not Profile.objects.exists()


def test_a_word_can_be_taken_back(owner):
    candidate = CandidateFactory()
    decide(candidate, True, owner)
    decide(candidate, False, owner)
    candidate.artist.refresh_from_db()
    assert candidate.artist.youtube_channel_id is None and Profile.objects.get().state == "rejected"


@pytest.mark.parametrize(("platform", "field"), [("spotify", "spotify_id"), ("musicbrainz", "mbid")])
def test_an_id_names_one_lead_only(owner, platform, field):
    ArtistFactory(name="Ferry", **{field: "same"})
    candidate = CandidateFactory(platform=platform, external_id="same")
    with pytest.raises(Taken, match="already belongs to the lead “Ferry”"):
        decide(candidate, True, owner)
    candidate.refresh_from_db()
    assert candidate.state == Candidate.State.OPEN


def test_a_channel_may_be_shared(owner):
    first, second = ArtistFactory.create_batch(2)
    for artist in (first, second):
        name_channel(artist, "UCshared", owner)
    assert Profile.objects.filter(external_id="UCshared").count() == 2
