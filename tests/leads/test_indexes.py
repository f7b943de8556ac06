"""The order that every list begins with is read from an index, on either database."""

import pytest
from django.db import connection

from leads.models import Artist
from tests.factories import ArtistFactory


@pytest.mark.django_db
def test_the_best_leads_are_found_without_sorting_all():
    ArtistFactory.create_batch(3)
    if connection.vendor == "postgresql":  # so few rows it would rather read whole
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    plan = Artist.objects.leads()[:25].explain()
    assert "artist_score" in plan
    assert "Sort" not in plan and "TEMP B-TREE" not in plan


@pytest.mark.django_db
def test_all_leads_are_counted_without_reading_their_rows():
    ArtistFactory.create_batch(3)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = Artist.objects.leads().order_by().values("scored_at").explain()
    assert "artist_scored" in plan and ("Index Only Scan" in plan or "COVERING INDEX" in plan)
