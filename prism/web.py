"""gunicorn's worker as it is, but for when it takes callers in, and for what it refuses before our program sees it: a
problem in place of a page.
"""

import json
import uuid

from django.conf import settings
from gunicorn.http import errors
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

OUR_FAULT = (errors.InvalidResponseHeader, errors.InvalidResponseHeaderName, errors.ConfigurationProblem)
UNREADABLE = (400, "Bad Request", "This request cannot be read.")
REFUSALS = {
    errors.LimitRequestLine: (414, "URI Too Long", "The address is too long."),
    errors.LimitRequestHeaders: (431, "Request Header Fields Too Large", "The headers are too long."),
    errors.ExpectationFailed: (417, "Expectation Failed", "What the Expect header asks for is not offered."),
}
INTERNAL = (500, "Internal Server Error", "Something went wrong on our side; it is on record under this request id.")


class Worker(ThreadWorker):
    """All callers wait in the one line that the kernel keeps for all processes, and a process takes the first of them
    when it has a thread to spare: nobody waits for a busy process while another has nothing to do, and none overtakes.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.max_keepalived = 0  # a kept line would overtake, and stay with its process however busy that is
        self.busy = 0

    def set_accept_enabled(self, enabled):
        super().set_accept_enabled(enabled and self.busy < self.cfg.threads)

    def enqueue_req(self, conn):
        self.busy += 1
        super().enqueue_req(conn)
        if self._accepting:
            self.set_accept_enabled(True)

    def finish_request(self, conn, fs):
        self.busy -= 1
        super().finish_request(conn, fs)

    def handle_error(self, req, client, addr, exc):
        """The exception's own words go to the log alone."""
        theirs = isinstance(exc, errors.ParseException | OSError) and not isinstance(exc, OUR_FAULT)
        refusal = REFUSALS.get(type(exc), UNREADABLE) if theirs else INTERNAL
        request_id = uuid.uuid4().hex[:16]
        if theirs:
            self.log.info("%s Refused a request from %s: %s", request_id, (addr or [""])[0], exc)
        else:
            self.log.exception("%s An answer could not be given.", request_id)
        try:
            write_nonblock(client, answer(*refusal, request_id))
        except OSError:
            self.log.debug("%s Nobody was there to be told.", request_id)


def answer(status: int, reason: str, sentence: str, request_id: str) -> bytes:
    """The whole answer as it goes over the line. The address is not in it: it could not be read."""
    service = "Prism Analytics Engine"
    told = {
        "type": f"urn:prism:problem:{'internal' if status == 500 else 'validation'}",
        "title": reason,
        "status": status,
        "detail": sentence,
        "instance": "",
        "error": sentence,
        "service": service,
        "request_id": request_id,
    }
    body = json.dumps(told).encode()
    head = [
        f"HTTP/1.1 {status} {reason}",
        "Connection: close",
        "Content-Type: application/problem+json",
        f"Content-Length: {len(body)}",
        f"X-Request-Id: {request_id}",
        f"X-Service: {service}",
        "X-Company: Precise Digital",
        f"X-Version: {settings.VERSION}",
        "X-Content-Type-Options: nosniff",
    ]
    return "\r\n".join([*head, "", ""]).encode() + body
