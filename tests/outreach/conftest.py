import pytest
from django.contrib.auth import get_user_model

from leads.models import Artist


@pytest.fixture
def analyst(db):
    return get_user_model().objects.create(username="analyst1")


@pytest.fixture
def colleague(db):
    return get_user_model().objects.create(username="analyst2")


@pytest.fixture
def lead(db):
    return Artist.objects.create(name="Tūī & the Gravel")
