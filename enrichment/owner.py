"""Who holds a lookup or a lease: the worker group and the process in it, so that successors can tell the dead."""

import os
import socket


def node() -> str:
    """The worker group, or this process when it stands alone."""
    return os.environ.get("PRISM_NODE") or f"{socket.gethostname()[:30]}:{os.getpid()}"


def me() -> str:
    return f"{node()}/{os.getpid()}"
