from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from leads.models import Artist
from outreach.contacts import take_many
from outreach.models import Contact

WEBSITE = "fe33d22f-c3b0-4d68-bd53-a856badf2b15"
SOCIAL = "99429741-f3f6-484b-84f8-23af51991770"
MBID = "5b6c7d8e-0000-4000-8000-000000000001"
FOUND_AT = datetime(2026, 11, 22, 7, tzinfo=UTC)


def link(url, type_id=WEBSITE, type="official homepage"):
    return SimpleNamespace(artist_id=MBID, type_id=type_id, type=type, url=url)


def take(lead, *urls):
    return take_many({lead.pk: [link(url) for url in urls]}, FOUND_AT)


def values(lead):
    return sorted(lead.contacts.values_list("value", flat=True))


def test_a_link_becomes_a_contact_with_the_place_it_was_found(lead):
    assert take(lead, "https://gravel.example/") == 1
    contact = lead.contacts.get()
    assert (contact.kind, contact.source, contact.words) == ("website", "musicbrainz", "official homepage")
    assert contact.source_url == f"https://musicbrainz.org/artist/{MBID}"
    assert (contact.found_at, contact.verified) == (FOUND_AT, False)


def test_a_social_profile_says_which(lead):
    take_many({lead.pk: [link("https://www.instagram.com/gravel", SOCIAL, "social network")]}, FOUND_AT)
    assert (lead.contacts.get().kind, lead.contacts.get().platform) == ("social", "instagram")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "not a link", "https://user:pw@gravel.example/"], ids=["script", "words", "password"]
)
def test_junk_is_no_contact(lead, url):
    assert take(lead, url) == 0
    assert not Contact.objects.exists()


def test_a_kind_of_link_that_reaches_nobody_is_left_out(lead):
    assert take_many({lead.pk: [link("https://lyrics.example/gravel", "no-such-type")]}, FOUND_AT) == 0


def test_the_same_link_again_changes_nothing(lead):
    take(lead, "https://gravel.example/")
    Contact.objects.update(verified=True, confidence=99)
    assert take(lead, "https://gravel.example/", "http://www.gravel.example") == 0
    assert (lead.contacts.get().verified, lead.contacts.get().confidence) == (True, 99)


def test_it_keeps_what_staff_typed(lead):
    Contact.objects.create(artist=lead, kind="website", value="https://gravel.example", source="staff")
    take(lead, "https://www.gravel.example/")
    assert values(lead) == ["https://gravel.example"]


def test_it_keeps_what_staff_corrected(lead):
    take(lead, "https://gravel.example/old")
    contact = lead.contacts.get()
    contact.value = "https://gravel.example/new"
    contact.save()
    assert take(lead, "https://gravel.example/old") == 0
    assert values(lead) == ["https://gravel.example/new"]


@pytest.mark.parametrize("corrected_first", [False, True], ids=["as found", "after a correction"])
def test_what_staff_deleted_stays_deleted(lead, corrected_first):
    take(lead, "https://gravel.example/")
    contact = lead.contacts.get()
    if corrected_first:
        contact.value = "https://other.example/"
        contact.save()
    contact.delete()
    assert take(lead, "https://gravel.example/") == 0
    assert values(lead) == []


def test_what_one_lead_lost_another_may_have(lead):
    take(lead, "https://gravel.example/")
    lead.contacts.get().delete()
    other = Artist.objects.create(name="Kererū Signal")
    assert take(other, "https://gravel.example/") == 1


def test_many_artists_cost_two_queries(django_assert_num_queries, lead):
    others = [Artist.objects.create(name=f"Tide {number}") for number in range(20)]
    links = {artist.pk: [link(f"https://tide{artist.pk}.example/")] for artist in [lead, *others]}
    with django_assert_num_queries(2):
        assert take_many(links, FOUND_AT) == 21
    with django_assert_num_queries(1):
        assert take_many(links, FOUND_AT) == 0


def test_without_links_nothing_is_asked(django_assert_num_queries, lead):
    with django_assert_num_queries(0):
        assert take_many({lead.pk: []}, FOUND_AT) == 0
