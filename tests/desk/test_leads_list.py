import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from leads.models import Artist, Profile
from outreach.models import Activity
from tests.factories import ArtistFactory, ContactFactory, CreditFactory, ProfileFactory, UploadFactory, facts

pytestmark = pytest.mark.django_db
LIST = reverse("admin:leads_artist_changelist")


def status_of(artist):
    return reverse("admin:leads_artist_status", args=[artist.pk])


def names(reply):
    return {artist.name for artist in reply.context["cl"].result_list}


def test_it_lists_scored_artists_best_first(staff_client):
    ArtistFactory(name="Weak", country=None, known=facts(country=None, kind=None))
    ArtistFactory(name="Strong")
    ArtistFactory(name="No lead yet", known=None)
    shown = staff_client.get(LIST).context["cl"].result_list
    assert [artist.name for artist in shown] == ["Strong", "Weak"]


@pytest.mark.parametrize(("query", "found"), [
    ("tier=A", {"Best"}),
    ("tier=A&tier=none", {"Best", "Blank"}),
    ("region=australia", {"Aussie"}),
    ("outreach_status=interested", {"Keen"}),
    ("youtube_filter=no_channel", {"Absent"}),
    ("youtube_filter=has_channel", {"Channel"}),
    ("youtube_filter=underperforming&youtube_filter=no_channel", {"Channel", "Absent"}),
    ("tier=A,none", {"Best", "Blank"}),
    ("tier=Z&tier=A", {"Best"}),
    ("min_coverage=75", {"Best"}),
    ("min_coverage=76", {"Best"}),
    ("min_coverage=25&min_coverage=75", set()),
    ("min_coverage=", {"Best", "Blank", "Aussie", "Keen", "Absent", "Channel"}),
    ("min_coverage=words", set()),
    ("tier=Z", set()),
    ("region=%00", set()),
    ("source=x", set()),
    ("source=99999999999999999999", set()),
])  # fmt: skip
def test_it_filters_by(staff_client, query, found):
    partly = facts(kind=None)
    best = facts(publisher="Somebody")
    ArtistFactory(name="Best", known=best)
    ArtistFactory(name="Blank", known=None, scored_at="2026-11-20T00:00Z")
    ArtistFactory(name="Aussie", country="AU", known=facts(country="AU", kind=None))
    ArtistFactory(name="Keen", known=partly, outreach_status="interested")
    ProfileFactory(artist=ArtistFactory(name="Absent", known=partly), platform="youtube", state="absent")
    channel = ArtistFactory(name="Channel", known=partly, youtube_channel_id="UCx", youtube_finding="underperforming")
    ProfileFactory(artist=channel, platform="youtube")
    assert names(staff_client.get(f"{LIST}?{query}")) == found


def test_nobody_is_absent_whom_nobody_looked_for(staff_client):
    ArtistFactory(name="Unasked")
    ProfileFactory(artist=ArtistFactory(name="Absent"), platform="youtube", state=Profile.State.ABSENT)
    assert names(staff_client.get(f"{LIST}?youtube_filter=not_looked_up")) == {"Unasked"}
    page = staff_client.get(LIST).content.decode()
    assert "Not looked up" in page and "None found" in page


@pytest.mark.parametrize("words", ["nga tui", "Ngā Tūī", "NZ-EX1-26-90001", "nzex12690001"])
def test_it_finds_a_lead_however_it_is_written(staff_client, words):
    tui = ArtistFactory(name="Ngā Tūī")
    CreditFactory(artist=tui, recording__isrc="NZEX12690001")
    ArtistFactory(name="Somebody else")
    assert names(staff_client.get(LIST, {"q": words})) == {"Ngā Tūī"}


def test_a_search_without_result_says_what_was_looked_for(staff_client):
    assert "Nothing has “zzzz” in its name, ISRC or id." in staff_client.get(f"{LIST}?q=zzzz").content.decode()


def test_filters_in_force_can_be_taken_away_one_by_one(staff_client):
    reply = staff_client.get(f"{LIST}?tier=A&tier=B&region=australia")
    assert reply.context["cl"].words == [
        ("Tier A", "?tier=B&region=australia"),
        ("Tier B", "?tier=A&region=australia"),
        ("Australia", "?tier=A&tier=B"),
    ]


def test_hostile_names_stay_text(staff_client):
    hostile = "<script>alert(1)</script>"
    ArtistFactory(name=hostile, area=hostile, genre=hostile, disambiguation=hostile)
    page = staff_client.get(LIST).content.decode()
    assert hostile not in page and "&lt;script&gt;alert(1)" in page


def test_it_shows_25_a_page_and_no_total_twice(staff_client):
    ArtistFactory.create_batch(26)
    reply = staff_client.get(LIST)
    assert len(reply.context["cl"].result_list) == 25
    words = " ".join(reply.content.decode().split())
    assert "26 leads" in words and "Show all" not in words


