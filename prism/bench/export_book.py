"""A book of leads that has what exports hold: figures, owners, contacts and YouTube channels."""

import itertools
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat, LPad
from django.utils import timezone

from leads.models import Artist, Profile
from outreach.addresses import key_of
from outreach.models import Contact
from prism.bench import book

BATCH = 1000


def fill(leads: int, seed: int) -> dict:
    """Contacts for a third of the leads, YouTube for half, an owner for most; how many contacts and channels."""
    book.fill(leads, seed)
    now = timezone.now()
    _figures(now)
    ids = list(Artist.objects.order_by("pk").values_list("pk", flat=True))
    return {
        "contacts": stored(Contact, itertools.chain.from_iterable(_contacts(pk) for pk in ids if pk % 3 == 0)),
        "channels": stored(Profile, (_channel(pk, now) for pk in ids if pk % 2 == 0)),
    }


def _figures(now: datetime) -> None:
    day = timezone.localdate(now)
    for number in range(3):
        owner = get_user_model().objects.create_user(f"owner{number}")
        every(4, number).update(owner=owner, outreach_status="contacted", follow_up_on=day + timedelta(days=number))
    Artist.objects.update(
        genre="indie folk",
        listeners=F("pk") * 37 % 90_000,
        last_release_date=day - timedelta(days=200),
        last_release_precision="day",
        checked_at=now,
    )
    every(2, 0).update(
        youtube_channel_id=Concat(Value("UC"), LPad(Cast("pk", CharField()), 22, Value("0"))),
        youtube_subscribers=F("pk") * 13 % 30_000,
        youtube_views=F("pk") * 4111,
        youtube_videos=F("pk") % 300,
        upload_frequency="active",
    )


def every(step: int, rest: int) -> QuerySet:
    return Artist.objects.alias(rest=F("pk") % step).filter(rest=rest)


def _contacts(pk: int) -> Iterator[Contact]:
    for kind, value, platform in (
        ("email", f"hello{pk}@example.test", ""),
        ("website", f"https://artist{pk}.example.test/", ""),
        ("social", f"https://instagram.com/artist{pk}", "instagram"),
    ):
        yield Contact(artist_id=pk, kind=kind, value=value, platform=platform, source="musicbrainz", key=key_of(value))


def _channel(pk: int, now: datetime) -> Profile:
    recent = {"videos": 10, "views": pk % 9000 + 1, "likes": pk % 700, "comments": pk % 40}
    return Profile(
        artist_id=pk,
        platform="youtube",
        external_id=f"UC{pk:022d}",
        state=Profile.State.FOUND,
        fetched_at=now,
        expires_at=now + timedelta(days=20),
        data={"newest": [f"{pk:08d}{number:03d}" for number in range(10)], "recent": recent},
    )


def stored(model, made: Iterable) -> int:
    made, count = iter(made), 0
    while batch := list(itertools.islice(made, BATCH)):
        model.objects.bulk_create(batch, batch_size=250)
        count += len(batch)
    return count
