"""The columns stay true to the breakdown, one policy is published, and the label book follows its rows."""

from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from leads.models import Artist
from scoring.facts import Kind
from scoring.labels import shipped_families
from scoring.models import SCORE_COLUMNS, LabelFamily, Policy, settle
from scoring.rules import DEFAULT_POLICY, assess
from tests.scoring.facts import POLICY, TODAY, clue, full_marks, known

pytestmark = pytest.mark.django_db

GOOD = assess(full_marks(), POLICY, TODAY).to_json()
POOR = assess(full_marks(country=known("GB"), clues=(clue("major"),)), POLICY, TODAY).to_json()


@pytest.fixture
def artist():
    return Artist.objects.create(name="Example Trio", breakdown=GOOD)


def in_database(artist):
    return Artist.objects.values_list("total_score", "tier", "breakdown").get(pk=artist.pk)


def test_saving_settles_the_columns(artist):
    assert in_database(artist) == (Decimal("100.0"), "A", GOOD)


@pytest.mark.parametrize("fields", [["breakdown"], ["total_score"], ["tier", "breakdown"]], ids="+".join)
def test_update_fields_cannot_part_the_tier_from_its_parts(artist, fields):
    artist.breakdown, artist.tier, artist.total_score = POOR, "B", 55
    artist.save(update_fields=fields)
    assert in_database(artist) == (Decimal("43.3"), "C", POOR)


def test_other_update_fields_write_nothing_of_the_score(artist):
    artist.breakdown = POOR
    artist.save(update_fields=["name"])
    assert in_database(artist) == (Decimal("100.0"), "A", GOOD)


def test_a_tier_typed_by_hand_does_not_stay(artist):
    artist.tier = "D"
    artist.save()
    assert in_database(artist)[1] == "A"


def test_a_pinned_tier_stays_beside_the_machines(artist):
    artist.pinned_tier, artist.pinned_reason = "B", "Met them in Dunedin"
    artist.save()
    assert (artist.tier, artist.pinned_tier) == ("A", "B")


def test_an_upsert_of_settled_rows_writes_the_same(artist):
    artist.breakdown = POOR
    settle(artist)
    Artist.objects.bulk_create([artist], update_conflicts=True, unique_fields=["id"], update_fields=SCORE_COLUMNS)
    assert in_database(artist) == (Decimal("43.3"), "C", POOR)


def test_nothing_assessed_is_null_not_zero():
    artist = Artist.objects.create(name="Kea")
    assert all(getattr(artist, column) is None for column in SCORE_COLUMNS if column not in ("facts", "breakdown"))


def test_the_default_policy_is_published():
    version, policy = Policy.objects.current()
    assert (version, policy) == (1, POLICY)


def test_without_a_published_policy_the_default_serves():
    Policy.objects.update(state=Policy.State.RETIRED)
    assert Policy.objects.current() == (0, POLICY)


def test_only_one_policy_is_published():
    with pytest.raises(IntegrityError):
        Policy.objects.create(version=2, name="Second", data=DEFAULT_POLICY, state=Policy.State.PUBLISHED)


def test_a_draft_of_nonsense_is_refused():
    draft = Policy(version=2, name="Second", data=DEFAULT_POLICY | {"weights": {}})
    with pytest.raises(ValidationError, match="The policy lacks “geography” among its weights."):
        draft.full_clean()


def test_the_families_we_ship_are_rows():
    assert LabelFamily.objects.count() == len(list(shipped_families()))
    assert LabelFamily.objects.get(label="Lil' Chief Records").normalised == "lil chief records"


def test_the_book_follows_its_rows(django_assert_num_queries):
    assert LabelFamily.objects.book().read_line("Foo Sounds").kind is Kind.UNKNOWN
    family = LabelFamily.objects.create(label="Foo Sounds", kind=LabelFamily.Kind.INDIE)
    assert LabelFamily.objects.book().read_line("Foo Sounds").kind is Kind.INDIE_LABEL
    family.kind = LabelFamily.Kind.MAJOR
    family.save(update_fields=["kind"])
    assert LabelFamily.objects.book().read_line("Foo Sounds").kind is Kind.MAJOR
    family.delete()
    assert LabelFamily.objects.book().read_line("Foo Sounds").kind is Kind.UNKNOWN
    with django_assert_num_queries(1):
        LabelFamily.objects.book()


def kind_of(text, day=None):
    return LabelFamily.objects.book().read_line(text, day=day).kind


