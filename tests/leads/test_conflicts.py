"""Where sources say different things: all of them are kept, and nobody is believed by rank."""

import pytest

from leads.gather import Hint
from leads.models import Label, Recording, Release, Statement, UploadRow
from scoring.facts import ArtistFacts, State
from scoring.rules import assess
from scoring.rules.words import said
from tests.factories import UploadFactory
from tests.leads.knowing import AREA, LIES, MB, NOW, facts, known, row, stated
from tests.leads.test_assess import rescore, tide
from tests.scoring.facts import POLICY, TODAY

BORN = {"begin_area": {"id": "apia", "name": "Apia"}}
WHERE = LIES | {"apia": ("WS", "Apia, Samoa")}
NZ = {MB: {"country": "NZ"}}
OWN = "UC" + "o" * 22
OTHER = "UC" + "x" * 22


def against(fact):
    return [said(source) for source in fact.against]


def platforms(fact):
    return [source.platform for source in fact.sources]


# --- Where they live --------------------------------------------------------------------------------------------------

COUNTRIES = {
    "MusicBrainz and a spreadsheet": (
        known(NZ, hints=[row(country="Australia")]),
        "MusicBrainz says New Zealand, spring.csv says Australia",
    ),
    "the area and a spreadsheet": (
        known({MB: AREA}, hints=[row(country="AU")]),
        "MusicBrainz says New Zealand, spring.csv says Australia",
    ),
    "two spreadsheets": (
        known(hints=[row("b.csv", country="NZ"), row("a.csv", country="AU")]),
        "b.csv says New Zealand, a.csv says Australia",
    ),
    "three voices": (
        known(NZ, hints=[row("b.csv", country="AU"), row("a.csv", country="WS")]),
        "MusicBrainz says New Zealand, b.csv says Australia, a.csv says Samoa",
    ),
    "the same file twice": (
        known(NZ, hints=[row(country="AU"), row(country="Australia"), row(country="NZ")]),
        "MusicBrainz says New Zealand, spring.csv says Australia, spring.csv says New Zealand",
    ),
}


@pytest.mark.parametrize(("given", "note"), COUNTRIES.values(), ids=COUNTRIES)
def test_sources_of_today_that_disagree_are_a_conflict_in_words(given, note):
    fact = facts(given, countries=WHERE).country
    assert (fact.state, fact.value, fact.note) == (State.CONFLICTING, None, note)


def test_a_conflict_earns_nothing_and_shows_both_sources():
    found = facts(known(NZ, hints=[row(country="AU")]))
    line = assess(found, POLICY, TODAY).components[-1]
    assert (line.component, line.state, line.points) == ("geography", "conflicting", 0)
    assert [source.to_json() for source in line.sources] == [
        {"platform": "musicbrainz", "value": "NZ", "as_of": "2026-11-23T01:00:00+13:00"},
        {"platform": "upload", "value": "AU", "as_of": "2026-11-01", "name": "spring.csv"},
    ]


def test_those_who_agree_are_all_named_and_copies_of_a_spreadsheet_once():
    fact = facts(known(NZ, hints=[row("b.csv", country="NZ"), row("a.csv", country="nz")])).country
    assert (fact.value, platforms(fact), fact.against) == ("NZ", [MB, "upload"], ())


def test_staff_settle_a_conflict_and_the_others_stay_beside_it():
    given = known(NZ, hints=[row(country="AU")], statements=[stated("country", "ws")])
    fact = facts(given).country
    assert (fact.value, platforms(fact)) == ("WS", ["staff"])
    assert against(fact) == ["New Zealand (MusicBrainz, 23 Nov 2026)", "Australia (spring.csv, 1 Nov 2026)"]


@pytest.mark.parametrize(
    ("kind", "words"), [("Person", "Born in Apia"), ("Group", "Founded in Apia"), ("", "Began in Apia")]
)
def test_a_birthplace_only_speaks_against_where_they_live(kind, words):
    fact = facts(known({MB: {"country": "NZ"} | BORN}, kind=kind), countries=WHERE).country
    assert (fact.state, fact.value) == (State.KNOWN, "NZ")
    assert against(fact) == [f"{words}, Samoa (MusicBrainz, 23 Nov 2026)"]


