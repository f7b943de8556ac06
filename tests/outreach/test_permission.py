from datetime import date

import pytest

from outreach.models import Contact, Suppression
from outreach.permission import may_contact

pytestmark = pytest.mark.django_db
LISTED = [
    ("https://gravel.example/", "http://www.gravel.example"),
    ("GRAVEL.example", "https://gravel.example/"),
    ("https://www.instagram.com/Gravel", "http://instagram.com/gravel/"),
    ("mailto:Hello@Gravel.example", "hello@gravel.example"),
    ("KŌWHAI.example", "https://kōwhai.example/"),
    ("https://youtube.com/@kōwhai", "https://www.youtube.com/@k%C5%8Dwhai"),
    ("+64 21 555 0199", "+64215550199"),
    ("tel:+64-21-555-0199", "(021) 555 0199"),
    ("0064 21 555 0199", "+64 (0)21 555.0199"),
]
OTHERS = [
    ("https://gravel.example/", "https://gravel.example/shop"),
    ("https://gravel.example/", "https://notgravel.example/"),
    ("hello@gravel.example", "info@gravel.example"),
    ("+64 21 555 0199", "+61 21 555 0199"),
    ("+64 21 555 0199", "+64 21 555 019"),
    ("100031", "https://songkick.example/100031"),
]


def asked(lead, listed, value):
    Suppression.objects.create(kind="website", value=listed, since=date(2026, 10, 2))
    return may_contact(lead, Contact.objects.create(artist=lead, kind="social", value=value))


@pytest.mark.parametrize(("listed", "value"), LISTED)
def test_a_suppressed_address_is_known_in_any_spelling(lead, listed, value):
    allowed, reasons = asked(lead, listed, value)
    assert not allowed
    assert [(reason.code, reason.since) for reason in reasons] == [("address_suppressed", date(2026, 10, 2))]
    assert reasons[0].message == f"{value} is on the list of addresses nobody writes to."


@pytest.mark.parametrize(("listed", "value"), OTHERS)
def test_another_address_is_free(lead, listed, value):
    assert asked(lead, listed, value) == (True, [])
