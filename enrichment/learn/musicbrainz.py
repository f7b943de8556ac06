"""What MusicBrainz tells: recordings and who is credited, the artists, their links, releases' labels, areas, owners."""

from collections import defaultdict
from datetime import datetime

from django.conf import settings

from enrichment.channel import channel_of, service_of, spotify_artist_id
from enrichment.findings import LabelFinding, Page, RecordingFinding
from enrichment.learn import rows
from enrichment.models import Area, Lookup
from leads.models import Artist, Credit, Label, Profile, Recording, Release
from outreach.contacts import take_many

MB = "musicbrainz"
# https://musicbrainz.org/relationships/artist-url
YOUTUBE, YOUTUBE_MUSIC = "6a540e5b-58c6-4192-b6ba-dbc71ec8fcf0", "631712a0-7525-42ba-b7a3-605aa7a238c4"


def recordings(lookups: list[Lookup], page: Page, now: datetime) -> set[int]:
    """Titles, credits and releases of every code that MusicBrainz knows."""
    by_code = defaultdict(list)
    for finding in page.items:
        for code in finding.isrcs:
            by_code[code].append(finding)
    found = {lookup.recording_id: by_code[lookup.subject] for lookup in lookups if lookup.subject in by_code}
    credits = [credit for hits in found.values() for hit in hits for credit in hit.credits]
    artists = rows.artists_for(credits, "mbid")
    _store_recordings(found)
    _store_credits(found, artists)
    _store_releases(found, artists)
    rows.touch(now, artists=_main(found, artists), recordings=[lookup.recording_id for lookup in lookups])
    return {lookup.pk for lookup in lookups if lookup.subject in by_code}


def _store_recordings(found: dict[int, list[RecordingFinding]]) -> None:
    held = Recording.objects.in_bulk(found)
    for pk, recording in held.items():
        first, *others = found[pk]
        recording.title = first.title[:500]
        recording.mbid = first.id
        recording.length_ms = first.length_ms
        recording.first_release = first.first_release or ""
        recording.conflicting = bool(others)
        recording.alternatives = [
            {"source": MB, "id": hit.id, "title": hit.title, "by": ", ".join(c.name for c in hit.credits)}
            for hit in others
        ]
    Recording.objects.bulk_create(
        held.values(),
        batch_size=500,
        update_conflicts=True,
        unique_fields=["isrc"],
        update_fields=["title", "mbid", "length_ms", "first_release", "conflicting", "alternatives"],
    )


def _store_credits(found: dict[int, list[RecordingFinding]], artists: dict[str, int]) -> None:
    """One code on several recordings credits the artists of all of them: none may be lost."""
    credits = [row for pk, hits in found.items() for hit in hits for row in rows.credit_rows(pk, hit.credits, artists)]
    Credit.objects.bulk_create(credits, batch_size=500, ignore_conflicts=True)


def _store_releases(found: dict[int, list[RecordingFinding]], artists: dict[str, int]) -> None:
    """The releases the recordings appear on, tied to the main artists; their labels are read later, the newest only."""
    hits, ties = {}, set()
    for finding in (hit for hits_of in found.values() for hit in hits_of):
        main = [artists[c.id] for c in finding.credits if not c.featured and c.id in artists]
        for release in finding.releases:
            hits[release.id] = release
            ties.update((release.id, artist) for artist in main)
    new = [
        Release(mbid=h.id, title=h.title[:500], date=h.date or "", kind=(h.kind or "")[:30], official=h.official)
        for h in hits.values()
    ]
    Release.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    ids = dict(Release.objects.filter(mbid__in=list(hits)).values_list("mbid", "pk"))
    tie = Release.artists.through
    tie.objects.bulk_create(
        [tie(release_id=ids[mbid], artist_id=artist) for mbid, artist in ties if mbid in ids],
        batch_size=500,
        ignore_conflicts=True,
    )


def _main(found: dict[int, list[RecordingFinding]], artists: dict[str, int]) -> set[int]:
    credits = (credit for hits in found.values() for hit in hits for credit in hit.credits)
    return {artists[credit.id] for credit in credits if not credit.featured and credit.id in artists}


def artists(lookups: list[Lookup], page: Page, now: datetime) -> set[int]:
    """Names, aliases and places. The place becomes a country once its areas are known."""
    findings = {finding.id: finding for finding in page.items}
    by_mbid = {artist.mbid: artist for artist in Artist.objects.filter(mbid__in=[one.subject for one in lookups])}
    known = [artist for mbid, artist in by_mbid.items() if mbid in findings]
    profiles = rows.profiles_of(MB, [artist.pk for artist in known], now)
    for artist in known:
        finding = findings[artist.mbid]
        artist.name = finding.name[:300]
        artist.search_name = rows.fold(artist.name)[:300]
        artist.sort_name = (finding.sort_name or "")[:300]
        artist.disambiguation = (finding.disambiguation or "")[:300]
        artist.kind = (finding.kind or "")[:20]
        artist.aliases = list(finding.aliases)[:50]
        artist.area = (finding.area_name or finding.begin_area_name or "")[:200]
        artist.checked_at = now
        profile = profiles[artist.pk]
        _found(profile, artist.mbid, now)
        profile.data |= {
            "artist_at": now.isoformat(),
            "country": finding.country,
            "area": {"id": finding.area_id, "name": finding.area_name} if finding.area_id else None,
            "begin_area": {"id": finding.begin_area_id, "name": finding.begin_area_name}
            if finding.begin_area_id
            else None,
            "ended": finding.ended,
            "genres": list(finding.genres)[:5] if settings.MUSICBRAINZ_TAGS else [],
        }
    fields = ["name", "search_name", "sort_name", "disambiguation", "kind", "aliases", "area", "checked_at"]
    Artist.objects.bulk_create(known, batch_size=500, update_conflicts=True, unique_fields=["id"], update_fields=fields)
    rows.store_profiles(profiles.values())
    rows.touch(now, artists=[artist.pk for artist in by_mbid.values()])
    return {lookup.pk for lookup in lookups if lookup.subject in findings}


