import pytest

from prism import checks


@pytest.fixture
def queue(settings):
    settings.Q_CLUSTER = {"timeout": 60, "retry": 300, "queue_limit": 6, "workers": 6}
    return settings.Q_CLUSTER


@pytest.mark.parametrize(
    ("change", "fine"),
    [
        ({}, True),
        ({"retry": 121}, True),
        ({"retry": 120}, False),
        ({"queue_limit": 24}, False),  # four rounds of waiting, then the task itself
        ({"queue_limit": 24, "retry": 301}, True),
        ({"queue_limit": 7, "retry": 180}, False),
    ],
    ids=str,
)
def test_a_task_is_never_given_out_again_while_it_may_still_run(queue, change, fine):
    queue.update(change)
    assert (checks.queue_outlasts_its_tasks(None) == []) is fine


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("https://api.spotify.com", True),
        ("http://api.spotify.com", False),
        ("http://127.0.0.1:5999", True),
        ("http://localhost:5999", True),
        ("http://localhost.example.test", False),
        ("api.spotify.com", False),
    ],
)
def test_keys_travel_over_https_only(settings, url, fine):
    settings.SPOTIFY_API_URL = url
    assert (checks.platforms_are_asked_over_https(None) == []) is fine


def test_developers_may_ask_anything(settings):
    settings.DEBUG, settings.LASTFM_URL = True, "http://elsewhere.example.test"
    assert checks.platforms_are_asked_over_https(None) == []


def test_half_a_spotify_key_is_an_error(settings):
    settings.SPOTIFY_CLIENT_ID, settings.SPOTIFY_CLIENT_SECRET = "id", ""
    assert [error.id for error in checks.spotify_has_both_halves_of_its_key(None)] == ["prism.E003"]


def test_a_missing_key_is_named_with_the_page_that_gives_one(settings):
    settings.LASTFM_API_KEY = ""
    (warning,) = [one for one in checks.keys_are_there(None) if one.id == "prism.W004"]
    assert "LASTFM_API_KEY" in warning.hint
    assert "https://www.last.fm/api/account/create" in warning.hint


@pytest.mark.parametrize("on", [True, False])
def test_terms_are_named_where_they_matter(settings, on):
    settings.LASTFM_API_KEY = "key" if on else ""
    assert ("prism.I004" in {one.id for one in checks.terms_are_settled(None)}) is on


def test_every_notice_has_an_id_and_a_page_of_its_own():
    notices = [(row[1], row[3]) for row in checks.WANTED] + [(row[0], row[3]) for row in checks.TERMS]
    assert len({id_ for id_, _ in notices}) == len(notices)
    assert all(page.startswith("https://") for _, page in notices)
