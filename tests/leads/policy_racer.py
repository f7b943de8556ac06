"""One of several processes at work on the same policies: started by test_policy_races, waits for "go"."""

import json
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from leads import policies, runs  # noqa: E402
from leads.models import Artist, PolicyRun  # noqa: E402
from scoring.models import Policy  # noqa: E402
from tests.factories import ArtistFactory  # noqa: E402

runs.wake = lambda run: None


def book(leads):
    """A book, and a draft that moves every lead of it."""
    first = ArtistFactory.build()
    first.save()
    fields = {"facts": first.facts, "breakdown": first.breakdown, "scored_at": first.scored_at, "policy_version": 1}
    fields |= {"total_score": first.total_score, "tier": first.tier}
    Artist.objects.bulk_create([Artist(name=f"Lead {n}", **fields) for n in range(int(leads) - 1)], batch_size=250)
    for _ in range(2):
        draft = policies.new_draft(Policy.objects.get(version=1), None)
        data = {**draft.data, "weights": {"independence": 30, "opportunity": 50, "geography": 20}}
        policies.save_draft(draft, "Nearer home", data, None, seen=draft.stamp)


def publish(version):
    """Publish without rescoring; the refusal where somebody else was first."""
    runs.begin = lambda run: run
    policy = Policy.objects.get(version=int(version) or 2 + os.getpid() % 2)
    try:
        return policies.publish(policy, None, "Nearer home", seen=policy.stamp, instead_of=1).pk
    except policies.Refused as refused:
        return str(refused)


def rescore(pause):
    """In small steps, with a pause after each."""
    runs.STEP = 20
    run = PolicyRun.objects.get(kind="rescore", state="running")
    steps = 0
    while runs.work_on(run.pk, 0):
        steps += 1
        time.sleep(float(pause))
    return steps


def draft(_):
    return policies.new_draft(Policy.objects.get(version=1), None).version


if __name__ == "__main__":
    name, argument = sys.argv[1:]
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(globals()[name](argument)), flush=True)
