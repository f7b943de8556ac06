"""The order in which findings arrive never changes what is made of them."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from leads.evidence import Circumstances, facts_of
from leads.gather import gather
from leads.models import (
    Artist,
    Credit,
    Label,
    Profile,
    Recording,
    Release,
    Snapshot,
    Statement,
    Upload,
    UploadRow,
)
from scoring.models import LabelFamily
from scoring.rules import assess
from tests.scoring.facts import POLICY, TODAY

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=400)
OWN = "UC" + "o" * 22
NAMES = ("Harbour", "Low Tide", "Gravel", "Salt", "Kelp", "Drift")
UPLOADS = {
    f"{name}.csv": NOW - timedelta(days=days) for name, days in (("spring", 20), ("autumn", 200), ("winter", 20))
}
HINTS = [
    {"country": "AU", "genre": "Metal", "label": "Tide Records", "publisher": "Moa Music"},
    {"country": "NZ", "genre": "Folk", "label": "Warner Music NZ", "publisher": "none"},
    {
        "country": "nz",
        "genre": "folk",
        "p_line": "2026 Tide",
        "links": {"spotify": "https://open.spotify.com/artist/4"},
    },
    {"label": "Tide Records", "c_line": "2026 Tide"},
]


def rows():
    """What is known of one artist as functions, each of which writes one row with all that it needs."""
    return [*_profiles(), *_releases(), *_recordings(), *_labels(), *_statements(), *_snapshots()]


def _profiles():
    told = {
        "musicbrainz": {
            "country": "NZ", "artist_at": NOW.isoformat(), "links_at": NOW.isoformat(), "genres": ["folk", "waiata"],
            "begin_area": {"id": "apia", "name": "Apia"}, "services": ["deezer"],
            "links": [{"type": "youtube", "url": "https://www.youtube.com/channel/UC" + "x" * 22}],
        },
        "spotify": {"genres": ["shoegaze"]},
        "lastfm": {"listeners": 9000, "genres": ["indie"], "shared_page": True},
        "youtube": {"subscribers": 900, "published": ["2026-11-01T00:00:00+00:00"], "uploads_at": NOW.isoformat()},
    }  # fmt: skip
    return [
        lambda artist, chance, name=name, data=data: Profile.objects.create(
            artist=artist, platform=name, state="found", fetched_at=NOW, data=data
        )
        for name, data in told.items()
    ]


def _releases():
    """Many of one day, and a major's among them: which are looked at must not depend on who came first."""
    told = [{"mbid": f"r{n:02}", "date": "2026-09-14", "labels": [_label(n)]} for n in range(18)]
    told += [{"spotify_id": f"s{n}", "date": "2026-09-14", "copyrights": [_line(n)]} for n in range(6)]
    told += [{"mbid": "old", "date": "2019", "labels": [_label(3)]}, {"mbid": "none", "date": "", "labels": []}]

    def write(artist, given):
        Release.objects.create(title=f"Release {given}", fetched_at=NOW, **given).artists.add(artist)

    return [lambda artist, chance, given=given: write(artist, given) for given in told]


def _label(number):
    return {"id": f"l{number % 3}", "name": ("Tide Records", "Warner Music NZ", "Nobody Knows")[number % 3]}


def _line(number):
    return {"kind": "PC"[number % 2], "text": f"2026 {('Tide', 'Sony Music Entertainment')[number % 2]}"}


def _recordings():
    def write(artist, chance, number, name):
        code = f"NZAAA26{number:05}"
        known = {"first_release": "2026-10" if number % 2 else "2026-10-31", "mbid": f"rec{number}"}
        recording = Recording.objects.create(isrc=code, title=name, **known)
        Credit.objects.create(artist=artist, recording=recording)
        for position, (filename, day) in enumerate(chance.sample(list(UPLOADS.items()), len(UPLOADS))):
            upload, _ = Upload.objects.get_or_create(sha256=filename, defaults={"filename": filename})
            Upload.objects.filter(pk=upload.pk).update(created_at=day)
            words = HINTS[(number + len(filename)) % len(HINTS)]
            position = 10 * number + position
            UploadRow.objects.create(
                upload=upload, position=position, row=position, recording=recording, outcome="new", hints=words
            )

    return [lambda artist, chance, n=n, name=name: write(artist, chance, n, name) for n, name in enumerate(NAMES)]


def _labels():
    tie = {"type": "personal publisher", "artist_id": "tide", "artist": "Tide", "ended": False}
    told = [("l0", "Tide Records", [tie]), ("l1", "Warner Music NZ", []), ("l2", "Nobody Knows", [tie])]
    return [
        lambda artist, chance, given=given: Label.objects.create(
            mbid=given[0], name=given[1], ties=given[2], fetched_at=NOW
        )
        for given in told
    ]  # fmt: skip


def _statements():
    told = [("genre", "waiata", 3), ("genre", "metal", 9), ("last_release", "2026-09", 2), ("last_release", "2020", 5)]

    def write(artist, name, value, days):
        stated = Statement.objects.create(artist=artist, field=name, value=value)
        Statement.objects.filter(pk=stated.pk).update(made_at=NOW - timedelta(days=days))

    return [lambda artist, chance, given=given: write(artist, *given) for given in told]


def _snapshots():
    told = [
        (platform, metric, days)
        for platform, metric in (("lastfm", "listeners"), ("lastfm", "playcount"), ("youtube", "subscribers"))
        for days in (0, 20, 40)
    ]
    return [
        lambda artist, chance, given=given: Snapshot.objects.create(
            artist=artist, platform=given[0], metric=given[1], day=NOW.date() - timedelta(days=given[2]),
            value=9000 - 20 * given[2],
        )
        for given in told
    ]  # fmt: skip


def told_in(order, without=()):
    """The facts and the breakdown of the artist whose rows arrived in this order."""
    artist = Artist.objects.create(
        name="Tide", mbid="tide", spotify_id="4Tide", youtube_channel_id=OWN, kind="Person", aliases=["Tide NZ"]
    )
    chance = random.Random(order)
    writers = rows()
    for write in chance.sample(writers, len(writers)) if order else writers:
        write(artist, chance)
    Statement.objects.filter(field__in=without).delete()
    (known,) = gather([artist.pk]).values()
    countries = {"apia": ("WS", "Apia, Samoa")}
    services = {"https://open.spotify.com/artist/4": "spotify"}
    around = Circumstances(NOW, LabelFamily.objects.book(), {}, countries, {}, services.get)
    facts = facts_of(known, around)
    for model in (Artist, Release, Recording, Label, Upload):
        model.objects.all().delete()
    return facts, assess(facts, POLICY, TODAY).to_json()


@pytest.mark.parametrize("without", [(), ("genre", "last_release")], ids=["staff have spoken", "staff are silent"])
def test_the_order_of_arrival_never_changes_facts_reasons_or_score(without):
    facts, breakdown = told_in(0, without)
    for order in range(1, 13):
        other, its_breakdown = told_in(order, without)
        assert other == facts
        assert its_breakdown == breakdown


def test_there_is_something_to_be_said_in_any_order():
    """The artist above has conflicts, counter-evidence and a score: equal orders of nothing would prove nothing."""
    facts, breakdown = told_in(0)
    assert facts.country.state == facts.publisher.state == "conflicting"
    assert len(facts.country.sources) == 3 and facts.country.against and facts.youtube.against
    assert len({clue.because for clue in facts.clues}) > 4
    assert (facts.genre.value, facts.last_release.value) == ("waiata", ["2026-09-01", "month"])
    assert sum(line["points"] for line in breakdown["components"]) > 0
