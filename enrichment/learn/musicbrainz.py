"""What MusicBrainz tells: recordings and who is credited, the artists, their links, releases' labels, areas, owners."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from enrichment import places
from enrichment.findings import AreaFinding, ArtistFinding, LabelFinding, Page, RecordingFinding
from enrichment.learn import describe, lastfm, rows
from enrichment.models import Area, Lookup
from leads.models import Artist, Credit, Label, Recording, Release
from outreach.contacts import take_many

MB = "musicbrainz"


def recordings(lookups: list[Lookup], page: Page, now: datetime) -> set[int]:
    """Titles, credits and releases of every code that MusicBrainz knows."""
    by_code = defaultdict(list)
    for finding in page.items:
        for code in finding.isrcs:
            by_code[code].append(finding)
    found = {lookup.recording_id: by_code[lookup.subject] for lookup in lookups if lookup.subject in by_code}
    rows.recognise(found, "mbid")
    credits = [credit for hits in found.values() for hit in hits for credit in hit.credits]
    artists = rows.artists_for(credits, "mbid")
    _store_recordings(found)
    _store_credits(found, artists)
    _store_releases(found, artists)
    main = {pk: _main(hits, artists) for pk, hits in found.items()}
    alone = [lookup.recording_id for lookup in lookups if not main.get(lookup.recording_id)]
    rows.told(lookups, now, artists=set().union(*main.values()), recordings=alone)  # artists bring recordings along
    return {lookup.pk for lookup in lookups if lookup.subject in by_code}


def _store_recordings(found: dict[int, list[RecordingFinding]]) -> None:
    held = Recording.objects.in_bulk(found)
    for pk, recording in held.items():
        first, *others = found[pk]
        recording.title = first.title[:500] or recording.title
        recording.mbid = first.id
        recording.length_ms = first.length_ms or recording.length_ms
        recording.first_release = first.first_release or recording.first_release
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


def _main(hits: list[RecordingFinding], artists: dict[str, int]) -> set[int]:
    credits = (credit for hit in hits for credit in hit.credits)
    return {artists[credit.id] for credit in credits if not credit.featured and credit.id in artists}


def artists(lookups: list[Lookup], page: Page, now: datetime) -> set[int]:
    """Names, aliases and places. The place becomes a country once its areas are known."""
    findings = {finding.id: finding for finding in page.items}
    by_mbid = {artist.mbid: artist for artist in Artist.objects.filter(mbid__in=[one.subject for one in lookups])}
    known = [artist for mbid, artist in by_mbid.items() if mbid in findings]
    profiles = rows.profiles_of(MB, [artist.pk for artist in known], now)
    for artist in known:
        describe.musicbrainz_artist(artist, profiles[artist.pk], findings[artist.mbid], now)
    fields = ["name", "search_name", "sort_name", "disambiguation", "kind", "aliases", "area", "checked_at"]
    Artist.objects.bulk_create(known, batch_size=500, update_conflicts=True, unique_fields=["id"], update_fields=fields)
    rows.store_profiles(profiles.values())
    lastfm.recognise(known)
    _keep_places(place for finding in findings.values() for place in finding.places)
    rows.told(lookups, now, artists=[artist.pk for artist in by_mbid.values()])
    _links_beside(findings.values(), now)
    return {lookup.pk for lookup in lookups if lookup.subject in findings}


def _links_beside(findings: Iterable[ArtistFinding], now: datetime) -> None:
    """A look-up brings the links along: the question about them is answered, unless somebody is just asking it."""
    told = {finding.id: finding.links for finding in findings if finding.links is not None}
    about = Lookup.objects.filter(platform=MB, kind="links", subject__in=told).exclude(state=Lookup.State.ASKING)
    if answered := list(about):
        items = tuple(link for lookup in answered for link in told[lookup.subject])
        rows.close(answered, links(answered, Page(items), now), now)


def links(lookups: list[Lookup], page: Page, now: datetime) -> set[int]:
    """Every link of these artists. That the list was read is known even where it is empty: then nothing is linked."""
    by_mbid = dict(Artist.objects.filter(mbid__in=[one.subject for one in lookups]).values_list("mbid", "pk"))
    found = defaultdict(list)
    for link in page.items:
        if link.artist_id in by_mbid:
            found[by_mbid[link.artist_id]].append(link)
    profiles = rows.profiles_of(MB, by_mbid.values(), now)
    for mbid, pk in by_mbid.items():
        describe.links(profiles[pk], mbid, found[pk], now)
    rows.store_profiles(profiles.values())
    take_many(found, now)
    spotify_ids = {pk: spotify_id for pk in by_mbid.values() if (spotify_id := describe.spotify_identity(found[pk]))}
    identified = rows.identify_all("spotify_id", spotify_ids)
    rows.told(lookups, now, artists={*by_mbid.values()} - spotify_ids.keys() | identified)
    return {lookup.pk for lookup in lookups if found.get(by_mbid.get(lookup.subject))}


def releases(lookups: list[Lookup], page: Page, now: datetime) -> set[int]:
    """Labels of releases. One that MusicBrainz no longer has is known to name none."""
    findings = {finding.id: finding for finding in page.items}
    held = list(Release.objects.filter(mbid__in=[one.subject for one in lookups]))
    for release in held:
        finding = findings.get(release.mbid)
        release.fetched_at = now
        release.labels = [{"id": label.id, "name": label.name} for label in finding.labels] if finding else []
        if finding:
            release.credited = list(finding.artist_ids)
            release.date = finding.date or release.date
            release.kind = (finding.kind or release.kind)[:30]
    Release.objects.bulk_create(
        held,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["mbid"],
        update_fields=["labels", "credited", "date", "kind", "fetched_at"],
    )
    _told_wanting(lookups, now)
    return {lookup.pk for lookup in lookups if lookup.subject in findings}


def areas(lookups: list[Lookup], page: Page, now: datetime) -> set[int]:
    """Areas for ever. One that cannot be found is kept without a country, so that nobody asks again."""
    findings = {finding.id: finding for finding in page.items}
    _keep_areas(places.drawn(lookup.subject, findings.get(lookup.subject)) for lookup in lookups)
    _keep_places(finding.parent for finding in findings.values() if finding.parent)
    _told_wanting(lookups, now)
    return {lookup.pk for lookup in lookups if lookup.subject in findings}


def _keep_places(told: Iterable[AreaFinding]) -> None:
    """Areas whose country an answer about something else told: nobody need ask about them."""
    _keep_areas({place.id: places.drawn(place.id, place) for place in told}.values())


def _keep_areas(areas: Iterable[Area]) -> None:
    fields = ["name", "kind", "country", "subdivision", "parent"]
    Area.objects.bulk_create(areas, batch_size=500, update_conflicts=True, unique_fields=["mbid"], update_fields=fields)


def label(lookups: list[Lookup], finding: LabelFinding | None, now: datetime) -> set[int]:
    """Who owns and distributes a label, and which artists it is tied to."""
    lookup = lookups[0]
    Label.objects.update_or_create(mbid=lookup.subject, defaults=describe.label_columns(finding, now))
    tied = {tie.artist_id for tie in finding.ties} if finding else set()
    rows.told(lookups, now, artists=Artist.objects.filter(mbid__in=tied).values_list("pk", flat=True))
    _told_wanting(lookups, now)
    return {lookup.pk} if finding else set()


def _told_wanting(lookups: list[Lookup], now: datetime) -> None:
    rows.told(lookups, now, artists=[artist for wanting in rows.wanted_by(lookups).values() for artist in wanting])
