"""Every fact by what became of the platform that could tell it.

A platform that failed, is off or was never asked leaves a fact unknown, or not offered; only "asked, and not there"
makes it absent.
"""

from datetime import timedelta

import pytest

from leads.models import Release
from scoring.rules import assess
from tests.leads.knowing import MB, NOW, facts, known
from tests.scoring.facts import POLICY, TODAY

STATES = {"K": "known", "A": "absent", "U": "unknown", "C": "conflicting", "S": "stale", "N": "not_offered"}
WHAT_BECAME = (
    "never asked", "failed", "spent", "off", "absent", "missed", "found", "conflicting", "rejected", "expired",
    "deleted",
)  # fmt: skip

# The platform that could tell the fact, what it says when it has the artist, and the state for each of WHAT_BECAME.
TABLE = {
    "country":          (MB, {"country": "NZ"},                                "U U U N U U K U U K U"),
    "links_read":       (MB, {"links_at": NOW.isoformat()},                    "U U U N U U K U U K U"),
    "genre":            ("lastfm", {"genres": ["folk"]},                       "U U U N U U K U U S U"),
    "spotify":          ("spotify", {"track": "Gravel"},                       "U U U N A U K C U K U"),
    "youtube":          ("youtube", {"channel_at": NOW.isoformat()},           "U U U N A U K C U K U"),
    "subscribers":      ("youtube", {"subscribers": 400},                      "U U U N A U K U U S S"),
    "upload_frequency": ("youtube", {"published": [], "uploads_at": NOW.isoformat()}, "U U U N A U K U U S S"),
    "audience":         ("lastfm", {"listeners": 9000},                        "U U U N A U K C U S S"),
    "publisher":        (MB, {},                                               "U U U U U U U U U U U"),
    "last_release":     (MB, {},                                               "U U U N U U U U U U U"),
}  # fmt: skip
CASES = [
    pytest.param(fact, platform, data, became, STATES[letter], id=f"{fact}, {platform} {became}")
    for fact, (platform, data, letters) in TABLE.items()
    for became, letter in zip(WHAT_BECAME, letters.split(), strict=True)
]
# A fact is not offered only where nobody else could tell it either.
OTHERS_OFF = {"genre": (MB, "spotify"), "last_release": ("spotify",)}
SILENT = {"failed": "Given up after 5 attempts.", "spent": "The quota is spent, resumes 9:00 pm."}


def tell(fact, platform, data, became):
    """The facts of an artist of whom the platform said what `became` of it."""
    off = {name: f"{name} is not asked" for name in OTHERS_OFF.get(fact, ())}
    around = {"off": off if became == "off" else {}}
    ids = {"youtube_channel_id": "UCown"} if platform == "youtube" and became in ("found", "expired") else {}
    if became in SILENT:
        around["why"] = {1: {platform: SILENT[became]}}
    elif became == "off":
        around["off"][platform] = f"{platform} is not asked"
    elif became == "deleted":
        around["deleted"] = {1: {platform: "The figures were past their 30 days and were deleted"}}
    if became in ("never asked", *SILENT, "off", "deleted"):
        return facts(known(**ids), **around)
    due = NOW + timedelta(days=-1 if became == "expired" else 1) if platform != MB else None  # MusicBrainz may be kept
    there = became in ("found", "expired")
    profile = {"state": "found" if there else became, "expires_at": due, **(data if there else {})}
    return facts(known({platform: profile}, **ids), **around)


@pytest.mark.parametrize(("fact", "platform", "data", "became", "state"), CASES)
def test_a_fact_is_absent_only_where_somebody_was_asked_and_said_so(fact, platform, data, became, state):
    found = getattr(tell(fact, platform, data, became), fact)
    assert found.state == state
    assert found.note or found.is_known or became not in (*SILENT, "off", "deleted", "expired") or fact == "publisher"
    assert found.value is None or state in ("known", "stale")


@pytest.mark.parametrize("fact", ["country", "links_read", "spotify", "youtube", "subscribers", "audience", "genre"])
@pytest.mark.parametrize("became", SILENT)
def test_what_kept_us_from_knowing_is_said(fact, became):
    platform, data, _ = TABLE[fact]
    assert getattr(tell(fact, platform, data, became), fact).note == SILENT[became]


