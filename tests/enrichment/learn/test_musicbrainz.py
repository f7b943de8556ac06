import pytest

from enrichment import places
from enrichment.findings import (
    AreaFinding,
    ArtistFinding,
    CreditFinding,
    LabelFinding,
    LabelHit,
    LabelTie,
    LinkFinding,
    Page,
    RecordingFinding,
    ReleaseFinding,
    ReleaseHit,
)
from enrichment.learn import musicbrainz as learn
from enrichment.models import Area, Lookup, Touch
from leads.models import Artist, Credit, Label, MergedId, Profile, Release
from outreach.models import Contact
from tests.factories import ArtistFactory, CreditFactory, ProfileFactory, RecordingFactory

pytestmark = pytest.mark.django_db

CODE = "NZEXA2600001"
TIDE = CreditFinding("Tide Ōtaki", "tide", 0)
GUEST = CreditFinding("Guest", "guest", 1, featured=True)
VARIOUS = CreditFinding("Various Artists", "89ad4ac3-39f7-470e-963a-56509c546377", 0)
SPOTIFY_ID = "4Example0Artist0Id0000"
FREE_STREAMING = "769085a1-c2f7-4c24-a532-2375a77693bd"
YOUTUBE_LINK = "6a540e5b-58c6-4192-b6ba-dbc71ec8fcf0"


def page(*items):
    return Page(items, len(items), 0, len(items))


def song(*credits, id="song", title="Gravel", code=CODE, **values):
    return RecordingFinding(id, title, (code,), credits or (TIDE,), **values)


def link(url, artist="tide", type_id=FREE_STREAMING):
    return LinkFinding(artist, type_id, "a link", url)


def profile(artist):
    return Profile.objects.get(artist=artist, platform="musicbrainz")


# --- Recordings -------------------------------------------------------------------------------------------------------


def test_a_code_that_is_known_gets_title_date_artist_and_release(coded, now):
    recording, asked = coded("musicbrainz")
    hit = song(length_ms=201000, first_release="2021-03", releases=(ReleaseHit("r", "Gravel", "2021-03", "single"),))
    assert learn.recordings([asked], page(hit), now) == {asked.pk}
    recording.refresh_from_db()
    assert (recording.title, recording.mbid, recording.length_ms) == ("Gravel", "song", 201000)
    assert (recording.first_release, recording.conflicting) == ("2021-03", False)
    assert list(recording.artists.values_list("name", "mbid", "search_name")) == [("Tide Ōtaki", "tide", "tide otaki")]
    assert list(Release.objects.values_list("mbid", "artists__mbid", "labels")) == [("r", "tide", None)]


def test_a_code_that_is_not_there_is_a_miss_and_its_row_is_looked_at(coded, now):
    recording, asked = coded("musicbrainz")
    assert learn.recordings([asked], page(), now) == set()
    assert list(Touch.objects.values_list("recording", "artist")) == [(recording.pk, None)]


def test_the_same_answer_again_changes_nothing(coded, now):
    recording, asked = coded("musicbrainz")
    hit = song(TIDE, GUEST, first_release="2021", releases=(ReleaseHit("r", "Gravel", "2021"),))
    learn.recordings([asked], page(hit), now)
    before = list(Artist.objects.values()), list(Credit.objects.values()), list(Release.objects.values())
    learn.recordings([asked], page(hit), now)
    assert (list(Artist.objects.values()), list(Credit.objects.values()), list(Release.objects.values())) == before


def test_who_is_featured_is_kept_and_makes_no_lead(coded, now):
    recording, asked = coded("musicbrainz")
    hit = song(TIDE, GUEST, releases=(ReleaseHit("r", "Gravel"),))
    learn.recordings([asked], page(hit), now)
    assert dict(recording.credits.values_list("artist__name", "role")) == {"Tide Ōtaki": "main", "Guest": "featured"}
    assert set(Touch.objects.values_list("artist__name", flat=True)) == {"Tide Ōtaki"}
    assert set(Release.objects.values_list("artists__name", flat=True)) == {"Tide Ōtaki"}


def test_many_and_nobody_are_never_an_artist(coded, now):
    recording, asked = coded("musicbrainz")
    assert learn.recordings([asked], page(song(VARIOUS)), now) == {asked.pk}
    assert not Artist.objects.exists()
    assert Touch.objects.get().recording == recording


def test_one_code_on_two_recordings_is_conflicting_and_loses_nobody(coded, now):
    recording, asked = coded("musicbrainz")
    other = song(CreditFinding("Other", "other", 0), id="song2", title="Wrong Song")
    learn.recordings([asked], page(song(), other), now)
    recording.refresh_from_db()
    assert recording.conflicting
    assert recording.alternatives == [{"source": "musicbrainz", "id": "song2", "title": "Wrong Song", "by": "Other"}]
    assert set(recording.artists.values_list("name", flat=True)) == {"Tide Ōtaki", "Other"}


