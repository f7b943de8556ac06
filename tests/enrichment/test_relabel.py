"""From a changed label family to new scores, for those whom it concerns and nobody else."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from enrichment import settle, tasks, wake
from enrichment.models import Touch
from leads import relabel
from leads.models import Artist
from scoring.models import LabelFamily
from tests.factories import ArtistFactory, ReleaseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def leads():
    """Many leads, every seventh on the label, all scored an hour ago."""
    leads = [ArtistFactory(known=None) for _ in range(42)]
    for number, artist in enumerate(leads):
        name = "Foo Sounds" if number % 7 == 0 else f"Other Tapes {number}"
        ReleaseFactory(labels=[{"id": None, "name": name}], copyrights=[]).artists.add(artist)
    Touch.objects.bulk_create(Touch(artist=artist, at=0) for artist in leads)
    while settle.work_off():
        pass
    Artist.objects.update(scored_at=timezone.now() - timedelta(hours=1))
    return leads


def scored_since(moment):
    return set(Artist.objects.filter(scored_at__gt=moment).values_list("pk", flat=True))


def test_exactly_those_whom_a_change_concerns_are_scored_anew(leads):
    began = timezone.now()
    LabelFamily.objects.create(label="Foo Sounds", kind="indie")
    tasks.relabel(["Foo Sounds"])
    assert set(Touch.objects.values_list("because", flat=True)) == {"Label family “Foo Sounds” changed"}
    while settle.work_off():
        pass
    assert scored_since(began) == {artist.pk for artist in leads[::7]}
    assert set(Artist.objects.filter(independence="indie_label").values_list("pk", flat=True)) == scored_since(began)


def test_a_second_look_finds_nobody(leads):
    LabelFamily.objects.create(label="Foo Sounds", kind="indie")
    tasks.relabel(["Foo Sounds"])
    while settle.work_off():
        pass
    tasks.relabel(["Foo Sounds"])
    assert not Touch.objects.exists()


def test_a_long_label_still_fits_the_cause(leads):
    label = "re:^Foo Sounds" + "|x" * 90 + "$"
    LabelFamily.objects.create(label=label, kind="indie")
    tasks.relabel([label])
    assert Touch.objects.count() == 6 and all(
        len(one) <= 200 for one in Touch.objects.values_list("because", flat=True)
    )


def test_what_a_slice_does_not_reach_the_next_does(leads, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(relabel, "STEP", 10)
    monkeypatch.setattr(tasks, "RELABELLING", -1)
    LabelFamily.objects.create(label="Foo Sounds", kind="indie")
    slices = [(["Foo Sounds"], 0)]
    for arguments in slices:  # grows while it is walked
        OrmQ.objects.all().delete()
        with django_capture_on_commit_callbacks(execute=True):
            tasks.relabel(*arguments)
        queued = [one.task for one in OrmQ.objects.all()]
        slices += [one["args"] for one in queued if one["func"] == "enrichment.tasks.relabel"]
    assert [after for _, after in slices] == [0, *(leads[n].pk for n in (9, 19, 29, 39, 41))]
    assert Touch.objects.count() == 6


def test_whoever_settles_is_woken(leads, settings, django_capture_on_commit_callbacks):
    LabelFamily.objects.create(label="Foo Sounds", kind="indie")
    with django_capture_on_commit_callbacks(execute=True):
        tasks.relabel(["Foo Sounds"])
    assert [one.task["func"] for one in OrmQ.objects.all()] == ["enrichment.tasks.drain"]


def test_a_change_is_looked_through_by_one_task(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        wake.find_relabelled(["Foo", "Bar"])
        wake.find_relabelled([])
    assert [one.task["args"] for one in OrmQ.objects.all()] == [(["Foo", "Bar"], 0)]
