"""How a score reads on the list and on the lead's page, and what could raise it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from enrichment import quotas
from enrichment.models import Quota
from scoring.facts import Clue, Fact, Kind
from tests.desk.doors import page_of, words_of
from tests.factories import ArtistFactory, CreditFactory, LookupFactory, facts, source

pytestmark = pytest.mark.django_db
LIST = reverse("admin:leads_artist_changelist")
# 52 and 72 percent of the score rest on facts.
LITTLE, ENOUGH = facts(country=None), facts()


def text_of(reply):
    """The page without its tags, as one reads it."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", reply.content.decode())).split())


# --- One number, or a band --------------------------------------------------------------------------------------------


def test_a_score_that_rests_on_too_little_reads_as_a_band(staff_client):
    artist = ArtistFactory(known=LITTLE, country=None)
    for reply in (staff_client.get(LIST), page_of(staff_client, artist)):
        page = words_of(reply)
        assert '<span aria-hidden="true">51–100</span><span class="dk-hidden">between 51 and 100</span>' in page
        assert "52%" in page
    assert "Why 51–100" in text_of(reply) and "51.8 now; all unknowns in favour: 100.0 (A)." in text_of(reply)


def test_a_score_that_rests_on_enough_is_one_number_with_its_ceiling(staff_client):
    artist = ArtistFactory(known=ENOUGH)
    assert "A 71.8 72% known , 71.8 now, up to 100.0" in text_of(staff_client.get(LIST))
    page = text_of(page_of(staff_client, artist))
    assert "Why 71.8" in page and "71.8 now, up to 100.0" in page and "between" not in page


def test_coverage_stands_beside_every_tier_also_where_all_is_known(staff_client):
    whole = facts(publisher="Tui Songs", youtube=Fact.absent(source("youtube")), audience_history=GROWN)
    ArtistFactory(known=whole)
    assert "100% known" in text_of(staff_client.get(LIST))


GROWN = (("2026-10-01", "lastfm_listeners", 5000), ("2026-11-20", "lastfm_listeners", 5321))


def test_a_pinned_tier_stands_beside_the_machines(staff_client):
    artist = ArtistFactory(known=LITTLE, country=None, pinned_tier="D", pinned_reason="Split up.")
    page = words_of(staff_client.get(LIST))
    assert '<span class="dk-tier dk-tier-D">D</span>' in page and "pinned over B" in page
    assert "51.8 now · pinned over B" in text_of(page_of(staff_client, artist))
    artist.pinned_until = timezone.localdate() - timedelta(days=1)
    artist.save()
    page = words_of(staff_client.get(LIST))
    assert '<span class="dk-tier dk-tier-B">B</span>' in page and "pinned" not in page


def test_a_pinned_tier_stands_also_where_nothing_is_scored_yet(staff_client):
    ArtistFactory(known=facts(country=None, kind=None, listeners=None, links_read=Fact(), last_release=Fact(),
                              services=()), country=None, pinned_tier="A")  # fmt: skip
    page = words_of(staff_client.get(LIST))
    assert '<span class="dk-tier dk-tier-A">A</span>' in page and "Nothing to score yet" in page


# --- The reasons ------------------------------------------------------------------------------------------------------


def test_each_line_says_what_it_is_of_the_total(staff_client):
    page = text_of(page_of(staff_client, ArtistFactory(known=facts(kind="indie_label"))))
    assert "Independence weighs 40% 25.0 of 40" in page
    assert "25 of 40 25.0 of 40.0" in page and "15 of 15 7.1 of 7.1" in page
    assert "Unknown of 10 up to 4.7" in page


