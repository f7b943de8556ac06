"""What the learners of all platforms share: artists by id, profiles, snapshots, and who is to be looked at again."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, OperationalError
from django.db.models import Q
from django.utils import timezone

from enrichment.findings import CreditFinding, RecordingFinding
from enrichment.kinds import KIND
from enrichment.models import Lookup, Touch, Want
from leads.merge import merge
from leads.models import Artist, Candidate, Credit, Profile, Snapshot
from leads.names import fold, same_name
from leads.text import cut

TRIES = 3  # to write down what was learned
CLASHES = (IntegrityError, OperationalError)  # two made the same artist, or each waited for what the other held
SECOND_LOOK = timedelta(days=1)  # indexes have lost valid entries for hours: one miss proves nothing
# MusicBrainz' and Spotify's stand-ins for "many" or "nobody": never a lead.
NOBODY = {
    "89ad4ac3-39f7-470e-963a-56509c546377",  # Various Artists
    "125ec42a-7229-4250-afc5-e057484327fe",  # [unknown]
    "eec63d3c-3b81-4ad4-b1e4-7c147d4d2b61",  # [no artist]
    "0LyfQWJT6nXafLPZqxke9b",  # Spotify's Various Artists
}

BECAUSE = Touch._meta.get_field("because").max_length
PLATFORM_OF = {"mbid": "musicbrainz", "spotify_id": "spotify"}


def wanted_by(lookups: Iterable[Lookup]) -> dict[int, list[int]]:
    """Artist ids by lookup id."""
    found: dict[int, list[int]] = {lookup.pk: [] for lookup in lookups}
    for lookup, artist in Want.objects.filter(lookup__in=list(found)).values_list("lookup_id", "artist_id"):
        found[lookup].append(artist)
    return found


def touch(
    now: datetime, by: str, *, because: str = "", artists: Iterable[int] = (), recordings: Iterable[int] = ()
) -> None:
    """Facts, plan and rows of these are due: `by` has told something. `because` is for the score's history."""
    common = {"at": now.timestamp(), "by": by, "because": cut(because, BECAUSE)}
    rows = [Touch(artist_id=pk, **common) for pk in sorted(set(artists))]
    rows += [Touch(recording_id=pk, **common) for pk in sorted(set(recordings))]
    Touch.objects.bulk_create(rows, batch_size=1000)


def told(lookups: list[Lookup], now: datetime, *, artists: Iterable[int] = (), recordings: Iterable[int] = ()) -> None:
    """The answer to these lookups, all of one kind, is learned: what it is about is due."""
    kind = KIND[lookups[0].platform, lookups[0].kind]
    touch(now, kind.platform, because=kind.cause, artists=artists, recordings=recordings)


def close(lookups: list[Lookup], hits: set[int], now: datetime) -> None:
    """Write down that these were answered: found, or asked and not there."""
    done = {"answered_at": now, "owner": "", "reason": "", "message": ""}
    missed = [lookup.pk for lookup in lookups if lookup.pk not in hits]
    if hits:
        Lookup.objects.filter(pk__in=hits).update(state=Lookup.State.FOUND, **done)
    if missed:
        Lookup.objects.filter(pk__in=missed).update(state=Lookup.State.NOT_FOUND, **done)


def artists_for(credits: Iterable[CreditFinding], id_field: str) -> dict[str, int]:
    """Our artist for each platform id, made where new. `id_field` is mbid or spotify_id; ids decide, never names."""
    names = {credit.id: credit.name for credit in credits if credit.id and credit.id not in NOBODY}
    found = dict(Artist.objects.filter(**{f"{id_field}__in": list(names)}).values_list(id_field, "pk"))
    missing = [
        Artist(**{id_field: key, "name": name[:300], "search_name": fold(name)[:300]})
        for key, name in names.items()
        if key not in found
    ]
    if missing:
        Artist.objects.bulk_create(missing, batch_size=500, ignore_conflicts=True)
        found |= dict(Artist.objects.filter(**{f"{id_field}__in": list(names)}).values_list(id_field, "pk"))
    return found


def credit_rows(recording: int, credits: Iterable[CreditFinding], ids: Mapping[str, int]) -> list[Credit]:
    return [
        Credit(
            recording_id=recording,
            artist_id=ids[credit.id],
            role=Credit.Role.FEATURED if credit.featured else Credit.Role.MAIN,
            position=min(credit.position, 32767),
        )
        for credit in credits
        if credit.id in ids
    ]


def profiles_of(platform: str, artist_ids: Iterable[int], now: datetime) -> dict[int, Profile]:
    """The platform's profile of each artist, locked for this transaction; new ones are not stored yet."""
    ids = set(artist_ids)
    held = {
        profile.artist_id: profile
        for profile in Profile.objects.select_for_update().filter(platform=platform, artist__in=ids).order_by("pk")
    }
    for pk in ids - held.keys():
        held[pk] = Profile(artist_id=pk, platform=platform, state=Profile.State.FOUND, fetched_at=now, data={})
    return held


def store_profiles(profiles: Iterable[Profile]) -> None:
    fields = ["external_id", "url", "state", "missed_at", "fetched_at", "expires_at", "data"]
    Profile.objects.bulk_create(
        profiles, batch_size=500, update_conflicts=True, unique_fields=["artist", "platform"], update_fields=fields
    )


