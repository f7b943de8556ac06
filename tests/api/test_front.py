import pytest

from prism.api.urls import ROUTES
from tests.enrichment.pipeline import switch_off, switch_on

pytestmark = pytest.mark.django_db
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/json,text/html;q=0.5", ""])
def test_programs_get_json(anonymous, accept):
    told = anonymous.get("/", accept=accept).json()
    assert (told["service"], told["status"]) == ("Prism Analytics Engine", "operational")
    assert told["core_endpoints"]["get_leads"] == "/api/leads"


def test_browsers_get_a_page_with_the_ways_on(anonymous):
    page = anonymous.get("/", accept=BROWSER)
    assert page["Content-Type"].startswith("text/html") and "Accept" in page["Vary"]
    for link in ("/admin/", "/api/docs", "/api/health"):
        assert f'href="{link}"' in page.content.decode()


def test_integrations_are_told_in_words(anonymous, settings):
    switch_on(settings)
    switch_off(settings, "lastfm", "spotify")
    assert anonymous.get("/").json()["integrations"] == {
        "musicbrainz": "always available", "spotify": "not configured", "lastfm": "optional", "youtube": "configured"
    }  # fmt: skip


def test_a_bad_token_is_refused_even_here(client):
    assert client.get("/", headers={"authorization": "Bearer prism_nope"}).status_code == 401


@pytest.mark.parametrize("path", ["/api", "/api/"])
def test_the_index_names_every_address(api, path):
    told = api.get(path).json()
    assert {one["path"] for one in told["endpoints"].values()} == {f"/api/{route.path}" for route in ROUTES}
    assert told["data_sources"]["lead_scoring"] == "independence 40 %, opportunity 40 %, geography 20 %"