def test_an_answer_that_says_less_takes_nothing_away(coded, now):
    recording, asked = coded("musicbrainz")
    learn.recordings([asked], page(song(length_ms=201000, first_release="2021")), now)
    learn.recordings([asked], page(song(title="")), now)
    recording.refresh_from_db()
    assert (recording.title, recording.length_ms, recording.first_release) == ("Gravel", 201000, "2021")


def test_an_artist_whom_only_spotify_knew_is_recognised_by_code_and_name(coded, now):
    recording, asked = coded("musicbrainz")
    known = ArtistFactory(name="TIDE OTAKI", spotify_id=SPOTIFY_ID, known=None)
    CreditFactory(artist=known, recording=recording)
    learn.recordings([asked], page(song()), now)
    assert list(Artist.objects.values_list("pk", "mbid", "spotify_id")) == [(known.pk, "tide", SPOTIFY_ID)]


def test_another_name_under_the_same_code_stays_another_artist(coded, now):
    recording, asked = coded("musicbrainz")
    CreditFactory(artist=ArtistFactory(name="Somebody Else", spotify_id=SPOTIFY_ID, known=None), recording=recording)
    learn.recordings([asked], page(song()), now)
    assert set(Artist.objects.values_list("name", "mbid")) == {("Somebody Else", None), ("Tide Ōtaki", "tide")}


# --- Artists ----------------------------------------------------------------------------------------------------------


def test_an_artist_gets_names_and_places(artist, lookup, now):
    asked = lookup("musicbrainz", "artist", "tide", artist)
    found = ArtistFinding(
        "tide", "Tide Ōtaki", kind="Group", country="NZ", area_id="a", area_name="Ōtaki", aliases=("Tide",)
    )
    assert learn.artists([asked], page(found), now) == {asked.pk}
    artist.refresh_from_db()
    assert (artist.kind, artist.area, artist.aliases) == ("Group", "Ōtaki", ["Tide"])
    assert profile(artist).data["country"] == "NZ"
    assert profile(artist).data["area"] == {"id": "a", "name": "Ōtaki"}


@pytest.mark.parametrize("answer", [page(), page(ArtistFinding("tide", "Tide Ōtaki"))], ids=["nothing", "a bare name"])
def test_a_good_place_outlives_an_empty_answer(artist, lookup, now, answer):
    asked = lookup("musicbrainz", "artist", "tide", artist)
    learn.artists([asked], page(ArtistFinding("tide", "Tide Ōtaki", country="NZ", area_id="a", aliases=("T",))), now)
    learn.artists([asked], answer, now)
    artist.refresh_from_db()
    assert (profile(artist).data["country"], artist.aliases) == ("NZ", ["T"])


def test_who_moved_lives_where_the_new_answer_says(artist, lookup, now):
    asked = lookup("musicbrainz", "artist", "tide", artist)
    learn.artists([asked], page(ArtistFinding("tide", "Tide Ōtaki", country="NZ", area_id="nz")), now)
    learn.artists([asked], page(ArtistFinding("tide", "Tide Ōtaki", area_id="berlin", area_name="Berlin")), now)
    assert (profile(artist).data["country"], profile(artist).data["area"]["id"]) == (None, "berlin")


@pytest.mark.parametrize(("allowed", "genres"), [(True, ["folk"]), (False, [])], ids=["allowed", "not allowed"])
def test_tags_are_genres_only_where_they_may_be(artist, lookup, now, settings, allowed, genres):
    settings.MUSICBRAINZ_TAGS = allowed
    asked = lookup("musicbrainz", "artist", "tide", artist)
    learn.artists([asked], page(ArtistFinding("tide", "Tide Ōtaki", genres=("folk",))), now)
    assert profile(artist).data["genres"] == genres


# --- Links ------------------------------------------------------------------------------------------------------------


def test_links_tell_channels_services_identity_and_contacts(artist, lookup, now):
    asked = lookup("musicbrainz", "links", "tide", artist)
    links = (
        link("https://www.youtube.com/@tide", type_id=YOUTUBE_LINK),
        link(f"https://open.spotify.com/artist/{SPOTIFY_ID}"),
        link("https://tide.bandcamp.com/", type_id="c550166e-0548-4a18-b1d4-e2ae423a3e88"),
    )
    assert learn.links([asked], page(*links), now) == {asked.pk}
    data = profile(artist).data
    assert data["youtube_links"] == ["https://www.youtube.com/@tide"]
    assert data["services"] == ["bandcamp", "spotify", "youtube"]
    assert Artist.objects.get().spotify_id == SPOTIFY_ID
    assert Contact.objects.filter(artist=artist, value__contains="bandcamp").exists()