def test_a_birthplace_in_the_same_country_speaks_against_nothing():
    assert facts(known({MB: {"country": "WS"} | BORN}), countries=WHERE).country.against == ()


def test_an_area_speaks_against_a_country_of_the_same_source():
    fact = facts(known({MB: {"country": "AU"} | AREA}), countries=LIES).country
    assert against(fact)[0] == "Ōtaki, Wellington, New Zealand (MusicBrainz, 23 Nov 2026)"


def test_a_birthplace_alone_is_said_to_be_one():
    fact = facts(known({MB: BORN}, kind="Person"), countries=WHERE).country
    assert (fact.value, fact.sources[0].value) == ("WS", "Born in Apia, Samoa")


@pytest.mark.django_db
def test_a_conflict_leaves_the_columns_empty_until_somebody_settles_it():
    artist = tide("NZ")
    cell = {"position": 9, "row": 9, "outcome": "new", "hints": {"country": "Australia"}}
    UploadRow.objects.create(upload=UploadFactory(), recording=artist.recordings.get(), **cell)
    (lead,) = rescore(artist)
    assert (lead.country, lead.country_source, lead.region) == (None, "", "unknown")
    assert lead.geographic_score is None and lead.score_ceiling > lead.total_score
    Statement.objects.create(artist=artist, field="country", value="AU")
    (lead,) = rescore(artist)
    assert (lead.country, lead.country_source, lead.region) == ("AU", "staff", "australia")


# --- Genre ------------------------------------------------------------------------------------------------------------

