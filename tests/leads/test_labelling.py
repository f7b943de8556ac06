from datetime import UTC, date, datetime

import pytest

from leads.gather import Known
from leads.labelling import NO_LABEL, clues_of, unsettled
from leads.models import Artist, Label, Release
from scoring.labels import LabelBook

BOOK = LabelBook(
    [
        ("Big Major", "major", "Universal Music Group"),
        ("Kindred Sounds", "indie", ""),
        ("Harbour Tapes", "major", "Warner Music Group", date(2006, 1, 1), date(2009, 12, 31)),
        ("Harbour Tapes", "indie", "", date(2010, 1, 1), None),
    ]
)
LABEL, OWNER, TOP = "11111111-label", "22222222-owner", "33333333-top"
TODAY = "2026-11-01"


def known(*releases, labels=(), **artist):
    artist = Artist(**{"pk": 1, "name": "Tide Ōtaki", "mbid": "me", "spotify_id": "Me"} | artist)
    return Known(artist, releases=list(releases), labels={label.mbid: label for label in labels})


def release(name=None, id=None, **values):
    named = {"labels": [{"id": id, "name": name}]} if name else {}
    return Release(**{"mbid": "a-release", "title": "Gravel", "date": TODAY, "fetched_at": None} | named | values)


def label(mbid, name, owners=(), distributors=(), ties=(), read=None):
    named = [{"id": id, "name": text} for id, text in owners]
    through = [{"id": None, "name": text} for text in distributors]
    return Label(mbid=mbid, name=name, owners=named, distributors=through, ties=list(ties), fetched_at=read)


def tie(kind, artist="me", ended=False, **dates):
    return {"type": kind, "artist_id": artist, "artist": "Tide Ōtaki", "ended": ended, **dates}


def kinds(given):
    return [str(clue.kind) for clue in clues_of(given, BOOK)[0]]


# --- Which labels have to be looked up --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "id"),
    [("Big Major", LABEL), ("Kindred Sounds", LABEL), ("Tide Otaki Records", LABEL), ("[no label]", NO_LABEL)],
    ids=["a family's major", "a family's indie", "the artist's own name", "no label"],
)
def test_a_label_that_the_families_or_the_name_settle_is_not_looked_up(name, id):
    assert unsettled(known(release(name, id)), BOOK) == []


def test_a_label_nobody_knows_is_looked_up_once():
    assert unsettled(known(release("Slow Paddock", LABEL), release("Slow Paddock", LABEL)), BOOK) == [LABEL]


def test_a_label_without_an_id_cannot_be_looked_up():
    assert unsettled(known(release("Slow Paddock")), BOOK) == []


def test_owners_are_walked_up_until_one_is_known():
    slow = label(LABEL, "Slow Paddock", owners=[(OWNER, "Grey Group")])
    grey = label(OWNER, "Grey Group", owners=[(TOP, "Big Major")])
    one = release("Slow Paddock", LABEL)
    assert unsettled(known(one), BOOK) == [LABEL]
    assert unsettled(known(one, labels=[slow]), BOOK) == [OWNER]
    assert unsettled(known(one, labels=[slow, grey]), BOOK) == []
    assert kinds(known(one, labels=[slow, grey])) == ["major"]


def test_labels_that_own_each_other_do_not_turn_for_ever():
    one = label(LABEL, "Slow Paddock", owners=[(OWNER, "Grey Group")])
    other = label(OWNER, "Grey Group", owners=[(LABEL, "Slow Paddock")])
    given = known(release("Slow Paddock", LABEL), labels=[one, other])
    assert unsettled(given, BOOK) == []
    assert kinds(given) == ["indie_label"]


