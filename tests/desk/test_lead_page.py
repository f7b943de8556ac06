from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enrichment.models import Lookup
from leads.models import ScoreChange, Snapshot, Statement
from outreach.models import Activity
from tests.desk.doors import bare, do, page_of, panel_of
from tests.factories import (
    ArtistFactory,
    CandidateFactory,
    ContactFactory,
    CreditFactory,
    LookupFactory,
    ProfileFactory,
    ReleaseFactory,
    facts,
)

pytestmark = pytest.mark.django_db


# --- Score ------------------------------------------------------------------------------------------------------------


def test_every_number_has_its_reason_and_source(staff_client):
    page = page_of(staff_client, ArtistFactory(name="Tūī Drift")).content.decode()
    for words in ("40 of 40", "Label name equals the artist&#x27;s name", "MusicBrainz", "Lives in New Zealand"):
        assert words in page


def test_each_source_is_named_once_a_day_and_each_place_once(staff_client):
    artist = ArtistFactory(country="NZ", area="New Zealand")
    line = next(line for line in artist.breakdown["components"] if line["component"] == "independence")
    said = [("staff", 1), ("staff", 1), ("staff", 2), ("upload", 1)]
    line["sources"] = [{"platform": platform, "as_of": f"2025-10-0{day}"} for platform, day in said]
    artist.save()
    page = bare(page_of(staff_client, artist).content.decode()).replace(" ,", ",")
    assert "Staff, 1 Oct 2025 Staff, 2 Oct 2025 An upload, 1 Oct 2025" in page
    assert "Based in New Zealand" in page and "New Zealand, New Zealand" not in page


def test_what_is_unknown_is_said_with_what_it_could_bring(staff_client):
    reply = page_of(staff_client, ArtistFactory(known=facts(country=None), country=None))
    ways = reply.context["ways"]
    assert [str(way.gain.points) for way in ways] == ["20.0", "9.4", "7.1", "7.1", "4.7"]
    assert "What would make it an A" in reply.content.decode()
    assert '<span class="dk-unknown">Unknown</span>' in reply.content.decode()


def test_an_artist_never_scored_says_so(staff_client):
    page = page_of(staff_client, ArtistFactory(known=None)).content.decode()
    assert "Nothing to score yet" in page and "Nothing has been scored yet." in page


# --- What staff say ---------------------------------------------------------------------------------------------------


def test_what_staff_say_is_kept_and_counts_at_once(staff_client, owner, reassessed):
    artist = ArtistFactory()
    reply, _ = do(staff_client, "tell", artist, **{"field": "country", "value-country": "samoa"})
    told = Statement.objects.get()
    assert (told.field, told.value, told.author) == ("country", "WS", owner)
    assert reassessed == [artist.pk] and reply.url.endswith(f"/{artist.pk}/change/#score")


def test_what_cannot_be_read_is_refused_with_a_sentence(staff_client, reassessed):
    _, told = do(staff_client, "tell", ArtistFactory(), **{"field": "country", "value-country": "Narnia"})
    assert told.startswith("Not kept: “Narnia” is no country.")
    assert not Statement.objects.exists() and not reassessed


def test_a_refusal_is_said_in_the_form_and_only_there(staff_client, reassessed):
    artist, htmx = ArtistFactory(), {"HX-Request": "true"}
    address = reverse("admin:leads_artist_tell", args=[artist.pk])
    reply = staff_client.post(address, {"field": "country", "value-country": "<b>Narnia"}, headers=htmx)
    assert "Not kept: “&lt;b&gt;Narnia” is no country." in reply.content.decode() and reply.status_code == 200
    assert "Not kept" not in page_of(staff_client, artist).content.decode()
    reply = staff_client.post(address, {"field": "country", "value-country": "Samoa"}, headers=htmx)
    assert reply.headers["HX-Refresh"] == "true" and reassessed == [artist.pk]


# --- Evidence ---------------------------------------------------------------------------------------------------------


