"""Several processes that pin at once, and several that end what is past: each change is told once and in its order."""

import pytest

from tests import racing

MANY, TIMES, LEADS = 3, 10, 50
pytestmark = pytest.mark.slow


@pytest.fixture
def race(own_database):
    """Runs the same in several processes at once; what each of them says."""

    def run(name, argument=0, processes=1):
        return racing.race(
            [racing.racer("tests.outreach.pin_racer", name, argument, own_database) for _ in range(processes)]
        )

    return run


def test_who_pins_later_has_seen_who_pinned_before(race):
    race("leads", 1)
    race("pin", TIMES, processes=MANY)
    ((changes, stands),) = race("told")
    assert len(changes) == MANY * TIMES
    assert [old for old, _ in changes] == [None, *(new for _, new in changes[:-1])]
    assert stands == [changes[-1][1]]


def test_of_many_who_end_pins_each_ends_its_own(race):
    race("leads", LEADS)
    race("pin_all")
    assert sum(race("expire", processes=MANY)) == LEADS
    ((changes, stands),) = race("told")
    assert sorted(changes, key=str) == sorted([[None, "B"]] * LEADS + [["B", None]] * LEADS, key=str)
    assert set(stands) == {None}
