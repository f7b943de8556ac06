"""The four adapters and the real SDKs against the sandbox: each question answered truly, each refusal understood."""

from collections import Counter
from dataclasses import replace

import pytest

from enrichment.channel import channel_of, spotify_artist_id
from enrichment.findings import Page
from enrichment.platforms.base import Misconfigured, NotOffered, QuotaSpent, RateLimited, TryAgain
from enrichment.platforms.spotify import Spotify
from tests.enrichment.platforms.boxed import UNKNOWN, UNKNOWN_ID, WORLD, adapters, known, raised


def every(ask, ids) -> list:
    """All that all pages hold, 40 subjects a time."""
    found = []
    for start in range(0, len(ids), 40):
        offset = 0
        while offset is not None:
            page = ask(ids[start : start + 40], offset=offset)
            found += page.items
            offset = page.next_offset
    return found


# --- Answers ----------------------------------------------------------------------------------------------------------


def test_musicbrainz_recordings_are_those_of_the_world(sandbox):
    found = every(adapters(sandbox)["musicbrainz"].recordings, WORLD.isrcs)
    truth = {recording.mbid: recording for recording in WORLD.recordings if recording.mbid}
    assert {recording.id for recording in found} == set(truth)
    for recording in found:
        true = truth[recording.id]
        assert true.isrc in recording.isrcs
        assert [credit.name for credit in recording.credits] == [credit.artist.name for credit in true.credits]
        assert [credit.featured for credit in recording.credits][:1] == [False]


def test_an_isrc_asked_singly_answers_the_same(sandbox):
    adapter = adapters(sandbox)["musicbrainz"]
    isrc = next(recording.isrc for recording in WORLD.recordings if recording.mbid)
    assert {r.id for r in adapter.recordings_of(isrc).items} == {r.id for r in adapter.recordings([isrc]).items}
    assert adapter.recordings_of("ZZZZZ9999999") == adapter.recordings(["ZZZZZ9999999"]) == Page()


def test_musicbrainz_artists_keep_their_names_and_their_country_is_found_by_climbing(sandbox):
    adapter = adapters(sandbox)["musicbrainz"]
    truth = {artist.mbid: artist for artist in known("mbid")}
    found = every(adapter.artists, list(truth))
    assert {artist.id: artist.name for artist in found} == {mbid: artist.name for mbid, artist in truth.items()}
    areas = {area.id: area for area in every(adapter.areas, [area.id for area in WORLD.areas])}
    for artist in found:
        country, at = artist.country, areas.get(artist.area_id or artist.begin_area_id)
        while country is None and at is not None:
            country, at = at.country, areas.get(at.parent_id)
        assert country == truth[artist.id].musicbrainz_country


def test_links_lead_to_the_other_platforms(sandbox):
    truth = {artist.mbid: artist for artist in known("mbid")}
    found = every(adapters(sandbox)["musicbrainz"].links, list(truth))
    given = {(link.artist_id, link.url) for link in found}
    assert given >= {(mbid, link.url) for mbid, a in truth.items() for link in a.links if not link.ended}
    ids = {(link.artist_id, id) for link in found if (id := spotify_artist_id(link.url))}
    assert ids and ids <= {(mbid, a.spotify_id) for mbid, a in truth.items()}


def test_an_artist_looked_up_is_the_one_that_is_searched_for(sandbox):
    adapter = adapters(sandbox)["musicbrainz"]
    truth = {artist.mbid: artist for artist in known("mbid")}
    searched = {artist.id: artist for artist in every(adapter.artists, list(truth))}
    for mbid, artist in truth.items():
        found = adapter.artist_with_links(mbid)
        assert replace(found, links=None, places=()) == searched[mbid]
        assert sorted(link.url for link in found.links) == sorted(one.url for one in artist.links if not one.ended)
    assert adapter.artist_with_links(UNKNOWN) is None


def test_an_area_looked_up_is_the_one_that_is_searched_for(sandbox):
    adapter = adapters(sandbox)["musicbrainz"]
    searched = {area.id: area for area in every(adapter.areas, [area.id for area in WORLD.areas])}
    for area in WORLD.areas:
        found = adapter.area_with_parent(area.id)
        assert replace(found, parent=None) == searched[area.id]
        coded = area.parent is not None and bool(area.parent.iso1 or area.parent.iso2)
        assert (found.parent.country if found.parent else None) == (area.parent.country if coded else None)
    assert adapter.area_with_parent(UNKNOWN) is None


