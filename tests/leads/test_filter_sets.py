"""Random books of leads and random filters: the leads that are left, and their order, are those that a reader of the
contract would pick by hand.
"""

import json
import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.filters import DeskFilter, narrowed
from leads.models import Artist, Credit, Profile, Recording, Upload, UploadRow
from outreach.models import Contact, Suppression
from outreach.permission import usable_contacts

AUCKLAND = ZoneInfo("Pacific/Auckland")
DAYS = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 19), date(2027, 1, 1)]
NAMES = ["Ngā Tūī", "NGA TUI", "Øre", "Straße", "O'Neill", "大宮", "100% Tide", "Tide_s", "Te Rā", "Zoë", "Hawaiʻi"]
PLAIN = {  # as the contract folds them: worked out by hand
    "Ngā Tūī": "nga tui", "NGA TUI": "nga tui", "Øre": "ore", "Straße": "strasse", "O'Neill": "oneill", "大宮": "大宮",
    "100% Tide": "100% tide", "Tide_s": "tide_s", "Te Rā": "te ra", "Zoë": "zoe", "Hawaiʻi": "hawaii",
}  # fmt: skip
GENRES = {"Indie Pop": "pop", "indie pop": "pop", "Índie Pop": "pop", "Folk": "folk", "Reo Māori": "reo", "pop": "p"}
ASKED_GENRES = {"INDIE POP": "pop", "folk": "folk", "reo maori": "reo", "POP": "p", "indie": None}
FINDINGS = ["no_youtube_presence", "underperforming", "inconsistent_uploads", "high_potential"]
FREQUENCIES = ["very_active", "active", "moderate", "low", "inactive", None]
ISRCS = ["NZEX12690001", "AUEX12690002"]


# --- A book -----------------------------------------------------------------------------------------------------------


class Book:
    """Leads in the database, and beside each what it was made of."""

    def __init__(self, seed: int, users: list):
        self.chance, self.users = random.Random(seed), users
        self.uploads = Upload.objects.bulk_create(Upload(filename=f"{n}.csv", sha256=f"{n:064d}") for n in range(2))
        self.recordings = Recording.objects.bulk_create(Recording(isrc=isrc) for isrc in ISRCS)
        for upload, recording in zip(self.uploads, self.recordings, strict=True):
            UploadRow.objects.create(upload=upload, recording=recording, position=1, row=2, value="x", outcome="new")
        artists = [self._artist() for _ in range(14)]
        self.leads = [self._around(artist) for artist in Artist.objects.bulk_create(artists)]

    def _one(self, *words):
        return self.chance.choice(words)

    def _artist(self) -> Artist:
        one, found = self._one, self.chance.sample(FINDINGS[1:], self.chance.randrange(3))
        found = one(found, ["no_youtube_presence"])
        name, country = one(*NAMES), one("NZ", "AU", "GB", None)
        return Artist(
            name=name,
            search_name=PLAIN[name],
            aliases=self.chance.sample(NAMES, self.chance.randrange(3)),
            scored_at=one(timezone.now(), timezone.now(), timezone.now(), None),
            tier=one("A", "B", "C", None),
            pinned_tier=one(None, None, "A", "D"),
            pinned_until=one(None, timezone.localdate(), timezone.localdate() - timedelta(days=1)),
            total_score=one(None, 0, "49.9", 50, 70, 100),
            independence_score=one(None, 0, "9.5", 10),
            coverage=one(None, 0, 50, 100),
            country=country,
            region={"NZ": "new_zealand", "AU": "australia", "GB": "other", None: "unknown"}[country],
            genre=one(None, *GENRES),
            genres=self.chance.sample(sorted(GENRES), self.chance.randrange(3)),
            youtube_subscribers=one(None, 0, 7, 2**40),
            upload_frequency=one(*FREQUENCIES),
            youtube_channel_id=one(None, "", "UC1"),
            youtube_findings=found,
            youtube_finding=found[0] if found else one(None, "healthy"),
            independence=one(*Artist.Independence.values),
            last_release_precision=(precision := one(None, "day", "month", "year")),
            last_release_date=self._release(precision),
            outreach_status=one(*Artist.Status.values),
            owner=one(None, *self.users),
            follow_up_on=one(None, *(timezone.localdate() + timedelta(days=days) for days in (-1, 0, 1))),
            do_not_contact=one(True, False),
            checked_at=one(None, *(datetime.combine(day, datetime.min.time(), AUCKLAND) for day in DAYS)),
        )

    def _release(self, precision):
        day = self._one(*DAYS)
        return {None: None, "day": day, "month": day.replace(day=1), "year": day.replace(month=1, day=1)}[precision]

    def _around(self, artist: Artist) -> dict:
        kinds = self.chance.sample(["email", "website"], self.chance.randrange(3))
        usable = []
        for kind in kinds:
            value = f"{kind}{artist.pk}@example.test"
            Contact.objects.create(artist=artist, kind=kind, value=value, source="staff")
            if self._one(True, False):
                Suppression.objects.create(kind="website", value=value.upper(), since=DAYS[0])
            else:
                usable.append(kind)
        looked = self._one(None, "found", "absent", "missed")
        if looked:
            Profile.objects.create(artist=artist, platform="youtube", state=looked, fetched_at=timezone.now())
        credited = self.chance.sample([0, 1], self.chance.randrange(3))
        for number in credited:
            Credit.objects.create(artist=artist, recording=self.recordings[number])
        held = artist.pinned_tier and (artist.pinned_until is None or artist.pinned_until >= timezone.localdate())
        return {
            "row": artist, "reach": usable, "looked": looked, "credited": credited,
            "tier": artist.pinned_tier if held else artist.tier,
        }  # fmt: skip


