from datetime import timedelta

import pytest

from enrichment.findings import (
    AlbumFinding,
    ArtistFinding,
    CopyrightLine,
    CreditFinding,
    Page,
    RecordingFinding,
    ReleaseHit,
)
from enrichment.learn import spotify as learn
from enrichment.models import Lookup, Touch
from leads.models import Artist, Candidate, MergedId, Profile, Release, Snapshot
from tests.factories import ArtistFactory, CandidateFactory, CreditFactory, ProfileFactory, RecordingFactory

pytestmark = pytest.mark.django_db

CODE = "NZEXA2600001"
TIDE = "4TideOtakiArtistId0000"
TRACK = "6TideOtakiTrackId00000"
DAY = timedelta(days=1)
State = Profile.State


def hit(name="Tide Ōtaki", id=TIDE, code=CODE, title="Gravel", album="album", guests=(), **values):
    credits = (CreditFinding(name, id, 0), *guests)
    releases = (ReleaseHit(album, title, "2021-03-19"),)
    return RecordingFinding(TRACK, title, (code,), credits, releases=releases, **values)


def profile(artist):
    return Profile.objects.filter(artist=artist, platform="spotify").first()


@pytest.fixture
def credited(artist, coded):
    """The artist's recording, known to MusicBrainz, and Spotify's question about it."""
    recording, asked = coded("spotify", CODE, artist)
    CreditFactory(artist=artist, recording=recording)
    return asked


# --- Codes nobody is credited on --------------------------------------------------------------------------------------


def test_a_code_only_spotify_knows_brings_an_artist(coded, now):
    recording, asked = coded("spotify")
    guest = CreditFinding("Guest", "3GuestArtistId00000000", 1, featured=True)
    assert learn.code([asked], (hit(guests=(guest,), length_ms=1000),), now) == {asked.pk}
    recording.refresh_from_db()
    assert (recording.title, recording.length_ms, recording.spotify_id) == ("Gravel", 1000, TRACK)
    assert dict(recording.credits.values_list("artist__spotify_id", "role"))[TIDE] == "main"
    assert profile(Artist.objects.get(spotify_id=TIDE)).state == State.FOUND
    assert profile(Artist.objects.get(name="Guest")) is None
    assert list(Release.objects.values_list("spotify_id", "artists__spotify_id")) == [("album", TIDE)]


def test_a_code_spotify_does_not_know_is_a_miss_of_nobody(coded, now):
    recording, asked = coded("spotify")
    assert learn.code([asked], (), now) == set()
    assert not Artist.objects.exists()
    assert Touch.objects.get().recording == recording


def test_the_same_answer_again_changes_nothing(coded, now):
    recording, asked = coded("spotify")
    learn.code([asked], (hit(),), now)
    before = list(Artist.objects.values("pk", "name")), list(recording.credits.values())
    learn.code([asked], (hit(),), now)
    assert (list(Artist.objects.values("pk", "name")), list(recording.credits.values())) == before


def test_various_artists_is_nobody(coded, now):
    _, asked = coded("spotify")
    learn.code([asked], (hit("Various Artists", "0LyfQWJT6nXafLPZqxke9b"),), now)
    assert not Artist.objects.exists()


# --- Whose it is ------------------------------------------------------------------------------------------------------


def test_same_code_and_same_name_is_the_same_artist(artist, credited, now):
    learn.code([credited], (hit("TIDE OTAKI"),), now)
    assert Artist.objects.get().spotify_id == TIDE
    assert profile(artist).state == State.FOUND
    assert profile(artist).expires_at > now + 29 * DAY


def test_same_code_under_another_name_waits_for_a_person(artist, credited, now):
    learn.code([credited], (hit("Somebody Else"),), now)
    assert Artist.objects.get().spotify_id is None
    assert profile(artist).state == State.CONFLICTING
    assert list(Candidate.objects.values_list("external_id", "name")) == [(TIDE, "Somebody Else")]


def test_an_alias_is_a_name_too(artist, credited, now):
    Artist.objects.update(aliases=["The Tides"])
    learn.code([credited], (hit("Tides"),), now)
    assert Artist.objects.get().spotify_id == TIDE


def test_an_id_proves_two_rows_to_be_one(artist, credited, now):
    twin = ArtistFactory(name="Tide Otaki", spotify_id=TIDE, known=None)
    song = CreditFactory(artist=twin).recording
    learn.code([credited], (hit(),), now)
    assert list(Artist.objects.values_list("pk", "spotify_id")) == [(artist.pk, TIDE)]
    assert song in artist.recordings.all()
    assert MergedId.objects.get(old_id=twin.pk).artist == artist


def test_what_a_person_rejected_is_not_taken(artist, credited, now):
    CandidateFactory(artist=artist, platform="spotify", external_id=TIDE, state=Candidate.State.REJECTED)
    learn.code([credited], (hit(),), now)
    assert Artist.objects.get().spotify_id is None


