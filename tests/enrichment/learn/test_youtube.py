from datetime import UTC, datetime, timedelta

import pytest

from enrichment.findings import ChannelFinding, ChannelHit, Page, UploadsFinding, VideoFinding
from enrichment.learn import youtube as learn
from leads.models import Artist, Candidate, Profile, Snapshot
from tests.factories import ArtistFactory, CandidateFactory, ContactFactory, ProfileFactory

pytestmark = pytest.mark.django_db

OWN = "UCown0000000000000000000"
OTHER = "UCother00000000000000000"
State = Profile.State
DAY = timedelta(days=1)


def page(*items):
    return Page(items, len(items), 0, len(items))


def channel(id=OWN, **values):
    given = {"title": "Tide Ōtaki", "uploads": "UUown", "subscribers": 120, "views": 9000, "videos": 12}
    return ChannelFinding(id, **given | values)


def profile(artist):
    return Profile.objects.filter(artist=artist, platform="youtube").first()


def figures(artist):
    artist.refresh_from_db()
    return artist.youtube_channel_id, artist.youtube_subscribers, artist.youtube_views, artist.youtube_videos


@pytest.fixture
def asked(artist, lookup):
    return lookup("youtube", "channel", OWN, artist)


# --- Channels ---------------------------------------------------------------------------------------------------------


def test_a_channel_tells_its_figures_and_keeps_them_for_the_day(artist, asked, now):
    assert learn.channels([asked], page(channel()), now) == {asked.pk}
    assert figures(artist) == (OWN, 120, 9000, 12)
    assert (profile(artist).state, profile(artist).external_id) == (State.FOUND, OWN)
    assert profile(artist).expires_at > now + 29 * DAY
    day = dict(Snapshot.objects.values_list("metric", "value"))
    assert day == {"subscribers": 120, "views": 9000, "videos": 12}


def test_two_looks_on_one_day_are_one_snapshot(artist, asked, now):
    for count in (120, 130):
        learn.channels([asked], page(channel(subscribers=count)), now)
    assert list(Snapshot.objects.filter(metric="subscribers").values_list("value", flat=True)) == [130]


def test_hidden_subscribers_are_unknown_never_none(artist, asked, now):
    learn.channels([asked], page(channel()), now)
    learn.channels([asked], page(channel(subscribers=None, hidden_subscribers=True)), now)
    assert figures(artist) == (OWN, None, 9000, 12)
    assert profile(artist).data["hidden_subscribers"] is True


def test_figures_that_are_left_out_stay_as_they_were(artist, asked, now):
    learn.channels([asked], page(channel()), now)
    learn.channels([asked], page(channel(subscribers=None, views=None, videos=None, uploads=None)), now)
    assert figures(artist) == (OWN, 120, 9000, 12)
    assert profile(artist).data["uploads"] == "UUown"


def test_a_topic_channel_is_no_presence(artist, asked, now):
    learn.channels([asked], page(channel(title="Tide Ōtaki - Topic", topic=True, videos=0)), now)
    assert figures(artist) == (None, None, None, None)
    assert profile(artist).state == State.ABSENT
    assert profile(artist).data["topic_only"] is True
    assert "published" not in profile(artist).data
    assert not Snapshot.objects.exists()


def test_a_channel_without_videos_has_an_empty_list_of_uploads(artist, asked, now):
    learn.channels([asked], page(channel(videos=0)), now)
    assert profile(artist).data["published"] == []


def test_one_channel_of_two_artists_is_told_to_both(artist, lookup, now):
    other = ArtistFactory(known=None)
    learn.channels([lookup("youtube", "channel", OWN, artist, other)], page(channel()), now)
    assert figures(other) == figures(artist) == (OWN, 120, 9000, 12)


def test_a_handle_leads_to_the_channel_with_its_figures(artist, lookup, now):
    asked = lookup("youtube", "handle", "handle:@tide", artist)
    assert learn.handle([asked], channel(), now) == {asked.pk}
    assert figures(artist) == (OWN, 120, 9000, 12)