# --- Filters ----------------------------------------------------------------------------------------------------------


def members(*words):
    return st.lists(st.sampled_from(words), min_size=1, max_size=3, unique=True)


def one_of(*words):
    return st.sampled_from(words)


ASKED = {
    "tier": members("A", "B", "C", "D", "none"),
    "region": members(*Artist.Region.values),
    "country": members("NZ", "AU", "GB", "none"),
    "genre": members(*ASKED_GENRES),
    "min_score": one_of(0, 49.95, 50, 70.0),
    "max_score": one_of(100, 70.0, 99.9),
    "min_coverage": one_of(0, 50, 50.5, 100),
    "outreach_status": members(*Artist.Status.values),
    "owner": members("me", "none", "ben"),
    "has_email": st.booleans(),
    "has_contact": st.booleans(),
    "do_not_contact": st.booleans(),
    "youtube_filter": members(
        "has_channel", "no_channel", "high_potential", "underperforming", "active_uploaders", "inconsistent_uploads",
        "healthy", "not_looked_up",
    ),
    "youtube_opportunity": members(*FINDINGS, "any"),
    "independence": members(*Artist.Independence.values),
    "source": members(0, 1),
    "released_after": one_of(*DAYS),
    "released_before": one_of(*DAYS),
    "checked_before": one_of(*DAYS),
    "follow_up_due": one_of(True, False, "yesterday", "tomorrow"),
    "search": one_of("nga", "TUI", "ore", "strasse", "o’neill", "宮", "%", "_", "te r", "ZOE", "hawaii", *ISRCS),
}  # fmt: skip
COLUMNS = {
    "total_score": lambda lead: lead["row"].total_score,
    "name": lambda lead: PLAIN[lead["row"].name],
    "youtube_subscribers": lambda lead: lead["row"].youtube_subscribers,
    "monthly_listeners": lambda lead: None,
    "independence_score": lambda lead: lead["row"].independence_score,
    "coverage": lambda lead: lead["row"].coverage,
    "lead_tier": lambda lead: lead["tier"],
    "country": lambda lead: lead["row"].country,
    "last_release_date": lambda lead: lead["row"].last_release_date,
    "last_checked": lambda lead: lead["row"].checked_at,
    "outreach_status": lambda lead: lead["row"].outreach_status,
    "follow_up_on": lambda lead: lead["row"].follow_up_on,
    "created_at": lambda lead: lead["row"].created_at,
}
ORDER = st.fixed_dictionaries({}, optional={"sort_by": one_of(*COLUMNS), "sort_order": one_of("asc", "desc")})


@st.composite
def asked(draw):
    """A few filters at a time: with all at once nobody would ever be left."""
    names = draw(st.lists(st.sampled_from(sorted(ASKED)), max_size=3, unique=True))
    return {name: draw(ASKED[name]) for name in names} | draw(ORDER)


# --- By hand ----------------------------------------------------------------------------------------------------------


def by_hand(book: Book, filters: dict, me) -> list[int]:
    order = {"sort_by": "total_score", "sort_order": "desc"} | filters
    wanted = {name: value for name, value in filters.items() if name in ASKED}
    left = [lead for lead in book.leads if lead["row"].scored_at and fits_all(lead, wanted, me)]
    left.sort(key=lambda lead: lead["row"].pk)
    value = COLUMNS[order["sort_by"]]
    known = [lead for lead in left if value(lead) is not None]
    known.sort(key=lambda lead: number_or_text(value(lead)), reverse=order["sort_order"] == "desc")
    return [lead["row"].pk for lead in known + [lead for lead in left if value(lead) is None]]


def number_or_text(value):
    return float(value) if isinstance(value, str) and value.replace(".", "").isdigit() else value


def fits_all(lead: dict, wanted: dict, me) -> bool:
    since, until = wanted.get("released_after"), wanted.get("released_before")
    if since and until and not any(since <= day <= until for day in released_on(lead["row"])):
        return False
    return all(HAND[name](lead, lead["row"], value, me) for name, value in wanted.items())


def released_on(row) -> list[date]:
    """Every day on which the latest release can have come out."""
    if row.last_release_date is None:
        return []
    first = row.last_release_date
    parts = {"day": 3, "month": 2, "year": 1}[row.last_release_precision]
    days = (first + timedelta(days=number) for number in range(366))
    return [day for day in days if day.timetuple()[:parts] == first.timetuple()[:parts]]


