from importlib import import_module

import pytest
from django.apps import apps

from enrichment.models import Lookup
from leads.models import Job
from tests.factories import JobFactory, LookupFactory

pytestmark = pytest.mark.django_db


def test_what_jobs_keep_to_moves_from_the_lookups_to_the_jobs():
    narrow, gone, wide, real = JobFactory(), JobFactory(state="completed"), JobFactory(), LookupFactory()
    for job, platform in [(narrow, "youtube"), (narrow, "lastfm"), (gone, "musicbrainz")]:
        LookupFactory(platform=platform, kind="refresh", subject=job.pk, state="skipped", job=job)
    import_module("enrichment.migrations.0003_jobs_keep_to").move(apps, None)
    kept = dict(Job.objects.values_list("pk", "platforms"))
    assert kept == {narrow.pk: "lastfm youtube", gone.pk: "musicbrainz", wide.pk: ""}
    assert Lookup.objects.get() == real
