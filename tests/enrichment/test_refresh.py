import pytest
from django.urls import reverse
from django.utils import timezone

from enrichment import foreground, refresh
from enrichment.findings import ChannelFinding, ChannelHit, UploadsFinding
from leads.models import Artist, Candidate, Job, JobRow
from tests.enrichment.pipeline import analyse
from tests.enrichment.stub import knows_all, mbid_of
from tests.factories import ArtistFactory, CreditFactory

pytestmark = pytest.mark.django_db
ONE, TWO = "NZAAA2600001", "NZBBB2600001"
OWN, OTHER = "UCown0000000000000000000", "UCother00000000000000000"
SUBSCRIBERS = {OWN: 1240, OTHER: 99}


# --- One job an artist ------------------------------------------------------------------------------------------------


@pytest.fixture
def artist(stub):
    return CreditFactory(recording__isrc=ONE).artist


def test_asking_twice_is_one_job(artist, owner):
    first, second = (refresh.ask_about(artist, owner, afresh=True) for _ in range(2))
    assert first == second
    assert (first.kind, first.label, first.created_by, first.force_refresh) == ("refresh", artist.name, owner, True)
    assert JobRow.objects.count() == 1


def test_who_wants_everything_anew_does_not_join_those_who_asked_for_less(artist, owner):
    decided = refresh.ask_about(artist, owner)
    assert refresh.ask_about(artist, owner, afresh=True) != decided
    assert refresh.ask_about(artist, owner) == decided


@pytest.mark.parametrize("change", [
    lambda job: Job.objects.update(state="completed"),
    lambda job: job.rows.update(state="done"),
    lambda job: CreditFactory(artist=Artist.objects.get()),
    lambda job: Job.objects.update(kind="upload"),
], ids=["ended", "done with the artist", "a new recording", "another kind"])  # fmt: skip
def test_a_job_that_no_longer_asks_for_the_artist_is_not_joined(artist, owner, change):
    job = refresh.ask_about(artist, owner)
    change(job)
    assert refresh.ask_about(artist, owner) != job


def test_who_is_only_featured_is_not_asked_about(stub, owner):
    guest = CreditFactory(role="featured").artist
    assert refresh.ask_about(guest, owner) is None
    assert refresh.ask_about(ArtistFactory(), owner) is None
    assert not Job.objects.exists()


# --- A decision leads somewhere ---------------------------------------------------------------------------------------


@pytest.fixture
def known(stub):
    """An artist analysed to the end, with two channels of the same name to choose from."""
    name = f"Artist {mbid_of(ONE)[-3:]}"
    knows_all(stub, linked=False).says(
        search=(ChannelHit(OWN, name), ChannelHit(OTHER, name)),
        channels=lambda ids: tuple(
            ChannelFinding(id, name, uploads=f"UU{id[2:]}", subscribers=SUBSCRIBERS[id], videos=3) for id in ids
        ),
        uploads=lambda playlist: UploadsFinding(playlist, ((f"v{playlist[2:7]}", timezone.now()),)),
    )
    analyse(ONE)
    stub.asked.clear()
    return Artist.objects.get()


def decide(client, external_id, same="1"):
    candidate = Candidate.objects.get(external_id=external_id)
    client.post(reverse("admin:leads_artist_decide", args=[candidate.pk]), {"same": same})
    foreground.work()


def figures(artist):
    artist.refresh_from_db()
    return artist.youtube_channel_id, artist.youtube_subscribers, artist.upload_frequency is not None


def test_the_figures_of_an_accepted_channel_come(known, stub, staff_client):
    decide(staff_client, OWN)
    assert figures(known) == (OWN, 1240, True)
    assert {name for name, _ in stub.asked} == {"channels", "uploads", "video_stats"}, (
        "what is fresh is not asked again"
    )
    assert Job.objects.get(kind="refresh").state == "completed"


def test_the_figures_of_a_named_channel_come(known, staff_client):
    told = {"field": "youtube_channel", "value-youtube_channel": f"https://www.youtube.com/channel/{OTHER}"}
    staff_client.post(reverse("admin:leads_artist_tell", args=[known.pk]), told)
    foreground.work()
    assert figures(known) == (OTHER, 99, True)


def test_a_channel_taken_for_another_and_taken_back_has_its_own_figures(known, staff_client):
    for channel in (OWN, OTHER, OWN):
        decide(staff_client, channel)
        assert figures(known) == (channel, SUBSCRIBERS[channel], True)


def test_a_channel_let_go_and_accepted_after_all_has_its_figures_again(known, staff_client):
    decide(staff_client, OWN)
    decide(staff_client, OWN, same="0")
    assert figures(known)[0] is None
    decide(staff_client, OWN)
    assert figures(known) == (OWN, 1240, True)


def test_a_rejected_candidate_asks_nobody(known, stub, staff_client):
    decide(staff_client, OTHER, same="0")
    assert not stub.asked and not Job.objects.filter(kind="refresh").exists()


def test_asking_again_asks_everything_of_this_artist_alone(known, stub, staff_client):
    analyse(TWO)
    stub.asked.clear()
    staff_client.post(reverse("admin:leads_artist_ask", args=[known.pk]))
    foreground.work()
    assert {name for name, _ in stub.asked} >= {"recordings", "artist_with_links", "artist"}
    assert {code for codes, _ in stub.calls("recordings") for code in codes} == {ONE}


# --- Some platforms alone ---------------------------------------------------------------------------------------------


def names_asked(stub):
    return {name for name, _ in stub.asked}


def test_a_refresh_keeps_to_the_platforms_it_was_given(known, stub, owner):
    refresh.ask_platforms(known, owner, ["musicbrainz"], True)
    foreground.work()
    assert names_asked(stub) == {"recordings", "artist_with_links"}
    assert Job.objects.get(kind="refresh").state == "completed"


def test_what_was_never_asked_elsewhere_is_left_alone(artist, stub, owner):
    knows_all(stub)
    refresh.ask_platforms(artist, owner, ["lastfm"], True)
    foreground.work()
    assert names_asked(stub) == {"artist"}
    assert set(Job.objects.get().rows.values_list("state", flat=True)) == {"done"}


def test_others_that_wait_do_not_hold_it_open(known, stub, owner):
    refresh.ask_platforms(known, owner, ["youtube"], True)
    narrow = refresh.ask_platforms(known, owner, ["lastfm"], True)
    foreground.work(narrow)
    narrow.refresh_from_db()
    assert narrow.state == "completed"
    assert Job.objects.exclude(pk=narrow.pk).filter(kind="refresh", state__in=Job.OPEN).exists()


def test_a_wider_refresh_is_joined_and_a_narrower_one_is_not(artist, owner):
    wide = refresh.ask_platforms(artist, owner, ["youtube", "lastfm"], True)
    assert refresh.ask_platforms(artist, owner, ["lastfm"], True) == wide
    assert refresh.ask_about(artist, owner, afresh=True) != wide
