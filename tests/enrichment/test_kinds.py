"""What every question is called."""

import pytest

from enrichment import ask
from enrichment.kinds import KIND, KINDS


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        (("youtube", "channel"), "YouTube: the channel's figures"),
        (("musicbrainz", "release"), "MusicBrainz: releases and their labels"),
        (("lastfm", "audience"), "Last.fm: listeners and plays"),
    ],
    ids=lambda value: value if isinstance(value, str) else "/".join(value),
)
def test_an_answer_names_its_platform_and_question(kind, cause):
    assert KIND[kind].cause == cause


def test_what_is_asked_elsewhere_by_itself_is_looked_up_there():
    assert {name for name, kind in KIND.items() if kind.alone} == ask.ALONE.keys()
    artist = KIND["musicbrainz", "artist"]
    assert (artist.asked_at(1), artist.asked_at(2)) == ("artist_lookup", "artist_search")
    assert KIND["musicbrainz", "release"].asked_at(1) == "release_search"


def test_every_question_has_words_of_its_own():
    assert all(kind.title for kind in KINDS)
    assert len({kind.cause for kind in KINDS}) == len(KINDS)
