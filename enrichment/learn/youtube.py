"""What YouTube tells: the channel, its figures, its newest uploads. Figures expire, our findings are kept apart."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from enrichment.channel import channel_of
from enrichment.findings import ChannelFinding, ChannelHit, Page, UploadsFinding
from enrichment.learn import describe, rows
from enrichment.models import Lookup
from leads.models import Artist, Candidate, Profile
from leads.names import same_name, similarity
from outreach.models import Contact

YOUTUBE = "youtube"
TOPIC = " - Topic"
ALIKE = 0.85  # how alike a title must be to be shown to a person at all


def handle(lookups: list[Lookup], finding: ChannelFinding | None, now: datetime) -> set[int]:
    """The channel behind a handle or an old name. The reply carries its figures too: no second call."""
    lookup = lookups[0]
    artists = rows.wanted_by(lookups)[lookup.pk]
    if finding and lookup.subject.startswith("custom:"):
        finding = finding if _all_alike(artists, finding) else None
    if finding:
        _store(dict.fromkeys(artists, finding), now)
    rows.told(lookups, now, artists=artists)
    return {lookup.pk} if finding else set()


def _all_alike(artists: list[int], finding: ChannelFinding) -> bool:
    """An old /c/ name is asked for as a handle, which may be somebody else's by now: only then do names count."""
    title = finding.title.removesuffix(TOPIC)
    return all(_alike(title, artist) for artist in Artist.objects.filter(pk__in=artists))


def channels(lookups: list[Lookup], page: Page, now: datetime) -> set[int]:
    """Figures of known channels. One that is gone is let go of, and the artist is looked for anew."""
    findings = {finding.id: finding for finding in page.items}
    wanting = rows.wanted_by(lookups)
    pairs = {artist: findings[one.subject] for one in lookups for artist in wanting[one.pk] if one.subject in findings}
    _store(pairs, now)
    gone = {artist: one.subject for one in lookups for artist in wanting[one.pk] if one.subject not in findings}
    _let_go(gone, now)
    rows.told(lookups, now, artists=[*pairs, *gone])
    return {lookup.pk for lookup in lookups if lookup.subject in findings}


def _let_go(gone: dict[int, str], now: datetime) -> None:
    """Channels that YouTube does not name any more. One that was read before goes only after two misses a day apart,
    one that a person named never.
    """
    profiles = rows.profiles_of(YOUTUBE, gone, now)
    held = [one for one in profiles.values() if one.external_id == gone[one.artist_id] and one.data.get("channel_at")]
    kept = {one.artist_id for one in profiles.values() if rows.decided_by_staff(one)}
    for profile in held:
        if profile.artist_id in kept or not rows.missed_again(profile, now):
            kept.add(profile.artist_id)
            continue
        profile.state, profile.data, profile.external_id, profile.url = Profile.State.ABSENT, {}, "", ""
    rows.store_profiles(held)
    for artist in gone.keys() - kept:
        Artist.objects.filter(pk=artist, youtube_channel_id=gone[artist]).update(
            youtube_channel_id=None, youtube_subscribers=None, youtube_views=None, youtube_videos=None
        )


def _store(pairs: dict[int, ChannelFinding], now: datetime) -> None:
    profiles = rows.profiles_of(YOUTUBE, pairs, now)
    artists = Artist.objects.in_bulk(pairs)
    for pk, finding in pairs.items():
        profile = profiles[pk]
        if pk not in artists or rows.stands_against(profile, finding.id):
            del profiles[pk]
            continue
        describe.channel(artists[pk], profile, finding, now)
        profile.expires_at = rows.expiry(YOUTUBE, now)
    fields = ["youtube_channel_id", "youtube_subscribers", "youtube_views", "youtube_videos", "checked_at"]
    Artist.objects.bulk_create(
        artists.values(), batch_size=500, update_conflicts=True, unique_fields=["id"], update_fields=fields
    )
    rows.store_profiles(profiles.values())
    own = {pk: finding for pk, finding in pairs.items() if pk in profiles and not finding.topic}
    figures = {
        pk: {"subscribers": finding.subscribers, "views": finding.views, "videos": finding.videos}
        for pk, finding in own.items()
    }
    rows.snapshot(now, YOUTUBE, figures)