def test_what_speaks_against_a_line_and_how_sure_the_verdict_is_are_said(staff_client):
    artist = ArtistFactory()
    artist.breakdown["independence"] |= {"confidence": "low", "confidence_because": "One undated clue"}
    artist.breakdown["components"][0]["against"] = ["Spotify names a label"]
    artist.breakdown["components"][-1]["against"] = ["spring.csv says Australia"]
    artist.save()
    page = text_of(page_of(staff_client, artist))
    assert "Confidence low: One undated clue." in page
    assert "Against it: Spotify names a label" in page and "Against it: spring.csv says Australia" in page


def test_clues_that_contradict_each_other_say_so_and_only_a_person_or_time_settles_it(staff_client):
    clues = tuple(
        Clue(Kind(kind), f"A {kind} release", source(platform), "2026-03-01")
        for kind, platform in (("indie_label", "musicbrainz"), ("major", "spotify"))
    )
    page = text_of(page_of(staff_client, CreditFactory(artist__known=facts(clues=clues)).artist))
    assert "Conflicting of 40 up to 40.0" in page and "Clues of the same time contradict each other." in page
    assert "Say who releases the music" in page and "Confidence" not in page


def test_a_breakdown_of_older_days_is_shown(staff_client):
    artist = ArtistFactory(known=LITTLE, country=None)
    breakdown = artist.breakdown
    breakdown["independence"] = {"against": ["The P line names somebody else"]}
    for line in breakdown["components"]:
        for key in ("rule", "as_of", "more", "more_because", "against"):
            line.pop(key, None)
    artist.facts = {}
    artist.save()
    page = text_of(page_of(staff_client, artist))
    assert "Against it: The P line names somebody else" in page and "Confidence" not in page
    assert "What would make it an A" in page


# --- What could raise it ----------------------------------------------------------------------------------------------


@pytest.fixture
def keys(settings):
    settings.YOUTUBE_API_KEY = settings.LASTFM_API_KEY = "key"


def test_each_open_line_says_what_would_settle_it(staff_client, keys):
    artist = CreditFactory(artist__known=LITTLE, artist__country=None).artist
    start = quotas.window_start("youtube:search", timezone.now().timestamp())
    Quota.objects.create(bucket="youtube:search", starts=start, used=quotas.cap("youtube:search") - 63)
    page = text_of(page_of(staff_client, artist))
    assert "Ask YouTube: 1 search of today's 63 left." in page and "Ask Last.fm: 1 call." in page
    assert "Region up to +20.0 Nobody has said where the artist lives. Alone enough for an A." in page
    assert "Confirm that there is no publisher" in page and "Ask now" in page


def test_what_is_asked_already_says_so(staff_client, keys):
    artist = CreditFactory(artist__known=ENOUGH).artist
    for platform, kind in (("youtube", "search"), ("lastfm", "audience")):
        LookupFactory(platform=platform, kind=kind, state="queued", answered_at=None).artists.add(artist)
    page = text_of(page_of(staff_client, artist))
    assert "Asked already: waits in line for YouTube." in page and "Ask now" not in page


def test_what_is_known_and_not_earned_is_said_calmly_and_below(staff_client):
    known = facts(country="GB", kind="major", publisher="Tui Songs")
    page = text_of(page_of(staff_client, ArtistFactory(known=known)))
    assert page.index("Known, and not earned") > page.index("What would make it a C")
    assert "No publishing administration: the publishing contract ends +4.7" in page
    assert "Stands as it is: independence, where they live." in page


def test_who_may_only_look_reads_what_would_settle_it_and_has_no_buttons(viewer_client, keys):
    page = text_of(page_of(viewer_client, CreditFactory(artist__known=LITTLE, artist__country=None).artist))
    assert "Ask YouTube: 1 search" in page and "Ask the artist or APRA AMCOS." in page
    assert "Ask now" not in page and "Confirm that there is no publisher" not in page


def test_hostile_reasons_stay_text(staff_client):
    hostile = Fact.unknown("<script>alert(1)</script>")
    page = page_of(staff_client, ArtistFactory(known=facts(publisher=None, last_release=hostile))).content.decode()
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page
