"""What Last.fm answers, in our words, and how its refusals are understood."""

import inspect
from urllib.parse import parse_qs

import pylast
import pytest

from enrichment.findings import AudienceFinding
from enrichment.platforms.base import Malformed, Misconfigured, PlatformError, RateLimited, TryAgain
from tests.enrichment.platforms import wire

MBID = "aaaaaaaa-0000-4000-8000-000000000001"


def answered(reply, status=200, headers=None):
    adapter = wire.lastfm()
    return adapter, wire.on(adapter, reply, status, headers)


def failed(code, words="No."):
    return f'<?xml version="1.0"?><lfm status="failed"><error code="{code}">{words}</error></lfm>'


def test_one_question_brings_all_we_take():
    adapter, asked = answered(wire.told("lastfm/artist.xml"))
    assert adapter.artist("Example Trio") == AudienceFinding(
        name="Example Trio",
        mbid=MBID,
        listeners=5321,
        playcount=48210,
        tags=("indie", "aotearoa"),
        url="https://www.last.fm/music/Example+Trio",
    )
    form = parse_qs(asked.asked[0].body)
    assert (form["method"], form["artist"], form["autocorrect"]) == (["artist.getInfo"], ["Example Trio"], ["1"])
    assert asked.url == "https://lastfm.example/2.0/"
    assert "tests@example.test" in asked.asked[0].headers["User-Agent"]
    assert [(sent.endpoint, sent.status) for sent in adapter.account.sent] == [("artist_info", 200)]


def test_what_last_fm_does_not_say_is_unknown():
    found = answered(wire.told("lastfm/artist_bare.xml"))[0].artist("Example Trio")
    assert (found.mbid, found.listeners, found.playcount, found.tags, found.url) == (None, None, None, (), None)


def test_without_a_name_the_id_is_asked():
    adapter, asked = answered(wire.told("lastfm/artist.xml"))
    adapter.artist("", MBID)
    assert parse_qs(asked.asked[0].body)["mbid"] == [MBID]


@pytest.mark.parametrize("status", [200, 400, 404])
def test_an_unknown_artist_is_none_whatever_the_http_status(status):
    assert answered(failed(6), status)[0].artist("Nobody") is None


@pytest.mark.parametrize(
    ("status", "body", "kind", "after"),
    [
        (200, failed(8), TryAgain, None),
        (200, failed(11), TryAgain, None),
        (200, failed(16), TryAgain, None),
        (403, failed(10), Misconfigured, None),
        (200, failed(26), Misconfigured, None),
        (200, failed(4), Misconfigured, None),
        (200, failed(29), RateLimited, 60),
        (429, failed(29), RateLimited, 60),
        (429, "<html>", RateLimited, 60),
        (200, failed(3), PlatformError, None),
        (200, failed("zzz"), PlatformError, None),
        (200, failed(6, ""), Malformed, None),
        (500, failed(8), TryAgain, None),
        (503, "<html>", TryAgain, None),
        (404, "<html>", Malformed, None),
        (200, "<html><body>tidy</body></html>", Malformed, None),
        (200, "<!DOCTYPE html><html></html>", Malformed, None),
        (200, '<!DOCTYPE x [<!ENTITY a "aa">]><lfm status="ok">&a;</lfm>', Malformed, None),
        (200, '<lfm status="ok"><artist><na', Malformed, None),
        (200, '<lfm status="ok"><track><artist><name>x</name></artist></track></lfm>', Malformed, None),
        (200, '<lfm status="ok"><artist><name/></artist></lfm>', Malformed, None),
        (200, '<lfm status="failed"/>', Malformed, None),
        (200, "<lfm status='ok'>" + "<a>" * 5000 + "</a>" * 5000 + "</lfm>", Malformed, None),
        (200, "", Malformed, None),
        (200, b"\xff\xfe<", Malformed, None),
        (200, {"error": 6, "message": "x"}, Malformed, None),
    ],
    ids=wire.short,
)
def test_a_refusal_is_one_error_after_one_request(status, body, kind, after):
    adapter, asked = answered(body, status)
    with pytest.raises(PlatformError) as caught:
        adapter.artist("Example Trio")
    assert (type(caught.value), caught.value.after, len(asked.asked)) == (kind, after, 1)
    assert [(sent.endpoint, sent.status) for sent in adapter.account.sent] == [("artist_info", status)]
    assert "SECRETKEY" not in caught.value.sentence


def test_the_library_still_has_the_private_names_we_build_on():
    names = (pylast._Request.__init__, pylast._Request._download_response, pylast._Request._check_response_for_errors)
    assert [list(inspect.signature(name).parameters) for name in names] == [
        ["self", "network", "method_name", "params"],
        ["self"],
        ["self", "response"],
    ]
    assert "self._download_response()" in inspect.getsource(pylast._Request.execute)
