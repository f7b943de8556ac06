"""A refresh about one artist asks about nobody else, and all that tells of it agrees with what is asked."""

from collections import Counter
from dataclasses import replace

import pytest
from django.utils import timezone

from enrichment import foreground, gate, jobs, outlook, progress, refresh, row_standings, row_sums
from enrichment.findings import ChannelFinding, ChannelHit, CreditFinding, RecordingFinding, UploadsFinding
from enrichment.models import Call, Lookup, Want
from leads.merge import merge
from leads.models import Artist, Credit, Job, MergedId
from tests.enrichment.pipeline import analyse, recordings, switch_off
from tests.enrichment.stub import knows_all, mbid_of, name_of
from tests.factories import ArtistFactory, LookupFactory

pytestmark = pytest.mark.django_db
ALONE, SHARED = "NZAAA2600001", "NZAAA2600002"
OWN, MATE = mbid_of(ALONE), "artist-MAT"


def duo(stub, **options):
    """The artist of both codes shares one with a mate, who has links, a channel and all else of their own."""
    knows_all(stub, **options)
    songs = stub.answers["recordings"]

    def shared(codes, offset):
        found, mate = songs(codes, offset), CreditFinding(name_of(MATE), MATE, 1)
        both = [replace(one, credits=(*one.credits, mate)) if SHARED in one.isrcs else one for one in found.items]
        return replace(found, items=tuple(both))

    return stub.says(
        recordings=shared,
        channels=lambda ids: tuple(ChannelFinding(id, "Own", uploads=f"UU{id[2:]}", videos=3) for id in ids),
        uploads=lambda playlist: UploadsFinding(playlist, ((f"v{playlist[-3:]}", timezone.now()),)),
    )


def artist(mbid=OWN):
    return Artist.objects.get(mbid=mbid)


@pytest.fixture
def known(stub):
    """Both artists, analysed to the end."""
    duo(stub)
    analyse(ALONE, SHARED)
    stub.asked.clear()
    return artist()


def ask(owner, mbid=OWN, platforms=None):
    job = refresh.ask_platforms(artist(mbid), owner, platforms, True)
    foreground.work(job)
    job.refresh_from_db()
    return job


def calls(job):
    return Counter(Call.objects.filter(job=job).values_list("platform", flat=True))


def asked_about(stub):
    """Whom MusicBrainz was asked about, call by call."""
    searched = [mbids for mbids, _ in stub.calls("artists")]
    return searched + [[mbid] for (mbid,) in stub.calls("artist_with_links")]


# --- What it costs ----------------------------------------------------------------------------------------------------


def test_all_platforms_stay_within_their_cost(known, stub, owner):
    job = ask(owner)
    cost = calls(job)
    assert job.state == Job.State.COMPLETED
    assert cost["musicbrainz"] == 2 and cost["lastfm"] == 1 and cost["youtube"] == 3 and cost["spotify"] <= 3
    assert asked_about(stub) == [[OWN]] and stub.calls("artist")[0][1] == OWN
    assert [codes for codes, _ in stub.calls("recordings")] == [[ALONE, SHARED]], "the codes are asked as before"


def test_who_shares_a_recording_is_asked_about_by_others(known, stub, owner):
    ask(owner, MATE)
    assert asked_about(stub) == [[MATE]]
    assert [codes for codes, _ in stub.calls("recordings")] == [[SHARED]]


def test_a_job_of_codes_asks_about_all_who_made_them(known, stub):
    analyse(SHARED, force_refresh=True)
    assert sorted(asked_about(stub)[0]) == [OWN, MATE]


def test_a_known_channel_costs_three_units(known, stub, owner):
    assert calls(ask(owner, platforms=["youtube"])) == {"youtube": 3}
    assert [name for name, _ in stub.asked] == ["channels", "uploads", "video_stats"]
    assert stub.calls("channels") == [([known.youtube_channel_id],)]


def test_a_channel_to_be_found_costs_a_search_besides(stub, owner):
    duo(stub, linked=False)
    analyse(ALONE, SHARED)
    stub.asked.clear()
    named = Artist.objects.get(mbid=OWN).contacts.create(kind="website", value="https://trio.example", source="staff")
    stub.says(search=(ChannelHit("UCfound00000000000000000", name_of(OWN), description=f"At {named.value}"),))
    assert calls(ask(owner, platforms=["youtube"])) == {"youtube": 4}
    assert [name for name, _ in stub.asked] == ["search", "channels", "uploads", "video_stats"]
    assert not artist(MATE).youtube_channel_id


def test_what_led_to_a_known_channel_is_not_asked_again(known, owner):
    led = [("search", known.pk), ("handle", "handle:trio"), ("channel", "UCother"), ("videos", "UCother")]
    for kind, subject in led:
        lookup = LookupFactory(platform="youtube", kind=kind, subject=subject, answered_at=known.created_at)
        Want.objects.create(lookup=lookup, artist=known)
    assert calls(ask(owner, platforms=["youtube"])) == {"youtube": 3}


@pytest.mark.parametrize(("platforms", "cost"), [
    (["musicbrainz"], {"musicbrainz": 2}),
    (["lastfm"], {"lastfm": 1}),
    (["lastfm", "youtube"], {"lastfm": 1, "youtube": 3}),
], ids="+".join)  # fmt: skip
def test_some_platforms_alone(known, owner, platforms, cost):
    job = ask(owner, platforms=platforms)
    assert (calls(job), job.state, job.platforms) == (cost, Job.State.COMPLETED, " ".join(sorted(platforms)))


# --- Spotify goes by codes --------------------------------------------------------------------------------------------


