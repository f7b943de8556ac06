"""A name for each request, in its answer and in every line of the log that it causes."""

import logging
import uuid
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("request_id", default="-")


def current_request_id() -> str:
    """The present request's; "-" outside of one."""
    return _current.get()


def begin() -> str:
    """Name the request that begins now."""
    name = uuid.uuid4().hex[:16]
    _current.set(name)
    return name


class WithRequestId(logging.Filter):
    """Gives each record a `request_id`."""

    def filter(self, record):
        record.request_id = _current.get()
        return True