def test_an_old_custom_name_counts_only_where_the_channel_is_called_like_the_artist(artist, lookup, now):
    asked = lookup("youtube", "handle", "custom:tide", artist)
    assert learn.handle([asked], channel(title="Tidal Woodworking"), now) == set()
    assert figures(artist)[0] is None
    assert learn.handle([asked], channel(), now) == {asked.pk}
    assert figures(artist)[0] == OWN


def test_a_handle_nobody_has_changes_nothing(artist, lookup, now):
    assert learn.handle([lookup("youtube", "handle", "handle:@tide", artist)], None, now) == set()
    assert profile(artist) is None


# --- Channels that are gone -------------------------------------------------------------------------------------------


def test_a_channel_that_never_was_is_let_go_of_at_once(artist, asked, now):
    Artist.objects.update(youtube_channel_id=OWN)
    assert learn.channels([asked], page(), now) == set()
    assert figures(artist) == (None, None, None, None)


def test_a_channel_that_was_read_goes_after_two_misses_a_day_apart(artist, asked, now):
    learn.channels([asked], page(channel()), now)
    learn.channels([asked], page(), now)
    assert figures(artist) == (OWN, 120, 9000, 12)
    learn.channels([asked], page(), now + DAY)
    assert figures(artist) == (None, None, None, None)
    assert (profile(artist).state, profile(artist).data) == (State.ABSENT, {})


def test_a_channel_that_is_back_has_not_been_missed(artist, asked, now):
    for answer in (page(channel()), page(), page(channel())):
        learn.channels([asked], answer, now)
    learn.channels([asked], page(), now + DAY)
    assert figures(artist)[0] == OWN


# --- People's word ----------------------------------------------------------------------------------------------------


def test_a_channel_a_person_named_is_never_replaced(artist, lookup, now, owner):
    Artist.objects.update(youtube_channel_id=OTHER)
    ProfileFactory(artist=artist, platform="youtube", external_id=OTHER, confirmed_by=owner)
    learn.handle([lookup("youtube", "handle", "handle:@tide", artist)], channel(), now)
    assert (figures(artist)[0], profile(artist).external_id) == (OTHER, OTHER)
    assert not Snapshot.objects.exists()


def test_a_channel_a_person_named_gets_its_figures(artist, asked, now, owner):
    ProfileFactory(artist=artist, platform="youtube", external_id=OWN, confirmed_by=owner)
    learn.channels([asked], page(channel()), now)
    assert figures(artist) == (OWN, 120, 9000, 12)
    assert profile(artist).confirmed_by == owner


def test_a_channel_a_person_named_stays_though_youtube_misses_it(artist, asked, now, owner):
    Artist.objects.update(youtube_channel_id=OWN)
    ProfileFactory(artist=artist, platform="youtube", external_id=OWN, confirmed_by=owner)
    for later in (0, 2):
        learn.channels([asked], page(), now + later * DAY)
    assert figures(artist)[0] == OWN


@pytest.mark.parametrize("kind", ["handle", "search"])
def test_a_rejected_channel_stays_rejected(artist, lookup, now, owner, kind):
    ProfileFactory(artist=artist, platform="youtube", external_id=OWN, state=State.REJECTED, confirmed_by=owner)
    if kind == "handle":
        learn.handle([lookup("youtube", kind, "handle:@tide", artist)], channel(), now)
    else:
        learn.search([lookup("youtube", kind, str(artist.pk), artist)], (ChannelHit(OWN, "Tide Ōtaki"),), now)
    assert (figures(artist)[0], profile(artist).state) == (None, State.REJECTED)


# --- Uploads and videos -----------------------------------------------------------------------------------------------