@pytest.mark.parametrize("became", WHAT_BECAME)
def test_no_fact_but_a_known_or_absent_one_earns_a_point(became):
    for fact, (platform, data, _) in TABLE.items():
        lines = assess(tell(fact, platform, data, became), POLICY, TODAY).components
        assert all(line.state in ("known", "absent") for line in lines if line.points), fact


def test_a_figure_past_its_day_is_kept_with_the_day_it_was_due():
    fact = tell("subscribers", "youtube", {"subscribers": 400}, "expired").subscribers
    assert (fact.value, fact.note) == (400, "YouTube had to be asked again by 22 Nov 2026")
    assert fact.sources[0].as_of == "2026-11-23T01:00:00+13:00"


def test_a_figure_that_had_to_go_says_so_and_why_it_does_not_come_back():
    gone = {1: {"youtube": "The figures were deleted"}}
    found = facts(known(), deleted=gone, why={1: {"youtube:channel": "YouTube has not answered yet"}})
    assert found.subscribers.note == "The figures were deleted; YouTube has not answered yet"
    off = facts(known(), deleted=gone, off={"youtube": "YouTube is not asked"})
    assert (off.subscribers.state, off.subscribers.note) == ("stale", "The figures were deleted; YouTube is not asked")


def test_listeners_stand_in_for_followers_that_are_out_of_date():
    yesterday = NOW - timedelta(days=1)
    spotify = {"followers": 7, "expires_at": yesterday}
    both = facts(known({"spotify": dict(spotify), "lastfm": {"listeners": 900}}))
    assert (both.audience.value, both.audience_source) == (900, "lastfm")
    alone = facts(known({"spotify": dict(spotify)}))
    assert (alone.audience.state, alone.audience.value, alone.audience_source) == ("stale", 7, "spotify")


@pytest.mark.parametrize(
    ("why", "country", "links"),
    [
        ({"musicbrainz:links": "Given up."}, "No source says where the artist lives", "Given up."),
        ({"musicbrainz:area": "Given up."}, "Given up.", "No list of the artist's links has been read"),
        ({"musicbrainz": "Down."}, "Down.", "Down."),
    ],
    ids=["links failed", "area failed", "all of it"],
)
def test_a_silence_explains_only_what_was_asked(why, country, links):
    found = facts(known({MB: {}}), why={1: why})
    assert (found.country.note, found.links_read.note) == (country, links)


# --- Lines of the score that wait for them ----------------------------------------------------------------------------


def line_of(found, component):
    return next(line for line in assess(found, POLICY, TODAY).components if line.component == component)


@pytest.mark.parametrize(
    ("became", "state"),
    [("never asked", "unknown"), ("failed", "unknown"), ("off", "not_offered"), ("expired", "stale")],
)
def test_the_youtube_line_is_in_the_state_of_what_it_waits_for(became, state):
    found = tell("subscribers", "youtube", {"subscribers": 400, "published": []}, became)
    assert line_of(found, "youtube_opportunity").state == state


def test_growth_without_any_figure_is_in_the_state_of_the_audience():
    assert line_of(tell("audience", "lastfm", {}, "off"), "growing_streams").state == "not_offered"
    assert line_of(tell("audience", "lastfm", {"listeners": 9000}, "expired"), "growing_streams").state == "stale"
    assert line_of(tell("audience", "lastfm", {"listeners": 9000}, "found"), "growing_streams").state == "unknown"


@pytest.mark.parametrize(("fetched_at", "state"), [(NOW, "stale"), (None, "unknown")], ids=["deleted", "unread"])
def test_copyright_lines_that_were_deleted_leave_independence_out_of_date(fetched_at, state):
    album = Release(spotify_id="s", date="2026-09-14", fetched_at=fetched_at)
    breakdown = assess(facts(known(releases=[album])), POLICY, TODAY)
    assert (breakdown.components[0].state, breakdown.independence.state) == (state, state)
    assert breakdown.components[0].points == 0
