"""Many rows in one statement read back as if Django had stored them."""

from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from leads import bulk
from leads.models import Artist, ScoreChange
from tests.factories import ArtistFactory

pytestmark = pytest.mark.django_db
COLUMNS = ("breakdown", "total_score", "tier", "coverage", "youtube_findings", "scored_at")


def values(*rows):
    return bulk.prepared(Artist, COLUMNS, rows)


def test_an_update_sets_its_columns_and_nothing_else():
    one, other = ArtistFactory(name="Ōtaki"), ArtistFactory()
    now, stood = timezone.now(), Artist.objects.filter(pk=other.pk).values().get()
    given = ({"a": ["ū", None, 1.5]}, Decimal("70.0"), "A", 60, ["high_potential"], now)
    bulk.update(Artist, COLUMNS, values((one.pk, *given)))
    stored = Artist.objects.get(pk=one.pk)
    assert tuple(getattr(stored, name) for name in COLUMNS) == given
    assert (stored.name, stored.country) == ("Ōtaki", "NZ")
    assert Artist.objects.filter(pk=other.pk).values().get() == stood
    assert Artist.objects.filter(scored_at=now, total_score=Decimal("70.0")).get() == stored


def test_nothing_known_is_stored_as_null():
    lead = ArtistFactory()
    bulk.update(Artist, COLUMNS, values((lead.pk, {}, None, None, None, [], None)))
    lead.refresh_from_db()
    assert (lead.total_score, lead.tier, lead.coverage, lead.scored_at, lead.breakdown) == (None, None, None, None, {})


def test_a_row_that_is_gone_stays_gone():
    lead = ArtistFactory()
    gone = lead.pk + 1
    rows = values((gone, {}, None, None, None, [], None), (lead.pk, {}, Decimal("1.0"), "D", 1, [], timezone.now()))
    bulk.update(Artist, COLUMNS, rows)
    assert Artist.objects.values_list("pk", "tier").get() == (lead.pk, "D")


def test_nothing_to_do_is_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        bulk.update(Artist, COLUMNS, values())
        bulk.insert(ScoreChange, ("artist_id",), [])


def test_inserted_times_and_decimals_are_found_again():
    lead, now = ArtistFactory(), timezone.now()
    columns = ("artist_id", "at", "old_total", "new_total", "because", "parts")
    bulk.insert(ScoreChange, columns, [(lead.pk, now, None, Decimal("12.5"), "New answers", {"geographic": "3.0"})])
    change = ScoreChange.objects.get(at=now, new_total=Decimal("12.5"))
    assert (change.artist, change.old_total, change.parts, change.moved) == (lead, None, {"geographic": "3.0"}, [])


@pytest.mark.postgres
def test_postgres_sees_what_a_table_holds_by_now():
    ArtistFactory.create_batch(3)
    bulk.look_over(ScoreChange, Artist)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'leads_artist'::regclass")
        assert cursor.fetchone() == (3,)
