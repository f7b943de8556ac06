"""What every request passes through."""

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

from prism import request_ids

# What a page of another origin may send, and what of an answer it may read beside the body.
CORS_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
CORS_HEADERS = "Accept, Authorization, Content-Type, Idempotency-Key, If-None-Match"
CORS_EXPOSED = (
    "Content-Disposition, ETag, Idempotency-Replayed, Location, Retry-After, X-Missing-Count, X-RateLimit-Limit, "
    "X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id, X-Version"
)


def reload_when_logged_out(get_response):
    """A panel that htmx refreshes after the session ended would swallow the login form: reload the whole page."""

    def middleware(request):
        ours = not is_api(request.path)
        if ours and request.headers.get("HX-Request") and not request.user.is_authenticated:
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        return get_response(request)

    return middleware


def named(get_response):
    """Every answer says who gave it, and under which request id it stands in the log."""

    def middleware(request):
        request_id = request_ids.begin()
        response = get_response(request)
        response["X-Request-Id"] = request_id
        response["X-Service"] = "Prism Analytics Engine"
        response["X-Company"] = "Precise Digital"
        response["X-Version"] = settings.VERSION
        response["X-Content-Type-Options"] = "nosniff"
        if not response.streaming and "Content-Length" not in response:
            response["Content-Length"] = str(len(response.content))  # of what was refused too early for Django's own
        return response

    return middleware


def open_to_origins(get_response):
    """Pages of CORS_ORIGINS may call the API with a token; to all others the browser says no by itself.

    A preflight has no token, so it is answered before anybody is asked for one. Cookies never cross: a session is for
    our own pages. https://fetch.spec.whatwg.org/#http-cors-protocol
    """

    def middleware(request):
        origin = request.headers.get("Origin")
        if not origin or origin not in settings.CORS_ORIGINS or not is_api(request.path):
            response = get_response(request)
        elif request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response = _allow(HttpResponse(status=204), origin)
            response["Access-Control-Allow-Methods"] = CORS_METHODS
            response["Access-Control-Allow-Headers"] = CORS_HEADERS
            response["Access-Control-Max-Age"] = "600"
        else:
            response = _allow(get_response(request), origin)
            response["Access-Control-Expose-Headers"] = CORS_EXPOSED
        if settings.CORS_ORIGINS and is_api(request.path):
            patch_vary_headers(response, ["Origin"])
        return response

    return middleware


def _allow(response, origin: str):
    response["Access-Control-Allow-Origin"] = origin
    return response


def api_refuses_in_json(get_response):
    """Under /api/ whatever Django refuses before a view is reached is told as a problem, never as a page."""

    def middleware(request):
        response = get_response(request)
        if not is_api(request.path) or response.status_code < 400 or _is_ours(response):
            return response
        from prism.api.handlers import problem_for  # the views' modules are read once Django is up

        return problem_for(request, response)

    return middleware


def is_api(path: str) -> bool:
    """The front door is one of the API's addresses, too."""
    return path in ("/", "/api") or path.startswith("/api/")


def _is_ours(response) -> bool:
    """Django itself refuses in HTML; a door may do so in JSON of its own: health has one short body."""
    return response.get("Content-Type", "").startswith(("application/problem+json", "application/json"))
