"""What the lead's page says would settle an open line."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from enrichment import quotas
from enrichment.answers import DECIDE, NO_RECORDING, NOT_THERE, Around, way, ways
from enrichment.gate import Closed
from enrichment.models import Lookup, Quota
from enrichment.worth import COULD_SETTLE
from leads.gains import gains
from leads.models import Profile
from scoring.facts import Clue, Fact, Kind
from tests.factories import POLICY, ArtistFactory, CreditFactory, LookupFactory, ProfileFactory, facts, source
from tests.scoring.test_ceiling import facts as random_facts

NOW = datetime(2026, 11, 22, 7, 15, tzinfo=UTC)  # a Sunday, 8:15 pm
SPENT = Closed(0, "search_quota_spent", "YouTube search is spent: 100 of 100 used, resumes 9:00 pm.", "youtube:search")
ALL = {"musicbrainz", "spotify", "youtube", "lastfm"}


@pytest.fixture(autouse=True)
def at_that_time(time_machine):
    time_machine.move_to(NOW, tick=False)


def lookup(platform, kind, state="queued", due_in=0, **others):
    return Lookup(platform=platform, kind=kind, state=state, due_at=NOW + timedelta(seconds=due_in), **others)


def around(*lookups, known=None, profiles=(), **others):
    """Everything switched on, nothing asked yet but these; about an artist whom nobody has looked for on YouTube."""
    identity = {name: others.pop(name) for name in ("mbid", "youtube_channel_id") if name in others}
    asked = {}
    for one in lookups:
        asked.setdefault((one.platform, one.kind), []).append(one)
    given = {
        "artist": ArtistFactory.build(known=known or facts(), **{"mbid": "m1"} | identity),
        "now": NOW,
        "growth_days": 14,
        "on": ALL,
        "shut": {},
        "left": {"youtube:search": 63, "youtube:main": 9936, "spotify:daily": 412},
        "asked": asked,
        "profiles": {profile.platform: profile for profile in profiles},
        "reachable": True,
    }
    return Around(**given | others)


def settling(component, look):
    gain = next(gain for gain in gains(look.artist.breakdown) if gain.component == component)
    return way(gain, look)


SEARCH, OFF = ("youtube", "search"), "Last.fm is not asked: no key is set, or it is switched off."
NOBODY = facts(country=None, kind=None)


@pytest.mark.parametrize(
    ("look", "words", "askable"),
    [
        (around(), "Ask YouTube: 1 search of today's 63 left.", True),
        (around(left={}), "Ask YouTube: 1 search.", True),
        (around(lookup(*SEARCH)), "Asked already: waits in line for YouTube.", False),
        (around(lookup(*SEARCH), shut={"youtube:search": SPENT}), f"Asked already. {SPENT.message}", False),
        (around(lookup(*SEARCH, due_in=3300)), "Asked already: YouTube's turn comes at 9:10 pm.", False),
        (around(lookup(*SEARCH, state="asking")), "YouTube is being asked now.", False),
        (around(shut={"youtube:search": SPENT}), f"{SPENT.message} Asking now puts it in line.", True),
        (around(lookup(*SEARCH, state="failed")), "Ask YouTube again: 1 search of today's 63 left.", True),
        (around(lookup(*SEARCH, state="skipped")), "Ask YouTube again: 1 search of today's 63 left.", True),
        (around(lookup(*SEARCH, state="not_found")), "YouTube answered, and could not tell.", False),
        (around(lookup("youtube", "handle")), "Asked already: waits in line for YouTube.", False),
        (around(on=ALL - {"youtube"}), "YouTube is not asked: no key is set, or it is switched off.", False),
        (around(reachable=False), NO_RECORDING, False),
        (around(profiles=[Profile(platform="youtube", state="conflicting")]), DECIDE, False),
    ],
    ids=["never asked", "no limit", "in line", "in line, spent", "later", "asking", "spent", "failed", "skipped",
         "answered", "by its handle", "off", "no recording", "two identities"],
)  # fmt: skip
def test_a_search_for_a_channel(look, words, askable):
    found = settling("missing_platforms", look)
    assert (found.words, found.askable) == ((words,), askable)


def test_what_a_person_rejected_is_not_looked_for_again():
    found = settling("missing_platforms", around(profiles=[Profile(platform="youtube", state="rejected")]))
    assert (found.words, found.askable) == ((), False) and found.telling.words == "Name the channel"


def looked(day, **others):
    return around(known=facts(audience_history=((day, "lastfm_listeners", 5321),)), **others)


@pytest.mark.parametrize(
    ("look", "words", "askable"),
    [
        (looked("2026-11-20"), "A second look settles it: ask Last.fm again on 4 Dec 2026 or later.", False),
        (looked("2026-11-08"), "Ask Last.fm again: 1 call.", True),
        (looked("2026-11-20", growth_days=2), "Ask Last.fm again: 1 call.", True),
        (looked("2026-11-08", on=ALL - {"lastfm"}), OFF, False),
        (around(), "Ask Last.fm: 1 call.", True),
        (around(lookup("lastfm", "audience")), "Asked already: waits in line for Last.fm.", False),
        (around(lookup("lastfm", "audience", state="not_found")), "Last.fm answered, and could not tell.", False),
    ],
    ids=["one look", "long enough ago", "the policy's days", "off", "no look", "in line", "no page"],
)  # fmt: skip
def test_growth_needs_a_second_look(look, words, askable):
    found = settling("growing_streams", look)
    assert (found.words, found.askable) == ((words,), askable)


def test_spotify_is_asked_a_second_time_by_itself():
    missed = Profile(platform="spotify", state="missed", missed_at=NOW - timedelta(hours=2))
    channel = Fact.known("UC", source("youtube"))
    look = around(
        lookup("spotify", "isrc", "not_found"), known=facts(spotify=Fact(), youtube=channel), profiles=[missed]
    )
    assert settling("missing_platforms", look).words == (
        "A second look settles it: Prism asks Spotify again by itself after 6:15 pm on Mon 23 Nov.",
    )


def test_what_only_a_person_can_tell():
    found = settling("no_publishing", around())
    assert (found.words, found.askable) == ((), False)
    assert (found.telling.field, found.telling.words) == ("publisher", "Confirm that there is no publisher")


@pytest.mark.parametrize(
    ("look", "words"),
    [
        (around(known=NOBODY), "Ask MusicBrainz: 1 call."),
        (around(lookup("musicbrainz", "artist", "found"), known=NOBODY), "MusicBrainz answered, and could not tell."),
        (around(known=NOBODY, mbid=None), NOT_THERE),
    ],
    ids=["never asked", "answered", "not known there"],
)  # fmt: skip
def test_where_they_live(look, words):
    assert settling("geography", look).words == (words,)


def test_labels_are_asked_for_at_spotify_while_nobody_could_place_one():
    look = around(lookup("musicbrainz", "release", "found"), known=NOBODY)
    assert settling("independence", look).words == ("Ask Spotify: 1 call of today's 412 left.",)


def test_labels_that_nobody_could_place_are_told_and_left_to_a_person():
    unplaced = (Clue(Kind.UNKNOWN, "Nobody knows Tui Records", source("musicbrainz"), "2026-03-01"),)
    look = around(lookup("spotify", "album", "found"), known=facts(clues=unplaced), on={"spotify"})
    found = settling("independence", look)
    assert (found.words, found.askable) == (("Spotify answered, and could not tell.",), False)


def test_a_contradiction_is_not_settled_by_asking_the_same_again():
    look = around(lookup("spotify", "isrc", "found"), known=NOBODY)
    gain = replace(settling("independence", look).gain, state="conflicting")
    found = way(gain, look)
    assert (found.words, found.askable) == (("Spotify answered, and could not tell.",), False) and found.telling


def test_recency_alone_is_worth_no_call():
    found = settling("recent_activity", around(known=facts(last_release=Fact())))
    assert (found.words, found.askable) == ((), False) and found.telling.field == "last_release"


def channel(**figures):
    given = {"youtube": Fact.known("UC", source("youtube")), "listeners": None}
    return around(known=facts(**given | figures), youtube_channel_id="UC")


def test_a_channel_that_is_known_is_asked_for_its_figures_and_not_looked_for():
    found = settling("youtube_opportunity", channel())
    assert found.words == ("Ask YouTube: 1 unit of today's 9,936 left.", "Ask Last.fm: 1 call.")
    assert found.telling is None


def test_figures_past_their_date_are_asked_for_again():
    known = facts(youtube=Fact.known("UC"), subscribers=Fact.stale(), upload_frequency=Fact.known("active"))
    look = around(lookup("youtube", "channel", "found"), known=known, youtube_channel_id="UC")
    assert settling("youtube_opportunity", look).words == ("Ask YouTube again: 1 unit of today's 9,936 left.",)


def test_a_better_finding_waits_for_the_audience_alone():
    figures = {"subscribers": Fact.known(600), "upload_frequency": Fact.known("low")}
    found = settling("youtube_opportunity", channel(**figures))
    assert (found.words, str(found.gain.points)) == (("Ask Last.fm: 1 call.",), "0.9")


def test_every_open_line_of_any_facts_is_told_in_sentences():
    chance = random.Random(5)
    kinds = [*COULD_SETTLE, ("youtube", "videos")]
    for _ in range(300):
        asked = [lookup(*name, state=chance.choice(Lookup.State.values)) for name in chance.sample(kinds, 6)]
        profiles = [
            Profile(platform=name, state=chance.choice(Profile.State.values)) for name in ("spotify", "youtube")
        ]
        look = around(*asked, known=random_facts(chance), profiles=profiles, reachable=chance.random() < 0.9)
        for gain in gains(look.artist.breakdown):
            found = way(gain, look)
            assert all(words.endswith(".") for words in found.words) and len(set(found.words)) == len(found.words)
            assert look.reachable or not found.askable


# --- With rows --------------------------------------------------------------------------------------------------------


@pytest.fixture
def keys(settings):
    settings.YOUTUBE_API_KEY = settings.LASTFM_API_KEY = "key"
    settings.SPOTIFY_CLIENT_ID = settings.SPOTIFY_CLIENT_SECRET = "key"
    settings.YOUTUBE_DAILY_SEARCHES = 100


@pytest.mark.django_db
def test_todays_quota_is_read_off_the_rows(keys):
    artist = CreditFactory().artist
    start = quotas.window_start("youtube:search", NOW.timestamp())
    Quota.objects.create(bucket="youtube:search", starts=start, used=37)
    Quota.objects.create(bucket="youtube:search", starts=start - timedelta(days=1), used=99)
    found = {way.gain.component: way.words for way in ways(artist, POLICY, NOW)}
    assert found["youtube_opportunity"] == ("Ask YouTube: 1 search of today's 63 left.",)


@pytest.mark.django_db
def test_a_spent_quota_says_until_when(keys):
    artist = CreditFactory().artist
    Quota.objects.create(
        bucket="youtube:search", starts=quotas.window_start("youtube:search", NOW.timestamp()), used=100
    )
    LookupFactory(platform="youtube", kind="search", state="queued", answered_at=None).artists.add(artist)
    found = {way.gain.component: way.words for way in ways(artist, POLICY, NOW)}
    assert found["youtube_opportunity"] == (
        "Asked already. YouTube search is spent: 100 of 100 used, resumes 9:00 pm.",
    )


@pytest.mark.django_db
def test_it_asks_a_fixed_number_of_questions(keys, django_assert_max_num_queries):
    artist = CreditFactory().artist
    with django_assert_max_num_queries(8) as few:
        ways(artist, POLICY, timezone.now())
    ProfileFactory(artist=artist)
    for credit in CreditFactory.create_batch(10, artist=artist):
        LookupFactory(recording=credit.recording).artists.add(artist)
    with django_assert_max_num_queries(len(few)):
        ways(artist, POLICY, timezone.now())


@pytest.mark.django_db
def test_who_has_no_score_yet_costs_nothing(django_assert_num_queries):
    artist = ArtistFactory(known=None)
    with django_assert_num_queries(0):
        assert ways(artist, POLICY, NOW) == []
