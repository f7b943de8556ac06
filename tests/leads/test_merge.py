from datetime import date, timedelta

import pytest
from django.utils import timezone

from enrichment.models import Touch
from leads.merge import merge
from leads.models import Artist, Credit, MergedId, Profile, ScoreChange, Snapshot, Statement
from outreach.models import Activity, Contact
from tests.factories import (
    ArtistFactory,
    CandidateFactory,
    ContactFactory,
    CreditFactory,
    LookupFactory,
    ProfileFactory,
    ReleaseFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def keep():
    return ArtistFactory(name="Tide Ōtaki", mbid="tide", known=None)


@pytest.fixture
def gone():
    return ArtistFactory(name="Tide Otaki", spotify_id="4TideOtakiArtistId0000", known=None)


def test_everything_that_points_at_the_one_who_goes_moves(keep, gone, owner):
    credit, release, contact = CreditFactory(artist=gone), ReleaseFactory(), ContactFactory(artist=gone)
    release.artists.add(gone)
    ProfileFactory(artist=gone, platform="spotify")
    CandidateFactory(artist=gone)
    Statement.objects.create(artist=gone, field="country", value="NZ", author=owner)
    Activity.objects.create(artist=gone, kind="note", notes="Rang them.", author=owner)
    Snapshot.objects.create(artist=gone, platform="lastfm", metric="listeners", day=date(2026, 11, 1), value=5)
    ScoreChange.objects.create(artist=gone, at="2026-11-22T00:00:00Z", because="New answers")
    Touch.objects.create(artist=gone, at=1.0)
    lookup = LookupFactory()
    lookup.wants.create(artist=gone)
    merge(keep, gone)
    assert list(keep.recordings.all()) == [credit.recording]
    assert list(keep.releases.all()) == [release]
    assert list(keep.contacts.all()) == [contact]
    related = (keep.profiles, keep.candidates, keep.statements, keep.activities, keep.snapshots, keep.score_changes)
    assert [rows.count() for rows in related] == [1] * 6
    assert list(keep.lookups.all()) == [lookup]
    assert Touch.objects.get().artist == keep
    assert list(Artist.objects.all()) == [keep]


def test_where_both_have_one_the_survivors_stays(keep, gone):
    song = CreditFactory(artist=keep).recording
    CreditFactory(artist=gone, recording=song, role=Credit.Role.FEATURED)
    lookup = LookupFactory()
    for artist, url in ((keep, "https://keep.example"), (gone, "https://gone.example")):
        ProfileFactory(artist=artist, platform="lastfm", url=url)
        ContactFactory(artist=artist, kind="website", value="https://tide.example")
        lookup.wants.create(artist=artist)
    merge(keep, gone)
    assert Credit.objects.get().role == Credit.Role.MAIN
    assert Profile.objects.get().url == "https://keep.example"
    assert Contact.objects.count() == 1
    assert lookup.wants.count() == 1


def test_the_survivor_takes_over_what_it_lacks_and_keeps_what_it_has(keep, gone, owner):
    Artist.objects.filter(pk=gone.pk).update(
        listeners=9, youtube_channel_id="UCgone", youtube_subscribers=7, owner=owner
    )
    Artist.objects.filter(pk=keep.pk).update(listeners=5)
    keep.refresh_from_db(), gone.refresh_from_db()
    merge(keep, gone)
    found = Artist.objects.get()
    assert (found.mbid, found.spotify_id, found.listeners) == ("tide", "4TideOtakiArtistId0000", 5)
    assert (found.youtube_channel_id, found.youtube_subscribers, found.owner) == ("UCgone", 7, owner)


def test_what_staff_decided_is_not_lost(keep, gone, owner):
    staff = {
        "pinned_tier": "A", "pinned_reason": "Played our festival", "pinned_by": owner, "outreach_status": "interested",
        "do_not_contact": True, "do_not_contact_reason": "Asked us not to", "do_not_contact_since": date(2026, 11, 1),
    }  # fmt: skip
    for name, value in staff.items():
        setattr(gone, name, value)
    gone.save()
    merge(keep, gone)
    found = Artist.objects.get()
    assert {name: getattr(found, name) for name in staff} == staff


def test_a_pin_and_a_status_of_the_survivor_stand(keep, gone):
    keep.pinned_tier, keep.outreach_status = "B", "converted"
    keep.save()
    gone.pinned_tier, gone.outreach_status = "A", "contacted"
    gone.save()
    merge(keep, gone)
    found = Artist.objects.get()
    assert (found.pinned_tier, found.outreach_status) == ("B", "converted")


def test_old_ids_lead_to_the_survivor_of_many_merges(keep, gone):
    oldest = ArtistFactory(known=None)
    ids = {oldest.pk, gone.pk}
    merge(gone, oldest)
    merge(keep, gone)
    assert dict(MergedId.objects.values_list("old_id", "artist")) == dict.fromkeys(ids, keep.pk)


DAYS = timedelta(days=1)


def pinned(artist, tier, days_ago, until=None):
    now = timezone.now()
    given = {"pinned_tier": tier, "pinned_at": now - days_ago * DAYS, "pinned_reason": f"Seen {tier}."}
    given["pinned_until"] = timezone.localdate() + until * DAYS if until else None
    Artist.objects.filter(pk=artist.pk).update(**given)
    artist.refresh_from_db()


@pytest.mark.parametrize(
    ("keeps", "gones", "stands"),
    [
        (("B", 5), ("A", 1), "A"),
        (("B", 1), ("A", 5), "B"),
        (("B", 1, -1), ("A", 5, 3), "A"),
        (("B", 5, 3), ("A", 1, -1), "B"),
        (None, ("A", 1, -1), None),
        (("B", 1), None, "B"),
    ],
    ids=["the newer of two", "the newer stays", "its own is past", "the other is past", "a past one", "its own"],
)
def test_the_newest_pin_that_holds_is_kept_whole(keep, gone, keeps, gones, stands):
    for artist, given in ((keep, keeps), (gone, gones)):
        if given:
            pinned(artist, *given)
    merge(keep, gone)
    found = Artist.objects.get()
    assert found.standing_tier == keep.standing_tier == stands
    if stands:
        theirs = keeps if stands == "B" else gones
        assert found.pinned_reason == f"Seen {stands}."
        assert (timezone.now() - found.pinned_at).days == theirs[1]
