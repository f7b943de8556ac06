"""What a spreadsheet says beside a code, from the file to the question it saves."""

import pytest

from enrichment.models import Lookup
from leads import gather
from leads.intake import take_in
from leads.models import Artist, Credit, Recording
from tests.enrichment.pipeline import switch_on
from tests.factories import ArtistFactory

pytestmark = pytest.mark.django_db
CODE = "NZHIN2600001"


def taken(tmp_path, header: str, line: str) -> Artist:
    """An artist of the code in a file that was really read."""
    path = tmp_path / "hints.csv"
    path.write_text(f"ISRC,Artist,{header}\n{CODE},Kōwhai Bloom,{line}\n", encoding="utf-8")
    take_in(path, "hints.csv")
    artist = ArtistFactory(name="Kōwhai Bloom", mbid=None, youtube_channel_id=None)
    Credit.objects.create(recording=Recording.objects.get(isrc=CODE), artist=artist)
    return artist


@pytest.mark.parametrize(
    ("header", "cell", "asked"),
    [
        ("YouTube", "https://www.youtube.com/@kowhaibloom", ("handle", "handle:@kowhaibloom")),
        ("YouTube", "@kowhaibloom", ("handle", "handle:@kowhaibloom")),
        ("YouTube channel id", "UC" + "a" * 22, ("channel", "UC" + "a" * 22)),
        ("Link", "https://youtube.com/user/kowhai", ("handle", "username:kowhai")),
    ],
    ids=["address", "handle", "channel id", "any link"],
)
def test_a_link_in_the_file_saves_the_search(tmp_path, settings, header, cell, asked):
    from enrichment import jobs, settle

    switch_on(settings)
    artist = taken(tmp_path, header, cell)
    jobs.start([Recording.objects.get(isrc=CODE).pk])
    settle.work_off()
    kinds = set(Lookup.objects.filter(platform="youtube", artists=artist).values_list("kind", "subject"))
    assert kinds == {asked}


def test_a_row_about_somebody_else_says_nothing(tmp_path):
    artist = taken(tmp_path, "Label", "Loft")
    other = ArtistFactory(name="Ghost Parade")
    Credit.objects.create(recording=Recording.objects.get(isrc=CODE), artist=other, position=1)
    known = gather.gather([artist.pk, other.pk])
    assert [hint.word("label") for hint in known[artist.pk].hints] == ["Loft"]
    assert known[other.pk].hints == []


@pytest.mark.parametrize(("cell", "country"), [("New Zealand", "NZ"), ("ws", "WS"), ("Atlantis", None)])
def test_a_country_is_read_by_name_or_code(tmp_path, cell, country):
    from enrichment import jobs

    artist = taken(tmp_path, "Country", cell)
    jobs.reassess([artist.pk])
    artist.refresh_from_db()
    assert artist.country == country


def test_a_copyright_line_in_the_file_is_a_clue(tmp_path):
    from enrichment import jobs

    artist = taken(tmp_path, "P Line", "2026 Kōwhai Bloom")
    jobs.reassess([artist.pk])
    artist.refresh_from_db()
    assert artist.independence == "self_released"
