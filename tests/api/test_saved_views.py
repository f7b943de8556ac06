"""GET /api/saved-views, and where views are made."""

import html
import re

import pytest

from prism.models import SavedView
from tests.api.callers import person
from tests.factories import ArtistFactory

pytestmark = pytest.mark.django_db
FILTERS = {"tier": ["A", "B"], "genre": ["folk, mostly"], "do_not_contact": False, "min_score": 1}


def views(api):
    return api.get("/api/saved-views").json()["saved_views"]


def test_ones_own_and_what_others_share(api, analyst, owner):
    SavedView.objects.create(name="Mine", owner=analyst)
    SavedView.objects.create(name="Theirs", owner=owner)
    SavedView.objects.create(name="Ours", owner=owner, shared=True)
    assert [(view["name"], view["owner"]) for view in views(api)] == [("Mine", "analyst"), ("Ours", "owner")]


def test_the_address_and_the_filters_mean_the_counted_leads(api, analyst):
    for genre in ("folk, mostly", "folk"):
        ArtistFactory(genre=genre)
    SavedView.objects.create(name="Folk", owner=analyst, filters=FILTERS)
    view = views(api)[0]
    assert view["count"] == 1 == len(api.get(view["leads_url"]).json()["leads"])
    assert api.post("/api/export", {"filters": view["filters"]}).json()["count"] == 1
    assert "tier=A,B" in view["leads_url"]


def test_a_view_of_somebody_who_left_counts_nothing(api, analyst):
    SavedView.objects.create(name="Gone", owner=analyst, filters={"owner": "somebody-gone"})
    assert views(api)[0]["count"] is None


def test_a_word_that_is_unknown_is_refused(api):
    assert api.get("/api/saved-views?name=Mine").status_code == 400


# --- Made at the desk -------------------------------------------------------------------------------------------------


LIST, ADD = "/admin/leads/artist/", "/admin/prism/savedview/add/"


@pytest.fixture
def desk(client):
    client.force_login(person("Analyst", "analyst"))
    return client


def save(desk, query, **given):
    return desk.post(ADD, {"name": "New Zealand", "query": query, **given})


def test_a_filtered_list_offers_to_be_saved(desk):
    page = desk.get(LIST, {"tier": "A", "region": "new_zealand", "q": "trio"})
    address = page.context["cl"].save_address
    assert address.startswith(ADD) and "search=trio" in address and address in html.unescape(page.content.decode())
    assert "Tier: A" in desk.get(address).content.decode()
    assert desk.get(LIST).context["cl"].save_address == ""


def test_what_is_saved_is_valid_everywhere_and_leads_back_to_the_list(desk):
    save(desk, "tier=A&region=new_zealand&search=trio&youtube_filter=underperforming&youtube_filter=high_potential")
    view = SavedView.objects.get()
    assert view.owner.username == "analyst" and view.filters == {
        "tier": ["A"], "region": ["new_zealand"], "search": "trio",
        "youtube_opportunity": ["underperforming", "high_potential"],
    }  # fmt: skip
    ArtistFactory(name="Example Trio")
    page = desk.get("/admin/prism/savedview/").content.decode()
    back = html.unescape(re.search(r'href="(/admin/leads/artist/\?[^"]+)"', page)[1])
    assert {"q=trio", "tier=A", "youtube_filter=underperforming"} <= set(back.partition("?")[2].split("&"))
    assert desk.get(back).status_code == 200


def test_a_mix_that_no_other_door_knows_is_not_saved(desk):
    assert "cannot be saved" in save(desk, "youtube_filter=healthy&youtube_filter=no_channel").content.decode()
    assert not SavedView.objects.exists()


def test_one_name_stands_once(desk):
    save(desk, "tier=A"), save(desk, "tier=B")
    assert SavedView.objects.get().filters == {"tier": ["A"]}


def test_what_others_share_is_read_and_not_altered(desk, owner):
    theirs = SavedView.objects.create(name="Theirs", owner=owner, shared=True)
    hidden = SavedView.objects.create(name="Hidden", owner=owner)
    page = f"/admin/prism/savedview/{theirs.pk}/change/"
    assert desk.get(page).status_code == 200 and desk.post(page, {"name": "Mine"}).status_code == 403
    assert desk.get(f"/admin/prism/savedview/{hidden.pk}/change/").status_code == 302
    assert desk.post(f"/admin/prism/savedview/{theirs.pk}/delete/", {"post": "yes"}).status_code == 403


def test_who_may_only_look_saves_nothing(client):
    client.force_login(person("Read-only"))
    assert client.get(LIST, {"tier": "A"}).context["cl"].save_address == ""
    assert client.get("/admin/prism/savedview/").status_code == 200 and client.get(ADD).status_code == 403