def spotify_alone(stub, settings):
    """MusicBrainz does not know the codes: each is asked about on Spotify before anybody is credited."""
    switch_off(settings, "musicbrainz", "lastfm", "youtube")
    who = CreditFinding("Tide Ōtaki", "1" * 22, 0)
    stub.says(tracks_by_isrc=lambda code: (RecordingFinding(f"track-{code}", "Gravel", (code,), (who,)),))
    analyse(ALONE, SHARED)
    stub.asked.clear()
    return Artist.objects.get()


def test_of_an_artist_whom_spotify_alone_told_of_one_code_is_asked(stub, settings, owner):
    known = spotify_alone(stub, settings)
    job = refresh.ask_about(known, owner, afresh=True)
    foreground.work(job)
    assert len(stub.calls("tracks_by_isrc")) == 1
    assert set(job.rows.values_list("state", flat=True)) == {"done"}


def test_a_shared_code_that_was_asked_for_somebody_else_stays_theirs(known, stub, owner):
    assert set(Want.objects.filter(lookup__subject=SHARED).values_list("artist__mbid", flat=True)) == {MATE}
    ask(owner)
    assert not stub.calls("tracks_by_isrc")
    ask(owner, MATE)
    assert stub.calls("tracks_by_isrc") == [(SHARED,)]


# --- Nothing counts that was not asked --------------------------------------------------------------------------------


def trouble_of_the_mate(state):
    """Each question about the mate, their Spotify code too, is in this state."""
    mates = Lookup.objects.filter(artists=artist(MATE)).exclude(artists=artist())
    assert mates.filter(platform="spotify", subject=SHARED).exists()
    mates.update(state=state, reason="failed", message="Down.")


@pytest.mark.parametrize("state", ["failed", "queued"])
def test_what_becomes_of_others_is_not_the_jobs(known, owner, state):
    trouble_of_the_mate(state)
    job = refresh.ask_platforms(known, owner, None, True)
    foreground.work(job)
    job.refresh_from_db()
    assert job.state == Job.State.COMPLETED
    rows = row_standings.of_rows(job, list(job.rows.values_list("pk", flat=True)))
    seen = {name: {stands[name].state for stands in rows.values()} for name in ("musicbrainz", "lastfm", "youtube")}
    assert seen == dict.fromkeys(seen, {"found"})
    sums = row_sums.counts([job])[job.pk]
    assert {name: sums[name]["found"] for name in seen} == dict.fromkeys(seen, 2)
    assert not any(one["failed"] or one["waiting"] or one["queued"] for one in sums.values())
    assert {one.state for one in progress.by_platform(job)} == {"done"}
    assert progress.of(job).leads == 1


def test_what_is_still_to_come_is_the_artists_alone(known, owner):
    gate.pause("lastfm", timezone.now().timestamp() + 3600, "unavailable", "Down.")
    trouble_of_the_mate("queued")
    job = ask(owner, platforms=["lastfm"])
    now = timezone.now()
    assert job.state == Job.State.WAITING
    far = outlook.of_jobs([job], now)[job.pk]
    assert far.platforms["lastfm"].state == "waiting" and far.platforms["lastfm"].rows["waiting"] == 2
    assert far.on_youtube[0] == 1
    (one,) = [one for one in progress.by_platform(job) if one.platform == "lastfm"]
    assert (one.total, one.waiting) == (1, 1)


def test_sending_again_keeps_to_the_job(known, stub, owner):
    job = ask(owner, platforms=["lastfm"])
    Lookup.objects.filter(platform__in=("lastfm", "youtube")).update(state="failed")
    job.rows.update(state="failed")
    assert jobs.retry_failed(job) == 2
    stub.asked.clear()
    foreground.work()
    assert [name for name, _ in stub.asked] == ["artist"] and stub.calls("artist")[0][1] == OWN


def test_cancelling_another_job_leaves_what_this_one_wants(known, owner):
    wide = jobs.start(recordings(ALONE, SHARED), force_refresh=True)
    narrow = refresh.ask_platforms(known, owner, ["lastfm"], True)
    jobs.cancel(wide)
    queued = Lookup.objects.filter(state="queued")
    assert [(one.platform, one.subject) for one in queued] == [("lastfm", str(known.pk))]
    assert narrow.state == Job.State.RUNNING


# --- Joined and merged ------------------------------------------------------------------------------------------------


def test_a_refresh_is_joined_by_who_asks_about_the_same_artist_alone(known, owner):
    mates = refresh.ask_about(artist(MATE), owner, afresh=True)
    own = refresh.ask_about(known, owner, afresh=True)
    assert (own.artist, mates.artist) == (known, artist(MATE))
    assert refresh.ask_about(known, owner, afresh=True) == own
    assert refresh.ask_about(artist(MATE), owner, afresh=True) == mates
    foreground.work()
    assert set(Job.objects.filter(kind="refresh").values_list("state", flat=True)) == {"completed"}


def test_the_job_follows_an_artist_who_is_merged_while_it_asks(known, stub, owner):
    gone, keep = known.pk, ArtistFactory(known=None)
    songs = stub.answers["recordings"]

    def meanwhile(codes, offset):
        if not MergedId.objects.exists():
            merge(keep, known)
        return songs(codes, offset)

    stub.says(recordings=meanwhile)
    job = refresh.ask_about(Artist.objects.get(pk=gone), owner, afresh=True)
    foreground.work(job)  # as it was read before the merge
    job.refresh_from_db()
    assert (job.artist, job.state) == (keep, Job.State.COMPLETED)
    assert asked_about(stub) == [[OWN]] and len(stub.calls("artist")) == 1
    assert refresh.ask_about(keep, owner, afresh=True).artist == keep
    assert not Credit.objects.filter(artist=gone).exists()
