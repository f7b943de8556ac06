from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
import time_machine
from django.db import connection

from leads.models import Artist
from outreach import changes
from outreach.changes import (
    ChangedMeanwhile,
    NotAllowed,
    change_status,
    flag_do_not_contact,
    lift_do_not_contact,
    note,
)
from outreach.models import Activity, Contact, Suppression

NOON = "2026-11-22T12:00:00+13:00"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def contact(lead):
    return Contact.objects.create(artist=lead, kind="email", value="hello@gravel.example", source="staff")


def stored(lead):
    return Artist.objects.get(pk=lead.pk)


def test_a_change_of_status_is_on_the_timeline(lead, analyst):
    activity = change_status(lead, "contacted", author=analyst, method="email", notes="Wrote.\nPolitely.")
    assert stored(lead).outreach_status == lead.outreach_status == "contacted"
    assert (activity.old_status, activity.new_status, activity.author) == ("not_contacted", "contacted", analyst)
    assert (activity.method, activity.notes, activity.kind) == ("email", "Wrote.\nPolitely.", "status")


def test_every_call_writes_one_activity_also_when_the_status_stays(lead, analyst):
    change_status(lead, "contacted", author=analyst)
    again = change_status(lead, "contacted", author=analyst)
    assert lead.activities.count() == 2
    assert again.old_status == again.new_status == "contacted"


@pytest.mark.parametrize(
    ("status", "answered"),
    [
        ("not_contacted", False),
        ("contacted", False),
        ("responded", True),
        ("interested", True),
        ("not_interested", True),
        ("converted", True),
    ],
)
def test_an_answer_is_a_response(lead, analyst, status, answered):
    assert change_status(lead, status, author=analyst).response_received is answered


def test_what_is_not_given_stays(lead, analyst, colleague):
    Artist.objects.filter(pk=lead.pk).update(owner=colleague, follow_up_on=date(2026, 12, 6))
    activity = change_status(lead, "responded", author=analyst)
    assert (stored(lead).owner, stored(lead).follow_up_on) == (colleague, date(2026, 12, 6))
    assert (activity.follow_up_on, activity.changes) == (date(2026, 12, 6), {})


def test_none_clears_and_the_timeline_says_what_was_there(lead, analyst, colleague):
    Artist.objects.filter(pk=lead.pk).update(owner=colleague, follow_up_on=date(2026, 12, 6))
    activity = change_status(lead, author=analyst, owner=None, follow_up_on=None)
    assert (stored(lead).owner, stored(lead).follow_up_on) == (None, None)
    assert activity.changes == {"owner": ["analyst2", None], "follow_up_on": ["2026-12-06", None]}


def test_other_columns_are_not_written(lead, analyst):
    Artist.objects.filter(pk=lead.pk).update(genre="indie pop")
    change_status(lead, "contacted", author=analyst)
    assert stored(lead).genre == "indie pop"


def test_the_history_names_who_changed_it(lead, analyst):
    change_status(lead, "contacted", author=analyst)
    assert lead.history.first().history_user == analyst


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"status": "ghosted"}, "'ghosted' is no outreach status"),
        ({"follow_up_on": date(2026, 11, 21)}, "The follow-up day is in the past."),
        ({"notes": "x" * 5001}, "The note has 5,001 characters, 5,000 are possible."),
        ({"method": "x" * 51}, "The method has 51 characters, 50 are possible."),
    ],
    ids=["status", "yesterday", "long note", "long method"],
)
def test_nonsense_is_refused_with_a_sentence_and_nothing_is_written(lead, analyst, given, sentence):
    with pytest.raises(ValueError, match=sentence):
        change_status(lead, **{"status": "responded", **given}, author=analyst)
    assert not Activity.objects.exists() and stored(lead).outreach_status == "not_contacted"


def test_today_is_a_follow_up_day_and_a_kept_one_may_have_passed(lead, analyst):
    change_status(lead, author=analyst, follow_up_on=date(2026, 11, 22))
    with time_machine.travel("2026-12-24T12:00:00+13:00"):
        change_status(lead, author=analyst, follow_up_on=date(2026, 11, 22))
    assert lead.activities.count() == 2


def test_an_address_of_another_lead_is_refused(analyst, contact):
    other = Artist.objects.create(name="Kererū Signal")
    with pytest.raises(ValueError, match="belongs to another lead"):
        change_status(other, "contacted", author=analyst, contact=contact)


# --- Permission -------------------------------------------------------------------------------------------------------


@pytest.fixture
def flagged(lead, analyst):
    flag_do_not_contact(lead, "Asked by phone", analyst)
    Activity.objects.all().delete()
    return lead


@pytest.mark.parametrize(
    ("status", "with_contact"),
    [("contacted", False), ("contacted", True), (None, True), ("not_contacted", True)],
    ids=["contacted", "contacted there", "wrote there", "to be written to"],
)
def test_an_approach_asks_for_permission(flagged, analyst, contact, status, with_contact):
    with pytest.raises(NotAllowed, match="Asked on 22 Nov 2026 not to be contacted: Asked by phone.") as refusal:
        change_status(flagged, status, author=analyst, contact=contact if with_contact else None)
    reason = refusal.value.reasons[0]
    assert (reason.code, reason.since) == ("do_not_contact", date(2026, 11, 22))
    assert not Activity.objects.exists() and stored(flagged).outreach_status == "not_contacted"