def test_the_book_follows_what_is_written_in_bulk():
    new = [LabelFamily(label=f"Foo {n}", kind="indie", normalised=f"foo {n}") for n in range(3)]
    assert kind_of("Foo 1") is Kind.UNKNOWN
    LabelFamily.objects.bulk_create(new)
    assert kind_of("Foo 1") is Kind.INDIE_LABEL
    LabelFamily.objects.filter(label="Foo 1").update(kind="major")
    assert kind_of("Foo 1") is Kind.MAJOR
    rows = list(LabelFamily.objects.filter(label__startswith="Foo "))
    for row in rows:
        row.until = date(2000, 1, 1)
    LabelFamily.objects.bulk_update(rows, ["until"])
    assert (kind_of("Foo 1"), kind_of("Foo 1", "1999")) == (Kind.UNKNOWN, Kind.MAJOR)
    LabelFamily.objects.filter(label="Foo 1").delete()
    LabelFamily.objects.bulk_create([LabelFamily(label="Bar", kind="indie", normalised="bar")])
    assert (kind_of("Bar"), kind_of("Foo 1", "1999")) == (Kind.INDIE_LABEL, Kind.UNKNOWN)


def test_the_book_turns_over_at_midnight_in_new_zealand():
    LabelFamily.objects.create(label="Foo Sounds", kind="indie", until=date(2026, 11, 22))
    with time_machine.travel("2026-11-22T10:59:00Z", tick=False):
        assert kind_of("Foo Sounds") is Kind.INDIE_LABEL
    with time_machine.travel("2026-11-22T11:01:00Z", tick=False):
        assert kind_of("Foo Sounds") is Kind.UNKNOWN


def test_a_family_that_cannot_be_read_is_refused():
    with pytest.raises(ValidationError, match="is not a regular expression"):
        LabelFamily(label="re:([", kind="indie").full_clean()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"since": date(2009, 1, 1), "until": date(2006, 12, 31)}, "The last day, 2006-12-31, is before the first"),
        ({"since": date(2008, 1, 1)}, "overlaps with this one: 2006 to 2009."),
        ({"until": date(2006, 1, 1)}, "overlaps with this one: 2006 to 2009."),
        ({"label": "re:.*"}, "would match every label there is"),
        ({"label": "!!!"}, "has no letter and no digit"),
    ],
    ids=["backwards", "overlaps its end", "overlaps its first day", "matches all", "can never be found"],
)
def test_a_family_of_nonsense_is_refused_with_a_sentence(values, sentence):
    LabelFamily.objects.create(label="Foo Sounds", kind="major", since=date(2006, 1, 1), until=date(2009, 12, 31))
    with pytest.raises(ValidationError, match=sentence):
        LabelFamily(**{"label": "Foo Sounds", "kind": "major"} | values).full_clean()


def test_rows_of_one_label_may_follow_each_other():
    LabelFamily.objects.create(label="Foo Sounds", kind="major", since=date(2006, 1, 1), until=date(2009, 12, 31))
    for values in ({"until": date(2005, 12, 31)}, {"since": date(2010, 1, 1)}, {"kind": "indie"}):
        row = LabelFamily(**{"label": "Foo Sounds", "kind": "major"} | values)
        row.full_clean()
        row.save()
    assert LabelFamily.objects.filter(label="Foo Sounds").count() == 4


# --- The rows we ship -------------------------------------------------------------------------------------------------


def changed_hands(label="Flying Nun"):
    rows = LabelFamily.objects.filter(label=label).order_by("since")
    return sorted((row.kind, row.span) for row in rows)


DATED = [("indie", "since 2010"), ("indie", "until 2005"), ("major", "2006 to 2009")]


def test_a_label_that_changed_hands_comes_with_its_days():
    assert changed_hands() == changed_hands("Flying Nun Records") == DATED


def test_the_days_are_taken_back_and_brought_again():
    migration = import_module("scoring.migrations.0005_labels_that_changed_hands")
    migration.take_back(apps, None)
    assert changed_hands() == [("indie", "")]
    migration.bring(apps, None)
    assert changed_hands() == DATED and LabelFamily.objects.count() == len(list(shipped_families()))


@pytest.mark.parametrize("edit", [{"group": "ours now"}, {"kind": "major_distributed"}], ids=lambda edit: [*edit][0])
def test_bringing_the_days_keeps_what_staff_edited(edit):
    migration = import_module("scoring.migrations.0005_labels_that_changed_hands")
    migration.take_back(apps, None)
    LabelFamily.objects.filter(label="Flying Nun").update(**edit)
    migration.bring(apps, None)
    assert [span for _, span in changed_hands()] == [""]


def test_bringing_the_days_brings_no_label_back_that_staff_took_out():
    migration = import_module("scoring.migrations.0005_labels_that_changed_hands")
    migration.take_back(apps, None)
    LabelFamily.objects.filter(label="Flying Nun").delete()
    migration.bring(apps, None)
    assert changed_hands() == []


def test_taking_back_what_we_shipped_leaves_the_rows_of_staff():
    LabelFamily.objects.create(label="Foo Sounds", kind=LabelFamily.Kind.INDIE)
    import_module("scoring.migrations.0003_label_families").unload(apps, None)
    import_module("scoring.migrations.0002_default_policy").remove_default(apps, None)
    assert list(LabelFamily.objects.values_list("label", flat=True)) == ["Foo Sounds"]
    assert not Policy.objects.exists()