def test_an_artist_without_links_has_had_them_read(artist, lookup, now):
    asked = lookup("musicbrainz", "links", "tide", artist)
    assert learn.links([asked], page(), now) == set()
    assert profile(artist).data["links_at"] == now.isoformat()
    assert profile(artist).data["services"] == []


def test_links_outlive_an_empty_answer(artist, lookup, now):
    asked = lookup("musicbrainz", "links", "tide", artist)
    learn.links([asked], page(link("https://tide.bandcamp.com/")), now)
    learn.links([asked], page(), now)
    assert profile(artist).data["services"] == ["bandcamp"]


def looked_up(*links, places=()):
    return ArtistFinding("tide", "Tide Ōtaki", links=links, places=places)


@pytest.mark.parametrize("state", sorted({*Lookup.State.values} - {"asking"}))
def test_an_artist_looked_up_answers_the_question_about_links_too(artist, lookup, now, state):
    asked, beside = (lookup("musicbrainz", kind, "tide", artist) for kind in ("artist", "links"))
    Lookup.objects.filter(pk=beside.pk).update(state=state, message="Down.")
    found = looked_up(link(f"https://open.spotify.com/artist/{SPOTIFY_ID}"))
    assert learn.artists([asked], page(found), now) == {asked.pk}
    beside.refresh_from_db()
    assert (beside.state, beside.answered_at, beside.message) == ("found", now, "")
    assert profile(artist).data["services"] == ["spotify"]
    assert Artist.objects.get().spotify_id == SPOTIFY_ID
    because = ["MusicBrainz: who the artist is", "MusicBrainz: the artist's links"]
    assert list(Touch.objects.order_by("pk").values_list("because", flat=True)) == because


def test_an_artist_looked_up_without_links_has_none(artist, lookup, now):
    asked, beside = (lookup("musicbrainz", kind, "tide", artist) for kind in ("artist", "links"))
    Lookup.objects.filter(pk=beside.pk).update(state="queued")
    learn.artists([asked], page(looked_up()), now)
    beside.refresh_from_db()
    assert (beside.state, profile(artist).data["links_at"]) == ("not_found", now.isoformat())


def test_links_that_somebody_is_asking_about_are_left_to_them(artist, lookup, now):
    asked, beside = (lookup("musicbrainz", kind, "tide", artist) for kind in ("artist", "links"))
    learn.artists([asked], page(looked_up(link("https://tide.bandcamp.com/"))), now)
    beside.refresh_from_db()
    assert (beside.state, beside.answered_at) == ("asking", None)


def test_an_artist_who_was_searched_for_leaves_the_links_to_be_asked(artist, lookup, now):
    asked, beside = (lookup("musicbrainz", kind, "tide", artist) for kind in ("artist", "links"))
    Lookup.objects.filter(pk=beside.pk).update(state="queued")
    learn.artists([asked], page(ArtistFinding("tide", "Tide Ōtaki")), now)
    beside.refresh_from_db()
    assert (beside.state, beside.answered_at) == ("queued", None)


def test_links_to_two_spotify_artists_settle_nothing(artist, lookup, now):
    asked = lookup("musicbrainz", "links", "tide", artist)
    urls = [f"https://open.spotify.com/artist/{id}" for id in (SPOTIFY_ID, SPOTIFY_ID[::-1])]
    learn.links([asked], page(*map(link, urls)), now)
    assert Artist.objects.get().spotify_id is None


def test_a_spotify_link_proves_two_rows_to_be_one(artist, lookup, now):
    twin = ArtistFactory(name="Tide Otaki", spotify_id=SPOTIFY_ID, known=None)
    song = RecordingFactory()
    CreditFactory(artist=twin, recording=song)
    asked = lookup("musicbrainz", "links", "tide", artist)
    learn.links([asked], page(link(f"https://open.spotify.com/artist/{SPOTIFY_ID}")), now)
    assert list(Artist.objects.values_list("pk", "spotify_id")) == [(artist.pk, SPOTIFY_ID)]
    assert list(artist.recordings.all()) == [song]
    assert MergedId.objects.get(old_id=twin.pk).artist == artist
    assert Touch.objects.filter(artist=artist).exists()


def test_two_artists_with_mbids_of_their_own_are_never_merged(artist, lookup, now):
    ArtistFactory(mbid="other", spotify_id=SPOTIFY_ID, known=None)
    asked = lookup("musicbrainz", "links", "tide", artist)
    learn.links([asked], page(link(f"https://open.spotify.com/artist/{SPOTIFY_ID}")), now)
    assert Artist.objects.count() == 2