def test_its_queries_do_not_grow_with_its_rows(staff_client, django_assert_max_num_queries):
    def lead():
        artist = ArtistFactory()
        ContactFactory(artist=artist)
        ProfileFactory(artist=artist, platform="youtube", state="absent")

    for _ in range(5):
        lead()
    staff_client.get(LIST)
    with django_assert_max_num_queries(12) as few:
        staff_client.get(LIST)
    asked = len(few)
    for _ in range(20):
        lead()
    with django_assert_max_num_queries(asked):
        assert len(staff_client.get(LIST).context["cl"].result_list) == 25


# --- The status, in its cell ------------------------------------------------------------------------------------------


def test_a_status_is_saved_with_its_activity(staff_client, owner):
    artist = ArtistFactory()
    reply = staff_client.post(status_of(artist), {f"status-{artist.pk}": "contacted", "was": "not_contacted"})
    artist.refresh_from_db()
    act = Activity.objects.get()
    assert (reply.status_code, artist.outreach_status) == (204, "contacted")
    assert (act.old_status, act.new_status, act.author) == ("not_contacted", "contacted", owner)


def test_the_value_of_another_row_is_never_taken(staff_client):
    artist, other = ArtistFactory.create_batch(2)
    staff_client.post(status_of(artist), {f"status-{other.pk}": "converted", f"status-{artist.pk}": "contacted"})
    artist.refresh_from_db()
    assert artist.outreach_status == "contacted"


def test_what_a_colleague_saved_meanwhile_stands(staff_client, django_user_model):
    artist = ArtistFactory(outreach_status="responded")
    colleague = django_user_model.objects.create_user("analyst2")
    Activity.objects.create(
        artist=artist, kind="status", author=colleague, old_status="not_contacted", new_status="responded"
    )
    reply = staff_client.post(status_of(artist), {f"status-{artist.pk}": "contacted", "was": "not_contacted"})
    artist.refresh_from_db()
    assert (reply.status_code, reply["X-Now"], artist.outreach_status) == (409, "responded", "responded")
    assert reply.content.decode().startswith("Not saved: analyst2 changed this to Responded")


def test_who_must_not_be_contacted_is_not(staff_client):
    artist = ArtistFactory(do_not_contact=True, do_not_contact_reason="Asked us to stop.")
    reply = staff_client.post(status_of(artist), {f"status-{artist.pk}": "contacted", "was": "not_contacted"})
    assert reply.status_code == 409 and "Asked us to stop." in reply.content.decode()
    assert not Activity.objects.exists()


def test_an_unknown_status_gets_its_sentence(staff_client):
    artist = ArtistFactory()
    reply = staff_client.post(status_of(artist), {f"status-{artist.pk}": "in love"})
    assert reply.status_code == 400 and "'in love' is no outreach status" in reply.content.decode()


def test_who_may_only_look_sees_words_instead_of_a_choice(viewer_client):
    artist = ArtistFactory(outreach_status="interested")
    page = viewer_client.get(LIST).content.decode()
    assert f'name="status-{artist.pk}"' not in page and "Interested" in page and "Import ISRCs" not in page
    reply = viewer_client.post(status_of(artist), {f"status-{artist.pk}": "contacted"})
    assert reply.status_code == 403 and reply.content.decode().startswith("You can look but not change.")
    assert Artist.objects.get().outreach_status == "interested"


def test_half_a_right_is_none(analyst_client, analyst):
    artist = ArtistFactory()
    analyst.user_permissions.remove(Permission.objects.get(codename="add_activity"))
    assert analyst_client.post(status_of(artist), {f"status-{artist.pk}": "contacted"}).status_code == 403


def test_a_status_is_changed_by_post_with_its_token_only(owner):
    artist = ArtistFactory()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    assert strict.get(status_of(artist)).status_code == 405
    assert strict.post(status_of(artist), {f"status-{artist.pk}": "contacted"}).status_code == 403


def test_when_the_session_is_over_the_page_reloads_instead_of_swallowing_the_login(client):
    reply = client.post(status_of(ArtistFactory()), headers={"HX-Request": "true"})
    assert (reply.status_code, reply["HX-Refresh"]) == (204, "true")


def test_it_shows_the_leads_of_one_upload(staff_client):
    upload = UploadFactory(filename="august.csv")
    CreditFactory(artist=ArtistFactory(name="Named"), recording=upload.cells.get(outcome="new").recording)
    ArtistFactory(name="Not named")
    reply = staff_client.get(f"{LIST}?source={upload.pk}")
    assert names(reply) == {"Named"} and "From august.csv" in reply.content.decode()


def test_of_many_words_the_last_are_told_and_taken_away_together(staff_client):
    query = "source=" + ",".join(map(str, range(1, 1500)))
    words = staff_client.get(f"{LIST}?{query}").context["cl"].words
    assert [label for label, _ in words][-1] == "1479 more" and len(words) == 21
    left = staff_client.get(LIST + words[-1][1]).context["cl"].words
    assert [label for label, _ in left] == [label for label, _ in words[:-1]]