def _found(profile: Profile, mbid: str, now: datetime) -> None:
    profile.external_id, profile.url = mbid, f"https://musicbrainz.org/artist/{mbid}"
    profile.state, profile.fetched_at = Profile.State.FOUND, now


def links(lookups: list[Lookup], page: Page, now: datetime) -> set[int]:
    """Every link of these artists. That the list was read is known even where it is empty: then nothing is linked."""
    by_mbid = dict(Artist.objects.filter(mbid__in=[one.subject for one in lookups]).values_list("mbid", "pk"))
    found = defaultdict(list)
    for link in page.items:
        if link.artist_id in by_mbid:
            found[by_mbid[link.artist_id]].append(link)
    profiles = rows.profiles_of(MB, by_mbid.values(), now)
    for mbid, pk in by_mbid.items():
        profile = profiles[pk]
        _found(profile, mbid, now)
        channels = [link for link in found[pk] if channel_of(link.url)]
        channels.sort(key=lambda link: link.type_id == YOUTUBE_MUSIC)  # often only the automatic Topic channel
        profile.data |= {
            "links_at": now.isoformat(),
            "links": [{"type": link.type, "url": link.url} for link in found[pk]][:100],
            "youtube_links": [link.url for link in channels],
            "services": sorted({service for link in found[pk] if (service := service_of(link.url))}),
        }
    rows.store_profiles(profiles.values())
    take_many(found, now)
    touched = [_spotify_identity(pk, found[pk]) for pk in by_mbid.values()]
    rows.touch(now, artists=touched)
    return {lookup.pk for lookup in lookups if found.get(by_mbid.get(lookup.subject))}


def _spotify_identity(artist: int, found: list) -> int:
    """A link to exactly one Spotify artist settles who they are there, without any call."""
    ids = {spotify_id for link in found if (spotify_id := spotify_artist_id(link.url))}
    return rows.identify(artist, "spotify_id", ids.pop()) if len(ids) == 1 else artist


def releases(lookups: list[Lookup], page: Page, now: datetime) -> set[int]:
    """Labels of releases. One that MusicBrainz no longer has is known to name none."""
    findings = {finding.id: finding for finding in page.items}
    held = list(Release.objects.filter(mbid__in=[one.subject for one in lookups]))
    for release in held:
        finding = findings.get(release.mbid)
        release.fetched_at = now
        release.labels = [{"id": label.id, "name": label.name} for label in finding.labels] if finding else []
        if finding:
            release.date = finding.date or release.date
            release.kind = (finding.kind or release.kind)[:30]
    Release.objects.bulk_create(
        held,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["mbid"],
        update_fields=["labels", "date", "kind", "fetched_at"],
    )
    _touch_wanting(lookups, now)
    return {lookup.pk for lookup in lookups if lookup.subject in findings}


def areas(lookups: list[Lookup], page: Page, now: datetime) -> set[int]:
    """Areas for ever. One that cannot be found is kept without a country, so that nobody asks again."""
    findings = {finding.id: finding for finding in page.items}
    new = []
    for lookup in lookups:
        finding = findings.get(lookup.subject)
        new.append(
            Area(
                mbid=lookup.subject,
                name=finding.name[:200] if finding else "",
                kind=((finding.kind if finding else "") or "")[:30],
                country=finding.country if finding else None,
                subdivision=finding.subdivision if finding else None,
                parent=finding.parent_id if finding else None,
            )
        )
    Area.objects.bulk_create(
        new,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["mbid"],
        update_fields=["name", "kind", "country", "subdivision", "parent"],
    )
    _touch_wanting(lookups, now)
    return {lookup.pk for lookup in lookups if lookup.subject in findings}


def label(lookups: list[Lookup], finding: LabelFinding | None, now: datetime) -> set[int]:
    """Who owns and distributes a label, and which artists it is tied to."""
    lookup = lookups[0]
    known = {
        "name": finding.name[:300] if finding else "",
        "kind": (finding.kind or "")[:30] if finding else "",
        "country": finding.country if finding else None,
        "owners": [{"id": one.id, "name": one.name} for one in finding.owners] if finding else [],
        "distributors": [{"id": one.id, "name": one.name} for one in finding.distributors] if finding else [],
        "ties": [_tie(tie) for tie in finding.ties][:200] if finding else [],
        "fetched_at": now,
    }
    Label.objects.update_or_create(mbid=lookup.subject, defaults=known)
    _touch_wanting(lookups, now)
    return {lookup.pk} if finding else set()


def _tie(tie) -> dict:
    return {"type": tie.type, "artist_id": tie.artist_id, "artist": tie.artist_name, "ended": tie.ended}


def _touch_wanting(lookups: list[Lookup], now: datetime) -> None:
    rows.touch(now, artists=[artist for wanting in rows.wanted_by(lookups).values() for artist in wanting])
