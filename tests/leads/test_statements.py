import pytest

from leads.models import Statement
from leads.statements import state
from tests.factories import ArtistFactory

pytestmark = pytest.mark.django_db
CHANNEL = "UC" + "a" * 22


@pytest.mark.parametrize(("field", "said", "kept"), [
    ("country", "nz", "NZ"),
    ("country", "Cook Islands", "CK"),
    ("independence", "self_released", "self_released"),
    ("publisher", " None ", ""),
    ("publisher", "Kōwhai Songs", "Kōwhai Songs"),
    ("last_release", "2025", "2025"),
    ("last_release", "2025-03", "2025-03"),
    ("youtube_channel", f"https://www.youtube.com/channel/{CHANNEL}/videos", CHANNEL),
    ("youtube_channel", CHANNEL, CHANNEL),
    ("note", "Plays\x00 the Crown", "Plays the Crown"),
])  # fmt: skip
def test_it_keeps_what_staff_say(owner, field, said, kept):
    state(ArtistFactory(), field, said, owner)
    told = Statement.objects.get()
    assert (told.field, told.value, told.author) == (field, kept, owner)


@pytest.mark.parametrize(("field", "said", "sentence"), [
    ("country", "Narnia", "“Narnia” is no country"),
    ("country", "", "is no country"),
    ("independence", "unknown", "Choose how the artist releases music"),
    ("last_release", "last week", "Write the day, month or year"),
    ("last_release", "2026-13", "Write the day, month or year"),
    ("last_release", "2999", "still to come"),
    ("youtube_channel", "@kowhai", "the channel's address with its id"),
    ("genre", " ", "Say what you found"),
    ("note", "x" * 501, "501 characters, 500 are possible"),
    ("shoe size", "9", "Choose what you want to tell"),
])  # fmt: skip
def test_what_it_cannot_read_it_refuses_with_a_sentence(owner, field, said, sentence):
    with pytest.raises(ValueError, match=sentence):
        state(ArtistFactory(), field, said, owner)
    assert not Statement.objects.exists()


def test_a_channel_that_staff_name_is_the_artists(owner):
    artist = ArtistFactory()
    state(artist, "youtube_channel", CHANNEL, owner)
    artist.refresh_from_db()
    assert artist.youtube_channel_id == CHANNEL and artist.profiles.get().confirmed_by == owner
