"""Processes we start and must not leave behind."""

import ctypes
import os
import signal
import subprocess
import sys

from django.conf import settings

PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(parent: int, signum=signal.SIGKILL):
    """From now on this process gets the signal when its parent dies, however that happens (Linux only)."""
    if libc:
        libc.prctl(PR_SET_PDEATHSIG, signum)
        if os.getppid() != parent:  # it died before we could ask
            os.kill(os.getpid(), signal.SIGKILL)


def bind_forks():
    """Every process that is forked from here on, and from its forks, ends with the one that forked it."""
    forking = {}
    os.register_at_fork(
        before=lambda: forking.update(pid=os.getpid()), after_in_child=lambda: die_with_parent(forking["pid"])
    )


def start(*command, ended_by=signal.SIGTERM, **options) -> subprocess.Popen:
    """A child that gets the signal `ended_by` when we die."""
    options.setdefault("cwd", settings.BASE_DIR)
    us = os.getpid()
    return subprocess.Popen([sys.executable, *command], preexec_fn=lambda: die_with_parent(us, ended_by), **options)


def manage(*arguments, **options) -> subprocess.Popen:
    return start(str(settings.BASE_DIR / "manage.py"), *arguments, **options)


def stop(process, grace=10):
    """Ends a child, gently first."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(grace)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