@pytest.mark.parametrize("status", [None, "not_contacted", *sorted(changes.ANSWERS)])
def test_recording_an_answer_or_a_note_is_never_blocked(flagged, analyst, contact, status):
    answer = status in changes.ANSWERS
    change_status(flagged, status, author=analyst, notes="They rang.", contact=contact if answer else None)
    assert flagged.activities.count() == 1


def test_a_suppressed_address_is_not_written_to(lead, analyst, contact):
    Suppression.objects.create(kind="email", value="Hello@Gravel.example", since=date(2026, 10, 2))
    with pytest.raises(NotAllowed) as refusal:
        change_status(lead, "contacted", author=analyst, contact=contact)
    assert [reason.code for reason in refusal.value.reasons] == ["address_suppressed"]
    assert change_status(lead, "contacted", author=analyst, method="phone")


def test_the_flag_is_read_under_the_lock_not_from_the_callers_copy(lead, analyst):
    copy = stored(lead)
    flag_do_not_contact(lead, "", analyst)
    with pytest.raises(NotAllowed, match="Asked on 22 Nov 2026 not to be contacted."):
        change_status(copy, "contacted", author=analyst)


def test_flagging_and_lifting_are_on_the_timeline(lead, analyst, colleague):
    flag_do_not_contact(lead, "Asked by phone", analyst)
    lift_do_not_contact(lead, "Signed up again", colleague)
    told = [(activity.notes, activity.author.username) for activity in lead.activities.order_by("id")]
    assert told == [
        ("Not to be contacted: Asked by phone", "analyst1"),
        ("May be contacted again: Signed up again", "analyst2"),
    ]
    now = stored(lead)
    assert (now.do_not_contact, now.do_not_contact_reason, now.do_not_contact_since) == (False, "", None)


def test_flagging_again_keeps_the_first_day(lead, analyst, noon):
    flag_do_not_contact(lead, "Asked by phone", analyst)
    noon.move_to("2026-12-24T12:00:00+13:00")
    flag_do_not_contact(lead, "Asked by mail", analyst)
    assert (stored(lead).do_not_contact_reason, stored(lead).do_not_contact_since) == (
        "Asked by mail",
        date(2026, 11, 22),
    )


# --- Two at once ------------------------------------------------------------------------------------------------------


def test_who_was_quicker_is_named(lead, analyst, colleague, noon):
    change_status(lead, "responded", author=colleague)
    noon.shift(70)
    with pytest.raises(ChangedMeanwhile, match="^analyst2 changed this to Responded a minute ago$") as conflict:
        change_status(lead, "contacted", author=analyst, expected_status="not_contacted")
    assert (conflict.value.by, conflict.value.to) == ("analyst2", "responded")
    assert lead.activities.count() == 1 and stored(lead).outreach_status == "responded"


@pytest.mark.parametrize(
    ("by", "sentence"),
    [("analyst1", "You changed this to Contacted just now"), (None, "Prism changed this to Contacted just now")],
    ids=["another window", "the machine"],
)
def test_the_quicker_one_need_not_be_a_colleague(lead, analyst, by, sentence):
    change_status(lead, "contacted", author=analyst if by else None)
    with pytest.raises(ChangedMeanwhile, match=sentence):
        change_status(lead, "converted", author=analyst, expected_status="not_contacted")


def test_a_change_nobody_recorded_is_still_a_conflict(lead, analyst):
    Artist.objects.filter(pk=lead.pk).update(outreach_status="interested")
    with pytest.raises(ChangedMeanwhile, match="Somebody changed this to Interested meanwhile"):
        change_status(lead, "contacted", author=analyst, expected_status="not_contacted")


def test_what_was_expected_goes_through(lead, analyst):
    change_status(lead, "contacted", author=analyst, expected_status="not_contacted")
    assert stored(lead).outreach_status == "contacted"


# --- Notes ------------------------------------------------------------------------------------------------------------


def test_a_note_keeps_its_lines_and_loses_what_a_database_refuses(lead, analyst):
    assert note(lead, " Plays at\x00 Ōpunake\r\non Friday \n", analyst).notes == "Plays at Ōpunake\non Friday"


@pytest.mark.parametrize("text", ["", " \n ", "\x00"], ids=["nothing", "blank", "a control character"])
def test_an_empty_note_is_refused(lead, analyst, text):
    with pytest.raises(ValueError, match="The note is empty."):
        note(lead, text, analyst)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_at_the_same_moment_one_is_told(lead, analyst, colleague):
    together = Barrier(2)

    def change(person, status):
        together.wait()
        try:
            change_status(stored(lead), status, author=person, expected_status="not_contacted")
        except ChangedMeanwhile as conflict:
            return conflict.to
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as people:
        told = list(people.map(change, [analyst, colleague], ["contacted", "responded"]))
    assert lead.activities.count() == 1
    assert sorted(told, key=bool) == [None, stored(lead).outreach_status]
