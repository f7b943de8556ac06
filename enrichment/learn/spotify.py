"""What Spotify tells: tracks by their codes, and the copyright lines of albums. Its data expires."""

from datetime import datetime

from django.db.models import Q

from enrichment.findings import AlbumFinding, Page, RecordingFinding, ReleaseHit
from enrichment.learn import describe, rows
from enrichment.models import Lookup
from leads.models import Artist, Candidate, Credit, Profile, Recording, Release
from leads.names import same_name

SPOTIFY = "spotify"


def code(lookups: list[Lookup], hits: tuple[RecordingFinding, ...], now: datetime) -> set[int]:
    """Whose recording this is, or that Spotify does not have it (for artists we know: a dated miss)."""
    lookup = lookups[0]
    recording = Recording.objects.filter(pk=lookup.recording_id).first()
    if recording is None:
        return set()
    artists = set(rows.wanted_by(lookups)[lookup.pk])
    if hits:
        artists |= settle_recording(recording, hits, now)
        _wish_for_siblings(lookup, hits[0], now)
    else:
        _missed(artists, now)
    rows.told(lookups, now, artists=artists, recordings=[recording.pk])
    return {lookup.pk} if hits else set()


def settle_recording(recording: Recording, hits: tuple[RecordingFinding, ...], now: datetime) -> set[int]:
    """Credits where nobody was credited yet; else the identity of those who are. Returns the artists learned about."""
    credited = list(recording.credits.filter(role=Credit.Role.MAIN).select_related("artist"))
    first = hits[0]
    if not credited:
        recording.title = first.title[:500] or recording.title
        recording.length_ms = first.length_ms or recording.length_ms
        recording.first_release = first.first_release or recording.first_release
    recording.spotify_id = first.id
    recording.save(update_fields=["title", "length_ms", "first_release", "spotify_id"])
    artists = _recognise(credited, first, now) if credited else _credit(recording, first)
    _store_profiles(artists, first, now)
    _store_releases(artists.values(), hits)
    return set(artists.values())


def _credit(recording: Recording, hit: RecordingFinding) -> dict[str, int]:
    """Artists by Spotify id, made where new, and their credits."""
    artists = rows.artists_for(hit.credits, "spotify_id")
    Credit.objects.bulk_create(rows.credit_rows(recording.pk, hit.credits, artists), ignore_conflicts=True)
    main = {credit.id for credit in hit.credits if not credit.featured}
    return {spotify_id: pk for spotify_id, pk in artists.items() if spotify_id in main}


def _recognise(credited: list[Credit], hit: RecordingFinding, now: datetime) -> dict[str, int]:
    """The same code and the same name is the same artist; the same code under another name, a person decides."""
    found = {}
    for credit in credited:
        artist = credit.artist
        same = next((c for c in hit.credits if c.id and _called(c.name, artist)), None)
        if artist.spotify_id:
            found[artist.spotify_id] = artist.pk
        elif same:
            found[same.id] = rows.identify(artist.pk, "spotify_id", same.id)
        else:
            _suggest(artist, hit, now)
    return found


def _called(name: str, artist: Artist) -> bool:
    return any(same_name(name, known) for known in (artist.name, *artist.aliases))


def _suggest(artist: Artist, hit: RecordingFinding, now: datetime) -> None:
    profile = rows.profiles_of(SPOTIFY, [artist.pk], now)[artist.pk]
    if not rows.decided_by_staff(profile) and not profile.external_id:
        profile.state, profile.fetched_at = Profile.State.CONFLICTING, now
        rows.store_profiles([profile])
    for credit in hit.credits[:3]:
        if credit.id:
            Candidate.objects.get_or_create(
                artist=artist,
                platform=SPOTIFY,
                external_id=credit.id,
                defaults={
                    "name": credit.name[:300],
                    "url": f"https://open.spotify.com/artist/{credit.id}",
                    "because": f"Credited there on “{hit.title[:100]}”, which carries the same ISRC under another name",
                },
            )


def _store_profiles(artists: dict[str, int], hit: RecordingFinding, now: datetime) -> None:
    profiles = rows.profiles_of(SPOTIFY, artists.values(), now)
    for spotify_id, pk in artists.items():
        profile = profiles[pk]
        if rows.stands_against(profile, spotify_id):
            continue
        describe.spotify_profile(profile, spotify_id, now)
        profile.expires_at = rows.expiry(SPOTIFY, now)
        profile.data |= {"track": hit.title, "track_id": hit.id}
    rows.store_profiles(profiles.values())
    Artist.objects.filter(pk__in=artists.values()).update(checked_at=now)


def _store_releases(artists, hits: tuple[RecordingFinding, ...]) -> None:
    _tie_releases(list(artists), {release.id: release for hit in hits for release in hit.releases})


def _tie_releases(artists: list[int], releases: dict[str, ReleaseHit]) -> None:
    new = [
        Release(spotify_id=one.id, title=one.title[:500], date=one.date or "", kind=(one.kind or "")[:30])
        for one in releases.values()
    ]
    Release.objects.bulk_create(new, ignore_conflicts=True)
    ids = Release.objects.filter(spotify_id__in=list(releases)).values_list("pk", flat=True)
    tie = Release.artists.through
    tie.objects.bulk_create(
        [tie(release_id=release, artist_id=artist) for release in ids for artist in artists], ignore_conflicts=True
    )


