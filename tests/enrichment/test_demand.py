"""What a job's rows want asked, and why what is known is looked through."""

import pytest
from django.utils import timezone

from enrichment import demand, refusals
from enrichment.models import Touch
from tests.factories import CreditFactory, JobFactory, LookupFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("job", "because"),
    [
        ({"kind": "upload", "label": "august-releases.xlsx"}, "Upload august-releases.xlsx named it"),
        ({"kind": "refresh", "label": "Tide Ōtaki"}, "All that is known was looked through again"),
        ({"kind": "upload", "label": "x" * 200}, f"Upload {'x' * 192}…"),
    ],
    ids=["an upload", "a refresh", "a long name"],
)
def test_a_job_says_why_its_artists_are_looked_at(job, because):
    credit = CreditFactory()
    demand.want_answers(JobFactory(**job), [credit.recording_id], timezone.now())
    assert Touch.objects.get(artist=credit.artist).because == because


def test_a_platform_that_ends_tells_its_sentence():
    credit = CreditFactory()
    LookupFactory(platform="lastfm", kind="audience", state="queued").artists.add(credit.artist)
    LookupFactory(platform="lastfm", kind="audience", state="queued", recording=credit.recording)
    refusals.end_platform("lastfm", "misconfigured", "Last.fm refuses our key.", timezone.now())
    assert set(Touch.objects.values_list("artist", "recording", "because")) == {
        (credit.artist_id, None, "Last.fm refuses our key."),
        (None, credit.recording_id, "Last.fm refuses our key."),
    }