def uploads(lookups: list[Lookup], finding: UploadsFinding, now: datetime) -> set[int]:
    """When the newest videos came out, and which they are."""
    lookup = lookups[0]
    profiles = rows.profiles_of(YOUTUBE, rows.wanted_by(lookups)[lookup.pk], now)
    for profile in profiles.values():
        describe.uploads(profile, finding, now)
    rows.store_profiles(profiles.values())
    rows.told(lookups, now, artists=profiles)
    return {lookup.pk} if finding.uploads else set()


def videos(lookups: list[Lookup], page: Page, now: datetime) -> set[int]:
    """Views, likes and comments over each channel's ten newest videos."""
    figures = {finding.id: finding for finding in page.items}
    wanting = rows.wanted_by(lookups)
    profiles = rows.profiles_of(YOUTUBE, [artist for artists in wanting.values() for artist in artists], now)
    for profile in profiles.values():
        found = [figures[video] for video in profile.data.get("newest", []) if video in figures]
        profile.data["recent"] = {
            "videos": len(found),
            "views": _sum(one.views for one in found),
            "likes": _sum(one.likes for one in found),
            "comments": _sum(one.comments for one in found),
            "on": timezone.localtime(now).date().isoformat(),
        }
    rows.store_profiles(profiles.values())
    rows.told(lookups, now, artists=profiles)
    return {one.pk for one in lookups}


def _sum(figures: Iterable[int | None]) -> int | None:
    """The sum of those that are known; None where all are hidden."""
    known = [figure for figure in figures if figure is not None]
    return sum(known) if known else None


def search(lookups: list[Lookup], hits: tuple[ChannelHit, ...], now: datetime) -> set[int]:
    """A channel is linked when its own words point at the artist; a name alike only makes a candidate for a person."""
    lookup = lookups[0]
    artist = Artist.objects.filter(pk=int(lookup.subject)).first()
    if artist is None:
        return set()
    profile = rows.profiles_of(YOUTUBE, [artist.pk], now)[artist.pk]
    alike = [hit for hit in hits if not hit.title.endswith(TOPIC) and _alike(hit.title, artist)]
    alike = _undecided(artist, alike)
    topics = [
        hit for hit in hits if hit.title.endswith(TOPIC) and same_name(hit.title.removesuffix(TOPIC), artist.name)
    ]
    linked = next((hit for hit in alike if _points_at(hit, artist)), None)
    if not rows.decided_by_staff(profile) and not artist.youtube_channel_id:
        profile.fetched_at, profile.expires_at = now, rows.expiry(YOUTUBE, now)
        profile.data |= {"searched_at": now.isoformat(), "topic_only": bool(topics and not alike)}
        if linked:
            Artist.objects.filter(pk=artist.pk).update(youtube_channel_id=linked.id)
            profile.external_id, profile.state = linked.id, Profile.State.FOUND
        else:
            profile.state = Profile.State.CONFLICTING if alike else Profile.State.ABSENT
            _suggest(artist, alike)
        rows.store_profiles([profile])
    Artist.objects.filter(pk=artist.pk).update(checked_at=now)
    rows.told(lookups, now, artists=[artist.pk])
    return {lookup.pk} if linked else set()


def _alike(title: str, artist: Artist) -> bool:
    return any(same_name(title, name) or similarity(title, name) >= ALIKE for name in (artist.name, *artist.aliases))


def _points_at(hit: ChannelHit, artist: Artist) -> bool:
    """The channel's description names a page or address that is the artist's by another source: not the name alone."""
    words = hit.description.casefold()
    own = Contact.objects.filter(artist=artist).filter(~Q(platform=YOUTUBE)).values_list("value", flat=True)
    keys = [value.casefold().split("://")[-1].removeprefix("www.").rstrip("/") for value in own]
    keys = [key for key in keys if not channel_of(key) and len(key) > 6]
    return any(key in words for key in keys)


def _undecided(artist: Artist, hits: list[ChannelHit]) -> list[ChannelHit]:
    """Without the channels of which a person has said that they are not the artist's."""
    rejected = Candidate.objects.filter(artist=artist, platform=YOUTUBE, state=Candidate.State.REJECTED)
    ids = set(rejected.values_list("external_id", flat=True))
    return [hit for hit in hits if hit.id not in ids]


def _suggest(artist: Artist, hits: list[ChannelHit]) -> None:
    Candidate.objects.bulk_create(
        [
            Candidate(
                artist=artist,
                platform=YOUTUBE,
                external_id=hit.id,
                name=hit.title[:300],
                url=f"https://www.youtube.com/channel/{hit.id}",
                because="A channel of this name; nothing else ties it to the artist",
            )
            for hit in hits
        ],
        ignore_conflicts=True,
    )
