"""A tier that a person pinned: how long it counts, who may look it up, and what the timeline keeps."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enrichment import recovery
from leads import assess
from leads.evidence import Circumstances
from leads.gather import gather
from leads.models import Artist
from outreach.models import Activity
from outreach.pins import expire, pin, unpin
from scoring.models import LabelFamily
from tests.factories import ArtistFactory, facts

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 18, 12, tzinfo=timezone.get_default_timezone())
TODAY = date(2026, 11, 18)
COLUMNS = ("pinned_tier", "pinned_reason", "pinned_until", "pinned_by", "pinned_at")


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def lead():
    """A lead that the rules put in A."""
    lead = ArtistFactory()
    assert lead.tier == "A"
    return lead


def stored(lead):
    return Artist.objects.get(pk=lead.pk)


def words():
    return list(Activity.objects.order_by("pk").values_list("notes", flat=True))


# --- Pinning ----------------------------------------------------------------------------------------------------------


def test_a_pin_stands_beside_prisms_own_tier(lead, owner):
    activity = pin(lead, "C", reason=" They  signed\nelsewhere. ", until=date(2026, 12, 1), author=owner)
    for row in (lead, stored(lead)):
        assert [getattr(row, name) for name in COLUMNS] == [
            "C", "They  signed elsewhere.", date(2026, 12, 1), owner, NOON,
        ]  # fmt: skip
        assert (row.tier, row.standing_tier) == ("A", "C")
    assert (activity.kind, activity.author) == ("pin", owner)
    assert activity.notes == "Pinned C until 1 Dec: They  signed elsewhere."
    assert activity.changes == {"pinned_tier": [None, "C"], "pinned_until": [None, "2026-12-01"]}


def test_the_history_names_who_pinned(lead, owner):
    pin(lead, "B", reason="Met them.", author=owner)
    newest = lead.history.first()
    assert (newest.pinned_tier, newest.history_user) == ("B", owner)


def test_prisms_own_tier_keeps_running_below_the_pin(lead, owner):
    pin(lead, "A", reason="Met them.", author=owner)
    assess.rescore(gather([lead.pk]).values(), around())  # our rows know nothing of this lead
    row = stored(lead)
    assert (row.tier, row.standing_tier, row.pinned_reason, row.pinned_by) == (None, "A", "Met them.", owner)


def around():
    return Circumstances(timezone.now(), LabelFamily.objects.book())


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"tier": "E"}, "Choose a tier: A, B, C or D."),
        ({"tier": ""}, "Choose a tier: A, B, C or D."),
        ({"tier": None}, "Choose a tier: A, B, C or D."),
        ({"reason": " \n"}, "Say why: whoever reads this next must understand it."),
        ({"reason": "x" * 301}, "The reason has 301 characters, 300 are possible."),
        ({"until": date(2026, 11, 17)}, "The last day of the pin is in the past."),
        ({"until": date(2028, 11, 19)}, "A pin lasts two years at most, until 18 Nov 2028."),
    ],
    ids=["no such tier", "none", "nothing", "no reason", "a long story", "yesterday", "for ever"],
)
def test_what_cannot_be_pinned_gets_a_sentence_and_leaves_nothing(lead, owner, given, sentence):
    with pytest.raises(ValueError) as trouble:
        pin(lead, **{"tier": "B", "reason": "Met them.", "author": owner} | given)
    assert str(trouble.value) == sentence
    assert not stored(lead).pinned_tier and not Activity.objects.exists()


@pytest.mark.parametrize("until", [TODAY, date(2028, 11, 18), None], ids=["today", "in two years", "open end"])
def test_the_borders_are_possible(lead, owner, until):
    pin(lead, "B", reason="x" * 300, until=until, author=owner)
    assert stored(lead).standing_tier == "B"


def test_on_the_29th_of_february_two_years_are_the_28th(lead, owner, noon):
    noon.move_to(datetime(2028, 2, 29, 12, tzinfo=NOON.tzinfo))
    pin(lead, "B", reason="Met them.", until=date(2030, 2, 28), author=owner)
    assert words() == ["Pinned B until 28 Feb 2030: Met them."]


def test_the_click_sent_twice_is_one_pin(lead, owner):
    first = pin(lead, "B", reason="Met them.", author=owner)
    assert pin(stored(lead), "B", reason="Met them.", author=owner) == first
    assert Activity.objects.count() == 1 and lead.history.count() == 2


def test_a_second_person_wins_and_the_timeline_has_both(lead, owner, analyst):
    seen_before = stored(lead)
    pin(lead, "B", reason="Met them.", author=owner)
    pin(seen_before, "D", reason="Moved to Berlin.", author=analyst)
    row = stored(lead)
    assert (row.pinned_tier, row.pinned_by) == ("D", analyst)
    assert words() == ["Pinned B: Met them.", "Pinned D instead of B: Moved to Berlin."]
    assert Activity.objects.first().changes["pinned_tier"] == ["B", "D"]


# --- Unpinning and ending ---------------------------------------------------------------------------------------------


def test_unpinning_lets_prisms_own_tier_count_again(lead, owner, analyst):
    pin(lead, "D", reason="Moved.", until=date(2026, 12, 1), author=owner)
    unpin(lead, author=analyst, reason="They are back.")
    assert [getattr(stored(lead), name) for name in COLUMNS] == [None, "", None, None, None]
    assert lead.standing_tier == "A"
    assert words()[1] == "Unpinned D: They are back."
    assert (lead.history.first().history_user, Activity.objects.first().author) == (analyst, analyst)


def test_unpinning_what_is_not_pinned_changes_nothing(lead, owner):
    assert unpin(lead, author=owner) is None
    assert not Activity.objects.exists() and lead.history.count() == 1


def test_a_pin_holds_to_the_end_of_its_last_day_in_new_zealand(lead, owner, noon):
    pin(lead, "D", reason="Moved.", until=TODAY, author=owner)
    noon.move_to(NOON.replace(hour=23, minute=59))
    assert stored(lead).standing_tier == "D" and expire(timezone.localdate()) == 0
    noon.move_to(NOON + timedelta(hours=12, minutes=1))
    assert stored(lead).standing_tier == "A"
    assert list(Artist.objects.in_tier("A")) == [lead] and not Artist.objects.in_tier("D").exists()


def test_a_pin_past_its_day_is_taken_off_once_and_says_so(lead, owner, noon):
    pin(lead, "D", reason="Moved.", until=TODAY, author=owner)
    other = ArtistFactory()
    pin(other, "B", reason="Met them.", author=owner)
    noon.move_to(NOON + timedelta(days=1))
    assert (expire(timezone.localdate()), expire(timezone.localdate())) == (1, 0)
    assert [getattr(stored(lead), name) for name in COLUMNS] == [None, "", None, None, None]
    activity = Activity.objects.first()
    assert (activity.notes, activity.author) == ("The pin on D ended on 18 Nov", None)
    assert activity.changes == {"pinned_tier": ["D", None], "pinned_until": ["2026-11-18", None]}
    newest = lead.history.first()
    assert (newest.pinned_tier, newest.history_user, newest.history_type) == (None, None, "~")
    assert stored(other).pinned_tier == "B"


def test_many_end_in_a_few_statements(noon, monkeypatch):
    Artist.objects.bulk_create(
        ArtistFactory.build(known=None, pinned_tier="B", pinned_until=TODAY, search_name=str(n)) for n in range(7)
    )
    noon.move_to(NOON + timedelta(days=1))
    with CaptureQueriesContext(connection) as asked:
        assert expire(timezone.localdate()) == 7
    assert len(asked) < 12
    assert Activity.objects.count() == 7 and Artist.history.count() == 7


def test_more_than_one_turn_takes_all_end(noon, monkeypatch):
    monkeypatch.setattr("outreach.pins.AT_ONCE", 2)
    ArtistFactory.create_batch(5, known=None, pinned_tier="B", pinned_until=TODAY)
    noon.move_to(NOON + timedelta(days=1))
    assert expire(timezone.localdate()) == 5
    assert Activity.objects.count() == 5


def test_the_sweep_ends_pins_after_midnight(lead, owner, noon):
    pin(lead, "D", reason="Moved.", until=TODAY, author=owner)
    recovery.sweep()
    assert stored(lead).pinned_tier == "D"
    noon.move_to(NOON + timedelta(hours=12, minutes=1))
    recovery.sweep()
    assert stored(lead).pinned_tier is None


# --- Lists ------------------------------------------------------------------------------------------------------------


def test_filters_counts_and_the_row_itself_agree(noon):
    rows = [
        {"tier": "A"},
        {"tier": "A", "pinned_tier": "D"},
        {"tier": "B", "pinned_tier": "A", "pinned_until": TODAY},
        {"tier": "C", "pinned_tier": "A", "pinned_until": TODAY - timedelta(days=1)},
        {"tier": None, "pinned_tier": "A"},
        {"tier": None},
        {"tier": None, "pinned_tier": "B", "pinned_until": TODAY - timedelta(days=1)},
    ]
    for row in rows:
        Artist.objects.filter(pk=ArtistFactory(known=facts()).pk).update(**row)
    standing = {artist.pk: artist.standing_tier for artist in Artist.objects.all()}
    assert [standing[pk] for pk in sorted(standing)] == ["A", "D", "A", "C", "A", None, None]
    assert dict(Artist.objects.with_standing_tier().values_list("pk", "standing")) == standing
    for words in (["A"], ["B"], ["C"], ["D"], ["none"], ["A", "none"], ["A", "B", "C", "D", "none"]):
        expected = {pk for pk, tier in standing.items() if (tier or "none") in words}
        assert set(Artist.objects.in_tier(*words).values_list("pk", flat=True)) == expected


# --- Two at once ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.postgres
def test_two_who_pin_at_once_wait_for_each_other(owner, analyst):
    lead = ArtistFactory()

    def put(given):
        tier, author = given
        try:
            return pin(Artist.objects.get(pk=lead.pk), tier, reason="Met them.", author=author).changes["pinned_tier"]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as people:
        first, second = sorted(people.map(put, [("B", owner), ("D", analyst)]), key=lambda change: change[0] or "")
    assert first[0] is None and second[0] == first[1]
    assert stored(lead).pinned_tier == second[1]
    assert Activity.objects.count() == 2
