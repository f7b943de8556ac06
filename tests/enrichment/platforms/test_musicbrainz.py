"""What MusicBrainz answers, in our words, and how its refusals are understood."""

import importlib.util
import inspect
import time
from email.utils import formatdate
from urllib.parse import parse_qs, urlsplit

import musicbrainzngs
import pytest

from enrichment.findings import CreditFinding, LabelHit, LinkFinding, Page, ReleaseHit
from enrichment.platforms.base import Malformed, Misconfigured, PlatformError, RateLimited, Sent, TryAgain
from enrichment.platforms.musicbrainz import SEARCHES, _send_once
from tests.enrichment.platforms import wire

TRIO = "aaaaaaaa-0000-4000-8000-000000000001"
LABEL = "11111111-0000-4000-8000-000000000001"


def answered(reply, **kwargs):
    adapter = wire.musicbrainz()
    return adapter, wire.on(adapter, reply, **kwargs)


def test_many_isrcs_are_one_search():
    adapter, asked = answered(wire.told("musicbrainz/recordings.json"))
    page = adapter.recordings(["NZABC2100001", "NZABC2100002"], offset=100)
    query = parse_qs(urlsplit(asked.url).query)
    assert query["query"] == ["isrc:(NZABC2100001 OR NZABC2100002)"]
    assert (query["limit"], query["offset"], query["fmt"]) == (["100"], ["100"], ["json"])
    assert urlsplit(asked.url).path.rstrip("/") == "/ws/2/recording"
    assert "tests@example.test" in asked.asked[0].headers["User-Agent"]
    assert [(s.endpoint, s.status) for s in adapter.account.take()] == [("recording_search", 200)]
    assert (page.offset, page.taken) == (100, 2)


def test_a_recording_knows_its_credits_and_releases():
    first, second = answered(wire.told("musicbrainz/recordings.json"))[0].recordings(["NZABC2100001"]).items
    assert first.credits == (
        CreditFinding("Example Trio", TRIO, 0),
        CreditFinding("Mere Tāwhai", "aaaaaaaa-0000-4000-8000-000000000002", 1, featured=True),
        CreditFinding("Sefa", "aaaaaaaa-0000-4000-8000-000000000003", 2, featured=True),
    )
    assert first.releases == (
        ReleaseHit("cccccccc-0000-4000-8000-000000000001", "Harbour Light", "2021-03", "single", True),
        ReleaseHit("cccccccc-0000-4000-8000-000000000002", "Tunes of the Year", "2022", "compilation", False),
    )
    assert (first.isrcs, first.length_ms, first.first_release) == (("NZABC2100001",), 201000, "2021-03-19")
    assert second.isrcs == ("NZABC2100001", "NZABC2100002")


def test_a_recording_asked_by_its_isrc_is_filed_under_it():
    page = answered(wire.told("musicbrainz/isrc.json"))[0].recordings_of("NZABC2100001")
    assert [r.isrcs for r in page.items] == [("NZABC2100001",)]
    assert page.next_offset is None


def test_an_artist_carries_both_areas_and_its_tags_by_weight():
    (artist,) = answered(wire.told("musicbrainz/artists.json"))[0].artists([TRIO]).items
    assert (artist.name, artist.kind, artist.country, artist.ended) == ("Example Trio", "Group", "NZ", False)
    assert (artist.area_name, artist.begin_area_name) == ("Dunedin", "Nukuʻalofa")
    assert (artist.aliases, artist.genres) == (("E3",), ("indie pop", "folk"))


def test_a_shared_url_is_a_link_of_each_artist_and_an_ended_one_of_none():
    page = answered(wire.told("musicbrainz/urls.json"))[0].links([TRIO])
    home = ("fe33d22f-c3b0-4d68-bd53-a856badf2b15", "official homepage", "https://sharedhome.example/")
    assert [link.url for link in page.items].count("https://sharedhome.example/") == 2
    assert LinkFinding(TRIO, *home) in page.items
    assert not any("old.example" in link.url for link in page.items)
    assert (page.taken, page.total) == (3, 3)


def test_links_are_searched_by_artist():
    adapter, asked = answered(wire.told("musicbrainz/urls.json"))
    adapter.links([TRIO])
    assert parse_qs(urlsplit(asked.url).query)["query"] == [f"targetid:({TRIO}) AND targettype:artist"]


