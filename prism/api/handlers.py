"""What Django itself refuses, before or beside a view, in the API's form."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from django.views.csrf import csrf_failure as page_csrf_failure

from prism.api import problems
from prism.api.problems import MEDIA_TYPE, Problem
from prism.middleware import is_api

WORDS = {
    400: ("validation", "Bad request", "This request cannot be read."),
    403: ("forbidden", "Not allowed", "You may not do this."),
    404: ("not_found", "Not found", problems.NOT_FOUND),
    405: ("method_not_allowed", "Method not allowed", "This address does not take that method."),
    411: ("validation", "Length required", "Say how long the body is (Content-Length)."),
    413: ("too_large", "Too large", "The body is larger than this address takes."),
    415: ("unsupported_media_type", "Unsupported content type", "This address does not read that content type."),
    500: ("internal", "Internal error", problems.INTERNAL),
}


def as_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    """A problem outside of REST framework's views."""
    return JsonResponse(
        problems.body(problem, request.path),
        status=problem.status_code,
        content_type=MEDIA_TYPE,
        headers=problem.headers,
        json_dumps_params={"ensure_ascii": False},
    )


def problem_for(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The problem in place of a page of Django's, with its status and what its headers said."""
    kind, title, detail = WORDS.get(response.status_code, WORDS[400 if response.status_code < 500 else 500])
    found = as_response(request, Problem(response.status_code, kind, title, detail))
    for name in ("Allow", "Retry-After", "WWW-Authenticate"):
        if response.has_header(name):
            found[name] = response[name]
    return found


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if is_api(request.path):
        return as_response(request, problems.forbidden("csrf_failed", "The CSRF token is missing or wrong."))
    return page_csrf_failure(request, reason)


def bad_request(request: HttpRequest, exception) -> HttpResponse:
    return _one_or_other(request, 400, defaults.bad_request, exception)


def permission_denied(request: HttpRequest, exception) -> HttpResponse:
    return _one_or_other(request, 403, defaults.permission_denied, exception)


def page_not_found(request: HttpRequest, exception) -> HttpResponse:
    return _one_or_other(request, 404, defaults.page_not_found, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if is_api(request.path):
        return as_response(request, Problem(500, *WORDS[500]))
    return defaults.server_error(request)


def _one_or_other(request: HttpRequest, status: int, page, exception) -> HttpResponse:
    if not is_api(request.path):
        return page(request, exception)
    if (problem := problems.of(exception)) is not None and problem.status_code == 413:
        return as_response(request, problem)
    return as_response(request, Problem(status, *WORDS[status]))
