"""Platforms answer in any order, and what is made of their answers is the same."""

import random
from datetime import UTC, datetime

import pytest
from django.db import transaction

from enrichment.channel import service_of
from enrichment.findings import (
    AlbumFinding,
    ArtistFinding,
    AudienceFinding,
    ChannelFinding,
    CopyrightLine,
    CreditFinding,
    LabelFinding,
    LabelHit,
    LabelTie,
    LinkFinding,
    Page,
    RecordingFinding,
    ReleaseFinding,
    ReleaseHit,
    UploadsFinding,
)
from enrichment.learn import LEARN
from leads.evidence import Circumstances, facts_of
from leads.gather import gather
from scoring.models import LabelFamily
from scoring.rules import assess
from tests.factories import ArtistFactory, CreditFactory, RecordingFactory
from tests.scoring.facts import POLICY, TODAY

pytestmark = pytest.mark.django_db

CODE, CHANNEL, SPOTIFY = "NZEXA2600001", "UCown0000000000000000000", "4TideOtakiArtistId0000"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MB, LINK = "musicbrainz", "769085a1-c2f7-4c24-a532-2375a77693bd"


def page(*items):
    return Page(items, len(items), 0, len(items))


def answers(artist, chance):
    """(platform, kind, subject, what came). Those of one list need the one before, all others come as they like."""
    credit, hit = CreditFinding("Tide Ōtaki", "tide", 0), ReleaseHit("r", "Gravel", "2026-09-14", "album")
    code = RecordingFinding("song", "Gravel", (CODE,), (credit,), first_release="2026-09-14", releases=(hit,))
    track = RecordingFinding(
        "track", "Gravel", (CODE,), (CreditFinding("The Tides", SPOTIFY, 0),),
        releases=(ReleaseHit("album", "Gravel", "2026-10-02"),),
    )  # fmt: skip
    label = LabelFinding("l", "Kelp", ties=(LabelTie("personal publisher", "t", "tide", "Tide Ōtaki"),))
    links = [
        LinkFinding("tide", LINK, "youtube", f"https://www.youtube.com/channel/{CHANNEL}"),
        LinkFinding("tide", LINK, "free streaming", f"https://open.spotify.com/artist/{SPOTIFY}"),
        LinkFinding("tide", LINK, "free streaming", "https://www.deezer.com/artist/1"),
    ]
    about = ArtistFinding("tide", "Tide Ōtaki", aliases=("The Tides",), country="NZ", genres=("folk",))
    lines = (CopyrightLine("2026 Warner Music NZ", "P"),)
    return [
        [
            (MB, "recording", CODE, page(code)),
            (MB, "release", "r", page(ReleaseFinding("r", "Gravel", "2026-09-14", labels=(LabelHit("Kelp", "l"),)))),
            (MB, "label", "l", label),
        ],
        [("lastfm", "audience", str(artist.pk), AudienceFinding("The Tides", None, 9000, 80_000, ("indie",), ""))],
        [
            ("youtube", "channel", CHANNEL, page(ChannelFinding(CHANNEL, "Tide", subscribers=900, videos=9))),
            ("youtube", "uploads", "UUown", UploadsFinding("UUown", (("v", NOW),))),
        ],
        [  # Spotify's code is planned only when MusicBrainz has told its names and links
            *chance.sample([(MB, "artist", "tide", page(about)), (MB, "links", "tide", page(*links))], 2),
            ("spotify", "isrc", CODE, (track,)),
            ("spotify", "album", "album", AlbumFinding("album", "Gravel", "2026-10-02", "album", lines)),
        ],
    ]  # fmt: skip


def shuffled(stories, chance):
    """One answer after the other, each from any of the stories that has one left."""
    stories = [list(story) for story in stories]
    while stories := [story for story in stories if story]:
        yield chance.choice(stories).pop(0)


def learned_in(order, lookup):
    """What is known of the artist when the answers came in this order. Nothing of it stays."""
    with transaction.atomic():
        artist = ArtistFactory(name="Tide Ōtaki", mbid="tide", known=None)
        recording = RecordingFactory(isrc=CODE, title="", first_release="")
        CreditFactory(artist=artist, recording=recording)
        chance = random.Random(order)
        for platform, kind, subject, answer in shuffled(answers(artist, chance), chance):
            of_code = recording if subject == CODE else None
            LEARN[platform, kind]([lookup(platform, kind, subject, artist, recording=of_code)], answer, NOW)
        (known,) = gather([artist.pk]).values()
        facts = facts_of(known, Circumstances(NOW, LabelFamily.objects.book(), service_of=service_of))
        columns = {name: getattr(known.artist, name) for name in ("listeners", "youtube_subscribers", "spotify_id")}
        transaction.set_rollback(True)
    return facts, columns, assess(facts, POLICY, TODAY).to_json()


def test_answers_in_any_order_make_the_same_facts_and_the_same_score(lookup):
    first = learned_in(0, lookup)
    for order in range(1, 25):
        facts, columns, breakdown = learned_in(order, lookup)
        assert facts == first[0], order
        assert (columns, breakdown) == first[1:], order


def test_there_is_something_to_be_learned(lookup):
    facts, columns, _ = learned_in(0, lookup)
    assert columns == {"listeners": 9000, "youtube_subscribers": 900, "spotify_id": SPOTIFY}
    assert facts.audience.value == 9000 and len(facts.audience_history) == 2
    assert (facts.country.value, facts.publisher.value, facts.last_release.value[0]) == ("NZ", "Kelp", "2026-10-02")
    assert len(facts.clues) >= 2 and facts.subscribers.is_known and facts.links_read.is_known
