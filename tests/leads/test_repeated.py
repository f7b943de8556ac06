"""Questions about some ids that are compiled once."""

import pytest
from django.utils import timezone

from leads.models import Profile
from leads.querysets import OneOf, Repeated
from tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db
COLUMNS = ("artist_id", "state", "expires_at", "data__recent")


def of_these(ids):
    return Profile.objects.filter(OneOf(ids, "artist")).order_by("pk").values_list(*COLUMNS)


def test_each_time_it_is_answered_for_the_ids_asked_for():
    question = Repeated(of_these)
    made = [
        ProfileFactory(expires_at=expires_at, data={"recent": {"views": views}})
        for views, expires_at in ((1, timezone.now()), (2, None), (3, None))
    ]
    first, second, third = [profile.artist_id for profile in made]
    for ids in ([first, second], [third], [], [first, third, third]):
        assert list(question(ids)) == list(of_these(ids))
    assert [row[:1] + row[3:] for row in question([second])] == [(second, {"views": 2})]


def test_it_is_compiled_once():
    asked = []
    question = Repeated(lambda ids: asked.append(ids) or of_these(ids))
    for ids in ([1], [2], [3]):
        list(question(ids))
    assert len(asked) == 1
