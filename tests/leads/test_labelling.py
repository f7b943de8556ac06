import pytest

from leads.gather import Known
from leads.labelling import NO_LABEL, clues_of, unsettled
from leads.models import Artist, Label, Release
from scoring.labels import LabelBook

BOOK = LabelBook([("Big Major", "major", "Universal Music Group"), ("Kindred Sounds", "indie", "")])
LABEL, OWNER, TOP = "11111111-label", "22222222-owner", "33333333-top"
TODAY = "2026-11-01"


def known(*releases, labels=(), **artist):
    artist = Artist(**{"pk": 1, "name": "Tide Ōtaki", "mbid": "me", "spotify_id": "Me"} | artist)
    return Known(artist, releases=list(releases), labels={label.mbid: label for label in labels})


def release(name=None, id=None, **values):
    named = {"labels": [{"id": id, "name": name}]} if name else {}
    return Release(**{"mbid": "a-release", "title": "Gravel", "date": TODAY, "fetched_at": None} | named | values)


def label(mbid, name, owners=(), distributors=(), ties=()):
    named = [{"id": id, "name": text} for id, text in owners]
    through = [{"id": None, "name": text} for text in distributors]
    return Label(mbid=mbid, name=name, owners=named, distributors=through, ties=list(ties))


def tie(kind, artist="me", ended=False):
    return {"type": kind, "artist_id": artist, "artist": "Tide Ōtaki", "ended": ended}


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
        (label(LABEL, "Slow Paddock", ties=[tie("recording contract")]), "indie_label"),
        (label(LABEL, "Slow Paddock", ties=[tie("personal label", "someone else")]), "indie_label"),
        (label(LABEL, "Slow Paddock", ties=[tie("personal label", ended=True)]), "indie_label"),
        (label(LABEL, ""), "unknown"),
    ],
    ids=["nobody's", "a major's by distribution", "own", "founded", "a contract", "another's", "long ago", "gone"],
)
def test_what_was_looked_up_tells_whose_the_label_is(found, kind):
    assert kinds(known(release("Slow Paddock", LABEL), labels=[found])) == [kind]


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
