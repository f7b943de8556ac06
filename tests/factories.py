"""Rows for tests: an artist whose score is made by the real rules from facts one can read."""

import random
from datetime import date, timedelta

import factory
from django.utils import timezone

from enrichment.models import Lookup
from leads.models import (
    Artist,
    Candidate,
    Credit,
    Job,
    JobRow,
    Profile,
    Recording,
    Release,
    Upload,
    UploadRow,
)
from outreach.models import Contact
from scoring.facts import ArtistFacts, Clue, Fact, Kind, Source
from scoring.rules import DEFAULT_POLICY, PolicyData, assess
from scoring.territories import region_of

POLICY = PolicyData.from_json(DEFAULT_POLICY)


def source(platform, value=None, days_ago=2):
    return Source(platform, value, None, (timezone.localdate() - timedelta(days=days_ago)).isoformat())


def facts(name="Example Trio", *, country="NZ", kind="self_released", listeners=5321, publisher=None, **others):
    """Facts of a lead that nobody has looked for on YouTube; None leaves a fact unknown."""
    given = {
        "name": name,
        "country": Fact.known(country, source("musicbrainz", country)) if country else Fact(),
        "clues": (Clue(Kind(kind), "Label name equals the artist's name", source("musicbrainz"), "2026-03-01"),)
        if kind
        else (),
        "spotify": Fact.known("4Example0Artist0Id0000", source("spotify")),
        "services": ("Spotify",),
        "links_read": Fact.known(True, source("musicbrainz", "links")),
        "publisher": Fact.known(publisher, source("staff", publisher)) if publisher else Fact(),
        "audience": Fact.known(listeners, source("lastfm", listeners)) if listeners is not None else Fact(),
        "audience_source": "lastfm",
        "last_release": Fact.known(["2026-09-14", "day"], source("musicbrainz", "2026-09-14")),
    }
    return ArtistFacts(**given | others)


class ArtistFactory(factory.django.DjangoModelFactory):
    """A scored lead; `known` are the facts it is scored by, None for an artist who is no lead yet."""

    class Meta:
        model = Artist

    class Params:
        known = factory.LazyAttribute(lambda o: facts(o.name, country=o.country))

    name = factory.Sequence(lambda n: f"Example Trio {n}")
    country = "NZ"
    region = factory.LazyAttribute(lambda o: region_of(o.country))
    area = "Ōtepoti Dunedin"
    genre = "folk"
    last_release_date = date(2026, 9, 14)
    last_release_precision = "day"
    breakdown = factory.LazyAttribute(
        lambda o: assess(o.known, POLICY, timezone.localdate()).to_json() if o.known else {}
    )
    facts = factory.LazyAttribute(lambda o: o.known.to_json() if o.known else {})
    scored_at = factory.LazyAttribute(lambda o: timezone.now() if o.known else None)
    policy_version = 1


class RecordingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Recording

    isrc = factory.Sequence(lambda n: f"NZEX126{n:05d}")
    title = factory.Sequence(lambda n: f"Low Tide {n}")
    first_release = "2026-09-14"


class CreditFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Credit

    artist = factory.SubFactory(ArtistFactory)
    recording = factory.SubFactory(RecordingFactory)


class ReleaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Release

    title = "Harbour Light"
    date = "2026-09-14"
    kind = "album"
    labels = [{"id": None, "name": "Example Trio Records"}]
    copyrights = [{"kind": "P", "text": "2026 Example Trio"}]


class ProfileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Profile

    artist = factory.SubFactory(ArtistFactory)
    platform = "musicbrainz"
    state = Profile.State.FOUND
    url = "https://musicbrainz.org/artist/example"
    fetched_at = factory.LazyFunction(timezone.now)


class CandidateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Candidate

    artist = factory.SubFactory(ArtistFactory)
    platform = "youtube"
    external_id = factory.Sequence(lambda n: f"UCexample{n:015d}")
    name = "Example Trio"
    url = factory.LazyAttribute(lambda o: f"https://www.youtube.com/channel/{o.external_id}")
    because = "The same name; nothing else links it"


class ContactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contact

    artist = factory.SubFactory(ArtistFactory)
    kind = Contact.Kind.EMAIL
    value = factory.Sequence(lambda n: f"trio{n}@example.test")
    source = "musicbrainz"


class LookupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Lookup

    platform = "musicbrainz"
    kind = "recording"
    subject = factory.Sequence(lambda n: f"NZEX226{n:05d}")
    state = Lookup.State.FOUND
    due_at = factory.LazyFunction(timezone.now)
    answered_at = factory.LazyFunction(timezone.now)


class UploadFactory(factory.django.DjangoModelFactory):
    """An upload that was stored whole, with three rows: new, twice, and no ISRC."""

    class Meta:
        model = Upload
        skip_postgeneration_save = True

    filename = "august-releases.xlsx"
    sha256 = factory.Sequence(lambda n: f"{n:064d}")
    stored_at = factory.LazyFunction(timezone.now)
    detected = {"format": "xlsx", "encoding": None, "sheets": ["Sheet1"], "header_row": 1, "columns": ["ISRC"]}
    rows, isrcs, new, duplicates, invalid = 3, 1, 1, 1, 1

    @factory.post_generation
    def with_rows(upload, create, extracted, **kwargs):
        recording = RecordingFactory()
        same = {"upload": upload, "sheet": "Sheet1", "column": "ISRC"}
        UploadRow.objects.bulk_create(
            [
                UploadRow(**same, position=1, row=2, value=recording.isrc, recording=recording, outcome="new"),
                UploadRow(
                    **same, position=2, row=3, value=recording.isrc, recording=recording, outcome="duplicate",
                    message="Same as row 2.",
                ),
                UploadRow(
                    **same, position=3, row=4, value="NZEX12600O01", outcome="invalid", reason="letter_among_digits",
                    message="A letter stands where a digit must be.", suggestion="NZEX12600001",
                ),
            ]
        )  # fmt: skip


class JobFactory(factory.django.DjangoModelFactory):
    """A job of all the accepted rows of its upload."""

    class Meta:
        model = Job
        skip_postgeneration_save = True

    kind = Job.Kind.UPLOAD
    state = Job.State.RUNNING
    filled_at = factory.LazyFunction(timezone.now)
    upload = factory.SubFactory(UploadFactory)

    @factory.post_generation
    def with_rows(job, create, extracted, **kwargs):
        accepted = job.upload.cells.filter(outcome__in=("new", "known"))
        rows = [JobRow(job=job, recording_id=cell.recording_id, position=cell.position) for cell in accepted]
        JobRow.objects.bulk_create(rows)


def book_of_leads(count: int = 60, seed: int = 7) -> list[Artist]:
    """Leads of all tiers, regions and states of knowledge, to look at."""
    chance = random.Random(seed)
    return [_lead(chance) for _ in range(count)]


FIRST = ["Kōwhai", "Rātā", "Pōhutukawa", "Harbour", "Velvet", "Paper", "Neon", "Ferry", "Ghost", "Tūī", "Basalt"]
LAST = ["Assembly", "Parade", "Collective", "Theory", "Season", "Youth & the Kin", "Motel", "Daughters", "Tapes II"]
PLACES = [("NZ", "Dunedin"), ("NZ", "Tāmaki Makaurau"), ("AU", "Melbourne"), ("WS", "Apia"), ("GB", ""), (None, "")]


def _lead(chance: random.Random) -> Artist:
    name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
    country, area = chance.choice(PLACES)
    kind = chance.choice(["self_released", "self_released", "small_distributor", "indie_label", "major", None])
    finding = chance.choice(["no_youtube_presence", "underperforming", "healthy", None, None])
    looked = Fact.absent(source("youtube")) if finding == "no_youtube_presence" else Fact()
    known = facts(name, country=country, kind=kind, listeners=chance.choice([300, 5321, 84000, None]), youtube=looked)
    return ArtistFactory(
        name=name,
        country=country,
        area=area,
        known=known,
        genre=chance.choice(["folk", "hip hop", "waiata", None]),
        disambiguation=chance.choice(["Ōtautahi duo", "", ""]),
        youtube_finding=finding,
        youtube_channel_id="UCexample" if finding in ("underperforming", "healthy") else None,
        outreach_status=chance.choice(Artist.Status.values),
        last_release_date=chance.choice([date(2026, 9, 1), date(2024, 1, 1), None]),
        last_release_precision=chance.choice(["month", "year"]),
    )
