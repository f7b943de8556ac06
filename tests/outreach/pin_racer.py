"""One of several processes that pin the same leads: started by test_pin_races, waits for "go"."""

import json
import os
import sys
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.utils import timezone  # noqa: E402

from leads.models import Artist  # noqa: E402
from outreach import pins  # noqa: E402
from outreach.models import Activity  # noqa: E402


def leads(count):
    Artist.objects.bulk_create(Artist(name=f"Lead {n}", search_name=f"lead {n}") for n in range(int(count)))


def pin(times):
    """Pin the first lead so many times, each time to another tier."""
    lead, until = Artist.objects.order_by("pk").first(), timezone.localdate()
    for n in range(int(times)):
        pins.pin(lead, "ABCD"[(n + os.getpid()) % 4], reason=f"{os.getpid()} {n}", until=until, author=None)


def pin_all(_):
    for lead in Artist.objects.all():
        pins.pin(lead, "B", reason="Met them.", until=timezone.localdate(), author=None)


def expire(_):
    """End the pins of today, as the first sweep of tomorrow does."""
    pins.AT_ONCE = 7
    return pins.expire(timezone.localdate() + timedelta(days=1))


def told(_):
    """Every change in the order it was written, and the tiers that stand."""
    changes = [one.changes["pinned_tier"] for one in Activity.objects.order_by("pk")]
    return changes, list(Artist.objects.order_by("pk").values_list("pinned_tier", flat=True))


if __name__ == "__main__":
    name, argument = sys.argv[1:]
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(globals()[name](argument)), flush=True)
