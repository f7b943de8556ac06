"""Processes we start and must not leave behind."""

import ctypes
import os
import signal
import subprocess
import sys

from django.conf import settings

PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(signum=signal.SIGKILL):
    """From now on this process gets the signal when its parent dies, however that happens (Linux only)."""
    if libc:
        libc.prctl(PR_SET_PDEATHSIG, signum)


def start(*command, **options) -> subprocess.Popen:
    """A child that is told to end when we die."""
    return subprocess.Popen(
        [sys.executable, *command], cwd=settings.BASE_DIR, preexec_fn=lambda: die_with_parent(signal.SIGTERM), **options
    )


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


def manage(*arguments, **options) -> subprocess.Popen:
    return start(os.path.join(settings.BASE_DIR, "manage.py"), *arguments, **options)
