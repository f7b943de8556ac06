"""Pages of rows: contract 2.6, on both databases."""

import random
from decimal import Decimal

import pytest
from django.core import signing

from leads.models import Artist
from prism.api import paging
from tests.api.callers import person, token_of
from tests.factories import ArtistFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.trial")]
COLUMNS = ["total_score", "name", "last_release_date", "created_at", "youtube_subscribers", "country", "id"]


@pytest.fixture
def ask(client):
    headers = token_of(person("Analyst"))

    def get(**query):
        answer = client.get("/api/trial", query, headers=headers)
        return answer.json() if answer.status_code == 200 else answer

    return get


@pytest.fixture
def artists():
    """Thirty rows with ties and gaps in every column."""
    chance = random.Random(3)
    made = [ArtistFactory(name=chance.choice(["Ata", "ata", "Ōtaki", "Zeal", "Mā"])) for _ in range(30)]
    for artist in made:
        Artist.objects.filter(pk=artist.pk).update(
            total_score=chance.choice([None, Decimal("12.5"), Decimal("78.8"), Decimal("100.0"), Decimal("9.9")]),
            last_release_date=chance.choice([None, "2026-01-01", "2025-12-31"]),
            youtube_subscribers=chance.choice([None, 0, 5, 2**40]),
            country=chance.choice(["NZ", "AU", ""]),
        )
    return made


def walk(ask, limit=7, **query):
    """The ids of all pages forth, and of all pages back from the last one."""
    pages = [ask(limit=limit, **query)]
    while cursor := pages[-1]["pagination"]["next_cursor"]:
        pages.append(ask(limit=limit, cursor=cursor, **query))
    back = [pages[-1]]
    while cursor := back[-1]["pagination"]["previous_cursor"]:
        back.append(ask(limit=limit, cursor=cursor, **query))
    return [page["ids"] for page in pages], [page["ids"] for page in back[::-1]]


@pytest.mark.parametrize("id_down", [0, 1])
@pytest.mark.parametrize("down", [0, 1])
@pytest.mark.parametrize("by", COLUMNS)
def test_forth_and_back_and_by_offset_are_the_same_rows(ask, artists, by, down, id_down):
    query = {"by": by, "down": down, "id_down": id_down}
    whole = ask(limit=1000, **query)["ids"]
    forth, back = walk(ask, **query)
    assert sum(forth, []) == whole and sorted(whole) == sorted(artist.pk for artist in artists)
    assert sum(back, []) == whole
    assert sum((ask(limit=7, offset=offset, **query)["ids"] for offset in range(0, 35, 7)), []) == whole
    values = [getattr(Artist.objects.get(pk=pk), by) for pk in whole]
    assert None not in values[: len([value for value in values if value is not None])], "nulls come last"


def test_rows_that_come_and_go_neither_repeat_nor_hide_others(ask, artists):
    seen, cursor = [], None
    before = set(ask(limit=1000)["ids"])
    removed = set()
    for turn in range(100):
        page = ask(limit=4, **({"cursor": cursor} if cursor else {}))
        seen += page["ids"]
        ArtistFactory()  # ahead or behind, who knows
        if turn % 2 and page["ids"]:
            removed.add(page["ids"][-1])
            Artist.objects.filter(pk=page["ids"][-1]).delete()  # the very row that the cursor stands on
        cursor = page["pagination"]["next_cursor"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) and before <= set(seen)


def test_what_a_page_tells(ask, artists):
    told = ask(limit=7, offset=14)["pagination"]
    assert told["total"] == 30 and told["page"] == 3 and told["total_pages"] == 5 and told["has_more"] is True
    stepped = ask(limit=7, cursor=told["next_cursor"])["pagination"]
    assert stepped["offset"] is None and stepped["page"] is None and stepped["previous_cursor"]
    assert ask(limit=7, offset=28)["pagination"]["has_more"] is False


@pytest.mark.parametrize("offset", [30, 31, 10_000_000])
def test_past_the_end_is_an_empty_page(ask, artists, offset):
    page = ask(offset=offset)
    assert page["ids"] == [] and page["pagination"]["has_more"] is False and page["pagination"]["next_cursor"] is None


def test_nothing_at_all(ask):
    told = ask()["pagination"]
    assert (told["total"], told["total_pages"], told["has_more"], told["previous_cursor"]) == (0, 0, False, None)


@pytest.mark.parametrize("changed", [{"by": "name"}, {"down": 0}, {"id_down": 1}, {"tier": "A"}, {"offset": 0}])
def test_a_cursor_serves_what_it_was_made_for(ask, artists, changed):
    cursor = ask(limit=7)["pagination"]["next_cursor"]
    assert ask(limit=3, cursor=cursor)["ids"]
    answer = ask(cursor=cursor, **changed)
    assert answer.status_code == 400 and answer.json()["errors"][0]["code"] == "bad_cursor"


def test_an_altered_cursor_is_none(ask, artists):
    cursor = ask(limit=7)["pagination"]["next_cursor"]
    spoiled = [cursor[:-1], cursor + "x", cursor[1:], cursor.replace(":", "."), cursor.swapcase(), "", "x" * 9000]
    spoiled += [signing.dumps(["next", "", 1, 1, "x"]), signing.dumps({"a": 1}, salt=paging.SALT)]
    codes = {one: getattr(ask(limit=7, cursor=one), "status_code", 200) for one in spoiled if one}
    assert set(codes.values()) == {400}, codes
