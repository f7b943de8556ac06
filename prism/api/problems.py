"""Every refusal of the API in one form: problem+json (RFC 9457), in our words and never an exception's.

https://www.rfc-editor.org/rfc/rfc9457
"""

import logging
from dataclasses import asdict, dataclass

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import Http404, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from redis.exceptions import RedisError
from rest_framework import exceptions
from rest_framework.response import Response

from prism.request_ids import current_request_id

log = logging.getLogger("prism.api")
SERVICE = "Prism Analytics Engine"
MEDIA_TYPE = "application/problem+json"
LONGEST_VALUE = 100
MOST_ITEMS = 100  # of one answer; whoever sends ten thousand wrong keys gets no megabytes back
MOST_SENTENCES = 10
# What passes by itself: locks, conflicts, a server that stops, a full or failing disk.
# https://www.sqlite.org/rescode.html, https://www.postgresql.org/docs/current/errcodes-appendix.html
PASSING_SQLITE = {5, 6, 8, 10, 13, 14}
PASSING_POSTGRES = ("08", "40", "53", "55P03", "57", "58")


@dataclass(frozen=True)
class Item:
    """One thing that is wrong with a request: where, what, and what would be right."""

    code: str
    message: str
    field: str | None = None  # dotted path of the body, or a parameter's name
    row: int | None = None
    value: object = None
    suggestion: str | None = None
    allowed: tuple = ()

    def to_json(self) -> dict:
        told = {name: value for name, value in asdict(self).items() if value not in (None, ())}
        if "value" in told and not isinstance(told["value"], int | float | bool):
            told["value"] = str(told["value"])[:LONGEST_VALUE]
        return told | ({"allowed": list(self.allowed)} if self.allowed else {})


class Problem(exceptions.APIException):
    """A refusal by name: `kind` is the last part of its type, `more` are further members of the answer."""

    def __init__(self, status: int, kind: str, title: str, detail: str, *, errors=(), headers=None, **more):
        super().__init__(detail)
        self.status_code, self.kind, self.title, self.sentence = status, kind, title, detail
        self.errors, self.headers, self.more = list(errors), headers or {}, more


def invalid(*errors: Item, detail: str = "", kind: str = "validation", **more) -> Problem:
    """400: a value, parameter or key is wrong, missing or unknown; each is named."""
    told = [item.message for item in errors[:MOST_SENTENCES]]
    if len(errors) > MOST_SENTENCES:
        told.append(f"And {len(errors) - MOST_SENTENCES:,} more.")
    sentence = detail or " ".join(told)
    return Problem(400, kind, "Some values cannot be used", sentence, errors=errors, **more)


def not_found(detail: str, **more) -> Problem:
    return Problem(404, "not_found", "Not found", detail, **more)


def wrong_state(detail: str) -> Problem:
    return Problem(409, "wrong_state", "Not possible in this state", detail)


def unavailable(detail: str, retry_after: int = 30) -> Problem:
    return Problem(503, "unavailable", "Not available now", detail, headers={"Retry-After": str(retry_after)})


NOT_FOUND = "Endpoint not found"
INTERNAL = "Something went wrong on our side; it is on record under this request id."
DATABASE_DOWN = "The database cannot be reached just now."
CACHE_DOWN = "The store that counts calls cannot be reached just now."
DATABASE_BUSY = "The database is busy; try again in a moment."


def handler(error: Exception, context: dict) -> Response:
    """The answer to whatever a view raised; what nobody foresaw is logged and told with a fixed sentence."""
    problem = of(error)
    if problem is None:
        log.exception("Unforeseen in %r", context["request"].path)
        problem = Problem(500, "internal", "Internal error", INTERNAL)
    if connection.in_atomic_block and problem.kind in ("internal", "unavailable"):  # what we refuse ourselves is whole
        connection.set_rollback(True)
    response = Response(body(problem, context["request"].path), status=problem.status_code, headers=problem.headers)
    response.content_type = MEDIA_TYPE
    response.exception = True
    return response


def body(problem: Problem, path: str) -> dict:
    return {
        "type": f"urn:prism:problem:{problem.kind}",
        "title": problem.title,
        "status": problem.status_code,
        "detail": problem.sentence,
        "instance": path,
        "error": problem.sentence,
        "service": SERVICE,
        "request_id": current_request_id(),
        **({"errors": [item.to_json() for item in problem.errors[:MOST_ITEMS]]} if problem.errors else {}),
        **problem.more,
    }


def of(error: Exception) -> Problem | None:
    """Django's and REST framework's refusals in our words; None for what is no refusal."""
    match error:
        case Problem():
            return error
        case exceptions.NotAuthenticated():
            return not_authenticated()
        case exceptions.MethodNotAllowed():
            return Problem(405, "method_not_allowed", "Method not allowed", "This address does not take that method.")
        case exceptions.UnsupportedMediaType():
            sentence = "This address does not read that content type."
            return Problem(415, "unsupported_media_type", "Unsupported content type", sentence)
        case Http404() | exceptions.NotFound():
            return not_found(NOT_FOUND)
        case RequestDataTooBig() | TooManyFieldsSent() | TooManyFilesSent():
            return Problem(413, "too_large", "Too large", "The body is larger than this address takes.")
        case PermissionDenied() | exceptions.PermissionDenied():
            return forbidden()
        case exceptions.ParseError() | MultiPartParserError() | UnreadablePostError():  # JSON has its own sentences
            return invalid(detail="The body cannot be read.")
        case SuspiciousOperation() | BadRequest():
            return invalid(detail="This request cannot be read.")
        case exceptions.AuthenticationFailed():
            return not_authenticated()
        case OperationalError() | InterfaceError():
            if not _database_answers():
                return unavailable(DATABASE_DOWN)
            return unavailable(DATABASE_BUSY, retry_after=5) if _passes(error) else None
        case RedisError():
            return unavailable(CACHE_DOWN)
    return None


def not_authenticated(
    kind: str = "not_authenticated", detail: str = "Name yourself by a token or a session."
) -> Problem:
    return Problem(401, kind, "Not authenticated", detail, headers={"WWW-Authenticate": "Bearer"})


def forbidden(kind: str = "forbidden", detail: str = "You may not do this.") -> Problem:
    return Problem(403, kind, "Not allowed", detail)


def _passes(error: Exception) -> bool:
    """Whether the same may work in a moment: a lock or a full disk, not a column that is missing."""
    cause = error.__cause__
    if code := getattr(cause, "sqlite_errorcode", None):
        return code & 0xFF in PASSING_SQLITE
    return (getattr(cause, "sqlstate", None) or "").startswith(PASSING_POSTGRES)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return False
    return True