def test_evidence_says_who_was_asked_when_and_what_waits_and_why(staff_client):
    artist = ArtistFactory()
    ProfileFactory(artist=artist, platform="youtube", state="absent", url="")
    LookupFactory(platform="lastfm", kind="audience").artists.add(artist)
    waiting = LookupFactory(
        platform="youtube", kind="search", state="queued", message="YouTube search is spent.", answered_at=None
    )
    waiting.artists.add(artist)
    page = panel_of(staff_client, artist, "evidence")
    for words in ("Asked, and not there", "Listeners and plays", "YouTube search is spent.", "due "):
        assert words in page
    assert "Not asked yet" in page and page.count("No match yet") == 1  # Last.fm was asked and named nobody


def test_evidence_moves_by_itself_while_somebody_is_asked(staff_client):
    artist = ArtistFactory()
    lookup = LookupFactory(platform="lastfm", kind="audience", state="queued", answered_at=None)
    lookup.artists.add(artist)
    assert 'hx-trigger="every 5s' in panel_of(staff_client, artist, "evidence")
    Lookup.objects.update(state="found")
    page = panel_of(staff_client, artist, "evidence", renewed=1)
    assert "every 5s" not in page and "All questions are answered." in page


def test_alike_questions_are_one_line(staff_client):
    artist = ArtistFactory()
    for credit in CreditFactory.create_batch(12, artist=artist):
        LookupFactory(recording=credit.recording)
    page = panel_of(staff_client, artist, "evidence")
    assert page.count("Who made the recording") == 1 and "× 12" in page


def test_accepting_a_candidate_makes_it_the_artists(staff_client, owner, reassessed):
    candidate = CandidateFactory()
    reply, _ = do(staff_client, "decide", candidate, same="1")
    candidate.refresh_from_db()
    assert (candidate.state, candidate.decided_by) == ("accepted", owner)
    assert candidate.artist.youtube_channel_id == candidate.external_id
    assert reassessed == [candidate.artist_id] and reply.url.endswith("#evidence")


def test_an_identity_of_another_lead_is_not_given_twice(staff_client, reassessed):
    ArtistFactory(name="Ferry", spotify_id="4abc")
    candidate = CandidateFactory(platform="spotify", external_id="4abc")
    _, told = do(staff_client, "decide", candidate, same="1")
    candidate.refresh_from_db()
    assert told == "This Spotify identity already belongs to the lead “Ferry”."
    assert candidate.state == "open" and not reassessed


# --- Recordings, YouTube, contacts, timeline --------------------------------------------------------------------------


def test_recordings_show_credits_roles_and_conflicts(staff_client):
    credit = CreditFactory(recording__conflicting=True, recording__alternatives=[{"title": "Another song"}])
    CreditFactory(recording=credit.recording, artist__name="Guest", role="featured", position=1)
    ReleaseFactory().artists.add(credit.artist)
    page = panel_of(staff_client, credit.artist, "recordings")
    for words in ("Guest", "(featured)", "Conflicting", "Another song", "Example Trio Records", "2026 Example Trio"):
        assert words in page


def test_youtubes_figures_stand_apart_from_our_finding(staff_client):
    artist = ArtistFactory(youtube_channel_id="UCx", youtube_subscribers=1240)
    ProfileFactory(artist=artist, platform="youtube", data={"title": "Example Trio"})
    for weeks in (1, 2):
        day = timezone.localdate() - timedelta(weeks=weeks)
        Snapshot.objects.create(artist=artist, platform="youtube", metric="subscribers", day=day, value=1200)
    page = page_of(staff_client, artist).content.decode()
    assert "YouTube&#x27;s own figures" in page or "YouTube's own figures" in page
    assert "1,240" in page and "Prism's, not YouTube's" in page and "Show as a table" in page


def test_hidden_subscribers_are_unknown_not_none(staff_client):
    artist = ArtistFactory(youtube_channel_id="UCx")
    ProfileFactory(artist=artist, platform="youtube", data={"hidden_subscribers": True})
    assert "Hidden by the channel" in page_of(staff_client, artist).content.decode()


def test_only_web_addresses_become_links(staff_client):
    contact = ContactFactory(kind="website", value="javascript:alert(1)")
    page = page_of(staff_client, contact.artist).content.decode()
    assert "javascript:alert(1)" in page and 'href="javascript' not in page