def test_releases_name_their_labels_and_labels_their_owners(sandbox):
    adapter = adapters(sandbox)["musicbrainz"]
    truth = {release.mbid: release for release in WORLD.releases if release.mbid}
    for release in every(adapter.releases, list(truth)):
        assert [hit.id for hit in release.labels] == [label.id for label, _ in truth[release.id].labels if label]
    owned = [
        label for label in WORLD.labels if any(tie.kind == "ownership" and tie.backward for tie in label.relations)
    ]
    for label in owned[:5]:
        today = {tie.target.id for tie in label.relations if tie.kind == "ownership" and tie.backward and not tie.ended}
        assert today <= {owner.id for owner in adapter.label(label.id).owners}
    assert owned
    assert adapter.label(UNKNOWN) is None


def test_spotify_finds_a_recording_and_its_p_line(sandbox):
    adapter = adapters(sandbox)["spotify"]
    recording = next(r for r in WORLD.recordings if r.track_id and len(r.copies) == 1)
    track = adapter.tracks_by_isrc(recording.isrc)[0]
    assert track.credits[0].id == recording.credits[0].artist.spotify_id
    album = adapter.album(track.releases[0].id)
    truth = next(release for release in recording.releases if release.spotify_id == album.id)
    assert any(line.text in truth.p_line or truth.p_line in line.text for line in album.copyrights if line.kind == "P")
    assert album.label is None
    assert adapter.tracks_by_isrc("ZZZZZ9999999") == ()


def test_spotify_artists_and_their_albums(sandbox):
    adapter, artist = adapters(sandbox)["spotify"], known("spotify_id")[0]
    assert adapter.artist(artist.spotify_id).name == artist.spotify_name
    assert adapter.artist(artist.spotify_id).followers is None
    assert adapter.artist_albums(artist.spotify_id).total >= 1
    assert artist.spotify_id in {c.id for t in adapter.tracks_by_artist(artist.spotify_name) for c in t.credits}
    assert (adapter.artist(UNKNOWN_ID), adapter.album(UNKNOWN_ID)) == (None, None)


def test_extended_mode_tells_followers_and_labels(sandbox):
    sandbox.control(spotify="extended")
    adapter, artists = adapters(sandbox, extended=True)["spotify"], known("spotify_id")[:3]
    assert {a.id for a in adapter.artists([a.spotify_id for a in artists])} == {a.spotify_id for a in artists}
    assert adapter.artist(artists[0].spotify_id).followers >= 0
    album = next(release for release in artists[0].releases if release.spotify_id)
    assert adapter.album(album.spotify_id).label == album.label_text


def test_youtube_channels_by_every_kind_of_address(sandbox):
    adapter = adapters(sandbox)["youtube"]
    ask = {
        "id": lambda value: next(iter(adapter.channels([value])), None),
        "handle": adapter.channel_by_handle,
        "username": adapter.channel_by_username,
    }
    asked = Counter()
    for artist in known("channel"):
        for link in artist.links:
            named = channel_of(link.url)
            if link.kind == "youtube" and not link.ended and named and named.kind in ask:
                found = ask[named.kind](named.value)
                asked[named.kind, found is not None] += 1
                assert found is None or found.id == artist.channel.id
    assert {("id", True), ("handle", True), ("username", True)} <= set(asked)


def test_youtube_figures(sandbox):
    adapter, channels = adapters(sandbox)["youtube"], WORLD.channels[:50]
    truth = {channel.id: channel for channel in channels}
    for found in adapter.channels(list(truth)):
        true = truth.pop(found.id)
        assert (found.hidden_subscribers, found.topic, found.country) == (true.hidden, true.topic, true.country)
        assert (found.subscribers is None) == true.hidden
    assert truth == {}
    busy = next(channel for channel in channels if channel.uploads > 3 and not channel.topic)
    uploads = adapter.uploads(busy.uploads_playlist).uploads
    assert [when for _, when in uploads] == sorted((when for _, when in uploads), reverse=True)
    ids = [video for video, _ in uploads[:10]]
    assert {v.id: v.views for v in adapter.video_stats(ids)} == {v.id: v.views for v in adapter.videos(ids)}
    assert busy.id in {hit.id for hit in adapter.search(busy.title)}