def _missed(artists: set[int], now: datetime) -> None:
    """Absent only after two misses a day apart, and never against a link that says otherwise."""
    linked = set(Artist.objects.filter(pk__in=artists).exclude(spotify_id=None).values_list("pk", flat=True))
    profiles = rows.profiles_of(SPOTIFY, artists - linked, now)
    for profile in profiles.values():
        if rows.decided_by_staff(profile) or (profile.pk and profile.state == Profile.State.FOUND):
            continue
        profile.fetched_at = now
        profile.state = Profile.State.ABSENT if rows.missed_again(profile, now) else Profile.State.MISSED
    rows.store_profiles(profiles.values())


def _wish_for_siblings(lookup: Lookup, hit: RecordingFinding, now: datetime) -> None:
    """One search by name may settle the artist's other codes that wait for a search of their own.

    Codes of one registrant are likely one artist's; with a single one waiting, its own search costs no more.
    """
    others = Lookup.objects.filter(platform=SPOTIFY, kind="isrc", state=Lookup.State.QUEUED, wants=None)
    alike = others.filter(subject__startswith=lookup.subject[:5]).exclude(pk=lookup.pk)
    main = next((credit for credit in hit.credits if credit.id and not credit.featured), None)
    if main is None or lookup.wants.exists() or alike[:2].count() < 2:
        return
    Lookup.objects.get_or_create(
        platform=SPOTIFY,
        kind="tracks",
        subject=main.id,
        defaults={"due_at": now, "rank": lookup.rank + 1, "job_id": lookup.job_id},
    )


def tracks(lookups: list[Lookup], hits: tuple[RecordingFinding, ...], now: datetime) -> set[int]:
    """Other tracks of an artist: they settle sibling codes by equal ISRC alone, and tell the newest release."""
    lookup = lookups[0]
    own = [hit for hit in hits if any(credit.id == lookup.subject for credit in hit.credits)]
    artist = Artist.objects.filter(spotify_id=lookup.subject).first()
    if artist:
        _store_releases([artist.pk], tuple(own))
    waiting = Lookup.objects.filter(
        platform=SPOTIFY, kind="isrc", subject__in=[code for hit in own for code in hit.isrcs], state__in=Lookup.OPEN
    ).select_related("recording")
    artists, settled = {artist.pk} if artist else set(), []
    for sibling in waiting:
        carrying = tuple(hit for hit in own if sibling.subject in hit.isrcs)
        artists |= settle_recording(sibling.recording, carrying, now)
        settled.append(sibling)
    answered = Q(pk__in=[sibling.pk for sibling in settled])
    Lookup.objects.filter(answered).update(state=Lookup.State.FOUND, answered_at=now, owner="", reason="", message="")
    rows.told(lookups, now, artists=artists, recordings=[sibling.recording_id for sibling in settled])
    return {lookup.pk} if own else set()


def album(lookups: list[Lookup], finding: AlbumFinding | None, now: datetime) -> set[int]:
    """The copyright lines, and the label where this key may see it."""
    lookup = lookups[0]
    release = Release.objects.filter(spotify_id=lookup.subject)
    if finding:
        release.update(
            copyrights=[{"kind": line.kind, "text": line.text} for line in finding.copyrights],
            labels=[{"id": None, "name": finding.label}] if finding.label else [],
            credited=list(finding.artist_ids),
            fetched_at=now,
            expires_at=rows.expiry(SPOTIFY, now),
        )
    else:
        release.filter(copyrights__isnull=True).update(copyrights=[], labels=[], fetched_at=now)
    rows.told(lookups, now, artists=rows.wanted_by(lookups)[lookup.pk])
    return {lookup.pk} if finding else set()


def albums(lookups: list[Lookup], page: Page, now: datetime) -> set[int]:
    """An artist's own albums and singles: how recent the newest is."""
    lookup = lookups[0]
    artists = rows.wanted_by(lookups)[lookup.pk]
    _tie_releases(artists, {hit.id: hit for hit in page.items})
    rows.told(lookups, now, artists=artists)
    return {lookup.pk} if page.items else set()


def followers(lookups: list[Lookup], page: Page, now: datetime) -> set[int]:
    """Followers, in extended mode only."""
    findings = {finding.id: finding for finding in page.items}
    artists = {artist.spotify_id: artist for artist in Artist.objects.filter(spotify_id__in=list(findings))}
    profiles = rows.profiles_of(SPOTIFY, [artist.pk for artist in artists.values()], now)
    for spotify_id, artist in artists.items():
        finding, profile = findings[spotify_id], profiles[artist.pk]
        profile.external_id, profile.fetched_at = spotify_id, now
        profile.expires_at = rows.expiry(SPOTIFY, now)
        profile.data["genres"] = list(finding.genres)[:5]
        if finding.followers is not None:
            profile.data["followers"] = finding.followers
            Artist.objects.filter(pk=artist.pk).update(followers=finding.followers, checked_at=now)
    rows.store_profiles(profiles.values())
    figures = {artist.pk: {"followers": findings[key].followers} for key, artist in artists.items()}
    rows.snapshot(now, SPOTIFY, figures)
    rows.told(lookups, now, artists=figures)
    return {lookup.pk for lookup in lookups if lookup.subject in findings}
