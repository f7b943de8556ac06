"""One page for one lead: all of it known or said to be unknown, and on one sheet whatever there is."""

from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from leads.exports import dossier as dossiers
from leads.exports.dossier import dossier, page, pdf
from leads.models import Artist, Statement
from outreach.models import Activity
from outreach.permission import contacts_to_hand_out, may_contact
from scoring.facts import Clue, Fact, Kind, Source
from tests.factories import (
    ArtistFactory,
    ContactFactory,
    CreditFactory,
    ProfileFactory,
    RecordingFactory,
    UploadFactory,
    facts,
)
from tests.leads.exports.test_pdf import NAMES, no_pango  # noqa: F401

pytestmark = pytest.mark.django_db
LONG = "A reason that goes on about labels, contracts and copyright lines of many years. " * 4


def of(artist):
    artist.refresh_from_db()
    contacts = contacts_to_hand_out([artist.pk]).get(artist.pk, [])
    return dossier(artist, may_contact=may_contact, contacts=contacts)


def monster():
    """A lead with more of everything than any page has room for."""
    many = [Source(who, None, None, "2026-11-02") for who in ("musicbrainz", "spotify", "lastfm", "youtube", "staff")]
    against = [Source("upload", LONG, None, "2026-11-01", f"{'name ' * 30}{n}.csv") for n in range(4)]
    disputed = {"youtube": "UC1", "spotify": "s", "subscribers": 900, "upload_frequency": "low", "genre": "g " * 50}
    known = {name: Fact.known(value, *many, against=against) for name, value in disputed.items()}
    kinds = (Kind.SELF_RELEASED, Kind.MAJOR, Kind.INDIE_LABEL) * 4
    known["clues"] = tuple(Clue(kind, LONG, against[n % 4], f"2026-0{n % 9 + 1}-01") for n, kind in enumerate(kinds))
    artist = ArtistFactory(
        name=("The Incredibly Long Ensemble of " * 12)[:300], disambiguation="dis " * 70, area="Taumata " * 20,
        genre="g" * 100, pinned_tier="B", pinned_reason="why " * 75,
        known=facts("x", services=tuple(f"Service {n}" for n in range(30)), publisher="P" * 200, **known),
    )  # fmt: skip
    for n in range(12):
        CreditFactory(artist=artist, recording=RecordingFactory(title=f"Song {n} " + "of a song " * 40))
        ContactFactory(artist=artist, kind="social", platform="instagram", value=f"https://x.test/{'x' * 400}{n}")
        Statement.objects.create(artist=artist, field="note", value="word " * 100)
        Activity.objects.create(artist=artist, kind="note", notes="talk " * 900)
        UploadFactory(filename=f"{n} {'name' * 50}.xlsx").cells.update(recording=artist.recordings.first())
    return artist


@pytest.mark.pango
def test_any_lead_fits_on_one_sheet_of_a4():
    (sheet,) = PdfReader(BytesIO(pdf(of(monster())))).pages
    assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == (595, 842)
    words = " ".join(sheet.extract_text().split())
    assert "and 10 more" in words and "Where this comes from" in words and "Last.fm" in words


@pytest.mark.pango
@pytest.mark.parametrize("name", NAMES[:3] + NAMES[5:9])
def test_the_pdf_names_the_lead_as_it_is_written(name):
    (sheet,) = PdfReader(BytesIO(pdf(of(ArtistFactory(name=name))))).pages
    assert name.replace(" ", "") in "".join(sheet.extract_text().split())


def test_it_says_who_why_and_from_whom():
    artist = ArtistFactory(mbid="d34bdf94-3ac1-43e1-8e58-e30320903a17", listeners=5321)
    ProfileFactory(artist=artist)
    upload = UploadFactory()
    CreditFactory(artist=artist, recording=upload.cells.first().recording)
    told = page(of(artist))
    for words in ("Ōtepoti Dunedin, New Zealand", "folk", "Self-released", "5,321 Last.fm listeners", "Policy 1",
                  "musicbrainz.org/artist/d34bdf94", "august-releases.xlsx", "Low Tide", "MusicBrainz, "):  # fmt: skip
        assert words in told


