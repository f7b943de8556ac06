import pytest

from leads.discard import discard
from leads.models import Recording, Upload, UploadRow
from tests.factories import CreditFactory, JobFactory, UploadFactory

pytestmark = pytest.mark.django_db


def test_what_it_alone_brought_goes_with_it():
    assert discard(UploadFactory()) == 1
    assert not Upload.objects.exists() and not UploadRow.objects.exists() and not Recording.objects.exists()


def test_what_somebody_has_started_stays():
    upload = JobFactory().upload
    assert discard(upload) is None and Upload.objects.get().jobs.count() == 1


@pytest.mark.parametrize("kept_by", ["a credit", "another upload", "having been known before"])
def test_what_others_need_stays(kept_by):
    upload = UploadFactory()
    cell = upload.cells.get(outcome="new")
    if kept_by == "a credit":
        CreditFactory(recording=cell.recording)
    elif kept_by == "another upload":
        other = UploadFactory(with_rows=None)
        other.cells.filter(outcome="new").update(recording=cell.recording)
    else:
        upload.cells.filter(outcome="new").update(outcome="known")
    discard(upload)
    assert Recording.objects.filter(pk=cell.recording_id).exists()