@pytest.mark.parametrize("confirmed", [True, False], ids=["confirmed another", "rejected it"])
def test_a_link_does_not_overrule_a_person(artist, lookup, now, owner, confirmed):
    state = Profile.State.FOUND if confirmed else Profile.State.REJECTED
    ProfileFactory(artist=artist, platform="spotify", state=state, external_id="another", confirmed_by=owner)
    asked = lookup("musicbrainz", "links", "tide", artist)
    learn.links([asked], page(link(f"https://open.spotify.com/artist/{SPOTIFY_ID}")), now)
    assert Artist.objects.get().spotify_id is None


# --- Releases, areas, labels ------------------------------------------------------------------------------------------


def test_a_release_tells_its_labels_and_whose_it_is(artist, lookup, now):
    Release.objects.create(mbid="r", title="Gravel")
    asked = lookup("musicbrainz", "release", "r", artist)
    found = ReleaseFinding("r", "Gravel", "2021-03-19", labels=(LabelHit("Slow", "l"),), artist_ids=("tide",))
    assert learn.releases([asked], page(found), now) == {asked.pk}
    release = Release.objects.get()
    assert (release.labels, release.credited, release.date) == ([{"id": "l", "name": "Slow"}], ["tide"], "2021-03-19")
    assert Touch.objects.get().artist == artist


def test_a_release_that_is_gone_names_no_label_and_is_not_asked_about_again(artist, lookup, now):
    Release.objects.create(mbid="r", title="Gravel", date="2021")
    learn.releases([lookup("musicbrainz", "release", "r", artist)], page(), now)
    assert list(Release.objects.values_list("labels", "date")) == [([], "2021")]


def test_areas_are_kept_found_or_not(artist, lookup, now):
    asked = [lookup("musicbrainz", "area", id, artist) for id in ("otaki", "gone")]
    learn.areas(asked, page(AreaFinding("otaki", "Ōtaki", "City", None, None, "wellington")), now)
    assert set(Area.objects.values_list("mbid", "parent", "country")) == {
        ("otaki", "wellington", None),
        ("gone", None, None),
    }


def test_an_area_whose_country_another_answer_told_is_kept(artist, lookup, now):
    wellington = AreaFinding("wellington", "Wellington Region", "Subdivision", "NZ", "NZ-WGN")
    city = AreaFinding("otaki", "Ōtaki", "City", parent_id="wellington", parent=wellington)
    Area.objects.create(mbid="wellington")  # as if no search had found it
    learn.areas([lookup("musicbrainz", "area", "otaki", artist)], page(city), now)
    assert places.resolve("otaki", places.load(["otaki"])) == ("NZ", "Ōtaki, Wellington Region", None)


def test_an_artist_looked_up_tells_the_country_of_coded_places(artist, lookup, now):
    region = AreaFinding("otago", "Otago", "Subdivision", "NZ", "NZ-OTA")
    learn.artists([lookup("musicbrainz", "artist", "tide", artist)], page(looked_up(places=(region, region))), now)
    assert list(Area.objects.values_list("mbid", "name", "country")) == [("otago", "Otago", "NZ")]


def test_a_label_tells_its_owners_or_nothing(artist, lookup, now):
    asked = [lookup("musicbrainz", "label", id, artist) for id in ("slow", "gone")]
    assert learn.label(asked[:1], LabelFinding("slow", "Slow", owners=(LabelHit("Grey", "g"),)), now) == {asked[0].pk}
    assert learn.label(asked[1:], None, now) == set()
    assert set(Label.objects.values_list("mbid", "name")) == {("slow", "Slow"), ("gone", "")}
    assert Label.objects.get(mbid="slow").owners == [{"id": "g", "name": "Grey"}]


def test_a_label_keeps_how_long_it_was_tied_to_an_artist(artist, lookup, now):
    tie = LabelTie("recording contract", "type", "tide", "Tide", begin="2018", end="2021-06", ended=True)
    learn.label([lookup("musicbrainz", "label", "slow", artist)], LabelFinding("slow", "Slow", ties=(tie,)), now)
    (stored,) = Label.objects.get().ties
    assert (stored["begin"], stored["end"], stored["ended"]) == ("2018", "2021-06", True)


def test_whoever_is_tied_to_a_label_is_looked_at_again(artist, lookup, now):
    """Whether or not they waited for the answer: what is known of them must not depend on who asked first."""
    tied, _ = ArtistFactory(mbid="other"), ArtistFactory(mbid="stranger")
    tie = LabelTie("personal label", "type", "other", "Other")
    learn.label([lookup("musicbrainz", "label", "slow", artist)], LabelFinding("slow", "Slow", ties=(tie,)), now)
    assert set(Touch.objects.values_list("artist", flat=True)) == {artist.pk, tied.pk}