def test_what_youtube_does_not_know(sandbox):
    adapter = adapters(sandbox)["youtube"]
    assert adapter.channels(["UC" + "0" * 22]) == adapter.videos(["00000000000"]) == ()
    assert adapter.video_stats(["00000000000"]) == ()
    assert adapter.channel_by_handle("@nobody-at-all") is adapter.channel_by_username("nobodyatall") is None
    assert adapter.uploads("UU" + "0" * 22).uploads == ()


def test_lastfm_listeners(sandbox):
    adapter = adapters(sandbox)["lastfm"]
    for page in WORLD.pages[:20]:
        found = adapter.artist(page.name)
        assert (found.name, found.tags) == (page.name, page.tags)
        assert found.listeners > 0
    assert adapter.artist("Nobody We Ever Heard Of") is None


# --- Refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("orders", "platform", "ask", "kind"),
    [
        ({"spotify": "premium_lapsed"}, "spotify", lambda s: s.artist(UNKNOWN_ID), Misconfigured),
        ({"youtube": "key_invalid"}, "youtube", lambda y: y.channels(["x"]), Misconfigured),
        ({"youtube": "disabled"}, "youtube", lambda y: y.search("x"), Misconfigured),
        ({"youtube": "no_stats"}, "youtube", lambda y: y.video_stats(["00000000000"]), NotOffered),
        ({"youtube": "no_stats_404"}, "youtube", lambda y: y.video_stats(["00000000000"]), NotOffered),
        ({"lastfm": "29"}, "lastfm", lambda f: f.artist("x"), RateLimited),
        ({"lastfm": "10"}, "lastfm", lambda f: f.artist("x"), Misconfigured),
        ({"lastfm": "26"}, "lastfm", lambda f: f.artist("x"), Misconfigured),
        ({"lastfm": "16"}, "lastfm", lambda f: f.artist("x"), TryAgain),
        ({"musicbrainz": "down"}, "musicbrainz", lambda m: m.label(UNKNOWN), RateLimited),
    ],
    ids=lambda value: "=".join(next(iter(value.items()))) if isinstance(value, dict) else "",
)
def test_a_platform_that_refuses_is_understood(sandbox, orders, platform, ask, kind):
    adapter = adapters(sandbox)[platform]
    sandbox.control(**orders)
    assert type(raised(lambda: ask(adapter))) is kind


def test_batches_are_not_offered_in_development_mode(sandbox):
    adapter = adapters(sandbox, extended=True)["spotify"]
    assert type(raised(lambda: adapter.artists([UNKNOWN_ID]))) is NotOffered


def test_bad_credentials_are_the_owners_to_mend(sandbox):
    adapter = Spotify(sandbox.url, sandbox.url, "demo", "wrong")
    assert type(raised(lambda: adapter.artist(UNKNOWN_ID))) is Misconfigured


def test_an_hour_later_the_token_is_renewed(sandbox):
    adapter = adapters(sandbox)["spotify"]
    adapter.artist(UNKNOWN_ID)
    sandbox.control(clock={"advance": 4000})
    assert raised(lambda: adapter.artist(UNKNOWN_ID)).after == 0
    assert adapter.artist(UNKNOWN_ID) is None


def test_youtube_closes_a_spent_bucket_until_its_day_ends(sandbox):
    sandbox.control(limits="real")
    adapter = adapters(sandbox)["youtube"]
    for asked in range(100):
        adapter.search("x")
        if asked % 40 == 39:
            sandbox.control(clock={"advance": 2})  # it has a limit for each second too
    assert raised(lambda: adapter.search("x")).bucket == "search"
    assert adapter.channels(["UC" + "0" * 22]) == ()
    sandbox.control(clock={"advance": 25 * 3600})
    adapter.search("x")


def test_spotify_says_when_its_window_and_its_day_open_again(sandbox):
    sandbox.control(limits="real")
    adapter, refused = adapters(sandbox)["spotify"], []
    while not refused or type(refused[-1]) is not QuotaSpent:
        try:
            adapter.artist(UNKNOWN_ID)
        except RateLimited as error:
            refused.append(error)
            sandbox.control(clock={"advance": error.after})
        except QuotaSpent as error:
            refused.append(error)
    assert type(refused[0]) is RateLimited
    assert refused[-1].bucket == "daily"
    assert 12 * 3600 < refused[-1].after <= 24 * 3600
