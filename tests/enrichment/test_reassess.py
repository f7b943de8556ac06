import io

import pytest
from django.core.management import call_command

from enrichment import settle
from enrichment.models import Call, Touch
from leads.models import Artist, ScoreChange
from tests.factories import ArtistFactory, ProfileFactory

pytestmark = pytest.mark.django_db


def test_every_lead_is_scored_anew_without_asking_anybody(monkeypatch):
    monkeypatch.setattr("enrichment.management.commands.reassess.STEP", 2)
    leads = [ArtistFactory(name=f"Tide {number}") for number in range(5)]
    unscored = ArtistFactory(known=None)
    ProfileFactory(artist=leads[0], platform="musicbrainz", data={"country": "NZ"})
    before = dict(Artist.objects.values_list("pk", "scored_at"))
    out = io.StringIO()
    call_command("reassess", stdout=out)
    assert out.getvalue().startswith("5 leads are looked at anew")
    while settle.work_off():
        pass
    after = dict(Artist.objects.values_list("pk", "scored_at"))
    assert {pk for pk in after if after[pk] != before[pk]} == {lead.pk for lead in leads}
    assert after[unscored.pk] is None
    assert "What we hold was read anew" in ScoreChange.objects.get(artist=leads[0]).because
    assert not Touch.objects.exists() and not Call.objects.exists()