def test_the_flag_is_set_and_lifted_with_its_reason(staff_client):
    artist = ArtistFactory()
    do(staff_client, "flag", artist, flag="1", reason="Asked by e-mail.")
    artist.refresh_from_db()
    assert artist.do_not_contact
    assert "Asked by e-mail." in page_of(staff_client, artist).content.decode()
    do(staff_client, "flag", artist, flag="0", reason="Rang us.")
    artist.refresh_from_db()
    assert not artist.do_not_contact and Activity.objects.count() == 2


def test_the_timeline_joins_notes_and_scores_newest_first(staff_client):
    artist = ArtistFactory()
    do(staff_client, "note", artist, note="Rang, no answer.")
    ScoreChange.objects.create(
        artist=artist, at=timezone.now(), old_total="61.0", new_total="78.4", old_tier="B", new_tier="A",
        because="New answers",
    )  # fmt: skip
    page = bare(panel_of(staff_client, artist, "timeline"))
    assert page.index("61.0 to 78.4 (+17.4), tier B to A") < page.index("Rang, no answer.")


def test_an_empty_note_gets_its_sentence(staff_client):
    assert do(staff_client, "note", ArtistFactory(), note=" ")[1] == "The note is empty."


# --- Details ----------------------------------------------------------------------------------------------------------


def test_owner_and_follow_up_change_through_the_timeline(staff_client, owner):
    artist = ArtistFactory()
    day = timezone.localdate() + timedelta(days=3)
    address = reverse("admin:leads_artist_change", args=[artist.pk])
    assert staff_client.post(address, {"owner": owner.pk, "follow_up_on": day.isoformat()}).status_code == 302
    artist.refresh_from_db()
    assert (artist.owner, artist.follow_up_on) == (owner, day)
    assert set(Activity.objects.get().changes) == {"owner", "follow_up_on"}


def test_a_follow_up_in_the_past_is_refused_at_its_field(staff_client):
    artist = ArtistFactory()
    address = reverse("admin:leads_artist_change", args=[artist.pk])
    assert (
        "The follow-up day is in the past."
        in staff_client.post(address, {"owner": "", "follow_up_on": "2020-01-01"}).content.decode()
    )


def test_saving_never_writes_over_what_machines_found_meanwhile(staff_client, owner):
    artist = ArtistFactory(listeners=10)
    address = reverse("admin:leads_artist_change", args=[artist.pk])
    staff_client.post(address, {"owner": owner.pk, "follow_up_on": "", "listeners": "99", "name": "Mine"})
    artist.refresh_from_db()
    assert (artist.listeners, artist.owner) == (10, owner) and artist.name != "Mine"


# --- Who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["note", "flag", "tell", "status", "ask"])
def test_who_may_only_look_cannot(viewer_client, verb):
    artist = ArtistFactory()
    page = page_of(viewer_client, artist).content.decode()
    address = reverse(f"admin:leads_artist_{verb}", args=[artist.pk])
    assert address not in page
    assert viewer_client.post(address, {"note": "x", "field": "note", "value-note": "x"}).status_code == 403
    assert not Activity.objects.exists() and not Statement.objects.exists()


def test_who_may_only_look_does_not_decide(viewer_client):
    candidate = CandidateFactory()
    assert "Same artist" not in panel_of(viewer_client, candidate.artist, "evidence")
    assert do(viewer_client, "decide", candidate, same="1")[0].status_code == 403


def test_a_panel_needs_the_right_to_look(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("stranger", is_staff=True))
    address = reverse("admin:leads_artist_panel", args=[ArtistFactory().pk, "evidence"])
    assert client.get(address).status_code == 403


def test_the_page_asks_a_fixed_number_of_questions(staff_client, django_assert_max_num_queries):
    artist = ArtistFactory()
    ContactFactory.create_batch(2, artist=artist)
    page_of(staff_client, artist)
    with django_assert_max_num_queries(30) as few:
        page_of(staff_client, artist)
    asked = len(few)
    CreditFactory.create_batch(10, artist=artist)
    with django_assert_max_num_queries(asked):
        page_of(staff_client, artist)