def test_it_offers_says_and_asks():
    told = page(of(ArtistFactory()))
    assert "Your latest release came out on 14 Sep 2026." in told
    assert "Does anybody administer your publishing?" in told
    assert all(name in told for name in ("Distribution", "Publishing administration", "YouTube", "Playlist pitching"))
    assert told.count("Worth offering") == 2 and told.count("Unknown: ask") == 2


def test_unknown_is_said_to_be_unknown():
    told = page(of(ArtistFactory(name="Quiet", known=None, country=None, area="", genre=None)))
    for words in ("Place unknown", "Genre unknown", "No tier", "Nothing to score yet", "Nothing has been scored yet",
                  "Nothing has been gathered about this artist yet", "Too little is known", "No recordings are known",
                  "Nothing has happened yet", "No contact that we may use is known"):  # fmt: skip
        assert words in told


def test_a_pin_stands_beside_prisms_own_tier_with_its_reason():
    artist = ArtistFactory(pinned_tier="D", pinned_reason="Moved to <London>")
    told = page(of(artist))
    assert f"Pinned; Prism: {artist.tier}" in told and "Pinned to D: Moved to &lt;London&gt;" in told


def test_who_asked_not_to_be_contacted_gives_no_address_and_nothing_to_say():
    artist = ArtistFactory(do_not_contact=True, do_not_contact_reason="By mail")
    contact = ContactFactory(artist=artist, value="quiet@example.test")
    told = page(dossier(artist, may_contact=may_contact, contacts=[contact]))
    assert "quiet@example.test" not in told and "Asked not to be contacted: By mail." in told
    assert "Your latest release" not in told and "What to ask" not in told


def test_contacts_are_those_that_were_handed_in():
    artist = ArtistFactory()
    ContactFactory(artist=artist, value="kept@example.test")
    given = ContactFactory(artist=artist, kind="social", platform="tiktok", value="https://tiktok.com/@trio")
    told = page(dossier(artist, may_contact=may_contact, contacts=[given]))
    assert "TikTok" in told and "kept@example.test" not in told


def test_the_conversation_and_what_staff_say_are_there(owner):
    artist = ArtistFactory(owner=owner)
    for n in range(4):
        Activity.objects.create(artist=artist, kind="note", notes=f"Talk {n}", author=owner)
    Activity.objects.create(artist=artist, kind="status", old_status="not_contacted", new_status="contacted")
    Statement.objects.create(artist=artist, field="publisher", value="", author=owner)
    told = page(of(artist))
    assert "Status: Not contacted to Contacted" in told and "Talk 3" in told and "Talk 0" not in told
    assert "none (owner, " in told


def test_a_long_list_says_how_many_more_there_are():
    artist = ArtistFactory()
    for n in range(11):
        CreditFactory(artist=artist, recording=RecordingFactory(first_release=f"2026-01-{n + 1:02}"))
    assert "and 3 more" in page(of(artist))


def test_the_newest_song_is_named_only_where_one_alone_came_out_that_day():
    artist = ArtistFactory()
    CreditFactory(artist=artist, recording=RecordingFactory(title="Harbour", first_release="2026-09-14"))
    assert "“Harbour” came out on 14 Sep 2026." in page(of(artist))
    CreditFactory(artist=artist, recording=RecordingFactory(title="Ferry", first_release="2026-09-14"))
    assert "Your latest release came out on 14 Sep 2026." in page(of(artist))


def test_hostile_text_is_inert():
    artist = ArtistFactory(name=NAMES[5], area=NAMES[6], disambiguation=NAMES[8])
    Activity.objects.create(artist=artist, kind="note", notes="<svg onload=alert(1)>")
    told = page(of(artist))
    assert "<script>" not in told and "<img" not in told and "<svg" not in told


def test_the_page_works_without_pango(no_pango):  # noqa: F811
    made = of(ArtistFactory(name="Tūī Māngere"))
    assert "Tūī Māngere" in page(made)
    with pytest.raises(dossiers.press.PdfUnavailable):
        pdf(made)


def test_reading_one_lead_takes_few_queries(django_assert_max_num_queries):
    artist = Artist.objects.select_related("owner").get(pk=ArtistFactory(scored_at=timezone.now()).pk)
    with django_assert_max_num_queries(8):
        page(dossier(artist, may_contact=may_contact))
