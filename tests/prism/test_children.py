import os
import signal

import psutil
import pytest

from prism import children


@pytest.mark.skipif(children.libc is None, reason="Linux only")
def test_a_child_whose_parent_died_before_it_could_ask_ends_itself():
    child = os.fork()
    if child == 0:
        children.die_with_parent(parent=1)  # as if handed on to init already
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


def test_a_child_is_told_gently_first_and_then_ended():
    deaf = children.start(
        "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(60)", stdout=-1
    )
    deaf.stdout.readline()
    children.stop(deaf, grace=0.5)
    assert deaf.returncode == -signal.SIGKILL
    assert not psutil.pid_exists(deaf.pid)
    deaf.stdout.close()
