"""GET /api/artist/{id}."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from leads.merge import merge
from leads.models import Artist
from outreach.changes import change_status
from outreach.models import Suppression
from scoring.facts import Fact, Source
from tests.factories import (
    ArtistFactory,
    ContactFactory,
    CreditFactory,
    ProfileFactory,
    RecordingFactory,
    ReleaseFactory,
    facts,
)

pytestmark = pytest.mark.django_db
CHANNEL = "UCexample0000000000000aa"


def told(api, artist):
    answer = api.get(f"/api/artist/{artist.pk}")
    assert answer.status_code == 200, answer.json()
    return answer.json()


def test_the_lines_of_the_breakdown_add_up_to_the_scores(api):
    artist = told(api, ArtistFactory())
    for part in ("independence", "opportunity", "geographic"):
        lines = [line for line in artist["score_breakdown"] if line["component"] == part]
        share = 100 * sum(line["points"] for line in lines) / sum(line["possible"] for line in lines)
        assert abs(share - artist["scores"][f"{part}_score"]) <= 0.05
        assert artist["scores"]["scoring_breakdown"][part]["weight"].endswith("%")


def test_old_keys_stay(api):
    artist = told(api, ArtistFactory(mbid="0c1d", listeners=5321))
    assert artist["musicbrainz_id"] == "0c1d" and artist["metrics"]["lastfm_listeners"] == 5321
    assert artist["metrics"]["monthly_listeners"] is None and artist["metrics"]["release_count"] is None
    assert artist["contact_info"] == {
        "email": None, "website": None, "social_handles": {}, "management_contact": None,
    }  # fmt: skip


@pytest.mark.parametrize("id", ["999999", "abc", "-1", "1e3", "9" * 40, "%00"])
def test_who_is_not_there_is_not_found(api, id):
    answer = api.get(f"/api/artist/{id}")
    assert answer.status_code == 404 and answer.json()["error"] == "Artist not found"


def test_a_merged_id_answers_with_the_survivor(api):
    keep, gone = ArtistFactory(), ArtistFactory()
    old = gone.pk
    merge(keep, gone)
    answer = api.get(f"/api/artist/{old}").json()
    assert (answer["id"], answer["merged_from"]) == (keep.pk, [old])


def test_evidence_says_how_far_each_field_can_be_trusted(api):
    mb, file = Source("musicbrainz", "NZ", None, "2026-11-01"), Source("upload", "AU", None, "2026-11-02")
    known = facts(country=None, youtube=Fact.absent(Source("youtube", None, None, "2026-11-03")))
    object.__setattr__(known, "country", Fact.conflicting(mb, file, note="They disagree"))
    evidence = told(api, ArtistFactory(known=known))["evidence"]
    assert evidence["country"]["state"] == "conflicting"
    assert [one["source"] for one in evidence["country"]["alternatives"]] == ["musicbrainz", "upload"]
    assert evidence["youtube_channel_id"]["state"] == evidence["youtube_total_views"]["state"] == "absent"
    assert evidence["monthly_listeners"]["state"] == evidence["follower_count"]["state"] == "not_offered"
    assert evidence["publisher"]["state"] == "unknown" and evidence["lastfm_listeners"]["source"] == "lastfm"


def test_what_is_not_offered_is_told_with_the_moment_of_asking(api):
    asked = datetime(2026, 11, 22, 7, 14, 57, tzinfo=UTC)
    artist = ProfileFactory(platform="spotify", fetched_at=asked).artist
    assert told(api, artist)["evidence"]["follower_count"]["as_of"] == "2026-11-22T20:14:57+13:00"
    assert told(api, ArtistFactory())["evidence"]["follower_count"]["as_of"] is None


def test_figures_past_their_days_are_stale_and_not_told(api):
    subscribers = Fact.known(1230, Source("youtube", 1230, None, "2026-10-01"))
    known = facts(youtube=Fact.known(CHANNEL, Source("youtube")), subscribers=subscribers)
    artist = ArtistFactory(known=known, youtube_channel_id=CHANNEL, youtube_subscribers=1230, youtube_views=9)
    ProfileFactory(artist=artist, platform="youtube", expires_at=timezone.now() - timedelta(hours=1))
    told_now = told(api, artist)
    assert told_now["youtube_metrics"]["subscribers"] is None and told_now["youtube_metrics"]["state"] == "stale"
    states = {name: told_now["evidence"][name]["state"] for name in ("youtube_subscribers", "youtube_total_views")}
    assert set(states.values()) == {"stale"} and told_now["profiles"][0]["state"] == "stale"


def test_ratios_are_not_offered_where_they_may_not_be_made(api, settings):
    settings.YOUTUBE_DERIVED_METRICS = False
    evidence = told(api, ArtistFactory(youtube_channel_id=CHANNEL))["evidence"]
    assert (
        evidence["youtube_engagement_rate"]["state"] == evidence["youtube_growth_potential"]["state"] == "not_offered"
    )


def test_a_suppressed_address_is_known_to_be_one_and_not_shown(api):
    lead = ArtistFactory()
    bad, good = ContactFactory(artist=lead, source_url="https://trio.example/me"), ContactFactory(artist=lead)
    Suppression.objects.create(kind="email", value=bad.value, since=timezone.localdate())
    answer = api.get(f"/api/artist/{lead.pk}")
    attempts = {one["id"]: one for one in answer.json()["contact_attempts"]}
    assert bad.value not in answer.content.decode() and attempts[bad.pk]["suppressed"] is True
    assert attempts[good.pk]["value"] == answer.json()["contact_info"]["email"] == good.value


def test_music_is_told_with_credits_labels_and_sources(api):
    lead, guest = ArtistFactory(), ArtistFactory(name="Guest")
    recording = RecordingFactory(title="Harbour Light", first_release="2021")
    CreditFactory(artist=lead, recording=recording)
    CreditFactory(artist=guest, recording=recording, role="featured", position=1)
    ReleaseFactory(date="2021", spotify_id="4Example0Album0Id0000a").artists.add(lead)
    past = ReleaseFactory(spotify_id="4Example0Album0Id0000b", expires_at=timezone.now() - timedelta(days=1))
    past.artists.add(lead)
    artist = told(api, lead)
    track = artist["tracks"][0]
    assert (track["label"], track["release_date"], track["release_precision"]) == (
        "Example Trio Records",
        "2021-01-01",
        "year",
    )
    assert [(one["name"], one["role"]) for one in track["artists"]][1] == ("Guest", "featured")
    lines = {one["id"]: one["copyright_lines"] for one in artist["releases"]}
    assert lines.pop(past.pk) == [] and list(lines.values()) == [["℗ 2026 Example Trio"]]


def test_outreach_is_there_newest_first(api, analyst):
    lead = ArtistFactory(do_not_contact=False)
    change_status(lead, "contacted", author=analyst, method="email")
    change_status(lead, "responded", author=analyst)
    lines = told(api, lead)["outreach_history"]
    assert [(one["new_status"], one["conversion_status"]) for one in lines] == [
        ("responded", "responded"), ("contacted", "no_response"),
    ]  # fmt: skip
    assert lines[0]["response_received"] is True and lines[0]["author"] == "analyst"


def test_reading_asks_nobody_and_the_same_is_not_sent_twice(api):
    lead = ArtistFactory()
    first = api.get(f"/api/artist/{lead.pk}")
    assert api.get(f"/api/artist/{lead.pk}", **{"if-none-match": first["ETag"]}).status_code == 304
    Artist.objects.filter(pk=lead.pk).update(genre="waiata")
    assert api.get(f"/api/artist/{lead.pk}", **{"if-none-match": first["ETag"]}).status_code == 200


def test_who_was_never_assessed_is_told_too(api):
    artist = told(api, ArtistFactory(known=None))
    assert artist["scores"]["total_score"] is None and artist["score_breakdown"] == []
    assert artist["evidence"]["country"]["state"] == "unknown"


def test_more_music_takes_no_more_queries(api, django_assert_max_num_queries):
    lead = ArtistFactory()

    def fill(count):
        for _ in range(count):
            CreditFactory(artist=lead)
            ReleaseFactory().artists.add(lead)
            ContactFactory(artist=lead)

    fill(2)
    with django_assert_max_num_queries(40) as few:
        told(api, lead)
    fill(10)
    with django_assert_max_num_queries(len(few)):
        assert told(api, lead)["tracks_total"] == 12
