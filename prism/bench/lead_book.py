"""A book of leads in which every filter of the list finds some and leaves some out."""

import itertools
from collections.abc import Iterator
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone

from leads.models import Artist, Credit, Profile, Recording, Upload, UploadRow
from outreach.addresses import key_of
from outreach.models import Suppression
from prism import tokens
from prism.bench import export_book
from prism.bench.export_book import BATCH, every, stored

GENRES = ("indie folk", "dream pop", "dub", "hip hop", "shoegaze", "waiata")
UPLOADS = 5


def fill(leads: int, seed: int) -> dict:
    """The book, and the key of somebody who may read it."""
    told = export_book.fill(leads, seed)
    ids = list(Artist.objects.order_by("pk").values_list("pk", flat=True))
    _figures()
    _sources(ids)
    _suppressed(ids)
    stored(Profile, (_absent(pk) for pk in ids if pk % 14 == 1))
    _at_rest()
    return told | {"key": _key()}


def _figures() -> None:
    today = timezone.localdate()
    for number, genre in enumerate(GENRES):
        every(len(GENRES), number).update(genre=genre, genres=[genre, "alternative"])
    for number in range(20):
        days = timedelta(days=number * 41)
        every(20, number).update(last_release_date=today - days, checked_at=timezone.now() - days / 10)
    every(50, 3).update(do_not_contact=True, do_not_contact_since=today)
    every(50, 7).update(aliases=["Kōkako Lane", "The Paddock Lights"])
    every(100, 9).update(pinned_tier=Artist.Tier.A, pinned_reason="Measured.", pinned_at=timezone.now())
    every(100, 11).update(total_score=None, tier=None)
    every(6, 2).update(youtube_finding=Artist.Finding.HIGH_POTENTIAL, youtube_findings=["high_potential"])
    both = ["underperforming", "inconsistent_uploads"]
    every(6, 4).update(youtube_finding=Artist.Finding.UNDERPERFORMING, youtube_findings=both)


def isrc(number: int) -> str:
    return f"NZBCH{number:07d}"


def _sources(ids: list[int]) -> None:
    """One recording each, and every one of them in one of a few uploads."""
    uploads = [Upload.objects.create(filename=f"{number}.csv", sha256=f"{number:064d}") for number in range(UPLOADS)]
    for batch in _batches(ids):
        made = Recording.objects.bulk_create([Recording(isrc=isrc(pk), title=f"Song {pk}") for pk in batch])
        Credit.objects.bulk_create(
            [Credit(recording=one, artist_id=pk, position=0) for one, pk in zip(made, batch, strict=True)]
        )
        UploadRow.objects.bulk_create(
            [
                UploadRow(
                    upload=uploads[pk % UPLOADS], position=pk, row=pk, value=one.isrc, recording=one, outcome="new"
                )
                for one, pk in zip(made, batch, strict=True)
            ]
        )


def _suppressed(ids: list[int]) -> None:
    addresses = [f"hello{pk}@example.test" for pk in ids if pk % 30 == 0]
    today = timezone.localdate()
    for batch in _batches(addresses):
        Suppression.objects.bulk_create(
            [Suppression(kind="email", value=one, key=key_of(one), since=today) for one in batch]
        )


def _absent(pk: int) -> Profile:
    return Profile(artist_id=pk, platform="youtube", state=Profile.State.ABSENT, fetched_at=timezone.now())


def _at_rest() -> None:
    """As the database's own housekeeping leaves a book that nobody has filled a minute ago."""
    statements = ("VACUUM FULL", "VACUUM ANALYZE") if connection.vendor == "postgresql" else ("ANALYZE",)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _batches(of: list) -> Iterator[list]:
    rest = iter(of)
    return iter(lambda: list(itertools.islice(rest, BATCH)), [])


def _key() -> str:
    """Of a program that may read, by its role and not because it may everything."""
    user = get_user_model().objects.create_user("bench", is_staff=True)
    user.groups.add(Group.objects.get(name="Read-only"))
    return tokens.issue(user, "bench")[1]
