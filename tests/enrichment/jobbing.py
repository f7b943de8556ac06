"""What the tests of jobs share: three codes of two artists, and what became of them."""

from collections import Counter
from datetime import timedelta

import time_machine
from django.utils import timezone

ONE, TWO, THREE = "NZAAA2600001", "NZAAA2600002", "NZBBB2600001"


def rows(job):
    return dict(job.rows.values_list("recording__isrc", "state"))


def codes_asked(stub):
    return Counter(code for codes, _ in stub.calls("recordings") for code in codes)


def later(**span):
    return time_machine.travel(timezone.now() + timedelta(**span), tick=True)
