"""The demo is the shortest proof of the whole: real worker, real clients, made-up platforms."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT


def demo(folder, *arguments, **environment):
    bare = {"PRISM_ENV_FILE": os.devnull, "SECRET_KEY": "only-for-tests", "DATA_DIR": folder, "STATIC_ROOT": folder}
    command = [sys.executable, str(ROOT / "manage.py"), "demo", *arguments]
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | bare | environment
    return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=280)


@pytest.mark.slow
def test_the_demo_finishes_every_row_and_reaches_every_tier(tmp_path):
    done = demo(str(tmp_path), "--once")
    assert done.returncode == 0, done.stdout + done.stderr
    assert all(word in done.stdout for word in ("new", "known", "duplicate", "invalid", "blank", "Last.fm"))
    assert (tmp_path / "demo.db").exists()


def test_the_demo_never_deletes_a_database_that_is_not_its_own(tmp_path):
    (tmp_path / "prism.db").touch()
    refused = demo(str(tmp_path), "--once", "--sandbox", "http://127.0.0.1:9")
    assert refused.returncode == 1
    assert "nothing was touched" in refused.stderr
    assert (tmp_path / "prism.db").exists()