def test_a_release_names_its_labels():
    (release,) = answered(wire.told("musicbrainz/releases.json"))[0].releases([TRIO]).items
    assert release.labels == (
        LabelHit("[no label]", "157afde4-4bf5-4039-8ad2-5a15acc85176"),
        LabelHit("Tūī Street Records", LABEL),
    )
    assert (release.kind, release.country, release.artist_ids) == ("single", "NZ", (TRIO,))


def test_an_area_knows_its_codes_and_the_area_above_it():
    city, region, country = answered(wire.told("musicbrainz/areas.json"))[0].areas([TRIO]).items
    assert (city.country, city.parent_name) == (None, "Otago")
    assert (region.country, region.subdivision) == ("NZ", "NZ-OTA")
    assert (country.country, country.parent_id) == ("TO", None)


def test_an_artist_looked_up_brings_the_links_and_the_codes_of_the_places():
    adapter, asked = answered(wire.told("musicbrainz/artist.json"))
    artist = adapter.artist_with_links(TRIO)
    assert (artist.name, artist.country, artist.aliases, artist.genres) == (
        "Example Trio", None, ("E3",), ("indie pop", "folk")
    )  # fmt: skip
    youtube = "6a540e5b-58c6-4192-b6ba-dbc71ec8fcf0"
    assert artist.links == (LinkFinding(TRIO, youtube, "youtube", "https://www.youtube.com/@exampletrio"),)
    assert [(place.id, place.country) for place in artist.places] == [(artist.area_id, "NZ")]
    assert urlsplit(asked.url).path == f"/ws/2/artist/{TRIO}"
    assert parse_qs(urlsplit(asked.url).query)["inc"] == ["aliases tags url-rels"]
    assert [(s.endpoint, s.status) for s in adapter.account.take()] == [("artist_lookup", 200)]


def test_a_search_says_nothing_of_links():
    (artist,) = answered(wire.told("musicbrainz/artists.json"))[0].artists([TRIO]).items
    assert (artist.links, artist.places) == (None, ())


def test_an_area_looked_up_brings_the_codes_of_the_one_above():
    adapter, asked = answered(wire.told("musicbrainz/area.json"))
    city = adapter.area_with_parent(TRIO)
    assert (city.country, city.parent_name, city.parent.country, city.parent.subdivision) == (
        None, "Otago", "NZ", "NZ-OTA"
    )  # fmt: skip
    assert city.parent_id == city.parent.id
    assert parse_qs(urlsplit(asked.url).query)["inc"] == ["area-rels"]
    searched, *_ = answered(wire.told("musicbrainz/areas.json"))[0].areas([TRIO]).items
    assert searched.parent_id and searched.parent is None


@pytest.mark.parametrize("ask", ["artist_with_links", "area_with_parent", "label"])
def test_what_was_merged_into_another_keeps_the_id_it_was_asked_by(ask):
    found = getattr(answered({"id": LABEL, "name": "The other"})[0], ask)(TRIO)
    assert (found.id, found.name) == (TRIO, "The other")


def test_a_label_knows_who_owns_it_today():
    label = answered(wire.told("musicbrainz/label.json"))[0].label(LABEL)
    assert [owner.name for owner in label.owners] == ["Parent Music", "Harbour Group", "Tūī Street Music"]
    assert [distributor.name for distributor in label.distributors] == ["Southern Freight"]
    assert [(tie.type, tie.artist_name, tie.ended) for tie in label.ties] == [
        ("personal label", "Example Trio", False),
        ("recording contract", "Sefa", True),
    ]


def test_more_hits_than_a_page_are_asked_for_from_the_next_offset():
    adapter, _ = answered({"count": "250", "offset": 0, "recordings": [{"id": "x"}, 7, None]})
    page = adapter.recordings(["NZABC2100001"])
    assert (len(page.items), page.taken, page.next_offset) == (1, 3, 3)


@pytest.mark.parametrize("ids", [[], ["not an id"], ['x" OR arid:*']], ids=["none", "no id", "Lucene"])
def test_nothing_but_ids_becomes_part_of_a_query(ids):
    adapter, asked = answered({})
    assert adapter.artists(ids) == Page()
    assert asked.asked == []


@pytest.mark.parametrize("ask", ["artist_with_links", "area_with_parent", "label"])
@pytest.mark.parametrize("word", ["", "not an id", f"{TRIO}/x?y"], ids=["none", "no id", "a path"])
def test_nothing_but_an_id_is_looked_up(ask, word):
    adapter, asked = answered({"name": "Anybody"})
    assert getattr(adapter, ask)(word) is None
    assert asked.asked == []


