"""The Evidence tab: every fact with its state, its sources and their days, and what speaks against it."""

import pytest
from django.utils import timezone

from leads.evidence import in_words
from scoring.facts import Clue, Fact, Kind, Source
from tests.desk.doors import panel_of
from tests.factories import ArtistFactory, facts

pytestmark = pytest.mark.django_db

YEAR = timezone.localdate().year  # the pages leave it out where it is this one
MB = Source("musicbrainz", "NZ", "https://musicbrainz.org/artist/a", f"{YEAR}-11-20")
FILE = Source("upload", "AU", None, f"{YEAR}-11-01", "spring <b>.csv")
ALL = [
    "Country", "Genre", "Independence", "Spotify", "YouTube channel", "Subscribers", "Uploads", "Services", "Links",
    "Publisher", "Audience", "Latest release",
]  # fmt: skip


def row_of(label, **known):
    (row,) = [row for row in in_words.rows(lead(**known)) if row.label == label]
    return row


def lead(**known):
    return ArtistFactory(known=facts(**known))


def test_every_fact_has_its_row_even_on_a_lead_of_earlier_days():
    artist = ArtistFactory()
    assert [row.label for row in in_words.rows(artist)] == ALL
    artist.facts, artist.breakdown = {"name": "Example Trio"}, {}
    assert {row.state for row in in_words.rows(artist)} == {"unknown"}


def test_a_lead_nobody_gathered_says_so(staff_client):
    page = panel_of(staff_client, ArtistFactory(known=None), "evidence")
    assert "Nothing has been gathered about this artist yet." in page


WORDS = {
    "Country": ({"country": "NZ"}, "known", "New Zealand"),
    "Genre": ({"genre": Fact.known("waiata")}, "known", "waiata"),
    "Independence": ({"kind": "self_released"}, "known", "Self-released"),
    "Spotify": ({"spotify": Fact.absent()}, "absent", "Asked, and not there"),
    "YouTube channel": (
        {"youtube": Fact.absent(note="Only an automatic Topic channel")}, "absent", "Only an automatic Topic channel",
    ),
    "Subscribers": ({"subscribers": Fact.known(1240)}, "known", "1,240"),
    "Uploads": ({"upload_frequency": Fact.known("very_active")}, "known", "Very active"),
    "Services": ({"services": ("Spotify", "Deezer")}, "known", "Deezer, Spotify"),
    "Links": ({}, "known", "The list has been read"),
    "Publisher": ({"publisher": "Tui Songs"}, "known", "Tui Songs"),
    "Audience": ({"listeners": 5321}, "known", "5,321 Last.fm listeners"),
    "Latest release": ({"last_release": Fact.known(["2026-09-01", "month"])}, "known", "Sep 2026"),
}  # fmt: skip


@pytest.mark.parametrize("label", WORDS)
def test_a_value_is_said_in_words(label):
    known, state, words = WORDS[label]
    row = row_of(label, **known)
    assert (row.state, row.words) == (state, words)


def test_a_release_day_is_not_said_twice_nor_as_computers_write_it():
    told = [Source("musicbrainz", said, None, "2026-03-20") for said in ("2026-03-11", "2026-03", "2025")]
    row = row_of("Latest release", last_release=Fact.known(["2026-03-11", "day"], *told))
    assert [one.words for one in row.sources] == ["", "Mar 2026", "2025"]


def test_services_known_from_an_identity_alone_name_who_told():
    spotify = Fact.known("5LiOW", Source("spotify", "5LiOW", None, "2026-03-20"))
    row = row_of("Services", services=("Spotify",), spotify=spotify, links_read=Fact.unknown())
    assert [(one.name, one.words) for one in row.sources] == [("Spotify", "")]


def test_a_conflict_shows_both_sources_with_their_days(staff_client):
    torn = Fact.conflicting(MB, FILE, note="MusicBrainz says New Zealand, spring.csv says Australia")
    artist = ArtistFactory(known=facts(country=None), country=None)
    artist.facts |= {"country": torn.to_json()}
    artist.save()
    page = panel_of(staff_client, artist, "evidence")
    assert '<span class="dk-wait">Conflicting</span>' in page
    assert "MusicBrainz says New Zealand, spring.csv says Australia" in page
    assert '<a href="https://musicbrainz.org/artist/a"' in page and ">20 Nov</span>: New Zealand" in page
    assert "spring &lt;b&gt;.csv" in page and ">1 Nov</span>: Australia" in page


@pytest.mark.parametrize(
    ("fact", "box", "words"),
    [
        (Fact.unknown("The channel hides its subscribers"), "Unknown", "The channel hides its subscribers"),
        (Fact.stale(400, note="YouTube had to be asked again by 1 Nov 2026"), "Out of date", "400"),
        (Fact.not_offered("YouTube is not asked: no key is set."), "Not offered", "no key is set"),
    ],
    ids=["unknown", "stale", "not offered"],
)
def test_what_is_not_known_stands_in_a_dashed_box_with_its_reason(staff_client, fact, box, words):
    page = panel_of(staff_client, lead(subscribers=fact), "evidence")
    assert f'<span class="dk-unknown">{box}</span>' in page and words in page


def test_counter_evidence_stands_below_the_value(staff_client):
    born = Source("musicbrainz", "Born in Samoa", "javascript:alert(1)", f"{YEAR}-11-20")
    clues = (
        Clue(Kind.SELF_RELEASED, "Says so", Source("staff"), "2026-11-01"),
        Clue(Kind.MAJOR, "On Warner", Source("spotify"), "2020"),
    )
    given = facts(clues=clues)
    artist = ArtistFactory(known=given)
    artist.facts |= {"country": Fact.known("NZ", MB, against=[born]).to_json()}
    artist.save()
    page = panel_of(staff_client, artist, "evidence")
    assert "Against it: Born in Samoa (MusicBrainz, 20 Nov)" in page and "javascript" not in page
    assert "Against it: On Warner (major label, Spotify" in page


def test_services_nobody_could_read_are_unknown():
    row = row_of("Services", services=(), links_read=Fact.unknown("MusicBrainz has not answered yet"))
    assert (row.state, row.is_settled) == ("unknown", False)
    assert row_of("Services", services=()).words == "None known"