@pytest.mark.parametrize("found", [True, False], ids=["found", "missed"])
def test_a_rejected_profile_stays_as_the_person_left_it(artist, credited, now, owner, found):
    ProfileFactory(artist=artist, platform="spotify", state=State.REJECTED, external_id=TIDE, confirmed_by=owner)
    learn.code([credited], (hit(),) if found else (), now)
    assert profile(artist).state == State.REJECTED


# --- Not there --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("second", "state"),
    [(timedelta(hours=23), State.MISSED), (DAY, State.ABSENT), (3 * DAY, State.ABSENT)],
    ids=["too soon", "a day later", "days later"],
)
def test_absent_only_after_two_misses_a_day_apart(artist, credited, now, second, state):
    learn.code([credited], (), now)
    assert profile(artist).state == State.MISSED
    learn.code([credited], (), now + second)
    assert profile(artist).state == state


def test_found_again_after_all_forgets_the_miss(artist, credited, now):
    learn.code([credited], (), now)
    learn.code([credited], (hit(),), now + DAY)
    assert (profile(artist).state, profile(artist).missed_at) == (State.FOUND, None)


def test_a_miss_says_nothing_against_a_link(artist, credited, now):
    Artist.objects.update(spotify_id=TIDE)
    learn.code([credited], (), now)
    assert profile(artist) is None


def test_a_miss_says_nothing_against_what_was_found(artist, credited, now):
    ProfileFactory(artist=artist, platform="spotify", state=State.FOUND, external_id=TIDE)
    learn.code([credited], (), now)
    assert profile(artist).state == State.FOUND


# --- Sibling codes ----------------------------------------------------------------------------------------------------


def sibling(lookup, code):
    return lookup("spotify", "isrc", code, recording=RecordingFactory(isrc=code, title=""))


def test_one_search_by_name_settles_sibling_codes_by_their_code_alone(coded, lookup, now):
    _, asked = coded("spotify")
    other, stranger = sibling(lookup, "NZEXA2600002"), sibling(lookup, "NZEXA2600003")
    Lookup.objects.filter(pk__in=[other.pk, stranger.pk]).update(state=Lookup.State.QUEUED)
    learn.code([asked], (hit(),), now)
    tracks = Lookup.objects.get(kind="tracks", subject=TIDE)
    assert tracks.rank > asked.rank
    hits = (hit(code=other.subject, title="Lantern"), hit("Else", "9Else", stranger.subject))
    learn.tracks([tracks], hits, now)
    assert dict(Lookup.objects.values_list("subject", "state"))[other.subject] == Lookup.State.FOUND
    assert dict(Lookup.objects.values_list("subject", "state"))[stranger.subject] == Lookup.State.QUEUED
    assert Artist.objects.get().recordings.filter(title="Lantern").exists()


def test_nothing_is_searched_by_name_where_no_sibling_waits(coded, now):
    _, asked = coded("spotify")
    learn.code([asked], (hit(),), now)
    assert not Lookup.objects.filter(kind="tracks").exists()


# --- Albums and followers ---------------------------------------------------------------------------------------------


def test_an_album_tells_its_lines_and_whose_it_is(artist, lookup, now):
    Release.objects.create(spotify_id="album", title="Gravel")
    asked = lookup("spotify", "album", "album", artist)
    found = AlbumFinding("album", "Gravel", copyrights=(CopyrightLine("2021 Slow", "P"),), artist_ids=(TIDE,))
    assert learn.album([asked], found, now) == {asked.pk}
    release = Release.objects.get()
    assert (release.copyrights, release.labels, release.credited) == ([{"kind": "P", "text": "2021 Slow"}], [], [TIDE])
    assert release.expires_at > now + 29 * DAY


def test_an_album_that_is_gone_keeps_its_lines_or_has_none(artist, lookup, now):
    Release.objects.create(spotify_id="read", title="", copyrights=[{"kind": "P", "text": "2021 Slow"}])
    Release.objects.create(spotify_id="unread", title="")
    for id in ("read", "unread"):
        assert learn.album([lookup("spotify", "album", id, artist)], None, now) == set()
    lines = dict(Release.objects.values_list("spotify_id", "copyrights"))
    assert lines == {"read": [{"kind": "P", "text": "2021 Slow"}], "unread": []}


def test_albums_are_the_artists_releases(artist, lookup, now):
    asked = lookup("spotify", "albums", TIDE, artist)
    learn.albums([asked], Page((ReleaseHit("a", "Gravel", "2026-09-01", "album"),), 1, 0, 1), now)
    assert list(artist.releases.values_list("spotify_id", "date")) == [("a", "2026-09-01")]


def test_followers_are_kept_day_by_day_and_outlive_silence(artist, lookup, now):
    Artist.objects.update(spotify_id=TIDE)
    asked = lookup("spotify", "followers", TIDE, artist)
    for count in (120, None):
        learn.followers([asked], Page((ArtistFinding(TIDE, "Tide", followers=count),), 1, 0, 1), now)
    assert Artist.objects.get().followers == 120
    assert list(Snapshot.objects.values_list("metric", "value")) == [("followers", 120)]