def youtube(lead, row, word) -> bool:
    absent = row.youtube_finding == "no_youtube_presence" or lead["looked"] == "absent"
    return {
        "has_channel": bool(row.youtube_channel_id),
        "no_channel": absent,
        "not_looked_up": not row.youtube_channel_id and lead["looked"] is None,
        "active_uploaders": row.upload_frequency in ("very_active", "active"),
        "healthy": row.youtube_finding == "healthy",
    }.get(word, word in row.youtube_findings)


def called(lead, row, words) -> bool:
    if words in ISRCS:
        return ISRCS.index(words) in lead["credited"]
    plain = {"o’neill": "oneill"}.get(words, words.lower())
    return any(plain in PLAIN[name] for name in (row.name, *row.aliases))


def due(row, when) -> bool:
    today = timezone.localdate()
    last = {True: today, False: today, "yesterday": today - timedelta(days=1), "tomorrow": today + timedelta(days=1)}
    is_due = row.follow_up_on is not None and row.follow_up_on <= last[when]
    return not is_due if when is False else is_due


def at_least(value, border) -> bool:
    return value is not None and float(value) >= border


HAND = {
    "tier": lambda lead, row, words, me: (lead["tier"] or "none") in words,
    "region": lambda lead, row, words, me: row.region in words,
    "country": lambda lead, row, words, me: (row.country or "none") in words,
    "genre": lambda lead, row, words, me: bool(
        {GENRES[genre] for genre in (row.genre, *row.genres) if genre} & {ASKED_GENRES[word] for word in words}
    ),
    "min_score": lambda lead, row, border, me: at_least(row.total_score, border),
    "max_score": lambda lead, row, border, me: row.total_score is not None and float(row.total_score) <= border,
    "min_coverage": lambda lead, row, border, me: at_least(row.coverage, border),
    "outreach_status": lambda lead, row, words, me: row.outreach_status in words,
    "owner": lambda lead, row, words, me: (
        (row.owner is None and "none" in words)
        or (row.owner == me and "me" in words)
        or (row.owner is not None and row.owner.username in words)
    ),
    "has_email": lambda lead, row, wanted, me: ("email" in lead["reach"]) == wanted,
    "has_contact": lambda lead, row, wanted, me: bool(lead["reach"]) == wanted,
    "do_not_contact": lambda lead, row, wanted, me: row.do_not_contact == wanted,
    "youtube_filter": lambda lead, row, words, me: any(youtube(lead, row, word) for word in words),
    "youtube_opportunity": lambda lead, row, words, me: bool(
        set(row.youtube_findings) & (set(FINDINGS) if "any" in words else set(words))
    ),
    "independence": lambda lead, row, words, me: row.independence in words,
    "source": lambda lead, row, numbers, me: bool(set(numbers) & set(lead["credited"])),
    "released_after": lambda lead, row, day, me: any(one >= day for one in released_on(row)),
    "released_before": lambda lead, row, day, me: any(one <= day for one in released_on(row)),
    "checked_before": lambda lead, row, day, me: (
        row.checked_at is None or row.checked_at.astimezone(AUCKLAND).date() < day
    ),
    "follow_up_due": lambda lead, row, when, me: due(row, when),
    "search": lambda lead, row, words, me: called(lead, row, words),
}


# --- As somebody writes them ------------------------------------------------------------------------------------------


def as_json(book: Book, filters: dict) -> dict:
    days = {"yesterday": -1, "tomorrow": 1}

    def written(name, value):
        if name == "source":
            return [book.uploads[number].pk for number in value]
        if isinstance(value, str) and value in days:
            return (timezone.localdate() + timedelta(days=days[value])).isoformat()
        return value.isoformat() if isinstance(value, date) else value

    return {name: written(name, value) for name, value in filters.items()}


def as_query(plain: dict, commas: bool) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in plain.items():
        words = [str(word) for word in (value if isinstance(value, list) else [value])]
        query.setlist(name, [",".join(words)] if commas and name != "genre" else words)
    return QueryDict(query.urlencode())


@pytest.fixture(params=range(3))
def book(request, db, django_user_model):
    return Book(request.param, [django_user_model.objects.create_user(name) for name in ("ana", "ben")])


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(filters=asked(), commas=st.booleans())
def test_the_leads_and_their_order_are_those_picked_by_hand(book, filters, commas):
    me, plain = book.users[0], as_json(book, filters)
    expected = by_hand(book, filters, me)

    def ids(given):
        told = narrowed(given, user=me, usable=usable_contacts, filterset=DeskFilter)
        return list(told.leads.values_list("pk", flat=True)), told

    found, told = ids(json.loads(json.dumps(plain)))
    assert found == expected
    assert ids(as_query(plain, commas))[0] == expected
    assert ids(json.loads(json.dumps(told.set)))[0] == expected
    assert ids(as_query(told.set, commas))[0] == expected
    assert told.leads.count() == len(expected)