def test_uploads_tell_their_days_and_the_ten_newest(artist, asked, lookup, now):
    learn.channels([asked], page(channel()), now)
    days = [datetime(2026, 11, 20, tzinfo=UTC) - n * DAY for n in range(12)]
    uploads = UploadsFinding("UUown", tuple((f"v{n}", day) for n, day in enumerate(days)))
    learn.uploads([lookup("youtube", "uploads", "UUown", artist)], uploads, now)
    assert len(profile(artist).data["published"]) == 12
    assert profile(artist).data["newest"] == [f"v{n}" for n in range(10)]


def test_an_empty_list_does_not_take_the_place_of_a_read_one(artist, lookup, now):
    asked = lookup("youtube", "uploads", "UUown", artist)
    learn.uploads([asked], UploadsFinding("UUown", (("v", now),)), now)
    assert learn.uploads([asked], UploadsFinding("UUown"), now) == set()
    assert profile(artist).data["newest"] == ["v"]


def test_videos_are_added_up_channel_by_channel(artist, lookup, now):
    ProfileFactory(artist=artist, platform="youtube", external_id=OWN, data={"newest": ["a", "b", "gone"]})
    asked = lookup("youtube", "videos", OWN, artist)
    learn.videos([asked], page(VideoFinding("a", 10, 2, None), VideoFinding("b", 5, None, 1)), now)
    recent = profile(artist).data["recent"]
    assert (recent["videos"], recent["views"], recent["likes"], recent["comments"]) == (2, 15, 2, 1)


# --- Search -----------------------------------------------------------------------------------------------------------


def search(lookup, artist, now, *hits):
    asked = lookup("youtube", "search", str(artist.pk), artist)
    return bool(learn.search([asked], hits, now))


def test_a_name_alike_makes_a_candidate_and_never_a_link(artist, lookup, now):
    assert not search(lookup, artist, now, ChannelHit(OWN, "Tide Otaki", "Woodworking, every Thursday."))
    assert figures(artist)[0] is None
    assert profile(artist).state == State.CONFLICTING
    assert Candidate.objects.get().external_id == OWN


def test_a_channel_that_names_the_artists_own_page_is_linked(artist, lookup, now):
    ContactFactory(artist=artist, kind="website", value="https://www.tide-otaki.example/")
    words = "All dates on tide-otaki.example"
    assert search(lookup, artist, now, ChannelHit(OTHER, "Tide Ōtaki"), ChannelHit(OWN, "Tide Ōtaki", words))
    assert figures(artist)[0] == OWN
    assert profile(artist).state == State.FOUND
    assert not Candidate.objects.exists()


@pytest.mark.parametrize(
    ("hits", "topic_only"),
    [((), False), ((ChannelHit(OTHER, "Tide Ōtaki - Topic"),), True), ((ChannelHit(OTHER, "Somebody"),), False)],
    ids=["nothing", "a Topic channel", "a stranger"],
)
def test_nothing_alike_is_absent(artist, lookup, now, hits, topic_only):
    search(lookup, artist, now, *hits)
    assert (profile(artist).state, profile(artist).data["topic_only"]) == (State.ABSENT, topic_only)
    assert profile(artist).data["searched_at"] == now.isoformat()


def test_where_a_person_rejected_all_that_is_alike_nobody_is_there(artist, lookup, now):
    CandidateFactory(artist=artist, external_id=OWN, state=Candidate.State.REJECTED)
    search(lookup, artist, now, ChannelHit(OWN, "Tide Ōtaki"))
    assert profile(artist).state == State.ABSENT
    assert Candidate.objects.get().state == Candidate.State.REJECTED


def test_a_search_says_nothing_against_a_known_channel(artist, asked, lookup, now):
    learn.channels([asked], page(channel()), now)
    search(lookup, artist, now, ChannelHit(OTHER, "Tide Ōtaki"))
    assert (figures(artist)[0], profile(artist).state) == (OWN, State.FOUND)


def test_a_search_for_somebody_who_is_gone_finds_nobody(lookup, now):
    assert learn.search([lookup("youtube", "search", "4711")], (ChannelHit(OWN, "Tide Ōtaki"),), now) == set()
