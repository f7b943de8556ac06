"""Several processes at one export, and one that is killed: one file, whole, each lead once."""

from pathlib import Path

import pytest

from tests import racing
from tests.conftest import ON_POSTGRES
from tests.leads.exports.jobbing import ids_in

LEADS = 200
STEPS = LEADS // 20
DONE = ("completed", LEADS, False)
pytestmark = pytest.mark.slow


@pytest.fixture
def begin(own_database):
    def racer(name, argument=0):
        return racing.racer("tests.leads.exports.export_racer", name, argument, own_database)

    return racer


@pytest.fixture
def race(begin):
    """Runs the same in several processes at once; what each of them says."""

    def run(name, argument=0, processes=1):
        return racing.race([begin(name, argument) for _ in range(processes)])

    return run


@pytest.fixture
def files(own_database):
    return lambda: sorted((Path(own_database["DATA_DIR"]) / "files" / "exports").iterdir())


@pytest.mark.parametrize("format", ["json", "excel"])
def test_many_at_one_export_make_one_file_and_no_step_twice(format, race, files):
    (leads,) = race("start", f"{format} {LEADS}")
    made = race("make", 0.02, 3)
    assert sum(steps for steps, _, _ in made) == STEPS
    assert {tuple(after) for _, _, after in made} == {DONE}
    (path,) = files()
    assert ids_in(path) == leads


@pytest.mark.skipif(ON_POSTGRES, reason="a file is made whole again alike on both; who holds it is raced on both")
@pytest.mark.parametrize(("format", "left"), [("csv", STEPS - 4), ("excel", STEPS)])
def test_a_worker_killed_in_the_midst_leaves_a_file_that_another_makes_whole(format, left, race, begin, files):
    (leads,) = race("start", f"{format} {LEADS}")
    worker = begin("stand_still", 5)
    assert worker.stdout.readline() == "ready\n"
    worker.stdin.write("go\n")
    worker.stdin.flush()
    assert worker.stdout.readline() == "here\n"
    worker.kill()
    worker.communicate()
    assert race("make") == [[left, ["running", 4 * 20, True], list(DONE)]]
    (path,) = files()
    assert ids_in(path) == leads