# --- What a label says ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (label(LABEL, "Slow Paddock"), "indie_label"),
        (label(LABEL, "Slow Paddock", distributors=["Big Major"]), "major_distributed"),
        (label(LABEL, "Slow Paddock", ties=[tie("personal label")]), "self_released"),
        (label(LABEL, "Slow Paddock", ties=[tie("label founder")]), "self_released"),
        (label(LABEL, "Slow Paddock", ties=[tie("personal label", ended=True, end="2026")]), "self_released"),
        (label(LABEL, "Slow Paddock", ties=[tie("personal label", ended=True, end="2025-12")]), "indie_label"),
        (label(LABEL, "Slow Paddock", ties=[tie("recording contract")]), "indie_label"),
        (label(LABEL, "Slow Paddock", ties=[tie("personal label", "someone else")]), "indie_label"),
        (label(LABEL, "Slow Paddock", ties=[tie("personal label", ended=True)]), "indie_label"),
        (label(LABEL, ""), "unknown"),
    ],
    ids=[
        *("nobody's", "a major's by distribution", "own", "founded", "own that year", "own until then", "a contract"),
        *("another's", "long ago", "gone"),
    ],
)
def test_what_was_looked_up_tells_whose_the_label_is(found, kind):
    assert set(kinds(known(release("Slow Paddock", LABEL), labels=[found]))) == {kind}


def test_a_release_is_read_as_of_its_day():
    given = known(release("Harbour Tapes", date="2007"), release("Harbour Tapes", date="2012"))
    assert kinds(given) == ["major", "indie_label"]


def test_whether_a_label_is_to_be_looked_up_depends_on_the_day():
    before = release("Harbour Tapes", LABEL, date="2005-06-01")
    assert unsettled(known(before), BOOK) == [LABEL]
    assert unsettled(known(release("Harbour Tapes", LABEL, date="2007")), BOOK) == []


# --- What ties an artist and a label ----------------------------------------------------------------------------------

READ = datetime(2026, 11, 20, 1, tzinfo=UTC)
PADDOCK = "“Slow Paddock” belongs to no major, as far as MusicBrainz knows"


def told(*ties, owners=(), on=None, **more):
    """(kind, day, words) of the ties with a label, nothing of the releases there."""
    row = label(LABEL, "Slow Paddock", ties=ties, read=READ, owners=owners)
    clues, _ = clues_of(known(on or release("Slow Paddock", LABEL), labels=[row], **more), BOOK)
    return [(str(clue.kind), clue.day, clue.because) for clue in clues if "/label/" in (clue.source.url or "")]


@pytest.mark.parametrize(
    ("relation", "kind", "day", "words"),
    [
        (
            tie("personal label", begin="2015"),
            *("self_released", "2026-11-20", "“Slow Paddock” is the artist's personal label since 2015"),
        ),
        (tie("personal label"), "self_released", "2026-11-20", "“Slow Paddock” is the artist's personal label"),
        (
            tie("label founder", begin="2015-03"),
            "self_released",
            "2015-03",
            "The artist founded “Slow Paddock” in Mar 2015",
        ),
        (tie("label founder"), "self_released", None, "The artist founded “Slow Paddock”"),
        (
            tie("recording contract", begin="2018"),
            *("indie_label", "2026-11-20", f"Recording contract with “Slow Paddock” since 2018: {PADDOCK}"),
        ),
        (tie("recording contract"), "indie_label", None, f"Recording contract with “Slow Paddock”: {PADDOCK}"),
        (
            tie("recording contract", begin="2018", end="2021-06-30", ended=True),
            *("indie_label", "2021-06-30", f"Recording contract with “Slow Paddock”, 2018 to 30 Jun 2021: {PADDOCK}"),
        ),
        (
            tie("recording contract", end="2021", ended=True),
            *("indie_label", "2021", f"Recording contract with “Slow Paddock”, until 2021: {PADDOCK}"),
        ),
        (
            tie("recording contract", begin="2018", ended=True),
            *("indie_label", "2018", f"Recording contract with “Slow Paddock”, from 2018 on, ended since: {PADDOCK}"),
        ),
        (
            tie("recording contract", ended=True),
            *("indie_label", None, f"Recording contract with “Slow Paddock”, ended: {PADDOCK}"),
        ),
        (
            tie("recording contract", begin="2018", end="2020"),
            *("indie_label", "2020", f"Recording contract with “Slow Paddock”, 2018 to 2020: {PADDOCK}"),
        ),
        (
            tie("recording contract", begin="2025", end="2027"),
            *("indie_label", "2026-11-20", f"Recording contract with “Slow Paddock”, 2025 to 2027: {PADDOCK}"),
        ),
    ],
    ids=[
        *("own", "own, undated", "founded", "founded, undated", "contract", "contract, undated", "contract, over"),
        *("over, end known", "over, begin known", "over, undated", "over by its end", "over next year"),
    ],
)
def test_a_tie_speaks_for_its_time(relation, kind, day, words):
    assert told(relation) == [(kind, day, words)]


