"""One of several processes at work on the same export: started by test_export_races, waits for "go"."""

import json
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from enrichment import recovery  # noqa: E402
from enrichment.owner import me  # noqa: E402
from leads.exports import jobs, rows, slices  # noqa: E402
from leads.exports.order import Order, prepare  # noqa: E402
from leads.models import Artist, Export  # noqa: E402
from outreach.permission import contacts_to_hand_out, usable_contacts  # noqa: E402
from tests.factories import ArtistFactory  # noqa: E402

jobs.wake = lambda export: None
slices.TELL = 0
slices.AT_ONCE = rows.AT_ONCE = 20


def start(given):
    """A book of so many leads, and an export of all of it, of which no step is done."""
    format, leads = given.split()
    first = ArtistFactory.build()
    first.save()
    fields = {"breakdown": first.breakdown, "scored_at": first.scored_at, "total_score": first.total_score}
    Artist.objects.bulk_create([Artist(name=f"Lead {n}", **fields) for n in range(int(leads) - 1)])
    prepared = prepare(Order(format=format, fields=["lead_id", "artist_name"]), user=None, usable=usable_contacts)
    return list(jobs.start(prepared, None, Export.Door.COMMAND).leads)


def make(pause, stop_at=None):
    """A step a slice, with a pause in each: how many steps it were, and how the export stood before and after."""
    steps, chunk, before = [], slices.chunk, stands()
    recovery.free_dead()

    def slowly(*given):
        steps.append(given)
        if len(steps) == stop_at:
            print("here", flush=True)
            time.sleep(600)
        time.sleep(float(pause))
        return chunk(*given)

    slices.chunk = rows.chunk = slowly
    export = Export.objects.get()
    until = time.monotonic() + 60
    while export.job.finished_at is None and time.monotonic() < until:
        jobs.work_on(export.pk, contacts_to_hand_out, owner=me(), seconds=0)
        export = Export.objects.get()
    return len(steps), before, stands()


def stand_still(step):
    """In the midst of a step, until it is killed."""
    make(0, int(step))


def stands():
    export = Export.objects.select_related("job").get()
    return export.job.state, export.done, bool(export.owner)


if __name__ == "__main__":
    name, argument = sys.argv[1:]
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(globals()[name](argument)), flush=True)