GENRES = {
    "nobody shares it": (
        known({MB: {"genres": ["folk"]}, "lastfm": {"genres": ["shoegaze", "indie"]}}),
        "folk", [MB], ["shoegaze, indie (Last.fm, 23 Nov 2026)"],
    ),
    "somebody shares it": (
        known({MB: {"genres": ["folk"]}, "lastfm": {"genres": ["indie", "Folk"]}, "spotify": {"genres": ["pop"]}}),
        "folk", [MB, "lastfm"], [],
    ),
    "spreadsheets, each word once": (
        known(hints=[row(genre="Folk"), row(genre="folk"), row("a.csv", genre="Metal")]),
        "Folk", ["upload"], ["Metal (a.csv, 1 Nov 2026)"],
    ),
    "staff": (
        known({MB: {"genres": ["folk"]}}, statements=[stated("genre", "waiata")]),
        "waiata", ["staff"], ["folk (MusicBrainz, 23 Nov 2026)"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("given", "genre", "sources", "others"), GENRES.values(), ids=GENRES)
def test_genres_are_many_and_no_conflict(given, genre, sources, others):
    fact = facts(given).genre
    assert (fact.state, fact.value, platforms(fact), against(fact)) == (State.KNOWN, genre, sources, others)


# --- Publisher --------------------------------------------------------------------------------------------------------


def publishes(name, mbid="l1"):
    tie = {"type": "personal publisher", "artist_id": "tide", "ended": False}
    return {mbid: Label(mbid=mbid, name=name, ties=[tie], fetched_at=NOW)}


PUBLISHERS = {
    "both name the same": (
        known(hints=[row(publisher="TUI Songs")], labels=publishes("Tui Songs")), "known", "Tui Songs",
    ),
    "two names": (
        known(hints=[row(publisher="Moa Music")], labels=publishes("Tui Songs")),
        "conflicting", "spring.csv says Moa Music, MusicBrainz says Tui Songs",
    ),
    "none against a name": (
        known(hints=[row(publisher="None")], labels=publishes("Tui Songs")),
        "conflicting", "spring.csv says there is none, MusicBrainz says Tui Songs",
    ),
    "two rows": (
        known(hints=[row(publisher="None"), row(publisher="Moa Music")]),
        "conflicting", "spring.csv says there is none, spring.csv says Moa Music",
    ),
    "two publishers": (
        known(hints=[row(publisher="Moa Music"), row(publisher="Tui Songs"), row(publisher="moa music")]),
        "known", "Moa Music, Tui Songs",
    ),
    "a cell that says nothing": (known(hints=[row(publisher="n/a")]), "unknown", None),
    "only MusicBrainz": (known(labels=publishes("Tui Songs")), "known", "Tui Songs"),
    "a label without a name": (known(labels=publishes("")), "unknown", None),
}  # fmt: skip


@pytest.mark.parametrize(("given", "state", "words"), PUBLISHERS.values(), ids=PUBLISHERS)
def test_a_publisher_is_conflicting_where_two_kinds_of_source_share_no_name(given, state, words):
    fact = facts(given).publisher
    assert (fact.state, fact.note or fact.value) == (state, words)


def test_staff_say_there_is_no_publisher_whatever_others_say():
    given = known(labels=publishes("Tui Songs"), hints=[row(publisher="none")], statements=[stated("publisher", "")])
    fact = facts(given).publisher
    assert (fact.state, against(fact)) == (State.ABSENT, ["Tui Songs (MusicBrainz, 23 Nov 2026)"])


# --- Latest release, presence, audience -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "others"),
    [("2026-11-02", ["A release of 2 Nov 2026 (MusicBrainz)"]), ("2026-10", []), ("2020", [])],
    ids=["later", "perhaps the same", "earlier"],
)
def test_only_a_later_release_speaks_against_staff(date, others):
    given = known(releases=[Release(mbid="r", date=date)], statements=[stated("last_release", "2026-10")])
    fact = facts(given).last_release
    assert (fact.value, against(fact)) == (["2026-10-01", "month"], others)


def test_the_newest_wins_and_says_where_it_stands():
    given = known(
        {MB: {}, "spotify": {}},
        releases=[Release(mbid="r", date="2026-09-14"), Release(spotify_id="s", date="2026-10-30", fetched_at=NOW)],
        recordings=[Recording(mbid="rec", first_release="2026")],
    )
    newest = facts(known({MB: {}}, recordings=[Recording(mbid="rec", first_release="2026")])).last_release.sources[0]
    assert newest.url == "https://musicbrainz.org/recording/rec"
    fact = facts(given).last_release
    assert (fact.value, fact.against) == (["2026-01-01", "year"], ())
    given.recordings = []
    fact = facts(given).last_release
    assert (fact.value, fact.sources[0].url) == (["2026-10-30", "day"], "https://open.spotify.com/album/s")


@pytest.mark.parametrize(
    ("state", "others"),
    [
        ("found", []),
        ("absent", ["Asked, and not there (Spotify, 23 Nov 2026)"]),
        ("missed", ["Not found there once (Spotify, 23 Nov 2026)"]),
        ("conflicting", ["Several identities fit (Spotify, 23 Nov 2026)"]),
    ],
)
def test_a_platforms_own_answer_speaks_against_a_link(state, others):
    fact = facts(known({"spotify": {"state": state}}, spotify_id="4Tide")).spotify
    assert (fact.state, fact.value, against(fact)) == (State.KNOWN, "4Tide", others)
    assert platforms(fact) == ["spotify" if state == "found" else MB]


def test_a_second_channel_that_is_linked_speaks_against_the_first():
    links = [
        {"type": "youtube", "url": f"https://www.youtube.com/channel/{OWN}"},
        {"type": "youtube", "url": f"https://www.youtube.com/channel/{OTHER}"},
        {"type": "youtube music", "url": "https://music.youtube.com/channel/UC" + "t" * 22},
    ]
    given = known(
        {MB: {"links": links, "links_at": NOW.isoformat()}, "youtube": {}},
        youtube_channel_id=OWN,
        hints=[row(links={"youtube": f"https://youtube.com/channel/{OTHER}"})],
    )
    fact = facts(given).youtube
    assert (fact.state, fact.value) == (State.KNOWN, OWN)
    assert against(fact) == [f"Links channel {OTHER} (MusicBrainz, 23 Nov 2026)"]


def test_a_person_who_confirmed_an_identity_is_its_first_source():
    profile = {"external_id": OWN, "confirmed_by_id": 7}
    given = known({"youtube": profile}, youtube_channel_id=OWN, statements=[stated("youtube_channel", OWN)])
    assert platforms(facts(given).youtube) == ["staff", "youtube"]


def test_figures_of_two_platforms_are_no_conflict_and_a_shared_page_is_told():
    both = facts(known({"spotify": {"followers": 7}, "lastfm": {"listeners": 90_000}})).audience
    assert (both.state, both.value, both.against) == (State.KNOWN, 7, ())
    shared = facts(known({"lastfm": {"listeners": 90_000, "shared_page": True}})).audience
    assert against(shared) == ["Several artists of this name share one page (Last.fm, 23 Nov 2026)"]


# --- All of it reaches the lines of the score -------------------------------------------------------------------------


def test_each_line_tells_what_speaks_against_it():
    given = known(
        {
            MB: {"country": "NZ", "links_at": NOW.isoformat()} | BORN,
            "spotify": {"state": "missed"},
            "lastfm": {"listeners": 9000, "shared_page": True},
            "youtube": {"subscribers": 900},
        },
        spotify_id="4Tide",
        youtube_channel_id=OWN,
        kind="Person",
        statements=[stated("publisher", ""), stated("last_release", "2024")],
        labels=publishes("Tui Songs"),
        releases=[Release(mbid="r", date="2026-09-14")],
    )
    lines = {line.component: line.to_json() for line in assess(facts(given, countries=WHERE), POLICY, TODAY).components}
    told = {name: line["against"] for name, line in lines.items() if "against" in line}
    assert told == {
        "missing_platforms": ["Not found there once (Spotify, 23 Nov 2026)"],
        "no_publishing": ["Tui Songs (MusicBrainz, 23 Nov 2026)"],
        "recent_activity": ["A release of 14 Sep 2026 (MusicBrainz, 23 Nov 2026)"],
        "youtube_opportunity": ["Several artists of this name share one page (Last.fm, 23 Nov 2026)"],
        "geography": ["Born in Apia, Samoa (MusicBrainz, 23 Nov 2026)"],
    }


def test_counter_evidence_survives_storing():
    found = facts(known(NZ, hints=[Hint("b.csv", "2026-11-01", {"genre": "Metal"})], kind="Person"))
    assert ArtistFacts.from_json(found.to_json()) == found


# --- Evidence that agrees ---------------------------------------------------------------------------------------------

RELEASE = {"mbid": "r", "date": "2026-09-14", "labels": [{"id": None, "name": "Tide Records"}]}
AGREEING = {
    "country": {"hints": [row(country="NZ")]},
    "genre": {"hints": [row(genre="Folk")]},
    "publisher": {"hints": [row(publisher="tui songs")]},
    "label": {"hints": [row(label="Tide Records")]},
    "a staff statement": {"statements": [stated("country", "NZ"), stated("publisher", "Tui Songs")]},
    "a second release": {"releases": [Release(**RELEASE), Release(**RELEASE | {"mbid": "r2"})]},
    "a copyright line": {
        "releases": [
            Release(**RELEASE),
            Release(spotify_id="s", date="2026-09-14", copyrights=[{"kind": "P", "text": "2026 Tide"}]),
        ]
    },
    "a recording of the day": {"recordings": [Recording(mbid="rec", first_release="2026-09-14")]},
}


@pytest.mark.parametrize("more", AGREEING.values(), ids=AGREEING)
def test_evidence_that_agrees_never_lowers_coverage(more):
    profiles = {MB: {"country": "NZ", "genres": ["folk"], "links_at": NOW.isoformat()}, "lastfm": {"listeners": 9000}}
    held = {"releases": [Release(**RELEASE)], "labels": publishes("Tui Songs"), "spotify_id": "4Tide"}
    before, after = (assess(facts(known(profiles, **given)), POLICY, TODAY).settled() for given in (held, held | more))
    assert after.coverage >= before.coverage > 60
    assert after.total_score == before.total_score