def decided_by_staff(profile: Profile) -> bool:
    """A person has confirmed or rejected this identity: figures may be renewed, the identity not."""
    return profile.confirmed_by_id is not None or profile.state == Profile.State.REJECTED


def stands_against(profile: Profile, external_id: str) -> bool:
    """Whether a person's word forbids this identity: the platform's was rejected, or another one confirmed."""
    rejected = profile.state == Profile.State.REJECTED
    return rejected or (profile.confirmed_by_id is not None and profile.external_id != external_id)


def missed_again(profile: Profile, now: datetime) -> bool:
    """Note that the platform did not have it; whether that is the second time, a day after the first."""
    again = bool(profile.missed_at) and now - profile.missed_at >= SECOND_LOOK
    profile.missed_at = profile.missed_at or now
    return again


def kept_days(platform: str) -> int:
    """For how long the platform's terms let us keep what it told; 0 is for ever."""
    return {"spotify": settings.SPOTIFY_RETENTION_DAYS, "youtube": settings.YOUTUBE_RETENTION_DAYS}.get(platform, 0)


def expiry(platform: str, now: datetime) -> datetime | None:
    """When what this platform told must be asked for again or is deleted."""
    days = kept_days(platform)
    return now + timedelta(days=days) if days else None


def snapshot(now: datetime, platform: str, figures: Mapping[int, Mapping[str, int | None]]) -> None:
    """Keep today's numbers; a second look on the same day renews them. Growth is only ever read from these."""
    today = timezone.localtime(now).date()
    rows = [
        Snapshot(artist_id=artist, platform=platform, metric=metric, day=today, value=value)
        for artist, metrics in figures.items()
        for metric, value in metrics.items()
        if value is not None
    ]
    if rows:
        Snapshot.objects.bulk_create(
            rows,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["artist", "platform", "metric", "day"],
            update_fields=["value"],
        )


def identify_all(id_field: str, values: Mapping[int, str]) -> set[int]:
    """The same for many artists; the artists they are now. Only those whose id is taken, or of whom a person has said
    something, are looked at one by one.
    """
    platform, spoken = PLATFORM_OF[id_field], Q(confirmed_by__isnull=False) | Q(state=Profile.State.REJECTED)
    ruled = set(Profile.objects.filter(spoken, artist__in=values, platform=platform).values_list("artist", flat=True))
    rejected = Candidate.objects.filter(artist__in=values, platform=platform, state=Candidate.State.REJECTED)
    ruled.update(rejected.values_list("artist", flat=True))
    held = set(Artist.objects.filter(**{f"{id_field}__in": values.values()}).values_list(id_field, flat=True))
    once = {value for value, times in Counter(values.values()).items() if times == 1}
    free = {pk: value for pk, value in values.items() if value not in held and value in once and pk not in ruled}
    fresh = [one for one in Artist.objects.filter(pk__in=free) if not getattr(one, id_field)]
    for one in fresh:
        setattr(one, id_field, free[one.pk])
    if fresh:
        Artist.objects.bulk_create(
            fresh, batch_size=500, update_conflicts=True, unique_fields=["id"], update_fields=[id_field]
        )
    return set(free) | {identify(pk, id_field, value) for pk, value in values.items() if pk not in free}


def recognise(found: Mapping[int, Iterable[RecordingFinding]], id_field: str) -> None:
    """Artists whom only another platform named so far get this one's id: same code and same name is the same artist."""
    unnamed = Credit.objects.filter(recording__in=list(found), role=Credit.Role.MAIN, **{f"artist__{id_field}": None})
    for credit in unnamed.select_related("artist"):
        artist = credit.artist
        names = (artist.name, *artist.aliases)
        named = (one for hit in found[credit.recording_id] for one in hit.credits if one.id not in (None, *NOBODY))
        if same := next((one for one in named if any(same_name(one.name, name) for name in names)), None):
            identify(artist.pk, id_field, same.id)


def _rejected(artist: int, id_field: str, value: str) -> bool:
    platform = PLATFORM_OF[id_field]
    profile = Profile.objects.filter(artist=artist, platform=platform).first()
    if profile and stands_against(profile, value):
        return True
    rejected = Candidate.objects.filter(artist=artist, platform=platform, state=Candidate.State.REJECTED)
    return rejected.filter(external_id=value).exists()


def identify(artist: int, id_field: str, value: str) -> int:
    """Give the artist a platform id. Another artist who already has it is the same one: the older row lives on.

    Not against a person's word: an identity that was rejected stays so.
    """
    if _rejected(artist, id_field, value):
        return artist
    other = Artist.objects.filter(**{id_field: value}).exclude(pk=artist).first()
    mine = Artist.objects.filter(pk=artist).first()
    if mine is None:
        return artist
    if other is None:
        Artist.objects.filter(pk=artist).filter(Q(**{id_field: None}) | Q(**{id_field: ""})).update(**{id_field: value})
        return artist
    if getattr(mine, id_field) or (mine.mbid and other.mbid):
        return artist  # both have ids of their own and they differ: a person has to look at that
    keep, gone = (mine, other) if mine.mbid or mine.pk < other.pk else (other, mine)
    merge(keep, gone)
    return keep.pk
