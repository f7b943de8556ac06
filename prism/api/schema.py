"""How the OpenAPI description is made of the doors: each method says what it takes and answers, with an example."""

from collections.abc import Mapping

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema

from prism.api.problems import MEDIA_TYPE
from prism.api.shapes import PROBLEM, TEXT

ALWAYS = {
    400: "Some values cannot be used",
    401: "Not authenticated",
    403: "Not allowed",
    405: "The address does not take that method",
    414: "The address is too long",
    429: "Too many requests",
    431: "The headers are too long",
    500: "Our fault, on record under the request id",
    503: "Not available now",
}
OF_BODIES = (409, 413, 415, 422)
TITLES = {
    404: "Not found",
    409: "Not possible now",
    413: "Too large",
    415: "Unsupported content type",
    422: "Cannot be read, or the key was used before",
    **ALWAYS,
}
# By what a path holds, under which heading an address stands; the first that fits.
SUBJECTS = (
    ("/youtube/", "YouTube"),
    ("/analyze", "Analysis"),
    ("/upload", "Jobs"),
    ("/jobs", "Jobs"),
    ("/leads", "Leads"),
    ("/artist", "Leads"),
    ("/export", "Leads"),
    ("/saved-views", "Leads"),
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    description="The same key and body again have no second effect, and get the first answer.",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    {"type": "string"},
    OpenApiParameter.HEADER,
    description="ETags of answers that are held: 304 where nothing has changed since.",
)
WHOLE_NUMBER = {"type": "integer", "minimum": 0}


def header(name: str, shape: dict, *statuses: int, sure: bool = False, about: str = "") -> OpenApiParameter:
    """A header of answers with these statuses; `sure` where it is never missing."""
    where = OpenApiParameter.HEADER
    return OpenApiParameter(name, shape, where, required=sure, description=about, response=list(statuses) or True)


HEADERS = (
    header("X-Request-Id", TEXT, about="Under which this call stands in the log"),
    header("WWW-Authenticate", {"const": "Bearer"}, 401, sure=True),
    header("Allow", TEXT, 405, sure=True, about="The methods that are taken"),
    header("Retry-After", WHOLE_NUMBER, 429, sure=True, about="Seconds"),
    header("Retry-After", WHOLE_NUMBER, 202, 409, 503, about="Seconds"),
    header("Location", TEXT, 202, about="Where to look how far it is"),
    header("X-RateLimit-Limit", WHOLE_NUMBER, 200, 202, 304, 429, about="Calls a minute"),
    header("X-RateLimit-Remaining", WHOLE_NUMBER, 200, 202, 304, 429, about="Calls left in this minute"),
    header("X-RateLimit-Reset", WHOLE_NUMBER, 200, 202, 304, 429, about="When the minute ends, in epoch seconds"),
)
OF_KEYS = header("Idempotency-Replayed", {"const": "true"}, 200, 202, about="Only where this answer was given before")
OF_TAGGED = header("ETag", TEXT, 200, 304, sure=True)


class Described(AutoSchema):
    """Named after the route; the door's own docstring is the description."""

    @property
    def tagged(self) -> bool:
        return self.method == "GET" and self.view.tagged

    def get_operation_id(self):
        return f"{self.view.route_name}_{self.method.lower()}"

    def get_tags(self):
        return [next((tag for part, tag in SUBJECTS if part in self.path), "System")]

    def _get_serializer_name(self, serializer, direction, bypass_extensions=False):
        """After the address, not after the class: AnalyzeIsrcBody."""
        name = self.get_operation_id().removesuffix("_post").title().replace("_", "")
        return f"{name}Body" if direction == "request" else super()._get_serializer_name(serializer, direction)

    def _map_basic_serializer(self, serializer, direction):
        return super()._map_basic_serializer(serializer, direction) | getattr(serializer, "also", {})

    def get_override_parameters(self):
        return [*HEADERS, *([IF_NONE_MATCH, OF_TAGGED] if self.tagged else [])]

    def _get_response_bodies(self, direction="response"):
        answers = super()._get_response_bodies(direction)
        if self.tagged:
            unchanged = OpenApiResponse(None, description="Nothing has changed")
            answers["304"] = self._get_response_for_code(unchanged, "304", None, direction)
        return answers

    def get_auth(self):
        return [*super().get_auth(), *([{}] if self.view.public else [])]


def described(
    summary: str,
    *,
    out: Mapping[int | tuple[int, str], tuple[dict, object]],
    query=None,
    body=None,
    example=None,
    problems: tuple[int, ...] = (),
    media: Mapping[int, str] | None = None,
    parameters: tuple = (),
    body_type: str = "application/json",
):
    """Describe a door's method: `out` maps a status, or a status and a content type, to (shape, example); `problems`
    are refusals beside those of every address and of every body; `example` is one of the body. `media` names other
    content types than JSON.
    """
    media = media or {}
    answers = {}
    for status, (shape, shown) in out.items():
        key = (status, media[status]) if status in media else status
        named = {"media_type": key[1], "status": key[0]} if isinstance(key, tuple) else {"status": key}
        examples = [_example(shown, **named)] if shown is not None else []
        answers[key] = OpenApiResponse(shape, description=summary, examples=examples)
    for status in sorted({*problems, *ALWAYS, *(OF_BODIES if body is not None else ())}):
        answers[status, MEDIA_TYPE] = OpenApiResponse(PROBLEM, description=TITLES[status])
    given = [query] if query else []
    examples = [OpenApiExample("request", value=example, request_only=True)] if example is not None else []
    return extend_schema(
        summary=summary,
        parameters=[*given, *parameters, *([IDEMPOTENCY_KEY, OF_KEYS] if body is not None else [])],
        request={body_type: body} if body is not None else None,
        responses=answers,
        examples=examples,
    )


def _example(value, status: int, media_type: str = "application/json") -> OpenApiExample:
    return OpenApiExample("example", value=value, status_codes=[str(status)], media_type=media_type)


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "prism.api.auth.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer", "description": "prism_…, made in the admin"}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "prism.api.auth.StaffSession"
    name = "session"

    def get_security_definition(self, auto_schema):
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
