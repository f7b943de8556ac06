"""What every question is called."""

import pytest

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


def test_every_question_has_words_of_its_own():
    assert all(kind.title for kind in KINDS)
    assert len({kind.cause for kind in KINDS}) == len(KINDS)
