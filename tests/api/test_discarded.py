"""Uploads that somebody takes back at the desk while a program starts them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from enrichment import jobs
from leads.discard import discard
from leads.models import Upload
from tests.api.calling import checked
from tests.factories import UploadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def discarded_meanwhile(monkeypatch):
    start = jobs.start_upload

    def late(upload, *given, **more):
        assert discard(Upload.objects.get(pk=upload.pk)) is not None
        return start(upload, *given, **more)

    monkeypatch.setattr(jobs, "start_upload", late)


def is_told(answer):
    assert answer.status_code == 409 and answer.json()["type"] == "urn:prism:problem:wrong_state"
    assert answer.json()["detail"] == "Somebody discarded this upload before it was started."


def test_a_file_that_was_to_be_analysed(api, stub):
    form = {"file": SimpleUploadedFile("a.csv", b"ISRC\nNZAAA2600001\n"), "process": "true"}
    is_told(checked(api.client.post("/api/upload-isrcs", form, headers=api.headers)))


def test_an_upload_and_a_list(api, stub):
    is_told(api.post("/api/analyze-bulk", {"upload_id": UploadFactory().pk}))
    is_told(api.post("/api/analyze-bulk", {"isrcs": ["NZAAA2600001"]}))