def test_what_is_not_there_is_none_or_an_empty_page():
    adapter, _ = answered({"error": "Not Found", "help": "https://musicbrainz.example"}, status=404)
    assert adapter.label(LABEL) is None
    assert adapter.artist_with_links(TRIO) is None and adapter.area_with_parent(TRIO) is None
    assert adapter.recordings_of("NZABC2100001") == Page()


@pytest.mark.parametrize(
    ("status", "body", "headers", "error", "after"),
    [
        (503, "<error/>", {}, RateLimited, None),
        (503, "", {"Retry-After": "7"}, RateLimited, 7),
        (429, "", {"Retry-After": "3600"}, RateLimited, 3600),
        (503, "", {"Retry-After": "9" * 12}, RateLimited, 7 * 24 * 3600),
        (503, "", {"Retry-After": "soon"}, RateLimited, None),
        (500, "", {}, TryAgain, None),
        (502, "<html>", {}, TryAgain, None),
        (403, "", {}, Misconfigured, None),
        (400, {"error": "Invalid mbid."}, {}, PlatformError, None),
        (404, "<html>gone</html>", {}, Malformed, None),
        (301, "", {"Location": "http://["}, Malformed, None),
        (200, "<html>", {}, Malformed, None),
        (200, "", {}, Malformed, None),
        (200, '{"count": 1, "recordi', {}, Malformed, None),
        (200, "[]", {}, Malformed, None),
        (200, {"error": "no list"}, {}, Malformed, None),
        (200, {"count": 2, "recordings": [None, {"title": "x"}]}, {}, Malformed, None),
        (200, "[" * 100_000, {}, Malformed, None),
        (200, b"\xff\xfe", {}, Malformed, None),
        (200, b" " * (8 * 2**20 + 1), {}, Malformed, None),
    ],
    ids=wire.short,
)
def test_a_refusal_is_one_error_after_one_request(status, body, headers, error, after):
    adapter, asked = answered(body, status=status, headers=headers)
    with pytest.raises(PlatformError) as caught:
        adapter.recordings(["NZABC2100001"])
    assert type(caught.value) is error
    assert (caught.value.after, len(asked.asked)) == (after, 1)
    assert adapter.account.sent == [Sent("recording_search", status, adapter.account.sent[0].seconds)]


def test_the_window_counts_when_retry_after_says_at_once():
    reset = str(int(time.time()) + 100)
    adapter, _ = answered("", status=503, headers={"Retry-After": "0", "X-RateLimit-Reset": reset})
    with pytest.raises(RateLimited) as caught:
        adapter.recordings(["NZABC2100001"])
    assert 90 < caught.value.after <= 100


def test_a_retry_after_may_be_a_date():
    adapter, _ = answered("", status=503, headers={"Retry-After": formatdate(time.time() + 100, usegmt=True)})
    with pytest.raises(RateLimited) as caught:
        adapter.recordings(["NZABC2100001"])
    assert 90 < caught.value.after <= 100


def test_two_adapters_ask_their_own_servers():
    first, asked_first = answered(wire.told("musicbrainz/artists.json"))
    second = type(first)("http://127.0.0.1:1/mirror", "tests@example.test", "1.0")
    wire.on(second, {})
    first.artists([TRIO])
    assert asked_first.url.startswith("https://musicbrainz.example/ws/2/artist")


def test_others_in_this_process_keep_the_librarys_own_reader(monkeypatch):
    monkeypatch.setattr("enrichment.platforms.musicbrainz._own_reader", lambda opener, req, body: b'{"own": true}')
    answered(wire.told("musicbrainz/artists.json"))[0].artists([TRIO])
    assert musicbrainzngs.search_artists(query="x") == {"own": True}


def test_the_library_still_has_the_private_names_we_replace():
    spec = importlib.util.find_spec("musicbrainzngs.musicbrainz")
    fresh = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fresh)
    assert list(inspect.signature(fresh._safe_read).parameters)[:3] == ["opener", "req", "body"]
    assert list(inspect.signature(_send_once).parameters) == ["opener", "req", "body"]
    assert "_safe_read(opener, req, body)" in inspect.getsource(fresh)
    assert list(inspect.signature(fresh._rate_limit.__call__).parameters) == ["self", "args", "kwargs"]
    request = inspect.signature(musicbrainzngs.musicbrainz._mb_request.fun)
    assert list(request.parameters)[:1] == ["path"] and "args" in request.parameters
    assert all({"query", "limit", "offset"} <= set(inspect.signature(ask).parameters) for ask in SEARCHES.values())
