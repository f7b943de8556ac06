"""What several processes do at once, each in one of its own: `python -m tests.enrichment.racers NAME ARGUMENT`.

Prints one line when it is ready, begins when a line comes in, and prints what it did as JSON.
"""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import django
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from enrichment import gate, jobs, settle  # noqa: E402
from enrichment.drain import Drain  # noqa: E402
from enrichment.gate import Closed  # noqa: E402
from enrichment.kinds import KIND  # noqa: E402
from leads.models import Upload  # noqa: E402

NOON = 1_763_812_800.0


def reserve(kind: str):
    """Slots until the purse is empty, at one and the same moment, by two threads."""

    def spend(_):
        taken = []
        while not isinstance(slot := gate.reserve(KIND[tuple(kind.split("/"))], NOON, max_wait=1e9), Closed):
            taken.append(slot)
        connection.close()
        return taken

    with ThreadPoolExecutor(2) as threads:
        return [slot for taken in threads.map(spend, range(2)) for slot in taken]


def slots(count: str):
    """So many slots of MusicBrainz' gate."""
    return [gate.reserve(KIND["musicbrainz", "recording"], NOON, max_wait=1e9) for _ in range(int(count))]


def lease(_):
    return gate.lease("musicbrainz", f"racer/{os.getpid()}", time.time())


def start(upload: str):
    return jobs.start_upload(Upload.objects.get(pk=int(upload))).pk


def drain(_):
    """Ask a stub until nothing is due; the codes this process asked about."""
    from enrichment import ask
    from tests.enrichment.stub import Stub, knows_all

    stub = knows_all(Stub())
    ask.adapter = lambda platform: stub
    while Drain("musicbrainz", max_wait=0.0, only=lambda due: due).step():
        settle.work_off()
    return [code for codes, _ in stub.calls("recordings") for code in codes]


if __name__ == "__main__":
    name, argument = sys.argv[1:]
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(globals()[name](argument)), flush=True)