@pytest.mark.parametrize(
    "relation",
    [
        tie("personal label", ended=True),
        tie("label founder", ended=True, begin="2015", end="2019"),
        tie("personal label", end="2019"),
        tie("recording contract", begin="2027-01"),
        tie("recording contract", artist="someone else"),
        tie("personal publisher"),
    ],
    ids=["own once", "founded once", "own until then", "not yet", "another's", "publisher"],
)
def test_some_ties_say_nothing_of_today(relation):
    assert told(relation) == []


def test_ties_of_an_artist_without_an_id_are_nobodys():
    assert told(tie("personal label", artist=None), mbid=None) == []


def test_a_contract_with_a_majors_label_is_the_majors():
    found = told(tie("recording contract", begin="2018"), owners=[(OWNER, "Big Major")])
    words = "Recording contract with “Slow Paddock” since 2018: “Slow Paddock” hangs together with Big Major"
    assert found == [("major", "2026-11-20", words)]


def test_a_contract_is_read_as_of_its_end():
    relation = tie("recording contract", begin="2005", end="2008", ended=True)
    assert [kind for kind, *_ in told(relation, owners=[(OWNER, "Harbour Tapes")])] == ["major"]


def test_the_owner_of_the_releases_label_may_be_the_artists_own():
    imprint = label(LABEL, "Slow Paddock", owners=[(OWNER, "Grey Group")], read=READ)
    group = label(OWNER, "Grey Group", ties=[tie("personal label", begin="2015")], read=READ)
    clues, _ = clues_of(known(release("Slow Paddock", LABEL), labels=[imprint, group]), BOOK)
    assert "“Grey Group” is the artist's personal label since 2015" in [clue.because for clue in clues]


def test_a_label_looked_up_for_somebody_else_says_nothing():
    """Whoever is looked at in the same go: what counts does not depend on company."""
    theirs = label(LABEL, "Slow Paddock", ties=[tie("personal label")], read=READ)
    assert kinds(known(release("Tide Ōtaki"), labels=[theirs])) == ["self_released"]


def test_ties_on_an_album_by_many_count():
    album = release("Slow Paddock", LABEL, credited=["various"])
    assert [kind for kind, *_ in told(tie("personal label"), on=album)] == ["self_released"]


def test_ties_stored_before_dates_were_kept_still_count():
    assert [kind for kind, *_ in told(tie("personal label"))] == ["self_released"]


def test_an_album_by_many_says_nothing_of_one_of_them():
    mine, theirs = release("Tide Ōtaki", credited=["me"]), release("Big Major", credited=["various"])
    assert kinds(known(theirs, mine)) == ["self_released"]


@pytest.mark.parametrize("credited", [["me"], ["Me", "other"], None, []], ids=["MBID", "Spotify", "unread", "nobody"])
def test_a_release_counts_unless_it_is_known_to_be_somebody_elses(credited):
    assert kinds(known(release("Big Major", credited=credited))) == ["major"]


def test_a_promotion_counts_only_where_nothing_else_came_out():
    promotion, proper = release("Tide Ōtaki", official=False), release("Big Major")
    assert kinds(known(promotion)) == ["self_released"]
    assert kinds(known(promotion, proper)) == ["major"]


@pytest.mark.parametrize(
    ("given", "note"),
    [
        (known(release(labels=None)), "The labels of the releases have not been read yet"),
        (known(release(labels=[], copyrights=[])), "The releases name no label"),
        (known(), ""),
    ],
    ids=["unread", "read, and none", "no release"],
)
def test_without_a_clue_it_says_why(given, note):
    assert clues_of(given, BOOK) == ((), note)
